"""The shapes of the registers' files, and the mistakes for a table of another shape."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from campaign.calendar.fields import LANGUAGE_FORM, Name, Region, Text, mistake, written
from campaign.calendar.schema import ContentFile

_LARGEST = 10**18
Evidence = Literal["seen", "memory", "unconfirmed"]


def _number(value: Any) -> Any:
    """A number as posts will show it; a text such as "1,200" stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not -_LARGEST < value < _LARGEST:  # infinite, no number, or longer than anybody reads
        raise mistake("it is no number that a post can show", 'write it in quotes, as "1,200"')
    return str(value)


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


Identifier = Annotated[str, AfterValidator(_identifier)]
Code = Annotated[str, AfterValidator(_language)]
MonthAndDay = Annotated[Text, AfterValidator(_month_and_day)]


class FactTable(ContentFile):
    """One table of facts.toml."""

    text: Annotated[Text, written("text")]
    value: Annotated[Text, BeforeValidator(_number)] = ""
    source: Text = ""


class ActivityTable(ContentFile):
    """One table of activities.toml."""

    title: Annotated[Text, written("title")]
    outcome: Name


class OutcomeTable(ContentFile):
    """One outcome of activities.toml."""

    title: Annotated[Text, written("title")]


class StatementTable(ContentFile):
    """One statement of statements.toml; without `evidence` it is unconfirmed."""

    text: Text = ""
    evidence: Evidence = "unconfirmed"
    variants: tuple[Text, ...] = ()
    source: Text = ""
    note: Text = ""


class TermTable(ContentFile):
    """One term of a glossary."""

    id: Name
    severity: Literal["block", "warn", "info"]
    avoid: Annotated[tuple[Name, ...], Field(min_length=1)]
    prefer: tuple[Name, ...] = ()
    reason: Text = ""
    evidence: Text = ""


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


class GlossaryFile(ContentFile):
    """glossary/<lang>.toml."""

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
