"""Runs `campaign check` over one broken file, in a child of a process that has all in memory.

A spreadsheet is no part of the project: there it is `campaign sheet import`, which writes nothing
as long as nobody says yes.

What has to hold: it ends by itself with 0, 1 or 2; no stack trace; no code that a terminal would
obey; when it is refused, a message names a file; at most `MOST_SECONDS` of work and `MOST_MEMORY`.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from campaign.cli.__main__ import main
from campaign.printable import printable
from campaign.spreadsheet import SUFFIXES

MOST_SECONDS = 5.0  # of this process's own work, as other processes share the machine
MOST_WALL = 60.0  # seconds until a check that waits for something is ended
MOST_MEMORY = 512 * 1024 * 1024  # bytes
_NAMED = re.compile(r"(content|assets)(/[\w.-]+)+|config\.toml|\[paths\]")

POST = """\
id: fuzz
when: 2026-12-01 11:00
channels: [all]
activity: A02
image: {image}
copy:
  en:
    headline: "We met"
    text: "We met at the table."
    alt: "A room with a long table; people sit around it and talk."
    state: source
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one check ended: `wrong` is "" when all that has to hold held."""

    code: int
    seconds: float
    memory: int
    wrong: str
    said: str = ""


def warm(config: Path) -> None:
    """Load everything that a check needs, so that a child begins at once."""
    out = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        main(["--config", str(config), "check"])
    except SystemExit:
        pass
    finally:
        os.dup2(out, 1)
        os.close(out)
        os.close(nowhere)


def judged(config: Path, name: str, data: bytes, log: Path) -> Verdict:
    """Put one file into the project of a configuration, check it, and take it out again."""
    folder = config.parent
    path = folder / name
    before = path.read_bytes() if path.exists() else None
    post = folder / "content/calendar/fuzz.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if name.startswith("assets/pictures/"):
        post.write_text(POST.format(image=name.removeprefix("assets/")), encoding="utf-8")
    try:
        words = _words(config, path)
        return _verdict(name, *_run(words, log), log.read_text(encoding="utf-8"))
    finally:
        post.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)


def _words(config: Path, path: Path) -> list[str]:
    """The words of the command that reads a file."""
    does = ["sheet", "import", str(path)] if path.suffix in SUFFIXES else ["check"]
    return ["--config", str(config), *does]


def _run(words: list[str], log: Path) -> tuple[int, float, int]:
    """The status, the seconds of work and the memory of a child that runs a command."""
    child = os.fork()
    if child == 0:
        _command(words, log)
    end = time.monotonic() + MOST_WALL
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            break
        time.sleep(0.005)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def _command(words: list[str], log: Path) -> NoReturn:
    """In the child: run the command with bounds, and leave without the parent's own cleaning."""
    code = 99
    with suppress(BaseException):
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        # Not those of whoever watches the parent.
        sys.stdin = os.fdopen(0)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + MOST_MEMORY,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(MOST_SECONDS) + 1,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 98
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _verdict(name: str, code: int, seconds: float, memory: int, said: str) -> Verdict:
    wrong = ""
    if code not in (0, 1, 2):
        wrong = f"it ended with {code}"
    elif "Traceback" in said or "nobody foresaw" in said:
        wrong = "an error that nobody foresaw"
    elif printable(said) != said:
        wrong = "a code for the terminal"
    elif code and not _names(name, said):
        wrong = "no file is named"
    elif seconds > MOST_SECONDS:
        wrong = f"{seconds:.1f} s"
    elif memory > MOST_MEMORY:
        wrong = f"{memory // 2**20} MB"
    return Verdict(code, seconds, memory, wrong, said)


def _names(name: str, said: str) -> bool:
    """True when the messages name the file, or for a file that others rest on, one of those."""
    if "Write this into" in said:
        return True  # it could be read, and nobody said yes
    alone = name.startswith(("content/calendar/", "assets/pictures/")) or name.endswith(SUFFIXES)
    return name.rpartition("/")[2] in said or (not alone and bool(_NAMED.search(said)))
