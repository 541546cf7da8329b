"""`skip`: one post does not go out on one channel, with the reason."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, wait, workspace, zone_of
from campaign.cli.exit_codes import DONE
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.model import State
from campaign.usecases.planning import skip as usecase
from campaign.usecases.planning.skip import Skipped


def skip(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The publication's number.")],
    reason: Annotated[str, typer.Option(help="Why; everybody will see it.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Take the skip back.")] = False,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Let one post not go out on one channel, with a reason; or take that back."""
    if back and reason:
        raise typer.BadParameter("--back takes no reason: it takes the skip back")
    if not back and not reason.strip():
        raise typer.BadParameter("say why with --reason: others will ask")
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        if back:
            after = usecase.take_back(
                opened.database,
                number,
                actor=acts,
                now=clock(),
                channels=opened.config.channels,
                journal=opened.journal,
            )
            _tell_back(number, after, as_json=as_json)
        else:
            done = usecase.skip(
                opened.database,
                number,
                actor=acts,
                reason=reason,
                now=clock(),
                wait=wait,
                journal=opened.journal,
            )
            _tell(done, opened, as_json=as_json)
    raise typer.Exit(DONE)


def _tell_back(number: int, after: State, *, as_json: bool) -> None:
    if as_json:
        emit({"publication": number, "state": after})
    elif after is State.UNKNOWN:
        say(
            f"Publication {number} may be out already, because a backup was put back: its network "
            f"is asked first, and `campaign resolve {number}` shows what nobody can ask."
        )
    else:
        say(f"Publication {number} is {after} again, with the words it had.")


def _tell(done: Skipped, opened: Workspace, *, as_json: bool) -> None:
    found, made = done.publication, done.skip
    if as_json:
        left = plain([done.left])[0] if done.left else None
        emit(
            {
                "publication": found.id,
                "state": found.state,
                "new": done.new,
                "who": made.who,
                "at": made.at,
                "reason": made.reason,
                "may_be_out": done.may_be_out,
                "was_on_its_way": left,
            }
        )
        return
    if not done.new:
        at = wall(made.at, zone_of(found.channel, opened))
        say(f"{made.who} skipped publication {found.id} already, {at}: {made.reason}")
        return
    if done.left is not None:
        say("It was on its way already:")
        tell([done.left], opened)
    if found.state is State.CANCELLED:
        say(f"{found.post} does not go out on {found.channel}, also when the calendar is applied.")
        say(f"`campaign skip {found.id} --back` takes that back.")
    if done.may_be_out:
        say("An earlier try of it may have arrived all the same: look at its account.")
