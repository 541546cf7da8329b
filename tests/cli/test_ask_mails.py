"""The service mails those whose yes is asked, with the real Apprise, each at their own address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.bootstrap import open_workspace
from campaign.cli.ask_mails import mail_those_asked
from campaign.cli.context import clock, wait
from tests.cli.conftest import Run
from tests.cli.trust.test_approve import POST, one_post, register
from tests.platforms.scripted import Reply, Scripted, always

__all__ = ["one_post"]


@pytest.fixture
def post_box() -> Iterator[Scripted]:
    """Where mails arrive."""
    with Scripted(always(Reply(200))) as server:
        yield server


def mailed(workspace: Path, environ: dict[str, str], minutes: int) -> int:
    """How many mails leave some minutes from now."""
    later = clock() + timedelta(minutes=minutes)
    with closing(open_workspace(workspace / "config.toml", environ, lambda: later, wait)) as opened:
        return mail_those_asked(opened)


def test_each_person_who_is_asked_gets_one_mail_at_their_own_address(
    one_post: Path, run: Run, post_box: Scripted
) -> None:
    """The address of the person stands where {to} is; a second look mails nobody."""
    file = one_post / "config.toml"
    text = re.sub(r"^\[desk\].*\n", "", file.read_text("utf-8"), flags=re.M)
    file.write_text(
        text.replace("\n[channels]", '\n[desk]\nmail = "DESK_MAIL_URL"\n\n[channels]', 1), "utf-8"
    )
    register(run)
    assert run("apply", "--as", "edith").code == 0
    assert run("approve", POST, "--ask", "--as", "edith").code == 0
    environ = {"DESK_MAIL_URL": f"json://{post_box.url.removeprefix('http://')}/box/{{to}}"}
    assert mailed(one_post, environ, 1) == 0
    assert mailed(one_post, environ, 6) == 2
    assert mailed(one_post, environ, 30) == 0
    paths = sorted(seen.path for seen in post_box.seen)
    assert [path.rpartition("/")[2] for path in paths] == [
        "berta@example.org",
        "pola@example.org",
    ]
    # Berta has a role everywhere, Pola in a region where Polish is spoken.
    assert {seen.data["title"] for seen in post_box.seen} == {
        "EU-BELONG: 1 post waits for your yes",
        "EU-BELONG: 1 post czeka na Twoją zgodę",
    }
    assert sorted(seen.data["message"].count("- ") for seen in post_box.seen) == [1, 4]


def test_without_a_way_to_mail_nobody_is_mailed_and_nothing_is_lost(
    one_post: Path, run: Run, post_box: Scripted
) -> None:
    """What was asked before mail was set up is mailed when it is."""
    register(run)
    assert run("apply", "--as", "edith").code == 0
    assert run("approve", POST, "--ask", "--as", "edith").code == 0
    assert mailed(one_post, {}, 6) == 0
