"""The keys that seal credentials in the database: from the environment, or from a file of ours.

`CAMPAIGN_KEY` holds one or more keys, separated by commas or line ends. `CAMPAIGN_KEY_FILE` names a
file that holds them. The first key seals, and every key opens. So a new key is put before the old
one: what is read is sealed anew. Without either variable, a file beside the database is made when
it is first needed, readable by its owner alone.

A key is 32 random bytes in base64: https://cryptography.io/en/latest/fernet/.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.bounded_file import LARGEST_SECRET, read_file
from campaign.errors import StorageError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet

VARIABLE = "CAMPAIGN_KEY"
_BYTES = 32


class Keyring:
    """Seals texts and opens them again; keys are read when first needed and never shown.

    `environ` is the process's environment, `file` where a key is made when it names none.
    """

    def __init__(self, environ: Mapping[str, str], file: Path) -> None:
        self._environ = environ
        self._file = file
        self._first: Fernet | None = None
        self._lock: MultiFernet | None = None

    def __repr__(self) -> str:
        return f"Keyring({self._origin!r})"

    def check(self) -> None:
        """Raise StorageError when the environment names keys that cannot be used."""
        self._named()

    def seal(self, text: str) -> str:
        """The text, unreadable without a key; raises StorageError."""
        return self._opened().encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed; raises StorageError when none of the keys fits."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _opened

        try:
            return self._opened().decrypt(sealed.encode()).decode()
        except (InvalidToken, UnicodeDecodeError):
            pass  # the error is made outside, so that nothing sealed hangs on it
        raise StorageError(
            f"sealed with a key that {self._origin} does not hold: bring the old key back (put it "
            f"behind a comma in {VARIABLE}), and give all machines the same keys"
        )

    def anew(self, sealed: str) -> str:
        """The same text under the first key, "" when it is under that one; raises StorageError."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _opened

        lock = self._opened()
        assert self._first is not None
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return lock.encrypt(lock.decrypt(sealed.encode())).decode("ascii")
        return ""

    def signing_keys(self, purpose: str) -> list[bytes]:
        """Keys that sign for one purpose, made from every key here: the newest is the last.

        A key of one purpose tells nothing about the keys of another, nor about what seals. Raises
        StorageError.
        """
        keys = self._named() or _keys(self._own(), str(self._file))
        word = f"campaign: {purpose}".encode()
        return [hmac.digest(base64.urlsafe_b64decode(key), word, "sha256") for key in keys][::-1]

    def _opened(self) -> MultiFernet:
        if self._lock is None:
            # Half as slow to import as SQLAlchemy, and only needed where a session is kept.
            from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

            keys = self._named() or _keys(self._own(), str(self._file))
            locks = [Fernet(key) for key in keys]
            self._first, self._lock = locks[0], MultiFernet(locks)
        return self._lock

    @property
    def _origin(self) -> str:
        for name in (VARIABLE, f"{VARIABLE}_FILE"):
            if self._environ.get(name):
                return name
        return str(self._file)

    def _named(self) -> list[bytes]:
        """The keys the environment names, none when it names none."""
        text, file = self._environ.get(VARIABLE, ""), self._environ.get(f"{VARIABLE}_FILE", "")
        if text and file:
            raise StorageError(f"both {VARIABLE} and {VARIABLE}_FILE are set: unset one of them")
        if file:
            return _keys(_read(Path(file)), f"{VARIABLE}_FILE {file}")
        return _keys(text, VARIABLE) if text else []

    def _own(self) -> str:
        """What our own file holds, made now if it is not there."""
        if not self._file.exists():
            _make(self._file)
        return _read(self._file)


def _keys(text: str, origin: str) -> list[bytes]:
    found = []
    for number, each in enumerate(filter(None, re.split(r"[,\s]+", text)), 1):
        try:
            bare = base64.b64decode(each.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            bare = b""
        if len(bare) != _BYTES:
            raise StorageError(
                f"{origin}: number {number} is no key; a key is 32 random bytes in base64, as "
                "`openssl rand -base64 32` makes one"
            )
        found.append(base64.urlsafe_b64encode(bare))
    if not found:
        raise StorageError(f"{origin} holds no key: `openssl rand -base64 32` makes one")
    return found


def _read(path: Path) -> str:
    try:
        return read_file(path, LARGEST_SECRET).decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
    raise StorageError(f"{path}: the key file cannot be read: {reason}")


def _make(path: Path) -> None:
    """Put a new key there, whole or not at all; of several that do so at once, one succeeds."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    key = base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(file, key)
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first, and its key counts
        finally:
            draft.unlink()
    except OSError as error:
        raise StorageError(
            f"{path}: a key for credentials cannot be written there ({error.strerror}): make the "
            f"folder writable, or set {VARIABLE}"
        ) from error
