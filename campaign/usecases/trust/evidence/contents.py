"""Writes everything that an export holds into its ZIP, a post at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from campaign.config import Config
from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Media, Post, Registers
from campaign.storage import record_format
from campaign.storage.sealed_heads import Head, SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.usecases.trust.evidence import chain, index
from campaign.usecases.trust.evidence.archive import Archive
from campaign.usecases.trust.evidence.chain import Run
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.index import Told
from campaign.usecases.trust.evidence.portal import portal_table
from campaign.usecases.trust.evidence.portal_file import as_csv, as_workbook
from campaign.usecases.trust.evidence.rows import COLUMNS, answer_file, rows, words_file
from campaign.usecases.trust.evidence.tables import Tables, tables
from campaign.usecases.trust.proof import plain, setting, write_page
from campaign.usecases.trust.read_story import StoryReader
from campaign.usecases.trust.story import Story

#: Called after each post with how many are written and how many there will be.
Progress = Callable[[int, int], None]

_VERIFY = Path(__file__).with_name("verify.py")
_SAFE = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the contents come from; `now` (UTC) is when they are exported."""

    config: Config
    registers: Registers
    posts: Sequence[Post]
    media: MediaStore
    heads: SealedHeads
    stamps: StampFiles
    now: datetime


def write_contents(
    archive: Archive,
    connection: Connection,
    source: Source,
    span: Span,
    posts: Mapping[str, frozenset[int]],
    beside: Path,
    report: Progress | None = None,
) -> Run | None:
    """Write all of it; gives the part of the record that went in, None when there was none.

    `posts` are the publications by post. Files that are needed for a while lie `beside`.
    """
    needed = chain.run(connection, posts, span, _heads(source), _stamped(source))
    writing = _Writing(archive, connection, source, needed)
    with tables(beside, COLUMNS) as opened:
        for number, (post, ids) in enumerate(posts.items(), start=1):
            writing.post(post, ids, opened)
            if report is not None:
                report(number, len(posts))
        opened.put_into(archive)
    table = portal_table(*(connection, source.config, source.registers, source.posts, span))
    archive.add("portal/communication-activities.csv", as_csv(table))
    archive.add("portal/communication-activities.xlsx", as_workbook(table))
    if needed is not None:
        archive.add("record/entries.jsonl", chain.lines(connection, needed, posts, span))
        for number in needed.stamped:
            for name, data in _stamp(source, number):
                archive.add(f"record/stamps/{name}", data)
    archive.add("export.json", _json(_about(source, span, posts, writing, needed)))
    archive.add("index.html", index.page(source.config, span, writing.told, needed).encode())
    archive.add("README.txt", index.read_me(source.config.campaign.title, span).encode())
    archive.add("verify.py", _VERIFY.read_bytes())
    return needed


class _Writing:
    """What has been written so far; words and pictures that posts share are written once."""

    def __init__(
        self, archive: Archive, connection: Connection, source: Source, needed: Run | None
    ) -> None:
        self._archive = archive
        self._source = source
        register = source.registers.consents
        self._reader = StoryReader(connection, source.config, source.now, register)
        self._head = (needed.last, needed.head) if needed else None
        self._pictures: dict[str, str] = {}
        self.told: list[Told] = []

    @property
    def gone(self) -> list[str]:
        """The hashes of pictures that are not kept any more."""
        return sorted(digest for digest, file in self._pictures.items() if not file)

    def post(self, post: str, ids: frozenset[int], opened: Tables) -> None:
        """Write one post: page, values, words, pictures, what was sent, and its rows."""
        # When it was exported is no part of an export: the same contents are the same bytes.
        story = replace(self._reader.story(post, ids=ids), as_of=None, head=self._head)
        name = file_name(post)
        for media in story.pictures.values():
            self._picture(media)
        shown = setting(self._source.config, self._source.registers, story.activity)
        page = write_page(story, shown, self._beside_page)
        self._archive.add(f"posts/{name}.html", page.encode())
        self._archive.add(f"posts/{name}.json", _json(plain(story)))
        self._words(story)
        for table, cells in rows(story, self._pictures):
            opened.add(table, cells)
        self.told.append(index.told(story, f"posts/{name}.html"))

    def _picture(self, media: Media) -> None:
        if media.sha256 in self._pictures:
            return
        try:
            data = self._source.media.read(media.sha256)
        except StorageError:
            self._pictures[media.sha256] = ""  # the export says that it is gone
            return
        suffix = self._source.media.path(media.sha256, media.mime).suffix
        file = f"pictures/{media.sha256}{suffix}"
        self._archive.add(file, data)
        self._pictures[media.sha256] = file

    def _beside_page(self, media: Media) -> str | None:
        file = self._pictures.get(media.sha256)
        return f"../{file}" if file and not media.is_film else None

    def _words(self, story: Story) -> None:
        for account in story.accounts:
            for words in (account.words, *account.earlier):
                if words_file(words.hash) not in self._archive:
                    self._archive.add(words_file(words.hash), _json(plain(words.body)))
            for each in account.tries:
                sent = {
                    "publication": account.id,
                    "channel": account.channel,
                    "started": record_format.instant(each.started),
                    "variant": each.hash,
                    "key": each.key,
                    "outcome": each.outcome,
                    "payload": each.payload,
                    "answer": each.answer,
                }
                self._archive.add(answer_file(each.id), _json(sent))


def _heads(source: Source) -> Sequence[Head]:
    try:
        return source.heads.read().heads
    except OSError as error:
        raise StorageError(f"{source.heads.file}: cannot be read ({error.strerror})") from error


def _stamped(source: Source) -> list[int]:
    """The numbers of the entries that have a timestamp."""
    replies = source.stamps.folder.glob("*.tsr")
    return sorted(int(path.stem) for path in replies if path.stem.isdecimal())


def _stamp(source: Source, number: int) -> Iterator[tuple[str, bytes]]:
    """The three files of a timestamp: what was stamped, the request, the reply."""
    for suffix in ("txt", "tsq", "tsr"):
        path = source.stamps.folder / f"{number:06}.{suffix}"
        try:
            yield path.name, path.read_bytes()
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror})") from error


def file_name(post: str) -> str:
    """The name of a post's files: its id, or what no path can misunderstand."""
    return post if _SAFE.fullmatch(post) else sha256(post.encode()).hexdigest()[:32]


def _about(
    source: Source,
    span: Span,
    posts: Mapping[str, frozenset[int]],
    writing: _Writing,
    needed: Run | None,
) -> dict[str, object]:
    since, until = span.bounds
    return {
        "campaign": source.config.campaign.title,
        "first_day": span.first.isoformat(),
        "last_day": span.last.isoformat(),
        "zone": span.zone.key,
        "since": since,
        "until": until,
        "posts": sorted(posts),
        "publications": sorted(number for ids in posts.values() for number in ids),
        "pictures_gone": writing.gone,
        "record": plain(needed),
    }


def _json(value: object) -> bytes:
    return (record_format.canonical(value) + "\n").encode()
