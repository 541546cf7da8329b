"""People are told once, in one message, and no publication is touched by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from campaign.errors import Rejected, Unauthorized
from campaign.model import Decision, State
from campaign.model.people import Actor
from campaign.notices import KINDS
from campaign.platforms.apprise.services import Services
from campaign.storage import publications
from campaign.usecases.operations.notify import Send, send_notices
from campaign.usecases.operations.pause import pause, resume
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.resolve import resolve
from tests.engine.changes.taking import published, refuses, take_back, taking
from tests.engine.scripted import says, swallowed
from tests.engine.stage import Stage
from tests.platforms.scripted import Mishap, Reply, Scripted, always
from tests.storage.conftest import on_both
from tests.storage.made import one

pytestmark = on_both

MINUTE = timedelta(minutes=1)
REFUSED = "catalonia: 422: Validation failed: Text can't be blank"


class People:
    """Who is told; `heard` are the messages, `says` what came of the next ones."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.connected = 0
        self.failing = ""

    def connect(self) -> Send:
        """The way to them."""
        self.connected += 1

        def send(title: str, said: str) -> str:
            self.heard.append((title, said))
            return self.failing

        return send

    def told(self, stage: Stage, **other: Any) -> list[str]:
        """The titles of what they are told now."""
        before = len(self.heard)
        wanted = {"on": KINDS, "campaign": "C", "connect": self.connect, **other}
        send_notices(stage.database, now=stage.now, **wanted)
        return [title for title, _ in self.heard[before:]]


@pytest.fixture
def people() -> People:
    """Nobody has told them anything."""
    return People()


def put(
    stage: Stage,
    post: str = "labs",
    state: State = State.FAILED,
    *,
    channel: str = "catalonia",
    says: str = REFUSED,
) -> int:
    """A publication that stands so; its number."""
    with stage.database.write() as connection:
        number = one(connection, post, stage.now, channel=channel).id
    move(stage, number, *((State.PUBLISHING,) if state is State.UNKNOWN else ()), state, says=says)
    return number


def move(stage: Stage, number: int, *path: State, says: str = "", who: str = "worker") -> None:
    """What the engine, or a person, makes of it."""
    for after in path:
        with stage.database.write() as connection:
            found = publications.one(connection, number)
            assert found is not None
            now = stage.now
            assert publications.change(connection, found, after, who=who, now=now, reason=says)


def test_what_failed_is_told_once_with_the_networks_own_words(stage: Stage, people: People) -> None:
    """However often one looks, and however much time passes."""
    stage.network.script.append(says(Rejected(REFUSED)))
    stage.ready(stage.wanted())
    stage.tick()
    assert people.told(stage) == ["C: 1 failed"]
    [(_, said)] = people.heard
    assert f"no. {stage.number()} labs on catalonia: {REFUSED}" in said
    for _ in range(3):
        stage.tick(timedelta(hours=1))
        assert people.told(stage) == []
    assert people.connected == 1, "Apprise is loaded by who has something to tell"


def test_nothing_new_opens_no_door(stage: Stage, people: People) -> None:
    """A tick that finds nothing costs nothing, and needs no address."""
    stage.ready(stage.wanted())
    stage.tick()
    assert people.told(stage) == [] and people.connected == 0


def test_all_kinds_of_one_tick_are_one_message(stage: Stage, people: People) -> None:
    """Missed, failed, unknown, and the channel that was paused, whatever order they came in."""
    stage.network.script.extend([swallowed, says(Unauthorized("navarra: 401: revoked"))])
    stage.ready(stage.wanted("lost"), stage.wanted("shut out", channel="navarra"))
    stage.tick()
    put(stage, "late", State.MISSED, channel="arad", says="more than 6 h late")
    put(stage, "refused")
    assert people.told(stage) == ["C: 1 unknown, 1 failed, 1 missed, 1 channel paused"]
    [(_, said)] = people.heard
    for words in ("no answer within 30 s", REFUSED, "late on arad", "navarra: 401: revoked"):
        assert words in said
    assert "campaign resume channel:navarra" in said


def test_only_what_is_asked_for_is_told(stage: Stage, people: People) -> None:
    """And what is asked for later is told then."""
    put(stage)
    assert people.told(stage, on=["missed", "unknown", "channel-paused"]) == []
    assert people.told(stage, on=["failed"]) == ["C: 1 failed"]


def test_of_one_kind_there_is_one_message_a_minute(stage: Stage, people: People) -> None:
    """What comes meanwhile waits, all of it, for the next; another kind is told at once."""
    put(stage, "one")
    assert people.told(stage) == ["C: 1 failed"]
    stage.now += timedelta(seconds=20)
    put(stage, "two")
    stage.now += timedelta(seconds=20)
    put(stage, "three")
    assert people.told(stage) == []
    pause(stage.database, "channel:arad", actor=Actor("engine"), reason="401", now=stage.now)
    assert people.told(stage) == ["C: 1 channel paused"]
    stage.now += timedelta(seconds=19)
    assert people.told(stage) == []
    stage.now += timedelta(seconds=1)
    assert people.told(stage) == ["C: 2 failed"]


def test_what_fails_again_after_a_person_decided_is_told_again(
    stage: Stage, people: People
) -> None:
    """It is another failure, and nobody may believe that all is well."""
    number = put(stage)
    assert people.told(stage) == ["C: 1 failed"]
    stage.now += MINUTE
    some = chosen(stage.database, numbers=[number])
    reschedule(stage.database, some, lambda _: stage.now, actor=Actor("aina"), now=stage.now)
    assert people.told(stage) == []
    move(stage, number, State.PUBLISHING, State.FAILED, says="still refused")
    assert people.told(stage) == ["C: 1 failed"]
    assert "still refused" in people.heard[-1][1]
    stage.now += MINUTE
    assert people.told(stage) == []


def test_what_is_unknown_again_is_told_again_only_after_a_person_decided(
    stage: Stage, people: People
) -> None:
    """The engine may try as often as it likes: people were told."""
    number = put(stage, state=State.UNKNOWN, says="no answer")
    assert people.told(stage) == ["C: 1 unknown"]
    for _ in range(3):
        stage.now += MINUTE
        move(stage, number, State.SCHEDULED, says="it did not arrive: it is not in the list")
        move(stage, number, State.PUBLISHING, State.UNKNOWN, says="no answer")
        assert people.told(stage) == []
    resolve(stage.database, number, Decision.AGAIN, actor=Actor("aina"), now=stage.now)
    assert people.told(stage) == []
    move(stage, number, State.PUBLISHING, State.UNKNOWN, says="no answer")
    assert people.told(stage) == ["C: 1 unknown"]


def test_what_a_person_has_just_decided_is_no_news(stage: Stage, people: People) -> None:
    """Who says that it is not there need not be told that it failed."""
    number = put(stage, state=State.UNKNOWN, says="no answer")
    resolve(stage.database, number, Decision.ABSENT, actor=Actor("aina"), now=stage.now)
    assert stage.held(number).state is State.FAILED
    assert people.told(stage) == []


def test_a_channel_that_is_paused_again_is_told_again(stage: Stage, people: People) -> None:
    """By the engine; what people pause themselves they know."""
    pause(stage.database, "channel:arad", actor=Actor("engine"), reason="401", now=stage.now)
    pause(stage.database, "channel:navarra", actor=Actor("aina"), reason="elections", now=stage.now)
    assert people.told(stage) == ["C: 1 channel paused"]
    resume(stage.database, "channel:arad", actor=Actor("aina"), now=stage.now)
    stage.now += MINUTE
    assert people.told(stage) == []
    pause(stage.database, "channel:arad", actor=Actor("engine"), reason="401", now=stage.now)
    assert people.told(stage) == ["C: 1 channel paused"]


def test_a_notice_that_fails_touches_nothing_and_is_not_sent_again(
    stage: Stage, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    """It may have arrived: it is logged with what it was about, and status shows it still."""
    number = put(stage)
    with stage.database.read() as connection:
        before = publications.all_of(connection), publications.story(connection, number)
    people.failing = "0 of 1 services took it"
    assert people.told(stage) == ["C: 1 failed"]
    assert f"Nobody was told of failed {number}: 0 of 1 services took it" in caplog.text
    with stage.database.read() as connection:
        assert (publications.all_of(connection), publications.story(connection, number)) == before
    stage.now += MINUTE
    assert people.told(stage) == []


def test_without_a_way_to_people_nothing_is_marked_as_told(stage: Stage, people: People) -> None:
    """An address that cannot be used is mended, and then they hear of it."""
    put(stage)

    def nowhere() -> Send:
        raise ValueError("the address is none")

    with pytest.raises(ValueError, match="the address is none"):
        people.told(stage, connect=nowhere)
    assert people.told(stage) == ["C: 1 failed"]


def test_several_workers_tell_it_once(stage: Stage, people: People) -> None:
    """Whoever is first; they share the minute too."""
    for post in ("one", "two", "three"):
        put(stage, post)
        stage.now += timedelta(seconds=1)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: people.told(stage), range(12)))
    assert [title for title, _ in people.heard] == ["C: 3 failed"]


@pytest.mark.parametrize("reply", [Reply(200), Reply(500), Mishap.RESET])
def test_it_arrives_through_the_real_apprise(
    stage: Stage, people: People, reply: Reply | Mishap
) -> None:
    """One message, whatever comes of it."""
    put(stage)
    with Scripted(always(reply)) as server:
        services = Services(f"json://{server.url.removeprefix('http://')}/planted")

        def connect() -> Send:
            return lambda title, text: services.send(title, text).remarks

        for _ in range(2):
            people.told(stage, connect=connect)
            stage.now += MINUTE
    [seen] = server.seen
    assert seen.data["title"] == "C: 1 failed" and REFUSED in seen.data["message"]


def test_looking_for_news_reads_the_states_index(stage: Stage, kind: str) -> None:
    """However much was ever published, a tick that finds nothing new stays quick."""
    if kind != "sqlite":
        pytest.skip("only SQLite explains itself in words that last")
    plan = "EXPLAIN QUERY PLAN SELECT id FROM publications WHERE state IN ('failed', 'missed')"
    with stage.database.read() as connection:
        [*_, found] = connection.execute(text(plan)).one()
    assert "ix_publications_state_not_before" in str(found)


def test_a_withdrawal_that_no_program_can_do_is_told_once(stage: Stage, people: People) -> None:
    """With where it is and how to say that it is done; asked for once more, it is a new matter."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Rejected("message can't be deleted")))
    take_back(stage)
    assert people.told(stage) == []
    stage.tick()
    (title,) = people.told(stage)
    assert title.startswith("C: 1 to be withdrawn or corrected by hand")
    assert "message can't be deleted" in people.heard[0][1]
    assert "campaign withdraw labs" in people.heard[0][1]
    stage.now += MINUTE
    assert people.told(stage) == []


def test_a_withdrawal_that_lasts_longer_than_an_hour_is_told(stage: Stage, people: People) -> None:
    """Its network is down, or the account has to be connected again."""
    network = taking(stage)
    published(stage)
    network.deeds.extend([refuses(Unauthorized("the token is dead"))] * 9)
    take_back(stage)
    stage.tick()
    assert people.told(stage) == []
    stage.tick(61 * MINUTE)
    assert len(people.told(stage)) == 1
    assert "the token is dead" in people.heard[0][1]
