"""`publish`: what is due goes out, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import typer

from campaign.bootstrap import Workspace, worker_name
from campaign.cli.ask_mails import mail_those_asked
from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.limits import FEW, ask
from campaign.cli.logs import logs_withheld
from campaign.cli.notices import tell_people
from campaign.cli.restored import tell_marked
from campaign.cli.terminal import emit, say
from campaign.cli.trust.looks import take_looks
from campaign.cli.trust.sealing import seal_daily
from campaign.engine.after_restore.notice import notice_restore
from campaign.engine.context import TickReport
from campaign.engine.tick import tick
from campaign.plan.reasons import in_words
from campaign.storage import publications
from campaign.timekeeping import steady
from campaign.usecases.operations.clocks import wrong

# How many posts one tick reads back at most, and for how many seconds: cron starts it each minute.
_LOOKS, _SECONDS = 40, 20.0

# How many reasons `publish` tells for what stays behind; the commonest come first.
_REASONS = 8


def publish(context: typer.Context, as_json: Json = False) -> None:
    """Publish what is due and approved, once: one tick, for cron."""
    with workspace(context) as opened, logs_withheld():
        engine_context = opened.engine_context()
        _look_back(opened)
        done = tick(engine_context)
        if as_json:
            emit(done)
        else:
            _tell(done, opened)
            _tell_clock(opened)
        take_looks(opened, limit=_LOOKS, more=_for_a_while())
        if untold := tell_people(opened):
            say(f"✗ notices: {untold}", error=True)
        mail_those_asked(opened)
        if unsealed := seal_daily(opened):
            say(f"✗ evidence: {unsealed}", error=True)
        ask(opened, opened.config.channels.values(), anew=False, most=FEW)
    troubled = done.failed or _unsettled(done) or done.missed or done.paused
    raise typer.Exit(FINDINGS if troubled else DONE)


def _look_back(opened: Workspace) -> None:
    """Before anything is sent: mark what is in doubt when an older database was put back."""
    opened.set_clock()
    marked = notice_restore(opened.database, opened.journal, who=worker_name(), now=opened.now())
    if marked is not None:
        say("✗ an older copy of the database was put back.", error=True)
        tell_marked(marked, opened.config.zone, error=True)


def _for_a_while() -> Callable[[], bool]:
    end = steady() + _SECONDS
    return lambda: steady() < end


def _tell(done: TickReport, opened: Workspace) -> None:
    parts = [
        f"{len(some)} {word}"
        for word, some in (
            ("published", done.published),
            ("withdrawn", done.withdrawn),
            ("corrected", done.corrected),
            ("pending", done.pending),
            ("to be tried again", done.retried),
            ("held", done.held),
            ("missed", done.missed),
            ("failed", done.failed),
            ("unknown", _unsettled(done)),
        )
        if some
    ]
    say((", ".join(parts) or "Nothing is due") + ".")
    troubled = (*done.failed, *done.missed, *_unsettled(done))
    for line in _named(troubled, opened):
        say(f"✗ {line}")
    for word, some in (("to be tried again", done.retried), ("held", done.held)):
        reasons = sorted(_by_reason(some).items(), key=lambda each: -len(each[1]))
        for reason, numbers in reasons[:_REASONS]:
            say(f"  {word}: {reason} ({_numbers(numbers)})")
        if len(reasons) > _REASONS:
            say(f"  … and {len(reasons) - _REASONS} more reasons: --json tells them")
    waiting = sorted(_by_reason(done.waiting_changes).items(), key=lambda each: -len(each[1]))
    for reason, numbers in waiting[:_REASONS]:
        say(f"  not withdrawn or corrected yet: {reason} ({_numbers(numbers)})")
    for channel, why in sorted(done.paused.items()):
        say(f"✗ {channel} is paused until somebody resumes it: {why}")
    if troubled or done.paused:
        say("`campaign status` shows what waits for a person.")


def _tell_clock(opened: Workspace) -> None:
    """Say it when this machine's clock was found wrong, which the log of a service would."""
    skew = opened.keeper.slow_by if opened.keeper else None
    for told in wrong(opened.now(), skew, (), None):
        say(f"✗ {told[:1].upper()}{told[1:]}.")


def _unsettled(done: TickReport) -> list[int]:
    """What was unknown and has not been found, or proved absent, in the same tick."""
    settled = {*done.published, *done.retried, *done.held, *done.failed, *done.missed}
    return [number for number in done.unknown if number not in settled]


def _named(numbers: Sequence[int], opened: Workspace) -> list[str]:
    """Publications in words: number, post, channel, how they stand and why."""
    if not numbers:
        return []
    with opened.database.read() as connection:
        found = [publications.one(connection, number) for number in dict.fromkeys(numbers)]
    return [f"{p.id} {p.post} on {p.channel}: {p.state}; {in_words(p)}" for p in found if p]


def _by_reason(some: Mapping[int, str]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for number, reason in sorted(some.items()):
        grouped.setdefault(reason, []).append(number)
    return grouped


def _numbers(numbers: Sequence[int]) -> str:
    """A few numbers, or how many there are."""
    if len(numbers) > 3:
        return f"{len(numbers)} publications"
    return "no. " + ", ".join(str(number) for number in numbers)
