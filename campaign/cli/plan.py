"""`plan`, `apply`: from the calendar to publications that wait for someone's yes."""

from __future__ import annotations

import typer

from campaign.bootstrap import Workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, Verbose, clock, workspace, zone_of
from campaign.cli.costs import plain_months, price_of, say_months
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, findings_table, mistakes_list
from campaign.cli.names import login_name
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say, wall
from campaign.errors import ContentError, Mistake
from campaign.plan.cost import in_words, plain
from campaign.plan.diff import Plan, Step
from campaign.plan.reasons import hold_in_words
from campaign.platforms import registry
from campaign.usecases.operations.prices import outdated_prices
from campaign.usecases.planning.apply import apply as carry_out
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.monthly import months
from campaign.usecases.planning.plan import costs
from campaign.usecases.planning.plan import plan as compare

_MONTHS = 6  # of what networks charge, shown one by one


def plan(
    context: typer.Context,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Show what `apply` would change, like a diff, and what it costs; changes nothing."""
    with workspace(context) as opened:
        made, mistakes, steps = _planned(opened, quiet=as_json)
        charged = costs(steps)
        by_month = months(opened.database, opened.config, clock(), made.planned, steps)
        old = outdated_prices({each.platform for each in by_month}, clock().date())
        if as_json:
            emit(
                {
                    "cost": {name: plain(price_of(name), each) for name, each in charged.items()},
                    "months": plain_months(by_month),
                    "outdated_prices": old,
                    "steps": [_plain(step) for step in steps.steps],
                    "unchanged": steps.unchanged,
                    "mistakes": mistakes,
                    "blocking": [f for f in made.findings if f.blocks],
                }
            )
        else:
            _show(steps, made, mistakes, opened, verbose)
            for name, each in charged.items():
                say(in_words(registry.TITLES[name], price_of(name), each))
            say_months(by_month, opened.config, _MONTHS)
            for sentence in old:
                say(f"! {sentence}.")
    raise typer.Exit(FINDINGS if mistakes else DONE)


def apply(context: typer.Context, as_json: Json = False) -> None:
    """Make the plan so: draw cards, store variants, schedule publications. Nothing is sent."""
    with workspace(context) as opened:
        made, mistakes, steps = _planned(opened, quiet=as_json)
        if mistakes:
            say("Nothing was applied: mend these files first.", error=True)
            raise ContentError(mistakes)
        with progress("Drawing cards", quiet=as_json) as report:
            done = carry_out(
                steps,
                opened.database,
                opened.media,
                opened.brand,
                who=login_name(),
                now=clock(),
                picture=opened.picture_bytes,
                report=report,
                journal=opened.journal,
            )
    if as_json:
        emit(done)
    else:
        say(
            f"{done.added} added, {done.changed} changed, {done.moved} moved, "
            f"{done.cancelled} cancelled; {counted(done.cards, 'card')} drawn."
        )
        if done.marked:
            say(
                f"{done.marked} on their way were dropped or changed, or may go on again: "
                "`campaign plan` tells which, `campaign status` how they stand."
            )
        if done.booked:
            say(f"{done.booked} are out already, as the journal of receipts tells.")
        if done.doubtful:
            say(
                f"{done.doubtful} may be out, because a backup was put back: their networks are "
                "asked before anything is sent, and `campaign resolve` shows what nobody can ask."
            )
        if done.overtaken:
            say(
                f"{done.overtaken} left, or were changed by someone else, meanwhile: "
                "`campaign plan` shows what remains."
            )
        held = sum(1 for planned in made.planned if planned.blocked)
        if held:
            say(f"{held} will not go out before findings are settled: `campaign check` tells.")
        if made.failed:
            left = counted(len(made.failed), "publication")
            say(f"{left} could not be made at all: `campaign check` tells.")
    raise typer.Exit(DONE)


def _planned(opened: Workspace, *, quiet: bool) -> tuple[Compiled, tuple[Mistake, ...], Plan]:
    made, mistakes = compiled(opened, quiet=quiet)
    steps = compare(made, opened.database, opened.config, clock(), unreadable=bool(mistakes))
    return made, mistakes, steps


def _show(
    steps: Plan,
    made: Compiled,
    mistakes: tuple[Mistake, ...],
    opened: Workspace,
    verbose: bool,
) -> None:
    mistakes_list(mistakes)
    findings_table([f for f in made.findings if f.blocks])
    signs = {
        "add": "+",
        "change": "~",
        "move": ">",
        "cancel": "-",
        "hold": "‖",
        "past": "!",
        "out": "=",
    }
    shown = steps.steps if verbose else steps.steps[:80]
    for step in shown:
        say(f"{signs[step.kind]} {step.kind:<7}{_words(step, opened)}")
    if len(steps.steps) > len(shown):
        say(f"… and {len(steps.steps) - len(shown)} more lines: --verbose shows all")
    counts = {kind: len(steps.of(kind)) for kind in dict.fromkeys(s.kind for s in steps.steps)}
    told = ", ".join(f"{number} to {kind}" for kind, number in counts.items()) or "nothing to do"
    said = told.replace("to past", "past and not planned").replace("to out", "already out")
    say(f"Plan: {said}; {steps.unchanged} unchanged.")
    if mistakes:
        say("Nothing is cancelled while files cannot be read.")


def _words(step: Step, opened: Workspace) -> str:
    post, _, channel = step.identity
    zone = zone_of(channel, opened)
    when = wall(step.due, zone)
    if step.stored is not None and step.planned is not None and step.stored.due != step.due:
        when = f"{wall(step.stored.due, zone)} → {when}"
    told = ""
    if step.kind == "past":
        told = "  (its time has passed; give it a new one)"
    elif step.kind == "hold" and step.stored is not None:
        why = hold_in_words(step.hold, step.hold_detail) or "nothing holds it back any more"
        told = f"  (now {step.stored.state}; {why})"
    elif step.kind == "out" and step.stored is not None:
        told = f"  (already {step.stored.state}; what went out stays as it is)"
    elif step.planned is not None and step.planned.blocked:
        told = f"  (held back by {step.planned.blocked})"
    return f"{post:<28} {channel:<30} {when}{told}"


def _plain(step: Step) -> dict[str, object]:
    post, occurrence, channel = step.identity
    return {
        "kind": step.kind,
        "post": post,
        "occurrence": occurrence,
        "channel": channel,
        "due": step.due,
        "was_due": step.stored.due if step.stored else None,
        "blocked": hold_in_words(step.hold, step.hold_detail)
        or (step.planned.blocked if step.planned else ""),
    }
