"""Text is broken where a person would break it, and never loses a letter."""

from __future__ import annotations

import pytest

from campaign.cards.geometry import Box
from campaign.cards.linebreak import balanced, greedy
from campaign.cards.text import Style, missing_glyphs, place, prepare
from campaign.errors import RenderError
from tests.cards.material import HEADLINES, STATEMENTS, brand

LETTERS = {
    "es": "áéíóúüñÁÉÍÓÚÜÑ¡¿ªº",
    "ca": "àèéíïóòúüçÀÈÉÍÏÓÒÚÜÇ·ŀĿ",
    "eu": "ñÑçÇ",
    "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "it": "àèéìíîòóùúÀÈÉÌÒÙ",
    "de": "äöüßÄÖÜẞ",
    "sv": "åäöéÅÄÖÉ",
    "ro": "ăâîșțĂÂÎȘȚ",
    "ga": "áéíóúÁÉÍÓÚḃċḋḟġṁṗṡṫḂĊḊḞĠṀṖṠṪ",
    "marks": "“”„‟‘’‚«»‹›–—…·•%‰€§&@#°×+−/½²\u00a0\u202f\u2011",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐЄІЇ",
}


def style(largest: int = 120, smallest: int = 40) -> Style:
    """A headline's style."""
    return Style(brand().display, "#000", largest, smallest)


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
def test_every_letter_of_every_language_has_a_glyph(letters: str) -> None:
    """All languages' alphabets and typographic marks are in the bundled fonts."""
    for chain in (brand().display, brand().strong, brand().text):
        assert missing_glyphs(letters, chain) == ()


@pytest.mark.parametrize("language", HEADLINES)
def test_one_font_alone_sets_a_whole_text(language: str) -> None:
    """No text of the campaign's languages changes its face midway."""
    for words, chain in ((HEADLINES, brand().display), (STATEMENTS, brand().strong)):
        assert any(not missing_glyphs(words[language], (font,)) for font in chain)


def test_a_letter_without_a_glyph_is_named() -> None:
    """An emoji or a script that no font has is an error with its name, not an empty box."""
    assert missing_glyphs("Salut 🎉 日", brand().display) == ("🎉", "日")
    with pytest.raises(RenderError, match=r"the headline .*PARTY POPPER.*no font"):
        place("Salut 🎉", Box(0, 0, 900, 300), style(), "ro", "the headline")


def test_text_that_cannot_fit_is_refused_not_cut() -> None:
    """The message says what, where and what to do."""
    with pytest.raises(RenderError, match=r"does not fit 200×60 pixels at 40 pixels.*shorten it"):
        place("Zivilgesellschaft und Verwaltung", Box(0, 0, 200, 60), style(), "de", "the headline")


def test_empty_text_is_refused() -> None:
    """A card without its funding statement must not be drawn."""
    with pytest.raises(RenderError, match="the funding statement is empty"):
        place("  ", Box(0, 0, 200, 60), style(), "de", "the funding statement")


def test_shorter_text_is_set_larger() -> None:
    """The size follows the words."""
    room = Box(0, 0, 900, 300)
    short = place("One table.", room, style(), "en", "it")
    long = place(HEADLINES["en"], room, style(), "en", "it")
    assert short.size == 120
    assert 40 <= long.size < short.size
    assert room.holds(short.ink)
    assert room.holds(long.ink)


def test_lines_start_flush_by_their_ink() -> None:
    """A line that begins with T starts exactly where one with H does."""
    block = place("Tag Haus", Box(50, 0, 460, 400), style(largest=150, smallest=150), "de", "it")
    assert len(block.lines) == 2
    assert {line.ink.left for line in block.lines} == {50}


def test_long_words_shrink_and_are_never_hyphenated() -> None:
    """A word wider than the box makes the text smaller."""
    block = place("Integrationsbeauftragte", Box(0, 0, 700, 400), style(), "de", "it")
    assert [line.text for line in block.lines] == ["Integrationsbeauftragte"]
    assert block.size < 80


def test_lines_are_balanced() -> None:
    """Two lines become alike, where filling the first would leave one word on the second."""
    words = ["north", "south", "east", "west"]
    widths = [30.0] * 4
    assert greedy(widths, 10, 115) == 2
    assert balanced(words, widths, 10, 115, 2)[1] == ("north south", "east west")


def test_no_line_ends_with_a_one_letter_word() -> None:
    """Polish forbids it; the preposition goes to the next line."""
    words = ["plac", "w", "mieście"]
    assert balanced(words, [60, 20, 60], 10, 100, 2)[1] == ("plac", "w mieście")


def test_a_sentence_ends_its_line() -> None:
    """Where lengths allow, lines follow the sentences."""
    words = ["Three", "days.", "One", "table."]
    assert balanced(words, [50, 45, 40, 55], 10, 160, 2)[1] == ("Three days.", "One table.")


def test_no_line_begins_with_a_dash() -> None:
    """A dash stays with the word before it."""
    assert prepare("miejscu – z nowymi") == "miejscu\u00a0– z nowymi"
    assert prepare("90 %") == "90\u00a0%"


def test_text_is_composed_and_spaces_are_single() -> None:
    """Letters are composed, line ends become spaces, Catalan's raised point gets air."""
    assert prepare(" s\u0326i\n t\u0326ara ") == "și țara"
    assert prepare("coŀlegi col·legi") == "col\u200a·\u200alegi col\u200a·\u200alegi"
    assert prepare("Zivil\u00adgesellschaft") == "Zivilgesellschaft"


def test_mixed_scripts_change_font_only_where_they_must() -> None:
    """No font has both Polish and Arabic in full: each part gets its own, and all is drawn."""
    block = place("Łódź 日本".replace("日本", "سلام"), Box(0, 0, 900, 200), style(), "pl", "it")
    assert len(block.fonts) > 1
    assert block.ink.width > 200
