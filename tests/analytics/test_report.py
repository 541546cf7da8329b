"""The page opens anywhere, the files keep their columns, and gaps stay gaps in both."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from analytics.metrics import Counts, Subject
from analytics.period import Period
from analytics.pictures import thumbnail
from analytics.report import ReportFiles, write_report
from analytics.words import Masthead
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, Listed, count, subject

LOADS = {"src", "srcset", "data", "poster", "background", "xlink:href", "action", "formaction"}


class Page(HTMLParser):
    """What stands in a page: elements with their attributes, and the text people read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.styles = ""
        self.script = ""
        self._in: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep each element."""
        self.elements.append((tag, dict(attrs)))
        self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self._in and self._in.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what is read, apart from what is style."""
        if "style" in self._in:
            self.styles += data
        elif "script" in self._in:
            self.script += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ReportFiles:
    """The sample campaign's report: 56 posts, two of them without figures."""
    return sample.write(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def page(files: ReportFiles) -> Page:
    """Its page."""
    return Page(files.page.read_text(encoding="utf-8"))


def read(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_loads_nothing_from_anywhere(page: Page) -> None:
    """Every picture travels inside it; its one script is named by its hash, no other may run."""
    present = {tag for tag, _ in page.elements}
    assert page.all("script") == [{}]
    assert not present & {"link", "iframe", "object", "embed", "base", "form", "video"}
    for tag, attributes in page.elements:
        for name in LOADS & attributes.keys():
            assert (attributes[name] or "").startswith("data:"), (tag, name)
        if "href" in attributes:
            assert tag == "a"
    assert "url(" not in page.styles
    assert "@import" not in page.styles
    policy = next(each for each in page.all("meta") if "http-equiv" in each)
    digest = base64.b64encode(hashlib.sha256(page.script.encode()).digest()).decode()
    assert policy["content"] == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_chart_and_picture_can_be_read_aloud(page: Page) -> None:
    """A title for each chart, a text for each picture, and no id twice."""
    charts = page.all("svg")
    assert len(charts) == 2 * 7  # each once more, for phones; a page shows one of the two
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart["role"] == "img"
        assert set((chart["aria-labelledby"] or "").split()) <= set(ids)
    assert len(page.all("title")) == len(page.all("desc")) + 1 == len(charts) + 1
    assert all(each.get("alt") for each in page.all("img"))


def test_every_table_heads_its_columns_and_rows(page: Page) -> None:
    """Each heading cell says what it heads."""
    heads = page.all("th")
    assert len(heads) > 100
    assert {each.get("scope") for each in heads} == {"col", "row"}


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    """A page can be walked through by its headings."""
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_summary_says_the_week_in_a_few_sentences(files: ReportFiles, page: Page) -> None:
    """Posts, response, change and coverage; the page says the same."""
    assert re.fullmatch(
        r"Week 49: 56 posts went out\. People responded [\d,]+ times\. "
        r"That is \d+\u202f% (more|less) than in the period before, at the same age of the posts\. "
        r"54 of 56 posts have figures\.",
        files.summary,
    )
    assert files.summary.removeprefix("Week 49: ") in page.text


def test_the_page_names_what_is_missing(page: Page) -> None:
    """Coverage, the posts without figures, and what networks do not tell."""
    text = " ".join(page.text.split())
    assert "54 of 56 posts have figures. Without figures:" in text
    assert "Salzburg, Mastodon, Thu 3 Dec, 10:00: Drei Tage. Ein Tisch." in text
    assert "As a part of views: n/a, no network here tells views" in text
    assert "Made on 7 Dec 2026, 08:05 (Europe/Brussels)" in text
    assert "Co-funded by the European Union" in text


def test_top_posts_carry_their_cards_and_language(page: Page) -> None:
    """Six cards as small pictures; headlines marked with the language they are in."""
    cards = [each for each in page.all("img") if each["alt"] == "The card of this post"]
    assert len(cards) == 6
    assert all((each["src"] or "").startswith("data:image/jpeg;base64,") for each in cards)
    languages = {each.get("lang") for each in page.all("h3")} - {None}
    assert languages <= {each.language for each in sample.subjects()}
    assert languages


def test_the_csv_files_keep_their_columns(files: ReportFiles) -> None:
    """People build spreadsheets on them: a new column goes into this list on purpose."""
    header = files.totals.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == (
        "week,as_of_utc,dimension,key,name,posts,measured,reactions,reposts,replies,quotes,clicks,"
        "saves,views,engagement,engagement_per_post,engagement_rate,reactions_posts,reposts_posts,"
        "replies_posts,quotes_posts,clicks_posts,saves_posts,views_posts,engagement_posts,"
        "compared_at_hours,engagement_at_age,engagement_at_age_week_before,change,change_percent"
    )
    header = files.channels.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == (
        "week,as_of_utc,channel,name,posts,measured,reactions,reposts,replies,quotes,clicks,"
        "saves,views,engagement,engagement_per_post,engagement_rate,reactions_posts,reposts_posts,"
        "replies_posts,quotes_posts,clicks_posts,saves_posts,views_posts,engagement_posts,"
        "compared_at_hours,engagement_at_age,engagement_at_age_week_before,change,change_percent,"
        "followers,followers_day,followers_since,followers_change,followers_change_percent,"
        "engagement_median,engagement_median_low,engagement_median_high"
    )
    header = files.posts.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == (
        "week,as_of_utc,publication_id,post,headline,channel,platform,region,language,activity,"
        "outcome,published_at_utc,url,remote_id,reactions,reposts,replies,quotes,clicks,saves,"
        "views,engagement,counted_at_age_hours,counted_at_utc,card_sha256,withdrawn_at_utc,"
        "withdrawn_because"
    )


def test_the_workbook_holds_every_post_and_channel(files: ReportFiles) -> None:
    """Officers open one file and find what the others hold, with the same figures."""
    book = openpyxl.load_workbook(files.workbook)
    assert files.paths[:2] == (files.page, files.workbook)
    assert files.workbook.name == "2026-W49.xlsx"
    posts = {row["url"]: row["engagement"] for row in read(files.posts)}
    heads, *rows = book["The posts"].iter_rows(values_only=True)
    address, engagement = heads.index("Post, address"), heads.index("Engagement")
    assert {row[address]: str(row[engagement]) for row in rows} == posts


def test_the_csv_files_add_up(files: ReportFiles) -> None:
    """Posts, channels and every dimension of the totals hold the same engagement."""
    totals, posts = read(files.totals), read(files.posts)
    whole = int(next(row for row in totals if row["dimension"] == "total")["engagement"])
    assert len(posts) == 56
    assert sum(int(row["engagement"]) for row in posts if row["engagement"] != "n/a") == whole
    assert len(read(files.channels)) == 28
    for dimension in {row["dimension"] for row in totals}:
        told = [row["engagement"] for row in totals if row["dimension"] == dimension]
        assert sum(int(each) for each in told if each != "n/a") == whole, dimension


def test_a_gap_is_never_a_zero_in_a_csv_file(files: ReportFiles) -> None:
    """An unmeasured post and an unknown metric are n/a, which no program adds up."""
    posts = {row["remote_id"]: row for row in read(files.posts)}
    assert {posts["bluesky-100"][name] for name in ("reactions", "engagement")} == {"n/a"}
    assert {row["views"] for row in posts.values()} == {"n/a"}
    assert {row["saves"] for row in posts.values() if row["platform"] == "mastodon"} == {"n/a"}


@pytest.fixture
def one(engine: sa.Engine, tmp_path: Path) -> Iterator[tuple[sa.Engine, Path]]:
    """A database and a folder that is not there yet."""
    yield engine, tmp_path / "var" / "reports"


def written(place: tuple[sa.Engine, Path], posts: list[Subject], **more: object) -> ReportFiles:
    """The report of these posts."""
    engine, folder = place
    return write_report(
        engine,
        Listed(engine, posts),
        Period.week(sample.WEEK),
        sample.BRUSSELS,
        sample.MONDAY_MORNING,
        folder,
        **more,  # type: ignore[arg-type]
    )


def test_a_week_without_posts_has_a_page_as_well(one: tuple[sa.Engine, Path]) -> None:
    """The first week, or a holiday."""
    files = written(one, [])
    text = files.page.read_text(encoding="utf-8")
    assert "Nothing was published." in text
    assert len(read(files.posts)) == 0
    assert sorted(each.name for each in files.page.parent.iterdir()) == sorted(
        each.name for each in files.paths
    )


def test_posts_that_nobody_has_counted_yet_have_a_page(one: tuple[sa.Engine, Path]) -> None:
    """Published a minute ago: n/a everywhere, no chart of zeros."""
    files = written(one, [subject(1)])
    page = Page(files.page.read_text(encoding="utf-8"))
    assert "No post of the period has been counted yet." in page.text
    assert "0 of 1 post has figures." in page.text


def test_a_post_that_was_taken_back_is_named_with_its_reason_and_keeps_its_figures(
    one: tuple[sa.Engine, Path],
) -> None:
    """In the page and in the files; the others are not touched."""
    gone = subject(
        1, withdrawn_at=subject().published_at + DAY, withdrawn_because="the <date> is wrong"
    )
    count(one[0], gone, HOUR, Counts(reactions=7))
    files = written(one, [gone, subject(2)])
    page = Page(files.page.read_text(encoding="utf-8"))
    assert "withdrawn on" in page.text
    assert "because: the <date> is wrong" in page.text
    first, second = read(files.posts)
    assert (first["reactions"], first["withdrawn_because"]) == ("7", "the <date> is wrong")
    assert first["withdrawn_at_utc"].startswith("2026-12-02")
    assert second["withdrawn_at_utc"] == second["withdrawn_because"] == "n/a"


def test_a_week_without_withdrawals_does_not_speak_of_them(page: Page) -> None:
    """No empty heading."""
    assert "withdrawn" not in page.text.lower()


def test_words_from_outside_are_words_on_the_page(one: tuple[sa.Engine, Path]) -> None:
    """Markup in a headline, a name or a text is shown, not run; a script is never a link."""
    evil = "<script>alert(1)</script>"
    post = subject(
        1, headline=evil, text=evil, region=evil, channel=evil, url="javascript:alert(1)"
    )
    count(one[0], post, HOUR, Counts(reactions=1))
    files = written(one, [post], masthead=lambda _language: Masthead(campaign=evil))
    page = Page(files.page.read_text(encoding="utf-8"))
    assert len(page.all("script")) == 1
    assert evil in page.text
    assert "alert" not in page.script
    assert all("javascript" not in (each.get("href") or "") for each in page.all("a"))


def test_a_formula_in_a_headline_stays_words_in_a_spreadsheet(
    one: tuple[sa.Engine, Path],
) -> None:
    """A cell that begins with = would be run by the program that opens the file."""
    files = written(one, [subject(1, headline='=HYPERLINK("x")', post="-1+1")])
    (row,) = read(files.posts)
    assert (row["headline"], row["post"]) == ('\'=HYPERLINK("x")', "'-1+1")


def test_a_card_that_is_gone_or_broken_leaves_the_post_in_place(
    one: tuple[sa.Engine, Path],
) -> None:
    """A report is not lost for a picture."""
    posts = [subject(1, card="gone"), subject(2, card="broken")]
    for post in posts:
        count(one[0], post, HOUR, Counts(reactions=3))
    kept: dict[str, bytes] = {"broken": b"\x89PNG no picture"}
    files = written(one, posts, card=kept.get)
    page = Page(files.page.read_text(encoding="utf-8"))
    assert page.all("img") == []
    assert page.text.count("Three days. One table.") >= 2


@pytest.mark.slow
def test_a_report_is_replaced_whole(one: tuple[sa.Engine, Path]) -> None:
    """Made again with new figures, its files say the new ones, and none of before lies about."""
    post = subject(1)
    first = written(one, [subject(2), post])
    named = first.page.parent
    for other in ("2026-W48-posts.csv", "2026-W49-growth.de.csv", "2026-W49-01--x.csv"):
        named.joinpath(other).write_text("another report's", encoding="utf-8")
    named.joinpath("2026-W49-gone.csv").write_text("of before", encoding="utf-8")
    count(one[0], post, DAY, Counts(reactions=41))
    second = written(one, [post])
    for other in ("2026-W48-posts.csv", "2026-W49-growth.de.csv", "2026-W49-01--x.csv"):
        named.joinpath(other).unlink()
    assert read(second.posts)[0]["reactions"] == "41"
    assert sorted(named.iterdir()) == sorted(second.paths)
    german = written(one, [post], languages=("de",))
    assert set(second.paths) | set(german.paths) == set(named.iterdir())


def test_a_thumbnail_is_small_and_keeps_its_shape() -> None:
    """480 pixels wide at most: 28 channels' cards do not make a page of megabytes."""
    small = thumbnail(sample.draw("Three days. One table."))
    assert small is not None
    assert len(small) < 60_000
    assert thumbnail(b"no picture") is None
