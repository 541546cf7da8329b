"""`approve --send-back, --go-on, --comment, --withdraw, --revoke`: what holds, and what is said."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from campaign.cli.context import clock, wait
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say
from campaign.cli.trust.chosen import Desk
from campaign.model import Publication
from campaign.usecases.trust.take_back import (
    Revoked,
    approved,
    comment,
    end_send_back,
    revoke,
    send_back,
    stoppable,
)


def stop(desk: Desk, words: str) -> int:
    chosen = _not_out(desk)
    done = send_back(
        desk.opened.database,
        chosen,
        words,
        actor=desk.actor,
        now=clock(),
        wait=wait,
        journal=desk.opened.journal,
    )
    if desk.as_json:
        emit({"sent_back": done.variants, **_plain(done)})
    else:
        say(f"{counted(done.variants, 'variant')} sent back by {desk.actor.name}.")
        tell(done.publications, desk.opened)
        _tell_corrections(done)
    return DONE if done.variants else FINDINGS


def remark(desk: Desk, words: str) -> int:
    database, rules = desk.opened.database, desk.opened.config.approval
    chosen = _not_out(desk)
    if words:
        number = comment(database, chosen, words, actor=desk.actor, now=clock())
        told = f"The comment is kept with {counted(number, 'variant')}."
    else:
        number = end_send_back(database, chosen, actor=desk.actor, now=clock(), rules=rules)
        told = f"{counted(number, 'variant')} sent back no longer."
    if desk.as_json:
        emit({"commented" if words else "go_on": number})
    else:
        say(told)
    return DONE if number else FINDINGS


def take_back(desk: Desk, note: str, *, only_mine: bool) -> int:
    opened = desk.opened
    rules = opened.config.approval
    if not rules.asks:
        raise typer.BadParameter(
            "this campaign asks for no approval, so that taking one back stops nothing: "
            "use `campaign pause`"
        )
    chosen = desk.fitting(approved(opened.database, desk.choice.posts, rules))
    if not desk.choice.made:
        if desk.as_json:
            emit({"approved": len(chosen), "revoked": 0})
        else:
            say(f"{len(chosen)} approved and not out.")
            for p in chosen:
                say(f"  no. {p.id}  {p.post} on {p.channel}, {p.language}")
        return DONE
    done = revoke(
        opened.database,
        chosen,
        actor=desk.actor,
        now=clock(),
        note=note,
        wait=wait,
        rules=rules,
        only_mine=only_mine,
        journal=opened.journal,
    )
    if desk.as_json:
        emit({"revoked": done.variants, **_plain(done)})
    else:
        _tell_revoked(done, desk, chosen)
    return DONE if done.variants or not chosen else FINDINGS


def _plain(done: Revoked) -> dict[str, object]:
    return {
        "publications": plain(done.publications),
        "corrections": [p.id for p in done.corrections],
    }


def _tell_revoked(done: Revoked, desk: Desk, chosen: Sequence[Publication]) -> None:
    if done.variants:
        many = counted(done.variants, "variant")
        say(f"The approval of {many} was taken back by {desk.actor.name}.")
    else:
        say("Nothing is left to take back." if chosen else "Nothing approved fits this choice.")
    if done.stand:
        say(f"{counted(done.stand, 'variant')} may go out all the same: others said yes.")
    corrected = {p.id for p in done.corrections}
    tell([each for each in done.publications if each.id not in corrected], desk.opened)
    _tell_corrections(done)


def _tell_corrections(done: Revoked) -> None:
    for p in done.corrections:
        say(f"  no. {p.id}  {p.post} on {p.channel}: is out, and keeps the words that it has")


def _not_out(desk: Desk) -> list[Publication]:
    """What was chosen of all that is not out; raises BadParameter when nothing was."""
    if not desk.choice.made:
        raise typer.BadParameter("say which: the names of posts, --channel, --region or --all")
    return desk.fitting(stoppable(desk.opened.database))
