"""`kpi`: targets against what there is, and the numbers that only people know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.kpi import Judged
from analytics.kpi.actuals import Actual
from analytics.kpi.indicator import words_in
from analytics.language import Words
from analytics.sections.kpi_words import GAPS, OUTLOOKS, WHYS, light_word
from campaign.bootstrap import Workspace
from campaign.calendar.known import did_you_mean
from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.errors import CampaignError, ContentError
from campaign.model import Registers
from campaign.printable import shell_word
from campaign.usecases.reporting import kpi, kpi_actuals, kpi_sheet
from campaign.usecases.reporting.kpi_actuals import Number, named, shown
from campaign.usecases.reporting.written_days import NotADay, read_day
from campaign.usecases.reporting.written_numbers import NotACount, read_number

AsOf = Annotated[str, typer.Option("--as-of", help="The day at whose end it stood; else today.")]
Language = Annotated[
    str, typer.Option(help="How numbers are written: de takes 1.234, en takes 1,234.")
]


def set_number(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ID", help="The indicator's id in kpi.toml.")],
    figure: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", help='How many there are altogether; "" where it is not known.'
        ),
    ],
    source: Annotated[str, typer.Option(help="Where it was read: attendance list, minutes, …")],
    as_of: AsOf = "",
    region: Annotated[
        str, typer.Option(help="The region, where an indicator is told region by region.")
    ] = "",
    language: Language = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Enter the number of an indicator as of a day; a correction keeps what was there."""
    with workspace(context) as opened:
        registers = _registers(opened)
        try:
            number = read_number(figure, language)
        except NotACount as error:
            raise typer.BadParameter(str(error), param_hint="NUMBER") from error
        day = _day(opened, as_of)
        wanted = Number(indicator, number, day, source, region)
        done = kpi_actuals.enter(
            opened.database,
            opened.config,
            registers,
            [wanted],
            actor=actor(opened, as_who, who),
            now=opened.clock(),
        )
        plan = kpi.plan(opened.config, registers)
        by = plan[indicator].by
    if as_json:
        emit(done)
        return
    before = f"; before, it was {shown(done.corrected[0].number)}" if done.corrected else ""
    for each in done.entered:
        say(f"{_what(each)} is {shown(each.number)}{before}.")
        if by is not None and each.day > by:
            say(f"The plan ends on {by}: a number of a later day does not count for its target.")
    for each in done.unchanged:
        say(f"{_what(each)} was {shown(each.number)} already: nothing has changed.")
    if not done.entered and not done.unchanged:
        say("Nothing was entered: what is not known stays n/a.")


def list_indicators(context: typer.Context, as_of: AsOf = "", as_json: Json = False) -> None:
    """List every indicator: target, number, and how it stands on a day."""
    with workspace(context) as opened:
        registers = _registers(opened)
        found = kpi.read(opened.database, opened.config, registers, _instant(opened, as_of))
    words = Words("en")
    if as_json:
        emit({"day": found.day, "indicators": [_plain(each, words) for each in found.judged]})
        return
    if not found.judged:
        say("There is no indicator yet: content/kpi.toml holds them (docs/kpi.md).")
        return
    rows = [
        (
            each.indicator.id,
            light_word(each, words),
            shown(each.actual.value) if each.actual else "n/a",
            "" if each.target is None else shown(each.target),
            words_in(each.indicator.unit, "en")[0],
            each.actual.day if each.actual else "",
            _leads(each, words),
        )
        for each in found.judged
    ]
    heads = ("indicator", "standing", "so far", "target", "unit", "as of", "leads to")
    table(f"Targets and results at the end of {found.day}", heads, rows)


def show(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ID", help="The indicator's id in kpi.toml.")],
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Show one indicator: its way to the target, and all that was entered, with corrections."""
    with workspace(context) as opened:
        registers = _registers(opened)
        at = _instant(opened, as_of)
        found = kpi.one(opened.database, opened.config, registers, indicator, at)
        if found is None:
            known = registers.indicators or {}
            remedy = did_you_mean(indicator, known)
            raise CampaignError(f'there is no indicator "{indicator}": {remedy}')
        entered = kpi_actuals.editions(opened.database, indicator)
        zone = opened.config.zone
    words = Words("en")
    if as_json:
        emit({**_plain(found, words), "entered": entered})
        return
    say(*_about(found, words))
    if entered:
        heads = ("as of", "region", "number", "edition", "source", "entered by")
        rows = [
            (
                each.day,
                each.region,
                shown(each.number),
                each.edition,
                each.source,
                f"{each.who}, {wall(each.at, zone)}",
            )
            for each in entered
        ]
        table("", heads, rows)


def import_numbers(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The spreadsheet: .xlsx, .ods or .csv.")],
    yes: Annotated[bool, typer.Option("--yes", help="Enter without asking.")] = False,
    language: Language = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Show which numbers a spreadsheet brings, and enter just those."""
    with workspace(context) as opened:
        registers = _registers(opened)
        wanted = kpi_sheet.examine(
            opened.database, opened.config, registers, source, opened.clock(), language
        )
        if not as_json:
            _compared(wanted)
        done = None
        many = counted(len(wanted.changes), "number")
        if wanted.changes and (yes or (not as_json and typer.confirm(f"Enter {many}?"))):
            done = kpi_sheet.write(
                opened.database,
                opened.config,
                registers,
                wanted,
                actor=actor(opened, as_who, who),
                now=opened.clock(),
            )
    if as_json:
        emit(
            {
                "changes": wanted.changes,
                "same": wanted.same,
                "conflicts": wanted.conflicts,
                "problems": wanted.problems,
                "entered": done.entered if done else [],
            }
        )
    elif done is not None:
        say(f"{counted(len(done.entered), 'number')} entered.")
    elif wanted.changes:
        say("Nothing was entered.")
    raise typer.Exit(FINDINGS if wanted.conflicts or wanted.problems else DONE)


def export_numbers(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A file ending in .xlsx, .ods or .csv.")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Even if numbers in it were not imported.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a spreadsheet in which partners enter the numbers that only people know."""
    with workspace(context) as opened:
        number = kpi_sheet.export(
            opened.database,
            opened.config,
            _registers(opened),
            target,
            opened.clock(),
            overwrite=overwrite,
        )
    if as_json:
        emit({"rows": number, "file": target})
        return
    say(
        f"{counted(number, 'row')} in {target}. Bring the numbers back with "
        f"`campaign kpi import {shell_word(str(target))}`."
    )


def _registers(opened: Workspace) -> Registers:
    """The registers; raises ContentError when the plan cannot be used."""
    content, mistakes = opened.read_content()
    if content.registers.indicators is None:
        raise ContentError(
            [each for each in mistakes if each.place.file.endswith("kpi.toml")] or mistakes
        )
    return content.registers


def _day(opened: Workspace, text: str) -> date:
    if not text:
        return opened.clock().astimezone(opened.config.zone).date()
    try:
        return read_day(text)
    except NotADay as error:
        raise typer.BadParameter(f"{error}: {error.remedy}", param_hint="--as-of") from error


def _instant(opened: Workspace, text: str) -> datetime:
    """Now, or the end of a day that is over."""
    now = opened.clock()
    if not text:
        return now
    day = _day(opened, text) + timedelta(days=1)
    return min(now, datetime.combine(day, time(), opened.config.zone))


def _what(each: Actual) -> str:
    return f"{named(each.indicator, each.region)} as of {each.day}"


def _leads(each: Judged, words: Words) -> str:
    found = words(OUTLOOKS[each.outlook])
    if each.forecast is None:
        return found
    low, high = shown(round(each.forecast.low, 1)), shown(round(each.forecast.high, 1))
    return f"{found} ({low} to {high} on {each.forecast.day})"


def _about(each: Judged, words: Words) -> list[str]:
    title, unit = words_in(each.indicator.title, "en")[0], words_in(each.indicator.unit, "en")[0]
    number = "n/a" if each.actual is None else f"{shown(each.actual.value)} {unit}".rstrip()
    why = ""
    if each.actual is None:
        gap = WHYS[each.why] if each.span is None and each.why else GAPS[each.series.gap]
        why = f" ({words(gap)})"
    lines = [f"{each.indicator.id}: {title}", f"  {light_word(each, words)}", f"  {number}{why}"]
    if each.actual is not None:
        told = each.actual
        parts = f", of {told.known} of {told.of}" if told.of else ""
        lines[-1] += f" as of {told.day}{parts}"
    if each.target is not None:
        source = each.indicator.source if each.earlier is None else f"until {each.earlier.until}"
        lines.append(f"  target {shown(each.target)}" + (f": {source}" if source else ""))
    if each.expected is not None:
        lines.append(f"  expected by that day {shown(round(each.expected, 1))}")
    if each.span is not None:
        lines.append(f"  from {each.span.first} to {each.span.last or 'no day that is set'}")
    if each.needed is not None:
        lately = "" if each.lately is None else f"; lately {shown(round(each.lately, 2))}"
        lines.append(f"  needs {shown(round(each.needed, 2))} a week from now on{lately}")
    return [*lines, f"  {_leads(each, words)}"]


def _plain(each: Judged, words: Words) -> Mapping[str, Any]:
    """One indicator for a program."""
    return {
        "id": each.indicator.id,
        "title": each.indicator.title,
        "unit": each.indicator.unit,
        "actual_from": each.indicator.measure,
        "outcome": each.indicator.outcome,
        "region": each.indicator.region,
        "day": each.day,
        "first": each.span.first if each.span else None,
        "last": each.span.last if each.span else None,
        "target": each.target,
        "target_until": each.earlier.until if each.earlier else None,
        "actual": each.actual.value if each.actual else None,
        "as_of": each.actual.day if each.actual else None,
        "known": each.actual.known if each.actual else None,
        "of": each.actual.of if each.actual else None,
        "signal": each.signal,
        "standing": light_word(each, words),
        "why": each.why,
        "final": each.final,
        "done": each.done,
        "expected": each.expected,
        "needed_a_week": each.needed,
        "lately_a_week": each.lately,
        "outlook": each.outlook,
        "forecast": each.forecast,
        "regions": each.series.regions,
    }


def _compared(wanted: kpi_sheet.Comparison) -> None:
    for each in wanted.changes:
        what = f"{named(each.number.indicator, each.number.region)} as of {each.number.day}"
        before = ""
        if each.before is not None:
            before = f"; in the place of {shown(each.before.number)} by {each.before.who}"
        elif each.last is not None:
            before = f"; {shown(each.last.number)} as of {each.last.day}"
        say(f"+ {what}: {shown(each.number.number)} (row {each.row}){before}")
    for clash in wanted.conflicts:
        theirs = clash.theirs
        say(
            f"✗ conflict in row {clash.row}: {named(theirs.indicator, theirs.region)} as of "
            f"{theirs.day}; not entered",
            f"    here   {shown(clash.number.number)}: {clash.number.source}",
            f"    there  {shown(theirs.number)}: {theirs.source}, by {theirs.who}",
        )
    for problem in wanted.problems:
        say(f"✗ {problem}")
    if not wanted.changes and not wanted.conflicts and not wanted.problems:
        say("The file says nothing new.")
