"""`read-back`: what readers get of published posts, compared with what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.cli.names import unknown
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.cli.trust.looks import channels, paid, take_looks
from campaign.storage import publications
from campaign.storage.trust.read_backs import TROUBLES, Outcome
from campaign.usecases.trust import read_back as use_case
from campaign.usecases.trust.read_back import Looked

_WORDS = {
    Outcome.SAME: "as approved",
    Outcome.DIFFERENT: "otherwise",
    Outcome.GONE: "gone",
    Outcome.UNTOLD: "not told",
    Outcome.UNREAD: "not read",
}


def read_back(
    context: typer.Context,
    posts: Annotated[
        list[str] | None,
        typer.Argument(help="Read these at once; without any, what is due.", show_default=False),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Live with the differences; needs a --reason.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why the differences are accepted.")] = "",
    person: As = "",
    as_json: Json = False,
) -> None:
    """Read published posts as their readers get them, and compare them with what was approved.

    Without a post, take the looks that are due; with one, look at once and write nothing down.
    """
    named = list(dict.fromkeys(posts or ()))
    if accept and not (named and reason.strip()):
        raise typer.BadParameter("--accept takes the name of a post and a --reason")
    with workspace(context) as opened, logs_withheld():
        _check_names(opened, named)
        if accept:
            raise typer.Exit(_accept(opened, named, reason.strip(), person, as_json=as_json))
        if named:
            chosen = use_case.published(opened.database, named)
            looked = use_case.read_now(
                opened.database, channels(opened), opened.connect, chosen, paid=paid(opened)
            )
        else:
            looked = take_looks(opened, limit=1000)
    if as_json:
        emit({"looked": [_plain(each) for each in looked]})
    else:
        _tell(looked, named)
    troubled = any(each.look.outcome in (*TROUBLES, Outcome.UNREAD) for each in looked)
    raise typer.Exit(FINDINGS if troubled else DONE)


def _accept(
    opened: Workspace, posts: Sequence[str], reason: str, person: str, *, as_json: bool
) -> int:
    who = actor(opened, person)
    number = sum(
        use_case.accept(opened.database, post, actor=who, now=clock(), reason=reason)
        for post in posts
    )
    if as_json:
        emit({"accepted": number})
    else:
        say(f"The differences of {counted(number, 'publication')} are accepted by {who.name}.")
    return DONE if number else FINDINGS


def _tell(looked: Sequence[Looked], named: Sequence[str]) -> None:
    if not looked:
        say("Nothing of it is public." if named else "Nothing is due to be read back.")
        return
    rows = [
        (each.publication.post, each.publication.channel, _WORDS[each.look.outcome], _why(each))
        for each in looked
    ]
    table("", ("post", "channel", "readers get it", ""), rows)
    same = sum(each.look.outcome is Outcome.SAME for each in looked)
    say(f"{same} of {counted(len(looked), 'publication')} read as approved.")


def _why(each: Looked) -> str:
    return each.look.detail if each.look.outcome is not Outcome.SAME else each.publication.url


def _plain(each: Looked) -> dict[str, object]:
    look = asdict(each.look)
    return {
        **{name: getattr(each.publication, name) for name in ("id", "post", "channel", "url")},
        **{name: look[name] for name in ("outcome", "detail", "differences", "readings")},
    }


def _check_names(opened: Workspace, named: Sequence[str]) -> None:
    with opened.database.read() as connection:
        posts = {p.post for p in publications.all_of(connection)} if named else set()
    for post in named:
        if post not in posts:
            raise unknown("planned post", post, posts)
