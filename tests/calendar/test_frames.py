"""Two frames in a post's file: how they are read, what is wrong with them, and where they stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.calendar.source_words import as_text, from_text
from campaign.calendar.translations.units import fields_of, units_of
from campaign.errors import ContentError
from campaign.model import Copy, CopyState, Post, copy_hash
from tests.calendar.sheets import altered, compared, exported

FILE = "labs.yaml"
FRAMED = """\
id: labs-01
when: 2026-12-01 10:00
channels: [all]
card: none
copy:
  en:
    headline: One table
    text:
      values: We sit at one table.
      gain: A lab saves a year.
    state: source
  es:
    headline: Una mesa
    text: Una mesa.
    state: draft
"""


def post(text: str = FRAMED, known: Known | None = None) -> Post:
    return read_post(text, FILE, known or Known())


def mistakes(text: str, known: Known | None = None) -> list[str]:
    with pytest.raises(ContentError) as raised:
        post(text, known)
    return [f"{each.place.line}: {each.message} — {each.remedy}" for each in raised.value.mistakes]


def test_frames_are_read_in_the_order_of_their_names() -> None:
    """Whatever their order in the file, so that nothing hangs on it."""
    other = FRAMED.replace(
        "      values: We sit at one table.\n      gain: A lab saves a year.\n",
        "      gain: A lab saves a year.\n      values: We sit at one table.\n",
    )
    assert post().frames == post(other).frames == ("gain", "values")
    english = post().copy["en"]
    assert english.texts == (
        ("text.gain", "A lab saves a year."),
        ("text.values", "We sit at one table."),
    )
    assert copy_hash(english) == copy_hash(post(other).copy["en"])
    assert post().copy["es"].texts == (("text", "Una mesa."),)


def test_a_post_in_one_of_its_frames_is_a_plain_post() -> None:
    """With that text alone, at its own line; a copy with one text stays as it is."""
    chosen = post().in_frame("values")
    assert (chosen.copy["en"].text, chosen.copy["en"].frames) == ("We sit at one table.", ())
    assert chosen.at("copy.en.text").line == 9
    assert chosen.copy["es"] == post().copy["es"]
    assert (chosen.frame, chosen.frames) == ("values", ())
    assert post().in_frame("") == post()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "      gain: A lab saves a year.\n",
            "",
            "8: copy.en.text has one frame, and two are compared — "
            "write two, or the words alone behind `text:`",
        ),
        (
            "      gain:",
            "      hope: We can.\n      gain:",
            "8: copy.en.text has 3 frames, and two are compared — "
            "write two, or the words alone behind `text:`",
        ),
        (
            "A lab saves a year.",
            '""',
            "10: copy.en.text.gain: the text of the frame is empty — "
            "write it, or take the key away",
        ),
        (
            "gain:",
            "What we gain:",
            '10: copy.en.text.What we gain: "What we gain" cannot be the name of a frame — '
            "use small letters, digits, - and _, 40 at most: shared-values",
        ),
        (
            "text: Una mesa.",
            "text: {gain: Una., value: Mesa.}",
            "14: copy.es.text has the frames gain and value, but copy.en.text gain and values — "
            "give both the same two names",
        ),
        (
            "text: Una mesa.",
            "text: {}",
            "14: copy.es.text has no frames, and two are compared — "
            "write two, or the words alone behind `text:`",
        ),
        (
            "text: Una mesa.",
            "text: [Una, mesa]",
            "14: copy.es.text must be text, not a list — "
            "text that begins with [ or { needs quotes around it",
        ),
        (
            "    state: draft\n",
            "    state: draft\noverrides: {x: {en: {text: Short.}}}\n",
            "16: overrides.x.en would take the place of both frames — make both frames short "
            "enough for every network, or leave it out with -*/x",
        ),
    ],
)
def test_a_mistake_names_its_line_and_what_to_do(old: str, new: str, told: str) -> None:
    """Each is one mistake alone."""
    assert mistakes(FRAMED.replace(old, new)) == [told]


def test_a_project_may_list_its_frames() -> None:
    """Then a typing error starts no third frame; a text for a language without frames stays."""
    known = Known(frames=frozenset({"values", "gains"}))
    (told,) = mistakes(FRAMED, known)
    assert told.startswith('10: copy.en.text.gain: there is no frame "gain"')
    assert told.endswith('did you mean "gains"?')
    override = "    state: draft\noverrides: {x: {es: {text: Corto.}}}\n"
    assert post(FRAMED.replace("    state: draft\n", override)).overrides


def test_the_hash_of_a_source_covers_both_frames() -> None:
    """A translation is stale when either of them changed; plain copies keep the hash they had."""
    english = post().copy["en"]
    for old in ("We sit at one table.", "A lab saves a year."):
        assert copy_hash(post(FRAMED.replace(old, "Other words.")).copy["en"]) != copy_hash(english)
    plain = Copy("en", "One table", "We sit at one table.", "", CopyState.SOURCE)
    assert copy_hash(plain) == "a8b812607c4e"
    assert copy_hash(replace(plain, frames=english.frames)) != copy_hash(plain)


def test_a_source_is_kept_with_both_frames() -> None:
    """What the program writes of it reads back as the same words."""
    english = post().copy["en"]
    kept = from_text(as_text(english), "kept.yaml", copy_hash(english))
    assert kept is not None
    assert (kept.frames, kept.text) == (english.frames, english.text)


def test_translators_get_each_frame_as_a_unit_of_its_own() -> None:
    """Also for a language that has one text so far: that is no text in either frame."""
    assert list(fields_of(post().copy["en"])) == ["headline", "text.gain", "text.values"]
    units = units_of(post(), "es")
    assert [(each.field, each.source, each.target) for each in units] == [
        ("headline", "One table", "Una mesa"),
        ("text.gain", "A lab saves a year.", ""),
        ("text.values", "We sit at one table.", ""),
    ]


def test_a_sheet_leaves_frames_as_the_file_has_them() -> None:
    """Their cell is empty, and an import of the same sheet, or of another cell, loses none."""
    both = (post(),)
    table = exported(both)
    (row,) = table.rows
    assert "en text" not in row.cells
    assert row.cells["es text"] == "Una mesa."
    assert not compared(table, both).edits
    diff = compared(altered(table, "labs-01", en_headline="Another"), both)
    assert [each.key for each in diff.edits] == ["copy.en.headline"]
