"""Processes that a test starts, and may kill, stop, freeze and let go on again."""

from __future__ import annotations

import selectors
import signal
import subprocess
import sys
from pathlib import Path


class Child:
    """A process of ours that tells in its first line that it is ready.

    It runs a module with arguments; `log` is a file to which its standard error goes.
    """

    def __init__(self, module: str, *arguments: str, log: Path | None = None) -> None:
        self._log = None if log is None else log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._line = ""

    @property
    def name(self) -> str:
        """What it calls itself in the database, when it is a worker."""
        return f"worker-{self._process.pid}"

    def ready(self, patience: float = 60) -> str:
        """The first line; raises RuntimeError when none comes within `patience` seconds."""
        if self._line:
            return self._line
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(patience):
                raise RuntimeError("a process did not get ready")
        self._line = self._process.stdout.readline().strip()
        if not self._line:
            raise RuntimeError(f"a process ended with {self._process.wait()} before it was ready")
        return self._line

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._close()

    def freeze(self) -> None:
        """Let it do nothing, as a machine that sleeps or swaps."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if no time had passed."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end; after ten seconds it is not asked any more."""
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            if pipe is not None:
                pipe.close()
