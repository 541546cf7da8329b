"""A lock that processes of one machine share: many may hold it together, or one waits for all."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque

_STEP = 0.002  # seconds between two looks


class FileLock:
    """The lock of a file, which is made when it is first needed and stays empty.

    On Windows it is known within this process alone.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._idle: deque[int] = deque()
        self._holders = 0
        self._counting = threading.Lock()

    def hold(self) -> int:
        """Hold it together with others; gives what `release` takes. Raises OSError."""
        with self._counting:
            self._holders += 1
        try:
            handle = self._idle.pop() if self._idle else self._opened()
        except BaseException:
            self._gone()
            raise
        _share(handle)
        return handle

    def release(self, handle: int) -> None:
        """Let go of it."""
        _free(handle)
        self._idle.append(handle)
        self._gone()

    def wait_for_holders(self, seconds: float) -> bool:
        """Wait until everyone who holds it has let go; False when that takes longer."""
        try:
            handle = self._opened()
        except OSError:
            return False
        end = time.monotonic() + seconds
        pause = threading.Event()
        try:
            while self._holders or not _is_free(handle):
                if time.monotonic() > end:
                    return False
                pause.wait(_STEP)  # whoever holds it writes to a socket, and lets go
        finally:
            os.close(handle)
        return True

    def close(self) -> None:
        """Close the file."""
        while self._idle:
            os.close(self._idle.pop())

    def _opened(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)

    def _gone(self) -> None:
        with self._counting:
            self._holders -= 1


if sys.platform == "win32":

    def _share(handle: int) -> None:
        """Nothing: the holders of this process are counted."""

    def _free(handle: int) -> None:
        """Nothing."""

    def _is_free(handle: int) -> bool:
        return True

else:
    import fcntl

    def _share(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_SH)

    def _free(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)

    def _is_free(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        _free(handle)
        return True
