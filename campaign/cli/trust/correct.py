"""`correct`: put the calendar's new words in the place of those that are out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.cli.trust.changes import chosen, plain, tell, try_now
from campaign.cli.trust.identity import As, Who, actor
from campaign.cli.trust.options import Channels, Post, Regions
from campaign.errors import CampaignError
from campaign.model import Planned, State
from campaign.plan.rewording import in_words
from campaign.printable import shell_word
from campaign.usecases.planning.apply import draw_cards, finish
from campaign.usecases.trust.change_standing import ChangeStanding, standing
from campaign.usecases.trust.correct import Corrected, CorrectionStep
from campaign.usecases.trust.correct import correct as ask
from campaign.usecases.trust.correcting_reply import reply as ask_reply
from campaign.usecases.trust.corrections import Correctable, correctable

_DOING = (CorrectionStep.ASKED, CorrectionStep.ASKED_BEFORE, CorrectionStep.ANEW)
_SAID = {
    CorrectionStep.SAME: "stays as it is",
    CorrectionStep.CANNOT_EDIT: "cannot be edited",
    CorrectionStep.HELD: "is not corrected: findings hold the new words back",
    CorrectionStep.CHANGED: "is not corrected",
    CorrectionStep.BUSY: "is not corrected",
    CorrectionStep.CANNOT_REPLY: "takes no such reply",
}


def correct(
    context: typer.Context,
    post: Post,
    channel: Channels = None,
    region: Regions = None,
    reason: Annotated[str, typer.Option(help="Why; it is written down.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take it back, and publish the new words anew.")
    ] = False,
    reply: Annotated[
        str | None,
        typer.Option(help="Leave it as it is, and correct it by a reply with these words."),
    ] = None,
    acting: As = "",
    who: Who = "",
    as_json: Json = False,
) -> None:
    """Set a post right that is out: the calendar's new words, once approved, replace the old."""
    if withdraw and reply:
        raise typer.BadParameter("--withdraw and --reply: say one of them")
    if reply is not None and not reply.strip():
        raise typer.BadParameter("--reply takes the words of the reply")
    with workspace(context) as opened, logs_withheld():
        person = actor(opened, acting, who)
        public = chosen(opened, post, channel or [], region or [])
        some: tuple[Correctable, ...] = ()
        if not reply:
            some = _correctable(opened, post, channel or [], region or [], quiet=as_json)
        if reply:
            out = [each.id for each in public if each.state is State.PUBLISHED]
            if not out:
                raise CampaignError(f"nothing of {post} is out there, so no reply can correct it")
            done = ask_reply(
                opened.database,
                out,
                reply,
                channels=opened.config.channels,
                writer_of=opened.writer,
                actor=person,
                reason=reason,
                now=clock(),
            )
        else:
            done = ask(
                opened.database, some, actor=person, reason=reason, now=clock(), anew=withdraw
            )
        doing = [each.publication.id for each in done if each.step in _DOING]
        try_now(opened, doing, quiet=as_json)
        stand = standing(opened.database, doing)
        if as_json:
            emit({"asked": _plain(some, done), "standing": [plain(each) for each in stand]})
        else:
            _tell(opened, post, some, done, stand)
    left = any(each.step not in (*_DOING, CorrectionStep.SAME) for each in done)
    raise typer.Exit(FINDINGS if left or any(not each.settled for each in stand) else DONE)


def _correctable(
    opened: Workspace, post: str, channels: list[str], regions: list[str], *, quiet: bool
) -> tuple[Correctable, ...]:
    made, _ = compiled(opened, quiet=quiet)

    def finished(some: Sequence[Planned]) -> list[Planned]:
        with progress("Drawing cards", quiet=quiet) as report:
            cards = draw_cards(
                [each.variant for each in some],
                opened.database,
                opened.media,
                opened.brand,
                now=clock(),
                report=report,
            )
        for own in {own.sha256 for each in some for own in each.variant.own}:
            opened.media.put(opened.picture_bytes(own))
        return [finish(each, cards.pictures) for each in some]

    return correctable(
        opened.database,
        made.planned,
        opened.config.channels,
        opened.writer,
        finished,
        post=post,
        only_channels=channels,
        only_regions=regions,
    )


def _tell(
    opened: Workspace,
    post: str,
    some: Sequence[Correctable],
    done: Sequence[Corrected],
    stand: Sequence[ChangeStanding],
) -> None:
    if not done:
        say("The calendar has the same words as those that are out, or nothing of it is out.")
    told: set[object] = set()
    for each in some:
        if each.changes in told:
            continue
        told.add(each.changes)
        for changed in each.changes:
            old, new = in_words(changed)
            say(f"{changed.what}, on {each.publication.channel}:")
            say(*(f"  {sign} {words}" for sign, words in (("-", old), ("+", new)) if words))
    for result in done:
        if result.step in _DOING:
            continue
        p, why = result.publication, f": {result.why}" if result.why else ""
        sign = "=" if result.step is CorrectionStep.SAME else "✗"
        say(f"{sign} No. {p.id}: {p.post} on {p.channel} {_SAID[result.step]}{why}")
        if result.step is CorrectionStep.CANNOT_EDIT:
            say(
                f"  → campaign correct {shell_word(post)} --channel {shell_word(p.channel)} "
                "--withdraw --reason …: it is deleted with its figures and replies, and the new "
                "one goes out once it is approved",
                '    or with --reply "…" in its place, where it takes one: a reply that corrects',
            )
    tell(opened, stand)


def _plain(some: Sequence[Correctable], done: Sequence[Corrected]) -> list[dict[str, object]]:
    by_number = {each.publication.id: each for each in some}
    return [
        {
            "publication": each.publication.id,
            "post": each.publication.post,
            "channel": each.publication.channel,
            "region": each.publication.region,
            "step": each.step,
            "why": each.why,
            "changes": by_number[each.publication.id].changes if by_number else (),
            "editable": bool(by_number) and not by_number[each.publication.id].refusal,
        }
        for each in done
    ]
