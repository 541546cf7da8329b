"""To settle: what needs a person's decision, a list beside the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.engine.after_restore.person_checks import none_out
from campaign.model import Decision, Publication
from campaign.plan.rights import Act
from campaign.storage.record import RecordAct
from campaign.usecases.operations import new_times
from campaign.usecases.operations.decide import DecidedAlready, NoAddress, decide, look_within
from campaign.usecases.operations.inspect_unknown import Look
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.operations.need import TO_SETTLE, Need
from campaign.usecases.operations.reschedule import CannotReschedule
from campaign.usecases.operations.resolve import CannotDecide, MayBeThere
from campaign.usecases.operations.settled import Settled
from campaign.usecases.sharing.public_media import troubles
from campaign.usecases.trust.done_before import last_done
from campaign.usecases.trust.read_back import accept
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import was_done
from campaign.web.form_values import numbers_of
from campaign.web.need_looks import FIRST_STEPS, LOOKS, STATES
from campaign.web.places import Places
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.settling import account, channels_of, is_meant, shown_of
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, NN_

pages = Pages("settle")

_DONE: Mapping[Decision, str] = {
    Decision.THERE: N_("It counts as out."),
    Decision.ABSENT: N_("It counts as failed. Choose a new time, or leave it."),
    Decision.AGAIN: N_("It is sent again. Its account is asked once more before that."),
    Decision.CANCEL: N_("It is left: it does not go out."),
}


@pages.get("/settle", needs=Act.READ)
def settle(request: Request, desk: TheDesk, visitor: TheVisitor, need: str = "") -> HTMLResponse:
    """What needs a decision; no network is asked."""
    return _page(request, desk, visitor, need)


@pages.post("/settle/look/{number}", needs=Act.DECIDE)
def look(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> HTMLResponse:
    """Ask the account what it shows, for some seconds; nothing is changed."""
    found = look_within(desk.database, channels_of(desk), account(desk), number)
    return _page(request, desk, visitor, _key(desk, visitor, number), look=found)


@pages.post("/settle/decide/{number}", needs=Act.DECIDE)
def decided(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, number: int
) -> Response:
    """Carry out a decision about one publication."""
    words = visitor.words
    try:
        decision = Decision(field(form, "decision"))
        if decision not in _DONE:
            raise ValueError("choose what became of it")
        done = decide(
            desk.database,
            channels_of(desk),
            account(desk),
            number,
            decision,
            saw=field(form, "saw"),
            actor=visitor.actor,
            now=desk.now(),
            url=field(form, "url"),
            has_looked=bool(field(form, "looked")),
            book=desk.workspace.journal,
        )
    except DecidedAlready as error:
        told = _told(desk, visitor, (error.settled,))
        return _page(request, desk, visitor, _key(desk, visitor, number), status=409, told=told)
    except (NoAddress, MayBeThere) as error:
        at = "url" if isinstance(error, NoAddress) else "looked"
        key, typed = _key(desk, visitor, number), {"url": field(form, "url")}
        refused = {at: str(error)}
        return _page(request, desk, visitor, key, status=422, errors=refused, typed=typed)
    except (CannotDecide, ValueError) as error:
        return _page(
            request, desk, visitor, _key(desk, visitor, number), status=409, told=str(error)
        )
    said = words(_DONE[decision])
    if done.before:
        said = words(N_("That was done already. %(what)s"), what=said)
    return back_to(request, "/settle", notice=said)


@pages.post("/settle/times", needs=Act.DECIDE)
def times(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Give what was chosen another time, or leave it."""
    numbers = numbers_of(form, "chosen")
    typed: dict[str, Any] = {name: field(form, name) for name in ("day", "time", "spread")}
    typed["chosen"] = numbers
    key = field(form, "need", "missed")
    if field(form, "leave"):
        return _leave(request, desk, visitor, numbers, key)
    if not (typed["day"] and typed["time"]):
        refused = {"day": visitor.words(N_("Choose a day and an hour."))}
        return _page(request, desk, visitor, key, status=422, errors=refused, typed=typed)
    config = desk.config

    def at(publication: Publication) -> datetime:
        zone = Places(config, visitor.words).zone(publication.channel)
        return instant(f"{typed['day']} {typed['time']}", zone, config.campaign.start)

    try:
        instant(f"{typed['day']} {typed['time']}", config.zone, config.campaign.start)
        spread = new_times.spread_of(field(form, "spread"))
        given = new_times.give_times(
            desk.database,
            numbers,
            at,
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            actor=visitor.actor,
            now=desk.now(),
            spread=spread,
            journal=desk.workspace.journal,
        )
    except (NoTime, CannotReschedule) as error:
        where = "chosen" if isinstance(error, new_times.CannotChoose) else "day"
        return _page(
            request, desk, visitor, key, status=422, errors={where: str(error)}, typed=typed
        )
    except new_times.UnfitSpread as error:
        refused = {"spread": str(error)}
        return _page(request, desk, visitor, key, status=422, errors=refused, typed=typed)
    said = []
    if given.moved:
        one, several = NN_("%(n)s gets its new time.", "%(n)s get their new time.")
        said.append(visitor.words.many(one, several, len(given.moved)))
    if given.again:
        said.append(visitor.words(N_("That was done already.")))
    if given.settled:
        told = _told(desk, visitor, given.settled)
        if not given.moved:
            return _page(request, desk, visitor, key, status=409, told=told)
        said.append(told)
    return back_to(request, "/settle", notice=" ".join(said))


@pages.post("/settle/fetch/{number}", needs=Act.DECIDE)
def fetch(request: Request, desk: TheDesk, visitor: TheVisitor, number: int) -> HTMLResponse:
    """Look whether the pictures of a publication can be fetched now; nothing is changed."""
    found = troubles(desk.database, desk.config.channels, number)
    key = _key(desk, visitor, number)
    return _page(request, desk, visitor, key, fetched=found, was_fetched=True)


@pages.post("/settle/live-with/{post}", needs=Act.DECIDE)
def live_with(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, post: str
) -> Response:
    """Write down that somebody lives with what readers get otherwise."""
    reason = field(form, "reason")
    if not reason:
        refused = {"reason": visitor.words(N_("Say why: others will ask."))}
        return _page(
            request, desk, visitor, field(form, "need"), status=422, errors=refused, typed={}
        )
    done = accept(desk.database, post, actor=visitor.actor, now=desk.now(), reason=reason)
    said = visitor.words(N_("It stays as readers get it."))
    if not done:
        first = last_done(desk.database, [RecordAct.READING_ACCEPTED], post=post)
        said = was_done(desk, visitor, first)
    return back_to(request, "/settle", notice=said)


@pages.post("/settle/none-out/{channel}", needs=Act.DECIDE)
def looked_after(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, channel: str
) -> Response:
    """Write down that somebody looked at an account after a backup was put back."""
    if not field(form, "looked"):
        refused = {"looked": visitor.words(N_("Look at the account first, and say so here."))}
        return _page(
            request, desk, visitor, field(form, "need"), status=422, errors=refused, typed={}
        )
    known = desk.config.channels.get(channel)
    if known is None:
        raise CannotDecide(f'there is no channel "{channel}"')
    done = none_out(
        desk.database, channel, actor=visitor.actor, now=desk.now(), region=known.region
    )
    if done:
        one, several = NN_("%(n)s goes out at its time.", "%(n)s go out at their times.")
        said = visitor.words.many(one, several, done)
    else:
        about = {"channel": channel}
        first = last_done(desk.database, [RecordAct.CHANNEL_CHECKED], details=about)
        said = was_done(desk, visitor, first)
    return back_to(request, "/settle", notice=said)


def _leave(
    request: Request, desk: Desk, visitor: Visitor, numbers: tuple[int, ...], key: str
) -> Response:
    try:
        left, before = new_times.leave(desk.database, numbers, actor=visitor.actor, now=desk.now())
    except CannotDecide as error:
        refused = {"chosen": str(error)}
        return _page(request, desk, visitor, key, status=422, errors=refused, typed={})
    mine = [each for each in before if each.who == visitor.actor.name]
    others = [each for each in before if each.who != visitor.actor.name]
    said = []
    if left:
        said.append(visitor.words.many("%(n)s is left.", "%(n)s are left.", len(left)))
    if mine:
        said.append(visitor.words(N_("That was done already.")))
    if others:
        told = _told(desk, visitor, others)
        if not left:
            return _page(request, desk, visitor, key, status=409, told=told)
        said.append(told)
    return back_to(request, "/settle", notice=" ".join(said))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    key: str,
    *,
    status: int = 200,
    told: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    look: Look | None = None,
    fetched: tuple[str, ...] = (),
    was_fetched: bool = False,
) -> HTMLResponse:
    """The list, and the need with this key, or the first one."""
    if status != 200:
        desk.changed()
    some = [each for each in desk.standing(visitor.actor).needs if each.kind in TO_SETTLE]
    asked = next((each for each in some if is_meant(each, key)), None)
    chosen = asked or (some[0] if some else None)
    if look is not None and not _is_of(look, chosen):
        look = None  # it was settled while the account was asked
    now = desk.now().astimezone(desk.config.zone)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return render(
        request,
        visitor,
        "settle.html.j2",
        status=status,
        title=visitor.words(N_("To settle")),
        needs=some,
        chosen=chosen,
        is_gone=bool(key) and asked is None,
        told=told,
        errors=errors or {},
        typed=typed or _usual_time(now),
        fetched=fetched,
        was_fetched=was_fetched,
        look_of=LOOKS,
        first_steps=FIRST_STEPS,
        state_words=STATES,
        places=Places(desk.config, visitor.words),
        **shown_of(desk, visitor, chosen, look, since=midnight),
    )


def _is_of(look: Look, need: Need | None) -> bool:
    """Whether a look is at the publication whose decision the page asks for."""
    return bool(need and need.concerns and need.concerns[0].id == look.publication.id)


def _usual_time(now: datetime) -> dict[str, Any]:
    """The day and hour that a form begins with: in two hours."""
    soon = (now + timedelta(hours=2)).replace(minute=0)
    return {"day": f"{soon:%Y-%m-%d}", "time": f"{soon:%H:%M}", "spread": "", "chosen": None}


def _key(desk: Desk, visitor: Visitor, number: int) -> str:
    """The need that a publication belongs to now; its key may have changed with its state."""
    desk.changed()
    for need in desk.standing(visitor.actor).needs:
        if need.kind in TO_SETTLE and any(each.id == number for each in need.concerns):
            return need.key
    return f"gone-{number}"


def _told(desk: Desk, visitor: Visitor, some: Iterable[Settled]) -> str:
    """Who settled it before, when and how, in one sentence for each."""
    zone: ZoneInfo = desk.config.zone
    words = visitor.words
    told = (
        words(
            N_("%(name)s was first, at %(moment)s: %(reason)s."),
            name=each.name,
            moment=words.moment(each.at, zone),
            reason=each.reason.rstrip(".") or str(each.state),
        )
        for each in some
    )
    return " ".join(dict.fromkeys(told))
