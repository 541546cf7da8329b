"""The content folder is read whole: what is good is kept, and every mistake of every file told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from campaign import content
from campaign.content import Content
from campaign.errors import ContentError, Mistake, Place
from tests.calendar.sample import CHANNELS, KNOWN, POST

STARTER = Path(__file__).parents[1] / "content"

FACTS = '[F01]\nvalue = 11\ntext = "regions"\n[F07]\nvalue = 3\ntext = "days"\n'
ACTIVITIES = '[outcomes.O1]\ntitle = "Know"\n[A02]\ntitle = "Labs"\noutcome = "O1"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one good post."""
    folder = tmp_path / "content"
    (folder / "calendar" / "2026").mkdir(parents=True)
    (folder / "calendar" / "2026" / "labs.yaml").write_text(POST, "utf-8")
    (folder / "facts.toml").write_text(FACTS)
    (folder / "activities.toml").write_text(ACTIVITIES)
    return folder


def read(folder: Path) -> tuple[Content, tuple[Mistake, ...]]:
    return content.read(
        folder,
        languages=KNOWN.languages or (),
        regions=KNOWN.regions or (),
        channels=CHANNELS,
        platforms=("mastodon", "bluesky", "outbox"),
    )


def said(folder: Path) -> str:
    return "\n".join(map(str, read(folder)[1]))


def test_good_folder_gives_posts_and_registers(folder: Path) -> None:
    """Sub-folders are read, places are named as a person sees them."""
    found, mistakes = read(folder)
    assert mistakes == ()
    assert [post.id for post in found.posts] == ["learning-labs-01"]
    post = found.posts[0]
    assert post.place == Place("content/calendar/2026/labs.yaml", 2)
    assert found.path(post.place) == folder / "calendar" / "2026" / "labs.yaml"
    assert found.registers.facts["F01"].value == "11"
    assert found.registers.activities["A02"].outcome == "O1"


def test_load_raises_every_mistake_of_every_file(folder: Path) -> None:
    """One bad file never hides the others, and the good ones stay usable."""
    calendar = folder / "calendar"
    (calendar / "a.yaml").write_text("id: [")
    (calendar / "b.yml").write_text(POST.replace("A02", "A3").replace("labs-01", "labs-02"))
    (folder / "days.toml").write_text('[[day]]\ndate = "13-40"\nname = "x"\n')
    with pytest.raises(ContentError) as caught:
        content.load(
            folder, languages=["en", "es"], regions=[], channels=CHANNELS, platforms=["bluesky"]
        )
    assert [str(m.place) for m in caught.value.mistakes] == [
        "content/calendar/a.yaml:1",
        "content/calendar/b.yml:6",
        "content/days.toml:2",
    ]
    assert len(read(folder)[0].posts) == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.yaml", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "x.yaml: this is not a text file"),
        ("x.yaml", b"id: caf\xe9\n", "x.yaml:1: the file is not UTF-8: byte 0xE9"),
        ("x.yaml", "id: a".encode("utf-16"), "x.yaml: the file is saved as UTF-16"),
        ("x.yaml", b"", "x.yaml: the file is empty"),
        (
            "x.yaml",
            b"a" * 1_000_001,
            "x.yaml: it has 1,000,001 bytes, more than the 1,000,000 that are read",
        ),
        ("x.YML", b"a: 'b", "x.YML:1: this is not YAML"),
    ],
)
def test_file_that_is_no_post_is_a_mistake_not_a_crash(
    folder: Path, name: str, data: bytes, words: str
) -> None:
    """Pictures, other encodings and huge files are named for what they are."""
    (folder / "calendar" / name).write_bytes(data)
    assert said(folder).startswith(f"content/calendar/{words}")
    assert len(read(folder)[0].posts) == 1


def test_bytes_of_a_windows_editor_are_read(folder: Path) -> None:
    """A byte order mark and CRLF are no mistake."""
    file = folder / "calendar" / "2026" / "labs.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + POST.replace("\n", "\r\n").encode())
    found, mistakes = read(folder)
    assert mistakes == ()
    assert "\r" not in found.posts[0].copy["en"].text


def test_hidden_files_and_backups_are_left_out(folder: Path) -> None:
    """What editors and versions of files leave behind is no post."""
    for name in (".x.yaml", "x.yaml~", "#x.yaml#", ".#x.yaml", "x.yaml.bak", "~$x.yaml", "x.md"):
        (folder / "calendar" / name).write_text("not: [a post")
    (folder / "calendar" / ".git").mkdir()
    (folder / "calendar" / ".git" / "x.yaml").write_text("not: [a post")
    assert said(folder) == ""


@pytest.mark.parametrize("empty", ["no files", "no folder"])
def test_empty_calendar_says_so(folder: Path, empty: str) -> None:
    """An empty calendar would cancel all that is planned, so it is never taken as meant."""
    (folder / "calendar" / "2026" / "labs.yaml").unlink()
    if empty == "no folder":
        (folder / "calendar" / "2026").rmdir()
        (folder / "calendar").rmdir()
    told = "is empty" if empty == "no files" else "is not there"
    assert said(folder).startswith(f"content/calendar: the calendar {told}")


def test_same_id_in_two_files_names_both(folder: Path) -> None:
    """Publications are known by the post's id, so two posts cannot share one."""
    (folder / "calendar" / "copy.yaml").write_text(POST)
    assert said(folder).startswith(
        'content/calendar/copy.yaml:2: the id "learning-labs-01" is taken by '
        "content/calendar/2026/labs.yaml:2"
    )
    assert len(read(folder)[0].posts) == 1


def link_to_itself(calendar: Path) -> None:
    (calendar / "loop.yaml").symlink_to("loop.yaml")


def link_to_nothing(calendar: Path) -> None:
    (calendar / "gone.yaml").symlink_to("nowhere.yaml")


def folder_named_as_a_post(calendar: Path) -> None:
    (calendar / "x.yaml").mkdir()


def pipe_named_as_a_post(calendar: Path) -> None:
    os.mkfifo(calendar / "x.yaml")


def folder_that_leads_back(calendar: Path) -> None:
    (calendar / "2026" / "up").symlink_to(calendar, target_is_directory=True)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (link_to_itself, "loop.yaml: the file cannot be read: the link leads to itself"),
        (link_to_nothing, "gone.yaml: the file cannot be read: what the link leads to is not"),
        (folder_named_as_a_post, "x.yaml: it is a folder and not a file"),
        (pipe_named_as_a_post, "x.yaml: it is a named pipe and not a file"),
        (folder_that_leads_back, "2026/up: the link leads back to a folder it lies in"),
    ],
)
def test_odd_things_in_the_folder_are_mistakes(
    folder: Path, make: Callable[[Path], None], words: str
) -> None:
    """Neither a loop nor a pipe keeps the reader waiting."""
    make(folder / "calendar")
    assert said(folder).startswith(f"content/calendar/{words}")
    assert len(read(folder)[0].posts) == 1


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Makes the superuser, who may read everything, an ordinary user for a while."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


def test_file_without_permission_is_a_mistake() -> None:
    """The message says what the system says."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "content"
        (folder / "calendar").mkdir(parents=True)
        file = folder / "calendar" / "x.yaml"
        file.write_text(POST, "utf-8")
        file.chmod(0)
        Path(place).chmod(0o755)
        with ordinary_user():
            words = said(folder)
    assert words.startswith("content/calendar/x.yaml: the file cannot be read: permission denied")


def test_broken_register_is_told_once_and_not_by_every_post(folder: Path) -> None:
    """With no facts to check against, no fact is wrong."""
    (folder / "facts.toml").write_text("[F01\n")
    assert said(folder).splitlines() == [
        "content/facts.toml:1: this is not TOML: Expected ']' at the end of a table declaration"
        " — check the quotes and brackets of this line and the one above"
    ]
    assert len(read(folder)[0].posts) == 1


def test_register_that_is_not_there_is_empty(folder: Path) -> None:
    """A post that rests on it is told so."""
    (folder / "facts.toml").unlink()
    assert (
        'there is no fact "F07" — none is set up: take it away, or add [F07] with its text and '
        "source to content/facts.toml" in said(folder)
    )


def test_glossaries_and_templates_are_read_by_their_names(folder: Path) -> None:
    """One glossary a language, one template a platform, and parts that begin with _."""
    for name in ("glossary", "templates"):
        (folder / name).mkdir()
    term = '[[term]]\nid = "T1"\nseverity = "warn"\navoid = ["a"]\nprefer = ["b"]\n'
    (folder / "glossary" / "en.toml").write_text(term)
    (folder / "templates" / "mastodon.txt.j2").write_text("{{ text }}\n")
    (folder / "templates" / "_tags.txt.j2").write_text("{{ hashtags }}")
    registers = read(folder)[0].registers
    assert [t.id for t in registers.glossary["en"]] == ["T1"]
    assert registers.templates == {"mastodon": "{{ text }}\n", "_tags": "{{ hashtags }}"}
    (folder / "templates" / "mastodn.txt.j2").write_text("{{ text }}")
    assert said(folder) == (
        'content/templates/mastodn.txt.j2: there is no platform "mastodn"'
        ' — did you mean "mastodon"?'
    )


def test_starter_campaign_has_no_mistake() -> None:
    """The content in this repository can be read, with the names of its own example config."""
    from campaign.bootstrap import read_config
    from campaign.platforms import registry

    config = read_config(STARTER.parent / "config.example.toml")
    found = content.load(
        STARTER,
        languages=config.campaign.languages,
        regions=tuple(config.regions),
        channels=tuple(config.channels.values()),
        platforms=registry.names(),
    )
    assert found.posts
    assert found.registers.facts


@pytest.mark.slow
def test_ten_thousand_posts_are_read_in_bounded_time(tmp_path: Path) -> None:
    """Reading grows with the posts, not faster: 10,000 within a minute on a slow machine."""
    calendar = tmp_path / "content" / "calendar"
    calendar.mkdir(parents=True)
    for number in range(10_000):
        text = POST.replace("learning-labs-01", f"labs-{number}")
        (calendar / f"{number}.yaml").write_text(text, "utf-8")
    (tmp_path / "content" / "facts.toml").write_text(FACTS)
    (tmp_path / "content" / "activities.toml").write_text(ACTIVITIES)
    started = time.perf_counter()
    found, mistakes = read(tmp_path / "content")
    assert mistakes == ()
    assert len(found.posts) == 10_000
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\ufffd", "\ufeff", "\x00"])
def test_a_template_holds_nothing_that_nobody_can_read(folder: Path, character: str) -> None:
    """It would go out with every post of the network; NUL makes the file no text at all."""
    template = folder / "templates" / "mastodon.txt.j2"
    template.parent.mkdir(exist_ok=True)
    template.write_text(f"{{# ladder: none #}}\n{{{{ text }}}} {character}\n", encoding="utf-8")
    assert ("mastodon.txt.j2:2: column 12 holds U+" in said(folder)) == (character != "\x00")
    assert "templates/mastodon.txt.j2" in said(folder)


def test_templates_are_composed(folder: Path) -> None:
    """As every other file is."""
    template = folder / "templates" / "mastodon.txt.j2"
    template.parent.mkdir(exist_ok=True)
    template.write_text("{# ladder: none #}{{ text }} o\u0301", encoding="utf-8")
    assert read(folder)[0].registers.templates["mastodon"].endswith("ó")


def test_the_vocabulary_decides_which_words_posts_may_use(folder: Path) -> None:
    """Without the file any word may stand there; with it, a word that it lacks is a mistake."""
    assert said(folder) == ""
    (folder / "vocabulary.toml").write_text('pillars = ["meet"]\nregion_count = "F01"\n')
    assert said(folder) == ""
    assert read(folder)[0].registers.vocabulary.region_count == "F01"
    (folder / "vocabulary.toml").write_text('pillars = ["meat"]\n')
    assert 'labs.yaml:7: pillar: there is no pillar "meet" — did you mean "meat"?' in said(folder)


def test_a_vocabulary_that_cannot_be_read_hides_no_post(folder: Path) -> None:
    """Its mistake is told once, and nothing is compared with it."""
    (folder / "vocabulary.toml").write_text('pillars = "meet"\noutcomes = 5\n')
    found, mistakes = read(folder)
    assert {each.place.file for each in mistakes} == {"content/vocabulary.toml"}
    assert [post.id for post in found.posts] == ["learning-labs-01"]


def test_outcomes_stand_in_the_vocabulary_or_with_the_activities(folder: Path) -> None:
    """An older activities.toml has its own; an activity may name one of either."""
    (folder / "vocabulary.toml").write_text('[outcomes]\nO2 = "Meet"\n')
    both = f'{ACTIVITIES}[A03]\ntitle = "Peers"\noutcome = "O2"\n'
    (folder / "activities.toml").write_text(both)
    found, mistakes = read(folder)
    assert mistakes == ()
    assert found.registers.vocabulary.outcomes == {"O1": "Know", "O2": "Meet"}


def test_the_backgrounds_of_the_brand_are_those_of_cards(folder: Path) -> None:
    """The first is that of a card that names none."""
    bare = POST.replace(", background: dusk", "")
    (folder / "calendar" / "2026" / "labs.yaml").write_text(bare, "utf-8")
    found, mistakes = content.read(
        folder,
        languages=KNOWN.languages or (),
        regions=KNOWN.regions or (),
        channels=CHANNELS,
        platforms=("mastodon", "bluesky"),
        backgrounds=("night", "sea"),
    )
    assert mistakes == ()
    assert found.posts[0].card is not None
    assert found.posts[0].card.background == "night"
