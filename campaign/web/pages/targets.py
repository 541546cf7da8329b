"""Targets and results: how each indicator stands, and a form for the numbers that people know."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from analytics.document import Signal
from analytics.kpi import Indicator, Judged, Measure
from analytics.kpi.actuals import Actual
from analytics.kpi.indicator import words_in
from analytics.language import Words as ReportWords
from analytics.sections.kpi_words import GAPS, light_word
from campaign.config import Config
from campaign.model.people import EVERYWHERE
from campaign.plan.rights import Act
from campaign.usecases.reporting import kpi, kpi_actuals
from campaign.usecases.reporting.kpi_actuals import (
    ChangedMeanwhile,
    Done,
    KpiRefused,
    NoSource,
    Number,
)
from campaign.usecases.reporting.written_days import NotADay, read_day
from campaign.usecases.reporting.written_numbers import NotACount, read_number
from campaign.web.desk import Desk, TheDesk
from campaign.web.pages import reports
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, Words

pages = Pages("targets")

#: The shape and colour of each light; the word stands beside it.
LOOKS: Final[Mapping[Signal, str]] = {
    Signal.GOOD: "out",
    Signal.CLOSE: "waits",
    Signal.BEHIND: "missed",
    Signal.UNKNOWN: "unknown",
}
_SHOWN: Final = 12  # numbers of one indicator that stand on the page


@pages.get("/reports/targets", needs=Act.READ)
def show(
    request: Request, desk: TheDesk, visitor: TheVisitor, of: str = "", day: str = ""
) -> HTMLResponse:
    """Every indicator, and one of them closer: what was entered of it, and a form for the next."""
    return _page(request, desk, visitor, {"of": of, "day": day})


@pages.post("/reports/targets", needs=Act.FIGURES)
def enter(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Keep one number of an indicator, or correct it."""
    typed = {name: field(form, name) for name in ("of", "number", "day", "source", "seen")}
    words, errors = visitor.words, dict[str, str]()
    number = day = None
    id_, _, region = typed["of"].partition(":")
    registers = desk.calendar().content.registers
    if id_ not in (registers.indicators or {}):
        errors["of"] = words(N_("Choose what the number is of."))
    try:
        number = read_number(typed["number"], words.language)
    except NotACount as refused:
        errors["number"] = words(refused.sentence, example=refused.example)
    try:
        day = read_day(typed["day"])
    except NotADay:
        errors["day"] = words(N_("Write a day that there is, such as 2026-12-18."))
    if day is not None and not errors:
        seen = int(typed["seen"]) if typed["seen"].isdecimal() and len(typed["seen"]) < 9 else None
        wanted = Number(id_, number, day, typed["source"], region, seen)
        try:
            done = kpi_actuals.enter(
                desk.database,
                desk.config,
                registers,
                [wanted],
                actor=visitor.actor,
                now=desk.now(),
            )
        except NoSource:
            errors["source"] = words(N_("Say where the figures come from."))
        except ChangedMeanwhile as changed:
            errors["number"] = _first(desk, words, changed.theirs[0])
        except KpiRefused as refused:
            errors["number"] = str(refused)
        else:
            return back_to(request, f"/reports/targets?of={id_}", notice=_kept(words, done))
    return _page(request, desk, visitor, typed, errors)


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HTMLResponse:
    registers, words = desk.calendar().content.registers, visitor.words
    found = kpi.read(desk.database, desk.config, registers, desk.now())
    id_, _, region = typed.get("of", "").partition(":")
    chosen = next((each for each in found.judged if each.indicator.id == id_), None)
    editions: tuple[Actual, ...] = ()
    if chosen is not None and chosen.indicator.measure is Measure.HAND:
        editions = kpi_actuals.editions(desk.database, id_)
    of_day = [
        each
        for each in editions
        if chosen is not None
        and each.day.isoformat() == typed.get("day")
        and each.region == (region or chosen.indicator.region)
    ]
    there = of_day[-1] if of_day else None
    usual = {"day": found.day.isoformat(), "seen": str(there.edition if there else 0)}
    if there is not None and there.number is not None:
        usual["number"] = kpi_actuals.shown(there.number)
    return render(
        request,
        visitor,
        "targets.html.j2",
        status=422 if errors else 200,
        title=words(N_("Targets and results")),
        found=found,
        chosen=chosen,
        editions=sorted(editions, key=lambda each: each.id, reverse=True)[:_SHOWN],
        there=there,
        looks=LOOKS,
        light=lambda each: light_word(each, _report_words(words.language)),
        gap=lambda each: _gap(each, words),
        named=lambda texts: words_in(texts, words.language),
        region_name=lambda name: _region_name(desk.config, words, name),
        choices=_choices(desk, visitor, [each.indicator for each in found.judged]),
        number=_number(words),
        names=reports.names(desk),
        everywhere=EVERYWHERE,
        errors=errors or {},
        typed={**usual, **{name: value for name, value in typed.items() if value or errors}},
    )


@lru_cache(maxsize=16)
def _report_words(language: str) -> ReportWords:
    """The report's words: a light is called the same on the desk and in the report."""
    return ReportWords(language)


def _gap(each: Judged, words: Words) -> str:
    return _report_words(words.language)(GAPS[each.series.gap])


def _number(words: Words) -> object:
    def number(value: float | None) -> str:
        if value is None:
            return words(N_("n/a"))
        return words.number(int(value) if value == int(value) else value)

    return number


def _choices(
    desk: Desk, visitor: Visitor, indicators: list[Indicator]
) -> list[tuple[str, str, str]]:
    """What a number can be of, as far as the visitor may enter it: key, name, its language."""
    found = []
    for each in indicators:
        if each.measure is not Measure.HAND:
            continue
        title, language = words_in(each.title, visitor.words.language)
        for region in kpi.regions_of(desk.config, each) or ("",):
            if visitor.may("FIGURES", region or each.region or EVERYWHERE):
                place = _region_name(desk.config, visitor.words, region) if region else ""
                key = f"{each.id}:{region}" if region else each.id
                found.append((key, f"{title}: {place}" if place else title, language))
    return found


def _region_name(config: Config, words: Words, name: str) -> str:
    region = config.regions.get(name)
    return region.name(words.language) if region else name


def _first(desk: Desk, words: Words, other: Actual) -> str:
    """That somebody else was first: who, when, and what."""
    return words(
        N_("%(who)s was first, %(when)s: %(number)s. Look which is right, and enter it again."),
        who=reports.names(desk).get(other.who, other.who),
        when=words.moment(other.at, desk.config.zone),
        number=words(N_("not known")) if other.number is None else words.number(other.number),
    )


def _kept(words: Words, done: Done) -> str:
    """What became of the form."""
    if done.entered:
        return words.many(
            "%(n)s figure is kept. Write the report again to have it in there.",
            "%(n)s figures are kept. Write the report again to have them in there.",
            len(done.entered),
        )
    if done.unchanged:
        return words(N_("These figures were there already. Nothing has changed."))
    return words(N_("Nothing was entered: what is not known stays n/a."))
