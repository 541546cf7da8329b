"""`user`: who works on the campaign, and what they may do where."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.model.people import EVERYWHERE, Person, Role
from campaign.usecases.signing_in import links
from campaign.usecases.trust import addresses, people
from campaign.usecases.trust.people import in_words, role_of

Id = Annotated[str, typer.Argument(help="The person's id.", show_default=False)]
_REGION = "In this region, or all; once for each --role, or once for all of them."


def add(
    context: typer.Context,
    id: Annotated[
        str, typer.Argument(help="A short name in small letters, such as aina.", show_default=False)
    ],
    name: Annotated[str, typer.Option(help="The name as others know it.", show_default=False)],
    email: Annotated[str, typer.Option(help="The e-mail address.", show_default=False)],
    role: Annotated[
        list[str] | None,
        typer.Option(help="reader, editor, approver, coordinator or admin; repeatable."),
    ] = None,
    region: Annotated[list[str] | None, typer.Option(help=_REGION)] = None,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Register a person; from the first one on, who acts must be known and have the right.

    The first person must be an admin in all regions. What was approved before is bound to nobody:
    it needs a new approval.
    """
    with workspace(context) as opened:
        done = people.add(
            opened.database,
            id,
            name,
            email,
            roles=_paired(role or [], region or []),
            regions=opened.config.regions,
            actor=actor(opened, as_who, who),
            now=clock(),
        )
    if as_json:
        emit({"person": _plain(done.person), "first": done.first, "fallen": done.fallen})
    else:
        roles = in_words(done.person) or "no role yet: `campaign user role` gives one"
        say(f"{done.person.id} is registered: {roles}.")
        if done.first:
            say(
                f"{counted(done.fallen, 'approval')} fell, because nobody knows whose they were: "
                "`campaign approve` lists what waits.",
                f"From now on, say who acts: --as {done.person.id}, or "
                f"CAMPAIGN_USER={done.person.id} in the environment.",
            )
    raise typer.Exit(DONE)


def show(context: typer.Context, as_json: Json = False) -> None:
    """List everybody who is registered, with their roles."""
    with workspace(context) as opened:
        found = people.everybody(opened.database)
    if as_json:
        emit({"people": [_plain(person) for person in found]})
    elif found:
        rows = [(p.id, p.name, p.email, in_words(p), _standing(p)) for p in found]
        table("", ("id", "name", "e-mail", "roles", ""), rows)
    else:
        say(
            "Nobody is registered, so that approvals are bound to no person: "
            "`campaign user add ID --name … --email … --role admin --region all` begins."
        )
    raise typer.Exit(DONE)


def role(
    context: typer.Context,
    id: Id,
    give: Annotated[str, typer.Option(help="Give this role.")] = "",
    take: Annotated[str, typer.Option(help="Take this role away.")] = "",
    region: Annotated[str, typer.Option(help="In this region, or all.")] = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Give a person a role in a region, or take it away."""
    if bool(give) is bool(take):
        raise typer.BadParameter("say --give ROLE or --take ROLE, and only one of them")
    if not region:
        raise typer.BadParameter("say where with --region NAME, or --region all")
    with workspace(context) as opened:
        change = people.give if give else people.take
        done = change(
            opened.database,
            id,
            role_of(give or take),
            region,
            regions=opened.config.regions,
            actor=actor(opened, as_who),
            now=clock(),
        )
    _tell(done, f"{done.id} is {in_words(done) or 'without a role'}.", as_json=as_json)


def mail(
    context: typer.Context,
    id: Id,
    email: Annotated[str, typer.Argument(help="The new e-mail address.", show_default=False)],
    sign_out: Annotated[
        bool, typer.Option("--sign-out", help="Sign the person out of the desk everywhere.")
    ] = False,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Give a person another e-mail address.

    Links to sign in that were sent to the former one, or handed over, open nothing any more. The
    record has both addresses among what is deleted when the person is redacted.
    """
    with workspace(context) as opened:
        done = addresses.change(
            opened.database,
            id,
            email,
            sign_out=sign_out,
            actor=actor(opened, as_who),
            now=clock(),
        )
    if as_json:
        emit({"person": _plain(done.person), "changed": done.is_new})
    elif done.is_new:
        say(f"{done.person.id} has the address {done.person.email} from now on.")
    else:
        say(f"{done.person.id} has the address {done.person.email} already.")
    raise typer.Exit(DONE)


def disable(context: typer.Context, id: Id, as_who: As = "", as_json: Json = False) -> None:
    """Let a person do nothing any more; what they did stays, and says who did it."""
    with workspace(context) as opened:
        who = actor(opened, as_who)
        done = people.disable(opened.database, id, actor=who, now=clock())
    _tell(done, f"{done.id} may do nothing any more. What they approved stays.", as_json=as_json)


def enable(context: typer.Context, id: Id, as_who: As = "", as_json: Json = False) -> None:
    """Let a person who was disabled act again, with the roles of before."""
    with workspace(context) as opened:
        who = actor(opened, as_who)
        done = people.enable(opened.database, id, actor=who, now=clock())
    _tell(done, f"{done.id} is {in_words(done) or 'without a role'}.", as_json=as_json)


def link(context: typer.Context, id: Id, as_who: As = "", as_json: Json = False) -> None:
    """Make a link that signs a person in to the desk, once: for one who gets no mail.

    Hand it over yourself: whoever has it is that person at the desk. It holds for a day; a second
    one ends the first. The record says who made it.
    """
    with workspace(context) as opened:
        who = actor(opened, as_who)
        made = links.give(opened.database, id, actor=who, now=clock())
        address = opened.config.desk.address
        until = wall(made.until, opened.config.zone)
    if as_json:
        emit({"person": id, "path": made.path, "until": made.until})
    else:
        say(
            f"{id} can sign in once with this link, until {until}:",
            f"  {address}{made.path}",
            *(() if address else ("Put the address of your desk before it.",)),
        )
    raise typer.Exit(DONE)


def _paired(roles: list[str], regions: list[str]) -> dict[str, set[Role]]:
    """The roles by region, as `--role editor --region north --role reader --region all` says.

    One region stands for all roles, and one role for all regions.
    """
    if not roles:
        if regions:
            raise typer.BadParameter("--region goes with --role: say which role it is there")
        return {}
    if not regions:
        raise typer.BadParameter("say where: --region NAME for each --role, or --region all")
    if len(regions) == 1:
        regions = regions * len(roles)
    elif len(roles) == 1:
        roles = roles * len(regions)
    if len(roles) != len(regions):
        raise typer.BadParameter(
            f"{len(roles)} roles and {len(regions)} regions: say one --region for each --role"
        )
    found: dict[str, set[Role]] = {}
    for name, region in zip(roles, regions, strict=True):
        found.setdefault(region, set()).add(role_of(name))
    return found


def _tell(person: Person, sentence: str, *, as_json: bool) -> None:
    if as_json:
        emit({"person": _plain(person)})
    else:
        say(sentence)
    raise typer.Exit(DONE)


def _standing(person: Person) -> str:
    if person.redacted is not None:
        return f"redacted on {person.redacted:%Y-%m-%d}"
    return f"disabled on {person.disabled:%Y-%m-%d}" if person.disabled is not None else ""


def _plain(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "roles": {
            "all" if region == EVERYWHERE else region: [r.value for r in Role if r in some]
            for region, some in person.roles.items()
        },
        "disabled": person.disabled,
        "redacted": person.redacted,
    }
