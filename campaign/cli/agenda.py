"""`agenda`: what goes out on a day or in a week, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from campaign.bootstrap import Workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, Verbose, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted
from campaign.cli.names import unknown
from campaign.cli.screen import table
from campaign.cli.spans import NoSpan, day_of, week_of, window
from campaign.cli.terminal import emit, say, wall
from campaign.errors import ConfigError
from campaign.plan.diff import Kind
from campaign.usecases.operations.agenda import Agenda, Change, Entry, agenda, not_applied
from campaign.usecases.planning.plan import plan as compare

_LISTED, _ALL = 300, 100_000
_WORDS = 40  # characters of a text: enough to know it by

_SHOWN = {
    "to-approve": "to approve",
    "at-network": "at the network",
    "may-be-out": "may be out",
    "sending": "going out",
}
_NOT_APPLIED = {
    Kind.ADD: "not planned yet",
    Kind.CHANGE: "other words in the calendar",
    Kind.MOVE: "another time in the calendar",
    Kind.CANCEL: "no longer in the calendar",
    Kind.PAST: "its time has passed, so it is not planned",
}


def show(
    context: typer.Context,
    when: Annotated[
        str,
        typer.Argument(
            help="A day; with --week a week: this, next, last, 2026-W49.", show_default=False
        ),
    ] = "",
    day: Annotated[
        str, typer.Option(help="today, tomorrow, a weekday, or 2026-12-01; today otherwise.")
    ] = "",
    week: Annotated[bool, typer.Option("--week", help="A whole week; this one otherwise.")] = False,
    region: Annotated[str, typer.Option(help="Only this region, on its own clock.")] = "",
    channel: Annotated[str, typer.Option(help="Only this channel, on its own clock.")] = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """List what goes out on a day or in a week, with its state and everything that holds it."""
    if day and (week or when):
        raise typer.BadParameter("say one of them: --day, --week, or a day alone")
    with workspace(context) as opened:
        config = opened.config
        if region and region not in config.regions:
            raise unknown("region", region, config.regions)
        if channel and channel not in config.channels:
            raise unknown("channel", channel, config.channels)
        zone = _zone(opened, region, channel)
        now = opened.now()
        try:
            first, last = _days(day or when, now.astimezone(zone).date(), week=week)
        except NoSpan as error:
            raise typer.BadParameter(str(error)) from error
        start, end = window(first, last, zone)
        regions = (region,) if region else ()
        channels = (channel,) if channel else ()
        found = agenda(
            opened.database,
            start,
            end,
            now,
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            only_regions=regions,
            only_channels=channels,
            budgets=opened.budgets,
            limit=_ALL if verbose else _LISTED,
        )
        unread = ""
        changes: tuple[Change, ...] = ()
        try:
            made, mistakes = compiled(opened, quiet=as_json)
        except ConfigError as error:  # no brand: what is planned can be listed all the same
            unread = str(error)
        else:
            steps = compare(made, opened.database, config, now, unreadable=bool(mistakes))
            changes = not_applied(steps, start, end, only_regions=regions, only_channels=channels)
            if mistakes:
                unread = f"{counted(len(mistakes), 'mistake')} in files: `campaign check`"
    if as_json:
        emit(
            {
                "zone": zone.key,
                "first": first.isoformat(),
                "last": last.isoformat(),
                **asdict(found),
                "not_applied": changes,
                "calendar_unread": unread,
            }
        )
    else:
        _tell(found, changes, first, last, zone, unread)
    raise typer.Exit(DONE)


def _zone(opened: Workspace, region: str, channel: str) -> ZoneInfo:
    """The clock that the days and times are read on: the narrowest choice's own."""
    config = opened.config
    if channel:
        return config.channels[channel].zone
    return config.regions[region].zone if region else config.zone


def _days(text: str, today: date, *, week: bool) -> tuple[date, date]:
    """The first and the last day that are meant; raises NoSpan."""
    if week:
        days = week_of(text or "this", today).days()
        return days[0], days[-1]
    wanted = day_of(text or "today", today)
    return wanted, wanted


def _tell(
    found: Agenda,
    changes: Sequence[Change],
    first: date,
    last: date,
    zone: ZoneInfo,
    unread: str,
) -> None:
    span = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    say(f"{span}, times in {zone.key}")
    for on, entries in groupby(found.entries, key=lambda each: each.at.astimezone(zone).date()):
        rows = [_row(each, zone) for each in entries]
        title = "" if first == last else _day(on)
        table(title, ("time", "channel", "no.", "first words", "state", "what holds it"), rows)
    if found.count > len(found.entries):
        say(f"… and {found.count - len(found.entries)} more: --verbose lists them")
    if not found.count:
        say("Nothing is planned.")
    else:
        say(f"{_counts(found.entries)}." if found.count == len(found.entries) else "")
    if changes:
        title = (
            "In the calendar, and not applied: `campaign plan` shows it, `campaign apply` does it"
        )
        rows_of = [_changed(each, zone, found) for each in changes[:_LISTED]]
        table(title, ("time", "channel", "first words", "what"), rows_of)
    if unread:
        say(f"The calendar's files were not all read, so more may come: {unread}")
    if found.next_due is not None and not found.count:
        say(f"The next one is due {wall(found.next_due, zone)}.")


def _row(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        _time(entry.at, zone),
        entry.channel,
        str(entry.id),
        _first_words(entry.headline, entry.text),
        _SHOWN.get(entry.shown, entry.shown),
        "; ".join((*entry.why, *_until(entry, zone))) or entry.url,
    )


def _until(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    """Until when it is to be approved, where it waits for that."""
    return (f"to approve until {wall(entry.until, zone)}",) if entry.until else ()


def _changed(change: Change, zone: ZoneInfo, found: Agenda) -> tuple[str, ...]:
    what = _NOT_APPLIED[change.kind]
    if change.was is not None:
        what += f", planned for {wall(change.was, zone)}"
    inside = found.start <= change.at < found.end
    at = _time(change.at, zone) if inside else wall(change.at, zone)
    several = found.end - found.start > timedelta(days=1, hours=2)
    when = f"{change.at.astimezone(zone):%a} {at}" if inside and several else at
    words = _first_words(change.headline, change.text) or change.post
    return (when, change.channel, words, what)


def _counts(entries: Iterable[Entry]) -> str:
    counts: dict[str, int] = {}
    for each in entries:
        counts[each.shown] = counts.get(each.shown, 0) + 1
    return ", ".join(f"{number} {_SHOWN.get(name, name)}" for name, number in counts.items())


def _first_words(headline: str, text: str) -> str:
    """What a person knows a post by: its headline, else how its text begins."""
    line = " ".join((headline or text).split())
    return line if len(line) <= _WORDS else f"{line[: _WORDS - 1].rstrip()}…"


def _time(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
