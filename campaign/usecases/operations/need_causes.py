"""Why a publication failed, or may be out, in plain words; the first step, and how far it goes.

Decided by how its last try ended (`AttemptOutcome`), never by the words of an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from campaign.model import AttemptOutcome, Channel, Delivery, QueryResult
from campaign.platforms import registry
from campaign.platforms.public_media.addresses import OPTION
from campaign.storage.concerned import Concerned
from campaign.usecases.operations.need import FirstStep


class Reach(StrEnum):
    """What else would go the same way.

    `post`: the same post on the same network. `channel`: everything of the channel. `pictures`:
    everything of channels whose networks fetch pictures at the same address. `nothing`.
    """

    POST = "post"
    CHANNEL = "channel"
    PICTURES = "pictures"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in plain words, what the program and the network said, the first step, its reach."""

    words: str
    detail: str
    said: str
    step: FirstStep
    reach: Reach


_FAILED: Final[dict[AttemptOutcome, tuple[str, FirstStep, Reach]]] = {
    AttemptOutcome.UNSUPPORTED: (
        "{network} cannot take this post as it is. Nothing was sent.",
        FirstStep.EDIT,
        Reach.POST,
    ),
    AttemptOutcome.REJECTED: (
        "{network} read it and refused it for good.",
        FirstStep.EDIT,
        Reach.POST,
    ),
    AttemptOutcome.UNAUTHORIZED: (
        "{network} refuses the sign-in of this account.",
        FirstStep.CONNECT,
        Reach.CHANNEL,
    ),
    AttemptOutcome.RATE_LIMITED: (
        "{network} wanted no more posts of this account for too long.",
        FirstStep.NEW_TIME,
        Reach.CHANNEL,
    ),
    AttemptOutcome.UNAVAILABLE: (
        "{network} could not be reached, or took no posts.",
        FirstStep.NEW_TIME,
        Reach.CHANNEL,
    ),
    AttemptOutcome.ABSENT: ("It did not arrive.", FirstStep.NEW_TIME, Reach.NOTHING),
    AttemptOutcome.ALTERED: (
        "What is stored is not what was approved. Nothing was sent.",
        FirstStep.OPERATE,
        Reach.NOTHING,
    ),
}
_UNFETCHED: Final = (
    "{network} takes pictures from a public address, and there it did not get the card.",
    FirstStep.LAY_OUT,
    Reach.PICTURES,
)
_UNSENT: Final = (
    "Its request could not be made. Nothing was sent.",
    FirstStep.EDIT,
    Reach.POST,
)
_ANSWERS: Final = frozenset(
    {
        AttemptOutcome.REJECTED,
        AttemptOutcome.UNAUTHORIZED,
        AttemptOutcome.RATE_LIMITED,
        AttemptOutcome.UNAVAILABLE,
        AttemptOutcome.OUTCOME_UNKNOWN,
        AttemptOutcome.ALREADY_THERE,
    }
)


def why_failed(found: Concerned, channel: Channel | None) -> Cause:
    """Why a failed publication failed."""
    outcome = found.outcome
    words, step, reach = _UNSENT
    if outcome is AttemptOutcome.UNAVAILABLE and _unfetched(found, channel):
        words, step, reach = _UNFETCHED
    elif outcome is not None:
        words, step, reach = _FAILED.get(outcome, _UNSENT)
    detail, said = _said(found)
    return Cause(words.format(network=title(found.publication.platform)), detail, said, step, reach)


def why_unknown(found: Concerned) -> Cause:
    """Why nobody knows whether it is out."""
    p, network = found.publication, title(found.publication.platform)
    if p.doubtful_since is not None:
        words = ["A backup was put back, and it may have gone out since."]
    elif found.outcome is AttemptOutcome.ALREADY_THERE:
        words = [f"{network} says that it has such a post already."]
    elif found.outcome is AttemptOutcome.NO_ANSWER or found.ended is None:
        words = ["It was on its way when the publisher stopped."]
    else:
        words = ["It was sent, and no usable answer came."]
    match p.query_result:
        case QueryResult.ANOTHERS:
            words.append("What was found there belongs to another post.")
        case QueryResult.SILENT:
            words.append(f"{network} was asked, and its answer proves nothing.")
        case _ if _is_mute(p.platform):
            words.append(
                f"{network} cannot be asked what an account has posted. Only somebody who looks "
                "can say."
            )
    detail, said = _said(found)
    return Cause(" ".join(words), detail, said, FirstStep.DECIDE, Reach.NOTHING)


def title(platform: str) -> str:
    """A network's own name; the word of the configuration where it is not known any more."""
    return registry.TITLES.get(platform, platform)


def _is_mute(platform: str) -> bool:
    """Whether nobody can ask the network what became of a post."""
    known = platform in registry.PLATFORMS
    return not known or registry.delivery(platform) is Delivery.AT_MOST_ONCE


def _said(found: Concerned) -> tuple[str, str]:
    """The program's own words for it, and the network's, without the channel's name before them."""
    p = found.publication
    ours = p.reason.removeprefix(f"{p.channel}: ")
    answer = found.answer.strip()
    if found.outcome not in _ANSWERS or not answer or answer.startswith(f"{p.channel}: "):
        return ours, ""
    return ("" if answer in ours else ours), answer


def _unfetched(found: Concerned, channel: Channel | None) -> bool:
    """Whether the network asks for a picture at the address that the channel names for pictures."""
    address = channel.options.get(OPTION, "") if channel else ""
    return bool(address) and address.rstrip("/") in found.publication.reason
