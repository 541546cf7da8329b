"""Writes the files of one import all or none, even if the process is killed at any moment.

::

    journal, not in force ─ new files staged beside the old ones ─ journal in force ─ renamed ─ gone
    └──────── killed here: undone at the next start ───────────┘ └── killed here: finished ────┘

The journal is one hidden file in the content folder. It holds every new text, and a hash of every
old one. So a file that a person changed after the interruption is recognised, and left alone. A
lock on the folder, which ends with its process, keeps two imports apart.
"""

from __future__ import annotations

import binascii
import errno
import json
import logging
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from campaign import folder_lock
from campaign.calendar.source_words import FOLDER
from campaign.errors import ContentError, Mistake, Place, StorageError
from campaign.file_modes import usual_files

if sys.platform != "win32":
    import fcntl

log = logging.getLogger(__name__)

_BEGUN: Final = ".sheet-import.begun"
_IN_FORCE: Final = ".sheet-import.journal"
_STAGED: Final = ".sheet-import"
_SUFFIXES: Final = (".yaml", ".yml")
#: The calendar's posts, and the source texts that their translations were made from.
_FOLDERS: Final = ("calendar", FOLDER)
_NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF, errno.EINVAL, errno.ENOSYS)


@dataclass(frozen=True, slots=True)
class Change:
    """A file's new bytes, and those that it is expected to hold before; None: it is not there."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A change as the journal keeps it: `before` is a hash, "" for a file that is not there."""

    name: str
    before: str
    after: bytes


def write_all(folder: Path, changes: Sequence[Change]) -> None:
    """Make every change or none; the files lie below `folder`, the content.

    Raises ContentError for files that no longer hold what is expected, and StorageError when
    another import is being written, or the disk does not take the files. Then all are as before.
    """
    with _locked(folder):
        _settle(folder)
        _check_unchanged(changes)
        _make_folders(changes)
        entries = [_entry(folder, change) for change in changes]
        journal = folder / _BEGUN
        try:
            _write(journal, _encoded(entries), 0o600)
            _sync(folder)
            for change in changes:
                target = change.path.resolve()
                _stage(target, change.after)
            journal.replace(folder / _IN_FORCE)
        except BaseException as error:
            _forget(folder, entries, journal)
            if isinstance(error, OSError):
                raise _refused(error) from error
            raise
        try:
            _sync(folder)
            left = _put_in_place(folder, entries)
        except OSError as error:
            _take_back(folder, changes, entries)
            raise _refused(error) from error
        if left:  # saved by an editor in the very moment
            raise ContentError(left)


def settle(folder: Path) -> tuple[Mistake, ...]:
    """Finish or undo an import that was interrupted; call it before the content is read.

    Gives a mistake for each file that a person has changed since: it stays as it is. Raises
    StorageError when an import is being written at this moment, and when the disk refuses.
    """
    if not is_pending(folder):
        return ()
    with _locked(folder):
        return _settle(folder)


def is_pending(folder: Path) -> bool:
    """True while an import is being written, or after it was interrupted."""
    return (folder / _IN_FORCE).exists() or (folder / _BEGUN).exists()


def _settle(folder: Path) -> tuple[Mistake, ...]:
    left: tuple[Mistake, ...] = ()
    begun, in_force = folder / _BEGUN, folder / _IN_FORCE
    try:
        if in_force.exists():
            entries = _decoded(in_force.read_bytes())
            if entries is None:  # it never came into force: nothing was written before it was whole
                _forget(folder, _strays(folder), in_force)
            else:
                left = _put_in_place(folder, entries)
                log.warning(
                    "An import of a sheet had been interrupted; it is finished now: %d files",
                    len(entries) - len(left),
                    extra={"action": "import_finished"},
                )
        if begun.exists():
            entries = _decoded(begun.read_bytes())
            _forget(folder, _strays(folder) if entries is None else entries, begun)
            log.warning(
                "An import of a sheet had been interrupted before it wrote anything; "
                "import the sheet again",
                extra={"action": "import_undone"},
            )
    except OSError as error:
        raise StorageError(
            f"{error.filename or folder}: an import of a sheet was interrupted and cannot be "
            f"finished ({error.strerror or error}); make the folder writable, or make room on disk"
        ) from error
    return left


def _put_in_place(folder: Path, entries: Sequence[_Entry]) -> tuple[Mistake, ...]:
    """Bring every file to its new state, and end the journal; raises OSError."""
    left: list[Mistake] = []
    folders: set[Path] = {folder}
    for entry in entries:
        target = (folder / entry.name).resolve()
        held = _read(target)
        staged = _beside(target)
        if held == entry.after:
            staged.unlink(missing_ok=True)
            continue
        if _hash(held) != entry.before:
            staged.unlink(missing_ok=True)
            left.append(_changed_since(folder, entry))
            continue
        if _read(staged) != entry.after:
            _stage(target, entry.after)
        staged.replace(target)
        folders.add(target.parent)
    for each in folders:
        _sync(each)
    (folder / _IN_FORCE).unlink()
    _sync(folder)
    return tuple(left)


def _take_back(folder: Path, changes: Sequence[Change], entries: Sequence[_Entry]) -> None:
    """Give the files that were changed their old bytes; what fails is finished at the next start.

    Killed in the middle, all files are brought to their new state instead.
    """
    try:
        for change in changes:
            target = change.path.resolve()
            if _read(target) == change.before:
                continue
            if change.before is None:
                target.unlink(missing_ok=True)
            else:
                _stage(target, change.before)
                _beside(target).replace(target)
        _forget(folder, entries, folder / _IN_FORCE)
    except OSError:
        log.exception("An import could not be undone", extra={"action": "import_stuck"})


def _forget(folder: Path, entries: Sequence[_Entry], journal: Path) -> None:
    """Take away what was staged, then the journal, which names it."""
    for entry in entries:
        _beside((folder / entry.name).resolve()).unlink(missing_ok=True)
    journal.unlink(missing_ok=True)


def _strays(folder: Path) -> tuple[_Entry, ...]:
    """What lies staged, by the names alone, for a journal that cannot be read."""
    found = (path for path in folder.rglob(f".*{_STAGED}") if path.is_file())
    return tuple(
        _Entry(path.with_name(path.name[1 : -len(_STAGED)]).relative_to(folder).as_posix(), "", b"")
        for path in found
    )


def _make_folders(changes: Sequence[Change]) -> None:
    """Make the folders of new files; an empty one that is left does no harm."""
    try:
        with usual_files():
            for change in changes:
                change.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(error) from error


def _check_unchanged(changes: Sequence[Change]) -> None:
    try:
        moved = [each.path for each in changes if _read(each.path) != each.before]
    except OSError as error:
        raise StorageError(
            f"{error.filename}: cannot be read ({error.strerror or error})"
        ) from error
    if moved:
        remedy = "import the sheet again to see what is different now"
        raise ContentError(
            Mistake(Place(str(path)), "the file was changed a moment ago", remedy) for path in moved
        )


def _changed_since(folder: Path, entry: _Entry) -> Mistake:
    return Mistake(
        Place(f"{folder.name}/{entry.name}"),
        "an import of a sheet was interrupted, and then the file was changed; it stays as it is",
        "import the sheet again to see what it says differently",
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other writers out; the lock ends with this process, however that ends."""
    if folder_lock.is_held(folder):  # by whoever calls, for all that they do
        yield
        return
    if sys.platform == "win32":  # where two imports at once are not told apart
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be opened ({error.strerror or error})") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(
                f"{folder}: somebody else is writing there at this moment; try again in a moment"
            ) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS:  # some network disks have none
                raise StorageError(f"{folder}: cannot be locked ({error.strerror})") from error
        yield
    finally:
        os.close(handle)


def _entry(folder: Path, change: Change) -> _Entry:
    name = change.path.relative_to(folder).as_posix()
    return _Entry(name, _hash(change.before), change.after)


def _encoded(entries: Sequence[_Entry]) -> bytes:
    files = [
        {"name": each.name, "before": each.before, "after": b64encode(each.after).decode()}
        for each in entries
    ]
    text = json.dumps({"files": files}).encode()
    return sha256(text).hexdigest().encode() + b"\n" + text


def _decoded(data: bytes) -> tuple[_Entry, ...] | None:
    """The entries of a journal; None when it is not whole, or names what no import writes."""
    checksum, _, text = data.partition(b"\n")
    if checksum != sha256(text).hexdigest().encode():
        return None
    try:
        entries = tuple(
            _Entry(each["name"], each["before"], b64decode(each["after"], validate=True))
            for each in json.loads(text)["files"]
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    # A folder of content may come from others: a journal in it may write posts and their sources,
    # and nothing else.
    return entries if all(_is_post(each.name) for each in entries) else None


def _is_post(name: str) -> bool:
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name
    ours = path.parts[:1] in [(folder,) for folder in _FOLDERS]
    return inside and ours and path.suffix.casefold() in _SUFFIXES


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}{_STAGED}")


def _stage(target: Path, data: bytes) -> None:
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", str(target))
    _write(_beside(target), data, target.stat().st_mode & 0o777 if there else 0o644)


def _write(path: Path, data: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)  # left there by somebody else, perhaps as a link
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _sync(folder: Path) -> None:
    """Have the disk remember the names in a folder, in the order in which they came."""
    if os.name == "nt":  # where a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    finally:
        os.close(handle)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _hash(data: bytes | None) -> str:
    return "" if data is None else sha256(data).hexdigest()


def _refused(error: OSError) -> StorageError:
    return StorageError(
        f"{error.filename or 'the calendar'}: cannot be written ({error.strerror or error}); "
        "close it where it is open, make room on the disk, or choose another place"
    )
