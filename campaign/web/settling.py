"""What the page `To settle` shows of the need that is looked at, and how it asks an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from campaign.model import Channel, Delivery
from campaign.plan.word_diff import Stretch, beside
from campaign.platforms import registry
from campaign.platforms.protocols import Platform, Seen
from campaign.usecases.operations import decide, new_times, settled
from campaign.usecases.operations.inspect_unknown import Look
from campaign.usecases.operations.need import Need, NeedKind
from campaign.usecases.operations.resuming import resuming
from campaign.usecases.trust.change_standing import standing
from campaign.web.desk import Desk
from campaign.web.visitor import Visitor

#: How many of an account's posts are shown beside what was sent.
_POSTS: Final = 5
_ONE_BY_ONE: Final = (NeedKind.UNKNOWN, NeedKind.FOREIGN, NeedKind.PENDING)
_BY_TIME: Final = (NeedKind.FAILED, NeedKind.MISSED)


def channels_of(desk: Desk) -> Mapping[str, Channel]:
    """The channels, and those that left, which are asked by their last settings."""
    return {**desk.workspace.former.all(), **desk.config.channels}


def account(desk: Desk) -> Callable[[Channel], Platform]:
    """Reaches a channel's network by a connection of its own, which no other thread uses."""

    def connect(channel: Channel) -> Platform:
        workspace = desk.workspace
        return workspace.connect_with(channel, workspace.secret(channel))

    return connect


def shown_of(
    desk: Desk, visitor: Visitor, need: Need | None, look: Look | None, *, since: datetime
) -> dict[str, Any]:
    """What a page needs to show one need; `since` (UTC) is when the day began."""
    regions = None if visitor.actor.person is None else visitor.home
    values: dict[str, Any] = {
        "look": None,
        "shown": (),
        "saw": "",
        "was_asked": False,
        "cannot_again": "",
        "needs_eyes": False,
        "moves": (),
        "choices": (),
        "goes_on": None,
        "standings": (),
        "lately": settled.lately(desk.database, since, regions=regions or ()),
        "by_hand": "",
    }
    if need is None:
        return values
    if need.kind in _ONE_BY_ONE:
        number = need.concerns[0].id
        found = look or decide.unasked(desk.database, channels_of(desk), number)
        channel = channels_of(desk).get(found.publication.channel)
        values |= {
            "look": found,
            "shown": _beside(found),
            "saw": decide.mark(found),
            "was_asked": decide.was_asked(found),
            "cannot_again": decide.why_not_again(found),
            "needs_eyes": decide.needs_eyes(found),
            "moves": settled.moves(desk.database, number),
            "mute": _mute(channel),
        }
    if need.kind in _BY_TIME:
        config = desk.config
        numbers = None if need.kind is NeedKind.MISSED else [each.id for each in need.concerns]
        found_choices = new_times.choices(
            desk.database,
            desk.now(),
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            numbers=numbers,
        )
        values["choices"] = [
            each for each in found_choices if _readable(visitor, each.publication.region)
        ]
    if need.kind is NeedKind.PAUSED:
        values["goes_on"] = resuming(
            desk.database,
            need.scope,
            desk.now(),
            channels=desk.config.channels,
            regions=desk.config.regions,
        )
    if need.kind is NeedKind.TAKING_BACK:
        values["standings"] = standing(desk.database, [each.id for each in need.concerns])
        channel = desk.config.channels.get(need.concerns[0].channel)
        if channel is not None:
            values["by_hand"] = registry.afterwards(channel).delete_by_hand
    return values


def is_meant(need: Need, key: str) -> bool:
    """Whether a page that asks for this key means the need: by its key, or by a publication of it.

    What failed for one cause has the key of the first publication; links name the others too.
    """
    kind, _, number = key.rpartition("-")
    return need.key == key or (
        kind == need.kind and any(str(each.id) == number for each in need.concerns)
    )


def _readable(visitor: Visitor, region: str) -> bool:
    return visitor.may("READ", region)


def _mute(channel: Channel | None) -> bool:
    """Whether nobody can ask the network what an account has posted."""
    if channel is None or channel.platform not in registry.PLATFORMS:
        return True
    return registry.delivery(channel.platform, channel.options) is Delivery.AT_MOST_ONCE


def _beside(found: Look) -> list[tuple[Seen, tuple[Stretch, ...], bool]]:
    """The account's posts, those with the same words first, each with the words that agree."""
    sent = "\n".join(found.variant.texts)
    others = [seen for seen in found.shown or () if seen not in found.alike]
    some = [*found.alike, *others[: max(0, _POSTS - len(found.alike))]]
    return [(seen, beside(sent, seen.text)[1], seen in found.alike) for seen in some]
