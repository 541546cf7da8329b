"""Write feeds of what is out, and calendars of that and what is planned, for sites to embed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from campaign.bounded_file import read_file
from campaign.config import Config
from campaign.errors import StorageError
from campaign.feeds import Feed, atom, calendar, rss, tag
from campaign.file_modes import is_private
from campaign.model import Limits
from campaign.spreadsheet.replace import replace_files
from campaign.storage.database import Database
from campaign.usecases.sharing.feed_items import FeedItem, Stream, read_stream, speaker


@dataclass(frozen=True, slots=True)
class Written:
    """The files, those of them that changed, and how many posts they are about.

    `published` are out and `planned` still to come. `unapproved` are planned too, but in no
    calendar until they are approved.
    """

    files: tuple[Path, ...]
    changed: tuple[Path, ...]
    published: int
    planned: int
    unapproved: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the files of one name hold: everything, or one region's or one language's part."""

    name: str
    title: str
    region: str = ""
    language: str = ""
    spoken: str = ""

    def takes(self, item: FeedItem) -> bool:
        """True when the item is of that region and language."""
        return self.region in ("", item.region) and self.language in ("", item.language)


def write_feeds(
    database: Database,
    config: Config,
    folder: Path,
    limits: Callable[[str], Limits],
    *,
    region: str = "",
    language: str = "",
    latest: int,
) -> Written:
    """Write the files of all, of each region and of each language, or only those of the one named.

    `limits` gives a network's limits by its name: of a post's texts, the one of the network with
    most room is used. A feed has its `latest` entries (0: all), a calendar all events. A file whose
    content would not change is left as it is. Raises StorageError when the folder cannot be
    written.
    """
    stream = read_stream(database, config, limits)
    items = stream.items
    files: dict[Path, bytes] = {}
    for choice in _choices(config, stream, region, language):
        files |= _files(
            folder, choice, [each for each in items if choice.takes(each)], config, latest
        )
    changed = {path: data for path, data in files.items() if not _holds(path, data)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be made ({error.strerror})") from error
    replace_files(changed)
    mode = 0o600 if is_private(folder, config.var) else 0o644
    try:
        for path in files:
            path.chmod(mode)
    except OSError as error:
        raise StorageError(f"{folder}: its rights cannot be set ({error.strerror})") from error
    chosen = _Choice("", "", region, language)
    counted = [each.entry is not None for each in items if chosen.takes(each)]
    return Written(
        tuple(files),
        tuple(changed),
        sum(counted),
        len(counted) - sum(counted),
        sum(
            region in ("", speaking) and language in ("", spoken)
            for _, _, speaking, spoken in stream.unapproved
        ),
    )


def _choices(config: Config, stream: Stream, region: str, language: str) -> Iterator[_Choice]:
    """All files, or those of the one region, the one language, or the two together."""
    title = config.campaign.title
    spoken = {name: each.languages for name, each in config.regions.items()}
    if region or language:
        names = [f"region-{region}"] if region else []
        names += [f"language-{language}"] if language else []
        named = speaker(config, region, language) if region else language
        named += f" ({language})" if region and language else ""
        only = spoken.get(region, ())
        yield _Choice(
            "-".join(names),
            f"{title}: {named}",
            region,
            language,
            language or (only[0] if len(only) == 1 else ""),
        )
        return
    yield _Choice("all", title)
    # Also those that the configuration no longer has: a withdrawn post must leave their files too.
    for name in dict.fromkeys([*config.regions, *stream.regions]):
        yield from _choices(config, stream, name, "")
    for name in dict.fromkeys([*config.campaign.languages, *stream.languages]):
        yield from _choices(config, stream, "", name)


def _files(
    folder: Path, choice: _Choice, items: Sequence[FeedItem], config: Config, latest: int
) -> dict[Path, bytes]:
    campaign = config.campaign
    entries = [each.entry for each in reversed(items) if each.entry is not None]
    feed = Feed(
        tag(campaign.site, campaign.name, "feeds", choice.name),
        choice.title,
        campaign.site,
        choice.spoken,
        datetime.combine(campaign.start, time(), UTC),
        tuple(entries[:latest] if latest else entries),
    )
    base = f"{config.feeds.rstrip('/')}/{choice.name}" if config.feeds else ""
    return {
        folder / f"{choice.name}.atom": atom(feed, base and f"{base}.atom"),
        folder / f"{choice.name}.rss": rss(feed, base and f"{base}.rss"),
        folder / f"{choice.name}.ics": calendar(choice.title, (each.event for each in items)),
    }


def _holds(path: Path, data: bytes) -> bool:
    try:
        return read_file(path, len(data)) == data
    except OSError:
        return False
