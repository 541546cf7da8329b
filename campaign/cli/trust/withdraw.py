"""`withdraw`: take a live post back, on every network that lets us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.logs import logs_withheld
from campaign.cli.terminal import emit, say
from campaign.cli.trust.changes import chosen, plain, tell, try_now
from campaign.cli.trust.identity import As, Who, actor
from campaign.cli.trust.options import Channels, Post, Regions
from campaign.usecases.trust import withdraw as usecase
from campaign.usecases.trust.change_standing import ChangeStanding, standing
from campaign.usecases.trust.withdraw import Asked, Step

_DOING = (Step.ASKED, Step.ASKED_BEFORE, Step.WAITS)
_SAID = {
    Step.STOPPED: "was not out, and does not go out",
    Step.NOT_OUT: "was never out",
    Step.GONE: "is withdrawn",
    Step.REFUSED: "stays as it is",
}


def withdraw(
    context: typer.Context,
    post: Post,
    channel: Channels = None,
    region: Regions = None,
    reason: Annotated[str, typer.Option(help="Why; it is written down.")] = "",
    done: Annotated[
        bool, typer.Option("--done", help="You have deleted it there by hand: write that down.")
    ] = False,
    acting: As = "",
    who: Who = "",
    as_json: Json = False,
) -> None:
    """Take a post back: delete what is out, part by part, and stop what is not out yet."""
    with workspace(context) as opened, logs_withheld():
        some = chosen(opened, post, channel or [], region or [])
        ask = usecase.done_by_hand if done else usecase.withdraw
        asked = ask(
            opened.database,
            [each.id for each in some],
            actor=actor(opened, acting, who),
            reason=reason,
            now=clock(),
            journal=opened.journal,
        )
        stand = carried_out(opened, asked, quiet=as_json)
        if as_json:
            told = [plain_asked(each) for each in asked]
            emit({"asked": told, "standing": list(map(plain, stand))})
        else:
            tell_asked(opened, asked, stand)
    raise typer.Exit(FINDINGS if not_done(asked, stand) else DONE)


def carried_out(
    opened: Workspace, asked: Sequence[Asked], *, quiet: bool
) -> tuple[ChangeStanding, ...]:
    """Carry out what was asked for as far as it goes at once; gives how it stands then."""
    doing = [each.publication.id for each in asked if each.step in _DOING]
    try_now(opened, doing, quiet=quiet)
    return standing(opened.database, doing)


def not_done(asked: Sequence[Asked], stand: Sequence[ChangeStanding]) -> bool:
    """Whether anything is left to do."""
    refused = any(each.step is Step.REFUSED for each in asked)
    return refused or any(not each.settled for each in stand)


def tell_asked(opened: Workspace, asked: Sequence[Asked], stand: Sequence[ChangeStanding]) -> None:
    """Say what was done about each publication, and how those stand that are taken back."""
    for each in asked:
        if each.step in _DOING:
            if each.step is Step.ASKED_BEFORE:
                say(f"No. {each.publication.id}: {each.why}")
            continue
        p, why = each.publication, f": {each.why}" if each.why else ""
        sign = "✗" if each.step is Step.REFUSED else "✓"
        say(f"{sign} No. {p.id}: {p.post} on {p.channel} {_SAID[each.step]}{why}")
    tell(opened, stand)


def plain_asked(each: Asked) -> dict[str, object]:
    """The same for machines."""
    p = each.publication
    return {
        "publication": p.id,
        "post": p.post,
        "channel": p.channel,
        "region": p.region,
        "step": each.step,
        "state": p.state,
        "why": each.why,
    }
