"""The needs that are about publications: one for one cause, so that it is settled once.

::

    status line ─→ Concern ─┬─ unknown, foreign, pending     each its own decision
                            ├─ failed                        by network, cause and what it said
                            ├─ missed                        all: a new time, or leave them
                            └─ held, to approve, differs …   by post and cause
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from campaign.model import Hold, Publication
from campaign.model.changes import ChangeKind
from campaign.plan.approval import deadline
from campaign.plan.rights import Act
from campaign.platforms.public_media.addresses import OPTION
from campaign.storage.trust import read_backs
from campaign.usecases.operations import open_changes
from campaign.usecases.operations.need import (
    NO_THREAT,
    Concern,
    FirstStep,
    Need,
    NeedKind,
    Threat,
)
from campaign.usecases.operations.need_causes import Cause, Reach, title, why_failed, why_unknown
from campaign.usecases.operations.need_view import View, grouped, need, of

#: How far ahead what waits for a yes, or is held, calls for a person.
SOON: Final = timedelta(days=2)


def settling(view: View) -> Iterator[Need]:
    """What is settled one by one, or once for one cause: in doubt, failed, missed, taken back."""
    found = view.found
    for each in view.concerns(found.unknown):
        cause = why_unknown(view.about[each.id])
        yield need(
            NeedKind.UNKNOWN,
            [each],
            cause.words,
            FirstStep.DECIDE,
            detail=cause.detail,
            said=cause.said,
            since=view.about[each.id].began or each.at,
            deadline=view.about[each.id].began or each.at,
        )
    for each in view.concerns(found.foreign):
        words = (
            f"{title(each.platform)} shows these words already, in a post that is not ours. "
            "So it was not sent."
        )
        at = view.about[each.id].publication.hold_detail
        yield need(NeedKind.FOREIGN, [each], words, FirstStep.DECIDE, detail=at, deadline=each.at)
    for each in view.concerns(found.pending):
        if "pending" not in found.attention:
            break
        began = view.about[each.id].began or each.at
        words = f"{title(each.platform)} has worked on it for more than an hour."
        if view.now - began > timedelta(hours=1):
            yield need(
                NeedKind.PENDING,
                [each],
                words,
                FirstStep.DECIDE,
                detail=each.cause,
                since=began,
                deadline=began,
            )
    yield from _failed(view)
    if missed := view.concerns(found.missed):
        words = "They were held until it was too late. They keep their texts and approvals."
        yield need(
            NeedKind.MISSED,
            missed,
            words,
            FirstStep.NEW_TIME,
            since=min(each.at for each in missed),
            count=found.missed.count,
            key="missed",
        )
    yield from _taken_back(view)
    yield from _differing(view)
    for some in grouped(view.concerns(found.unlooked), lambda each: each.channel):
        words = (
            f"A backup was put back, and {title(some[0].platform)} cannot be asked whether these "
            "are out. They wait until somebody has looked at the account."
        )
        yield need(
            NeedKind.UNLOOKED,
            some,
            words,
            FirstStep.DECIDE,
            deadline=min(each.at for each in some),
        )


def held(view: View, back: Sequence[Publication]) -> Iterator[Need]:
    """What somebody sent back, and what findings, plans, consents or a server's limits hold."""
    told = (of(view.about[p.id], p.hold_detail) for p in back if p.id in view.about)
    for some in grouped(told, lambda each: (each.post, each.cause)):
        who, _, wish = some[0].cause.partition(": ")
        yield need(
            NeedKind.SENT_BACK,
            some,
            "Somebody who approves it asks for a change. It does not go out before.",
            FirstStep.EDIT,
            said=wish,
            who=who,
            deadline=min(each.at for each in some),
            act=Act.EDIT,
        )
    blocked = (
        each
        for each in view.concerns(view.found.blocked)
        if view.about[each.id].publication.hold is not Hold.SENT_BACK
    )
    for kind, concerns, words in (
        (NeedKind.HELD, blocked, "Something holds it back."),
        (
            NeedKind.LIMITS,
            view.concerns(view.found.limited),
            "Its server takes less by now than when it was planned.",
        ),
        (
            NeedKind.UNREACHABLE,
            view.concerns(view.found.unreachable),
            "Its network would not find the picture at its public address.",
        ),
    ):
        for some in grouped(concerns, lambda each: (each.post, each.cause)):
            unfound = kind is NeedKind.UNREACHABLE
            yield need(
                kind,
                some,
                words,
                FirstStep.LAY_OUT if unfound else FirstStep.EDIT,
                detail=some[0].cause,
                deadline=min(each.at for each in some),
                act=Act.CONNECT if unfound else Act.EDIT,
            )


def to_approve(view: View, waits: Sequence[Publication]) -> Iterator[Need]:
    """What waits for a yes and is soon to have it, by post."""
    concerns = []
    for p in waits:
        policy = view.rules.of(p.region)
        if p.id not in view.about or p.hold is Hold.SENT_BACK or policy is None:
            continue
        concerns.append(of(view.about[p.id], until=deadline(p, policy)))
    for some in grouped(concerns, lambda each: each.post):
        until = min(each.until for each in some if each.until is not None)
        if until > view.now + SOON:
            continue
        yield need(
            NeedKind.TO_APPROVE,
            some,
            "It waits for a yes. Without it, it does not go out.",
            FirstStep.APPROVE,
            # What was to be approved by now costs something from its own time on: then it is held.
            deadline=until if until > view.now else min(each.at for each in some),
            act=Act.APPROVE,
            key=f"{NeedKind.TO_APPROVE}-{some[0].post}",
        )


def _failed(view: View) -> Iterator[Need]:
    """Failed ones, by network, cause and what the network said."""
    causes: dict[int, Cause] = {}

    def alike(each: Concern) -> Hashable:
        cause = why_failed(view.about[each.id], view.channels.get(each.channel))
        causes[each.id] = cause
        account = each.channel if cause.reach is Reach.CHANNEL else ""
        return (each.platform, cause.words, cause.said or cause.detail, account)

    for some in grouped(view.concerns(view.found.failed), alike):
        cause = causes[some[0].id]
        threat = _threat(view, some, cause.reach)
        moved = (view.about[each.id].moved or each.at for each in some)
        yield need(
            NeedKind.FAILED,
            some,
            cause.words,
            cause.step,
            detail=cause.detail,
            said=cause.said,
            since=min(moved),
            deadline=threat.first,
            threat=threat,
        )


def _threat(view: View, some: Sequence[Concern], reach: Reach) -> Threat:
    """What is still to come and would fail for the same cause."""
    match reach:
        case Reach.CHANNEL:
            return view.threat({each.channel for each in some})
        case Reach.POST:
            return view.threat(view.on(some[0].platform), some[0].post)
        case Reach.PICTURES:
            own = view.channels[some[0].channel].options.get(OPTION)
            alike = [c.name for c in view.channels.values() if c.options.get(OPTION) == own]
            return view.threat(alike)
    return NO_THREAT


def _taken_back(view: View) -> Iterator[Need]:
    """Withdrawals and corrections that a person has to finish, one for a post."""
    by_person = open_changes.read(view.connection, view.now).by_person
    waiting = [each for each in view.concerns(view.found.changing) if each.id in by_person]
    for some in grouped(waiting, lambda each: (each.post, each.cause)):
        asked = by_person[some[0].id]
        away = asked.kind is ChangeKind.WITHDRAWAL
        words = "It is to be withdrawn, and is not gone yet."
        if not away:
            words = "It is to be corrected, and is not yet."
        yield need(
            NeedKind.TAKING_BACK,
            some,
            words,
            FirstStep.BY_HAND,
            detail=some[0].cause,
            since=asked.asked,
            deadline=asked.asked,
            who=asked.who,
            act=Act.WITHDRAW if away else Act.CORRECT,
        )


def _differing(view: View) -> Iterator[Need]:
    """What readers get otherwise than approved, by post, network and difference."""
    looks = {p.id: look.at for p, look in read_backs.troubles(view.connection)}
    some_differ = view.concerns(view.found.differs)
    for some in grouped(some_differ, lambda each: (each.post, each.platform, each.cause)):
        seen = min((looks[each.id] for each in some if each.id in looks), default=some[0].at)
        yield need(
            NeedKind.DIFFERS,
            some,
            "Readers get it otherwise than it was approved.",
            FirstStep.LOOK,
            detail=some[0].cause,
            since=seen,
            deadline=seen,
            act=Act.CORRECT,
        )
