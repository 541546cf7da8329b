"""The shapes of the registers' files, and the mistakes for a table of another shape."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from campaign.calendar.fields import (
    LANGUAGE_FORM,
    Name,
    Region,
    Selector,
    Text,
    at_most,
    mistake,
    so_many,
    written,
)
from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.schema import ContentFile
from campaign.model.vocabulary import PORTAL_AUDIENCES

Evidence = Literal["seen", "memory", "unconfirmed"]

#: Stands for every language of a consent.
ALL = "all"

_DAY = r"\d{4}-\d{2}-\d{2}"
_REFERENCE = r"[a-z0-9][a-z0-9-]{0,79}"
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LARGEST = 10**15
_UNITS = ("year",)
_LONGEST_UNIT = 4
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "zł": "PLN", "Kč": "CZK", "lei": "RON", "Ft": "HUF"}


def _number(value: Any) -> Any:
    """A number within bounds, as text; a text such as "1,200" stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not -_LARGEST < value < _LARGEST:  # also what is not finite
        raise mistake("the value is no number of at most 15 digits", "write the number in figures")
    return str(value)


def _unit(unit: str) -> str:
    if unit in _SYMBOLS:
        raise mistake(f'the unit "{unit}" is no currency code', f'write "{_SYMBOLS[unit]}"')
    if re.fullmatch("[A-Z]{3}", unit):
        from babel import Locale  # noqa: PLC0415 - only a fact that has a currency needs it

        if unit not in Locale("en").currencies:
            raise mistake(f'there is no currency "{unit}"', 'write its code, such as "EUR"')
    elif unit not in _UNITS and (len(unit) > _LONGEST_UNIT or " " in unit):
        raise mistake(
            f'the unit "{unit}" is a word, and words differ from language to language',
            'write the words in the copy; a unit is "%", "EUR", "km", "°C" or "year"',
        )
    return unit


def _identifier(name: str) -> str:
    if not re.fullmatch(r"\w+", name):
        raise mistake(f'the id "{name}" cannot be used', "use letters and digits, such as F01")
    return name


def _language(name: str) -> str:
    if not re.search(LANGUAGE_FORM, name):
        raise mistake(f'"{name}" is not a language', "write its short name, such as ca")
    return name


def _month_and_day(text: str) -> str:
    found = re.fullmatch(r"(\d\d)-(\d\d)", text)
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not found or not 1 <= int(found[1]) <= len(longest):
        raise mistake(f'"{text}" is not a day of the year', "write month and day: 03-21")
    if not 1 <= int(found[2]) <= longest[int(found[1]) - 1]:
        raise mistake(f'the day "{text}" does not exist', "write month and day: 03-21")
    return text


def _day(value: Any) -> Any:
    """A day of the calendar, as TOML has it (2026-12-01) or in quotes."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if re.fullmatch(_DAY, value) else None
        except ValueError:
            value = None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise mistake("this is no day", "write a day that there is: 2026-12-01")
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise mistake(f"the day {value} is in another age", "look at the year")
    return value


def _reference(name: str) -> str:
    if not re.fullmatch(_REFERENCE, name):
        raise mistake(
            f'the reference "{name}" cannot be used',
            "use small letters, digits and hyphens, at most 80: labs-2026-07",
        )
    return name


def _all_or_some(value: Any) -> Any:
    """A list, or one word in place of a list with one entry."""
    return [value] if isinstance(value, str) else value


def _language_or_all(name: str, info: ValidationInfo) -> str:
    languages = info.context.languages if isinstance(info.context, Known) else None
    if name != ALL and languages is not None and name not in languages:
        raise mistake(f'there is no language "{name}"', did_you_mean(name, {*languages, ALL}))
    return name


Identifier = Annotated[str, AfterValidator(_identifier)]
Reference = Annotated[str, AfterValidator(_reference)]
Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, AfterValidator(_language)]
MonthAndDay = Annotated[Text, AfterValidator(_month_and_day)]


class FactTable(ContentFile):
    """One table of facts.toml."""

    text: Annotated[Text, written("text"), at_most(2_000)]
    value: Annotated[Text, BeforeValidator(_number), at_most(200)] = ""
    source: Text = ""
    unit: Annotated[Text, AfterValidator(_unit)] = ""
    forms: dict[Code, Annotated[Text, written("form")]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _has_a_number(cls, table: Any) -> Any:
        """A unit and other forms need a value, and a unit needs one that is a number."""
        if isinstance(table, dict) and (table.get("unit") or table.get("forms")):
            if table.get("value", "") == "":
                raise mistake("a fact without a value has no unit and no forms", "write its value")
            if table.get("unit") and isinstance(table["value"], str):
                raise mistake(
                    "a value in quotes stays as it is and takes no unit",
                    "write the number without quotes and without marks: value = 1250",
                )
        return table


class ActivityTable(ContentFile):
    """One table of activities.toml."""

    title: Annotated[Text, written("title")]
    outcome: Text = ""


class OutcomeTable(ContentFile):
    """One outcome, where activities.toml has them."""

    title: Annotated[Text, written("title")]


class StatementTable(ContentFile):
    """One statement of statements.toml; without `evidence` it is unconfirmed."""

    text: Annotated[Text, at_most(2_000)] = ""
    evidence: Evidence = "unconfirmed"
    variants: tuple[Text, ...] = ()
    source: Text = ""
    note: Text = ""


class LabelTable(ContentFile):
    """One label of machine_labels.toml."""

    text: Annotated[Text, at_most(300)]
    evidence: Evidence = "unconfirmed"
    note: Text = ""


def _form(form: str) -> str:
    if not re.fullmatch(r"(?:[^()|]|\([^()]*\))+", form):
        raise mistake(f'"{form}" cannot be read', "close each (, and write | only between ( )")
    if not re.search(r"[^\W_]", re.sub(r"\([^()|]*\)", " ", form)):
        raise mistake(f'"{form}" has no letter that always stands', "write more of the word")
    return form


# A word or a phrase as `campaign.checks.glossary.forms` reads it.
WrittenForm = Annotated[Name, AfterValidator(_form)]


class TermTable(ContentFile):
    """One term of a glossary."""

    id: Name
    severity: Literal["block", "warn", "info"]
    avoid: Annotated[tuple[WrittenForm, ...], Field(min_length=1)]
    unless: tuple[WrittenForm, ...] = ()
    people: Literal["", "near", "of"] = ""
    exact: bool = False
    prefer: tuple[Name, ...] = ()
    reason: Text = ""
    evidence: Text = ""


class WordsTable(ContentFile):
    """The words of a language that tell how a term beside them is meant."""

    people: tuple[WrittenForm, ...] = ()
    of: tuple[Name, ...] = ()
    apart: tuple[Name, ...] = ()
    laws: tuple[WrittenForm, ...] = ()
    bodies: tuple[WrittenForm, ...] = ()
    links: tuple[Name, ...] = ()
    about: tuple[Name, ...] = ()


class DayTable(ContentFile):
    """An international day."""

    date: MonthAndDay
    name: Annotated[Text, written("name")]
    source: Text = ""


class RegionalDayTable(DayTable):
    """A day that one region keeps."""

    region: Region


class DaysFile(ContentFile):
    """days.toml."""

    day: tuple[DayTable, ...] = ()
    regional: tuple[RegionalDayTable, ...] = ()


def _no_two(words: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise mistake(f'"{twice}" is there twice', "keep one")
    return words


Words = Annotated[tuple[Name, ...], AfterValidator(_no_two)]


def _portal_audience(words: str) -> str:
    if words not in PORTAL_AUDIENCES:
        raise mistake(
            f'the portal has no audience "{words}"', did_you_mean(words, PORTAL_AUDIENCES)
        )
    return words


PortalAudience = Annotated[str, AfterValidator(_portal_audience)]


class VocabularyFile(ContentFile):
    """vocabulary.toml. A list that is not there is not checked; an empty one allows no word."""

    pillars: Words | None = None
    values: Words | None = None
    audiences: Words | None = None
    calls: Words | None = None
    frames: Words | None = None
    acronyms: Words = ()
    region_count: Text = ""
    outcomes: dict[Identifier, Annotated[Text, written("title")]] = Field(default_factory=dict)
    portal: dict[Name, tuple[PortalAudience, ...]] = Field(default_factory=dict)


class ConsentTable(ContentFile):
    """One consent of consents/*.toml."""

    purpose: Annotated[Text, written("purpose"), at_most(500)]
    channels: Annotated[
        tuple[Selector, ...], BeforeValidator(_all_or_some), Field(min_length=1), so_many(500)
    ]
    languages: Annotated[
        tuple[Annotated[Text, AfterValidator(_language_or_all)], ...],
        BeforeValidator(_all_or_some),
        Field(min_length=1),
        so_many(100),
    ]
    signed: Day
    until: Day
    covers: Annotated[Text, at_most(500)] = ""
    only: Annotated[tuple[Name, ...], BeforeValidator(_all_or_some), so_many(100)] = ()
    withdrawn: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ConsentTable:
        """It is signed before it ends, and before anybody takes it back."""
        if self.until < self.signed:
            raise mistake(
                f"it ends on {self.until}, before it was signed on {self.signed}",
                "look at both days",
            )
        if self.withdrawn is not None and self.withdrawn < self.signed:
            raise mistake(
                f"it was withdrawn on {self.withdrawn}, before it was signed on {self.signed}",
                "look at both days",
            )
        return self


class GlossaryFile(ContentFile):
    """glossary/<lang>.toml."""

    words: WordsTable = WordsTable()
    term: tuple[TermTable, ...] = ()


class StatementsFile(ContentFile):
    """statements.toml: profile, kind and language lead to a statement."""

    profiles: dict[
        Identifier,
        dict[
            Literal["funded", "cofunded", "statement", "disclaimer"],
            dict[Code, StatementTable],
        ],
    ] = Field(default_factory=dict)


class LabelsFile(ContentFile):
    """machine_labels.toml: kind and language lead to a label."""

    words: dict[Code, LabelTable] = Field(default_factory=dict)
    picture: dict[Code, LabelTable] = Field(default_factory=dict)
    both: dict[Code, LabelTable] = Field(default_factory=dict)
