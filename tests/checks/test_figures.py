"""What a text says in figures about the project, told from the numbers of ordinary sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from campaign.checks.figures import figures, readings
from tests.checks import figure_phrases_more as more
from tests.checks.figure_corpus import CLAIMS, ORDINARY
from tests.checks.figure_phrases import HARMLESS, TELLING


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, each in ORDINARY.items() for sentence in each],
)
def test_a_number_of_an_ordinary_sentence_is_no_figure(language: str, sentence: str) -> None:
    """Times, days, years, places, telephones, prices and names pass in every language."""
    assert [figure.text for figure in figures(sentence, language)] == []


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [(language, *each) for language, every in CLAIMS.items() for each in every],
)
def test_a_number_that_says_something_is_a_figure(
    language: str, sentence: str, expected: tuple[str, ...]
) -> None:
    """Also beside a time or a day, and each only once."""
    assert tuple(figure.text for figure in figures(sentence, language)) == expected


@pytest.mark.parametrize("language", HARMLESS)
def test_no_harmless_phrase_has_a_figure(language: str) -> None:
    """Each on its own, as it may stand in a headline."""
    wrong = [phrase for phrase in HARMLESS[language] if list(figures(phrase, language))]
    assert wrong == []


@pytest.mark.parametrize("language", TELLING)
def test_every_telling_phrase_has_a_figure(language: str) -> None:
    """However near it stands to a word that also begins a time or a name."""
    silent = [phrase for phrase in TELLING[language] if not list(figures(phrase, language))]
    assert silent == []


@pytest.mark.parametrize("language", more.HARMLESS)
def test_no_phrase_of_another_project_nags(language: str) -> None:
    """Ages, opening hours, standards, addresses and ordinals of two dozen languages."""
    wrong = [phrase for phrase in more.HARMLESS[language] if list(figures(phrase, language))]
    assert wrong == []


@pytest.mark.parametrize("language", more.TELLING)
def test_no_claim_of_another_project_is_missed(language: str) -> None:
    """Among them shares that are written as ordinals: every 2nd, hver 5., var 5:e."""
    silent = [phrase for phrase in more.TELLING[language] if not list(figures(phrase, language))]
    assert silent == []


def test_the_corpus_is_large_enough() -> None:
    """Twelve ordinary sentences at least in each of the campaign’s languages, five with figures."""
    for language in ("en", "es", "ca", "eu", "pl", "it", "de", "sv", "ro", "ga"):
        assert len(ORDINARY[language]) >= 12
        assert len(CLAIMS[language]) >= 5


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("11", ("11",)),
        ("1.250", ("1250", "1.250")),
        ("1,250,000.5", ("1250000.5",)),
        ("1.250.000,5", ("1250000.5",)),
        ("1 250 000,5", ("1250000.5",)),
        ("1\u202f250", ("1250",)),
        ("3,5", ("3.5",)),
        ("1’250", ("1250",)),
    ],
)
def test_a_number_is_read_as_each_language_writes_it(written: str, values: tuple[str, ...]) -> None:
    """A mark before three digits may divide thousands or begin decimals."""
    assert readings(written) == tuple(map(Decimal, values))


@pytest.mark.parametrize(
    ("sentence", "language", "value"),
    [
        ("3 million readers", "en", 3_000_000),
        ("1,5 Mio. Menschen", "de", 1_500_000),
        ("5 mil personas", "es", 5000),
        ("2 mld euro", "it", 2_000_000_000),
        ("12 tys. osób", "pl", 12_000),
        ("3 milioi lagun", "eu", 3_000_000),
    ],
)
def test_a_word_behind_a_number_multiplies_it(sentence: str, language: str, value: int) -> None:
    """So that 3 million is compared with a fact of 3000000."""
    (figure,) = figures(sentence, language)
    assert Decimal(value) in figure.values


def test_a_figure_keeps_its_own_spaces() -> None:
    """The finding shows what was typed."""
    (figure,) = figures("Unos 1\u00a0250 lugares", "es")
    assert figure.text == "1\u00a0250"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["1 ", "1.", "A.", "12 Mayor ", "calle ", "3 de ", "1/", "+1", "a1-", "Via A ", "(0", "at 7 "],
)
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    """The time grows with the length alone, whatever is repeated."""
    list(figures(piece * 20_000, "es"))
