"""One ZIP: the same bytes for the same contents, with a manifest, and whole or not there.

Its last bytes, the comment of the ZIP, are the SHA-256 of all bytes before them. So a changed byte
shows wherever it is, also where no file's contents lie.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final, Self

from campaign.errors import CampaignError, StorageError

MANIFEST, FINGERPRINT = "MANIFEST.sha256", "FINGERPRINT.txt"

# The first instant that a ZIP can name: when something was packed is no part of its contents.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o100644 << 16
_UNIX: Final = 3
# What is packed already grows when it is packed once more.
_PACKED: Final = (".png", ".jpg", ".gif", ".webp", ".mp4", ".xlsx")
_PIECE: Final = 1 << 20
_SEAL: Final = b"sha256:" + b"0" * 64


class FileExists(CampaignError):
    """There is a file of that name already, and nobody said that it may be replaced."""


class Archive:
    """A ZIP that is being written; each name is written once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._zip.comment = _SEAL
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # After an error the file goes: whatever else goes wrong with it no longer matters.
        with suppress(OSError, ValueError):
            self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    def add(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write a file, from its bytes or from pieces of them."""
        assert name not in self._hashes, name
        own = sha256()
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for piece in (data,) if isinstance(data, bytes) else data:
                own.update(piece)
                member.write(piece)
        self._hashes[name] = own.hexdigest()

    def finish(self) -> str:
        """Write the manifest and the end; gives the fingerprint, which is the manifest's hash."""
        lines = [f"{digest}  {name}\n" for name, digest in sorted(self._hashes.items())]
        manifest = "".join(lines).encode()
        fingerprint = sha256(manifest).hexdigest()
        self.add(MANIFEST, manifest)
        self.add(FINGERPRINT, f"{fingerprint}\n".encode())
        self._zip.close()
        return fingerprint

    @property
    def files(self) -> int:
        """How many files there are by now."""
        return len(self._hashes)


def write_archive(
    target: Path,
    fill: Callable[[Archive], None],
    placing: Callable[[str], None] = lambda fingerprint: None,
    *,
    replace: bool = False,
) -> str:
    """Write a ZIP and give its fingerprint; `fill` adds the files.

    `placing` is called with the fingerprint when all is written and the file is not in its place
    yet. The file appears whole or not at all. Raises FileExists when it is there and `replace` does
    not say that it may go, StorageError when it cannot be written.
    """
    if target.exists() and not replace:
        raise _exists(target)
    try:
        with _beside(target, replace=replace) as file:
            with Archive(file) as archive:
                fill(archive)
                fingerprint = archive.finish()
            _seal(file)
            placing(fingerprint)
        return fingerprint
    except FileExistsError as error:  # somebody wrote it meanwhile
        raise _exists(target) from error
    except OSError as error:
        raise _unwritten(target, error) from error


def write_file(target: Path, data: bytes, *, replace: bool = False) -> None:
    """Write one file, which appears whole or not at all; raises FileExists, StorageError."""
    if target.exists() and not replace:
        raise _exists(target)
    try:
        with _beside(target, replace=replace) as file:
            file.write(data)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError as error:
        raise _unwritten(target, error) from error


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of an open file, a piece at a time."""
    while piece := file.read(_PIECE):
        yield piece


def _exists(target: Path) -> FileExists:
    return FileExists(f"{target} is there already: choose another name, or say --replace")


def _unwritten(target: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{target}: cannot be written ({error.strerror or error}): make room on the disk, or "
        "choose another place"
    )


@contextmanager
def _beside(target: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A new file beside the target; at the end it takes its place, after an error it goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        dir=target.parent, prefix=f".{target.name}.", mode="w+b", delete=False
    ) as file:
        whole = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            whole.chmod(0o666 & ~_umask())
            if replace:
                whole.replace(target)
            else:
                _place(whole, target)
        except BaseException:
            whole.unlink(missing_ok=True)
            raise


def _place(whole: Path, target: Path) -> None:
    """Give a file its name, unless there is one of that name; raises FileExistsError."""
    try:
        target.hardlink_to(whole)
    except FileExistsError:
        raise
    except OSError:  # this file system knows no second name of a file
        whole.replace(target)
    else:
        whole.unlink()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.create_system = _UNIX
    member.external_attr = _READABLE
    packed = name.endswith(_PACKED)
    member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return member


def _seal(file: IO[bytes]) -> None:
    """Write the hash of all that is before it into the place that was left for it."""
    end = file.seek(0, os.SEEK_END) - len(_SEAL)
    file.seek(0)
    own, left = sha256(), end
    while left:
        piece = file.read(min(_PIECE, left))
        own.update(piece)
        left -= len(piece)
    file.seek(end)
    file.write(b"sha256:" + own.hexdigest().encode())
