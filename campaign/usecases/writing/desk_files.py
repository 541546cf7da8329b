"""The calendar's files as the desk works with them: where a post is, and who may change it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from campaign import folder_lock, git_state, post_files
from campaign.calendar.decode import decode
from campaign.calendar.read import read_post
from campaign.calendar.select import select
from campaign.calendar.touched import language_of
from campaign.config import Config
from campaign.content import Content
from campaign.errors import CampaignError, ContentError, Mistake, Place, StorageError
from campaign.model import Post
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act, may
from campaign.spreadsheet import import_journal
from campaign.storage.database import Database
from campaign.storage.trust import people

_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Files:
    """The content as it was read last, and what is needed to change it.

    `wait` lets seconds pass, for when two people save at the same moment.
    """

    content: Content
    config: Config
    database: Database
    wait: Callable[[float], object]

    @property
    def calendar(self) -> Path:
        """The folder of the posts."""
        return self.content.folder / "calendar"

    def path(self, post: str) -> Path:
        """The file of a post, also of one that cannot be read; raises CampaignError for none.

        A post that cannot be read has the name of its file, without the ending.
        """
        for each in self.content.posts:
            if each.id == post:
                return self.content.path(each.place)
        for path in self.all():
            if path.stem == post:
                return path
        raise CampaignError(f"there is no post {post}")

    def all(self) -> Iterator[Path]:
        """Every file of the calendar that is read as a post."""
        if not self.calendar.is_dir():
            return
        for path in sorted(self.calendar.rglob("*")):
            inside = path.relative_to(self.calendar).parts
            if path.suffix.casefold() in _SUFFIXES and not any(
                part.startswith((".", "~", "#")) for part in inside
            ):
                yield path

    def name(self, path: Path) -> str:
        """What messages call a file ("content/calendar/labs.yaml")."""
        return path.relative_to(self.content.folder.parent).as_posix()

    def locate(self, file: str) -> Path:
        """The path of a file by that name."""
        return self.content.folder.parent / file

    def of(self, path: Path) -> tuple[bytes, str]:
        """The bytes of a file and its text; raises ContentError when it is gone, or no text."""
        data, file = post_files.read_bytes(path), self.name(path)
        if data is None:
            message = "the file is not there any more"
            raise ContentError(Mistake(Place(file), message, "it was moved, renamed or deleted"))
        return data, decode(data, file)

    def post_in(self, text: str, file: str) -> Post | None:
        """The post that a file's text says; None when it has mistakes."""
        try:
            return read_post(text, file, self.content.known)
        except ContentError:
            return None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one who writes; raises StorageError while nothing may be written, and why."""
        folder = self.content.folder
        import_journal.settle(folder)
        with folder_lock.locked(folder, self.wait):
            if import_journal.is_pending(folder):
                raise StorageError(
                    f"{folder}: an import of a sheet was interrupted a moment ago; try again"
                )
            if merging := git_state.under_way(folder):
                raise StorageError(str(merging))
            yield

    def demand(
        self,
        connection: Connection,
        actor: Actor,
        before: Post | None,
        after: Post | None,
        keys: Collection[str],
    ) -> Actor:
        """Give the actor as known now, when they may change these keys; raises Forbidden.

        They need the right to edit in every region that reads what they change, before and after.
        A language that none of the post's channels speaks, such as its source's, is the business of
        all of the post's regions. Where the post goes nowhere, the right in one region is enough.
        """
        regions = {
            region
            for post in (before, after)
            if post is not None
            for key in keys
            for region in self._readers(post, key)
        }
        if before is None and after is None:
            regions = {EVERYWHERE}
        if not regions:
            known = people.current(connection, actor)
            mine = [each for each in self.config.regions if may(known, Act.EDIT, each)]
            regions = {mine[0] if mine else EVERYWHERE}
        return people.demand(connection, actor, Act.EDIT, regions)

    def _readers(self, post: Post, key: str) -> frozenset[str]:
        """The regions that read what stands under a key; all of the post's where none of them does.

        None at all for a post that goes to no channel.
        """
        channels = tuple(self.config.channels.values())
        try:
            names = select(post.channels, channels, self.config.regions, post.place)
        except ContentError:  # a region or a channel that is not in the configuration any more
            return frozenset({EVERYWHERE})
        own = [channel for channel in channels if channel.name in names]
        language = language_of(key)
        some = [each for each in own if language in ("", each.language)]
        return frozenset(each.region for each in some or own)
