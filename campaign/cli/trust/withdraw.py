"""`withdraw`: take a live post back, on every network that lets us."""

from __future__ import annotations

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
        )
        doing = [each.publication.id for each in asked if each.step in _DOING]
        try_now(opened, doing, quiet=as_json)
        stand = standing(opened.database, doing)
        if as_json:
            emit({"asked": [_plain(each) for each in asked], "standing": list(map(plain, stand))})
        else:
            _tell(opened, asked, stand)
    refused = any(each.step is Step.REFUSED for each in asked)
    open_ones = any(not each.settled for each in stand)
    raise typer.Exit(FINDINGS if refused or open_ones else DONE)


def _tell(opened: Workspace, asked: tuple[Asked, ...], stand: tuple[ChangeStanding, ...]) -> None:
    for each in asked:
        if each.step in _DOING:
            if each.step is Step.ASKED_BEFORE:
                say(f"No. {each.publication.id}: {each.why}")
            continue
        p, why = each.publication, f": {each.why}" if each.why else ""
        sign = "✗" if each.step is Step.REFUSED else "✓"
        say(f"{sign} No. {p.id}: {p.post} on {p.channel} {_SAID[each.step]}{why}")
    tell(opened, stand)


def _plain(each: Asked) -> dict[str, object]:
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
