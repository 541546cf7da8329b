"""What is due goes out once; what may not go stays, and says why."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection

from campaign.errors import (
    ConfigError,
    Mistake,
    Place,
    RateLimited,
    Rejected,
    StorageError,
    Unavailable,
)
from campaign.model import Channel, Media, Payload, Pending, Receipt, State, Variant
from campaign.plan.verdict import WAITS
from campaign.platforms.base import Platform
from campaign.storage.database import open_database
from campaign.usecases import clerk
from campaign.usecases.clerk import Settled
from campaign.usecases.desk import Desk
from campaign.usecases.send import Note
from campaign.usecases.tick import tick
from tests.plan.made import DAY, HOUR, channel
from tests.storage.conftest import on_both
from tests.usecases.scripted import POISON, Finder, Scripted, accept, says
from tests.usecases.stage import Stage

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def test_what_is_due_and_approved_is_published_with_its_receipt(stage: Stage) -> None:
    """Id, address, instant; the try is written down with what was sent and what was said."""
    stage.ready(stage.wanted())
    done = stage.tick()
    held = stage.held()
    assert (done.published, held.state) == ([1], State.PUBLISHED)
    assert held.remote_id == f"id-{held.key}"
    assert held.url == f"https://scripted.example/{held.key}"
    assert (held.published_at, held.lease_until, held.tries) == (stage.now, None, 1)
    assert stage.outcomes() == ["published"]
    assert stage.ledger.texts == ["Bon dia a tothom."]


def test_the_same_publication_never_goes_twice(stage: Stage) -> None:
    """However often it ticks, and whatever day it is."""
    stage.ready(stage.wanted())
    for _ in range(5):
        stage.tick(DAY)
    assert len(stage.ledger.public) == 0  # a day late is missed
    assert stage.states() == [State.MISSED]
    again = stage.wanted("other")
    stage.ready(again)
    for _ in range(5):
        stage.tick(HOUR)
    assert len(stage.ledger.public) == 1


def test_what_is_not_due_yet_stays(stage: Stage) -> None:
    """A second before its time, and goes at its time."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    assert stage.tick(HOUR - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]


def test_what_is_not_approved_never_goes(stage: Stage) -> None:
    """It is held with the reason, and missed in the end; not sent."""
    stage.apply(stage.wanted())
    assert "not approved" in stage.tick().held[1]
    assert "not approved" in stage.tick(6 * HOUR).held[1]
    assert stage.tick(MINUTE).missed == [1]
    assert "not approved" in stage.held().reason
    assert stage.network.sent == []


def test_a_campaign_that_needs_no_approval_goes_without(stage: Stage) -> None:
    """As its configuration says."""
    stage.apply(stage.wanted())
    assert stage.tick(approval_required=False).published == [1]


def test_other_words_after_the_approval_are_not_approved(stage: Stage) -> None:
    """What was approved is the text, not the post; the old text does not go either."""
    stage.ready(stage.wanted())
    stage.apply(stage.wanted(texts=("Bona nit a tothom.",)))
    assert "not approved" in stage.tick().held[1]
    assert stage.ledger.public == []
    assert stage.approve() == 1
    stage.tick()
    assert stage.ledger.texts == ["Bona nit a tothom."]


def test_words_that_went_back_to_the_approved_ones_are_approved(stage: Stage) -> None:
    """The hash is the same."""
    stage.ready(stage.wanted())
    stage.apply(stage.wanted(texts=("Bona nit a tothom.",)))
    stage.apply(stage.wanted())
    assert stage.tick().published == [1]


def test_what_was_cancelled_never_goes(stage: Stage) -> None:
    """The post was deleted from the calendar before its time."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    assert stage.apply().cancelled == 1
    stage.tick(HOUR)
    assert (stage.ledger.public, stage.states()) == ([], [State.CANCELLED])


def test_a_post_restored_to_the_calendar_goes_after_all(stage: Stage) -> None:
    """Once, and as the same publication under the same key."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    key = stage.held().key
    stage.apply()
    assert stage.apply(wanted).added == 1
    stage.tick(HOUR)
    assert [post["key"] for post in stage.ledger.public] == [key]
    assert stage.states() == [State.PUBLISHED]


def test_what_was_moved_before_its_time_goes_at_the_new_one_alone(stage: Stage) -> None:
    """Not at the old time, and not twice."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    assert stage.apply(replace(wanted, due=stage.now + DAY)).moved == 1
    assert stage.tick(HOUR).published == []
    assert stage.tick(DAY - HOUR).published == [1]
    assert len(stage.ledger.public) == 1


def test_what_was_moved_after_it_was_published_never_goes_again(stage: Stage) -> None:
    """Also with other words."""
    wanted = stage.wanted()
    stage.ready(wanted)
    stage.tick()
    for other in (
        replace(wanted, due=stage.now + DAY),
        replace(stage.wanted(texts=("Nou.",)), due=stage.now + DAY),
    ):
        done = stage.apply(other)
        assert (done.added, done.changed, done.moved) == (0, 0, 0)
    stage.approve()
    stage.tick(DAY)
    assert len(stage.ledger.public) == 1


def test_a_plan_that_was_overtaken_changes_nothing_of_what_left(stage: Stage) -> None:
    """Made before the tick, applied after it."""
    wanted = stage.wanted()
    stage.ready(wanted)
    old = stage.plan([replace(wanted, due=stage.now + DAY)])
    stage.tick()
    done = stage.carry_out(old)
    assert (done.moved, done.overtaken) == (0, 1)
    stage.tick(DAY)
    assert len(stage.ledger.public) == 1


def test_a_plan_applied_by_two_people_adds_each_publication_once(stage: Stage) -> None:
    """The second finds it done, and no error."""
    both = stage.plan([stage.wanted(), stage.wanted("review")])
    assert stage.carry_out(both).added == 2
    again = stage.carry_out(both)
    assert (again.added, again.overtaken) == (0, 2)


def test_late_within_the_grace_goes_and_beyond_it_is_missed(stage: Stage) -> None:
    """Six hours; the publisher was off."""
    stage.ready(stage.wanted(), stage.wanted(channel="navarra", at=stage.now - MINUTE))
    done = stage.tick(6 * HOUR)
    assert (done.published, done.missed) == ([2], [1]) or (done.published, done.missed) == (
        [1],
        [2],
    )
    assert [post["body"]["langs"] for post in stage.ledger.public] == [["ca"]]
    assert stage.held(done.missed[0]).channel == "navarra"


def test_a_channel_publishes_at_its_pace_and_never_in_a_burst(stage: Stage) -> None:
    """Five posts waited; one goes every two minutes, the longest due first."""
    stage.ready(
        *(stage.wanted(f"post-{n}", at=stage.now + n * MINUTE, texts=(f"{n}",)) for n in range(5))
    )
    stage.now += HOUR
    counts = []
    for _ in range(9):
        stage.tick(MINUTE)
        counts.append(len(stage.ledger.public))
    assert counts == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert stage.ledger.texts == ["0", "1", "2", "3", "4"]


def test_channels_do_not_wait_for_each_other(stage: Stage) -> None:
    """One tick, one post a channel."""
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    assert sorted(stage.tick(threads=3).published) == [1, 2, 3]


def test_a_refusal_is_final_and_told_in_the_networks_words(stage: Stage) -> None:
    """Not sent again by itself."""
    stage.network.script.append(says(Rejected("text too long", status=422, answer='{"e":1}')))
    stage.ready(stage.wanted())
    assert stage.tick().failed == [1]
    stage.tick(HOUR)
    assert len(stage.network.sent) == 1
    assert (stage.held().state, stage.held().reason) == (State.FAILED, "text too long")
    assert stage.outcomes() == ["Rejected"]


def test_what_surely_did_not_arrive_is_tried_again_later_the_same(stage: Stage) -> None:
    """Under the same key, with the identical payload, after a wait."""
    stage.network.script.append(says(Unavailable("refused")))
    stage.ready(stage.wanted())
    assert stage.tick().retried == {1: "refused"}
    assert stage.tick(WAITS[0] - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]
    first, second = stage.network.sent
    assert first == second


def test_a_network_that_says_until_when_is_obeyed(stage: Stage) -> None:
    """Not a second earlier; and what it delays beyond our grace still goes."""
    until = stage.now + 8 * HOUR
    stage.network.script.append(says(RateLimited("slow down", until=until)))
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.held().not_before == until
    assert stage.tick(8 * HOUR - timedelta(seconds=1)).published == []
    assert stage.tick(timedelta(seconds=1)).published == [1]


def test_our_own_waits_never_lead_beyond_the_grace(stage: Stage) -> None:
    """A network that is down for hours ends in `missed`, not in a post in the night."""
    stage.network.script.extend(says(Unavailable("down")) for _ in range(20))
    stage.ready(stage.wanted(at=stage.now - 5 * HOUR))
    missed = []
    for _ in range(120):
        missed += stage.tick(timedelta(minutes=3)).missed
    assert missed == [1]
    assert stage.ledger.public == []


def test_a_network_that_stays_down_ends_in_failed_with_the_number_of_tries(stage: Stage) -> None:
    """Where the grace is long, the tries are not for ever."""
    stage.channels = {"catalonia": channel(grace=30 * DAY)}
    stage.network.script.extend(says(Unavailable("down")) for _ in range(20))
    stage.ready(stage.wanted())
    for _ in range(30):
        stage.tick(HOUR)
    assert len(stage.network.sent) == len(WAITS) + 1
    assert (stage.held().state, stage.held().reason) == (State.FAILED, "down (after 7 tries)")


def test_a_poisonous_variant_fails_alone(stage: Stage) -> None:
    """Nothing of it is sent, and the channel's next post goes in the same tick."""
    stage.ready(
        stage.wanted("poison", texts=(POISON,), at=stage.now - MINUTE),
        stage.wanted("good"),
        stage.wanted("other", channel="navarra"),
    )
    done = stage.tick()
    poison = stage.number("poison")
    assert done.failed == [poison]
    assert sorted(done.published) == [stage.number("good"), stage.number("other", "navarra")]
    assert stage.held(poison).reason == "nothing was sent: this network has no word for it"
    assert stage.outcomes(poison) == []


@pytest.mark.parametrize(
    "payload",
    [
        lambda *_: 1 / 0,
        lambda *_: (Payload("scripted", {"at": object()}),),
    ],
    ids=["raises", "is no plain data"],
)
def test_a_variant_nobody_foresaw_fails_alone(
    stage: Stage, payload: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter's bug with one post must not silence the others."""
    whole = Scripted.payloads

    def sometimes(self: Scripted, variant: Variant, at: object) -> object:
        return payload(variant) if variant.post == "odd" else whole(self, variant, at)  # type: ignore

    monkeypatch.setattr(Finder, "payloads", sometimes, raising=False)
    stage.ready(
        stage.wanted("odd", at=stage.now - MINUTE),
        stage.wanted("good"),
        stage.wanted(channel="navarra"),
    )
    done = stage.tick()
    odd = stage.number("odd")
    assert done.failed == [odd]
    assert len(done.published) == 2
    assert "nothing was sent" in stage.held(odd).reason


@pytest.mark.parametrize(
    "error", [ConfigError(Mistake(Place("config.toml", 3), "no secret")), RuntimeError("odd")]
)
def test_a_channel_that_cannot_be_opened_holds_its_posts_alone(
    stage: Stage, error: Exception
) -> None:
    """With the reason, asked once a tick; the other channels go on."""
    stage.ready(stage.wanted(), stage.wanted("review"), stage.wanted(channel="navarra"))

    asked = []

    def connect(to: Channel) -> Platform:
        asked.append(to.name)
        if to.name == "catalonia":
            raise error
        return stage.network

    done = stage.tick(connect=connect)
    assert done.published == [stage.number(channel="navarra")]
    assert set(done.held) == {stage.number(), stage.number("review")}
    assert all(str(error) in reason for reason in done.held.values())
    assert sorted(stage.states()) == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
    assert asked == ["catalonia", "navarra"]


def test_a_picture_that_is_gone_fails_clearly_and_sends_nothing(stage: Stage) -> None:
    """The file was deleted from the disk; the message names it."""
    stage.ready(stage.wanted(media=(_stored(stage),)))
    (file,) = [path for path in stage.media.folder.rglob("*") if path.is_file()]
    file.unlink()
    assert stage.tick().failed == [1]
    assert "is gone; restore it from a backup" in stage.held().reason
    assert (stage.network.sent, stage.ledger.public) == ([], [])


def test_a_picture_that_was_changed_fails_clearly_and_sends_nothing(stage: Stage) -> None:
    """What was approved is its bytes."""
    stage.ready(stage.wanted(media=(_stored(stage),)))
    (file,) = [path for path in stage.media.folder.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes() + b"x")
    assert stage.tick().failed == [1]
    assert "was changed after it was stored" in stage.held().reason
    assert stage.ledger.public == []


def _stored(stage: Stage) -> Media:
    from tests.test_media import png

    return replace(stage.media.put(png()), alt="Una taula")


def test_when_told_to_stop_what_has_left_is_written_down_and_the_rest_stays(stage: Stage) -> None:
    """The first is in flight when the signal comes; what waited is given back, untried."""
    stopped = False

    def stop(network: Scripted, payload: Payload, key: str) -> Receipt:
        nonlocal stopped
        stopped = True
        return accept(network, payload, key)

    stage.network.script.append(stop)
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    done = stage.tick(stopping=lambda: stopped)
    assert len(done.published) == 1
    assert len(done.retried) == 1  # the third had not been taken yet
    assert sorted(stage.states()) == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
    (left,) = done.retried
    assert stage.outcomes(left) == ["not sent"]
    assert [p.tries for p in map(stage.held, (1, 2, 3)) if p.state is State.SCHEDULED] == [0, 0]
    assert len(stage.tick().published) == 2
    assert len(stage.ledger.public) == 3


def test_what_waited_too_long_for_its_turn_is_given_back_before_its_lease_ends(
    stage: Stage,
) -> None:
    """A slow network before it in the queue; sent after the lease it could go out twice."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        stage.now += timedelta(minutes=6)
        return accept(network, payload, key)

    stage.network.script.append(slow)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    done = stage.tick()
    assert len(done.published) == 1
    ((number, reason),) = done.retried.items()
    assert "others took so long" in reason
    assert stage.held(number).state is State.SCHEDULED
    stage.tick()
    assert len(stage.ledger.public) == 2


def test_what_is_moved_while_it_is_looked_at_is_neither_missed_nor_sent(stage: Stage) -> None:
    """Someone applies a plan between the publisher's reading and its writing."""
    wanted = stage.wanted()
    stage.ready(wanted)
    moved = stage.plan([replace(wanted, due=stage.now + 3 * DAY)])

    def connect(_: Channel) -> Platform:
        stage.carry_out(moved)
        return stage.network

    assert stage.tick(connect=connect).published == []
    assert (stage.held().state, stage.network.sent) == (State.SCHEDULED, [])
    assert stage.tick(3 * DAY).published == [1]


def test_what_is_reworded_while_it_is_looked_at_is_not_sent_in_the_old_words(stage: Stage) -> None:
    """What the row says went out is what went out."""
    stage.ready(stage.wanted())
    reworded = stage.plan([stage.wanted(texts=("Nou.",))])
    before = stage.held().variant_hash

    def connect(_: Channel) -> Platform:
        stage.carry_out(reworded)
        return stage.network

    stage.tick(connect=connect)
    assert stage.held().variant_hash != before
    assert stage.ledger.public == []
    assert stage.states() == [State.SCHEDULED]


WORKER = """
import sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.usecases.scripted import Finder, Ledger
from tests.usecases.stage import Stage
from tests.plan.made import channel
folder = Path(sys.argv[2])
network = Finder(Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(sys.argv[1]), folder, network)
stage.channels = {f"channel-{n}": channel(name=f"channel-{n}") for n in range(30)}
sys.stdin.readline()
done = stage.tick(worker=sys.argv[3], threads=4)
print(len(done.published))
"""


@pytest.mark.slow
def test_two_workers_that_tick_at_once_publish_each_post_once(
    stage: Stage, url: str, tmp_path: Path
) -> None:
    """Two processes, one database, thirty channels; together they do all of it."""
    stage.ready(*(stage.wanted(channel=f"channel-{n}") for n in range(30)))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert sum(int(out) for out, _ in told) == 30
    keys = [post["key"] for post in stage.ledger.public]
    assert len(keys) == len(set(keys)) == 30
    reopened = open_database(url)
    assert set(Stage(reopened, tmp_path, stage.network).states()) == {State.PUBLISHED}
    reopened.close()


def test_what_is_written_down_before_the_request_leaves_is_what_leaves(stage: Stage) -> None:
    """The try is committed, with the exact payload, when the network sees the request."""
    seen = []

    def look(network: Scripted, payload: Payload, key: str) -> Receipt:
        from campaign.storage import attempts

        with stage.database.read() as connection:
            (attempt,) = attempts.of(connection, 1)
        seen.append((stage.held().state, attempt.key == key, attempt.outcome))
        assert json.dumps(attempt.payload["body"]) == json.dumps(payload.body)
        return accept(network, payload, key)

    stage.network.script.append(look)
    stage.ready(stage.wanted())
    stage.tick()
    assert seen == [(State.PUBLISHING, True, "under way")]


def test_what_still_flies_when_the_database_fails_is_not_given_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was waited for in vain; nobody may call it unsent, for its request is still under way."""
    slow, sent = Event(), Scripted.publish

    def publish(
        self: Scripted, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        if not self.sent:
            self.sent.append((key, payload))
            slow.wait(10)
            return self.ledger.accept(key, payload)
        return sent(self, payload, key, before)

    failing = [StorageError("the database went away")]
    writes_down = clerk.write_down

    def write_down(desk: Desk, connection: Connection, notes: Sequence[Note]) -> list[Settled]:
        if notes and failing:
            raise failing.pop()
        return writes_down(desk, connection, notes)

    monkeypatch.setattr(Scripted, "publish", publish)
    monkeypatch.setattr(clerk, "write_down", write_down)
    stage.channels = {name: channel(name=name) for name in ("catalonia", "navarra")}
    stage.ready(stage.wanted("labs"), stage.wanted("more", channel="navarra"))
    desk = stage.desk(threads=2, patience=timedelta(seconds=0.5))
    with pytest.raises(StorageError):
        tick(desk)
    tick(desk)
    slow.set()
    keys = [key for key, _ in stage.network.sent]
    assert len(keys) == len(set(keys)) == 2
