"""What a timestamp authority answered, as files beside the database.

::

    000812.txt   the hash of the record's entry 812: what was stamped
    000812.tsq   the request, as it was sent
    000812.tsr   the reply, as it came

`openssl ts -verify -in 000812.tsr -data 000812.txt -CAfile ROOTS.pem` checks one without us.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from campaign.bounded_file import read_file
from campaign.errors import StorageError

_LARGEST: Final = 1024 * 1024  # bytes; a reply has a few thousand


@dataclass(frozen=True, slots=True)
class StampFiles:
    """A folder of requests and replies, by the number of the entry whose hash was stamped."""

    folder: Path

    def put(self, number: int, hash: str, request: bytes, reply: bytes) -> None:
        """Write the three files, each whole or not at all; raises StorageError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for suffix, data in (("txt", hash.encode()), ("tsq", request), ("tsr", reply)):
                path = self._at(number, suffix)
                part = path.with_suffix(f".{suffix}.part")
                with part.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(path)
        except OSError as error:
            raise StorageError(
                f"{self.folder}: the timestamp cannot be kept ({error.strerror})"
            ) from error

    def request(self, number: int) -> bytes:
        """The request about one entry; raises OSError."""
        return read_file(self._at(number, "tsq"), _LARGEST)

    def reply(self, number: int) -> bytes:
        """The reply about one entry; raises OSError."""
        return read_file(self._at(number, "tsr"), _LARGEST)

    def _at(self, number: int, suffix: str) -> Path:
        return self.folder / f"{number:06}.{suffix}"
