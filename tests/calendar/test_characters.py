"""What is read is composed once, and what nobody could read is named with its line and column."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from campaign.calendar.characters import composed, mistakes_in, refused
from campaign.calendar.read import read_post
from campaign.calendar.registers import read_facts, read_glossary
from campaign.calendar.write import edit
from campaign.errors import ContentError
from tests.calendar.sample import KNOWN, POST

REFUSED = (
    "\0", "\x07", "\x1b", "\x7f", "\x80", "\x85", "\x9d", "\u2028", "\u2029", "\ufeff", "\ufff9",
    "\ufffc", "\ufffd", "\ufdd0", "\ufffe", "\uffff", "\U0001ffff", "\ue000", "\uf0b7",
    "\U000e0001", "\U000e0041", "\U000f0000", "\U0010ffff",
)  # fmt: skip


@pytest.mark.parametrize("character", REFUSED)
def test_a_character_that_nobody_can_read_is_named_with_its_place(character: str) -> None:
    """Line and column are counted from 1; the code is in the words, never the character itself."""
    (found,) = mistakes_in(f"one\ntwo th{character}ree\n", "a.yaml")
    assert str(found.place) == "a.yaml:2"
    assert found.message.startswith(f"column 7 holds U+{ord(character):04X}, ")
    assert character not in str(found)
    assert found.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Łódź, Größe, España, Gaeilge áéíóú\tand\r\nlines",
        "שלום \u200fעולם\u200e and \u2067مرحبا\u2069",
        "می\u200cخواهم 👩\u200d👩\u200d👧 ❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f and 🇪🇺",
        "soft\u00adhyphen, no\u00a0break, 2\u202f000",
    ],
)
def test_marks_that_scripts_need_may_stand(text: str) -> None:
    """Joiners, marks of direction, flags and blanks that do not break."""
    assert refused(text) is None


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\ufffd", "\x9f", "\uf0b7"])
def test_a_post_with_it_is_refused_at_its_line(character: str) -> None:
    """Also those that YAML takes for ends of lines, and would fold into blanks."""
    text = POST.replace("Three days. One table.", f"Three days.{character}One table.")
    line = text[: text.index(character)].count("\n") + 1
    with pytest.raises(ContentError, match=rf"f:{line}: column \d+ holds U\+"):
        read_post(text, "f", KNOWN)


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x85", "\\N", "\\L", "\\P", "\\uFFFD"])
def test_an_escape_for_it_is_refused_too(escape: str) -> None:
    """YAML's double quotes can spell every character."""
    text = POST.replace("headline: Three days. One table.", f'headline: "Three {escape} days"')
    with pytest.raises(ContentError, match="18: an escape stands for U"):
        read_post(text, "f", KNOWN)


@pytest.mark.parametrize(
    "toml",
    [
        'F01 = {text = "regions\\u0085", value = "11"}',
        'F01 = {text = "regions", value = "11", source = "\\uFFFD"}',
        '"F\\u2028" = {text = "regions"}',
        'F01 = {text = "reg\x9fions"}',
        '[F01]\ntext = """\nmany\u2029lines"""',
    ],
)
def test_a_register_with_it_is_refused(toml: str) -> None:
    """Bare or as an escape, in a value or in a key."""
    with pytest.raises(ContentError, match=r"facts\.toml:\d.*U\+"):
        read_facts(toml, "facts.toml")


def test_posts_are_composed_in_every_text_and_key() -> None:
    """A word in pieces is the same word; escapes are composed as well."""
    text = POST.replace("Three days. One table.", "Łódź, Kraków").replace("learning", "lea\\u0301")
    pieces = normalize("NFD", POST.replace("Three days. One table.", "Łódź, Kraków"))
    assert pieces != text
    read = read_post(pieces, "f", KNOWN)
    assert read.copy["en"].headline == "Łódź, Kraków"
    escaped = POST.replace("headline: Three days. One table.", 'headline: "o\\u0301"')
    assert read_post(escaped, "f", KNOWN).copy["en"].headline == "ó"


def test_registers_are_composed_as_well() -> None:
    """A fact's words and a glossary's terms, bare or by an escape."""
    assert read_facts('F01 = {text = "o\u0301"}', "f")["F01"].text == "ó"
    assert read_facts('F01 = {text = "o\\u0301"}', "f")["F01"].text == "ó"
    term = '[[term]]\nid = "T1"\nseverity = "warn"\navoid = ["ziviler Ungehorsa\u0308m"]\n'
    assert read_glossary(term, "g")[0].avoid == ("ziviler Ungehorsäm",)


def test_a_text_written_back_is_composed() -> None:
    """What a sheet brings in pieces stands composed in the file."""
    after = edit(POST, {"copy.en.headline": "Ło\u0301dz\u0301"})
    assert "Łódź" in after
    with pytest.raises(ContentError, match="an escape stands for U"):
        edit(POST, {"copy.en.headline": "one\u2028two"})


def test_composing_leaves_composed_text_alone() -> None:
    """And never folds what only looks alike."""
    for text in ("Łódź", "ﬁ", "①", "Ω"):
        assert composed(text) == normalize("NFC", text)
