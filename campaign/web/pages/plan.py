"""The plan: what changed in the files since the last one, what it costs, and applying it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import StorageError
from campaign.model import State
from campaign.plan import cost
from campaign.plan.diff import Kind, Plan
from campaign.plan.rights import Act
from campaign.plan.word_diff import beside
from campaign.platforms import registry
from campaign.source_words import SourceWords
from campaign.storage.record import RecordAct
from campaign.usecases.operations.prices import outdated_prices
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import Applied, apply, only, touched
from campaign.usecases.planning.confirm import PlanChanged, confirmed, digest
from campaign.usecases.planning.lots import lots
from campaign.usecases.planning.plan import costs, reworded
from campaign.usecases.planning.plan import plan as compare
from campaign.usecases.planning.skipped import skipped
from campaign.usecases.trust.done_before import DoneBefore, last_done
from campaign.web.calendar_cache import Calendar
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.places import Places
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, NN_

pages = Pages("plan")

#: What applying does with a step, and the shape beside it.
KINDS: Final = {
    Kind.ADD: (N_("Comes in"), "waits"),
    Kind.CHANGE: (N_("Other words"), "changed"),
    Kind.MOVE: (N_("Another time"), "ready"),
    Kind.CANCEL: (N_("Goes"), "cancelled"),
    Kind.HOLD: (N_("On its way: held or let go"), "held"),
    Kind.PAST: (N_("Its time has passed: not planned"), "missed"),
    Kind.OUT: (N_("Out: stays as it is"), "out"),
}
#: How many channels of one post and kind are named before the rest is counted.
NAMED: Final = 60


@pages.get("/plan", needs=Act.READ)
def plan(request: Request, desk: TheDesk, visitor: TheVisitor, region: str = "") -> HTMLResponse:
    """What applying would change; nothing is changed."""
    return _page(request, desk, visitor, region)


@pages.post("/plan", needs=Act.PLAN)
def carry_out(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Apply what was shown; where that is not so any more, show it anew."""
    region = field(form, "region")
    calendar, opened = desk.calendar(), desk.workspace
    if calendar.mistakes:
        told = visitor.words(N_("Nothing was applied: set the files right first."))
        return _page(request, desk, visitor, region, told=told, status=409)
    steps = _steps(desk, calendar, region)
    try:
        confirmed(steps, field(form, "shown"))
    except PlanChanged as error:
        if not steps.to_apply:
            told = visitor.words(N_("Nothing is left to apply. It was applied already."))
            told = with_name(desk, visitor, told, _applied_last(desk))
            return back_to(request, "/plan", notice=told)
        return _page(request, desk, visitor, region, told=str(error), status=409)
    done = apply(
        steps,
        desk.database,
        opened.media,
        opened.brand,
        actor=visitor.actor,
        now=desk.now(),
        picture=opened.picture_bytes,
        journal=opened.journal,
        agreed=agreements(desk.config, calendar.made.consents),
        findings=calendar.made.findings,
    )
    with suppress(StorageError):  # the content may lie where nothing can be written
        SourceWords(desk.config.content).keep(calendar.made.posts)
    said = _said(visitor, done)
    if done.overtaken:
        said = with_name(desk, visitor, said, _applied_last(desk))
    return back_to(request, "/plan", notice=said)


def _applied_last(desk: Desk) -> DoneBefore | None:
    """Who applied a plan last: by it something came in, changed, moved, or went."""
    cancelled = {"after": State.CANCELLED.value}
    some = (
        last_done(desk.database, [RecordAct.VARIANT_PLANNED]),
        last_done(desk.database, [RecordAct.PUBLICATION_MOVED], details=cancelled),
    )
    return max((each for each in some if each is not None), key=lambda e: e.at, default=None)


def _steps(desk: Desk, calendar: Calendar, region: str) -> Plan:
    steps = compare(
        calendar.made,
        desk.database,
        desk.config,
        desk.now(),
        unreadable=bool(calendar.mistakes),
    )
    return only(steps, region) if region in desk.config.regions else steps


def _said(visitor: Visitor, done: Applied) -> str:
    words = visitor.words
    said = []
    for number, (one, several) in (
        (done.added, NN_("%(n)s came in.", "%(n)s came in.")),
        (done.changed, NN_("%(n)s has other words.", "%(n)s have other words.")),
        (done.moved, NN_("%(n)s has another time.", "%(n)s have another time.")),
        (done.cancelled, NN_("%(n)s goes.", "%(n)s go.")),
        (done.marked, NN_("%(n)s on its way was held or let go.", "%(n)s on their way were.")),
        (
            done.overtaken,
            NN_(
                "%(n)s was changed by somebody else meanwhile.",
                "%(n)s were changed by somebody else meanwhile.",
            ),
        ),
        (
            done.doubtful,
            NN_(
                "%(n)s may be out already: its network is asked first.",
                "%(n)s may be out already: their networks are asked first.",
            ),
        ),
        (done.disagreed, NN_("%(n)s does not go out: a consent ended.", "%(n)s do not go out.")),
    ):
        if number:
            said.append(words.many(one, several, number))
    return " ".join(said) or words(N_("Nothing was left to apply."))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    region: str,
    *,
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    calendar = desk.calendar()
    steps = _steps(desk, calendar, region)
    charged = costs(steps)
    config = desk.config
    seen = None if visitor.actor.person is None else set(visitor.home)
    everything = steps if not region else _steps(desk, calendar, "")
    changed = sorted(touched(everything.to_apply))
    return render(
        request,
        visitor,
        "plan.html.j2",
        status=status,
        title=visitor.words(N_("Plan")),
        told=told,
        steps=steps,
        lots=lots(
            steps,
            reworded(steps, desk.database, desk.workspace.picture_name, config.approval),
            calendar.posts,
            config.campaign.source_language,
        ),
        kinds=KINDS,
        beside=beside,
        named=NAMED,
        counts={kind: len(steps.of(kind)) for kind in Kind if steps.of(kind)},
        shown=digest(steps.to_apply),
        region=region,
        regions=[each for each in changed if seen is None or each in seen],
        may_apply=all(visitor.may("PLAN", each) for each in touched(steps.to_apply)),
        charged=[
            cost.in_words(registry.TITLES[name], price, each)
            for name, each in charged.items()
            if (price := registry.PRICES[name]) is not None
        ],
        outdated=outdated_prices(set(charged), desk.now().date()),
        mistakes=calendar.mistakes,
        blocking=[each for each in calendar.made.findings if each.blocks],
        skips=skipped(desk.database, desk.now(), regions=seen),
        places=Places(config, visitor.words),
    )
