"""Withdraw what is out, or correct it: where, what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.errors import CampaignError
from campaign.model.changes import Change
from campaign.model.people import Actor
from campaign.plan.rights import Act, may
from campaign.storage.record import RecordAct
from campaign.usecases.planning.apply import finisher
from campaign.usecases.trust import withdraw as taking_back
from campaign.usecases.trust.correct import Corrected, CorrectionStep, correct
from campaign.usecases.trust.correcting_reply import CannotReply, reply
from campaign.usecases.trust.corrections import correctable
from campaign.usecases.trust.done_before import by, last_done
from campaign.usecases.trust.read_story import NothingKnown
from campaign.usecases.trust.taking_options import Option, digest, options
from campaign.usecases.trust.withdraw import Asked, CannotWithdraw, Step
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import is_by_another, with_name
from campaign.web.form_values import number_of, numbers_of
from campaign.web.places import Places
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_, NN_

pages = Pages("taking")

#: What can be done.
WHATS: Final = ("delete", "anew", "edit", "answer", "done")
_DONE: Final = (
    CorrectionStep.ASKED,
    CorrectionStep.ASKED_BEFORE,
    CorrectionStep.ANEW,
    CorrectionStep.SAME,
)


@pages.get("/posts/{post}/out/withdraw", needs=Act.READ)
def ask(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    post: str,
    on: int = 0,
) -> HTMLResponse:
    """What to do, and where; nothing is asked of a network."""
    typed = {"where": "one" if on else "all", "on": on, "why": "", "words": ""}
    return _page(request, desk, visitor, post, {**typed, "chosen": ()})


@pages.post("/posts/{post}/out/withdraw", needs=Act.READ)
def take(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, post: str
) -> Response:
    """Ask for it; the publisher carries it out."""
    found = _options(desk, visitor, post)
    typed: dict[str, Any] = {
        name: field(form, name) for name in ("where", "what", "why", "words", "saw")
    }
    typed["on"] = number_of(field(form, "on"))
    typed["chosen"] = numbers_of(form, "chosen")
    numbers = _where(typed, found)
    some = [each for each in found if each.publication.id in numbers]
    errors: dict[str, str] = {}
    words = visitor.words
    if typed["what"] not in WHATS:
        errors["what-delete"] = words(N_("Choose what is to be done."))
    if not some:
        errors["where-all"] = words(N_("Choose at least one channel."))
    if not typed["why"]:
        errors["why"] = words(N_("Say why: it is kept with the post."))
    if typed["what"] == "answer" and not typed["words"]:
        errors["words"] = words(N_("Write the words of the answer."))
    if errors:
        return _page(request, desk, visitor, post, typed, errors, status=422)
    try:
        return _carried(request, desk, visitor, post, typed, found, some)
    except _ShownAnew:
        told = words(N_("What is out, or its corrected text, changed since this was shown."))
        return _page(request, desk, visitor, post, typed, told=told, status=409)
    except (CannotReply, CannotWithdraw) as error:
        where = "words" if isinstance(error, CannotReply) else "where-all"
        return _page(request, desk, visitor, post, typed, {where: str(error)}, status=422)


class _ShownAnew(CampaignError):
    """What a form was made from is not so any more."""


def _carried(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    post: str,
    typed: Mapping[str, Any],
    found: Sequence[Option],
    some: Sequence[Option],
) -> Response:
    numbers = [each.publication.id for each in some]
    match typed["what"]:
        case "delete" | "done":
            act = taking_back.withdraw if typed["what"] == "delete" else taking_back.done_by_hand
            asked = act(
                desk.database,
                numbers,
                actor=visitor.actor,
                reason=typed["why"],
                now=desk.now(),
                journal=desk.workspace.journal,
            )
            return back_to(request, f"/posts/{post}/out", notice=_withdrawn(desk, visitor, asked))
        case "answer":
            done = reply(
                desk.database,
                numbers,
                typed["words"],
                channels=desk.config.channels,
                writer_of=desk.workspace.writer,
                actor=visitor.actor,
                reason=typed["why"],
                now=desk.now(),
                shown=_shown(typed["saw"], found),
            )
        case anew_or_edit:
            if not _is_as_shown(desk, typed["saw"], found):
                raise _ShownAnew
            done = _corrected(desk, visitor, post, typed["why"], some, anew=anew_or_edit == "anew")
    return back_to(request, f"/posts/{post}/out", notice=_told(desk, visitor, done))


def _corrected(
    desk: Desk, visitor: Visitor, post: str, why: str, some: Sequence[Option], *, anew: bool
) -> tuple[Corrected, ...]:
    opened = desk.workspace
    wanted = correctable(
        desk.database,
        desk.calendar().made.planned,
        desk.config.channels,
        opened.writer,
        finisher(
            desk.database, opened.media, opened.brand, now=desk.now(), picture=opened.picture_bytes
        ),
        post=post,
        only_channels=[each.publication.channel for each in some],
    )
    return correct(
        desk.database, wanted, actor=visitor.actor, reason=why, now=desk.now(), anew=anew
    )


def _withdrawn(desk: Desk, visitor: Visitor, asked: Sequence[Asked]) -> str:
    """What was done about each, in few words; reasons of the program stay as they are."""
    words = visitor.words
    said = []
    for steps, (one, several) in (
        ((Step.ASKED, Step.WAITS), NN_("%(n)s is being withdrawn.", "%(n)s are being withdrawn.")),
        ((Step.STOPPED, Step.NOT_OUT), NN_("%(n)s does not go out.", "%(n)s do not go out.")),
        ((Step.GONE,), NN_("%(n)s is withdrawn.", "%(n)s are withdrawn.")),
    ):
        number = sum(each.step in steps for each in asked)
        if number:
            said.append(words.many(one, several, number))
    said += _firsts(desk, visitor, [(each.step is Step.ASKED_BEFORE, each.first) for each in asked])
    there = [each.publication.id for each in asked if each.step in (Step.GONE, Step.NOT_OUT)]
    if there:
        acts = [RecordAct.WITHDRAWAL_DONE, RecordAct.WITHDRAWAL_ASKED, RecordAct.PUBLICATION_MOVED]
        last = last_done(desk.database, acts, publication=there[0])
        said.append(with_name(desk, visitor, "", last).strip())
    said += dict.fromkeys(
        each.why.rstrip(".") + "." for each in asked if each.step is Step.REFUSED and each.why
    )
    return " ".join(filter(None, said))


def _firsts(desk: Desk, visitor: Visitor, some: Iterable[tuple[bool, Change | None]]) -> list[str]:
    """What was asked for before, by whom, when and why; or what gives way to this, as `some` say.

    The first of a pair is true where the very same was asked for.
    """
    words, told = visitor.words, list[str]()
    for is_same, change in some:
        if change is None:
            continue
        sentence = words(
            N_("That was asked for already.")
            if is_same
            else N_("It takes the place of what was asked for before.")
        )
        first = by(desk.database, change.who, change.asked)
        if is_same or is_by_another(first, visitor):
            told.append(f"{with_name(desk, visitor, sentence, first)} “{change.reason}”")
    return list(dict.fromkeys(told))


def _told(desk: Desk, visitor: Visitor, done: Sequence[Corrected]) -> str:
    words, places = visitor.words, Places(desk.config, visitor.words)
    said = []
    asked = sum(each.step in (CorrectionStep.ASKED, CorrectionStep.ANEW) for each in done)
    if asked:
        one, several = NN_(
            "%(n)s correction is asked for. It goes out once it is approved.",
            "%(n)s corrections are asked for. They go out once they are approved.",
        )
        said.append(words.many(one, several, asked))
    said += _firsts(
        desk,
        visitor,
        [(e.step is CorrectionStep.ASKED_BEFORE, e.first) for e in done if e.step in _DONE],
    )
    for each in done:
        if each.step not in _DONE or each.step is CorrectionStep.SAME:
            p = each.publication
            why = f"{places.channel(p.channel, p.platform, p.region)}: {each.why}."
            first = by(desk.database, each.first.who, each.first.asked) if each.first else None
            said.append(with_name(desk, visitor, why, first))
    return " ".join(said) or words(N_("The calendar has the same words as those that are out."))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    post: str,
    typed: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    *,
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    found = _options(desk, visitor, post)
    if not found:
        raise NothingKnown(f'nothing was ever planned of a post "{post}" in your regions')
    one = next((each for each in found if each.publication.id == typed["on"]), None)
    return render(
        request,
        visitor,
        "withdraw.html.j2",
        status=status,
        title=visitor.words(N_("Withdraw or correct what is out")),
        post=post,
        options=found,
        one=one,
        out=[each for each in found if each.is_out],
        by_hand=[each for each in found if each.is_out and each.undeletable],
        typed=typed,
        saw=_digest(desk, found),
        may_delete=visitor.may("WITHDRAW"),
        may_correct=visitor.may("CORRECT"),
        errors=errors or {},
        told=told,
        places=Places(desk.config, visitor.words),
    )


def shown_words(desk: Desk, actor: Actor, post: str) -> str:
    """What a form was made from: the words that are out, and those that the calendar has."""
    regions = tuple(desk.config.regions)
    mine = [each for each in regions if may(actor, Act.READ, each)]
    found = options(desk.database, post, _planned(desk, post), desk.config.channels, regions=mine)
    return _digest(desk, found)


def _options(desk: Desk, visitor: Visitor, post: str) -> tuple[Option, ...]:
    regions = None if visitor.actor.person is None else visitor.home
    return options(
        desk.database,
        post,
        _planned(desk, post),
        desk.config.channels,
        regions=regions,
    )


def _planned(desk: Desk, post: str) -> Sequence[Any]:
    """What the calendar has of the post; nothing while it cannot be read."""
    try:
        return desk.calendar().by_post.get(post, ())
    except CampaignError:
        return ()


def _digest(desk: Desk, found: Sequence[Option]) -> str:
    post = found[0].publication.post if found else ""
    words = ",".join(f"{o.publication.id}:{o.publication.variant_hash[:16]}" for o in found)
    return f"{digest(found, _planned(desk, post))[:32]}/{words}"


def _is_as_shown(desk: Desk, saw: str, found: Sequence[Option]) -> bool:
    return saw.partition("/")[0] == _digest(desk, found).partition("/")[0]


def _shown(saw: str, found: Sequence[Option]) -> dict[int, str]:
    """The words that each had when the form was shown; a hash in short stands for a whole one."""
    given = dict(each.partition(":")[::2] for each in saw.partition("/")[2].split(","))
    whole = {each.publication.id: each.publication.variant_hash for each in found}
    return {
        number: name if name[:16] == given.get(str(number)) else ""
        for number, name in whole.items()
    }


def _where(typed: Mapping[str, Any], found: Sequence[Option]) -> set[int]:
    known = {each.publication.id for each in found}
    match typed["where"]:
        case "one":
            return {typed["on"]} & known
        case "these":
            return set(typed["chosen"]) & known
        case "all":
            return {each.publication.id for each in found if each.is_out or each.is_changing}
    return set()
