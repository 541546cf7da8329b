"""Installs what a lock names into the Python that runs this, and says how far it is.

    python install.py requirements.lock

`make install` calls it. It needs nothing but the pip that is there. On a terminal one line tells
what is fetched; elsewhere there is a line now and then. When pip fails, all that it said is shown.
"""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

_PIN = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*==", re.MULTILINE)
_FETCHED = re.compile(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)")
_EVERY = 15  # packages between two lines where nobody watches
_LOOK = 1.0  # seconds until the time that has passed is shown anew


def install(lock: Path) -> int:
    """Install the packages of a lock; gives pip's exit code."""
    named = len(_PIN.findall(lock.read_text(encoding="utf-8")))
    words = ["install", "--disable-pip-version-check", "--progress-bar", "off", "--require-hashes"]
    process = subprocess.Popen(  # noqa: S603 - our own pip with our own lock
        [sys.executable, "-m", "pip", *words, "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    shown, said, begun, fetched = _Line(), list[str](), time.monotonic(), 0
    doing = f"asking for {named} packages"
    for line in _lines(process):
        if line is not None:
            said.append(line)
            if line.startswith("Ignoring "):
                named -= 1  # one that this machine does not need
            elif found := _FETCHED.match(line):
                fetched += 1
                doing = f"{min(fetched, named)} of {named} fetched: {found[1]}"
            elif line.startswith("Installing collected packages"):
                doing = f"unpacking {named} packages"
        stays = fetched % _EVERY == 1 or doing.startswith("unpacking")
        shown.show(f"  {doing}", time.monotonic() - begun, stays=stays)
    code = process.wait()
    shown.end()
    if code:
        sys.stderr.writelines(said)
        sys.stderr.write("pip could not install them; above is all that it said.\n")
    else:
        sys.stdout.write(f"  {named} packages in {time.monotonic() - begun:.0f} s\n")
    return code


def _lines(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """Each line that a process says; None when it has been silent for a moment."""
    waiting: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            waiting.put(line)
        waiting.put(None)

    Thread(target=read, daemon=True).start()
    while True:
        try:
            line = waiting.get(timeout=_LOOK)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


class _Line:
    """One line that is written over on a terminal; elsewhere, what stays is written once."""

    def __init__(self) -> None:
        self._over = sys.stdout.isatty()
        self._last = ""

    def show(self, words: str, seconds: float, *, stays: bool) -> None:
        """Say what is done now, and for how long it has been going on."""
        if self._over:
            sys.stdout.write(f"\r{words[:64]:<64}{seconds:5.0f} s")
        elif stays and words != self._last:
            sys.stdout.write(f"{words}\n")
        else:
            return
        self._last = words
        sys.stdout.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if self._over:
            sys.stdout.write(f"\r{'':<71}\r")


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
