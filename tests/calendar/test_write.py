"""Single keys change in place; every other line stays as its writer left it."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.calendar.characters import composed, refused
from campaign.calendar.read import read_post
from campaign.calendar.tree import read_tree
from campaign.calendar.write import edit
from campaign.errors import ContentError
from tests.calendar.sample import KNOWN, POST

BLOCKS = """\
# a comment on top
id: 'one'   # its name
channels:   # who
  - all
  - -arad

card:
    layout: statement
    background:     paper
link:
copy:

  # English first
  en:
    headline: "Quoted: yes"
    text: |
      First line.

        Indented # no comment
    alt: A plain text
      over two lines   # why
    state: source

  es: {headline: Tres,
       text: 'Don''t', # odd
       alt: Una}
# the end
"""


REST = "alt: Una tarjeta, state: draft"


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [x[2:] for x in lines if x[0] == "-"], [x[2:] for x in lines if x[0] == "+"]


@pytest.mark.parametrize(
    ("text", "changes", "gone", "new"),
    [
        (
            POST,
            {"when": "2026-12-01 10:00"},
            ["when: week 1 Tuesday 10:00      # wall time of each channel"],
            ["when: 2026-12-01 10:00      # wall time of each channel"],
        ),
        (
            POST,
            {"copy.es.text": "Una mesa"},
            [f'  es: {{headline: Tres días, text: "Tres días, una mesa", {REST}}}'],
            [f'  es: {{headline: Tres días, text: "Una mesa", {REST}}}'],
        ),
        (POST, {"zone": "Europe/Brussels"}, [], ["zone: Europe/Brussels"]),
        (POST, {"activity": "A02"}, [], []),
        (POST, {"pillar": None}, ["pillar: meet"], []),
        (POST, {"gone": None, "copy.fr.text": None, "overrides.x.en": None}, [], []),
        (POST, {"channels": ["all", "-arad"]}, ["channels: [all]"], ["channels: [all, -arad]"]),
        (POST, {"copy.en.of": "3f9c"}, [], ["    of: 3f9c"]),
        (POST, {"copy.en.thread": ["Two.", "3"]}, [], ['    thread: [Two., "3"]']),
        (
            POST,
            {"copy.en.thread": ["A part of a thread. " * 4 + "End.", "Third part."]},
            [],
            ["    thread:", f"      - {'A part of a thread. ' * 4}End.", "      - Third part."],
        ),
        (
            POST,
            {"copy.es.comment": "Mira"},
            [f'  es: {{headline: Tres días, text: "Tres días, una mesa", {REST}}}'],
            [f'  es: {{headline: Tres días, text: "Tres días, una mesa", comment: Mira, {REST}}}'],
        ),
        (POST, {"facts": []}, ["facts: [F07]"], ["facts: []"]),
        (
            POST,
            {"overrides.mastodon.en.text": "Hello, you"},
            ["overrides: {}                  # platform: {lang: {text: ...}}"],
            [
                'overrides: {mastodon: {en: {text: "Hello, you"}}}'
                "                  # platform: {lang: {text: ...}}"
            ],
        ),
        (
            POST,
            {"copy.ca.headline": "Tres dies", "copy.ca.text": "Un\n\ndos"},
            [],
            ["  ca:", "    headline: Tres dies", "    text: |-", "      Un", "", "      dos"],
        ),
        (BLOCKS, {"id": "two"}, ["id: 'one'   # its name"], ["id: 'two'   # its name"]),
        (BLOCKS, {"channels": ["all"]}, ["  - -arad"], []),
        (
            BLOCKS,
            {"card.background": "dusk"},
            ["    background:     paper"],
            ["    background:     dusk"],
        ),
        (BLOCKS, {"link": "https://x.eu/"}, ["link:"], ["link: https://x.eu/"]),
        (BLOCKS, {"link": None}, ["link:"], []),
        (
            BLOCKS,
            {"copy.en.text": "One.\nTwo."},
            ["    text: |", "      First line.", "", "        Indented # no comment"],
            ["    text: |-", "      One.", "      Two."],
        ),
        (
            BLOCKS,
            {"copy.en.alt": "Short"},
            ["    alt: A plain text", "      over two lines   # why"],
            ["    alt: Short   # why"],
        ),
        (
            BLOCKS,
            {"copy.es.text": "It's"},
            ["       text: 'Don''t', # odd"],
            ["       text: 'It''s', # odd"],
        ),
        (BLOCKS, {"copy.es.alt": None}, ["       alt: Una}"], ["       }"]),
        (
            BLOCKS,
            {"card": "none"},
            ["card:", "    layout: statement", "    background:     paper"],
            ["card: none"],
        ),
    ],
)
def test_only_the_lines_of_the_key_differ(
    text: str, changes: dict[str, Any], gone: list[str], new: list[str]
) -> None:
    """A diff of the file shows the change and nothing else."""
    assert changed(text, edit(text, changes)) == (gone, new)


def test_last_key_of_a_parent_leaves_empty_braces() -> None:
    """A parent stays keys and values when its only key goes."""
    text = "id: a\noverrides:\n  x:\n    en: {text: y}\ncta: ask\n"
    assert edit(text, {"overrides.x": None}) == "id: a\noverrides: {}\ncta: ask\n"
    assert edit(text, {"overrides.x.en.text": None}).splitlines()[3] == "    en: {}"


def test_long_text_is_folded_to_the_width_it_had() -> None:
    """A rewritten paragraph keeps the shape of the file."""
    new = edit(POST, {"copy.en.text": "Who sits at your table? " * 9 + "Tell us."})
    assert max(map(len, changed(POST, new)[1])) <= 100
    assert "    text: >-\n      Who sits" in new
    assert read_post(new, "x", KNOWN).copy["en"].text.count("Who sits") == 9


def test_line_ends_and_byte_order_mark_of_windows_stay() -> None:
    """A file saved by Notepad stays one."""
    text = "\ufeff" + POST.replace("\n", "\r\n")
    new = edit(text, {"copy.en.text": "One\nTwo", "zone": "Europe/Dublin", "pillar": None})
    assert new.startswith("\ufeff# yaml")
    assert new.count("\n") == new.count("\r\n")
    assert changed(text, new)[1] == ["zone: Europe/Dublin", "      One", "", "      Two"]


def test_file_without_last_line_end_can_be_added_to() -> None:
    """Nothing is glued to the last line."""
    assert edit("id: a", {"when": "week 1 Tue 10:00"}) == "id: a\nwhen: week 1 Tue 10:00"


def test_new_file_is_written_in_the_order_of_the_fields() -> None:
    """A row added in the spreadsheet becomes a file like the others."""
    values = {"copy.en.state": "source", "copy.en.text": "Hello", "when": "week 2 Thu 9:30"}
    values["id"] = "a"
    lines = edit("# a new post\n", values).splitlines()
    assert lines == [
        "# a new post",
        "id: a",
        "when: week 2 Thu 9:30",
        "copy:",
        "  en:",
        "    text: Hello",
        "    state: source",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("card: none\n", "card.layout"),
        ("channels: [all]\n", "channels.0"),
        ("a: &x b\nc: *x\n", "a"),
    ],
)
def test_change_that_could_do_harm_is_refused(text: str, path: str) -> None:
    """A text is not turned into a parent, and a file with mistakes is left alone."""
    with pytest.raises(ContentError, match=r"a\.yaml"):
        edit(text, {path: "x"}, "a.yaml")


def test_edited_post_reads_as_the_post_with_that_change() -> None:
    """The reader sees what the editor wrote."""
    new = edit(POST, {"copy.es.text": "No: {{ fact.F01 }} # ja", "facts": ["F01", "F07"]})
    post = read_post(new, "x", KNOWN)
    assert post.copy["es"].text == "No: {{ fact.F01 }} # ja"
    assert post.facts == ("F01", "F07")


PATHS = st.sampled_from(
    [
        "id",
        "when",
        "zone",
        "channels",
        "link",
        "tags",
        "card.figure",
        "card.layout",
        "copy.en.text",
        "copy.en.of",
        "copy.en.thread",
        "copy.en.comment",
        "copy.es.text",
        "copy.es.thread",
        "copy.es.alt",
        "copy.ca.text",
        "overrides.x.en.text",
    ]
)
WORDS = st.lists(
    st.sampled_from([*"#-:[]{}%@…\"'", "", "the", "días", "{{", "}}", "\n", "12", "no"])
)
# The reader refuses some characters, and composes the others.
ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Co", "Cn", "Zl", "Zp")))
ANY = ANY.filter(lambda text: refused(text) is None).map(composed)
TEXTS = ANY | WORDS.map(" ".join) | st.text("a: #\n'\"-,", max_size=300)
VALUES = st.none() | TEXTS | st.lists(TEXTS, max_size=3)


def without(data: Any, keys: list[str]) -> Any:
    """The data without one path, and without the parents that it leaves empty."""
    if not isinstance(data, dict):
        return data
    inner = {k: without(v, keys[1:]) if k == keys[0] else v for k, v in data.items()}
    if len(keys) == 1 or inner.get(keys[0]) in ("", {}):
        inner.pop(keys[0], None)
    return inner


def lines_of(text: str, path: str) -> tuple[int, int]:
    """The first line of a key, or of its nearest parent, and the line behind its last."""
    lines = read_tree(text, "x").lines
    while path and path not in lines:
        path = path.rpartition(".")[0]
    first = lines.get(path, 1)
    later = [n for p, n in lines.items() if n > first and not p.startswith(f"{path}.")]
    return first, min(later, default=len(text.splitlines()) + 1)


@given(text=st.sampled_from([POST, BLOCKS]), path=PATHS, value=VALUES)
@example(text=BLOCKS, path="copy.en.text", value="x \xa0")
@example(text=BLOCKS, path="copy.en.text", value="x\u200by\xadz\u2060")
@example(text=POST, path="copy.en.text", value="a  b " * 60)
@example(text=POST, path="when", value="a\n")
def test_any_value_reads_back_and_touches_no_other_line(text: str, path: str, value: Any) -> None:
    """Whatever is typed into a cell or a field, the file says exactly that, and all else stays."""
    new = edit(text, {path: value})
    keys = path.split(".")
    data = read_tree(new, "x").data
    node: Any = data
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    assert node == value
    assert without(data, keys) == without(read_tree(text, "x").data, keys)
    old_rows, new_rows = text.split("\n"), new.split("\n")
    same = min(len(old_rows), len(new_rows))
    head = next((n for n in range(same) if old_rows[n] != new_rows[n]), same)
    rest = same - head
    tail = next((n for n in range(rest) if old_rows[-1 - n] != new_rows[-1 - n]), rest)
    first, behind = lines_of(text, path)
    if head + tail < len(old_rows):
        assert first - 1 <= head
        assert len(old_rows) - tail < behind
    assert all(row in new_rows for row in old_rows if row.lstrip().startswith("# "))


@given(path=PATHS, value=TEXTS)
def test_change_and_change_back_gives_the_same_post(path: str, value: str) -> None:
    """An edit that is undone leaves the same keys as before."""
    before: Any = read_tree(POST, "x").data
    old: Any = before
    for key in path.split("."):
        old = old.get(key) if isinstance(old, dict) else None
    back = edit(edit(POST, {path: value}), {path: old})
    after = read_tree(back, "x").data
    if old is None and path.startswith(("copy.ca", "overrides")):
        # The parents that were made for it stay, empty.
        after["copy"].pop("ca", None)
        after["overrides"] = {}
    assert after == before


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "p-01", "when": "2026-12-01 10:00", "copy.en.text": "One.", "copy.en.alt": "Two."},
        {"copy.es.state": "draft", "copy.es.text": "a\n\nb: c\n", "id": "p-02", "card": "none"},
        {"card.figure": "3", "card.layout": "figure", "hashtags": ["A", "B"], "id": "yes"},
        {"copy.en.text": "- x\n- y", "link": "https://a.example/#b", "channels": ["all"]},
        {"zone": "Europe/Brussels", "facts": [], "id": "null", "copy.en.headline": ""},
        {"id": "x" * 300, "copy.ca.text": "“ş” 💬 " * 80, "copy.ca.headline": " leads"},
    ],
)
def test_a_new_file_is_the_same_as_if_its_keys_were_added_one_by_one(
    changes: dict[str, str | list[str] | None],
) -> None:
    """Only faster; the order is the one in which a reader looks for them."""
    head = "# a comment\n"
    one_by_one = edit(head, {"id": "first"})
    for path, value in changes.items():
        one_by_one = edit(one_by_one, {path: value})
    if "id" not in changes:
        one_by_one = edit(one_by_one, {"id": None})
    assert edit(head, changes) == one_by_one
