"""Reads the registers: facts, activities, statements, days and glossaries. Text in, values out.

Each function raises ContentError with every mistake of its file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.register_files import (
    ActivityTable,
    DaysFile,
    FactTable,
    GlossaryFile,
    Identifier,
    OutcomeTable,
    RegionalDayTable,
    StatementsFile,
    StatementTable,
    TermTable,
)
from campaign.calendar.tables import read_tables
from campaign.calendar.tree import Tree
from campaign.calendar.validation_errors import complaints
from campaign.errors import ContentError, Mistake
from campaign.model import Activity, Day, Fact, Statement, Term

T = TypeVar("T")

_FACTS = TypeAdapter(dict[Identifier, FactTable])
_ACTIVITIES = TypeAdapter(dict[Identifier, ActivityTable])
_OUTCOMES = TypeAdapter(dict[Identifier, OutcomeTable])
_STATEMENTS = TypeAdapter(StatementsFile)
_DAYS = TypeAdapter(DaysFile)
_GLOSSARY = TypeAdapter(GlossaryFile)


def read_facts(text: str, file: str) -> dict[str, Fact]:
    """facts.toml: facts by id."""
    tree = read_tables(text, file)
    facts = _check(_FACTS, tree.data, tree, FactTable.model_fields)
    return {
        id_: Fact(
            id=id_,
            text=fact.text,
            value=fact.value,
            source=fact.source,
            place=tree.place(id_),
            quoted=isinstance(tree.data[id_].get("value"), str),
            unit=fact.unit,
            forms=fact.forms,
        )
        for id_, fact in facts.items()
    }


def read_activities(text: str, file: str) -> tuple[dict[str, Activity], dict[str, str]]:
    """activities.toml: activities by id, and the titles of the outcomes they serve."""
    tree = read_tables(text, file)
    data = dict(tree.data)
    outcomes = _check(
        _OUTCOMES, data.pop("outcomes", {}), tree, OutcomeTable.model_fields, ("outcomes",)
    )
    activities = _check(_ACTIVITIES, data, tree, ActivityTable.model_fields)
    unknown = [
        Mistake(
            tree.place(f"{id_}.outcome"),
            f'there is no outcome "{activity.outcome}"',
            did_you_mean(activity.outcome, outcomes),
        )
        for id_, activity in activities.items()
        if activity.outcome not in outcomes
    ]
    if unknown:
        raise ContentError(unknown)
    return {
        id_: Activity(id_, activity.title, activity.outcome, tree.place(id_))
        for id_, activity in activities.items()
    }, {id_: outcome.title for id_, outcome in outcomes.items()}


def read_statements(text: str, file: str) -> dict[tuple[str, str, str], Statement]:
    """statements.toml: statements by profile, kind and language."""
    tree = read_tables(text, file)
    read = _check(_STATEMENTS, tree.data, tree, StatementTable.model_fields)
    statements: dict[tuple[str, str, str], Statement] = {}
    wordless: list[Mistake] = []
    for profile, kinds in read.profiles.items():
        for kind, languages in kinds.items():
            for language, entry in languages.items():
                place = tree.place(f"profiles.{profile}.{kind}.{language}")
                if not entry.text and entry.evidence != "unconfirmed":
                    message = f'a statement without words cannot be evidence = "{entry.evidence}"'
                    wordless.append(Mistake(place, message, 'write evidence = "unconfirmed"'))
                statements[profile, kind, language] = Statement(
                    language, entry.text, entry.evidence, entry.variants, place
                )
    if wordless:
        raise ContentError(wordless)
    return statements


def read_days(text: str, file: str, known: Known) -> tuple[Day, ...]:
    """days.toml: the international days, then the regions' own."""
    tree = read_tables(text, file)
    read = _check(_DAYS, tree.data, tree, RegionalDayTable.model_fields, known=known)
    return (
        *(Day(day.date, day.name, source=day.source) for day in read.day),
        *(Day(day.date, day.name, day.region, day.source) for day in read.regional),
    )


def read_glossary(text: str, file: str) -> tuple[Term, ...]:
    """glossary/<lang>.toml: the terms of one language, in the file's order."""
    tree = read_tables(text, file)
    read = _check(_GLOSSARY, tree.data, tree, TermTable.model_fields)
    return tuple(
        Term(
            id=term.id,
            severity=term.severity,
            avoid=term.avoid,
            prefer=term.prefer,
            reason=term.reason,
            evidence=term.evidence,
            place=tree.place(f"term.{number}"),
        )
        for number, term in enumerate(read.term)
    )


def _check(
    shape: TypeAdapter[T],
    data: object,
    tree: Tree,
    keys: Iterable[str],
    under: tuple[str, ...] = (),
    known: Known | None = None,
) -> T:
    """The data in its shape; raises ContentError with every mistake and its line."""
    names = tuple(keys)
    try:
        return shape.validate_python(data, context=known)
    except ValidationError as error:
        raise ContentError(complaints(error, tree, lambda _path: names, under)) from None
