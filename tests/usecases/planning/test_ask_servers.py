"""What a server allows by now holds what waits for it, and touches nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from campaign.errors import Unavailable
from campaign.model import Channel, Hold, ServerLimits, State
from campaign.platforms import registry
from campaign.storage import publications
from campaign.storage.tables import publications as table
from campaign.usecases.planning.ask_servers import Asked, ask_servers
from tests.engine.stage import Stage
from tests.plan.made import NOW, channel
from tests.storage.conftest import on_both

USUAL = registry.limits("mastodon")
SERVER = "https://mastodon.example"


class Server:
    """A network that tells its limits, or fails."""

    def __init__(self, text: int, fails: Exception | None = None) -> None:
        self.text, self.fails, self.asked = text, fails, 0

    def ask_limits(self) -> ServerLimits | None:
        """What it says now."""
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return ServerLimits(replace(USUAL, text=self.text), "mastodon", "4.6.0")


def on(name: str, server: str = SERVER) -> Channel:
    """A channel of Mastodon's."""
    return replace(channel(name=name), platform="mastodon", server=server)


def planned(stage: Stage, *texts: str) -> None:
    """One publication on Mastodon's channel `catalonia` for each text."""
    stage.apply(
        *(
            stage.wanted(f"post-{n}", texts=(text,), platform="mastodon", at=NOW)
            for n, text in enumerate(texts)
        )
    )


def to(server: Any) -> Callable[[Channel], Any]:
    """Every channel is on that server."""
    return lambda _: server


def ask(stage: Stage, server: Any, now: datetime = NOW) -> list[Asked]:
    """Ask anew, whatever was said before."""
    return ask_servers(stage.database, [on("catalonia")], to(server), now, age=timedelta(0))


def change(stage: Stage, number: int, **values: Any) -> None:
    """Change a row as another worker would."""
    with stage.database.write() as connection:
        connection.execute(update(table).where(table.c.id == number).values(**values))


@on_both
def test_what_no_longer_fits_is_held_until_it_fits_again(stage: Stage) -> None:
    """A text that fits all the time is never touched."""
    planned(stage, "z" * 350, "short")
    (done,) = ask(stage, Server(300))
    assert (done.held, done.freed) == ((1,), ())
    (done,) = ask(stage, Server(400), NOW + timedelta(days=1))
    assert (done.held, done.freed) == ((), (1,))
    assert (stage.held(1).hold, stage.held(2).hold) == (Hold.NONE, Hold.NONE)


@pytest.mark.parametrize("hold", [Hold.FOREIGN, Hold.FINDINGS, Hold.REMOVED, Hold.OVERTAKEN])
def test_what_something_else_holds_stays_held_for_that(stage: Stage, hold: Hold) -> None:
    """Whether the server takes it or not."""
    planned(stage, "z" * 350)
    change(stage, 1, hold=hold)
    for text in (300, 5000):
        (done,) = ask(stage, Server(text))
        assert (done.held, done.freed, stage.held().hold) == ((), (), hold)


@on_both
def test_a_hold_that_came_meanwhile_is_not_written_over(stage: Stage) -> None:
    """A person decides about what is foreign, also when it was read a moment before."""
    planned(stage, "short")
    read = stage.held()
    change(stage, 1, hold=Hold.FOREIGN)
    with stage.database.write() as connection:
        for hold in (Hold.LIMITS, Hold.NONE):
            assert not publications.mark(connection, read, hold, who="engine", now=NOW)
    assert stage.held().hold is Hold.FOREIGN


@pytest.mark.parametrize(
    "values",
    [
        *({"state": each} for each in State if each is not State.SCHEDULED),
        {"remote_id": "17"},
        {"doubtful_since": NOW},
    ],
    ids=str,
)
def test_what_has_begun_is_left_to_the_engine(stage: Stage, values: dict[str, Any]) -> None:
    """What may be out, and a thread of which a part is out, must end with the same bytes."""
    planned(stage, "z" * 350)
    change(stage, 1, **values)
    (done,) = ask(stage, Server(300))
    assert (done.held, stage.held().hold) == ((), Hold.NONE)


@pytest.mark.parametrize("paused", [False, True])
def test_an_answer_holds_for_every_channel_on_the_server(stage: Stage, paused: bool) -> None:
    """By whichever of them it was asked: another one's posts must not stay held for a day."""
    planned(stage, "z" * 350)
    other = replace(on("catalonia"), paused=paused)
    asking, elsewhere = [on("navarra")], on("arad", "https://other.example")
    for number, (text, hold) in enumerate([(300, Hold.LIMITS), (400, Hold.NONE)]):
        ask_servers(
            stage.database,
            asking,
            to(Server(text)),
            NOW + timedelta(days=number),
            others=[other, elsewhere, *asking],
        )
        assert stage.held().hold is hold


def test_an_answer_is_kept_with_its_holds_or_not_at_all(stage: Stage) -> None:
    """Else it would count as young for a day, and what it holds would go out and fail."""
    planned(stage, "z" * 350)
    server = Server(300)

    def fail(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("UPDATE publications"):
            raise RuntimeError("the process ends here")

    event.listen(stage.database.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        ask_servers(stage.database, [on("catalonia")], to(server), NOW)
    event.remove(stage.database.engine, "before_cursor_execute", fail)
    later = NOW + timedelta(hours=1)
    (done,) = ask_servers(stage.database, [on("catalonia")], to(server), later)
    assert done.held == (1,)


def test_a_server_that_cannot_be_reached_is_asked_once_for_all_its_channels(stage: Stage) -> None:
    """Thirty channels on it must not wait thirty times."""
    server = Server(500, Unavailable("no answer"))
    channels = [on(f"channel-{n}") for n in range(30)]
    (done,) = ask_servers(stage.database, channels, to(server), NOW)
    assert (server.asked, done.said, done.trouble) == (1, None, "no answer")


def test_one_servers_nonsense_keeps_us_from_no_other(stage: Stage) -> None:
    """Whatever reading its answer raises."""
    network: dict[str, Server] = {
        "a": Server(1, RecursionError("too deep")),
        "b": Server(700),
    }
    connect: Callable[[Channel], Any] = lambda each: network[each.name]  # noqa: E731
    first, second = ask_servers(
        stage.database, [on("a", "https://a.example"), on("b", "https://b.example")], connect, NOW
    )
    assert (first.said, first.trouble) == (None, "RecursionError: too deep")
    assert second.said is not None and second.said.limits.text == 700
