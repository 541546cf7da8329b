"""A guard over the whole run: no planted secret shows in a log line, an error, a file or an output.

It reads along in this process: every record of every logger, whatever its level; every
`CampaignError` and every error that a test catches or ends with, with what it shows of its causes;
what the process and its children print; and after each test the files that it left. A secret fails
the test that showed it. What the sandbox and the tests' own clients say is the network's side and
not looked at: of the house's code on the stack, the innermost decides whose words they are.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from campaign.errors import CampaignError
from tests.planted import found, found_in_bytes, in_the_clear

NAME = "planted-secrets"
KINDS = ("log lines", "errors", "outputs", "files")
#: A run of so many tests is the whole suite; it must have looked at so many of each kind.
WHOLE, LEAST = 1500, 300

#: What SQLAlchemy would say is the database over again, which is looked at as it is.
_DUMPS = "sqlalchemy"
_BIGGEST = 64_000_000  # bytes of a file that is looked at


class Guard:
    """Pytest's plugin; one in each process that runs tests."""

    def __init__(self, *, chosen: bool = False) -> None:
        self._chosen = chosen
        self.seen: Counter[str] = Counter()
        self._lines: list[str] | None = None  # a list while lines are to be kept
        self._leaks: list[str] = []
        self._suspects: list[BaseException] = []
        self._folders: list[Path] = []  # made since the last test
        self._shared: list[Path] = []  # made for several tests
        self._looked_at: set[tuple[str, int, int]] = set()
        self._patch = pytest.MonkeyPatch()

    # What is read along while tests run.

    def pytest_sessionstart(self) -> None:
        """Begin to read along."""
        self._read_logs()
        self._read_errors()
        self._read_outputs()
        make = pytest.TempPathFactory.mktemp

        def mktemp(factory: pytest.TempPathFactory, *names: Any, **more: Any) -> Path:
            folder = make(factory, *names, **more)
            self._folders.append(folder)
            return folder

        self._patch.setattr(pytest.TempPathFactory, "mktemp", mktemp)

    def pytest_unconfigure(self) -> None:
        """Leave everything as it was."""
        self._patch.undo()

    def _read_logs(self) -> None:
        """Records below a logger's level are made for us too, and go no further."""
        enabled, handle = logging.Logger.isEnabledFor, logging.Logger.callHandlers

        def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            self._heard(record)
            if enabled(logger, record.levelno):
                handle(logger, record)

        def is_enabled_for(logger: logging.Logger, level: int) -> bool:
            return not logger.name.startswith(_DUMPS) or enabled(logger, level)

        self._patch.setattr(logging.Logger, "isEnabledFor", is_enabled_for)
        self._patch.setattr(logging.Logger, "callHandlers", call_handlers)

    def _heard(self, record: logging.LogRecord) -> None:
        self.seen["log lines"] += 1
        line = _line(record)
        if self._lines is not None:
            self._lines.append(line)
        if (where := found(line)) and _ours(sys._getframe()):
            self._leaks.append(f"a log line of {record.name} ({record.levelname}): {where}")

    def _read_errors(self) -> None:
        guard, fill = self, pytest.ExceptionInfo.fill_unfilled

        def made(error: CampaignError, *args: object) -> None:
            Exception.__init__(error, *args)
            guard._made(error)

        def filled(info: pytest.ExceptionInfo[Any], caught: Any) -> None:
            fill(info, caught)
            guard._caught(caught[1])

        self._patch.setattr(CampaignError, "__init__", made, raising=False)
        self._patch.setattr(pytest.ExceptionInfo, "fill_unfilled", filled)

    def _made(self, error: CampaignError) -> None:
        self.seen["errors"] += 1
        if where := found(_told(error)):
            self._leaks.append(f"{type(error).__name__}: {where}")
        # Whether it will show what it was made of is not known yet.
        behind = sys.exc_info()[1]
        if behind is not None and any(found(_told(each)) for each in _shown(behind)):
            self._suspects.append(error)

    def _caught(self, error: BaseException) -> None:
        """Look at an error that a test caught, and at what a person would be shown with it."""
        self.seen["errors"] += 1
        for each in _shown(error):
            if (where := found(_told(each))) and _ours(each.__traceback__):
                self._leaks.append(f"{type(each).__name__}, shown with an error: {where}")

    def _read_outputs(self) -> None:
        guard, read = self, pytest.CaptureFixture.readouterr
        communicate = subprocess.Popen.communicate

        def readouterr(fixture: pytest.CaptureFixture[Any]) -> Any:
            said = read(fixture)
            for stream, words in zip(("stdout", "stderr"), said, strict=True):
                guard._said(stream, words)
            return said

        def communicated(child: subprocess.Popen[Any], *args: Any, **more: Any) -> Any:
            said = communicate(child, *args, **more)
            for stream, words in zip(("stdout", "stderr"), said, strict=True):
                guard._said(f"{stream} of a child", words)
            return said

        self._patch.setattr(pytest.CaptureFixture, "readouterr", readouterr)
        self._patch.setattr(subprocess.Popen, "communicate", communicated)

    def _said(self, stream: str, words: str | bytes | None) -> None:
        if words:
            self.seen["outputs"] += 1
            where = found_in_bytes(words) if isinstance(words, bytes) else found(words)
            if where:
                self._leaks.append(f"{stream}: {where}")

    @contextmanager
    def keeping(self) -> Iterator[list[str]]:
        """Keep all log lines meanwhile, the network's side's too."""
        lines: list[str] = []
        self._lines = lines
        try:
            yield lines
        finally:
            self._lines = None

    # What is looked at when a test has ended.

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Fail the test that showed a secret; the last one also for what fixtures left behind."""
        done = yield
        self.seen["tests"] += 1
        for error in self._suspects:
            self._caught(error)
        self._suspects.clear()
        self._look_through(item.nodeid, self._folders)
        own = getattr(item, "funcargs", {}).get("tmp_path")
        self._shared += (folder for folder in self._folders if folder != own)
        self._folders.clear()
        if nextitem is None:
            self._look_through(item.nodeid, self._shared)
        if self._leaks:
            leaks, self._leaks = list(dict.fromkeys(self._leaks)), []
            pytest.fail("a secret shows in\n  " + "\n  ".join(leaks), pytrace=False)
        return done

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Look at what a part of a test printed, and at the error that it ended with."""
        report = yield
        if call.excinfo is not None:
            self._caught(call.excinfo.value)
        for title, words in report.sections:
            if report.when in title and not title.startswith("Captured log"):
                self._said(title, words)
        if report.when == "teardown" and self._leaks:
            report.outcome, report.longrepr = "failed", "\n".join(self._leaks)
            self._leaks.clear()
        return report

    def _look_through(self, test: str, folders: list[Path]) -> None:
        for folder in folders:
            for path in _files(folder):
                with suppress(OSError):  # a child of the test took it away, or nobody may read it
                    if not in_the_clear(test, path):
                        self._look_at(path)

    def _look_at(self, path: Path) -> None:
        state = path.stat()
        as_it_is = (str(path), state.st_size, state.st_mtime_ns)
        if as_it_is in self._looked_at or state.st_size > _BIGGEST:
            return
        self._looked_at.add(as_it_is)
        self.seen["files"] += 1
        if where := found_in_bytes(path.read_bytes()):
            self._leaks.append(f"{path}: {where}")

    def look_at_database(self, url: str) -> None:
        """Dump every table of a database that is no file."""
        engine = create_engine(url)
        with engine.connect() as connection:
            for name in inspect(connection).get_table_names():
                self.seen["files"] += 1
                rows = connection.execute(text(f'SELECT CAST(t AS text) FROM "{name}" AS t'))
                if where := found("\n".join(rows.scalars())):
                    self._leaks.append(f"table {name}: {where}")
        engine.dispose()

    # What the guard says of itself, so that it cannot sleep unnoticed.

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand a worker's counts on; fail a whole run in which next to nothing was looked at."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[NAME] = dict(self.seen)
        elif self._slept():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take a worker's counts over."""
        self.seen.update(getattr(node, "workeroutput", {}).get(NAME, {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how much was looked at."""
        told = ", ".join(f"{self.seen[kind]} {kind}" for kind in KINDS)
        terminalreporter.write_line(f"looked for planted secrets in {told}", red=self._slept())

    def _slept(self) -> bool:
        whole = self.seen["tests"] >= WHOLE and not self._chosen
        return whole and min(self.seen[kind] for kind in KINDS) < LEAST


def of(config: pytest.Config) -> Guard:
    """The guard of this process."""
    found = config.pluginmanager.get_plugin(NAME)
    assert isinstance(found, Guard)
    return found


def _line(record: logging.LogRecord) -> str:
    """A record as the fullest of formatters would write it: with its error and its extra fields."""
    error = traceback.format_exception(*record.exc_info) if record.exc_info else ()
    return " ".join((record.getMessage(), repr(record.__dict__), *error))


def _told(error: BaseException) -> str:
    """All that an error says and carries."""
    return " ".join((str(error), repr(error), *map(repr, vars(error).values())))


def _shown(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that a traceback shows with it."""
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        yield behind
        hidden = behind.__suppress_context__
        behind = behind.__cause__ or (None if hidden else behind.__context__)


def _ours(stack: FrameType | TracebackType | None) -> bool:
    """Whether the innermost code of the house on this stack is what is guarded."""
    names = []
    if isinstance(stack, TracebackType):
        names = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(stack)]
        names.reverse()
    elif stack is not None:
        names = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_stack(stack)]
    house = (name for name in names if name.partition(".")[0] in ("campaign", "analytics"))
    return not next(house, "campaign.sandbox").startswith("campaign.sandbox")


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (path for name in names if (path := Path(place, name)).is_file())
