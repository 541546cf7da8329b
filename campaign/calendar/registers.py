"""Reads the registers: vocabulary, facts, activities, statements … Text in, values out.

Each function raises ContentError with every mistake of its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.register_files import (
    ALL,
    ActivityTable,
    ConsentTable,
    DaysFile,
    FactTable,
    GlossaryFile,
    Identifier,
    LabelsFile,
    LabelTable,
    OutcomeTable,
    Reference,
    RegionalDayTable,
    StatementsFile,
    StatementTable,
    TermTable,
    VocabularyFile,
    WordsTable,
)
from campaign.calendar.select import select
from campaign.calendar.tables import read_tables
from campaign.calendar.tree import Tree
from campaign.calendar.validation_errors import complaints
from campaign.errors import ContentError, Mistake, Place
from campaign.model import Activity, Channel, Day, Fact, Statement, Surroundings, Term, Vocabulary
from campaign.model.consents import Consent

T = TypeVar("T")

_FACTS = TypeAdapter(dict[Identifier, FactTable])
_ACTIVITIES = TypeAdapter(dict[Identifier, ActivityTable])
_OUTCOMES = TypeAdapter(dict[Identifier, OutcomeTable])
_STATEMENTS = TypeAdapter(StatementsFile)
_LABELS = TypeAdapter(LabelsFile)
_DAYS = TypeAdapter(DaysFile)
_GLOSSARY = TypeAdapter(GlossaryFile)
_CONSENTS = TypeAdapter(dict[Reference, ConsentTable])
_VOCABULARY = TypeAdapter(VocabularyFile)


def read_vocabulary(text: str, file: str, facts: Iterable[str] | None = None) -> Vocabulary:
    """vocabulary.toml: the words that posts choose from; `facts` are the known ids, None: any."""
    tree = read_tables(text, file)
    read = _check(_VOCABULARY, tree.data, tree, VocabularyFile.model_fields)
    counted = read.region_count
    if counted and facts is not None and counted not in (known := frozenset(facts)):
        remedy = did_you_mean(counted, known) if known else "add it to facts.toml, or take it away"
        message = f'region_count: there is no fact "{counted}"'
        raise ContentError(Mistake(tree.place("region_count"), message, remedy))
    listed = tuple(read.portal) if read.audiences is None else read.audiences
    for audience in read.portal:
        if audience not in listed:
            message = f'portal: there is no audience "{audience}"'
            remedy = did_you_mean(audience, listed)
            raise ContentError(Mistake(tree.place(f"portal.{audience}"), message, remedy))
    return Vocabulary(
        pillars=read.pillars,
        values=read.values,
        audiences=read.audiences,
        calls=read.calls,
        frames=read.frames,
        outcomes=read.outcomes,
        portal=read.portal,
        acronyms=read.acronyms,
        region_count=counted,
        place=Place(file),
    )


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


def read_activities(
    text: str, file: str, outcomes: Mapping[str, str] | None = None
) -> tuple[dict[str, Activity], dict[str, str]]:
    """activities.toml: activities by id, and the titles of the outcomes they serve.

    `outcomes` are those of vocabulary.toml, None when that cannot be read. The file may have some
    of its own under `[outcomes.<id>]`.
    """
    tree = read_tables(text, file)
    data = dict(tree.data)
    own = _check(
        _OUTCOMES, data.pop("outcomes", {}), tree, OutcomeTable.model_fields, ("outcomes",)
    )
    activities = _check(_ACTIVITIES, data, tree, ActivityTable.model_fields)
    titles = {**(outcomes or {}), **{id_: outcome.title for id_, outcome in own.items()}}
    none_yet = "none is set up: take it away, or add it under [outcomes] in vocabulary.toml"
    unknown = [
        Mistake(
            tree.place(f"{id_}.outcome"),
            f'there is no outcome "{activity.outcome}"',
            did_you_mean(activity.outcome, titles) if titles else none_yet,
        )
        for id_, activity in activities.items()
        if activity.outcome and activity.outcome not in titles
    ]
    if unknown and (own or outcomes is not None):
        raise ContentError(unknown)
    return {
        id_: Activity(id_, activity.title, activity.outcome, tree.place(id_))
        for id_, activity in activities.items()
    }, titles


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


def read_labels(text: str, file: str) -> dict[tuple[str, str], Statement]:
    """machine_labels.toml: labels by kind and language."""
    tree = read_tables(text, file)
    read = _check(_LABELS, tree.data, tree, LabelTable.model_fields)
    return {
        (kind, language): Statement(
            language, entry.text, entry.evidence, place=tree.place(f"{kind}.{language}")
        )
        for kind in LabelsFile.model_fields
        for language, entry in getattr(read, kind).items()
    }


def read_days(text: str, file: str, known: Known) -> tuple[Day, ...]:
    """days.toml: the international days, then the regions' own."""
    tree = read_tables(text, file)
    read = _check(_DAYS, tree.data, tree, RegionalDayTable.model_fields, known=known)
    return (
        *(Day(day.date, day.name, source=day.source) for day in read.day),
        *(Day(day.date, day.name, day.region, day.source) for day in read.regional),
    )


@lru_cache(maxsize=64)
def read_glossary(text: str, file: str) -> tuple[Term, ...]:
    """glossary/<lang>.toml: the terms of one language, in the file's order; kept, as posts are."""
    tree = read_tables(text, file)
    keys = (*TermTable.model_fields, *WordsTable.model_fields)
    read = _check(_GLOSSARY, tree.data, tree, keys)
    around = Surroundings(**dict(read.words))
    return tuple(
        Term(
            id=term.id,
            severity=term.severity,
            avoid=term.avoid,
            prefer=term.prefer,
            reason=term.reason,
            evidence=term.evidence,
            place=tree.place(f"term.{number}"),
            unless=term.unless,
            people=term.people,
            exact=term.exact,
            around=around,
        )
        for number, term in enumerate(read.term)
    )


def read_consents(
    text: str, file: str, known: Known, channels: Iterable[Channel]
) -> dict[str, Consent]:
    """A file of consents/: consents by reference; `channels` are those of the configuration."""
    tree = read_tables(text, file)
    some = tuple(channels)
    read = _check(_CONSENTS, tree.data, tree, ConsentTable.model_fields, known=known)
    return {
        reference: Consent(
            reference,
            table.purpose,
            select(table.channels, some, known.regions or (), tree.place(reference)),
            None if ALL in table.languages else frozenset(table.languages),
            table.signed,
            table.until,
            table.covers,
            table.only,
            table.withdrawn,
            tree.place(reference),
        )
        for reference, table in read.items()
    }


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
