"""Servers are asked for their limits by the commands that talk to them, and by no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.bootstrap import open_workspace
from campaign.cli import limits as asking
from campaign.cli.run import ask_daily
from campaign.model import Hold, Media, State
from campaign.notices import LIMITS
from campaign.storage import publications
from campaign.storage.tables import server_limits
from campaign.usecases.operations.notify import send_notices
from tests.cli.conftest import Run
from tests.platforms.mastodon import servers
from tests.platforms.mastodon.servers import configuration, instance, speaking
from tests.platforms.samples import variant
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen
from tests.small_project import small_project

SOURCE = "https://github.com/mastodon/mastodon"
OWN = {"id": "7", "acct": "a", "url": "https://mastodon.example/@a"}
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


class Server:
    """A server of which a test changes what it says of itself."""

    def __init__(self) -> None:
        self.says: dict[str, Any] | None = instance(
            "4.6.0", SOURCE, configuration=configuration(400)
        )
        self.asked = 0

    def __call__(self, seen: Seen) -> Reply | Mishap:
        """An account that works, and the instance."""
        self.asked += seen.path == "/api/v2/instance"
        if self.says is None:
            return Mishap.RESET
        return speaking(self.says, otherwise=self.other)(seen)

    def other(self, seen: Seen) -> Reply:
        """Whose the token is; everything else is not there."""
        if seen.path.endswith("verify_credentials"):
            return Reply(data=OWN)
        return Reply(404, {"error": "Record not found"})


@pytest.fixture
def server() -> Server:
    """What the server says, and how often it was asked."""
    return Server()


@pytest.fixture
def project(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small project, entered, whose Mastodon channel is on that server."""
    folder = tmp_path / "p"
    file = small_project(folder)
    with Scripted(server) as there:
        text = file.read_text().replace("https://mastodon.example", there.url)
        file.write_text(text)
        post = folder / "content/calendar/good.yaml"
        post.write_text(post.read_text().replace("2026-12-01", "2099-12-01"))
        monkeypatch.chdir(folder)
        monkeypatch.setenv("M", "a-secret-token-of-mastodon")
        yield folder


def write(project: Path, words: str) -> None:
    """Give the post a text of its own on Mastodon."""
    file = project / "content/calendar/good.yaml"
    text = file.read_text().partition("overrides:")[0]
    file.write_text(f'{text}overrides:\n  mastodon: {{en: {{text: "{words}"}}}}\n')


def blocking(run: Run) -> set[str]:
    """The codes of the blocking findings of `campaign check` on the Mastodon channel."""
    found = run("check", "--json").json["findings"]
    return {f["code"] for f in found if f["severity"] == "block" and f["channel"] == "eu-mastodon"}


def codes(run: Run) -> set[str]:
    """The codes of all findings of `campaign check` on the Mastodon channel."""
    found = run("check", "--json").json["findings"]
    return {f["code"] for f in found if f["channel"] == "eu-mastodon"}


def row(run: Run) -> dict[str, Any]:
    """What `channels list` says of the Mastodon channel."""
    rows = run("channels", "list", "--json").json["channels"]
    return next(each for each in rows if each["channel"] == "eu-mastodon")


def test_without_an_answer_the_table_stands_and_the_list_says_so(
    project: Path, run: Run, server: Server
) -> None:
    """Neither the list nor a check makes a database, asks a server or needs a secret."""
    assert row(run)["limits_from"] == "by the table of Mastodon"
    assert row(run)["limits"]["text"] == 500
    run("check")
    assert server.asked == 0 and not (project / "var" / "campaign.db").exists()


def test_testing_the_channels_asks_and_the_answer_counts_from_then_on(
    project: Path, run: Run, server: Server
) -> None:
    """The list names the day and the software; a check measures by the answer, without asking."""
    said = run("channels", "test")
    assert "(mastodon 4.6.0) takes 400 characters, 4 pictures and alt texts of 1500." in said.out
    found = row(run)
    assert re.fullmatch(r"asked \d{4}-\d\d-\d\d: mastodon 4\.6\.0", found["limits_from"])
    assert (found["limits"]["text"], found["software"]) == (400, "mastodon")
    write(project, "z" * 401)
    assert blocking(run) == {"too-long"}
    write(project, "z" * 400)
    assert blocking(run) == set()
    assert server.asked == 1


def test_a_test_says_what_was_not_believed(project: Path, run: Run, server: Server) -> None:
    """The table's number stands in for it."""
    server.says = instance("4.6.0", SOURCE, configuration=configuration(10**12))
    said = run("channels", "test", "--json").json["servers"]
    assert said[0]["said"]["ignored"] == ["max_characters 1000000000000 was not believed"]
    assert "the number of the table stands" in run("channels", "test").out
    assert row(run)["limits"]["text"] == 500


def test_a_longer_limit_leaves_a_text_whole(project: Path, run: Run, server: Server) -> None:
    """Nothing is left out of it, and its preview shows the server's own bound."""
    server.says = instance("4.6.0", SOURCE, configuration=configuration(5000))
    words = "We meet at the table in Brussels and talk about it. " * 20
    write(project, words.strip())
    assert "fitted" in codes(run)
    run("channels", "test")
    assert "fitted" not in codes(run)
    page = Path(run("preview", "--json").json["page"]).read_text()
    assert "5000" in page or "5,000" in page


def test_publish_asks_after_its_tick_once_a_day(project: Path, run: Run, server: Server) -> None:
    """The next minute's run asks nothing, also when the server has not answered."""
    server.says = None
    run("publish")
    assert server.asked == 1
    run("publish")
    assert server.asked == 1, "one that gave no answer is left alone for an hour"
    with open_workspace(
        project / "config.toml", {"M": "x"}, lambda: NOW, lambda _: None
    ).database.write() as c:
        c.execute(server_limits.update().values(tried_at=datetime(2020, 1, 1, tzinfo=UTC)))
    server.says = instance("4.6.0", SOURCE, configuration=configuration(400))
    run("publish")
    run("publish")
    assert server.asked == 2
    assert row(run)["limits"]["text"] == 400


def test_a_service_asks_once_a_day_and_tells_what_no_longer_fits(
    project: Path, run: Run, server: Server
) -> None:
    """A finding in `check`, a hold at the gate, and one notice; it is freed when it fits again."""
    write(project, "z" * 350)
    run("channels", "test")
    assert run("apply").code == 0
    clock = [NOW + timedelta(days=3650)]
    opened = open_workspace(
        project / "config.toml", {"M": "x" * 20}, lambda: clock[0], lambda _: None
    )
    heard: list[str] = []

    def tell() -> None:
        def send(title: str, said: str) -> str:
            heard.append(said)
            return ""

        send_notices(opened.database, [LIMITS], campaign="C", connect=lambda: send, now=clock[0])

    def held() -> tuple[Hold, str]:
        with opened.database.read() as connection:
            every = publications.all_of(connection)
        (found,) = (each for each in every if each.channel == "eu-mastodon")
        assert found.state is State.SCHEDULED
        return found.hold, found.hold_detail

    server.says = instance("4.6.0", SOURCE, configuration=configuration(300))
    before = server.asked
    ask_daily(opened)
    ask_daily(opened)
    assert server.asked == before + 1
    assert held()[0] is Hold.LIMITS and "more than the 300 allowed" in held()[1]
    tell()
    tell()
    assert len(heard) == 1
    assert "its server allows less by now" in heard[0] and "more than the 300" in heard[0]
    assert blocking(run) == {"too-long"}

    clock[0] += timedelta(days=1)
    server.says = instance("4.6.0", SOURCE, configuration=configuration(5000))
    ask_daily(opened)
    assert held() == (Hold.NONE, "")
    assert blocking(run) == set()
    opened.close()


def test_a_service_writes_by_the_newest_answer_without_a_restart(
    project: Path, run: Run, server: Server
) -> None:
    """The adapter that published before is made anew when another job has asked."""
    run("channels", "test")
    clock = [NOW]
    opened = open_workspace(
        project / "config.toml", {"M": "x" * 20}, lambda: clock[0], lambda _: None
    )
    _ = opened.database
    place = opened.config.channels["eu-mastodon"]
    first = opened.connect(place)
    assert opened.connect(place) is first
    server.says = servers.GOTOSOCIAL
    asking.ask(opened, [place])
    clock[0] += timedelta(minutes=1)
    second = opened.connect(place)
    assert second is not first and opened.connect(place) is second
    assert opened.limits_of(place).text == 5000
    six = variant(
        "mastodon", *(Media(str(n) * 64, "image/png", 900, 900, 9, "y") for n in range(6))
    )
    assert len(second.payloads(six, NOW)[0].uploads) == 6
    assert len(opened.writer(place)(six, NOW)[0].uploads) == 6, "and so does the check"
    assert opened.limits_of(place) is opened.limits_of(place)
    opened.close()


def test_a_paused_channel_and_a_broken_answer_ask_and_change_nothing(
    project: Path, run: Run, server: Server
) -> None:
    """What the server said before still counts."""
    run("channels", "test")
    server.says = None
    run("channels", "test")
    assert row(run)["limits"]["text"] == 400
    file = project / "config.toml"
    file.write_text(file.read_text().replace('secret = "M"', 'secret = "M", paused = true'))
    asked = server.asked
    run("channels", "test")
    opened = open_workspace(file, {}, lambda: NOW + timedelta(days=9999), lambda _: None)
    ask_daily(opened)
    opened.close()
    assert server.asked == asked
    with open_workspace(file, {}, lambda: NOW, lambda _: None).database.read() as connection:
        assert connection.scalar(select(server_limits.c.version)) == "4.6.0"
