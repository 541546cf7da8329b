"""`campaign channels connect`, in a process of its own where somebody is at the browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
import requests

from campaign.cli.__main__ import main
from tests.cli.conftest import ROOT, Said

HEAD = """\
[campaign]
name = "small"
title = "Small"
start = 2026-12-01
site = "https://site.example/"
source_language = "en"
languages = ["en"]
visibility = "art17"
funding = "cofunded"
approval = "none"

[regions.eu]
zone = "Europe/Brussels"
languages = ["en"]
names = { en = "Europe" }
"""


def channel(name: str, **keys: str) -> str:
    """One channel's table, without a secret unless it is given."""
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    return f'\n[channels.{name}]\nregion = "eu"\nlanguage = "en"\n{told}'


def write(folder: Path, *channels: str) -> Path:
    """A configuration with these channels."""
    file = folder / "config.toml"
    file.write_text(HEAD + "".join(channels), encoding="utf-8")
    return file


class Command:
    """One call of the command that is under way."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._read = ""

    def address(self) -> str:
        """The address the browser is sent to, as soon as it is told."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._read += line
            if line.startswith("  http"):
                return line.strip()
        raise AssertionError(self._read + str(self.end()))

    def type(self, line: str) -> None:
        """Paste something."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def end(self) -> Said:
        """How it ended."""
        out, err = self._process.communicate(timeout=60)
        return Said(self._process.returncode, self._read + out, err)


@contextmanager
def command(file: Path, *words: str, environ: Mapping[str, str] | None = None) -> Iterator[Command]:
    """`campaign` with these words; nothing of this machine's screen or secrets is in its way."""
    clean = {n: v for n, v in os.environ.items() if n not in ("DISPLAY", "BROWSER")}
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign.cli", "--config", str(file), *words],
        cwd=ROOT,
        env={**clean, "PYTHONUNBUFFERED": "", **(environ or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Command(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def call(
    file: Path, *words: str, paste: str = "", environ: Mapping[str, str] | None = None
) -> Said:
    """The same from beginning to end, in this process: for what opens no browser."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", StringIO(f"{paste}\n" if paste else ""))
        for name, value in (environ or {}).items():
            patch.setenv(name, value)
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(["--config", str(file), *words])
    code = ended.value.code
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


_ACTION = re.compile(r'<form method="post" action="([^"]*)"')


def agree(address: str, account: str, answer: str = "yes") -> str:
    """What a person does on the network's pages; gives the address they are sent back to."""
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(address, timeout=20, allow_redirects=False)
        if page.status_code == 200:
            action = _ACTION.search(page.text)
            assert action, page.text
            form = {"account": account, "answer": answer}
            there = urljoin(address, unescape(action[1]))
            page = browser.post(there, data=form, timeout=20, allow_redirects=False)
        assert page.status_code in (302, 303), page.text
        return page.headers["location"]


def visit(address: str) -> requests.Response:
    """The browser comes back."""
    with requests.Session() as browser:
        browser.trust_env = False
        return browser.get(address, timeout=20)


def with_query(address: str, **changes: Any) -> str:
    """The same address with other values behind its `?`; None takes one away."""
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()
