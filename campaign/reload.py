"""A service that heeds an edited configuration: its jobs work by the newest one that can be used.

::

    file changed? ─read→ mistakes: all are said once, and the old one stays in force
                       → good: the next job has a workspace by it, and what has not left yet is
                         judged by it; what needs a restart keeps its value, and that is said
    database replaced?   → the next job opens the one that stands there now
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar

from campaign.bootstrap import Clock, Wait, Workspace, read_config, settings
from campaign.config import Config
from campaign.engine.context import EngineContext, SeenAccounts, Unrecorded
from campaign.engine.drain import forsake
from campaign.errors import ConfigError, StorageError
from campaign.model import Channel
from campaign.platforms.protocols import Platform
from campaign.timekeeping import Timekeeper

log = logging.getLogger(__name__)

T = TypeVar("T")

#: What a running service keeps though the file says something else, as the file calls it, and why.
FIXED: Final[Mapping[str, tuple[str, str]]] = {
    "database": ("database", "what is in flight is written down where it began"),
    "var": ("var in [paths]", "its database, pictures and keys lie there"),
    "content": ("content in [paths]", "its folders are settled when it starts"),
    "assets": ("assets in [paths]", "its folders are settled when it starts"),
    "workers": ("workers in [run]", "the number of its threads is settled when it starts"),
    "tick": ("tick in [run]", "its timetable is settled when it starts"),
}

_MOMENT = 0.1  # seconds in which a file that is being written changes again
_WRITTEN = 20  # such moments are waited for at most
_AGAIN = 10.0  # seconds until credentials that a configuration lacks are looked for again


class Service:
    """The workspaces of one service, one for each of its roles, by the newest configuration.

    A role is a thread, or some that never connect to a network at the same time; all roles share
    one clock. `environ` holds the secrets, `clock` gives this machine's time in UTC. Raises
    ConfigError when the configuration cannot be used at the start. Many threads may use it.
    """

    def __init__(self, file: Path, environ: Mapping[str, str], clock: Clock, wait: Wait) -> None:
        self._file = file
        self._wait = wait
        self._lock = RLock()
        self._stamp = _stamp(file)
        self.config: Config = read_config(file)
        self.keeper = Timekeeper(clock)
        self._open: Callable[[], Workspace] = lambda: Workspace(
            self.config, environ, clock, wait, self.keeper
        )
        self._channels = Newest(lambda: self.config.channels)
        self._regions = Newest(lambda: self.config.regions)
        self._workspaces: dict[str, Workspace] = {}
        self._secrets: Mapping[str, str] = {}
        self._unrecorded: dict[str, Unrecorded] = {}
        self._outdated: list[Workspace] = []
        self._seen_accounts: dict[str, SeenAccounts] = {}
        self._wanted: Config | None = None
        self._tried = -_AGAIN
        self._refused = ""
        self._kept: dict[str, object] = {}

    def look(self) -> None:
        """Read the configuration if its file has changed, and say in the log what came of it."""
        with self._lock:
            if _stamp(self._file) != self._stamp:
                self._stamp = self._settled()
                self._wanted, self._tried = self._read(), -_AGAIN
            if self._wanted is not None and time.monotonic() - self._tried >= _AGAIN:
                self._tried = time.monotonic()
                self._take(self._wanted)

    def workspace(self, role: str) -> Workspace:
        """The workspace of a role, by the newest configuration; its database is opened once.

        It is opened anew when another file was put in its place.
        """
        self.look()
        return self._newest(role)

    def engine_context(self, role: str, **other: Any) -> EngineContext:
        """What one job needs to publish or to settle; raises ConfigError and StorageError.

        While it works, what has not left is judged by the newest configuration. `other` are
        further values of the context.
        """
        made = self.workspace(role).engine_context()
        return replace(
            made,
            channels=self._channels,
            regions=self._regions,
            connect=lambda channel: self._connect(role, channel),
            unrecorded=self._unrecorded.setdefault(role, made.unrecorded),
            seen_accounts=self._seen_accounts.setdefault(role, made.seen_accounts),
            **other,
        )

    def close(self) -> None:
        """Give the databases back."""
        for opened in (*self._workspaces.values(), *self._outdated):
            opened.close()

    def _connect(self, role: str, channel: Channel) -> Platform:
        """A channel's network by the newest settings, whichever a round of questions began with.

        Who is at work stays with the database that it began with, also when that was replaced: it
        has receipts to write down, or to keep, and nothing of it leaves any more.
        """
        opened = self._newest(role, at_work=True)
        return opened.connect_to_publish(opened.config.channels.get(channel.name, channel))

    def _newest(self, role: str, *, at_work: bool = False) -> Workspace:
        with self._lock:
            opened = self._workspaces.get(role)
            if opened is not None and not at_work and opened.is_outdated:
                self._leave(role, opened)
                opened = None
            if opened is None:
                opened = self._open()
            elif opened.config is not self.config:
                # Who works with the former one ends by it. Nothing of it is closed: both have the
                # same database, and a network that no one uses any more holds nothing open.
                opened = opened.with_config(self.config, self._secrets)
            self._workspaces[role] = opened
            return opened

    def _leave(self, role: str, former: Workspace) -> None:
        """Go on with the database that was put in the place of the one that a role had open.

        Whoever still works with that one ends by it, and nothing of theirs leaves.
        """
        self._outdated.append(former)
        if role in self._unrecorded:
            forsake(self._unrecorded.pop(role), former.journal, former.now())
        self._seen_accounts.pop(role, None)
        log.error(
            "The database was replaced: %s goes on with the one that is there now",
            role,
            extra={"action": "database_replaced", "role": role},
        )

    def _settled(self) -> tuple[int, int, int] | None:
        """How the file stands once nobody is in the middle of writing it."""
        stamp = _stamp(self._file)
        for _ in range(_WRITTEN):
            self._wait(_MOMENT)
            before, stamp = stamp, _stamp(self._file)
            if stamp == before:
                break
        return stamp

    def _read(self) -> Config | None:
        try:
            return read_config(self._file)
        except ConfigError as error:
            self._refuse(error)
            return None

    def _take(self, wanted: Config) -> None:
        """Put a configuration without mistakes in force, if its credentials are there."""
        try:
            secrets = self._newest("config").secrets_of(wanted)
        except ConfigError as error:
            self._refuse(error)
            return
        except StorageError as error:
            log.debug("Looks again for credentials: %s", error, extra={"action": "config_waits"})
            return
        before, self._wanted, self._refused = self.config, None, ""
        self._say_kept(wanted)
        new = replace(wanted, **{name: getattr(before, name) for name in FIXED})
        if new == before:
            return
        self._channels.remember()
        self._regions.remember()
        self._secrets, self.config = secrets, new
        log.info(
            "Works by the changed configuration from now on%s",
            _told(before, new),
            extra={"action": "config_reloaded"},
        )

    def _refuse(self, error: ConfigError) -> None:
        """Say all mistakes in one line of the log, once."""
        if str(error) != self._refused:
            self._refused = str(error)
            log.error(
                "The changed configuration cannot be used, the former one stays in force:\n%s",
                error,
                extra={"action": "config_refused"},
            )

    def _say_kept(self, wanted: Config) -> None:
        for name, (key, why) in FIXED.items():
            value = getattr(wanted, name)
            if value == getattr(self.config, name):
                self._kept.pop(name, None)
            elif value != self._kept.get(name):
                self._kept[name] = value
                log.warning(
                    "%s was changed in %s: restart the service to have it so, because %s",
                    *(key, self._file, why),
                    extra={"action": "config_needs_restart", "setting": name},
                )


class Newest(Mapping[str, T]):
    """What the newest configuration has of one kind, by name.

    `[]` also gives what has left it, as it last stood, as a `defaultdict` gives what it does not
    have: whoever is in the middle of a step can end it. Nothing else knows what has left.
    """

    def __init__(self, read: Callable[[], Mapping[str, T]]) -> None:
        self._read = read
        self._left: dict[str, T] = {}

    def remember(self) -> None:
        """Before another configuration comes: keep what this one has."""
        self._left = {**self._left, **self._read()}

    def get(self, name: str, default: Any = None) -> Any:
        """What is there by this name."""
        return self._read().get(name, default)

    def __getitem__(self, name: str) -> T:
        found = self._read()
        return found[name] if name in found else self._left[name]

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes when a file is written or replaced; None while there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _told(before: Config, after: Config) -> str:
    """Which channels and regions are new, gone or changed, as the end of a sentence."""
    parts = []
    for kind in ("channels", "regions"):
        old, new = getattr(before, kind), getattr(after, kind)
        changed = [n for n in new if n in old and settings(new[n]) != settings(old[n])]
        for word, some in (
            ("new", [n for n in new if n not in old]),
            ("gone", [n for n in old if n not in new]),
            ("changed", changed),
        ):
            if some:
                parts.append(f"{word} {kind}: {', '.join(some)}")
    return f" ({'; '.join(parts)})" if parts else ""
