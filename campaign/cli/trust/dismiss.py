"""`dismiss`: let a finding stand, with a reason; list what stands, and take it back."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.check import findings_of_now
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, actor
from campaign.model import Dismissal
from campaign.printable import one_line
from campaign.storage.trust import dismissals
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.trust.dismiss import Which, reinstate
from campaign.usecases.trust.dismiss import dismiss as let_stand


def dismiss(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post, or - for what belongs to no post.")] = "",
    code: Annotated[str, typer.Argument(help="The finding's code, such as term-avoided.")] = "",
    reason: Annotated[str, typer.Option(help="Why it may stand; reports and proofs show it.")] = "",
    language: Annotated[str, typer.Option(help="Only in this language.")] = "",
    channel: Annotated[str, typer.Option(help="Only on this channel.")] = "",
    place: Annotated[str, typer.Option(help="Only there, such as copy.es.text.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Let it count again.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List what was dismissed.")] = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Let a finding stand, with a reason; or list what stands, or take it back.

    It counts for the words as they are now: once they change, the finding is back.
    """
    if list_all and (undo or reason or code):
        raise typer.BadParameter("--list takes a post at most", param_hint="--list")
    if not list_all and not (post and code):
        raise typer.BadParameter("name the post and the code", param_hint="POST CODE")
    if undo and reason:
        raise typer.BadParameter("--undo takes no reason", param_hint="--reason")
    which = Which(post, code, language, channel, place)
    with workspace(context) as opened:
        made, _ = compiled(opened, quiet=True)
        if list_all:
            _list(opened, made, post, as_json=as_json)
        elif undo:
            who = actor(opened, as_)
            ended = reinstate(opened.database, made, which, actor=who, now=clock())
            _tell(ended, "counts again", as_json=as_json)
        else:
            who = actor(opened, as_)
            findings, _ = findings_of_now(opened, made)
            added = let_stand(
                opened.database,
                made,
                findings,
                which,
                reason=reason,
                actor=who,
                now=clock(),
            )
            _tell(added, "is dismissed", as_json=as_json)
    raise typer.Exit(DONE)


def _tell(changed: list[Dismissal], what: str, *, as_json: bool) -> None:
    if as_json:
        emit({"changed": changed})
        return
    for each in changed:
        say(one_line(f"{each.code} {what}{_where(each)}: {each.message}"))
    say(f"{counted(len(changed), 'finding')}. What is planned already follows at `campaign apply`.")


def _list(opened: Workspace, made: Compiled, post: str, *, as_json: bool) -> None:
    with opened.database.read() as connection:
        standing = dismissals.standing(connection)
    if post:
        standing = [each for each in standing if each.post == post.removeprefix("-")]
    _, dismissed = findings_of_now(opened, made)
    here = {each.dismissal.id for each in dismissed}
    if as_json:
        emit({"dismissals": standing, "counting": sorted(here & {each.id for each in standing})})
        return
    for each in standing:
        gone = "" if each.id in here else "  (its words have changed since, or it is gone)"
        day = wall(each.at, opened.config.zone)
        say(one_line(f"{each.post or '-'} {each.code}{_where(each)}: {each.message}{gone}"))
        say(one_line(f"         by {each.who} on {day}: {each.reason}"))
    say(f"{counted(len(standing), 'dismissal')}.")


def _where(each: Dismissal) -> str:
    where = " ".join(filter(None, (each.language, each.channel, each.path)))
    return f" ({where})" if where else ""
