"""What every route of the desk works with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock, RLock
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request

from campaign.bootstrap import Workspace
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model.people import Actor
from campaign.storage.database import Database
from campaign.usecases.writing.composer import Composer
from campaign.usecases.writing.desk_files import Files
from campaign.web.calendar_cache import UNLOOKED, Calendar, CalendarCache
from campaign.web.moments import FRESH, Moments
from campaign.web.standing import Standing, for_visitor, read_standing

T = TypeVar("T")

_PURPOSE: Final = "desk"


class Desk:
    """One campaign's desk.

    `opened` gives the workspace by the newest configuration; many threads ask for it. Networks are
    asked by one thread at a time, see `network`. `fresh` is for how many seconds what does not
    depend on who asks is given again, see `moment`.
    """

    def __init__(
        self, opened: Callable[[], Workspace], *, demo: bool = False, fresh: float = FRESH
    ) -> None:
        self._opened = opened
        self._calendar = CalendarCache(min(fresh, UNLOOKED))
        self._composer: tuple[Calendar, Composer] | None = None
        self._composing = Lock()
        self._moments = Moments(fresh)
        self._asking = Lock()
        self._opening = RLock()
        self.demo = demo
        with self._opening:
            self.prepare()
        #: Signs what comes back from browsers; all processes of a campaign have the same.
        self.key = self.workspace.keyring.signing_keys(_PURPOSE)[-1]

    def prepare(self) -> None:
        """Open what the first visitor would otherwise wait for; raises StorageError."""
        workspace = self.workspace
        _ = workspace.database, workspace.brand, workspace.known_limits

    @property
    def workspace(self) -> Workspace:
        """The campaign's workspace. Ask no network through it but within `network`."""
        return self._opened()

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self.workspace.config

    @property
    def database(self) -> Database:
        """The database that is open; raises StorageError when its file is not there any more."""
        with self._opening:  # two threads that open it at once would open it twice
            found = self.workspace.database
        found.file.check()  # what is written into a file that was taken away, nobody finds again
        return found

    def now(self) -> datetime:
        """The time (UTC) by the clock that publishing uses."""
        return self.workspace.now()

    def calendar(self) -> Calendar:
        """The calendar by the files as they stand; raises StorageError."""
        return self._calendar.get(self.workspace, self.now)

    def usable_calendar(self) -> Calendar | None:
        """The same, None where it cannot be had at all."""
        try:
            return self.calendar()
        except CampaignError:  # the pages that need it say what is wrong with it
            return None

    def composer(self) -> Composer:
        """What one post is composed with, by the files as they stand; raises StorageError."""
        calendar = self.calendar()
        with self._composing:
            if self._composer is None or self._composer[0] is not calendar:
                made = self.workspace.composer(calendar.content, calendar.made)
                self._composer = (calendar, made)
            return self._composer[1]

    def files(self) -> Files:
        """The calendar's files, to read and to change; raises StorageError."""
        content = self.calendar().content
        return Files(content, self.config, self.database, self.workspace.wait)

    def standing(self, actor: Actor) -> Standing:
        """How the campaign stands for somebody; raises StorageError."""
        calendar = self.usable_calendar()
        found = self.moment(
            ("standing", id(calendar)), lambda: read_standing(self.workspace, calendar)
        )
        return for_visitor(found, actor)

    def moment(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` gives, or gave to somebody a moment ago under the same key.

        For what does not depend on who asks. An act at this desk ends the moment.
        """
        return self._moments.get(key, read)

    def changed(self) -> None:
        """Something was done at this desk: what was read before is old."""
        self._moments.changed()
        self._calendar.look_again()

    @contextmanager
    def network(self) -> Iterator[Workspace]:
        """The workspace, to ask networks: no two threads use one connection at the same time."""
        with self._asking:
            yield self.workspace


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(_desk)]
