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
from threading import Thread
from types import TracebackType
from typing import Any, Self


class Running:
    """The service, from `with` to its end; every line it logs is kept."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.lines: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "campaign.cli", "run"],
            cwd=folder,
            env={**os.environ, **environ},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(60)
        self._reader.join(10)
        assert self._process.stderr is not None
        self._process.stderr.close()
        if kind is None:
            assert code == 0, self.lines

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

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.lines.append({"message": line})
