"""What is done about requests for a yes, each with the sentence that tells what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from campaign.errors import CampaignError
from campaign.model import Publication
from campaign.model.people import Actor
from campaign.usecases.trust.approval_board import one_post
from campaign.usecases.trust.approve import Approved, approve
from campaign.usecases.trust.ask import Asked, ask, remind
from campaign.usecases.trust.done_before import Deed, done_before
from campaign.usecases.trust.take_back import comment, end_send_back, revoke, send_back
from campaign.web.desk import Desk
from campaign.web.done_before import was_done, with_name
from campaign.web.visitor import Visitor
from campaign.web.words import N_


class TextsChanged(Exception):
    """The words are not those that were shown."""


def carry_out(
    desk: Desk, visitor: Visitor, said: str, chosen: Sequence[Publication], wish: str
) -> str:
    """Do it to what was shown, and tell what came of it; raises TextsChanged."""
    words, rules, workspace = visitor.words, desk.config.approval, desk.workspace
    database, actor, now = desk.database, visitor.actor, desk.now()
    wait, journal = workspace.wait, workspace.journal
    if said in ("approve", "change"):
        _check_same(desk, chosen)
    match said:
        case "approve":
            done = approve(database, chosen, actor=actor, now=now, rules=rules)
            return _approved(desk, visitor, chosen, done)
        case "change":
            first = done_before(database, chosen, Deed.SEND_BACK)
            sent = send_back(
                database, chosen, wish, actor=actor, now=now, wait=wait, journal=journal
            )
            if not sent.variants:
                return _nothing(desk, visitor, chosen)
            sentence = words(N_("A change is asked for. The post waits, and Today names it."))
            return with_name(desk, visitor, sentence, first, _zone(desk, chosen))
        case "go-on":
            count = end_send_back(database, chosen, actor=actor, now=now, rules=rules)
            if count:
                return words(N_("It goes on as it is."))
            return _nothing(desk, visitor, chosen, Deed.GO_ON)
        case "comment":
            count = comment(database, chosen, wish, actor=actor, now=now)
            return words(N_("The comment is kept.")) if count else words(N_("Was done already."))
        case "mine" | "all":
            gone = revoke(
                database,
                chosen,
                actor=actor,
                now=now,
                wait=wait,
                journal=journal,
                rules=rules,
                only_mine=said == "mine",
            )
            if not gone.variants:
                return _done_before(
                    desk, visitor, chosen, None if said == "mine" else Deed.TAKE_BACK
                )
            return words.many("One yes was taken back.", "%(n)s were taken back.", gone.variants)
        case "ask" | "remind":
            act = ask if said == "ask" else remind
            asked = act(database, chosen, actor=actor, now=now, rules=rules)
            return asked_in_words(desk, visitor, asked)
    raise CampaignError("say what is to be done")


def _check_same(desk: Desk, chosen: Sequence[Publication]) -> None:
    """Raise TextsChanged where any words are not those that were shown: an answer is for all."""
    now = {p.id: p.variant_hash for p in _as_they_are(desk, chosen)}
    if any(now.get(p.id, p.variant_hash) != p.variant_hash for p in chosen):
        raise TextsChanged


def _nothing(
    desk: Desk, visitor: Visitor, chosen: Sequence[Publication], deed: Deed | None = None
) -> str:
    """What came of nothing: it was done before, or the words are others by now."""
    _check_same(desk, chosen)
    return _done_before(desk, visitor, chosen, deed)


def _done_before(
    desk: Desk, visitor: Visitor, chosen: Sequence[Publication], deed: Deed | None
) -> str:
    """That it was done already; where another person may have done it, by whom and when."""
    found = done_before(desk.database, chosen, deed) if deed else None
    return was_done(desk, visitor, found, _zone(desk, chosen))


def _zone(desk: Desk, chosen: Sequence[Publication]) -> ZoneInfo:
    region = desk.config.regions.get(chosen[0].region)
    return region.zone if region else desk.config.zone


def _as_they_are(desk: Desk, chosen: Sequence[Publication]) -> list[Publication]:
    some = one_post(
        desk.database,
        desk.now(),
        chosen[0].post,
        chosen[0].region,
        rules=desk.config.approval,
        actor=Actor(""),
    )
    given = [each.publication for each in some.given]
    return [*(each.publication for each in some.requests), *given]


def _approved(desk: Desk, visitor: Visitor, chosen: Sequence[Publication], done: Approved) -> str:
    words = visitor.words
    if any(each.changed for each in done.refused):
        raise TextsChanged
    if done.released:
        return words.many("Approved: one may go out.", "Approved: %(n)s may go out.", done.released)
    if done.variants:
        return words(N_("Your yes is kept. Others are asked now."))
    if done.refused:
        raise CampaignError(done.refused[0].why)
    return _done_before(desk, visitor, chosen, Deed.APPROVE)


def asked_in_words(desk: Desk, visitor: Visitor, done: Asked) -> str:
    """Who was asked; where that was done before, by whom and when."""
    words = visitor.words
    if done.new and done.people:
        return words(N_("Asked: %(people)s."), people=", ".join(done.people))
    if done.new:
        return words(N_("Asked. Nobody is registered who could be told."))
    if done.before:
        sentence = words(N_("They were asked already, a short time ago."))
        return f"{sentence} {_done_before(desk, visitor, done.before, Deed.ASK)}"
    if done.nobody:
        return words(N_("Nobody who is registered may say this yes: give somebody the role."))
    return words(N_("Nothing waits for a yes."))
