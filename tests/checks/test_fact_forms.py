"""A fact that would be printed wrongly in some language is told at its own line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.errors import Place
from campaign.model import Fact, Finding, Severity
from tests.checks.desk import REGISTERS, found


def _told(**fact: object) -> list[Finding]:
    """What is said of one more fact."""
    made = Fact("F20", "people", place=Place("facts.toml", 9))
    facts = {**REGISTERS.facts, "F20": replace(made, **fact)}  # type: ignore[arg-type]
    findings = found(registers=replace(REGISTERS, facts=facts))
    return [one for one in findings if one.code == "fact-form"]


@pytest.mark.parametrize("value", ["1,250", "1.250", "1 250 000", "1\u00a0250", "1.250,5", "3,5"])
def test_a_number_in_quotes_has_the_marks_of_one_language(value: str) -> None:
    """Readers of the others take it for another number."""
    (finding,) = _told(value=value, quoted=True)
    assert finding.severity is Severity.WARN
    assert str(finding.place) == "facts.toml:9"
    assert f"it is {value} in every language" in finding.message


def test_a_year_would_get_a_mark() -> None:
    """2030 is printed as 2,030 unless it is said to be a year."""
    (finding,) = _told(value="2030", text="year of the goal")
    assert "printed as 2,030" in finding.message
    assert 'unit = "year"' in finding.remedy


@pytest.mark.parametrize(
    "fact",
    [
        {"value": "1250"},
        {"value": "over 1,250", "quoted": True},
        {"value": "2030", "quoted": True, "text": "year of the goal"},
        {"value": "2030", "unit": "year", "text": "year of the goal"},
        {"value": "2026", "text": "participants"},
        {"value": "3", "text": "years"},
        {"value": "1,250", "quoted": True, "forms": {"it": "1.250"}},
        {"value": ""},
    ],
)
def test_what_prints_well_everywhere_is_not_told(fact: dict[str, object]) -> None:
    """A plain number, words, a year with its unit or in quotes, forms of its own."""
    assert _told(**fact) == []
