"""What commands say reaches the terminal as it is, and orders it to do nothing."""

from __future__ import annotations

import json
import logging

import pytest

from campaign.cli.logs import JsonLines
from campaign.cli.terminal import say
from campaign.printable import printable


def test_nothing_in_a_line_is_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """A post's text may hold brackets and colons, and is long."""
    line = "[bold]Three days.[/bold] :warning: " + "One table. " * 40
    say(line)
    assert capsys.readouterr().out == f"{line}\n"


def test_nothing_in_a_line_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    """What an account shows comes from others, and a terminal obeys escape sequences."""
    say("a\x1b[2Jb\x07c\rd\x9b2Je\tf", error=True)
    assert capsys.readouterr().err == "a\\x1b[2Jb\\x07c\\rd\\x9b2Je\tf\n"


def test_nothing_in_a_log_line_moves_the_cursor() -> None:
    """People read logs on terminals; a reader of JSON gets the same value."""
    answer = "x\x1b[2J\x9b31m\u202ey\nz"
    record = logging.LogRecord("campaign", logging.ERROR, "", 0, "It says %s", (answer,), None)
    record.__dict__["code"] = answer
    line = JsonLines().format(record)
    assert printable(line) == line
    assert "\n" not in line
    assert json.loads(line)["code"] == answer
