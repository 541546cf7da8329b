"""`status`: how it stands, for a person and for a monitor."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import typer

from campaign.cli.context import Json, Verbose, workspace, zone_of_scope
from campaign.cli.costs import plain_months, say_months
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.config import Config
from campaign.usecases.operations.credentials import in_words
from campaign.usecases.operations.prices import outdated_prices
from campaign.usecases.operations.status import Status
from campaign.usecases.operations.status import status as read
from campaign.usecases.operations.status_lines import Line, Lines
from campaign.usecases.planning.monthly import months
from campaign.usecases.sharing.public_media import unreachable

# How many publications of a kind are listed before the rest is counted.
_SHOWN = 20
_ALL = 10_000
# How many months of what networks charge are shown.
_MONTHS = 2

_WAITS = {
    "unknown": "unknown ones: `campaign resolve` shows each and takes your decision",
    "failed": "failed ones: mend the post and apply, or `campaign reschedule NO. --to …`; "
    "`campaign resolve NO.` shows what can be done about a thread that is out in part",
    "missed": "missed ones: `campaign reschedule --all-missed --to …`",
    "unapproved": "nobody approved what is due within a day: `campaign approve`",
    "blocked": "something holds what is due within a day: its line says what; `campaign check`",
    "foreign": "words that are on the account already, and not by us: `campaign resolve`",
    "server-limits": "a server takes less than when posts were planned: shorten them and apply",
    "taking-back": "a person has to delete or change what is out: `campaign withdraw POST` shows "
    "its address, and with --done writes down that it is gone",
    "differs": "readers get posts otherwise than approved: `campaign read-back POST`",
    "channel-paused": "a channel was paused because its network refused the credential: mend it, "
    "`campaign channels test`, `campaign resume channel:NAME`",
    "unlooked": "a backup was put back, and nobody can ask there: `campaign resolve`",
    "unattended": "posts are due with nothing against them: is `campaign run` or cron at work?",
    "unreachable": "pictures cannot be fetched where a network looks: `campaign media publish`",
    "version-ends": "an API version has ended, is about to, or is unknown: write another one",
    "unconfigured": "posts are due, or in doubt, on channels that the configuration no longer has",
    "clock": "clocks disagree: have the machines' clocks set by NTP",
}


def status(context: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """Show what is due, late, held, in flight and failed; ends with 1 when a person is needed."""
    with workspace(context) as opened, logs_withheld():
        config = opened.config
        opened.set_clock()
        now = opened.now()
        found = read(
            opened.database,
            now,
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            unreachable=unreachable(opened.database, config.channels, now),
            troubles=opened.former.troubles,
            skew=opened.keeper.slow_by if opened.keeper else None,
            budgets=opened.budgets,
            limit=_ALL if verbose else 5 * _SHOWN,
        )
        by_month = months(opened.database, config, now)
        old = outdated_prices({each.platform for each in by_month}, now.date())
    if as_json:
        costs = {"months": plain_months(by_month), "outdated_prices": old}
        emit({"healthy": found.healthy, **asdict(found), "costs": costs})
    else:
        _tell(found, config, _ALL if verbose else _SHOWN)
        say_months(by_month, config, len(by_month) if verbose else _MONTHS)
        for sentence in old:
            say(f"! {sentence}.")
    raise typer.Exit(DONE if found.healthy else FINDINGS)


def _tell(found: Status, config: Config, shown: int) -> None:
    if found.counts:
        table("", ("state", "publications"), sorted(found.counts.items()))
    else:
        say("Nothing is planned yet: `campaign apply` makes the calendar so.")
    if found.next_due and found.next_one:
        since = "is due since" if found.next_due <= found.now else "is due"
        say(f"The next one, {_where(found.next_one)}, {since} {_at(found.next_one, config)}.")
    if found.to_approve.count:
        (first,) = found.to_approve.first
        many = counted(found.to_approve.count, "waits", "wait")
        say(
            f"{many} for approval, the first, {_where(first)}, is due {_at(first, config)}: "
            "`campaign approve`."
        )
    for pause in found.pauses:
        until = f" until {wall(pause.until, zone_of_scope(pause.scope, config))}"
        until = until if pause.until else ""
        say(f"Paused: {pause.scope}{until}, by {pause.who}: {pause.reason}")
    if found.late.count and found.oldest is not None:
        say(f"{found.late.count} due and not out, the oldest for {_words(found.oldest)}.")
        for held in found.held[:shown]:
            say(f"  {held.count} held: {held.reason} ({_numbers(held.first, held.count)})")
    for title, lines in (
        ("Due and not out", found.late),
        ("Waiting for another try, or for their new time", found.waiting),
        ("In flight", found.in_flight),
        ("The network is still working on them", found.pending),
        ("Unknown: they may be out", found.unknown),
        ("In doubt on channels that have left the configuration", found.unconfigured),
        ("Failed", found.failed),
        ("Missed", found.missed),
        ("Due within a day, not approved", found.unapproved),
        ("Due within a day, and held", found.blocked),
        ("Held: the account shows their words already", found.foreign),
        ("Held: their server takes less than when they were planned", found.limited),
        ("Being withdrawn or corrected", found.changing),
        ("Out, and readers get them otherwise than approved", found.differs),
        ("To be sent, and maybe out since a backup was put back", found.unlooked),
        ("Due within a day, with pictures its network would not find", found.unreachable),
    ):
        _list(title, lines, config, shown)
    if not found.bound_to_people and config.approval.asks:
        say(
            "Approvals are bound to no person, because nobody is registered: `campaign user add` "
            "changes that (docs/people.md)."
        )
    _workers(found, config)
    _endings(found, config)
    for warned in found.versions:
        say(f"{warned}.")
    for wrong in found.clock:
        say(f"{wrong[:1].upper()}{wrong[1:]}.")
    for word in found.attention:
        say(f"! {_WAITS[word]}")


def _list(title: str, lines: Lines, config: Config, shown: int) -> None:
    if not lines.count:
        return
    rows = []
    for line in lines.first[:shown]:
        channel = config.channels.get(line.channel)
        zone = channel.zone if channel else config.zone
        who = f"{line.worker}, since {wall(line.since, zone)}" if line.since else ""
        until = f"to approve until {wall(line.until, zone)}" if line.until else ""
        why = "; ".join(words for words in (until, line.reason) if words)
        told = [who] if line.state == "publishing" else [why]
        rows.append((line.id, line.post, line.channel, _at(line, config), *told))
    table(title, ("no.", "post", "channel", "due", "why"), rows)
    if lines.count > len(rows):
        say(f"  … and {lines.count - len(rows)} more: --verbose lists them")


def _workers(found: Status, config: Config) -> None:
    for worker in found.workers:
        heard = "at work" if worker.alive else f"silent since {wall(worker.beat, config.zone)}"
        say(f"{worker.name} (version {worker.version}): {heard}")


def _endings(found: Status, config: Config) -> None:
    if found.endings:
        say(f"{in_words(found.endings, config.zone)}.")


def _where(line: Line) -> str:
    return f"{line.post} on {line.channel}"


def _at(line: Line, config: Config) -> str:
    """When it is due, on the clock of its channel, as in every line about one channel."""
    channel = config.channels.get(line.channel)
    return wall(line.due, channel.zone if channel else config.zone)


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else f"{minutes // 1440} days"


def _numbers(first: tuple[int, ...], count: int) -> str:
    told = ", ".join(str(number) for number in first[:3])
    return f"no. {told}{', …' if count > 3 else ''}"
