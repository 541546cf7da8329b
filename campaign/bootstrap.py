"""The only place where everything is joined: a workspace, and what can be done in it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from campaign import config as configuration
from campaign.config import Config
from campaign.errors import ConfigError, Mistake, Place, StorageError
from campaign.media import MediaStore, describe
from campaign.model import Channel, Limits, Media
from campaign.platforms import registry
from campaign.platforms.base import Platform
from campaign.storage.credentials import Safe
from campaign.storage.database import Database, open_database
from campaign.storage.keyring import Keyring
from campaign.usecases.publish import Desk

if TYPE_CHECKING:
    from campaign.cards.brand import Brand
    from campaign.content import Content

Clock = Callable[[], datetime]
Wait = Callable[[float], object]


@dataclass
class Workspace:
    """One campaign's folder, opened: its configuration, and everything else when first asked for.

    `environ` holds the secrets, `clock` gives the time in UTC, `wait` lets seconds pass.
    Close it when done.
    """

    config: Config
    environ: Mapping[str, str] = field(repr=False)  # the secrets are in it
    clock: Clock
    wait: Wait
    _platforms: dict[str, Platform] = field(default_factory=dict)

    @cached_property
    def database(self) -> Database:
        """The database, made and migrated if need be; raises StorageError."""
        return open_database(self.config.database)

    @cached_property
    def media(self) -> MediaStore:
        """Where pictures are kept."""
        return MediaStore(self.config.var / "media")

    @cached_property
    def secrets(self) -> Mapping[str, str]:
        """The channels' credentials; raises ConfigError naming every one that is missing."""
        return configuration.secrets(self.config, self.environ)

    @cached_property
    def keyring(self) -> Keyring:
        """The keys under which renewed credentials are kept."""
        return Keyring(self.environ, self.config.var / "credentials.key")

    def read_content(self) -> tuple[Content, tuple[Mistake, ...]]:
        """The calendar and the registers as they stand in the files, and what is wrong in them."""
        # Reading and drawing are for people's commands; the publisher starts every minute.
        from campaign import content  # noqa: PLC0415

        config = self.config
        return content.read(
            config.content,
            languages=config.campaign.languages,
            regions=tuple(config.regions),
            channels=tuple(config.channels.values()),
            platforms=registry.names(),
        )

    @cached_property
    def brand(self) -> Brand:
        """The brand under `assets/`; raises ConfigError when it cannot be used."""
        from campaign.calendar.toml_lines import line_map  # noqa: PLC0415 - see above
        from campaign.cards.brandfile import font_files, parse_brand  # noqa: PLC0415

        assets = self.config.assets
        file = assets / "brand.toml"
        if not file.is_file():
            remedy = "put it there, or name the right folder under [paths] in the configuration"
            raise ConfigError(Mistake(Place(str(file)), "the brand is not there", remedy))
        text = _read(file).decode("utf-8", "replace")
        fonts = {
            name: _read(assets / "fonts" / name)
            for name in font_files(text)
            if (assets / "fonts" / name).is_file()
        }
        lockups = {p.stem: _read(p) for p in sorted((assets / "emblem").glob("*.png"))}
        return parse_brand(text, fonts, lockups, lines=line_map(text))

    def picture(self, name: str) -> Media:
        """What a picture under `assets/` is; raises StorageError when it is none or outside."""
        known = self._pictures.get(name)
        if known is None:
            data = _read(self._picture_path(name))
            known = self._pictures[name] = describe(data)
            self._picture_names[known.sha256] = name
        return known

    def picture_bytes(self, digest: str) -> bytes:
        """The bytes of a picture that `picture` has described, by its hash."""
        return _read(self._picture_path(self._picture_names[digest]))

    @cached_property
    def _pictures(self) -> dict[str, Media]:
        return {}

    @cached_property
    def _picture_names(self) -> dict[str, str]:
        return {}

    def _picture_path(self, name: str) -> Path:
        path = (self.config.assets / name).resolve()
        if not path.is_relative_to(self.config.assets.resolve()):
            raise StorageError(f"{name}: a post's picture must lie under {self.config.assets}")
        return path

    def limits(self, platform: str) -> Limits:
        """What a network allows, as far as it is known without asking it."""
        return registry.limits(platform)

    def visible(self, platform: str) -> Callable[[str], str]:
        """What a network makes of a text before it counts it."""
        return registry.visible(platform)

    def connect(self, channel: Channel) -> Platform:
        """A channel's network, ready to send; the same one each time."""
        if channel.name not in self._platforms:
            secret = self.secrets.get(channel.name, "")
            self._platforms[channel.name] = self.connect_with(channel, secret)
        return self._platforms[channel.name]

    def secret(self, channel: Channel) -> str:
        """One channel's credential, whatever other channels lack; raises ConfigError."""
        return configuration.secret(channel, self.environ)

    def connect_with(self, channel: Channel, secret: str) -> Platform:
        """A channel's network with this credential; raises ConfigError when it is unfit."""
        safe = Safe(
            lambda: self.database,
            self.keyring,
            channel.name,
            worker_name(),
            self.clock,
            self.wait,
        )
        located = self._located(channel)
        return registry.connect(located, secret, self.media, self.clock, self.wait, safe)

    def _located(self, channel: Channel) -> Channel:
        """The channel with its folder, where it has one, as an absolute path."""
        if "folder" not in configuration.NETWORKS[channel.platform].options:
            return channel
        wanted = channel.options.get("folder")
        folder = self.config.workspace / wanted if wanted else self.config.var / "outbox"
        return replace(channel, options={**channel.options, "folder": str(folder)})

    def desk(self) -> Desk:
        """What publishing needs; raises ConfigError when a secret is missing, StorageError when
        the keys in the environment cannot be used.
        """
        _ = self.secrets
        self.keyring.check()
        return Desk(
            database=self.database,
            channels=self.config.channels,
            regions=self.config.regions,
            connect=self.connect,
            clock=self.clock,
            worker=worker_name(),
            approval_required=self.config.campaign.approval_required,
            threads=self.config.workers,
            rates=registry.Rates(),
        )

    def close(self) -> None:
        """Give the database back, when it was opened."""
        if "database" in self.__dict__:
            self.database.close()


# Numbers of processes come again, also those of a machine that was started anew.
_START = secrets.token_hex(4)


def open_workspace(file: Path, environ: Mapping[str, str], clock: Clock, wait: Wait) -> Workspace:
    """Open the workspace of a configuration file; raises ConfigError."""
    return Workspace(configuration.load(file), environ, clock, wait)


def worker_name() -> str:
    """How this process is called in the database; none before or after it is called the same."""
    return f"{socket.gethostname()}:{os.getpid()}:{_START}"


def rehearsal(
    workspace: Workspace, server: str, var: Path, secret: Callable[[str], str]
) -> Workspace:
    """The same campaign, with all channels on one test server and its state in another folder.

    `secret` gives the credential the test server knows, by the channel's name.
    """
    config = workspace.config
    channels = {
        name: replace(channel, server=server, paused=False, secret=f"REHEARSAL_{number}")
        for number, (name, channel) in enumerate(config.channels.items())
    }
    environ = {channel.secret: secret(name) for name, channel in channels.items()}
    return Workspace(
        replace(config, channels=channels, var=var, database=f"sqlite:///{var / 'campaign.db'}"),
        environ,
        workspace.clock,
        workspace.wait,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
