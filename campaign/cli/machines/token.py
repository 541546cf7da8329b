"""`token`: what lets other programs in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.model.machines import Token
from campaign.model.people import EVERYWHERE
from campaign.usecases.machines import tokens as usecase
from campaign.usecases.trust.people import role_of

Number = Annotated[int, typer.Argument(help="The token's number.", show_default=False)]


def make(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A short name in small letters, such as cms.", show_default=False)
    ],
    scope: Annotated[
        list[str],
        typer.Option(
            help="What it is for: read, posts, publications, pauses, figures or metrics; "
            "repeatable.",
            show_default=False,
        ),
    ],
    person: Annotated[str, typer.Option(help="It acts as this person: yourself.")] = "",
    role: Annotated[
        str, typer.Option(help="It acts as a machine that is reader, editor or coordinator.")
    ] = "",
    region: Annotated[str, typer.Option(help="Where the machine has its role, or all.")] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="For how long it holds.")] = 90,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Make a token for a program; it is shown now and stored nowhere.

    Whoever has it can do what it is for, as the one it acts as. No token approves anything.
    """
    with workspace(context) as opened:
        now = clock()
        made = usecase.make(
            opened.database,
            name,
            scopes=[usecase.scope_of(each) for each in scope],
            person=person,
            role=role_of(role) if role else None,
            region=region,
            lasts=timedelta(days=days),
            regions=opened.config.regions,
            actor=actor(opened, as_who, who),
            now=now,
        )
        zone = opened.config.zone
    if as_json:
        emit({**_plain(made.token, now), "token": made.text})
    else:
        say(
            f"Token {made.token.id} acts as {made.token.who} until {wall(made.token.until, zone)}:",
            f"  {made.text}",
            "It is shown only now. Keep it as you keep a password: `campaign token end "
            f"{made.token.id}` ends it.",
        )
    raise typer.Exit(DONE)


def show(context: typer.Context, who: Who = "", as_who: As = "", as_json: Json = False) -> None:
    """List the tokens; who does not give machines access sees their own."""
    with workspace(context) as opened:
        found, now = usecase.every(opened.database, actor=actor(opened, as_who, who)), clock()
        zone = opened.config.zone
    if as_json:
        emit({"tokens": [_plain(each, now) for each in found]})
    elif found:
        rows = [
            (
                *(each.id, each.name, _acts_as(each), " ".join(sorted(each.scopes))),
                *(wall(each.until, zone), wall(each.used, zone), _standing(each, now)),
            )
            for each in found
        ]
        table("", ("no.", "name", "acts as", "for", "until", "last used", ""), rows)
    else:
        say("There is no token: `campaign token make NAME --scope read …` makes one.")
    raise typer.Exit(DONE)


def end(
    context: typer.Context,
    number: Number,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Let a token let nobody in any more; what was done with it stays."""
    with workspace(context) as opened:
        acts, now = actor(opened, as_who, who), clock()
        done = usecase.end(opened.database, number, actor=acts, now=now)
    if as_json:
        emit(_plain(done, now))
    else:
        say(f"Token {done.id} ({done.name}) has ended: it lets nobody in any more.")
    raise typer.Exit(DONE)


def _acts_as(token: Token) -> str:
    if token.person:
        return token.person
    region = "all regions" if token.region == EVERYWHERE else token.region
    return f"machine, {token.role} in {region}"


def _standing(token: Token, now: datetime) -> str:
    if token.ended is not None:
        return f"ended by {token.ended_by}"
    return "open" if token.is_open(now) else "expired"


def _plain(token: Token, now: datetime) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "acts_as": token.who,
        "role": token.role.value if token.role else None,
        "region": "all" if token.region == EVERYWHERE else token.region or None,
        "scopes": sorted(token.scopes),
        "made": token.made,
        "made_by": token.made_by,
        "until": token.until,
        "used": token.used,
        "standing": _standing(token, now),
    }
