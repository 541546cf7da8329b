"""Ask the networks that tell clicks by link, and find out whose links they are.

A day is asked for when it is over, and once more a day later, because networks count late. A link
belongs to the publication whose own link it is: exactly, or by the `utm_content` that it carries.
Links that no publication of the last weeks has are kept as nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import parse_qs, urlsplit

from analytics import clicks
from analytics.clicks import Out
from analytics.collect import Failure
from analytics.period import Kind, Period
from campaign.errors import CampaignError
from campaign.model import Channel, Publication, Variant
from campaign.platforms.protocols import Platform, TellsLinkClicks
from campaign.storage import publications, variants
from campaign.storage.database import Database

#: How many days back a day may still be asked for: the service was down, or had no network.
_BACK: Final = 7
#: For how long a post's link is followed at all, as far as this looks.
_FOLLOWED: Final = timedelta(days=60)
_LATE: Final = timedelta(days=1)


def take_link_clicks(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    zone: tzinfo,
    now: datetime,
) -> list[Failure]:
    """Take what is due at `now` (UTC), by the days of a zone; gives the channels that failed.

    Raises StorageError.
    """
    failures = []
    for name, channel in channels.items():
        if channel.paused:
            continue
        try:
            platform = connect(channel)
            if isinstance(platform, TellsLinkClicks):
                _take(database, channel, platform, zone, now)
        except CampaignError as error:
            failures.append(Failure(name, str(error)))
    return failures


def _take(
    database: Database, channel: Channel, platform: TellsLinkClicks, zone: tzinfo, now: datetime
) -> None:
    """The days of one channel that are due; one without a publication is not asked about."""
    today = now.astimezone(zone).date()
    with database.read() as connection:
        known = clicks.told_days(connection, channel.name, today - timedelta(days=_BACK))
    days = [day for day in _days(today) if _is_due(day, known.get(day), zone, now)]
    if not days:
        return
    out = _out(database, channel.name, now)
    if not out:
        return
    for day in days:
        since, until = _window(day, zone)
        told = platform.link_clicks(since, until)
        found = {link: (number, _owner(link, until, out)) for link, number in told.items() if link}
        with database.write() as connection:
            clicks.put_told(connection, channel.name, day, found, now)


def _days(today: date) -> Iterable[date]:
    return (today - timedelta(days=back) for back in range(_BACK, 0, -1))


def _window(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    return Period(Kind.SPAN, day, day).window(zone)


def _is_due(day: date, asked: datetime | None, zone: tzinfo, now: datetime) -> bool:
    """Whether a day that is over was not asked for, or only when it was just over."""
    settled = _window(day, zone)[1] + _LATE
    return asked is None or (asked < settled <= now)


def _out(database: Database, channel: str, now: datetime) -> list[tuple[Publication, Variant]]:
    """What went out on a channel lately and has a link, the newest first."""
    with database.read() as connection:
        some = publications.published(connection, since=now - _FOLLOWED, withdrawn=True)
        ours = [each for each in some if each.channel == channel]
        kept = variants.load(connection, {each.variant_hash for each in ours})
    found = [(each, kept[each.variant_hash]) for each in ours if kept[each.variant_hash].link]
    return sorted(found, key=lambda pair: pair[0].published_at or now, reverse=True)


def _owner(link: str, until: datetime, out: Iterable[tuple[Publication, Variant]]) -> Out | None:
    """The publication that a link is of: the one that went out last before the day was over."""
    content = _content(link)
    for publication, variant in out:
        since = publication.published_at
        if since is None or since >= until:
            continue
        ours = {variant.link, variant.leads_to} - {""}
        if link in ours or (content and content in {_content(each) for each in ours}):
            return Out(publication.id, publication.channel, since)
    return None


def _content(link: str) -> str:
    """What a link carries as `utm_content`, "" for nothing."""
    try:
        return parse_qs(urlsplit(link).query).get("utm_content", [""])[-1]
    except ValueError:
        return ""
