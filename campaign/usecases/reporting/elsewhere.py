"""Posts on the campaign's channels that the program did not publish: named by a person or a table.

A post is known by its address, and is taken once: neither two people nor two tables name it twice,
and what the campaign has published itself is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from analytics import by_hand, elsewhere
from analytics.by_hand import About, Entered
from analytics.elsewhere import Elsewhere, NoAddress, same_address
from analytics.metrics import METRICS
from campaign.bounded_file import MEGABYTE, UnfitFile, read_file
from campaign.calendar.known import did_you_mean
from campaign.config import Config
from campaign.errors import CampaignError, ContentError, Mistake, Place
from campaign.model import Channel
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.tables import publications
from campaign.storage.trust import people
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.reporting.written_numbers import NotACount, read_count

LONGEST: Final = 500  # characters of a headline, a source or an id
MOST: Final = 2000  # rows of one table
#: What a table may have; the first three it must have.
COLUMNS: Final = ("url", "channel", "published", "headline", "language", "id", "source", *METRICS)
_NEEDED: Final = COLUMNS[:3]


class PostRefused(CampaignError):
    """A post that cannot be named; nothing was written."""


@dataclass(frozen=True, slots=True)
class Named:
    """A post as somebody names it; `published` is text, read on the wall of the channel's zone.

    `counts` are figures by their metric, as text. An empty text is what nobody knows.
    """

    url: str
    channel: str
    published: str
    headline: str = ""
    language: str = ""
    remote_id: str = ""
    source: str = ""
    counts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    post: Elsewhere
    counts: Mapping[str, int]


def add(
    database: Database, config: Config, named: Named, *, actor: Actor, now: datetime
) -> Elsewhere:
    """Name one post at `now` (UTC); raises PostRefused and Forbidden."""
    checked, why = _checked(config, named, actor.name, now)
    if checked is None:
        raise PostRefused("; ".join(why))
    (found,) = _kept(database, [checked], [""], actor=actor)
    return found


def import_table(
    database: Database, config: Config, path: Path, *, actor: Actor, now: datetime
) -> tuple[Elsewhere, ...]:
    """Name every post of a CSV file at `now` (UTC): all of them, or none.

    Raises ContentError with every mistake of the file and its line, PostRefused for addresses that
    are there already, and Forbidden.
    """
    rows = read(path)
    found: list[_Checked] = []
    mistakes: list[Mistake] = []
    lines: dict[str, int] = {}
    for line, named in rows:
        checked, why = _checked(config, named, actor.name, now, path.name)
        if checked is not None:
            address = same_address(checked.post.url)
            if address in lines:
                why.append(f"{named.url} is in line {lines[address]} already")
            else:
                lines[address] = line
                found.append(checked)
        mistakes += [Mistake(Place(str(path), line), each, _MEND) for each in why]
    if mistakes:
        raise ContentError(mistakes)
    places = [f"line {line}: " for line in lines.values()]
    return _kept(database, found, places, actor=actor)


_MEND: Final = "mend the line and import the file again: nothing was written"


def read(path: Path) -> list[tuple[int, Named]]:
    """The rows of a CSV file, each with its line; raises ContentError.

    UTF-8; commas, semicolons or tabs between the cells, as its heading has them. Empty rows are
    left out.
    """
    text = _text(path)
    heading = text.partition("\n")[0]
    sign = max(",;\t", key=heading.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=sign, strict=True)
    try:
        names = [each.strip().casefold() for each in next(reader, [])]
        _check_heading(path, names)
        found: list[tuple[int, Named]] = []
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            if len(found) == MOST:
                raise _error(path, reader.line_num, f"more than {MOST} posts", "make two files")
            row = dict(zip(names, (each.strip() for each in cells), strict=False))
            found.append((reader.line_num, _named(row)))
    except csv.Error as error:
        raise _error(path, reader.line_num, f"this is no CSV: {error}", "save it anew") from error
    if not found:
        raise _error(path, 1, "there is no post in it", "write one row a post below the heading")
    return found


def _text(path: Path) -> str:
    try:
        return read_file(path, 10 * MEGABYTE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, 0, "it is not UTF-8", 'save it as "CSV UTF-8"') from error
    except UnfitFile as error:
        raise _error(path, 0, error.strerror or "it cannot be read", error.remedy) from error
    except OSError as error:
        raise _error(path, 0, error.strerror or "it cannot be read", "look at its name") from error


def _check_heading(path: Path, names: Sequence[str]) -> None:
    lacking = [each for each in _NEEDED if each not in names]
    if lacking:
        some = ", ".join(lacking)
        raise _error(path, 1, f"its heading lacks {some}", f"it may have: {', '.join(COLUMNS)}")
    strange = [each for each in names if each and each not in COLUMNS]
    if strange:
        message = f'no column is called "{strange[0]}"'
        raise _error(path, 1, message, did_you_mean(strange[0], COLUMNS))
    if len({each for each in names if each}) != len([each for each in names if each]):
        raise _error(path, 1, "a column is there twice", "leave one of the two out")


def _named(row: Mapping[str, str]) -> Named:
    return Named(
        url=row.get("url", ""),
        channel=row.get("channel", ""),
        published=row.get("published", ""),
        headline=row.get("headline", ""),
        language=row.get("language", ""),
        remote_id=row.get("id", ""),
        source=row.get("source", ""),
        counts={each: row[each] for each in METRICS if row.get(each)},
    )


def _error(path: Path, line: int, message: str, remedy: str) -> ContentError:
    return ContentError(Mistake(Place(str(path), line), message, remedy))


def _checked(
    config: Config, named: Named, who: str, now: datetime, file: str = ""
) -> tuple[_Checked | None, list[str]]:
    """A post that can be kept, or everything that is wrong with it."""
    why: list[str] = []
    try:
        same_address(named.url)
    except NoAddress as error:
        why.append(str(error))
    channel = config.channels.get(named.channel)
    if channel is None:
        some = did_you_mean(named.channel, config.channels)
        why.append(f'there is no channel "{named.channel}": {some}')
    published = None if channel is None else _instant(named.published, channel, config, why)
    if published is not None and published > now:
        why.append(f"{named.published} has not come yet")
    for name, text in (("headline", named.headline), ("source", named.source)):
        if len(text) > LONGEST:
            why.append(f"the {name} has more than {LONGEST} characters")
    if len(named.remote_id) > LONGEST or not named.remote_id.isprintable():
        why.append("the id is none that a network gives")
    counts = _counts(named.counts or {}, channel, why)
    if why or channel is None or published is None:
        return None, why
    headline = " ".join(named.headline.split()) or named.url.strip()
    post = Elsewhere(
        url=named.url.strip(),
        channel=channel.name,
        platform=channel.platform,
        region=channel.region,
        language=named.language or channel.language,
        headline=headline,
        published_at=published,
        source=" ".join(named.source.split()) or file,
        who=who,
        at=now,
        remote_id=named.remote_id.strip(),
    )
    return _Checked(post, counts), why


def _instant(text: str, channel: Channel, config: Config, why: list[str]) -> datetime | None:
    """When a post went out: an instant with its offset, a wall time, or a day, taken at noon."""
    words = text.strip()
    try:
        exact = datetime.fromisoformat(words)
        if exact.tzinfo is not None:
            return exact
    except ValueError:
        pass
    try:
        day = date.fromisoformat(words)
    except ValueError:
        pass
    else:
        return datetime.combine(day, time(12), channel.zone)
    try:
        return instant(words, channel.zone, config.campaign.start)
    except NoTime as error:
        why.append(f'published "{text}": {error}' if words else "published: write 2026-12-03 10:00")
        return None


def _counts(
    counts: Mapping[str, str], channel: Channel | None, why: list[str]
) -> Mapping[str, int]:
    found = {}
    for metric, text in counts.items():
        try:
            number = read_count(text, channel.language if channel else "")
        except NotACount as error:
            why.append(f'{metric} "{text}": {error}')
        else:
            if number is not None:
                found[metric] = number
    return found


def _kept(
    database: Database, some: Sequence[_Checked], places: Sequence[str], *, actor: Actor
) -> tuple[Elsewhere, ...]:
    """Write the posts and their counts down, all of them or none."""
    kept: list[Elsewhere] = []
    with database.write() as connection:
        regions = sorted({each.post.region for each in some})
        who = people.demand(connection, actor, Act.FIGURES, regions).name
        own = _own_addresses(connection, [each.post for each in some])
        why = []
        for place, each in zip(places, some, strict=True):
            if (address := same_address(each.post.url)) in own:
                why.append(f"{place}{each.post.url} is a post that the campaign published itself")
            elif there := elsewhere.of_addresses(connection, [address]):
                why.append(f"{place}{each.post.url} was named by {there[0].who} already")
        if why:
            raise PostRefused(f"nothing was written: {'; '.join(why)}")
        for place, each in zip(places, some, strict=True):
            number = elsewhere.add(connection, _by(each.post, who))
            if number is None:  # somebody else was first, at this very moment
                raise PostRefused(f"nothing was written: {place}{each.post.url} is there already")
            post = _by(each.post, who, number)
            kept.append(post)
            _recorded(connection, post, each.counts)
            for metric, count in each.counts.items():
                about = About(publication=-number)
                entered = Entered(about, metric, count, post.source, who, post.at)
                by_hand.add(connection, entered)
        record.chain(connection)
    return tuple(kept)


def _own_addresses(connection: Connection, some: Iterable[Elsewhere]) -> set[str]:
    """The addresses of what the campaign has published on the channels of these posts."""
    channels = sorted({each.channel for each in some})
    query = select(publications.c.url).where(
        publications.c.channel.in_(channels), publications.c.url != ""
    )
    found = set()
    for url in connection.scalars(query):
        try:
            found.add(same_address(url))
        except NoAddress:
            continue  # a network that gives none of the web
    return found


def _by(post: Elsewhere, who: str, number: int = 0) -> Elsewhere:
    return replace(post, who=who, number=number)


def _recorded(connection: Connection, post: Elsewhere, counts: Mapping[str, int]) -> None:
    record.append(
        connection,
        RecordAct.POST_NAMED,
        who=post.who,
        now=post.at,
        details={"channel": post.channel, "number": post.number, "counts": dict(counts)},
        private={"url": post.url, "source": post.source},
    )
