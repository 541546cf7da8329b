"""Reads kpi.toml: the indicators of the plan. Text in, values out.

Every mistake of the file is in one ContentError, each with its line: those of one table do not
hide those of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from analytics.kpi.indicator import Direction, Earlier, Indicator, Measure, Per, Texts
from campaign.calendar.indicator_file import PLAN, IndicatorTable, PlanTable, WasTable, usable_id
from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.tables import read_tables
from campaign.calendar.tree import Tree
from campaign.calendar.validation_errors import complaints
from campaign.errors import ContentError, Mistake
from campaign.model import Fact

MOST: Final = 200
"""Indicators of one plan; a report with more is read by nobody."""

_WHOLE: Final = 100.0
"""The whole of a share, in percent."""


def read_indicators(
    text: str,
    file: str,
    known: Known,
    facts: Mapping[str, Fact] | None = None,
    outcomes: Mapping[str, str] | None = None,
) -> dict[str, Indicator]:
    """kpi.toml: indicators by id, in the file's order.

    `facts` and `outcomes` are None where their file cannot be used; then names of them are not
    checked. Words without a language have the key "".
    """
    tree = read_tables(text, file)
    data = dict(tree.data)
    mistakes: list[Mistake] = []
    plan = _table(PlanTable, data.pop(PLAN, {}), PLAN, tree, known, mistakes) or PlanTable()
    if plan.begins and plan.ends and plan.ends < plan.begins:
        mistakes.append(_ends_first(tree, f"{PLAN}.ends", plan.ends, plan.begins))
    if len(data) > MOST:
        message = f"the plan has {len(data)} indicators, {MOST} at most"
        raise ContentError(Mistake(tree.place(""), message, "leave some out"))
    found: dict[str, Indicator] = {}
    folded: dict[str, str] = {}
    for id_, value in data.items():
        first = folded.setdefault(id_.casefold(), id_)
        if first != id_:
            message = f'the id "{id_}" is "{first}" with other capitals'
            mistakes.append(Mistake(tree.place(id_), message, "give one another id"))
        try:
            usable_id(id_)
        except ValueError as error:
            own: dict[str, str] = getattr(error, "context", None) or {}
            mistakes.append(Mistake(tree.place(id_), own.get("message", ""), own.get("remedy", "")))
            continue
        table = _table(IndicatorTable, value, id_, tree, known, mistakes)
        if table is None:
            continue
        made, faults = _indicator(id_, table, plan, facts, outcomes)
        mistakes += [
            Mistake(tree.place(f"{id_}.{key}"), f"{id_}.{key}: {what}", remedy)
            for key, what, remedy in faults
        ]
        found[id_] = made
    if mistakes:
        raise ContentError(mistakes)
    return found


def _table(
    shape: type[Any], value: object, path: str, tree: Tree, known: Known, mistakes: list[Mistake]
) -> Any:
    """The table in its shape; None, with mistakes added, where it has another one."""

    def keys(at: str) -> tuple[str, ...]:
        inner = WasTable if f"{path}.was." in at else shape
        return tuple(inner.model_fields)

    try:
        assert issubclass(shape, BaseModel)
        return shape.model_validate(value, context=known)
    except ValidationError as error:
        mistakes += complaints(error, tree, keys, (path,))
        return None


def _indicator(
    id_: str,
    table: IndicatorTable,
    plan: PlanTable,
    facts: Mapping[str, Fact] | None,
    outcomes: Mapping[str, str] | None,
) -> tuple[Indicator, list[tuple[str, str, str]]]:
    """The indicator, and what is wrong between its keys: the key, what, and what to do."""
    measure = Measure(table.actual)
    faults = list(_fact_faults(table, facts))
    target = table.target
    if table.fact is not None and not faults and facts is not None:
        target = float(facts[table.fact].value)
    made = Indicator(
        id=id_,
        title=table.title,
        unit=table.unit or ({"": "%"} if measure.is_share else {}),
        target=target,
        begins=table.begins or plan.begins,
        by=table.by or plan.ends,
        baseline=table.baseline,
        direction=Direction(table.direction),
        per=Per(table.per),
        measure=measure,
        region=table.region or "",
        network=table.network or "",
        language=table.language or "",
        outcome=table.outcome,
        by_region=table.by_region or table.each_region is not None,
        each_region=table.each_region,
        source=table.source,
        note=table.note or {},
        earlier=tuple(Earlier(each.target, each.until, each.because) for each in table.was),
    )
    faults += _target_faults(made)
    faults += _day_faults(made, table)
    faults += _scope_faults(made)
    if outcomes is not None and table.outcome and table.outcome not in outcomes:
        remedy = "none is set up: take it away, or add it under [outcomes] in vocabulary.toml"
        if outcomes:
            remedy = did_you_mean(table.outcome, outcomes)
        faults.append(("outcome", f'there is no outcome "{table.outcome}"', remedy))
    return made, faults


def _fact_faults(
    table: IndicatorTable, facts: Mapping[str, Fact] | None
) -> Iterator[tuple[str, str, str]]:
    if table.fact is None:
        return
    if table.target is not None:
        yield "fact", "the target stands here twice: as a number and as a fact", "keep one of them"
        return
    fact = facts.get(table.fact) if facts is not None else None
    if fact is None:
        return
    try:
        number = float(fact.value)
    except ValueError:
        yield "fact", f"{fact.id} has no number", "write the target as a number"
        return
    if number < 0:
        yield "fact", f"{fact.id} is less than zero", "write the target as a number from 0"


def _target_faults(made: Indicator) -> Iterator[tuple[str, str, str]]:
    """A target that is reached before anything is done, or that nothing can reach."""
    targets = [("target", made.target), *(("was", each.target) for each in made.earlier)]
    if made.each_region is not None:
        targets.append(("each_region", made.each_region))
    for key, target in targets:
        if target is None:
            continue
        if made.direction is Direction.UP and target == 0:
            yield (
                key,
                "a target of 0 is reached before anything is done",
                ('leave the target out, or write direction = "down" where less is better'),
            )
        if made.measure.is_share and target > _WHOLE:
            yield key, f"a share of {target:g} % is more than everything", "write one up to 100"
        if made.baseline is None or key == "each_region":
            continue
        if made.direction is Direction.UP and target <= made.baseline and target != 0:
            yield (
                key,
                f"the target is not more than the baseline of {made.baseline:g}",
                ('write a larger one, or direction = "down"'),
            )
        if made.direction is Direction.DOWN and target >= made.baseline:
            yield (
                key,
                f"the target is not less than the baseline of {made.baseline:g}",
                ('write a smaller one, or direction = "up"'),
            )
    if made.earlier and made.target is None:
        yield "was", "there are targets of before, and none of now", "write the target of now"
    if made.baseline is not None and made.per is not Per.PROJECT:
        yield (
            "baseline",
            f"a target of each {made.per} begins anew, so it has no baseline",
            ('take it away, or write per = "project"'),
        )


def _day_faults(made: Indicator, table: IndicatorTable) -> Iterator[tuple[str, str, str]]:
    if made.begins and made.by and made.by < made.begins:
        key = "by" if table.by else "begins"
        if table.by or table.begins:
            what = f"it ends on {made.by}, before it begins on {made.begins}"
            yield key, what, "look at both days, also at those of [plan]"
    days = [each.until for each in made.earlier]
    if days != sorted(set(days)):
        yield (
            "was",
            "the targets of before are not in the order of their days",
            ("write the oldest first, each day once"),
        )
    for day in days:
        if made.by and day >= made.by:
            yield (
                "was",
                f"the target of before held up to {day}, and the plan ends on {made.by}",
                ("look at both days"),
            )
        if made.begins and day < made.begins:
            yield (
                "was",
                f"the target of before ended on {day}, before the plan begins",
                ("take it away"),
            )


def _scope_faults(made: Indicator) -> Iterator[tuple[str, str, str]]:
    """What cannot be counted, or is asked for twice."""
    by_hand = made.measure is Measure.HAND
    if by_hand:
        for key in ("network", "language"):
            if getattr(made, key):
                yield (
                    key,
                    "only what the program counts can be narrowed to it",
                    ("say it in the title, or choose what is counted under `actual`"),
                )
    elif made.by_region:
        key = "each_region" if made.each_region is not None else "by_region"
        yield (
            key,
            "regions tell only what is entered by hand",
            ("take it away; `region` narrows what is counted to one"),
        )
    if made.by_region and made.region:
        yield (
            "region",
            "an indicator of one region cannot be entered region by region",
            ("take one of the two away"),
        )
    if made.measure is Measure.REGIONS and made.region:
        yield "region", "the regions of one region are one", "take it away"
    if made.measure is Measure.LANGUAGES and made.language:
        yield "language", "the languages of one language are one", "take it away"


def _ends_first(tree: Tree, path: str, ends: object, begins: object) -> Mistake:
    message = f"the plan ends on {ends}, before it begins on {begins}"
    return Mistake(tree.place(path), message, "look at both days")


def with_language(texts: Texts, language: str) -> Texts:
    """The words with the campaign's source language in the place of none."""
    return {key or language: words for key, words in texts.items()}
