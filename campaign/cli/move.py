"""`move`: another day or hour for one post, in its file and in what is planned."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, wait, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted, findings_table
from campaign.cli.screen import progress
from campaign.cli.spans import NoSpan, day_of
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, Who, actor
from campaign.cli.writing.fields import session_of
from campaign.errors import ContentError
from campaign.usecases.planning.plan_one import Workshop, apply_one, in_the_way
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.move_post import Proposal, move, moved_place, place_of, propose

_NAMED = 6  # channels that are named before the rest is counted


def move_post(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post's id.")],
    day: Annotated[
        str, typer.Option(help="Its new day: 2026-12-16, tomorrow, a weekday; else the same.")
    ] = "",
    at: Annotated[str, typer.Option(help="Its new hour: 09:45; else the same.")] = "",
    one_zone: Annotated[
        bool | None,
        typer.Option(
            "--one-instant/--each-zone",
            help="One instant everywhere, or the hour on each channel's wall; else as it is.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Move it without asking.")] = False,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Give a post another day or hour: say what follows, then write its line and plan it."""
    if not day and not at and one_zone is None:
        raise typer.BadParameter("say where to: --day, --at, --one-instant or --each-zone")
    with workspace(context) as opened:
        made, content, mistakes = opened.compiled()
        files = Files(content, opened.config, opened.database, wait)
        if wrong := in_the_way(mistakes, made, opened.config, post):
            raise ContentError(wrong)
        was, _ = place_of(files, post)
        today = clock().astimezone(opened.config.zone).date()
        try:
            wanted = day_of(day, today) if day else was.day
        except NoSpan as error:
            raise typer.BadParameter(f"--day: {error}") from error
        to = moved_place(files, was, wanted, _hour(at) if at else was.hour, one_zone)
        proposal = propose(files, made, post, to, clock(), detect=opened.text_languages.detect)
        if not as_json:
            _show(proposal)
        moved = False
        if (to.when, to.zone) != (was.when, was.zone) and (
            yes or (not as_json and typer.confirm(f"Move {post} to {to.when}?"))
        ):
            acts = actor(opened, as_who, who)
            move(files, post, was, to, actor=acts, session=session_of(acts), now=clock())
            _apply(opened, post, as_who, who, quiet=as_json)
            moved = True
    if as_json:
        emit(
            {
                "post": post,
                "file": proposal.file,
                "was": was,
                "to": to,
                "moves": proposal.moves,
                "approved": proposal.approved,
                "to_approve": proposal.waiting,
                "new": proposal.is_new,
                "falls_away": proposal.falls_away,
                "findings": proposal.findings,
                "moved": moved,
            }
        )
    else:
        say(f"{post} goes out at {to.when}." if moved else "Nothing was moved.")
    raise typer.Exit(DONE)


def _apply(opened: Workspace, post: str, as_who: str, who: str, *, quiet: bool) -> None:
    made, _, mistakes = opened.compiled()
    workshop = Workshop(
        opened.database,
        opened.config,
        opened.media,
        opened.brand,
        opened.picture_bytes,
        opened.journal,
    )
    acts = actor(opened, as_who, who)
    with progress("Drawing cards", quiet=quiet) as report:
        apply_one(made, mistakes, workshop, post, actor=acts, now=clock(), report=report)


def _hour(text: str) -> time:
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - the hour alone
    except ValueError:
        raise typer.BadParameter(f'--at: "{text}" is no hour: write for example 09:45') from None


def _show(found: Proposal) -> None:
    say(
        f"{found.file}",
        f"    - when: {found.was.when}{_zone(found.was.zone)}",
        f"    + when: {found.to.when}{_zone(found.to.zone)}",
    )
    say(
        f"{counted(found.moves, 'publication')} {'moves' if found.moves == 1 else 'move'}; "
        f"{counted(found.approved, 'approval')} {'stays' if found.approved == 1 else 'stay'}, "
        f"{found.waiting} still to approve."
    )
    if found.is_new:
        say(f"{found.is_new} are planned with it.")
    if found.falls_away:
        names = ", ".join(found.falls_away[:_NAMED])
        more = len(found.falls_away) - _NAMED
        say(f"Not on {names}{f' and {more} more' if more > 0 else ''} any more.")
    if found.findings:
        findings_table(found.findings)
    else:
        say("The checks have nothing against the new place.")


def _zone(zone: str) -> str:
    return f", zone: {zone}" if zone else ""
