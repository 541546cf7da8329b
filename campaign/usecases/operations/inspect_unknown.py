"""What a person needs to see to decide: what was sent, when, by whom; what the account shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from campaign.engine.context import neighbours
from campaign.engine.unbooked_posts import SPAN
from campaign.errors import CampaignError
from campaign.model import Attempt, Channel, Hold, Publication, State, Variant
from campaign.plan.lifecycle import OPEN
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms.protocols import Lists, Platform, Seen, Shows
from campaign.storage import attempts, parts, publications, unbooked_posts, variants
from campaign.storage.booked_ids import whose
from campaign.storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """One publication before a person's decision.

    `attempt` is the last try, None when there was none. `shown` are the account's posts since it
    was due or first tried, the newest first; None when nobody can ask there, and `trouble` says
    why. `booked` gives the publications that some of these posts belong to, by their ids. `alike`
    are the posts with the same words that belong to none. `where` names the account to look at by
    hand. `out` counts the parts of a thread that are out for certain, and `urls` are their
    addresses. With `in_doubt`, one of its tries may have arrived.
    """

    publication: Publication
    variant: Variant
    attempt: Attempt | None
    shown: tuple[Seen, ...] | None
    alike: tuple[Seen, ...]
    where: str
    out: int = 0
    urls: tuple[str, ...] = ()
    trouble: str = ""
    booked: Mapping[str, int] = field(default_factory=dict)
    in_doubt: bool = False


def look(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    *,
    number: int | None = None,
    limit: int = 20,
) -> tuple[list[Look], int]:
    """The unknown publications, or the one with a number, and how many unknown ones there are.

    With them come those whose words their account shows already, in a post that is not ours. The
    longest due first, at most `limit` of them; each account is asked once. Raises CampaignError for
    a number that does not exist.
    """
    with database.read() as connection:
        if number is None:
            unknown = publications.in_states(connection, State.UNKNOWN)
            unknown += unbooked_posts.held(connection)
            some, count = unknown[:limit], len(unknown)
        else:
            one = publications.one(connection, number)
            if one is None:
                raise CampaignError(f"there is no publication {number}")
            some, count = [one], 1
        tries = {p.id: attempts.of(connection, p.id) for p in some}
        kept = variants.load(connection, [p.variant_hash for p in some])
        out = {p.id: tuple(part.receipt.url for part in parts.of(connection, p.id)) for p in some}
    since: dict[str, datetime] = {}
    for p in some:
        began = _since(p, tries[p.id])
        since[p.channel] = min(began, since.get(p.channel, began))
    accounts = {name: _ask(channels.get(name), connect, at) for name, at in since.items()}
    with database.read() as connection:
        booked = {
            name: whose(
                connection,
                [seen.remote_id for seen in account.shown or ()],
                neighbours(channels, name),
            )
            for name, account in accounts.items()
        }
    looks = [
        _look(
            p,
            kept[p.variant_hash],
            tries[p.id],
            channels.get(p.channel),
            accounts[p.channel],
            booked[p.channel],
            out[p.id],
        )
        for p in some
    ]
    return looks, count


def may_have_arrived(publication: Publication, tries: Sequence[Attempt]) -> bool:
    """True when one of its tries may have arrived, and no later answer has ruled that out."""
    return (
        publication.state in OPEN
        or publication.doubtful_since is not None
        or any(each.outcome.leaves_doubt for each in tries)
    )


def _since(publication: Publication, tries: Sequence[Attempt]) -> datetime:
    """Since when (UTC) it may be there, or the same words that a person posted by hand."""
    instants = [publication.due, *(each.started for each in tries[:1])]
    if publication.doubtful_since is not None:
        instants.append(publication.doubtful_since)
    if publication.hold is Hold.FOREIGN:
        instants.append(publication.due - SPAN)
    return min(instants) - LARGEST_SKEW


@dataclass(frozen=True, slots=True)
class _Account:
    shown: tuple[Seen, ...] | None = None
    trouble: str = ""
    visible: Callable[[str], str] = str


def _ask(
    channel: Channel | None, connect: Callable[[Channel], Platform], since: datetime
) -> _Account:
    """What an account shows; any error is reported, because the decision is a person's."""
    if channel is None:
        return _Account(trouble="the channel is no longer in the configuration")
    try:
        platform = connect(channel)
        if not isinstance(platform, Lists):
            return _Account(trouble=f"{channel.platform} does not show an account's posts")
        visible = platform.visible if isinstance(platform, Shows) else str
        return _Account(tuple(platform.recent(since)), visible=visible)
    except CampaignError as error:
        return _Account(trouble=str(error))
    except Exception as error:
        log.exception("Unforeseen while looking", extra={"action": "look_failed"})
        return _Account(trouble=f"{type(error).__name__}: {error}")


def _look(
    publication: Publication,
    variant: Variant,
    tries: Sequence[Attempt],
    channel: Channel | None,
    account: _Account,
    booked: Mapping[str, int],
    urls: tuple[str, ...],
) -> Look:
    shown, since = account.shown, _since(publication, tries)
    if shown is not None:
        shown = tuple(seen for seen in shown if seen.at >= since)
    out = len(urls)
    # In a thread, the part in question is the first one that is not out for certain.
    texts = variant.texts[out : out + 1] or variant.texts
    wanted = [account.visible(text).split() for text in texts]
    return Look(
        publication=publication,
        variant=variant,
        attempt=tries[-1] if tries else None,
        shown=shown,
        alike=tuple(
            seen
            for seen in shown or ()
            if seen.text.split() in wanted and seen.remote_id not in booked
        ),
        where=_where(publication, channel),
        out=out,
        urls=urls,
        trouble=account.trouble,
        booked=booked,
        in_doubt=may_have_arrived(publication, tries),
    )


def _where(publication: Publication, channel: Channel | None) -> str:
    if channel is None:
        return publication.channel
    account = f"@{channel.account.removeprefix('@')}" if channel.account else channel.name
    return f"{account} at {channel.server or channel.platform}"
