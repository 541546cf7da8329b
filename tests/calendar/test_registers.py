"""Facts, activities, statements, days and glossaries become values, or mistakes with a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.registers import (
    read_activities,
    read_days,
    read_facts,
    read_glossary,
    read_statements,
)
from campaign.calendar.tables import read_tables
from campaign.errors import ContentError, Place
from campaign.model import Activity, Day, Fact, Statement, Term
from tests.calendar.sample import KNOWN


def said(read: Callable[[], object]) -> str:
    with pytest.raises(ContentError) as caught:
        read()
    return str(caught.value)


def test_facts_keep_their_number_as_it_is_written() -> None:
    """A number or a text; a fact without one is a claim."""
    text = (
        '[F01]\nvalue = 11\ntext = "regions"\n\n[F02]\ntext = "a claim"\n'
        '[F03]\nvalue = "1,200"\ntext = "x"\n'
    )
    facts = read_facts(text, "facts.toml")
    assert facts["F01"] == Fact("F01", "regions", "11", "", Place("facts.toml", 1))
    assert facts["F02"].value == ""
    assert (facts["F03"].value, facts["F03"].place.line) == ("1,200", 7)


def test_a_fact_has_a_unit_and_forms_where_a_language_needs_them() -> None:
    """A number, a unit, forms by language; a value in quotes is marked: it never changes."""
    text = (
        '[F01]\nvalue = 20\nunit = "%"\ntext = "x"\nforms = { eu = "bostetik bat" }\n'
        '[F02]\nvalue = 1250000.5\ntext = "x"\n[F03]\nvalue = "1,250"\ntext = "x"\n'
    )
    facts = read_facts(text, "facts.toml")
    assert (facts["F01"].unit, facts["F01"].forms) == ("%", {"eu": "bostetik bat"})
    assert [facts[id_].value for id_ in facts] == ["20", "1250000.5", "1,250"]
    assert [facts[id_].quoted for id_ in facts] == [False, False, True]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("value = nan", "3: F01.value: the value is no number of at most 15 digits"),
        ("value = -inf", "3: F01.value: the value is no number of at most 15 digits"),
        ("value = 1e30", "3: F01.value: the value is no number of at most 15 digits"),
        ('value = 20\nunit = "€"', '4: F01.unit: the unit "€" is no currency code — write "EUR"'),
        ('value = 20\nunit = "EUX"', '4: F01.unit: there is no currency "EUX"'),
        ('value = 20\nunit = "people"', '4: F01.unit: the unit "people" is a word'),
        ('value = "20"\nunit = "EUR"', "a value in quotes stays as it is and takes no unit"),
        ('unit = "EUR"', "a fact without a value has no unit and no forms"),
        ('forms = { eu = "bi" }', "a fact without a value has no unit and no forms"),
        ("value = 2\nforms = { Basque = 'bi' }", '"Basque" is not a language'),
        ("value = 2\nforms = { eu = '' }", "the form is empty"),
    ],
)
def test_a_fact_that_cannot_be_printed_is_a_mistake(written: str, message: str) -> None:
    """With its line, and with what to write instead."""
    wrong = said(lambda: read_facts(f'[F01]\ntext = "x"\n{written}', "facts.toml"))
    assert message in wrong


def test_activities_lead_to_outcomes() -> None:
    """An activity knows its outcome, and the outcomes their titles."""
    text = '[outcomes.O1]\ntitle = "Know"\n[A01]\ntitle = "Labs"\noutcome = "O1"\n'
    activities, outcomes = read_activities(text, "a.toml")
    assert activities == {"A01": Activity("A01", "Labs", "O1", Place("a.toml", 3))}
    assert outcomes == {"O1": "Know"}
    wrong = said(lambda: read_activities(text.replace('= "O1"', '= "O2"'), "a.toml"))
    assert wrong == 'a.toml:5: there is no outcome "O2" — there are: O1'


def test_statement_without_words_waits_for_a_person() -> None:
    """A language without confirmed wording is unconfirmed, never silently empty."""
    text = '[profiles.art17.cofunded.ga]\ntext = ""\nevidence = "unconfirmed"\n'
    assert read_statements(text, "s.toml") == {
        ("art17", "cofunded", "ga"): Statement("ga", "", "unconfirmed", (), Place("s.toml", 1))
    }
    wrong = said(lambda: read_statements(text.replace("unconfirmed", "seen"), "s.toml"))
    assert wrong.startswith("s.toml:1: a statement without words cannot be")


def test_days_are_international_or_a_regions_own() -> None:
    """A regional day names a region of the campaign."""
    text = (
        '[[day]]\ndate = "03-21"\nname = "Against racism"\n'
        '[[regional]]\ndate = "04-23"\nregion = "catalonia"\nname = "Sant Jordi"\n'
    )
    assert read_days(text, "d.toml", KNOWN) == (
        Day("03-21", "Against racism"),
        Day("04-23", "Sant Jordi", "catalonia"),
    )
    wrong = said(lambda: read_days(text.replace("catalonia", "catalnia"), "d.toml", KNOWN))
    assert wrong.startswith("d.toml:6: regional.0.region: there is no region")
    assert "02-30" in said(lambda: read_days(text.replace("03-21", "02-30"), "d.toml", KNOWN))


def test_terms_keep_their_order_and_place() -> None:
    """A finding can point at the term that caused it."""
    text = (
        '# words\n[[term]]\nid = "T01"\nseverity = "block"\navoid = [\n  "illegal",\n]\n'
        'prefer = ["person"]\n\n[[term]]\nid = "T02"\nseverity = "info"\navoid = ["x"]\n'
    )
    first, second = read_glossary(text, "en.toml")
    assert first == Term("T01", "block", ("illegal",), ("person",), place=Place("en.toml", 2))
    assert second.place.line == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[F01]\ntext = "x"\nvalu = 3\n',
            'f.toml:3: there is no key "F01.valu" — did you mean "value"',
        ),
        ("[F01]\nvalue = 11\n", "f.toml:1: F01.text is missing"),
        (
            '[F01]\ntext = "x"\nvalue = true\n',
            "f.toml:3: F01.value must be text, not true or false",
        ),
        ("[F01]\ntext = 3\n", "f.toml:2: F01.text must be text, not a number"),
        ('F01 = "x"\n', "f.toml:1: F01 must be keys and values, not text"),
        ('["F 1"]\ntext = "x"\n', 'f.toml:1: F 1: the id "F 1" cannot be used'),
        ('[F01]\ntext = "x\n', "f.toml:2: this is not TOML: Illegal character"),
        ("[F01\n", "f.toml:1: this is not TOML"),
        ('[F01]\ntext = """x\n', "f.toml:2: this is not TOML"),
        ("[F01]\n[F01]\n", "f.toml:2: this is not TOML: Cannot declare"),
        ("a = " + "[" * 100_000, "f.toml: lists and tables are nested too deep"),
    ],
)
def test_mistakes_in_a_register_have_their_line(text: str, words: str) -> None:
    """Both what the format forbids and what the register does not know."""
    assert words in said(lambda: read_facts(text, "f.toml"))


def test_all_mistakes_of_a_register_come_at_once() -> None:
    """One wrong term does not hide the next."""
    text = (
        '[[term]]\nid = "T1"\nseverity = "blok"\navoid = ["a"]\n'
        '[[term]]\nid = "T2"\nseverity = "warn"\navoid = []\n'
    )
    lines = said(lambda: read_glossary(text, "en.toml")).splitlines()
    assert lines == [
        'en.toml:3: term.0.severity cannot be "blok" — did you mean "block"?',
        "en.toml:8: term.1.avoid is empty — write one at least",
    ]


def test_a_place_is_found_by_its_dotted_path() -> None:
    """Registers name a key with dots, whatever way the file writes it."""
    text = '[F01]\nvalue.x = 1\n[["quoted.key".sub]]\nf = {h = ["i"]}\n'
    tree = read_tables(text, "a.toml")
    assert tree.place("F01.value.x").line == 2
    assert tree.place("quoted.key.sub.0").line == 3
    assert tree.place("quoted.key.sub.0.f.h.0").line == 4
    assert tree.place("quoted.key.sub.0.g").line == 3


@given(st.text())
def test_any_text_is_a_table_or_a_mistake(text: str) -> None:
    """Nothing a register can hold ends in another error."""
    try:
        read_facts(text, "f.toml")
    except ContentError as error:
        assert error.mistakes
