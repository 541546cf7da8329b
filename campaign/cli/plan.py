"""`plan`, `apply`: from the calendar to publications that wait for someone's yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, Verbose, clock, workspace, zone_of
from campaign.cli.costs import plain_charged, plain_months, say_charged, say_months
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, findings_table, mistakes_list
from campaign.cli.names import unknown
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.errors import ContentError, Mistake, StorageError
from campaign.model import Finding, State
from campaign.plan.diff import Identity, Left, Plan, Step
from campaign.plan.reasons import hold_in_words
from campaign.plan.rewording import Rewording, in_words
from campaign.source_words import SourceWords
from campaign.usecases.operations.prices import outdated_prices
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import apply as carry_out
from campaign.usecases.planning.apply import only
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.monthly import months
from campaign.usecases.planning.plan import Reworded, costs, reworded
from campaign.usecases.planning.plan import plan as compare
from campaign.usecases.planning.plan_one import in_the_way, plan_one
from campaign.usecases.planning.zone_differences import zone_differences
from campaign.zone_data import use_newest

# How many posts are named before the rest is counted.
_NAMED = 6

_MONTHS = 6  # of what networks charge, shown one by one


OnePost = Annotated[
    str, typer.Option(help="Only this post, on all its channels; nothing else is touched.")
]


def plan(
    context: typer.Context,
    post: OnePost = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Show what `apply` would change, like a diff, and what it costs; changes nothing."""
    with workspace(context) as opened:
        made, mistakes, steps = _planned(opened, post, quiet=as_json)
        charged = costs(steps)
        by_month = months(opened.database, opened.config, clock(), made.planned, steps)
        old = outdated_prices({each.platform for each in by_month}, clock().date())
        differing, _ = made.ruling.of(zone_differences(made, opened.config, use_newest(), clock()))
        words = reworded(steps, opened.database, opened.picture_name, opened.config.approval)
        if as_json:
            emit(
                {
                    "cost": plain_charged(charged),
                    "months": plain_months(by_month),
                    "outdated_prices": old,
                    "steps": [_plain(step, words.get(step.identity)) for step in steps.steps],
                    "unchanged": steps.unchanged,
                    "stays_public": [_plain_left(each) for each in steps.left],
                    "mistakes": mistakes,
                    "blocking": _blocking(made, post),
                    "zones": differing,
                }
            )
        else:
            _show(steps, (*_blocking(made, post), *differing), mistakes, opened, words, verbose)
            for name, each in charged.items():
                say_charged(name, each)
            say_months(by_month, opened.config, _MONTHS)
            for sentence in old:
                say(f"! {sentence}.")
    raise typer.Exit(FINDINGS if mistakes else DONE)


def apply(
    context: typer.Context,
    region: Annotated[str, typer.Option(help="Only what changes in this region.")] = "",
    post: OnePost = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Make the plan so: draw cards, store variants, schedule publications. Nothing is sent."""
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        made, mistakes, steps = _planned(opened, post, quiet=as_json)
        if post:
            mistakes = in_the_way(mistakes, made, opened.config, post)
        if mistakes:
            say("Nothing was applied: mend these files first.", error=True)
            raise ContentError(mistakes)
        if region and region not in opened.config.regions:
            raise unknown("region", region, opened.config.regions)
        steps = only(steps, region) if region else steps
        with progress("Drawing cards", quiet=as_json) as report:
            done = carry_out(
                steps,
                opened.database,
                opened.media,
                opened.brand,
                actor=acts,
                now=clock(),
                picture=opened.picture_bytes,
                report=report,
                journal=opened.journal,
                agreed=agreements(opened.config, made.consents),
                findings=made.findings,
                post=post,
            )
        with suppress(StorageError):  # the content may lie where nothing can be written
            applied = (each for each in made.posts if post in ("", each.id))
            SourceWords(opened.config.content).keep(applied)
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
        if done.withdrawn:
            say(
                f"Withdrawn by the files: {', '.join(done.withdrawn)}. `campaign consent list` "
                "shows what is out with them, and how it is taken back."
            )
        if done.disagreed:
            say(
                f"{done.disagreed} will not go out, because somebody whom they show no longer "
                "agrees: `campaign consent list`."
            )
        if done.too_late:
            say(
                f"{done.too_late} will not go out, because their time has passed: "
                f"{_named(steps.too_late)}. Give them a new time in the calendar."
            )
        mine = [each for each in made.planned if post in ("", each.variant.post)]
        held = sum(1 for planned in mine if planned.blocked)
        if held:
            say(f"{held} will not go out before findings are settled: `campaign check` tells.")
        failed = [identity for identity in made.failed if post in ("", identity[0])]
        if failed:
            left = counted(len(failed), "publication")
            say(f"{left} could not be made at all: `campaign check` tells.")
    raise typer.Exit(DONE)


def _blocking(made: Compiled, post: str) -> list[Finding]:
    """The findings that hold anything back, or that hold one post back."""
    return [f for f in made.findings if f.blocks and (not post or f.post in ("", post))]


def _planned(
    opened: Workspace, post: str, *, quiet: bool
) -> tuple[Compiled, tuple[Mistake, ...], Plan]:
    """The compiled calendar, its mistakes, and the plan of everything or of one post."""
    made, mistakes = compiled(opened, quiet=quiet)
    now, unreadable = clock(), bool(mistakes)
    if post:
        steps = plan_one(made, opened.database, opened.config, now, post, unreadable=unreadable)
    else:
        steps = compare(made, opened.database, opened.config, now, unreadable=unreadable)
    return made, mistakes, steps


def _show(
    steps: Plan,
    findings: tuple[Finding, ...],
    mistakes: tuple[Mistake, ...],
    opened: Workspace,
    words: Mapping[Identity, Reworded],
    verbose: bool,
) -> None:
    mistakes_list(mistakes)
    findings_table(findings)
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
    told: dict[tuple[Rewording, ...], str] = {}
    for step in shown:
        found = words.get(step.identity)
        say(f"{signs[step.kind]} {step.kind:<7}{_words(step, opened)}{_what(found)}")
        if verbose and found is not None:
            _show_words(found, step.identity[2], told)
    if len(steps.steps) > len(shown):
        say(f"… and {len(steps.steps) - len(shown)} more lines: --verbose shows all")
    counts = {kind: len(steps.of(kind)) for kind in dict.fromkeys(s.kind for s in steps.steps)}
    for left in steps.left:
        say(f"= {'stays':<7}{left.post:<28} {_stays(left)}")
    summary = ", ".join(f"{number} to {kind}" for kind, number in counts.items()) or "nothing to do"
    summary = summary.replace("to past", "past and not planned").replace("to out", "already out")
    say(f"Plan: {summary}; {steps.unchanged} unchanged.")
    if mistakes:
        say("Nothing is cancelled while files cannot be read.")


def _named(steps: Sequence[Step]) -> str:
    """The posts of some steps, the first of them by name."""
    posts = list(dict.fromkeys(step.identity[0] for step in steps))
    more = f" and {len(posts) - _NAMED} more" if len(posts) > _NAMED else ""
    return ", ".join(posts[:_NAMED]) + more


def _words(step: Step, opened: Workspace) -> str:
    post, _, channel = step.identity
    zone = zone_of(channel, opened)
    when = wall(step.due, zone)
    if step.stored is not None and step.planned is not None and step.stored.due != step.due:
        when = f"{wall(step.stored.due, zone)} → {when}"
    told = ""
    if step.kind == "past":
        told = "  (its time has passed; give it a new one)"
    elif step.moved_to is not None:
        told = f"  (moved to {wall(step.moved_to, zone)}, which has passed; give it a new time)"
    elif step.kind == "hold" and step.stored is not None:
        why = hold_in_words(step.hold, step.hold_detail) or "nothing holds it back any more"
        told = f"  (now {step.stored.state}; {why})"
    elif step.kind == "out" and step.stored is not None:
        stays = "it is not sent again" if step.stored.state is State.WITHDRAWN else _STAYS
        told = f"  (already {step.stored.state}; {stays})"
    elif step.planned is not None and step.planned.blocked:
        told = f"  (held back by {step.planned.blocked})"
    return f"{post:<28} {channel:<30} {when}{told}"


_STAYS = "what went out stays as it is; `campaign correct` sets it right"


def _what(found: Reworded | None) -> str:
    """Which of its parts read otherwise, and that an approval falls with them."""
    if found is None:
        return ""
    fallen = "; needs a new approval" if found.approved else ""
    return f"  ({', '.join(each.what for each in found.changes)}{fallen})"


def _show_words(found: Reworded, channel: str, told: dict[tuple[Rewording, ...], str]) -> None:
    """The old and the new of each part; what many channels share is shown at the first."""
    first = told.setdefault(found.changes, channel)
    if first != channel:
        say(f"      the same as on {first}")
        return
    for changed in found.changes:
        old, new = in_words(changed)
        say(f"      {changed.what}:")
        say(*(f"        {sign} {words}" for sign, words in (("-", old), ("+", new)) if words))


def _stays(left: Left) -> str:
    channels = list(dict.fromkeys(each.channel for each in left.publications))
    where = f"stays public on {counted(len(channels), 'channel')}: {', '.join(channels)}"
    return f"{where}  (the calendar no longer asks for it there)"


def _plain_left(left: Left) -> dict[str, object]:
    return {
        "post": left.post,
        "channels": list(dict.fromkeys(each.channel for each in left.publications)),
        "urls": [each.url for each in left.publications],
    }


def _plain(step: Step, found: Reworded | None) -> dict[str, object]:
    post, occurrence, channel = step.identity
    return {
        "kind": step.kind,
        "post": post,
        "occurrence": occurrence,
        "channel": channel,
        "due": step.due,
        "was_due": step.stored.due if step.stored else None,
        "moved_to": step.moved_to,
        "blocked": hold_in_words(step.hold, step.hold_detail)
        or (step.planned.blocked if step.planned else ""),
        "changes": found.changes if found else (),
        "was_approved": found.approved if found else False,
        "machine": step.planned.variant.machine if step.planned else (),
    }
