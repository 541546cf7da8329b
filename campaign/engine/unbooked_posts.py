"""Two installations on one account: words that the other one has posted are not posted again.

::

    the account's posts of the last day (asked once in ten minutes)
        → the same words, under an id that none of ours has → held, until a person decides

The account is asked where a network lists its posts and accepts the same words twice. A network
that refuses a repeat needs no guard. A network that cannot be asked now stops nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from unicodedata import normalize

from sqlalchemy import Connection

from campaign.engine.context import EngineContext, Shown, TickReport
from campaign.engine.query_networks import ask_all
from campaign.model import Hold, Publication, Variant
from campaign.plan.reasons import hold_in_words
from campaign.platforms.protocols import Lists, Platform, Seen, Shows
from campaign.storage import publications, unbooked_posts, variants
from campaign.storage.booked_ids import holder

log = logging.getLogger(__name__)

#: How far back an account is looked at for the words of a post that was never tried.
SPAN: Final = timedelta(days=1)
#: How long an account's answer is used, and how long to wait after it could not be asked.
COUNTS: Final = timedelta(minutes=10)
AFTER_TROUBLE: Final = timedelta(minutes=1)

#: A publication that is about to leave, its words, and its network.
Ready = tuple[Publication, Variant, Platform]


def hold_repeats(context: EngineContext, ready: Sequence[Ready], report: TickReport) -> list[Ready]:
    """Hold those whose words the account shows already; gives the others.

    The hold names the address of the post that is there. Raises StorageError. Trouble with a
    network is logged and holds nothing.
    """
    _look(context, ready)
    kept = []
    for each in ready:
        seen = _repeat_of(context, *each)
        if seen is None:
            kept.append(each)
        else:
            _hold(context, each[0], seen, report)
    return kept


def lists_freely(platform: Platform) -> bool:
    """True where reading an account's posts costs nothing, and the network accepts repeats."""
    return isinstance(platform, Lists) and not platform.static.repeats_after


def same_words(visible: Callable[[str], str], text: str, posts: Sequence[Seen]) -> list[Seen]:
    """The posts with these words as the network shows them; white space does not count."""
    words = _even(visible(text))
    return [seen for seen in posts if words and _even(seen.text) == words]


def unbooked(
    connection: Connection, posts: Sequence[Seen], channels: Collection[str]
) -> list[Seen]:
    """Those of an account's posts that no publication of its channels has booked."""
    return [seen for seen in posts if holder(connection, seen.remote_id, channels) is None]


def _even(text: str) -> list[str]:
    return normalize("NFC", text).split()


@dataclass(frozen=True, slots=True)
class _Account:
    posts: tuple[Seen, ...]


def _look(context: EngineContext, ready: Sequence[Ready]) -> None:
    """Ask the accounts of these whose last answer is too old, or that were never asked."""
    now = context.clock()
    known = context.seen_accounts.by_channel
    wanted = {p.channel: p for p, _, _ in ready if not _counts(known.get(p.channel), context)}
    networks = {p.channel: platform for p, _, platform in ready if p.channel in wanted}
    for name in [name for name, platform in networks.items() if not lists_freely(platform)]:
        del wanted[name]
        known[name] = Shown((), now + COUNTS)
    if not wanted:
        return

    def ask(platform: Platform, publication: Publication) -> _Account:
        assert isinstance(platform, Lists)
        return _Account(tuple(platform.recent(now - SPAN)))

    for name in wanted:
        known[name] = Shown((), now + AFTER_TROUBLE)
    at_hand = replace(context, connect=lambda channel: networks[channel.name])
    for publication, account in ask_all(at_hand, list(wanted.values()), ask):
        if account is not None:
            known[publication.channel] = Shown(account.posts, now + COUNTS)


def _counts(shown: Shown | None, context: EngineContext) -> bool:
    return shown is not None and context.clock() < shown.until


def _repeat_of(
    context: EngineContext, publication: Publication, variant: Variant, platform: Platform
) -> Seen | None:
    """The account's post with the same words that is none of ours, and no person has decided on."""
    shown = context.seen_accounts.by_channel.get(publication.channel)
    # If it was tried before, the post that is there may be its own: its network is asked anyway.
    if shown is None or not shown.posts or publication.tries or publication.remote_id:
        return None
    visible = platform.visible if isinstance(platform, Shows) else str
    alike = same_words(visible, variant.texts[0], shown.posts)
    if not alike:
        return None
    with context.database.read() as connection:
        others = unbooked(connection, alike, context.neighbours(publication.channel))
        if not others or unbooked_posts.is_decided(connection, publication.id):
            return None
        if _may_be_ours(connection, publication, variant):
            return None
    return others[0]


def _may_be_ours(connection: Connection, publication: Publication, variant: Variant) -> bool:
    """True while another publication of ours with these words waits for its receipt."""
    open_ = unbooked_posts.on_their_way(connection, publication.platform)
    texts = variants.load(connection, [p.variant_hash for p in open_ if p.id != publication.id])
    return any(other.texts[0] == variant.texts[0] for other in texts.values())


def _hold(context: EngineContext, publication: Publication, seen: Seen, report: TickReport) -> None:
    address = seen.url or seen.remote_id
    why = hold_in_words(Hold.FOREIGN, address)
    with context.database.write() as connection:
        done = publications.mark(
            connection,
            publication,
            Hold.FOREIGN,
            address,
            who=context.worker,
            now=context.clock(),
        )
    if done:
        report.held[publication.id] = why
        log.warning("Held %s: %s", publication.id, why, extra={"action": "foreign"})
