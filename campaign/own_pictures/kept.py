"""What came out of preparing a picture, on disk, so that the next command need not decode it.

The folder may be thrown away at any time. A file in it that is damaged counts as not there, and a
folder that cannot be written is none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from campaign.bounded_file import LARGEST_PICTURE, read_file
from campaign.model import Media
from campaign.pictures import RECIPE, Bounds, Prepared

_MOST_NOTE = 64_000  # bytes of a note; there are a few hundred in each


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder with a note for each picture and bounds, and the pictures that were encoded anew."""

    folder: Path

    def get(self, source: str, bounds: Bounds) -> Prepared | None:
        """What came out of a picture with this SHA-256 before; None when it is not known."""
        try:
            note = json.loads(read_file(self._note(source, bounds), _MOST_NOTE))
            body = note["body"]
            if note["check"] != _check(body) or body["source"] != source:
                return None
            media = Media(**body["media"])
            changes = tuple(map(str, body["changes"]))
            return Prepared(media, changes, bool(body["stands_still"]), source)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, prepared: Prepared, bounds: Bounds, data: bytes) -> None:
        """Keep what came out, and its bytes unless they are the original's; or do nothing."""
        body = asdict(prepared)
        note = json.dumps({"check": _check(body), "body": body}).encode()
        with suppress(OSError):
            if prepared.media.sha256 != prepared.source:
                _write(self._picture(prepared.media.sha256), data)
            _write(self._note(prepared.source, bounds), note)

    def data(self, digest: str) -> bytes | None:
        """The bytes of a picture that came out; None when they are gone or damaged."""
        try:
            data = read_file(self._picture(digest), LARGEST_PICTURE)
        except OSError:
            return None
        return data if sha256(data).hexdigest() == digest else None

    def _note(self, source: str, bounds: Bounds) -> Path:
        asked = json.dumps([RECIPE, source, asdict(bounds)], sort_keys=True)
        return self.folder / source[:2] / f"{sha256(asked.encode()).hexdigest()}.json"

    def _picture(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}.picture"


def _check(body: object) -> str:
    """A checksum over a note, so that a note that was half written or edited is found out."""
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
        whole = Path(file.name)
        try:
            file.write(data)
            file.flush()  # a full disk is found out here, and not when it is closed
        except BaseException:
            whole.unlink(missing_ok=True)
            raise
    try:
        whole.replace(target)
    except OSError:
        whole.unlink(missing_ok=True)
        raise
