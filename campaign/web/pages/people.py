"""People and their roles: the list, somebody new, and one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import EVERYWHERE, Person
from campaign.plan.rights import Act
from campaign.storage.record import RecordAct
from campaign.usecases.signing_in import links
from campaign.usecases.trust import addresses
from campaign.usecases.trust import people as usecase
from campaign.usecases.trust.done_before import last_done
from campaign.usecases.trust.names import UnfitName, checked_email, checked_id, checked_name
from campaign.usecases.trust.people import SoAlready, UnknownPerson, role_of
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import is_by_another, was_done, with_name
from campaign.web.people_words import choices, roles_in_words
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.signin.browsers import public_origin
from campaign.web.signin.mailing import can_mail, not_readdressed, readdressed, send_link
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("people")


@pages.get("/people", needs=Act.PEOPLE)
def everybody(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """Everybody who is registered."""
    found = [each for each in usecase.everybody(desk.database) if each.redacted is None]
    return render(
        request,
        visitor,
        "people.html.j2",
        title=visitor.words(N_("People and links")),
        people=found,
        roles_of=roles_in_words(desk.config, visitor.words),
    )


@pages.get("/new-person", needs=Act.PEOPLE)
def new(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """A form for somebody new."""
    return _new(request, desk, visitor)


@pages.post("/people", needs=Act.PEOPLE)
def add(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Register somebody, with one role to begin with."""
    typed = {each: field(form, each) for each in ("id", "name", "email", "role", "region")}
    checks = {"name": checked_name, "id": checked_id, "email": checked_email}
    errors = {}
    for each, check in checks.items():
        try:
            check(typed[each])
        except UnfitName as error:
            errors[each] = str(error)
    if not errors:
        try:
            usecase.add(
                desk.database,
                typed["id"],
                typed["name"],
                typed["email"],
                roles={typed["region"]: {role_of(typed["role"])}} if typed["role"] else {},
                regions=desk.config.regions,
                actor=visitor.actor,
                now=desk.now(),
            )
        except Forbidden:
            raise
        except CampaignError as error:
            there, is_same = _there(desk, typed)
            first = last_done(desk.database, [RecordAct.PERSON_ADDED], person=there)
            if is_same:
                return back_to(request, f"/people/{there}", notice=was_done(desk, visitor, first))
            errors["id"] = with_name(desk, visitor, f"{error}.", first if there else None)
    if errors:
        return _new(request, desk, visitor, status=422, errors=errors, **typed)
    words = N_("%(name)s is registered. Send a link, so that they can sign in.")
    notice = visitor.words(words, name=typed["name"])
    return back_to(request, f"/people/{typed['id']}", notice=notice)


@pages.get("/people/{id}", needs=Act.PEOPLE)
def one(request: Request, desk: TheDesk, visitor: TheVisitor, id: str) -> HTMLResponse:
    """One person: roles, links, and whether they may act."""
    return _one(request, desk, visitor, _known(desk, id))


@pages.post("/people/{id}/roles", needs=Act.PEOPLE)
def roles(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Give a role in a region, or take it away."""
    takes = field(form, "act") == "take"
    change = usecase.take if takes else usecase.give
    role, region = role_of(field(form, "role")), field(form, "region")
    try:
        changed = change(
            desk.database,
            id,
            role,
            region,
            regions=desk.config.regions,
            actor=visitor.actor,
            now=desk.now(),
        )
    except SoAlready as error:
        act = RecordAct.ROLE_TAKEN if takes else RecordAct.ROLE_GIVEN
        details = {"role": role.value, "region": EVERYWHERE if region == usecase.ALL else region}
        return _second(request, desk, visitor, id, error, act, **details)
    notice = visitor.words(N_("The roles of %(name)s are changed."), name=changed.name)
    mine = visitor.actor.person is not None and visitor.actor.person.id == id
    # Whoever took a role from themselves has no session any more.
    away = mine and takes
    return back_to(request, "/sign-in" if away else f"/people/{id}", notice=notice)


@pages.post("/people/{id}/mail", needs=Act.PEOPLE)
def mail(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Give somebody another e-mail address."""
    email = field(form, "email")
    try:
        done = addresses.change(
            desk.database,
            id,
            email,
            shown=field(form, "shown"),
            sign_out=bool(field(form, "out")),
            but=visitor.session,
            actor=visitor.actor,
            now=desk.now(),
        )
    except (UnfitName, usecase.CannotChange) as error:
        errors, person = {"email": not_readdressed(desk, visitor, error)}, _known(desk, id)
        return _one(request, desk, visitor, person, status=422, errors=errors, email=email)
    return readdressed(request, desk, visitor, done, f"/people/{id}")


@pages.post("/people/{id}/disable", needs=Act.PEOPLE)
def disable(request: Request, desk: TheDesk, visitor: TheVisitor, id: str) -> Response:
    """Let somebody do nothing any more."""
    try:
        done = usecase.disable(desk.database, id, actor=visitor.actor, now=desk.now())
    except SoAlready as error:
        return _second(request, desk, visitor, id, error, RecordAct.PERSON_DISABLED)
    words = N_("%(name)s may do nothing any more, and is signed out everywhere.")
    return back_to(request, f"/people/{id}", notice=visitor.words(words, name=done.name))


@pages.post("/people/{id}/enable", needs=Act.PEOPLE)
def enable(request: Request, desk: TheDesk, visitor: TheVisitor, id: str) -> Response:
    """Let somebody act again."""
    try:
        done = usecase.enable(desk.database, id, actor=visitor.actor, now=desk.now())
    except SoAlready as error:
        return _second(request, desk, visitor, id, error, RecordAct.PERSON_ENABLED)
    words = N_("%(name)s may act again, with the roles of before.")
    return back_to(request, f"/people/{id}", notice=visitor.words(words, name=done.name))


@pages.post("/people/{id}/link", needs=Act.PEOPLE)
def link(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, id: str) -> Response:
    """Make a link that signs somebody in once: mailed to them, or shown now to be handed over."""
    made = links.give(desk.database, id, actor=visitor.actor, now=desk.now())
    assert made.person is not None
    replaced = ""
    if is_by_another(made.replaces, visitor):
        sentence = visitor.words(N_("An earlier link opens nothing any more."))
        replaced = with_name(desk, visitor, sentence, made.replaces)
    origin = public_origin(request, desk)
    if field(form, "act") == "mail":
        if send_link(desk, made, origin, visitor.words):
            raise CampaignError(
                "the mail could not be sent, as the desk's log says: make a link to hand over"
            )
        words = N_("A link is on its way to %(email)s.")
        notice = f"{visitor.words(words, email=made.person.email)} {replaced}".rstrip()
        return back_to(request, f"/people/{id}", notice=notice)
    link = f"{origin}{made.path}"
    return _one(request, desk, visitor, made.person, link=link, until=made.until, replaced=replaced)


def _second(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    id: str,
    error: SoAlready,
    act: RecordAct,
    **details: str,
) -> Response:
    """For whoever comes second: by whom it was done, and when; raises `error` where nobody did."""
    found = last_done(desk.database, [act], person=id, details=details)
    if found is None:
        raise error
    return back_to(request, f"/people/{id}", notice=was_done(desk, visitor, found))


def _there(desk: Desk, typed: Mapping[str, str]) -> tuple[str, bool]:
    """The id of who is registered under what was typed, "" for nobody; and whether all of it is."""
    people = usecase.everybody(desk.database)
    address = typed["email"].casefold()
    by_id = next((each for each in people if each.id == typed["id"]), None)
    by_address = next((each for each in people if each.email.casefold() == address), None)
    found = by_id or by_address
    return (found.id, by_id is by_address) if found else ("", False)


def _known(desk: Desk, id: str) -> Person:
    found = next((each for each in usecase.everybody(desk.database) if each.id == id), None)
    if found is None:
        raise UnknownPerson("nobody is registered under this name")
    return found


def _new(
    request: Request, desk: Desk, visitor: Visitor, *, status: int = 200, **values: Any
) -> HTMLResponse:
    return render(
        request,
        visitor,
        "person_new.html.j2",
        status=status,
        title=visitor.words(N_("Register somebody")),
        **{
            "id": "",
            "name": "",
            "email": "",
            "role": "",
            "region": "",
            **choices(desk.config, visitor.words),
            **values,
        },
    )


def _one(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    person: Person,
    *,
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    return render(
        request,
        visitor,
        "person.html.j2",
        status=status,
        title=person.name or person.id,
        person=person,
        mail=can_mail(desk),
        **{
            "link": "",
            "until": None,
            "replaced": "",
            "email": person.email,
            **choices(desk.config, visitor.words),
            **values,
        },
    )
