"""`review`: invite somebody without an account to look at one post, and end that."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, workspace, zone_of_scope
from campaign.cli.exit_codes import DONE
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.model.invitations import Invitation
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.trust import invite as usecase
from campaign.usecases.trust.review_token import PURPOSE


def invite(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post's id.", show_default=False)],
    to: Annotated[str, typer.Option(help="An e-mail address, or a name.", show_default=False)],
    until: Annotated[
        str,
        typer.Option(help='Until when: "2026-12-24", or "2026-12-24 18:00" on the wall there.'),
    ] = "",
    region: Annotated[str, typer.Option(help="The region whose texts it shows.")] = "",
    language: Annotated[str, typer.Option(help="Only what is in this language.")] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Make a link by which somebody without an account says yes to one post of one region.

    The link holds until its end, for 14 days at most, and takes one answer. It is shown now and
    stored nowhere: whoever has it can answer.
    """
    with workspace(context) as opened:
        now = clock()
        zone = zone_of_scope(f"region:{region}", opened.config)
        end = _end(until, zone, now, opened) if until else now + usecase.LONGEST
        done = usecase.invite(
            opened.database,
            opened.keyring.signing_keys(PURPOSE),
            post,
            to,
            end,
            region=region,
            language=language,
            actor=actor(opened, as_who, who),
            now=now,
        )
    if as_json:
        emit({**_plain(done.invitation, now), "path": done.path})
    else:
        made = done.invitation
        say(
            f"Invitation {made.id}: {made.to} may say yes to {made.post} in {made.region} until "
            f"{wall(made.until, zone)}.",
            f"  {done.path}",
            "Send this address behind that of your desk. It is shown only now: `campaign review "
            f"revoke {made.id}` ends it.",
        )
    raise typer.Exit(DONE)


def show(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="Only of this post.")] = "",
    as_json: Json = False,
) -> None:
    """List the invitations, when each was last opened, and what was answered."""
    with workspace(context) as opened:
        found, now = usecase.every(opened.database, post), clock()
        zone = opened.config.zone
    if as_json:
        emit({"invitations": [_plain(each, now) for each in found]})
    elif found:
        rows = [
            (
                *(each.id, each.post, each.region, each.language or "all", each.to),
                *(wall(each.until, zone), wall(each.opened, zone), _standing(each, now)),
            )
            for each in found
        ]
        columns = ("no.", "post", "region", "language", "to", "until", "last opened", "")
        table("", columns, rows)
    else:
        say("Nobody is invited: `campaign review invite POST --to …` makes a link.")
    raise typer.Exit(DONE)


def revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The invitation's number.", show_default=False)],
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """End an invitation: its link opens nothing any more; an answer that was given stays."""
    with workspace(context) as opened:
        acts, now = actor(opened, as_who, who), clock()
        done = usecase.revoke(opened.database, number, actor=acts, now=now)
    if as_json:
        emit(_plain(done, now))
    else:
        say(f"Invitation {done.id} has ended: its link opens nothing any more.")
    raise typer.Exit(DONE)


def _end(text: str, zone: ZoneInfo, now: datetime, opened: Workspace) -> datetime:
    """The instant of a day's end, or of a time, on the region's wall."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        try:
            return instant(text, zone, opened.config.campaign.start)
        except NoTime as error:
            raise typer.BadParameter(f"--until: {error}") from error
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    # A link that is to hold to the end of the last possible day holds for as long as it can.
    last = now + usecase.LONGEST
    return min(end, last) if end - last < timedelta(days=1) else end


def _standing(found: Invitation, now: datetime) -> str:
    if found.answered is not None:
        said = "yes" if found.answer == "yes" else f"a change: {found.words}"
        return f"{found.name or 'somebody'} said {said}"
    if found.revoked is not None:
        return f"ended by {found.revoked_by}"
    return "open" if found.is_open(now) else "expired"


def _plain(found: Invitation, now: datetime) -> dict[str, object]:
    return {
        "id": found.id,
        "post": found.post,
        "region": found.region,
        "language": found.language,
        "to": found.to,
        "who": found.who,
        "at": found.at,
        "until": found.until,
        "opened": found.opened,
        "revoked": found.revoked,
        "answered": found.answered,
        "answer": found.answer,
        "name": found.name,
        "words": found.words,
        "open": found.is_open(now),
    }
