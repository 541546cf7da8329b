"""`campaign run` as a process of its own, on a sandbox, with what it logs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.beside import Beside


class Running(Beside):
    """The service, from `with` to its end; every line it logs is kept."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.lines: list[dict[str, Any]] = []
        self._ends_with = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "campaign.cli", "run"],
            cwd=folder,
            env={**os.environ, **environ},
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self) -> None:
        """Keep what it logs until it ends."""
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.lines.append({"message": line})

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def until_killed(self, patience: float = 60) -> None:
        """Wait until something else has killed it."""
        assert self._process.wait(patience) == -signal.SIGKILL, self.lines
        self._ends_with = -signal.SIGKILL

    def stop(self) -> None:
        """Ask it to end, as a service manager does."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        super().__exit__(kind, *rest)
        if kind is None:
            assert self._process.returncode == self._ends_with, self.lines

    def actions(self, *wanted: str) -> list[dict[str, Any]]:
        """The lines with one of these actions, in order."""
        return [line for line in self.lines if line.get("action") in wanted]

    def until(self, action: str, count: int = 1, patience: float = 60) -> list[dict[str, Any]]:
        """Wait until it has logged so many lines with an action, and give them."""
        self.wait(lambda: len(self.actions(action)) >= count, patience)
        return self.actions(action)

    def wait(self, happened: Callable[[], bool], patience: float = 60) -> None:
        """Wait until something has happened."""
        end = time.monotonic() + patience
        while not happened():
            assert time.monotonic() < end and self._process.poll() is None, self.lines
            time.sleep(0.05)
