"""Numbers, days and times in the language of the copy."""

from __future__ import annotations

from datetime import date

import pytest

from campaign.compose.basque import in_basque
from campaign.compose.localized import functions, number, printed
from campaign.compose.render import Facts, render_copy
from campaign.errors import Place, RenderError
from campaign.model import Fact

_PLACE = Place("calendar/a.yaml", 12)
_FACTS = {
    "F01": Fact("F01", "regions", "11"),
    "F02": Fact("F02", "people", "1250000.5"),
    "F03": Fact("F03", "young people", "20", unit="%"),
    "F04": Fact("F04", "a text with marks of its own", "1,250", quoted=True),
    "F05": Fact("F05", "regions in words", "11", forms={"eu": "hamaika", "de-AT": "elf"}),
}


def shown(source: str, language: str) -> str:
    """A copy's text in a language, with _ for a no-break space and ~ for a narrow one."""
    context = {"fact": Facts(_FACTS, language), "region": "Arad", **functions(language)}
    text = render_copy(source, context, _PLACE)
    return text.replace("\u00a0", "_").replace("\u202f", "~")


@pytest.mark.parametrize(
    ("languages", "large", "four"),
    [
        ("de it ca es eu ro da el sl hr is tr de-AT", "1.250.000,5", "1.234"),
        ("pl sv cs sk hu bg et lv lt fi nb no uk pt gl", "1_250_000,5", "1_234"),
        ("fr", "1~250~000,5", "1~234"),
        ("en ga mt en-IE", "1,250,000.5", "1,234"),
        ("xx", "1250000.5", "1234"),
    ],
)
def test_each_language_sets_its_own_marks(languages: str, large: str, four: str) -> None:
    """A language that CLDR does not know gets the number as facts.toml has it."""
    for language in languages.split():
        assert shown("{{ fact.F02 }}", language) == large
        assert number("1234", "", language).replace("\u00a0", "_").replace("\u202f", "~") == four


@pytest.mark.parametrize(
    ("languages", "share", "money"),
    [
        ("en ga", "12.5%", "€1,250"),
        ("es ca de", "12,5_%", "1.250_€"),
        ("eu", "%_12,5", "1.250_€"),
        ("pl", "12,5%", "1_250_€"),
        ("it", "12,5%", "1.250_€"),
        ("sv", "12,5_%", "1_250_€"),
        ("ro", "12,5_%", "1.250_EUR"),
        ("tr", "%12,5", "€1.250"),
    ],
)
def test_a_unit_stands_where_the_language_has_it(languages: str, share: str, money: str) -> None:
    """Per cent and money; a whole sum has no cents."""
    for language in languages.split():
        assert number("12.5", "%", language).replace("\u00a0", "_") == share
        assert number("1250", "EUR", language).replace("\u00a0", "_") == money


@pytest.mark.parametrize(
    ("value", "unit", "language", "text"),
    [
        ("20.5", "EUR", "de", "20,50_€"),
        ("50", "PLN", "pl", "50_zł"),
        ("5.5", "km", "it", "5,5_km"),
        ("2030", "year", "en", "2030"),
        ("1100", "km", "en", "1,100_km"),
        ("11", "", "ar", "11"),
        ("0.25", "", "de", "0,25"),
        ("100.0", "", "en", "100"),
        ("-5", "", "en", "-5"),
        ("over 1,200", "", "de", "over 1,200"),
        ("NaN", "", "de", "NaN"),
    ],
)
def test_a_number_is_printed_with_its_unit(value: str, unit: str, language: str, text: str) -> None:
    """A currency, a sign, a year; what is no number stays as it is."""
    assert number(value, unit, language).replace("\u00a0", "_") == text


def test_a_fact_may_have_its_own_form_in_a_language() -> None:
    """The form of the language itself, or of its first part; a value in quotes never changes."""
    assert shown("{{ fact.F05 }} {{ fact.F04 }}", "eu") == "hamaika 1,250"
    assert shown("{{ fact.F05 }} {{ fact.F04 }}", "de-AT") == "elf 1,250"
    assert shown("{{ fact.F05 }} {{ fact.F04 }}", "de") == "11 1,250"
    assert printed(_FACTS["F05"], "eu-ES") == "hamaika"


def test_small_whole_numbers_print_as_they_always_did() -> None:
    """So that what was approved with them stays approved, in every language."""
    for language in ("en", "es", "ca", "eu", "pl", "it", "de", "sv", "ro", "ga"):
        assert [number(str(each), "", language) for each in (0, 3, 11, 165, 999)] == [
            "0",
            "3",
            "11",
            "165",
            "999",
        ]


@pytest.mark.parametrize(
    ("language", "long", "weekday"),
    [
        ("en", "3 December 2026", "Thursday, 3 December 2026"),
        ("es", "3 de diciembre de 2026", "jueves, 3 de diciembre de 2026"),
        ("ca", "3 de desembre del 2026", "dijous, 3 de desembre del 2026"),
        ("eu", "2026ko abenduaren 3a", "2026ko abenduaren 3a, osteguna"),
        ("pl", "3 grudnia 2026", "czwartek, 3 grudnia 2026"),
        ("it", "3 dicembre 2026", "giovedì 3 dicembre 2026"),
        ("de", "3. Dezember 2026", "Donnerstag, 3. Dezember 2026"),
        ("sv", "3 december 2026", "torsdag 3 december 2026"),
        ("ro", "3 decembrie 2026", "joi, 3 decembrie 2026"),
        ("ga", "3 Nollaig 2026", "Déardaoin 3 Nollaig 2026"),
        ("da", "3. december 2026", "torsdag den 3. december 2026"),
        ("hu", "2026. december 3.", "2026. december 3., csütörtök"),
    ],
)
def test_a_day_is_printed_in_words(language: str, long: str, weekday: str) -> None:
    """With or without the quotation marks, in any of its forms, and with a filter."""
    assert shown('{{ date("2026-12-03") }}', language) == long
    assert shown("{{date(2026-12-03)}}", language) == long
    assert shown("{{ date('2026-12-03', \"long\") }}{# #}", language) == long
    assert shown('{{ date("2026-12-03", "weekday") }}', language) == weekday
    assert shown("{{ date(2026-12-03) | upper }}", language) == long.upper()


def test_a_day_has_short_forms_too() -> None:
    """Without its year, and in figures; a time of day as the language writes it."""
    assert shown('{{ date("2026-12-03", "day") }}', "en") == "3 December"
    assert shown('{{ date("2026-12-03", "day") }}', "eu") == "abenduaren 3a"
    assert shown('{{ date("2026-12-03", "short") }}', "pl") == "3.12.2026"
    assert shown('{{ time("19:30") }} {{ time(9.05) }}', "da") == "19.30 09.05"
    assert shown('{{ time("19:30") }}', "ga") == "19:30"
    assert shown('{{ time("19:30") }}', "xx") == "19:30"


def test_a_day_may_stand_beside_facts_and_the_region() -> None:
    """All that a copy may name, in one sentence."""
    text = "{{ region }}, {{ date(2026-12-03) }} ({{ fact.F03 }})"
    assert shown(text, "eu") == "Arad, 2026ko abenduaren 3a (%_20)"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ date() }}", 'quotation marks: date("2026-12-03")'),
        ("{{ date }}", 'write it so: {{ date("2026-12-03") }}'),
        ('{{ date("3 December") }}', '`date` cannot read "3 December"; write it as year-month-day'),
        ("{{ date(3.12.2026) }}", '`date` cannot read "3.12.2026"'),
        ("{{ date(2026-02-30) }}", "there is no day 2026-02-30"),
        ("{{ date(2026-13-01) }}", "there is no day 2026-13-01"),
        ('{{ date("2026-12-03", "lng") }}', 'has no style "lng"; there is "long", "day"'),
        ('{{ date("2026-12-03", "day", "x") }}', "`date` takes one day"),
        ("{{ date(region) }}", "with its words in quotation marks"),
        ('{{ date("2026-12-03", style="day") }}', "with its words in quotation marks"),
        ('{{ date("2026-12-03").format(fact) }}', "a call"),
        ('{{ Date("2026-12-03") }}', 'there is date("2026-12-03")'),
        ('{{ fact("F01") }}', "a call"),
        ("{{ date.__globals__ }}", "cannot be filled in"),
        ("{{ time(25:00) }}", '`time` cannot read "25:00"; write it as hours:minutes'),
        ('{{ time("7 pm") }}', '{{ time("19:30") }}'),
        ("{{ time }}", 'write it so: {{ time("19:30") }}'),
    ],
)
def test_a_mistake_names_what_to_write(source: str, message: str) -> None:
    """The message shows the right form; the place is the field's."""
    with pytest.raises(RenderError) as caught:
        shown(source, "en")
    assert message in caught.value.message
    assert caught.value.place == _PLACE


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2021, 1, 1), "2021eko 1a"),
        (date(2025, 1, 11), "2025eko 11"),
        (date(2026, 1, 31), "2026ko 31"),
        (date(2030, 1, 20), "2030eko 20a"),
        (date(2031, 1, 2), "2031ko 2a"),
        (date(2000, 1, 5), "2000ko 5a"),
        (date(2100, 1, 5), "2100eko 5a"),
    ],
)
def test_basque_endings_follow_the_sound(day: date, text: str) -> None:
    """CLDR leaves them open in brackets."""
    assert in_basque(f"{day.year}(e)ko {day.day}(a)", day) == text
