"""A small campaign on a sandbox, and the real commands on it, as processes of a chosen checkout.

::

    Tree (a checkout) ─write→ folder: config.toml, content/, assets/ ─run→ `campaign apply` …
                                                                     ─start→ `campaign run`
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from campaign.sandbox.accounts import secret_for

ROOT = Path(__file__).parents[2]
REGION = "here"
SECRET = "BENCH_SECRET"  # the variable of a credential begins so
_FETCHES = ("instagram", "threads")  # these networks fetch pictures themselves
_NUMBERED = ("facebook", "instagram", "linkedin")  # an account of theirs is a number
_LONGEST = 120.0  # seconds that a command may take

_CAMPAIGN = """\
[campaign]
name = "bench"
title = "Bench"
start = {day}
site = "https://campaign.example/"
source_language = "en"
languages = ["en"]
visibility = "art17"
funding = "cofunded"

[regions.{region}]
zone = "UTC"
languages = ["en"]
names = {{ en = "Here" }}
"""

_POST = """\
id: {id}
when: {when:%Y-%m-%d %H:%M}
zone: UTC
channels: [all]
activity: A02
pillar: meet
value: interaction
audience: general_public
cta: ask
card: {{layout: statement, background: dusk}}
copy:
  en:
    headline: Three days. One table.
    text: The first learning lab opens its doors on Tuesday, and all are welcome.
    alt: "Text card: Three days. One table."
    state: source
"""


@dataclass(frozen=True, slots=True)
class Account:
    """One channel of a workspace and the account behind it.

    `server` is where its network is found, `who` what the sandbox calls the account.
    """

    channel: str
    platform: str
    server: str
    who: str

    @property
    def sandbox(self) -> str:
        """The network that serves it on the sandbox: Pixelfed speaks Mastodon's API."""
        return "mastodon" if self.platform == "pixelfed" else self.platform

    @property
    def named(self) -> str:
        """The account as the sandbox's ledger names it: on Bluesky a handle."""
        return f"{self.who}.example" if self.platform == "bluesky" else self.who

    @property
    def variable(self) -> str:
        """The environment variable with its credential."""
        return f"{SECRET}_{self.channel.upper().replace('-', '_')}"

    @property
    def secret(self) -> str:
        """The credential under which the sandbox knows it."""
        return secret_for(self.sandbox, self.named)

    def table(self, **more: str) -> str:
        """Its table in the configuration; `more` are further keys, as they are written."""
        number = str(10**9 + crc32(self.who.encode()))  # servers of their own have other numbers
        account = number if self.platform in _NUMBERED else self.named
        keys = {
            "platform": self.platform,
            "region": REGION,
            "language": "en",
            "account": account,
            "server": self.server,
            "secret": self.variable,
            **more,
        }
        lines = [f'{key} = "{value}"' for key, value in keys.items()]
        return "\n".join([f"[channels.{self.channel}]", *lines, ""])


def configure(
    folder: Path,
    accounts: Sequence[Account],
    *,
    pictures: str = "",
    head: str = "",
    **more: str,
) -> None:
    """Write a workspace's configuration with these channels; nobody's waits are set unless asked.

    `pictures` is where networks find the workspace's pictures, `head` stands first in the file,
    and `more` are further keys of every channel.
    """
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    tables = [head, _CAMPAIGN.format(day=yesterday, region=REGION)]
    for each in accounts:
        fetches = {"public_media_url": pictures} if each.platform in _FETCHES and pictures else {}
        tables.append(each.table(**fetches, **more))
    (folder / "config.toml").write_text("\n".join(tables), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Tree:
    """One state of the code: its `name` in what is told, and the folder of its checkout."""

    name: str
    folder: Path

    def write(self, folder: Path) -> None:
        """Lay out a workspace without a configuration: one post for all channels, due this minute.

        Everything else in it is the checkout's own content.
        """
        for name in ("content", "assets"):
            shutil.copytree(self.folder / name, folder / name)
        content = folder / "content"
        (content / "days.toml").unlink()  # it names other regions
        shutil.rmtree(content / "calendar")
        (content / "calendar").mkdir()
        post = _POST.format(id="post", when=datetime.now(UTC))
        (content / "calendar" / "post.yaml").write_text(post, encoding="utf-8")

    def run(self, folder: Path, accounts: Sequence[Account], *words: str) -> str:
        """Let a command of `campaign` come to its end, and give what it printed.

        Raises RuntimeError with all it said when it ends with anything but 0.
        """
        ended = subprocess.run(
            self._command(words),
            cwd=folder,
            env=self._environment(accounts),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(f"campaign {' '.join(words)}: {ended.stdout}{ended.stderr}")
        return ended.stdout

    def start(self, folder: Path, accounts: Sequence[Account], *words: str) -> Program:
        """Begin a command of `campaign` that goes on by itself; its log goes into the folder."""
        with (folder / "log.jsonl").open("ab") as log:
            process = subprocess.Popen(
                self._command(words),
                cwd=folder,
                env=self._environment(accounts),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        return Program(process)

    def _command(self, words: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "campaign.cli", *words]

    def _environment(self, accounts: Sequence[Account]) -> Mapping[str, str]:
        """The machine's own without what would lead a command elsewhere, and the credentials."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CAMPAIGN_", "NOTIFY_SOCKET"))
        }
        secrets = {each.variable: each.secret for each in accounts}
        return {**kept, "PYTHONPATH": str(self.folder), **secrets}


class Program:
    """A command that is running."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def number(self) -> int:
        """The number of its process."""
        return self._process.pid

    def line(self) -> str:
        """The next line that it prints; raises RuntimeError when it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().strip()
        if not line:
            raise RuntimeError(f"a command ended with {self._process.wait()}")
        return line

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._close()

    def stop(self, patience: float = 15) -> None:
        """Ask it to end; after so many seconds it is not asked any more."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._close()

    def _close(self) -> None:
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def checked_out(commit: str) -> Iterator[Tree]:
    """The code of a commit in a folder of its own, for as long as the block lasts."""
    with TemporaryDirectory(prefix="bench-tree-") as place:
        folder = Path(place) / "tree"
        _git("worktree", "add", "--detach", str(folder), commit)
        try:
            yield Tree(commit, folder)
        finally:
            _git("worktree", "remove", "--force", str(folder))


def end_in_order() -> None:
    """Have SIGTERM leave the program as Ctrl+C does, so that it ends every process it started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def present() -> Tree:
    """The code of this very checkout, as it stands."""
    return Tree("now", ROOT)


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
