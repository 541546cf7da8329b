"""Published posts are read back when it is time, and people hear of a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from campaign.engine.budgets import Budgets
from campaign.errors import Forbidden, Unavailable
from campaign.model import Gone, Payload, Reading
from campaign.model.people import Actor, Person, Role
from campaign.plan.cost import Price
from campaign.platforms.protocols import Platform
from campaign.storage import parts
from campaign.storage.tables import publications as publication_table
from campaign.storage.tables import record
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import WAITS, Outcome
from campaign.usecases.operations.status import status
from campaign.usecases.reporting.paid_reads import PaidReads
from campaign.usecases.trust.read_back import AGES, Looked, accept, read_back, read_now
from tests.engine.chained import Chained
from tests.engine.scripted import Finder
from tests.engine.stage import Stage
from tests.storage.conftest import on_both
from tests.usecases.operations.test_notify import People

pytestmark = on_both

MINUTES = AGES[0]
DAY = timedelta(days=1)
ALONE = Actor("aina")


@dataclass
class Readable(Finder):
    """A network that shows its posts; `shows` changes what readers get."""

    shows: Callable[[Reading], Reading | Gone | None] = lambda reading: reading
    asked_for: list[str] = field(default_factory=list)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post in the ledger with that id, as `shows` leaves it."""
        self.asked_for.append(remote_id)
        for post in self.ledger.public:
            if remote_id == f"id-{post['key']}":
                return self.shows(self._reading(post["body"]["text"], post["body"]["langs"][0]))
        return Gone("it is not in the ledger")

    def intended(self, payload: Payload) -> Reading:
        """What stands when it was sent."""
        return self._reading(payload.body["text"], payload.body["langs"][0])

    def _reading(self, text: str, language: str) -> Reading:
        return Reading(text=text, language=language, links=(), alts=(), pictures=0)


@pytest.fixture
def readable(stage: Stage) -> Stage:
    """A publisher on that network, with one post that is out."""
    stage.network = Readable(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted())
    assert len(stage.tick().published) == 1
    return stage


def network(stage: Stage) -> Readable:
    """The network behind the stage."""
    assert isinstance(stage.network, Readable)
    return stage.network


def look(stage: Stage, after: timedelta = timedelta(0), **other: object) -> list[Looked]:
    """What is looked at some time later."""
    stage.now += after
    paid = PaidReads(stage.database, {}, Budgets({}), stage.now)
    given = {"paid": paid, "who": "worker", **other}
    return read_back(stage.database, stage.channels, lambda _: stage.network, stage.now, **given)  # type: ignore[arg-type]


def outcomes(looked: list[Looked]) -> list[Outcome]:
    """What came of each look."""
    return [each.look.outcome for each in looked]


def test_a_post_is_read_some_minutes_after_it_went_out_and_again_after_a_day(
    readable: Stage,
) -> None:
    """Each look once, whoever looks how often."""
    assert look(readable, MINUTES - timedelta(seconds=1)) == []
    assert outcomes(look(readable, timedelta(seconds=1))) == [Outcome.SAME]
    assert look(readable) == []
    assert look(readable, DAY - MINUTES - timedelta(seconds=1)) == []
    assert outcomes(look(readable, timedelta(seconds=1))) == [Outcome.SAME]
    assert look(readable, DAY) == []
    assert len(network(readable).asked_for) == 2


def test_a_post_that_was_never_read_is_read_once_a_day_later(readable: Stage) -> None:
    """The later look says all that the earlier one would have."""
    (looked,) = look(readable, DAY + timedelta(hours=1))
    assert looked.look.number == 1
    assert look(readable) == []


def test_what_went_out_long_ago_is_not_read(readable: Stage) -> None:
    """As everything that was out before this program could read."""
    assert look(readable, timedelta(days=4)) == []


@pytest.mark.parametrize(
    ("shows", "detail"),
    [
        (lambda r: replace(r, text=(r.text or "")[:7]), "its text ends after 7 of 17 characters"),
        (lambda r: replace(r, language="es"), "its language is given as es, not ca"),
        (
            lambda r: replace(r, links=("https://elsewhere.example/",)),
            "it leads to https://elsewhere.example/ as well",
        ),
        (lambda r: replace(r, pictures=1), "it has 1 picture, and 0 were approved"),
    ],
)
def test_a_server_that_shows_something_else_is_found(
    readable: Stage, shows: Callable[[Reading], Reading], detail: str
) -> None:
    """With a sentence about it, the reading as evidence, and no change of the publication."""
    before = readable.held()
    network(readable).shows = shows
    (looked,) = look(readable, MINUTES)
    assert (looked.look.outcome, looked.look.detail) == (Outcome.DIFFERENT, detail)
    assert looked.look.readings
    assert readable.held() == before


def test_people_hear_of_a_difference_once(readable: Stage) -> None:
    """The same difference a day later is no news; another one is."""
    people = People()
    network(readable).shows = lambda reading: replace(reading, text="Bon dia")
    look(readable, MINUTES)
    (title,) = people.told(readable)
    assert title == "C: 1 out, and readers get it otherwise than approved"
    assert "campaign read-back labs" in people.heard[0][1]
    assert people.told(readable) == []
    look(readable, DAY)
    assert people.told(readable) == []
    assert "differs" in status(readable.database, readable.now).attention


def test_another_difference_is_told_again(readable: Stage) -> None:
    """First the text, then the whole post."""
    people = People()
    network(readable).shows = lambda reading: replace(reading, text="Bon dia")
    look(readable, MINUTES)
    assert len(people.told(readable)) == 1
    network(readable).shows = lambda reading: Gone("404")
    look(readable, DAY)
    assert len(people.told(readable)) == 1


def test_a_difference_that_went_away_needs_nobody(readable: Stage) -> None:
    """The last look counts."""
    network(readable).shows = lambda reading: replace(reading, text="Bon dia")
    look(readable, MINUTES)
    network(readable).shows = lambda reading: reading
    look(readable, DAY)
    assert status(readable.database, readable.now).attention == ()


def test_a_post_that_somebody_deleted_is_said_to_be_gone(readable: Stage) -> None:
    """Readers get nothing, although the program has its receipt."""
    network(readable).shows = lambda reading: Gone("the server has no such post")
    (looked,) = look(readable, MINUTES)
    assert (looked.look.outcome, looked.look.detail) == (
        Outcome.GONE,
        "the server has no such post",
    )


def test_a_network_that_tells_nobody_is_asked_once(readable: Stage) -> None:
    """And nobody is bothered with it."""
    network(readable).shows = lambda reading: None
    assert outcomes(look(readable, MINUTES)) == [Outcome.UNTOLD]
    assert look(readable) == []
    assert status(readable.database, readable.now).attention == ()


def test_a_network_without_any_way_to_read_is_untold(mute: Stage) -> None:
    """It has no `read` at all."""
    mute.ready(mute.wanted())
    mute.tick()
    assert outcomes(look(mute, MINUTES)) == [Outcome.UNTOLD]


def test_a_network_that_is_down_is_tried_again_and_at_last_given_up(readable: Stage) -> None:
    """With growing waits; each try replaces the one before."""

    def down(_: Reading) -> Reading:
        raise Unavailable("the server is down")

    network(readable).shows = down
    assert outcomes(look(readable, MINUTES)) == [Outcome.UNREAD]
    for wait in WAITS:
        assert look(readable, wait - timedelta(seconds=1), ages=AGES[:1]) == []
        assert outcomes(look(readable, timedelta(seconds=1), ages=AGES[:1])) == [Outcome.UNREAD]
    assert look(readable, WAITS[-1], ages=AGES[:1]) == []
    with readable.database.read() as connection:
        (kept,) = read_backs.of(connection, 1)
        acts = [row.act for row in connection.execute(select(record))]
    assert (kept.tries, kept.detail) == (len(WAITS) + 1, "the server is down")
    assert acts.count("reading.compared") == 1


def test_a_server_that_is_down_is_asked_once_for_all_its_posts(stage: Stage) -> None:
    """One waiting time, not one a post."""
    stage.network = Readable(stage.network.ledger, stage.network.media)
    stage.channels = {
        name: replace(each, min_interval=timedelta(0)) for name, each in stage.channels.items()
    }
    stage.ready(stage.wanted(), stage.wanted("second"), stage.wanted("third"))
    assert len(stage.tick().published) == 3

    def down(_: Reading) -> Reading:
        raise Unavailable("down")

    network(stage).shows = down
    assert len(look(stage, MINUTES)) == 1


def test_an_answer_that_nobody_foresaw_is_no_reason_to_stop(readable: Stage) -> None:
    """It is a look that failed, with its name."""

    def broken(_: Reading) -> Reading:
        raise KeyError("id")

    network(readable).shows = broken
    (looked,) = look(readable, MINUTES)
    assert (looked.look.outcome, looked.look.detail) == (Outcome.UNREAD, "KeyError: 'id'")


def test_the_parts_of_a_thread_are_read_one_by_one(chain: Stage) -> None:
    """Each by its own receipt; the sentence names the part."""

    @dataclass
    class Threaded(Chained):
        cut: int = -1

        def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
            numbers = [f"id-{post['key']}" for post in self.ledger.public]
            text = self.ledger.texts[numbers.index(remote_id)]
            return Reading(text=text[:2] if numbers.index(remote_id) == self.cut else text)

        def intended(self, payload: Payload) -> Reading:
            return Reading(text=payload.body["text"])

    threaded = Threaded(chain.network.ledger, chain.network.media)
    chain.network = threaded
    chain.ready(chain.wanted(texts=("One", "Two", "Three")))
    for _ in range(4):
        chain.tick(timedelta(minutes=5))
    with chain.database.read() as connection:
        assert len(parts.of(connection, 1)) == 3
    assert outcomes(look(chain, MINUTES)) == [Outcome.SAME]
    threaded.cut = 2
    (looked,) = look(chain, DAY)
    assert looked.look.detail == "part 3: its text ends after 2 of 5 characters"


def test_what_is_no_longer_public_is_not_read(readable: Stage) -> None:
    """A post that was withdrawn is meant to be gone."""
    with readable.database.write() as connection:
        connection.execute(publication_table.update().values(state="withdrawn"))
    assert look(readable, MINUTES) == []


def test_words_that_were_changed_meanwhile_are_read_anew(readable: Stage) -> None:
    """A look at other words says nothing about these."""
    assert outcomes(look(readable, MINUTES)) == [Outcome.SAME]
    other = readable.wanted(texts=("Bona nit.",)).variant
    with readable.database.write() as connection:
        from campaign.storage import variants

        name = variants.store(connection, other, readable.now)
        connection.execute(publication_table.update().values(variant_hash=name))
    (looked,) = look(readable)
    assert looked.look.outcome is Outcome.DIFFERENT
    assert looked.look.variant_hash == other.hash


def test_reading_never_costs_more_than_the_budget(readable: Stage) -> None:
    """Where a network charges for it, a look is written down as a reading."""
    price = Price(Decimal("0.01"), Decimal("0.2"), "a test", post_read=Decimal("0.005"))
    paid = PaidReads(readable.database, {"scripted": price}, Budgets({}), readable.now)
    readable.now += MINUTES
    (looked,) = look(readable, paid=paid)
    assert looked.look.outcome is Outcome.SAME
    with readable.database.read() as connection:
        from analytics.store import reads

        assert len(connection.execute(select(reads)).all()) == 1


def test_a_person_may_live_with_a_difference(readable: Stage) -> None:
    """Then nobody is asked any more, and the record says who said so."""
    network(readable).shows = lambda reading: replace(reading, text="Bon dia")
    look(readable, MINUTES)
    done = accept(
        readable.database, "labs", actor=ALONE, now=readable.now, reason="the server cuts it"
    )
    assert done == 1
    assert status(readable.database, readable.now).attention == ()
    with readable.database.read() as connection:
        acts = [row.act for row in connection.execute(select(record).order_by(record.c.id))]
    assert acts[-1] == "reading.accepted"


def test_who_may_not_decide_may_not_accept_a_difference(readable: Stage) -> None:
    """And nothing is written down."""
    network(readable).shows = lambda reading: replace(reading, text="Bon dia")
    look(readable, MINUTES)
    editor = Actor("eva", Person("eva", "", "", {"catalonia": frozenset({Role.EDITOR})}))
    with pytest.raises(Forbidden):
        accept(readable.database, "labs", actor=editor, now=readable.now, reason="no")
    assert status(readable.database, readable.now).attention == ("differs",)


def test_a_person_can_look_at_once_without_writing_anything_down(readable: Stage) -> None:
    """Also within the first minutes."""
    paid = PaidReads(readable.database, {}, Budgets({}), readable.now)

    def connect(_: object) -> Platform:
        return readable.network

    found = read_now(readable.database, readable.channels, connect, [readable.held()], paid=paid)
    assert outcomes(found) == [Outcome.SAME]
    with readable.database.read() as connection:
        assert read_backs.of(connection, 1) == []


def test_no_ages_means_no_looks(readable: Stage) -> None:
    """The configuration may switch it off."""
    assert look(readable, MINUTES, ages=()) == []


def test_a_channel_that_is_unknown_is_left_for_later(readable: Stage) -> None:
    """Nobody can ask on it."""
    readable.channels = {}
    assert look(readable, MINUTES) == []


def test_looking_ends_when_there_is_no_more_time(readable: Stage) -> None:
    """A tick that cron starts each minute must end."""
    assert look(readable, MINUTES, more=lambda: False) == []
