"""Machines: the tokens that let programs in, and the addresses that hear of publications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError, Forbidden
from campaign.model.machines import MACHINE_ROLES, Scope
from campaign.model.people import EVERYWHERE
from campaign.model.webhooks import Event, Hook
from campaign.plan.rights import Act
from campaign.storage.record import RecordAct
from campaign.usecases.machines import tokens, webhooks
from campaign.usecases.trust.done_before import by, last_done
from campaign.usecases.trust.names import UnfitName
from campaign.usecases.trust.people import role_of
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import was_done, with_name
from campaign.web.form_values import instant_of
from campaign.web.people_words import ROLES
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, Words

pages = Pages("machines")

#: What a token is for, as pages say it.
SCOPES: Final = {
    Scope.READ: N_("Read: posts, publications, findings, reports"),
    Scope.WRITE_POSTS: N_("Draft and edit posts"),
    Scope.MOVE_PUBLICATIONS: N_("Skip publications and give them another time"),
    Scope.PAUSE: N_("Pause"),
    Scope.ENTER_FIGURES: N_("Enter figures"),
    Scope.READ_METRICS: N_("Read the metrics for a monitor"),
}
_ENDED: Final = N_("%(name)s hears of nothing any more. Its address and its secret are forgotten.")
_DAYS: Final = (30, 90, 180, 366)


@pages.get("/machines", needs=Act.MACHINES)
def machines(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """All tokens and all webhooks."""
    now = desk.now()
    return render(
        request,
        visitor,
        "machines.html.j2",
        title=visitor.words(N_("Machines")),
        tokens=list(tokens.every(desk.database, actor=visitor.actor))[::-1],
        hooks=webhooks.every(desk.database, actor=visitor.actor)[::-1],
        is_open=lambda token: token.is_open(now),
        **_choices(desk, visitor.words),
    )


@pages.get("/machines/new-token", needs=Act.MACHINES)
def new_token(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """A form for a new token."""
    return _new_token(request, desk, visitor, {"once": str(uuid4())})


@pages.post("/machines/tokens", needs=Act.MACHINES)
def make_token(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Make a token, and show it this once."""
    typed: dict[str, Any] = {
        name: field(form, name) for name in ("name", "role", "region", "days", "once")
    }
    typed["scopes"] = [each for each in form.getlist("scope") if isinstance(each, str)]
    me = visitor.actor.person.id if visitor.actor.person else ""
    as_me = typed["role"] == "me" and bool(me)
    errors: dict[str, str] = {}
    days = int(typed["days"]) if typed["days"] in {str(each) for each in _DAYS} else 0
    if not typed["scopes"]:
        errors["scope"] = visitor.words(N_("Choose what it is for."))
    if not days:
        errors["days"] = visitor.words(N_("Choose for how long it holds."))
    if not errors:
        try:
            made = tokens.make(
                desk.database,
                typed["name"],
                scopes=[tokens.scope_of(each) for each in typed["scopes"]],
                person=me if as_me else "",
                role=None if as_me else role_of(typed["role"]),
                region="" if as_me else typed["region"],
                lasts=timedelta(days=days),
                regions=desk.config.regions,
                actor=visitor.actor,
                now=desk.now(),
                once=typed["once"],
            )
            return _made(request, visitor, made.text, made.token.name)
        except Forbidden:
            raise
        except tokens.NameTaken as error:
            first = by(desk.database, error.token.made_by, error.token.made)
            errors["name"] = with_name(desk, visitor, f"{error}.", first)
        except CampaignError as error:
            errors["name"] = str(error)
    return _new_token(request, desk, visitor, typed, errors, status=422)


@pages.post("/machines/tokens/{number}/end", needs=Act.MACHINES)
def end_token(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> Response:
    """Let a token let nobody in any more."""
    done = tokens.end(desk.database, _bounded(number), actor=visitor.actor, now=desk.now())
    notice = visitor.words(N_("The token %(name)s lets nobody in any more."), name=done.name)
    if done.ended is not None:
        notice = with_name(desk, visitor, notice, by(desk.database, done.ended_by, done.ended))
    return back_to(request, "/machines", notice=notice)


@pages.get("/machines/new-webhook", needs=Act.MACHINES)
def new_webhook(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """A form for an address that shall hear."""
    return _new_webhook(request, desk, visitor, {"once": str(uuid4())})


@pages.post("/machines/webhooks", needs=Act.MACHINES)
def make_webhook(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Let an address hear of publications, and show the secret this once."""
    typed: dict[str, Any] = {name: field(form, name) for name in ("name", "url", "once")}
    typed["events"] = [each for each in form.getlist("event") if isinstance(each, str)]
    errors: dict[str, str] = {}
    try:
        made = webhooks.make(
            desk.database,
            desk.workspace.keyring,
            typed["name"],
            typed["url"],
            [webhooks.event_of(each) for each in typed["events"]],
            inside=desk.config.machines.inside,
            actor=visitor.actor,
            now=desk.now(),
            once=typed["once"],
        )
        return _made(request, visitor, made.secret, made.hook.name)
    except Forbidden:
        raise
    except UnfitName as error:
        errors["name"] = str(error)
    except webhooks.HearsAlready as error:
        first = by(desk.database, error.hook.made_by, error.hook.made)
        errors["url"] = with_name(desk, visitor, f"{error}.", first)
    except webhooks.CannotChange as error:
        errors["url"] = str(error)
    return _new_webhook(request, desk, visitor, typed, errors, status=422)


@pages.get("/machines/webhooks/{number}", needs=Act.MACHINES)
def webhook(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> HTMLResponse:
    """One address: what was sent there last, and what it answered."""
    found = webhooks.every(desk.database, actor=visitor.actor)
    hook = next((each for each in found if each.id == number), None)
    if hook is None:
        raise webhooks.CannotChange("there is no such webhook")
    return render(
        request,
        visitor,
        "webhook.html.j2",
        title=hook.name,
        hook=hook,
        messages=webhooks.last(desk.database, number, actor=visitor.actor, limit=50),
        **_choices(desk, visitor.words),
    )


@pages.post("/machines/webhooks/{number}/pause", needs=Act.MACHINES)
def pause(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> Response:
    """Send nothing there for now."""
    words = N_("Nothing is sent to %(name)s for now. What happens meanwhile is sent afterwards.")
    act = RecordAct.WEBHOOK_PAUSED
    return _changed(request, desk, visitor, webhooks.pause, act, number, words)


@pages.post("/machines/webhooks/{number}/resume", needs=Act.MACHINES)
def resume(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> Response:
    """Send there again."""
    words = N_("%(name)s is told again, from where it was paused.")
    act = RecordAct.WEBHOOK_RESUMED
    return _changed(request, desk, visitor, webhooks.resume, act, number, words)


@pages.post("/machines/webhooks/{number}/end", needs=Act.MACHINES)
def end(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> Response:
    """Send nothing there any more."""
    act = RecordAct.WEBHOOK_ENDED
    return _changed(request, desk, visitor, webhooks.end, act, number, _ENDED)


@pages.post("/machines/messages/{number}/resend", needs=Act.MACHINES)
def resend(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, number: int
) -> Response:
    """Send one message again, once for the same page."""
    shown, words = instant_of(field(form, "shown")), visitor.words
    try:
        done = webhooks.resend(
            desk.database, _bounded(number), actor=visitor.actor, now=desk.now(), shown=shown
        )
    except webhooks.Ended as error:
        return _over(request, desk, visitor, error.hook)
    except webhooks.SentAgain as error:
        found = error.delivered
        details = {"hook": found.hook, "message": found.message}
        first = last_done(desk.database, [RecordAct.WEBHOOK_RESENT], details=details)
        notice = was_done(desk, visitor, first)
        return back_to(request, f"/machines/webhooks/{found.hook}", notice=notice)
    notice = words(N_("It is sent again within some seconds, under the same id."))
    return back_to(request, f"/machines/webhooks/{done.hook}", notice=notice)


def _changed(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    change: Callable[..., Hook],
    act: RecordAct,
    number: int,
    words: str,
) -> Response:
    try:
        done = change(desk.database, _bounded(number), actor=visitor.actor, now=desk.now())
    except webhooks.Ended as error:
        return _over(request, desk, visitor, error.hook)
    # Whoever comes second changes nothing, so that the last time is another person's.
    last = last_done(desk.database, [act], details={"hook": done.id})
    notice = with_name(desk, visitor, visitor.words(words, name=done.name), last)
    return back_to(request, f"/machines/webhooks/{done.id}", notice=notice)


def _over(request: Request, desk: Desk, visitor: Visitor, hook: Hook) -> Response:
    """That an address was ended meanwhile, by whom and when."""
    assert hook.ended is not None
    sentence = visitor.words(_ENDED, name=hook.name)
    notice = with_name(desk, visitor, sentence, by(desk.database, hook.ended_by, hook.ended))
    return back_to(request, f"/machines/webhooks/{hook.id}", notice=notice)


def _bounded(number: int) -> int:
    """A number that a database can look for."""
    return number if 0 < number < 2**31 else 0


def _made(request: Request, visitor: Visitor, secret: str, name: str) -> HTMLResponse:
    return render(
        request,
        visitor,
        "machine_secret.html.j2",
        title=name,
        secret=secret,
        is_token=secret.startswith(tokens.PREFIX),
    )


def _new_token(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: dict[str, Any],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    usual = {"name": "", "role": "reader", "region": EVERYWHERE, "days": "90", "scopes": ["read"]}
    return render(
        request,
        visitor,
        "token_new.html.j2",
        status=status,
        title=visitor.words(N_("Let a program in")),
        typed={**usual, **typed},
        errors=errors or {},
        days=[str(each) for each in _DAYS],
        **_choices(desk, visitor.words),
    )


def _new_webhook(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: dict[str, Any],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        visitor,
        "webhook_new.html.j2",
        status=status,
        title=visitor.words(N_("Tell an address")),
        typed={"name": "", "url": "", "events": [], **typed},
        errors=errors or {},
        events=[event.value for event in Event],
    )


def _choices(desk: Desk, words: Words) -> dict[str, Any]:
    """Roles, regions and scopes, as pages name them."""
    regions = {EVERYWHERE: words(N_("all regions"))}
    regions |= {each: found.name(words.language) for each, found in desk.config.regions.items()}
    return {
        "roles": {role.value: words(ROLES[role]) for role in MACHINE_ROLES},
        "regions": regions,
        "scopes": {scope.value: words(word) for scope, word in SCOPES.items()},
    }
