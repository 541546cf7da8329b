"""The preview shows every post as each channel's followers will read it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from campaign.cards.draw import card_key
from campaign.config import Config
from campaign.errors import Place, StorageError
from campaign.model import Campaign, Finding, Limits, Media, Planned, Post, Severity, Unit
from campaign.usecases.planning.preview import preview
from tests.cards.material import brand, card
from tests.checks.desk import POST
from tests.plan.made import channel, region, variant
from tests.test_media import png

DUE = datetime(2026, 12, 1, 9, tzinfo=UTC)
LIMITS = Limits(text=60, unit=Unit.MASTODON, url_length=23)
CARD = card(format="landscape")
LINK = "https://eu-belong.aer.eu/a-long-way?utm_source=mastodon&utm_medium=social"


def config(folder: Path) -> Config:
    """Two channels: Catalonia in Catalan, Arad in an hour later."""
    channels = [channel(), channel(name="arad", language="ro", zone=ZoneInfo("Europe/Bucharest"))]
    return Config(
        Campaign("c", "Belonging & more", date(2026, 11, 30), "", "ca", ("ca",), "a", "b"),
        {"catalonia": region(names={"en": "Catalonia"})},
        {each.name: each for each in channels},
        folder / "config.toml",
        folder,
        folder,
        folder,
        folder,
        "sqlite://",
        ZoneInfo("UTC"),
    )


def show(
    folder: Path,
    *chosen: Planned,
    findings: tuple[Finding, ...] = (),
    limits: Limits = LIMITS,
    states: Mapping[tuple[str, str, str], str] | None = None,
    posts: tuple[Post, ...] = (),
) -> str:
    """The page's source."""
    page = preview(
        chosen,
        findings,
        brand(),
        config(folder),
        lambda _: png(),
        folder / "out",
        lambda _: limits,
        lambda platform: shorter if platform == "shortening" else str,
        states=states,
        posts=posts,
    )
    assert page == folder / "out" / "index.html"
    return page.read_text("utf-8")


def shorter(text: str) -> str:
    """What a network shows that hides a link behind its host."""
    return text.replace(LINK, "eu-belong.aer.eu/…")


def wanted(**other: object) -> Planned:
    """One publication with a card."""
    blocked = str(other.pop("blocked", ""))
    made = variant(card=CARD, card_key=card_key(CARD, brand()), headline="Una taula")
    return Planned(replace(made, **other), DUE, "catalonia", "A02", blocked=blocked)  # type: ignore[arg-type]


def test_each_channel_reads_its_words_in_its_language_at_its_hour(tmp_path: Path) -> None:
    """The same instant is 10:00 in Madrid and 11:00 in Bucharest."""
    page = show(tmp_path, wanted(), wanted(channel="arad", language="ro", texts=("Bună ziua.",)))
    assert 'lang="ca" dir="auto">Bon dia a tothom.</p>' in page
    assert 'lang="ro" dir="auto">Bună ziua.</p>' in page
    assert "Tue 1 Dec 2026, 10:00</time> Europe/Madrid" in page
    assert "Tue 1 Dec 2026, 11:00</time> Europe/Bucharest" in page
    assert "17 of 60 characters" in page
    assert page.count("<section id=") == 1


def test_a_channel_that_reads_one_of_two_frames_says_which(tmp_path: Path) -> None:
    """Beside its language; a plain post says nothing of it."""
    assert "frame <bdi>hope</bdi>" in show(tmp_path, wanted(frame="hope"))
    assert "frame <bdi>" not in show(tmp_path, wanted())


def test_what_is_written_is_shown_and_never_run(tmp_path: Path) -> None:
    """Markup in a text, a headline, an alt text or a finding is text."""
    evil = '<script>alert("x")</script>'
    said = Finding("odd", Severity.WARN, Place("a.yaml", 3), evil, evil, "labs")
    page = show(tmp_path, wanted(texts=(evil,), headline=evil, alt=f'"{evil}'), findings=(said,))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    """Only its own pictures, loaded when they come into sight, and links for people."""
    page = show(tmp_path, wanted(texts=(f"Més: {LINK}",)))
    sources = re.findall(r'(?:src|srcset|data)="([^"]*)"', page)
    assert len(sources) == 1
    assert (tmp_path / "out" / sources[0]).is_file()
    assert 'loading="lazy"' in page
    assert "url(" not in page
    assert "@import" not in page


def test_a_link_is_shown_short_and_leads_to_the_whole_address(tmp_path: Path) -> None:
    """As the networks show it; its tracking is in the address."""
    page = show(tmp_path, wanted(texts=(f"Més:\n{LINK}",)))
    assert f'href="{LINK.replace("&", "&amp;")}"' in page
    assert ">eu-belong.aer.eu/a-long-way?ut…</a>" in page
    assert "28 of 60 characters" in page


def test_a_thread_is_shown_part_by_part_in_order_with_the_comment_last(tmp_path: Path) -> None:
    """Each says which it is and how long; the picture stands under the first."""
    texts = ("Tres dies.", "Una taula.", "x" * 61, f"Més: {LINK}")
    page = show(tmp_path, wanted(texts=texts, commented=True))
    told = re.findall(r"<b>([^<]*)</b> · (?:<span[^>]*>)?([^<\n]*)", page)
    assert told == [
        ("Part 1 of 3", "10 of 60 characters"),
        ("Part 2 of 3", "10 of 60 characters"),
        ("Part 3 of 3", "61 characters (a link counts as one length), 1 more than the 60 allowed"),
        ("First comment", "28 of 60 characters"),
    ]
    assert page.index("Tres dies.") < page.index("<figure>") < page.index("Part 2 of 3")
    plain = show(tmp_path, wanted(texts=texts[:2], commented=True))
    assert re.findall(r"<b>([^<]*)</b> ·", plain) == ["The post", "First comment"]
    assert "Part" not in show(tmp_path, wanted())


def test_a_text_is_measured_as_its_network_shows_it(tmp_path: Path) -> None:
    """Of a tracked link there counts what readers see of it."""
    text = f"{'x' * 40} {LINK}"
    assert '<span class="over">64 characters' in show(tmp_path, wanted(texts=(text,)))
    page = show(tmp_path, wanted(texts=(text,), platform="shortening"))
    assert "59 of 60 characters" in page and 'class="over"' not in page


def test_a_picture_is_drawn_once_small_with_its_alt_text(tmp_path: Path) -> None:
    """Two channels share one file, and the next preview draws nothing."""
    page = show(tmp_path, wanted(), wanted(channel="arad"))
    (file,) = (tmp_path / "out" / "pictures").iterdir()
    with Image.open(file) as picture:
        assert picture.size == (640, 360)
    assert page.count('alt="Una taula"') == 2
    before = file.stat().st_mtime_ns
    show(tmp_path, wanted())
    assert file.stat().st_mtime_ns == before


def test_a_torn_picture_is_drawn_again(tmp_path: Path) -> None:
    """A preview that was killed leaves nothing that stays broken."""
    show(tmp_path, wanted())
    (file,) = (tmp_path / "out" / "pictures").iterdir()
    file.write_bytes(b"torn")
    show(tmp_path, wanted())
    with Image.open(file) as picture:
        assert picture.width == 640


def test_a_posts_own_picture_is_shown(tmp_path: Path) -> None:
    """And never made larger than it is."""
    media = Media("a" * 64, "image/png", 64, 48, 100, "Una taula")
    page = show(tmp_path, wanted(card=None, media=(media,), card_key=f"picture:{'a' * 64}"))
    assert 'width="64" height="48" alt="Una taula"' in page


def test_a_card_that_cannot_be_drawn_is_told_in_its_place(tmp_path: Path) -> None:
    """The other cards are there."""
    bad = replace(CARD, headline="漢字")
    page = show(tmp_path, wanted(), wanted(post="bad", card=bad, card_key="f" * 64))
    assert "This card cannot be drawn" in page
    assert page.count("<figure>") == 1


def test_findings_stand_at_what_they_concern_in_words(tmp_path: Path) -> None:
    """Of a variant at its card, of a language at its cards, of a post above, of all at the top."""
    place = Place("content/calendar/labs.yaml", 7)
    findings = (
        Finding("too-long", Severity.BLOCK, place, "9 too many", "shorten", "labs", "arad"),
        Finding("draft", Severity.WARN, place, "a draft", "", "labs", "", "ca"),
        Finding("unused", Severity.INFO, place, "a fact unused", "", "labs"),
        Finding("rhythm", Severity.WARN, place, "many at once", ""),
        Finding("broken", Severity.BLOCK, place, "cannot be composed", "", "gone"),
        Finding("too-long", Severity.BLOCK, place, "elsewhere", "", "labs", "navarra"),
    )
    page = show(
        tmp_path,
        wanted(),
        wanted(channel="arad", language="ro", blocked="too-long"),
        findings=findings,
    )
    top, about, first, second = _parts(page)
    assert "many at once" in top
    assert "a fact unused" in about
    assert "on channels not shown here: 1" in about
    assert "a draft" in first
    assert "9 too many" not in first
    assert "<strong>Holds it back:</strong>" in second
    assert "9 too many — shorten" in second
    assert "content/calendar/labs.yaml:7" in second
    assert "Held back: too-long" in second
    assert "a draft" not in second
    assert "1 held back by findings" in page
    assert "cannot be composed" in page


def _parts(page: str) -> tuple[str, str, str, str]:
    """The page's top, the post's head, its Catalan card and its Romanian one."""
    top, post = page.split("<section id=", 1)
    about, *cards = post.split("<article")
    ro = next(each for each in cards if 'data-language="ro"' in each)
    ca = next(each for each in cards if 'data-language="ca"' in each)
    return top, about, ca, ro


def test_a_text_that_is_too_long_says_by_how_much(tmp_path: Path) -> None:
    """In the network's own way of counting."""
    assert "70 characters (a link counts as one length), 10 more than the 60 allowed" in show(
        tmp_path, wanted(texts=("x" * 70,))
    )


def test_posts_stand_in_the_order_of_time_with_a_list_of_contents(tmp_path: Path) -> None:
    """However they were chosen."""
    later = replace(wanted(post="later", headline="Després"), due=DUE.replace(month=12, day=3))
    page = show(tmp_path, later, wanted())
    assert page.index('href="#post-labs"') < page.index('href="#post-later"')
    assert page.index('<section id="post-labs"') < page.index('<section id="post-later"')


def test_nothing_chosen_is_said(tmp_path: Path) -> None:
    """Not an empty page."""
    assert "There is nothing to show" in show(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError, match=rf"{tmp_path / 'out'}.*cannot be written"):
        show(tmp_path, wanted())
    assert (tmp_path / "out").read_text() == "a file"


def test_a_text_under_a_picture_is_measured_by_its_own_bound(tmp_path: Path) -> None:
    """The first text of a pictured post is a caption where the network says so."""
    bounds = replace(LIMITS, caption=10)
    pictured, plain = wanted(), wanted(card=None, card_key="")
    page = show(tmp_path, pictured, limits=bounds)
    assert "17 characters (a link counts as one length), 7 more than the 10 allowed" in page
    assert "17 of 60 characters" in show(tmp_path, plain, limits=bounds)
    thread = wanted(texts=("Bon dia.", "Bon dia a tothom."))
    page = show(tmp_path, thread, limits=bounds)
    assert "8 of 10 characters" in page and "17 of 60 characters" in page


def spread(tmp_path: Path, **more: object) -> str:
    """Two posts in two weeks, on two networks and in two regions, one of them held back."""
    late = DUE.replace(day=9)
    return show(
        tmp_path,
        wanted(channel="arad", language="ro"),
        replace(wanted(), region="zwolle"),
        replace(wanted(post="later", platform="scripted"), due=late),
        replace(wanted(post="later", channel="arad", blocked="alt-missing"), due=late),
        **more,  # type: ignore[arg-type]
    )


def cards(page: str) -> list[dict[str, str]]:
    """Under what each card can be found, in the order of the page."""
    return [dict(re.findall(r'data-(\w+)="([^"]*)"', each)) for each in articles(page)]


def articles(page: str) -> list[str]:
    """The opening tag of each card."""
    return re.findall(r"<article[^>]*>", page)


def test_cards_stand_in_the_order_of_time_then_region(tmp_path: Path) -> None:
    """By the region's name, whatever its channels are called."""
    page = show(
        tmp_path,
        replace(wanted(), region="zwolle"),
        replace(wanted(channel="arad"), due=DUE.replace(hour=10)),
        replace(wanted(channel="arad"), region="bacau"),
        replace(wanted(post="other"), region="arad", due=DUE.replace(hour=8)),
    )
    assert [each["region"] for each in cards(page)] == ["arad", "bacau", "zwolle", "catalonia"]


def test_posts_stand_by_week_with_an_anchor_for_each(tmp_path: Path) -> None:
    """So that the page can be walked through without a script."""
    page = spread(tmp_path)
    assert page.index('id="week-2026-W49"') < page.index('id="post-labs"')
    assert page.index('id="post-labs"') < page.index('id="week-2026-W50"')
    assert page.index('id="week-2026-W50"') < page.index('id="post-later"')
    assert 'href="#week-2026-W49">Week 49, 30 November to 6 December 2026</a>' in page


def test_each_card_is_found_by_region_network_language_week_and_state(tmp_path: Path) -> None:
    """And the page has a choice for each, with the values that there are."""
    page = spread(tmp_path, states={("labs", "", "arad"): "ready"})
    assert cards(page)[0] == {
        "region": "catalonia",
        "network": "scripted",
        "language": "ro",
        "week": "2026-W49",
        "state": "ready",
        "tag": "",
    }
    assert [each["state"] for each in cards(page)] == [
        "ready",
        "not-planned",
        "held",
        "not-planned",
    ]
    chosen = re.findall(r'<select id="by-(\w+)".*?</select>', page, re.DOTALL)
    assert chosen == ["region", "language", "week", "state"], "one network is no choice"
    assert '<option value="catalonia">Catalonia</option>' in page
    assert '<option value="held">Held back</option>' in page


def test_a_choice_works_by_the_style_sheet_alone(tmp_path: Path) -> None:
    """Every value has its rule; posts and the list of contents carry all values of their cards."""
    page = spread(tmp_path)
    style = page.partition("<style>")[2].partition("</style>")[0]
    for name, value in re.findall(r'by-(\w+) option\[value="([^"]+)"\]', style):
        assert f'[data-{name}]:not([data-{name}~="{value}"])' in style
    values = re.findall(r'<option value="([^"]+)">', page)
    assert len(re.findall(r"option\[value=", style)) == len(values) == 8
    (labs,) = re.findall(r'<section id="post-labs"[^>]*>', page)
    assert 'data-language="ro ca"' in labs and 'data-region="catalonia zwolle"' in labs


def test_a_page_of_its_own_leaves_the_others_alone(tmp_path: Path) -> None:
    """As their pictures; the same page is replaced."""
    whole = spread(tmp_path)
    pictures = {
        each.name: each.stat().st_mtime_ns for each in (tmp_path / "out/pictures").iterdir()
    }
    one = preview(
        [wanted()],
        (),
        brand(),
        config(tmp_path),
        lambda _: png(),
        tmp_path / "out",
        lambda _: LIMITS,
        lambda _: str,
        name="post-labs",
    )
    assert one == tmp_path / "out/post-labs.html"
    assert (tmp_path / "out/index.html").read_text("utf-8") == whole
    after = {each.name: each.stat().st_mtime_ns for each in (tmp_path / "out/pictures").iterdir()}
    assert after == pictures


def test_what_a_post_says_of_itself_is_shown_and_its_tags_are_a_choice(tmp_path: Path) -> None:
    """Pillar, value, audience, call and tags; a tag with signs in it breaks nothing."""
    tags = ("Spring, 2027", '"><script>')
    labs = replace(POST, pillar="meet", audience="general_public", tags=tags)
    page = spread(tmp_path, posts=(labs, replace(POST, id="later")))
    about = page.partition('<p class="about">labs')[2].partition("</p>")[0]
    assert "meet" in about and "general public" in about and "Spring, 2027" in about
    assert [each["tag"] for each in cards(page)] == ["spring-2027 script"] * 2 + [""] * 2
    assert '<option value="spring-2027">' in page
    assert '"><script>' not in page.partition("<script>\n")[0]
