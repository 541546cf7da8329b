"""A yes is given to exact words, and can be taken back as long as they have not left."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from campaign.engine.tick import tick
from campaign.media import MediaStore
from campaign.model import Payload, Pending, Publication, Receipt, State
from campaign.model.approval import USUAL
from campaign.model.people import Actor
from campaign.platforms.http import fence
from campaign.storage import publications, releases, tables
from campaign.storage.trust import approvals
from campaign.usecases.operations.status import status
from campaign.usecases.operations.stopping import Standing, Whereabouts
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.take_back import Revoked, approved, revoke
from tests.engine.scripted import Finder, Finisher, Ledger, lost, pending
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel, region
from tests.storage.conftest import on_both

pytestmark = on_both


def take_back(stage: Stage, *posts: str, **other: object) -> Revoked:
    """Jon takes back what was approved of these posts, or of all."""
    return revoke(
        stage.database,
        approved(stage.database, posts),
        actor=Actor("jon"),
        now=stage.now,
        **other,  # type: ignore[arg-type]
    )


def where(done: Revoked) -> dict[int, Whereabouts]:
    """Where each publication was."""
    return {each.id: each.where for each in done.publications}


def test_what_is_taken_back_is_held_until_someone_approves_it_anew(stage: Stage) -> None:
    """The first yes stays in the book, with who took it back and when; the second one is new."""
    stage.ready(stage.wanted())
    name = stage.held().variant_hash
    begin = stage.now
    stage.now += HOUR
    done = take_back(stage)
    assert done.variants == 1
    assert where(done) == {1: Whereabouts.HELD}
    assert stage.tick().published == []
    assert stage.tick().held == {1: "this exact text and picture are not approved"}
    assert [p.id for p in waiting(stage.database)] == [1]
    assert stage.approve() == 1
    with stage.database.read() as connection:
        first, second = approvals.of(connection, [name])[name]
    assert (first.who, first.at, first.revoked, first.revoked_by) == (
        "aina",
        begin,
        begin + HOUR,
        "jon",
    )
    assert (second.at, second.revoked, second.revoked_by) == (begin + HOUR, None, "")
    assert stage.tick().published == [1]


def test_it_is_written_into_the_story_with_the_reason(stage: Stage) -> None:
    """One line, and no move: the publication stays where it is."""
    stage.ready(stage.wanted())
    take_back(stage, note="a wrong figure")
    with stage.database.read() as connection:
        told = publications.story(connection, 1)[-1]
    assert (told["who"], told["before"], told["after"], told["reason"]) == (
        "jon",
        "scheduled",
        "scheduled",
        "approval taken back by jon: a wrong figure",
    )


def test_only_what_was_chosen_loses_its_yes(stage: Stage) -> None:
    """Other posts go out, and other channels of the same post are other variants."""
    stage.ready(stage.wanted(), stage.wanted("more", channel="arad"))
    assert take_back(stage, "labs").variants == 1
    assert stage.tick().published == [stage.number("more", "arad")]


def test_what_had_left_is_told_with_its_instant_and_keeps_its_yes(stage: Stage) -> None:
    """That is why it went out: who asks later finds an approval that stood then."""
    stage.ready(stage.wanted())
    stage.tick()
    done = take_back(stage, "labs")
    (one,) = done.publications
    assert (done.variants, one.where, one.published_at) == (0, Whereabouts.OUT, stage.now)
    assert one.url
    with stage.database.read() as connection:
        assert releases.released(connection, [stage.held()], USUAL)
    assert take_back(stage).publications == (), "what is out is no one's business unasked"


def test_every_publication_of_the_same_words_is_told(stage: Stage) -> None:
    """A post that comes back weekly has one variant: this week's is out, next week's is held."""
    weekly = [
        replace(stage.wanted(at=stage.now + weeks * 7 * DAY), occurrence=f"w{weeks}")
        for weeks in range(2)
    ]
    stage.ready(*weekly)
    stage.tick()
    assert where(take_back(stage)) == {1: Whereabouts.OUT, 2: Whereabouts.HELD}
    assert stage.tick(7 * DAY).published == []


def test_what_is_unknown_is_on_its_way_and_not_sent_again_when_it_proves_absent(
    stage: Stage,
) -> None:
    """Its network is asked as ever; what it does not have waits for a new yes."""
    assert isinstance(stage.network, Finder)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    assert where(take_back(stage)) == {1: Whereabouts.ON_ITS_WAY}
    stage.ledger.file.unlink()  # it never arrived
    stage.tick(HOUR)
    stage.tick(HOUR)
    assert (stage.states(), len(stage.network.sent)) == ([State.SCHEDULED], 1)
    stage.approve()
    assert stage.tick().published == [1]


def test_a_post_in_two_steps_does_not_become_public_after_its_yes_was_taken_back(
    stage: Stage, tmp_path: Path
) -> None:
    """What its network holds is left there, and its first step is repeated after a new yes."""
    network = Finisher(Ledger(tmp_path / "l.jsonl"), MediaStore(tmp_path / "m"))
    network.script.extend([pending("job-1"), pending("job-2")])
    network.finishing.append(lambda: Receipt("id-7", "https://x/7"))
    stage.network = network
    stage.ready(stage.wanted())
    stage.tick()
    assert where(take_back(stage)) == {1: Whereabouts.HELD}
    for _ in range(3):
        stage.tick(timedelta(minutes=1))
    assert (stage.states(), len(network.finishing)) == ([State.SCHEDULED], 1)
    assert "not approved" in stage.held().reason
    stage.approve()
    stage.tick()
    assert stage.tick(timedelta(minutes=1)).published == [1]


def test_words_that_come_back_do_not_bring_back_a_yes_that_was_taken_back(stage: Stage) -> None:
    """A changed file and its former version again: the same variant, and still no yes."""
    wanted = stage.wanted(at=stage.now + HOUR)
    stage.ready(wanted)
    take_back(stage)
    stage.ready(stage.wanted(at=wanted.due, texts=("Altres paraules.",)))
    stage.apply(wanted)
    assert [p.id for p in waiting(stage.database)] == [1]
    assert stage.tick(HOUR).published == []
    stage.approve()
    assert stage.tick().published == [1]


def test_status_counts_what_was_taken_back_among_what_nobody_approved(stage: Stage) -> None:
    """It waits for a person again, a day ahead."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    regions = {"catalonia": region()}
    look = {"channels": stage.channels, "regions": regions}
    assert status(stage.database, stage.now, **look).attention == ()  # type: ignore[arg-type]
    take_back(stage)
    found = status(stage.database, stage.now, **look)  # type: ignore[arg-type]
    assert (found.attention, found.unapproved.count) == (("unapproved",), 1)


def test_a_second_hand_takes_back_nothing_more(stage: Stage) -> None:
    """What has no yes has none to lose: the name of the first one stays."""
    stage.ready(stage.wanted())
    some = approved(stage.database)
    assert take_back(stage).variants == 1
    again = revoke(stage.database, some, actor=Actor("zoe"), now=stage.now + HOUR)
    assert (again.variants, where(again)) == (0, {1: Whereabouts.HELD})
    with stage.database.read() as connection:
        name = some[0].variant_hash
        (one,) = approvals.of(connection, [name])[name]
    assert one.revoked_by == "jon"


def test_two_yeses_to_the_same_words_are_both_taken_back(stage: Stage) -> None:
    """Two people approved at the same moment: neither yes is left behind."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        connection.execute(
            tables.approvals.insert().values(
                variant_hash=stage.held().variant_hash, who="zoe", at=stage.now, note=""
            )
        )
    take_back(stage)
    assert stage.tick().published == []


# ---- the race ----


@dataclass
class Slow(Finder):
    """A network whose senders dawdle between the fence's yes and the first byte."""

    begun: list[str] = field(default_factory=list)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Public, after a moment; `begun` tells whose first byte left."""
        fence.ask()
        Event().wait(0.1)
        self.begun.append(key)
        Event().wait(0.02)
        return self.ledger.accept(key, payload)


@contextmanager
def eager() -> Iterator[None]:
    """Threads that take turns often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@pytest.mark.slow
def test_after_a_yes_was_taken_back_no_first_byte_leaves_though_four_publish(
    stage: Stage, tmp_path: Path
) -> None:
    """Four workers are at it; what is told as held never goes out, what is told as out has."""
    slow = Slow(Ledger(tmp_path / "slow.jsonl"), MediaStore(tmp_path / "media"))
    stage.network = slow
    names = [f"c{number}" for number in range(8)]
    stage.channels = {n: channel(name=n, min_interval=timedelta(0)) for n in names}
    stage.ready(*(stage.wanted(f"p{n}", channel=name) for n in range(10) for name in names))
    everything = approved(stage.database)
    with eager(), ThreadPoolExecutor(4) as pool:
        workers = [
            pool.submit(tick, stage.engine_context(f"w{number}", threads=2)) for number in range(4)
        ]
        while len(slow.begun) < 12:
            Event().wait(0.005)
        seen: list[int] = []

        def moment(seconds: float) -> None:
            Event().wait(seconds)
            seen.append(len(slow.begun))

        done = revoke(stage.database, everything, actor=Actor("jon"), now=stage.now, wait=moment)
        begun = (*seen, len(slow.begun))[0]  # when the gap was over
        for each in workers:
            each.result(60)
    assert len(slow.begun) == begun < len(everything), "nothing began after the word"
    told = {each: [s for s in done.publications if s.where is each] for each in Whereabouts}
    assert keys(stage, told[Whereabouts.OUT]) == {post["key"] for post in slow.ledger.public}
    assert told[Whereabouts.ON_ITS_WAY] == []
    assert len(told[Whereabouts.HELD]) == len(everything) - begun
    assert stage.tick().published == []
    slow.begun.clear()
    approve(stage.database, waiting(stage.database), actor=Actor("aina"), now=stage.now)
    for _ in range(3):
        stage.tick(threads=4)
    assert set(stage.states()) == {State.PUBLISHED}
    sent = [post["key"] for post in slow.ledger.public]
    assert len(sent) == len(set(sent)) == len(everything)


def keys(stage: Stage, some: Sequence[Standing]) -> set[str]:
    """Their keys."""
    return {each.key for each in rows(stage) if each.id in {s.id for s in some}}


def rows(stage: Stage) -> list[Publication]:
    """Every publication."""
    with stage.database.read() as connection:
        return publications.all_of(connection)
