"""Whole numbers as people of each language write them; what could be two numbers is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.by_hand import LARGEST
from campaign.usecases.reporting import written_numbers
from campaign.usecases.reporting.written_numbers import NotACount, read_count

LANGUAGES = ("en", "es", "ca", "eu", "ga", "it", "pl", "de", "sv", "ro", "fr", "de-AT", "")


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("412", "", 412),
        ("0", "en", 0),
        ("007", "en", 7),
        (" 1200 ", "pl", 1200),
        ("1 234", "", 1234),
        ("1\u00a0234", "pl", 1234),
        ("1\u202f234", "fr", 1234),
        ("12\u2009345\u2009678", "sv", 12345678),
        ("1'234", "de", 1234),
        ("1’234", "it", 1234),
        ("1.234", "de", 1234),
        ("1.234", "es", 1234),
        ("1.234", "ca", 1234),
        ("1.234", "eu", 1234),
        ("1.234", "ro", 1234),
        ("1,234", "en", 1234),
        ("1,234", "ga", 1234),
        ("1.234.567", "en", 1234567),
        ("1,234,567", "de", 1234567),
        ("４１２", "en", 412),
        ("", "en", None),
        (" \u00a0\t", "de", None),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(
    text: str, language: str, number: int | None
) -> None:
    """An empty text is no number, and never 0."""
    assert read_count(text, language) == number


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("1.2k", "en", "in full, such as 1200"),
        ("3 K", "en", "in full, such as 3000"),
        ("1,2 Tsd.", "de", "in full, such as 1200"),
        ("5 mln", "pl", "in full, such as 1200"),
        ("-5", "en", "less than zero"),
        ("− 5", "de", "less than zero"),
        ("12.5", "en", "without decimals"),
        ("12,50", "de", "without decimals"),
        ("0,123", "en", "without decimals"),
        ("1.234,5", "de", "without decimals"),
        ("1.234", "en", "read as 1234"),
        ("1.234", "", "read as 1234"),
        ("1,234", "de", "read as 1234"),
        ("1.234", "pl", "read as 1234"),
        ("1 234,567", "pl", "read as 1234567"),
        ("99999999999", "en", "too large"),
        ("9" * 5000, "en", "too large"),
        ("5 %", "en", "percentage"),
        ("n/a", "en", "Leave the field empty"),
        ("–", "de", "Leave the field empty"),
        ("1e3", "en", "digits 0 to 9"),
        ("0x10", "en", "digits 0 to 9"),
        ("+5", "en", "digits 0 to 9"),
        ("about 5", "en", "digits 0 to 9"),
        ("١٢٣", "en", "digits 0 to 9"),
        ("5\u200b0", "en", "digits 0 to 9"),
        ("1,23,456", "en", "groups of three"),
        ("12 34", "sv", "groups of three"),
    ],
)
def test_what_is_no_count_is_refused_with_a_sentence(text: str, language: str, words: str) -> None:
    """Nothing is guessed; the sentence says what to write."""
    with pytest.raises(NotACount, match=words) as refused:
        read_count(text, language)
    assert refused.value.sentence in written_numbers.SENTENCES


@given(number=st.integers(0, LARGEST), language=st.sampled_from(LANGUAGES))
def test_what_a_language_groups_is_read_back(number: int, language: str) -> None:
    """A number with the language's own marks is that number, and so is one without any."""
    mark = written_numbers.grouping(language) or " "
    assert read_count(f"{number:,}".replace(",", mark), language) == number
    assert read_count(str(number), language) == number


@given(text=st.text(max_size=80), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_number_or_is_refused(text: str, language: str) -> None:
    """No other error, whatever is typed."""
    try:
        found = read_count(text, language)
    except NotACount as refused:
        assert str(refused)
    else:
        assert found is None or 0 <= found <= LARGEST
