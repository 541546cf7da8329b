"""The only place where everything is joined: a workspace, and what can be done in it."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection

from campaign import config as configuration
from campaign import zone_data
from campaign.config import Config
from campaign.engine.budgets import Budgets, budgets_of
from campaign.engine.context import EngineContext
from campaign.engine.former_channels import FormerChannels
from campaign.errors import ConfigError, Mistake, Place, StorageError
from campaign.file_names import find, nearest
from campaign.media import MediaStore, read_media
from campaign.model import Channel, Dismissal, Kept, Limits, Region, ServerLimits
from campaign.platforms import registry
from campaign.platforms.protocols import Platform, Writer
from campaign.storage import frames, server_limits, timestamps
from campaign.storage.database import Database, exists, open_database
from campaign.storage.journal import Journal
from campaign.storage.sealed_heads import SealedHeads, keep_head
from campaign.storage.secrets.credentials import Safe, brought
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.server_limits import Server
from campaign.storage.stamps import StampFiles
from campaign.storage.trust import dismissals
from campaign.timekeeping import Timekeeper
from campaign.usecases.planning.known_limits import KnownLimits

if TYPE_CHECKING:
    from campaign.calendar.frame_choice import Settled
    from campaign.cards.brand import Brand
    from campaign.content import Content
    from campaign.own_pictures import OwnPictures
    from campaign.pictures import Prepared
    from campaign.text_languages import TextLanguages
    from campaign.usecases.planning.compile import Compiled
    from campaign.usecases.writing.composer import Composer

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Wait = Callable[[float], object]
Voice = TypeVar("Voice", Channel, Region)

_LOOK = timedelta(
    seconds=30
)  # the time between two looks for a credential that a person has brought
_ASKED = 3  # how often a slow database is asked for the time at once
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Workspace:
    """One campaign's folder, opened: its configuration, and all else when it is first needed.

    `environ` holds the secrets, `clock` gives this machine's time in UTC, `wait` lets seconds pass.
    `keeper` is the clock that publishing uses, None where it is `clock` itself. Close it when done.
    """

    config: Config
    environ: Mapping[str, str] = field(repr=False)  # the secrets are in it
    clock: Clock
    wait: Wait
    keeper: Timekeeper | None = None
    _platforms: dict[str, Platform] = field(default_factory=dict)
    _used: dict[str, Limits] = field(default_factory=dict)
    _looked: dict[str, datetime] = field(default_factory=dict)
    _glance: Database | None = None

    def now(self) -> datetime:
        """The time (UTC) by the clock that publishing uses."""
        return self.clock() if self.keeper is None else self.keeper()

    def set_clock(self) -> None:
        """Give the timekeeper the database's time, or the newest time stored in it.

        Raises StorageError.
        """
        if self.keeper is None:
            return
        with self.database.read() as connection:
            if connection.dialect.name == "postgresql":
                for _ in range(_ASKED):
                    if self.keeper.ask(lambda: timestamps.now(connection)):
                        break
                if not self.keeper.knows:
                    raise StorageError(
                        "the database takes too long to say what time it is, and all workers go by "
                        "its clock: nothing is done before it does"
                    )
            elif newest := timestamps.newest(connection, but=worker_name()):
                self.keeper.stamped(newest)

    @cached_property
    def database(self) -> Database:
        """The database, made and migrated if need be; raises StorageError."""
        return open_database(self.config.database)

    @cached_property
    def journal(self) -> Journal:
        """The booked receipts, beside the database, for when an older copy is put back."""
        return Journal(self.config.var / "receipts.jsonl")

    @cached_property
    def heads(self) -> SealedHeads:
        """The sealed heads of the record, outside the database."""
        return SealedHeads(self.config.var / "evidence" / "heads.jsonl")

    @cached_property
    def stamps(self) -> StampFiles:
        """What the timestamp authority answered."""
        return StampFiles(self.config.var / "evidence" / "stamps")

    @cached_property
    def media(self) -> MediaStore:
        """Where pictures are stored."""
        return MediaStore(self.config.var / "media")

    @cached_property
    def secrets(self) -> dict[str, str]:
        """The channels' credentials; raises ConfigError naming every one that is missing."""
        return self.secrets_of(self.config)

    def secrets_of(self, config: Config) -> dict[str, str]:
        """The same for another configuration of this workspace."""
        return configuration.secrets(config, registry.wants_credential, self.environ, self._brought)

    @cached_property
    def keyring(self) -> Keyring:
        """The keys that seal stored credentials."""
        return Keyring(self.environ, self.config.var / "credentials.key")

    def read_content(self) -> tuple[Content, tuple[Mistake, ...]]:
        """The calendar and the registers from the files, and what is wrong in them.

        An import of a sheet that was interrupted is finished or undone first. Raises StorageError
        while one is being written.
        """
        # Reading and drawing are for people's commands; the publisher starts every minute.
        from campaign import content  # noqa: PLC0415
        from campaign.spreadsheet import import_journal  # noqa: PLC0415

        config = self.config
        left = import_journal.settle(config.content)
        found, mistakes = content.read(
            config.content,
            languages=config.campaign.languages,
            regions=tuple(config.regions),
            channels=tuple(config.channels.values()),
            platforms=registry.names(),
            backgrounds=content.backgrounds(config.assets),
        )
        if import_journal.is_pending(config.content):
            raise StorageError(
                f"{config.content}: an import of a sheet is being written at this moment; "
                "try again in a moment"
            )
        return found, (*left, *mistakes)

    def compiled(
        self, report: Callable[[int, int], None] | None = None
    ) -> tuple[Compiled, Content, tuple[Mistake, ...]]:
        """The calendar as every channel will read it, its files' content, and what is wrong there.

        `report` is told how far it is. Raises StorageError and ConfigError.
        """
        from campaign.usecases.planning.compile import compile_calendar  # noqa: PLC0415 - see above

        content, mistakes = self.read_content()
        made = compile_calendar(
            content,
            self.config,
            self.limits_of,
            self.hides,
            self.brand,
            self.picture,
            writers=self.writer,
            dismissals=self.dismissals(),
            report=report,
            detect=self.text_languages.detect,
            frames=self.settled_frames(),
        )
        self.pictures.rest()
        self.text_languages.keep()
        return made, content, mistakes

    def composer(self, content: Content, compiled: Compiled | None = None) -> Composer:
        """What one post is composed with; `compiled` is the calendar that it stands in.

        Raises ConfigError when the brand cannot be used. Keep it as long as the files stay the
        same: it holds what the registers say.
        """
        from campaign.usecases.writing import composer  # noqa: PLC0415 - see above

        beside = composer.Neighbours()
        if compiled is not None:
            beside = composer.Neighbours(compiled.planned, compiled.posts)
        return composer.Composer(
            content,
            self.config,
            self.limits_of,
            self.hides,
            self.visible,
            self.brand,
            self.picture,
            self.writer,
            self.dismissals(),
            self.text_languages.detect,
            beside,
            composer.kept_for(content, self.brand, self.writer),
            self.settled_frames(),
        )

    @cached_property
    def brand(self) -> Brand:
        """The brand under `assets/`; raises ConfigError when it cannot be used."""
        # Cards are drawn by people's commands, and the publisher starts every minute.
        from campaign.asset_files import read_brand  # noqa: PLC0415

        return read_brand(self.config.assets)

    def picture(self, name: str, limits: Limits) -> Prepared:
        """What goes out of a picture under `assets/` to a network with these limits.

        Raises StorageError when it cannot be used, or lies outside.
        """
        return self.pictures.prepared(name, limits)

    def picture_bytes(self, digest: str) -> bytes:
        """The bytes that go out of a picture that `picture` has described, by their hash."""
        return self.pictures.data(digest)

    def picture_name(self, digest: str) -> str:
        """The file under `assets/` of which that goes out, by its hash; "" when it is not known."""
        return self.pictures.name(digest)

    @cached_property
    def pictures(self) -> OwnPictures:
        """The posts' own pictures and films, prepared for the networks."""
        from campaign.own_pictures import OwnPictures  # noqa: PLC0415 - see above

        def read(name: str) -> bytes:
            return read_media(self._picture_path(name))

        return OwnPictures(read, self.config.var / "prepared")

    @cached_property
    def text_languages(self) -> TextLanguages:
        """What languages texts are in, as far as the detector was asked before."""
        from campaign.text_languages import TextLanguages  # noqa: PLC0415 - see above

        return TextLanguages(self.config.var / "text-languages.json")

    def _picture_path(self, name: str) -> Path:
        try:
            path = find(self.config.assets, name).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # a loop of links, or a NUL
            raise StorageError(f"{name}: no file can be found by this name") from error
        if not path.is_relative_to(self.config.assets.resolve()):
            raise StorageError(f"{name}: a post's picture must lie under {self.config.assets}")
        if not path.exists():
            near = nearest(self.config.assets, name)
            hint = f"; did you mean {near}?" if near else ""
            raise StorageError(f"{name}: there is no such file under {self.config.assets}{hint}")
        return path

    def limits(self, platform: str) -> Limits:
        """What a network allows, as far as it is known without asking a server."""
        return registry.limits(platform)

    def limits_of(self, channel: Channel) -> Limits:
        """What a channel's server allows: what it said last, or the network's table."""
        return self.known_limits.of(channel)

    @cached_property
    def known_limits(self) -> KnownLimits:
        """What servers said of their own limits; needs no network, no secret and no database."""
        return KnownLimits(self._read_limits)

    def _read_limits(self) -> Mapping[Server, ServerLimits] | None:
        """What the database knows; nothing where there is none, None where it cannot be used.

        One of an earlier version is left as it is: commands that only look change nothing.
        """
        try:
            with self._looking() as connection:
                return server_limits.known(connection, registry.limits) if connection else {}
        except StorageError as error:
            log.info("No limits were read: %s", error, extra={"action": "limits_unread"})
            return None

    @contextmanager
    def _looking(self) -> Iterator[Connection | None]:
        """The database as it stands, migrated by nobody; None where there is none.

        Raises StorageError. Commands that only look open it once.
        """
        database = self.__dict__.get("database") or self._glance
        if database is None and exists(self.config.database):
            database = self._glance = open_database(self.config.database, migrate=False)
        if database is None:
            yield None
            return
        with database.read() as connection:
            yield connection

    def dismissals(self) -> tuple[Dismissal, ...]:
        """What people let stand, as the database knows it; none where there is no database.

        One of an earlier version, or one that cannot be used, is left as it is: then every finding
        counts.
        """
        try:
            with self._looking() as connection:
                return tuple(dismissals.standing(connection)) if connection else ()
        except StorageError as error:
            log.info("No dismissals were read: %s", error, extra={"action": "dismissals_unread"})
            return ()

    def settled_frames(self) -> Settled:
        """The frames that publications have, by post and channel; none without a database.

        As with `dismissals`, one that cannot be read gives none.
        """
        try:
            with self._looking() as connection:
                return frames.settled(connection) if connection else {}
        except StorageError as error:
            log.info("No frames were read: %s", error, extra={"action": "frames_unread"})
            return {}

    def hides(self, platform: str) -> Callable[[str], str] | None:
        """What a network leaves of a text where it hides a part; None: all is shown."""
        return registry.hides(platform)

    def visible(self, platform: str) -> Callable[[str], str]:
        """What a network makes of a text before it counts it."""
        return registry.visible(platform)

    def writer(self, channel: Channel) -> Writer:
        """What makes a channel's requests without a credential; ValueError for unfit settings."""
        return registry.writer(channel, self.limits_of(channel))

    def connect(self, channel: Channel) -> Platform:
        """A channel's network, ready to send; the same object until its credential changes.

        Raises ConfigError when there is no credential, as a paused or a former channel may have
        none.
        """
        if channel.name not in self._platforms:
            secret = self.secrets.get(channel.name)
            if secret is None:
                secret = self.secret(channel)
            self._platforms[channel.name] = self.connect_with(channel, secret)
            self._used[channel.name] = self.limits_of(channel)
            return self._platforms[channel.name]
        self._renew_limits(channel)
        if not channel.secret and registry.wants_credential(channel.platform):
            self._look_again(channel)
        return self._platforms[channel.name]

    def secret(self, channel: Channel) -> str:
        """One channel's credential, whatever other channels lack; raises ConfigError."""
        return configuration.secret(channel, registry.wants_credential, self.environ, self._brought)

    def connect_with(self, channel: Channel, secret: str) -> Platform:
        """A channel's network with this credential; raises ConfigError when it is unfit."""
        located, safe = self.located(channel), self.safe(channel.name)
        limits = self.limits_of(channel)
        return registry.connect(located, secret, self.media, self.now, self.wait, safe, limits)

    def safe(self, name: str) -> Safe:
        """Where a channel keeps what its network renews, or, as `brought`, what a person brings."""
        return Safe(lambda: self.database, self.keyring, name, worker_name(), self.now, self.wait)

    def located(self, channel: Channel) -> Channel:
        """The channel as adapters take it; raises ConfigError.

        Its folder, where it has one, is an absolute path, and `client_secret`, which names a
        variable, is what that holds.
        """
        options = dict(channel.options)
        if channel.platform not in registry.PLATFORMS:
            message = f"channel {channel.name}: there is no platform {channel.platform!r} any more"
            raise ConfigError(Mistake(channel.place, message))
        if usual := registry.facts(channel.platform).folder:
            wanted = options.get("folder")
            folder = self.config.workspace / wanted if wanted else self.config.var / usual
            options["folder"] = str(folder)
        if "client_secret" in options:
            options["client_secret"] = configuration.client_secret(channel, self.environ)
        return replace(channel, options=options)

    def _brought(self, name: str) -> Kept:
        """What `campaign channels connect` has stored for a channel; raises StorageError."""
        return self.safe(brought(name)).get()

    def _look_again(self, channel: Channel) -> None:
        """Use a credential that was brought since, so that no service has to be restarted."""
        now, name = self.now(), channel.name
        if now - self._looked.get(name, _LONG_AGO) < _LOOK:
            return
        self._looked[name] = now
        with suppress(StorageError, ConfigError):  # then the former one is used for another while
            secret = self.secret(channel)
            if secret != self.secrets.get(name, ""):
                self._platforms[name] = self.connect_with(channel, secret)
                self.secrets[name] = secret

    def _renew_limits(self, channel: Channel) -> None:
        """Write by what the channel's server said since, so that no service has to be restarted."""
        if not registry.asks(channel.platform):
            return
        self.known_limits.renew(self.now())
        limits, secret = self.limits_of(channel), self.secrets.get(channel.name)
        if limits != self._used.get(channel.name) and secret is not None:
            self._platforms[channel.name] = self.connect_with(channel, secret)
            self._used[channel.name] = limits

    @cached_property
    def budgets(self) -> Budgets:
        """What networks that charge may cost in a month of the campaign's zone."""
        return budgets_of(self.config.budgets, self.config.zone)

    @cached_property
    def former(self) -> FormerChannels:
        """What is known of channels that have left the configuration."""
        return FormerChannels(self.database, self.now, self.connect)

    def _connect_alone(self, channel: Channel) -> Platform:
        """A channel's network, whatever other channels lack; raises ConfigError."""
        return self.connect_with(channel, self.secret(channel))

    def connect_to_publish(self, channel: Channel) -> Platform:
        """A channel's network, after its settings were stored; raises ConfigError, StorageError."""
        platform = self.connect(channel)
        self.former.remember(channel)
        return platform

    def engine_context(self, *, each_alone: bool = False) -> EngineContext:
        """What publishing needs; raises ConfigError when a secret is missing, StorageError when
        the database, or the keys in the environment, cannot be used.

        With `each_alone`, a channel without its secret holds up no other one.
        """
        if not each_alone:
            _ = self.secrets
        self.keyring.check()
        self.set_clock()
        return EngineContext(
            database=self.database,
            channels=self.config.channels,
            regions=self.config.regions,
            connect=self._connect_alone if each_alone else self.connect_to_publish,
            clock=self.clock if self.keeper is None else self.keeper,
            worker=worker_name(),
            approval=self.config.approval,
            threads=self.config.workers,
            rates=registry.RATES,
            former_channels=self.former.askable,
            reachable_channels=self.former.reachable,
            journal=self.journal,
            budgets=self.budgets,
            one_clock=self.database.engine.dialect.name == "postgresql",
        )

    def with_config(self, config: Config, secrets: Mapping[str, str]) -> Workspace:
        """The same workspace by another configuration of the same paths and database.

        `secrets` are the credentials of its channels. What is open stays open, so only the last
        of these workspaces is to be closed; a network whose settings are the same is kept.
        """
        made = Workspace(config, self.environ, self.clock, self.wait, self.keeper)
        made.__dict__["secrets"] = dict(secrets)
        for name in ("database", "media", "keyring"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        made._glance = self._glance
        for name, platform in self._platforms.items():
            before, after = self.config.channels.get(name), config.channels.get(name)
            same = before and after and settings(before) == settings(after)
            if same and self.secrets.get(name) == secrets.get(name):
                made._platforms[name] = platform
                if name in self._used:
                    made._used[name] = self._used[name]
        return made

    @property
    def is_outdated(self) -> bool:
        """True when another database was put in the place of the one that is open here."""
        return "database" in self.__dict__ and self.database.file.is_replaced

    def close(self) -> None:
        """Close the database, if it was opened; a new head of its record is sealed first."""
        if "database" in self.__dict__:
            self.keep_head()
            self.database.close()
        if self._glance is not None:
            self._glance.close()

    def keep_head(self) -> None:
        """Write the record's head into the file of heads if anything was chained here."""
        if self.database.chained and not self.is_outdated:
            self.database.chained = False
            keep_head(self.database, self.heads, self.now())


# Process numbers repeat, especially after a machine was restarted.
_START = secrets.token_hex(4)


def read_config(file: Path) -> Config:
    """The configuration in a file, with the keys that each network knows; raises ConfigError.

    From here on, zones have the newest rules that this machine has.
    """
    zone_data.use_newest()
    return configuration.load(file, registry.KEYS)


def open_workspace(file: Path, environ: Mapping[str, str], clock: Clock, wait: Wait) -> Workspace:
    """Open the workspace of a configuration file; raises ConfigError."""
    return Workspace(read_config(file), environ, clock, wait, Timekeeper(clock))


def worker_name() -> str:
    """This process's name in the database; no process before or after has the same name."""
    return f"{socket.gethostname()}:{os.getpid()}:{_START}"


def settings(of: Voice) -> Voice:
    """The settings of a channel or a region, without its place in the file."""
    return replace(of, place=Place(""))
