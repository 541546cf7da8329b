"""What `withdraw` and `correct` share: they try at once, wait a moment, and show how it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import wait, zone_of
from campaign.cli.names import unknown
from campaign.cli.screen import progress
from campaign.cli.terminal import say, wall
from campaign.engine.changes.carry_out import carry_out
from campaign.engine.context import TickReport
from campaign.model import Publication, State
from campaign.model.changes import ChangeKind, ChangeState
from campaign.storage import publications, record
from campaign.usecases.trust import withdraw
from campaign.usecases.trust.change_standing import ChangedPart, ChangeStanding, standing

#: Looks, and seconds between two: what is on its way, or read again soon, gets that long.
_LOOKS = 8
_PAUSE = 1.0

_WORDS = {
    ChangeState.ASKED: "asked for",
    ChangeState.WORKING: "is being done",
    ChangeState.UNKNOWN: "may be done: asked again",
    ChangeState.BY_HAND: "by hand",
    ChangeState.FAILED: "refused",
    ChangeState.DONE: "done",
    ChangeState.DROPPED: "given up",
}


def try_now(opened: Workspace, numbers: Collection[int], *, quiet: bool) -> None:
    """Carry out what was asked for, as far as the networks answer at once.

    The publisher goes on with the rest.
    """
    if not numbers:
        return
    context = opened.engine_context(each_alone=True)
    with progress("Asking the networks", quiet=quiet):
        for look in range(_LOOKS):
            if look:
                wait(_PAUSE)
            carry_out(context, TickReport(), numbers)
            now = opened.now()
            soon = [
                part.again
                for each in standing(opened.database, numbers)
                for part in each.parts
                if part.again is not None
            ]
            if not any((at - now).total_seconds() <= _LOOKS * _PAUSE for at in soon):
                break
    with opened.database.write() as connection:
        record.chain(connection)


def tell(opened: Workspace, some: Iterable[ChangeStanding]) -> None:
    """Say how each publication's withdrawal or correction stands, part by part where it is open."""
    for each in some:
        p = each.publication
        name = f"No. {p.id}: {p.post} on {p.channel}"
        if p.state is State.WITHDRAWN:
            say(f"✓ {name} is withdrawn.")
            continue
        if each.settled and each.kind is not ChangeKind.WITHDRAWAL:
            say(f"✓ {name} is corrected: {p.url or 'its address is not known'}")
            continue
        if all(part.state is ChangeState.DROPPED for part in each.parts):
            say(f"✓ {name} did not go out.")
            continue
        say(f"✗ {name}, {p.url or 'whose address is not known'}")
        for part in each.parts:
            _tell_part(opened, each, part)


def _tell_part(opened: Workspace, each: ChangeStanding, part: ChangedPart) -> None:
    which = f"part {part.part}: " if len(each.parts) > 1 else ""
    why = f": {part.why}" if part.why else ""
    say(f"    {which}{_WORDS[part.state]}{why}")
    if part.state is ChangeState.BY_HAND:
        say(f"    → delete it at {part.url or 'its account'}, and say the same with --done")
    elif part.again is not None and part.again > opened.now():
        zone = zone_of(each.publication.channel, opened)
        say(f"    tried again at {wall(part.again, zone)}, by the publisher")


def plain(each: ChangeStanding) -> dict[str, object]:
    """The same for machines."""
    p = each.publication
    return {
        "publication": p.id,
        "post": p.post,
        "channel": p.channel,
        "region": p.region,
        "state": p.state,
        "url": p.url,
        "change": each.kind,
        "who": each.who,
        "asked": each.asked,
        "reason": each.reason,
        "parts": each.parts,
    }


def chosen(
    opened: Workspace, post: str, channels: list[str], regions: list[str]
) -> list[Publication]:
    """The publications of a post that a person names; raises CampaignError for unknown names."""
    with opened.database.read() as connection:
        every = withdraw.chosen(connection, post)
        some = withdraw.chosen(connection, post, channels=channels, regions=regions)
        known = set() if every else {each.post for each in publications.all_of(connection)}
    if not every:
        raise unknown("post that was ever planned", post, known)
    for name in channels:
        if all(each.channel != name for each in every):
            raise unknown(f"channel of {post}", name, {each.channel for each in every})
    for name in regions:
        if all(each.region != name for each in every):
            raise unknown(f"region of {post}", name, {each.region for each in every})
    if not some:
        raise typer.BadParameter(f"{post} is on none of these channels in these regions")
    return some
