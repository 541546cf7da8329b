"""What a command tells after it has stopped something: what had left already, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.bootstrap import Workspace
from campaign.cli.findings import counted
from campaign.cli.terminal import say, wall
from campaign.usecases.operations.stopping import Standing, Whereabouts

_SHOWN = 50


def plain(standing: Sequence[Standing]) -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {
            "id": each.id,
            "post": each.post,
            "channel": each.channel,
            "state": each.state,
            "where": each.where,
            "worker": each.worker,
            "reason": each.reason,
            "url": each.url,
            "published": each.published_at,
            "parts_out": each.parts_out,
        }
        for each in standing
    ]


def tell(standing: Sequence[Standing], opened: Workspace) -> None:
    """A line for each: which one it is, and what became of it; what is held comes last."""
    for each in sorted(standing, key=lambda each: each.where == "held")[:_SHOWN]:
        say(f"  no. {each.id}  {each.post} on {each.channel}: {_words(each, opened)}")
    if len(standing) > _SHOWN:
        say(f"  … and {len(standing) - _SHOWN} more: --json has all")


def _words(each: Standing, opened: Workspace) -> str:
    known = opened.config.channels.get(each.channel)
    zone = known.zone if known else opened.config.zone
    match each.where:
        case Whereabouts.OUT:
            at = f" on {wall(each.published_at, zone)}" if each.published_at else ""
            return f"had left already, published{at}{f', {each.url}' if each.url else ''}"
        case Whereabouts.ON_ITS_WAY if each.state == "unknown":
            return "had left, and its answer was lost: its network is asked whether it is out"
        case Whereabouts.ON_ITS_WAY:
            by = f" by {each.worker}" if each.worker else ""
            return f"on its way, sent{by}: its answer is still awaited"
        case Whereabouts.HELD:
            return _held(each)


def _held(each: Standing) -> str:
    if each.parts_out:
        return f"{counted(each.parts_out, 'part')} of it had left already, the rest is held"
    if each.state == "pending":
        return "its network has it and does not show it: held there"
    if each.state in ("scheduled", "publishing"):
        return "held, it has not left"
    return f"{each.state}, it has not left" + (f" ({each.reason})" if each.reason else "")
