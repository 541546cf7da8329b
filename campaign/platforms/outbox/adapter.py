"""A folder instead of a network: the exact payload and its pictures, for dry runs and manual posts.

::

    <folder>/<channel>/<key>/payload.json    what would be sent, byte for byte the same every time
                             text.txt        the words, to be copied, with the alt texts below
                             1.png           the pictures in order
                             part-2.txt      a thread's further parts, each a reply to the last
                             comment.txt     a first comment

A publication appears whole or not at all, and once: the same key is the same folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from campaign.errors import Rejected, Unavailable
from campaign.model import (
    Absent,
    Deleted,
    Delivery,
    Evidence,
    Gone,
    Limits,
    Payload,
    Reading,
    Receipt,
    Variant,
)
from campaign.platforms.http import fence
from campaign.platforms.outbox import message, reading
from campaign.platforms.outbox.facts import FACTS, FILMS, PICTURES
from campaign.platforms.protocols import Connection

DEFAULT_FOLDER = "var/outbox"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class Outbox:
    """One channel's folder; it lies in the folder that the option `folder` names (var/outbox).

    It needs no credential. Raises ValueError when the channel's name cannot name a folder.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel = connection.channel
        if not _NAME.fullmatch(channel.name):
            raise ValueError(f"the channel's name {channel.name!r} cannot be the name of a folder")
        self._folder = Path(channel.options.get("folder") or DEFAULT_FOLDER) / channel.name
        self._write = message.writer(channel)
        self._media = connection.media

    def __repr__(self) -> str:
        return f"Outbox({str(self._folder)!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The whole variant in one payload, with the instant it is meant for."""
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Write the folder; if it is already there with the same payload, give its receipt."""
        target = self._at(key)
        files = self._files(payload)
        try:
            if not target.exists():
                _write(target, files)
            there = (target / "payload.json").read_bytes()
        except OSError as error:
            raise Unavailable(f"outbox: {target} cannot be written ({error.strerror})") from error
        if there != files["payload.json"]:
            raise Rejected(f"outbox: {target} holds another publication under the same key")
        return self._receipt(key, target)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look whether the folder is there."""
        target = self._at(key)
        if (target / "payload.json").exists():
            return self._receipt(key, target)
        return Absent(f"{target} does not exist", Evidence.OWN_ID)

    def identify(self) -> str:
        """Where the folder is; raises Unavailable when nothing can be written there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            words = f"outbox: {self._folder} cannot be written ({error.strerror})"
            raise Unavailable(words) from error
        return f"the folder {self._folder.resolve()}"

    def withdraw(self, remote_id: str) -> Deleted:
        """Remove the publication's folder; quiet when it is gone already.

        It goes in one step: it is moved out of sight first, and its files are removed afterwards.
        """
        target = self._at(remote_id)
        try:
            found = target.exists()
            if found:
                fence.ask()
                grave = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
                target.rename(grave / target.name)
                _sync(target.parent)
                shutil.rmtree(grave, ignore_errors=True)
        except OSError as error:
            raise Unavailable(f"outbox: {target} cannot be removed ({error.strerror})") from error
        return Deleted({"folder": str(target), "found": found})

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The publication as somebody finds it in its folder: the texts and pictures there."""
        target = self._at(remote_id)
        try:
            if not (target / "payload.json").exists():
                return Gone(f"{target} does not exist")
            return reading.of_folder(target, url or target.resolve().as_uri())
        except (OSError, ValueError) as error:
            raise Unavailable(f"outbox: {target} cannot be read ({error})") from error

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a folder that is as it was written."""
        return reading.of_payload(payload)

    def _at(self, key: str) -> Path:
        if not _NAME.fullmatch(key):
            raise Rejected(f"outbox: the key {key!r} cannot be the name of a folder")
        return self._folder / key

    def _receipt(self, key: str, target: Path) -> Receipt:
        return Receipt(key, target.resolve().as_uri(), {"folder": str(target)})

    def _files(self, payload: Payload) -> dict[str, bytes]:
        stored = json.dumps(asdict(payload), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        files = {"payload.json": stored.encode(), **_texts(payload)}
        for number, upload in enumerate(payload.uploads, start=1):
            name = f"{number}{(PICTURES | FILMS).get(upload.mime, '')}"
            files[name] = self._media.read(upload.sha256)
        return files


def _texts(payload: Payload) -> dict[str, bytes]:
    """The texts by file name: one file for each part of the post."""
    first, *others = payload.body["texts"]
    alts = [f"{reading.alt_mark(n)} {u.alt}" for n, u in enumerate(payload.uploads, start=1)]
    texts = {"text.txt": "\n\n".join([first, *alts])}
    texts |= {f"part-{number}.txt": text for number, text in enumerate(others, start=2)}
    if payload.body.get("commented"):
        texts["comment.txt"] = texts.pop(f"part-{len(others) + 1}.txt")
    return {name: f"{text}\n".encode() for name, text in texts.items()}


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside the target, then move them into place in one step.

    Nobody sees the draft; the move makes it public, so the fence is asked before the move. If the
    fence withholds it, the draft is removed.
    """
    channel, outbox = target.parent, target.parent.parent
    outbox.mkdir(parents=True, exist_ok=True)
    # As open as the outbox itself: who may read there reads this too, and nobody else.
    mode = outbox.stat().st_mode & 0o777
    if not channel.exists():
        channel.mkdir(exist_ok=True)
        channel.chmod(mode)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        for name, data in files.items():
            with (draft / name).open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            (draft / name).chmod(mode & 0o666)
        draft.chmod(mode)
        fence.ask()
        draft.rename(target)
        _sync(target.parent)
    except OSError:
        # Another worker may have written the same key first: then its folder counts.
        if not target.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make the folder's new entry survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
