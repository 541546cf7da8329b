"""Quotation marks are those of the card's language, and stand once."""

from __future__ import annotations

import pytest

from campaign.cards.draw import arrange, card_key
from campaign.cards.quotes import bare, marks, within
from campaign.cards.text import Block
from tests.cards.material import brand, card

_EUROPEAN = {
    "bg": "„“", "cs": "„“", "da": "»«", "de": "„“", "el": "«»", "en": "“”", "es": "«»",
    "et": "„”", "fi": "””", "fr": "«»", "ga": "“”", "hr": "„”", "hu": "„”", "it": "«»",
    "lt": "„“", "lv": "“”", "mt": "“”", "nl": "“”", "pl": "„”", "pt": "«»", "ro": "„”",
    "sk": "„“", "sl": "„“", "sv": "””",
    "nb": "«»", "nn": "«»", "no": "«»", "is": "„“", "uk": "«»", "tr": "“”", "eu": "«»",
    "ca": "«»", "gl": "«»", "de-CH": "«»", "de-AT": "„“", "en-IE": "“”", "xx": "“”",
}  # fmt: skip


@pytest.mark.parametrize(("language", "pair"), _EUROPEAN.items())
def test_each_language_has_its_own_marks(language: str, pair: str) -> None:
    """The 24 of the Union and its neighbours; English marks only where nothing is known."""
    assert "".join(marks(language)) == pair


@pytest.mark.parametrize("language", [lang for lang in _EUROPEAN if lang != "xx"])
def test_the_brand_can_draw_the_marks_of_each_language(language: str) -> None:
    """Both marks stand on the card, once each."""
    scene = arrange(card("quote", language=language, headline="ABC", statement="EU"), brand())
    lines = [line.text for e in scene.elements if isinstance(e, Block) for line in e.lines]
    assert [text for text in lines if text in "«»„“”‘’‹›"] == list(marks(language))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("«Aquí vivo».", "Aquí vivo."),
        ("»Her bor jeg«", "Her bor jeg"),
        ("”Här bor jag!”", "Här bor jag!"),
        ("« Ici, c’est chez moi »", "Ici, c’est chez moi"),
        ("„Itt élek”", "Itt élek"),
        ("‘We’re here’", "We’re here"),
        ('"We belong."', "We belong."),
        ("„A“ und „B“", "„A“ und „B“"),
        ("“We belong,” she wrote", "“We belong,” she wrote"),
        ("The people’s table", "The people’s table"),
        ("“”", "“”"),
    ],
)
def test_marks_around_the_words_are_taken_off(written: str, words: str) -> None:
    """The card draws its own; marks that do not enclose everything stay."""
    assert bare(written) == words


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("es", "«la casa» es mía", "“la casa” es mía"),
        ("de", "„hier“ und „dort“", "‚hier‘ und ‚dort‘"),
        ("sv", "”här” och ”där”", "’här’ och ’där’"),
        ("pl", "„tu” i teraz", "«tu» i teraz"),
        ("en", "5” is not a mark", "5” is not a mark"),
    ],
)
def test_a_quotation_within_has_marks_of_the_second_order(
    language: str, written: str, shown: str
) -> None:
    """So that it does not seem to end before its end."""
    assert within(written, language) == shown


@pytest.mark.parametrize("format", ["square", "landscape"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "We belong"), ("da", "Vi hører til"), ("fr", "Oui."), ("pl", "Każdy ma tu swoją rolę")],
)
def test_the_closing_mark_of_a_short_quotation_stays_with_it(
    format: str, language: str, words: str
) -> None:
    """It stands beside the last word, at its height, and not in the far corner."""
    scene = arrange(
        card("quote", format, language=language, headline=words, statement="EU"), brand()
    )
    texts = [e for e in scene.elements if isinstance(e, Block)]
    (headline,) = (b for b in texts if b.lines[-1].text.endswith(words.split()[-1]))
    closing = [b for b in texts if b.lines[0].text == marks(language)[1]][-1]
    last = headline.lines[-1]
    assert 0 < closing.ink.left - last.ink.right < headline.size / 2
    assert closing.ink.top < last.baseline
    assert closing.ink.bottom > last.ink.top


def test_only_cards_that_look_otherwise_now_have_another_key() -> None:
    """What was approved stays approved: a long quotation, a short figure, a plain statement."""
    keys = {
        card_key(card("quote", headline="Belonging grows where people meet"), brand()),
        card_key(card("figure", figure="165"), brand()),
        card_key(card("statement"), brand()),
    }
    assert keys == {
        "9424696e5541bcf7faa7f29501761f2f4d96639a095d0d9fb8b34cb269a1f8ea",
        "3aaf11b98b293557f413739794ca05a00a3accaf896a5faca905bad45305c172",
        "6046d07db0f6bbe5813bd758285bbfa55eab346a47ff82c5b9593fbeddfe4c32",
    }
