"""Check that networks which fetch pictures will find ours: a day before, not when a post is due.

::

    what goes out within a day → its pictures → each fetched once, as anybody would → what is wrong
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from analytics.metrics import utc
from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Publication, Variant
from campaign.platforms.public_media import addresses, links
from campaign.platforms.public_media.addresses import OPTION
from campaign.platforms.public_media.links import Expected
from campaign.storage import overview, publications, variants
from campaign.storage.database import Database

#: How far ahead publications are checked.
AHEAD: Final = timedelta(days=1)
#: How many publications are checked at most, the soonest first.
MOST: Final = 500
THREADS: Final = 8  # pictures fetched at once

Look = Callable[[Expected], str]


def unreachable(
    database: Database,
    channels: Mapping[str, Channel],
    now: datetime,
    *,
    ahead: timedelta = AHEAD,
    look: Look = links.trouble,
) -> list[tuple[Publication, str]]:
    """What goes out soon with a picture that its network would not find, and why, in words.

    The longest due first. `now` is UTC; `look` fetches one picture and gives what is wrong, "" for
    nothing. Only channels with a `public_media_url` that are not paused are checked. A picture that
    goes out several times is fetched once. Raises StorageError.
    """
    asked = {
        name: channel
        for name, channel in channels.items()
        if channel.options.get(OPTION) and not channel.paused
    }
    if not asked:
        return []
    with database.read() as connection:
        coming = overview.coming(connection, asked, utc(now, "now") + ahead, MOST).first
        finished = variants.load(connection, {each.variant_hash for each in coming})
    wanted = {
        each.id: list(_pictures(asked[each.channel], finished[each.variant_hash]))
        for each in coming
    }
    found = _looked({p for some in wanted.values() for p in some if isinstance(p, Expected)}, look)
    troubled = []
    for publication in coming:
        reasons = _reasons(wanted[publication.id], found)
        if reasons:
            troubled.append((publication, "; ".join(reasons)))
    return troubled


def troubles(
    database: Database,
    channels: Mapping[str, Channel],
    number: int,
    *,
    look: Look = links.trouble,
) -> tuple[str, ...]:
    """What is wrong with the pictures of one publication where its network fetches them, now.

    Empty when all can be fetched, and for a channel whose network fetches nothing.
    """
    with database.read() as connection:
        publication = publications.one(connection, number)
        channel = channels.get(publication.channel) if publication else None
        if publication is None or channel is None or not channel.options.get(OPTION):
            return ()
        variant = variants.load(connection, [publication.variant_hash])[publication.variant_hash]
    wanted = list(_pictures(channel, variant))
    found = _looked({each for each in wanted if isinstance(each, Expected)}, look)
    return tuple(_reasons(wanted, found))


def _pictures(channel: Channel, variant: Variant) -> Iterator[Expected | str]:
    """The pictures that a network must find for a variant; in words, what cannot be looked for."""
    for media in variant.media:
        try:
            base = addresses.base(channel)
            there = addresses.address(base, media.sha256, media.mime, channel.platform)
        except (ValueError, UnsupportedFeature) as error:
            yield str(error)
        else:
            yield Expected(there, media.sha256, media.mime, media.size)


def _looked(pictures: set[Expected], look: Look) -> dict[Expected, str]:
    """What is wrong with each; several are fetched at once."""
    some = sorted(pictures, key=lambda each: each.url)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="fetch") as pool:
        return dict(zip(some, pool.map(look, some), strict=True))


def _reasons(pictures: Sequence[Expected | str], found: Mapping[Expected, str]) -> list[str]:
    reasons = []
    for each in pictures:
        if isinstance(each, str):
            reasons.append(each)
        elif found[each]:
            reasons.append(f"{each.url}: {found[each]}")
    return list(dict.fromkeys(reasons))
