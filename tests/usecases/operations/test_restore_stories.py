"""The whole story on each network: publish, put an older copy back, go on; each stands once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from campaign.engine.after_restore.person_checks import none_out
from campaign.errors import Unavailable
from campaign.model import Decision, Payload, Receipt, State
from campaign.model.people import Actor
from campaign.storage import backups, publications
from campaign.storage.journal import Journal
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.operations.restore import Restored, restore
from campaign.usecases.planning.apply import apply
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR

MINUTE = timedelta(minutes=1)

#: One or more of each delivery class that can be asked.
ASKED = (
    "mastodon",
    "bluesky",
    "facebook",
    "instagram",
    "threads",
    "x",
    "linkedin",
    "pixelfed",
)


@dataclass
class Story:
    """A publisher on the sandbox, its database's file, and its journal of receipts."""

    on: OnSandbox
    live: Path
    backup: Path
    journal: Journal

    @property
    def stage(self) -> Stage:
        """The publisher."""
        return self.on.stage

    def ticks(self, minutes: int) -> None:
        """Time goes by, with the journal at hand."""
        self.on.ticks(minutes, journal=self.journal)

    def plan(self, *names: str, after: timedelta = timedelta(0)) -> None:
        """Apply a calendar with these posts, all due at one time, and approve them."""
        wanted = [self.on.post(name, at=after) for name in names]
        apply(
            self.stage.plan(wanted),
            *(self.stage.database, self.stage.media, self.stage.brand),
            actor=Actor("aina"),
            now=self.stage.now,
            picture=self.stage.media.read,
            journal=self.journal,
        )
        self.stage.approve()

    def back_up(self) -> None:
        """A copy of the database as it stands."""
        backups.back_up(self.live, self.backup, force=True)

    def put_back(self) -> Restored:
        """Put the copy back."""
        return restore(
            self.backup,
            self.live,
            before=self.backup.with_name("before.db"),
            journal=self.journal,
            actor=Actor("aina"),
            now=self.stage.now,
            force=True,
        )

    def standing(self) -> Counter[str]:
        """How often each text stands on the account."""
        return Counter(self.on.texts())

    def states(self) -> dict[str, State]:
        """How each post stands."""
        with self.stage.database.read() as connection:
            return {p.post: p.state for p in publications.all_of(connection)}


@pytest.fixture
def story(
    request: pytest.FixtureRequest, stage: Stage, url: str, tmp_path: Path
) -> Iterator[Story]:
    """On the network the test is told."""
    live = Path(url.removeprefix("sqlite:///"))
    with on_sandbox(stage, request.param) as on:
        yield Story(on, live, tmp_path / "backup.db", Journal(tmp_path / "receipts.jsonl"))


on_each_asked = pytest.mark.parametrize("story", ASKED, indirect=True)
with_and_without = pytest.mark.parametrize("journal", [True, False], ids=["journal", "no-journal"])


@pytest.mark.slow
@on_each_asked
@with_and_without
def test_what_went_out_after_the_backup_stands_once(story: Story, journal: bool) -> None:
    """Known by the journal, or asked about where the journal was lost as well."""
    names = ["one", "two", "three"]
    wanted = [story.on.post(name, at=n * 10 * MINUTE) for n, name in enumerate(names)]
    story.stage.ready(*wanted)
    story.ticks(5)
    story.back_up()
    story.ticks(12)  # `two` goes out, `three` is still to come
    assert story.standing() == Counter({"Bon dia, one.": 1, "Bon dia, two.": 1})
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    done = story.put_back()
    assert [p.post for p in (done.marked.booked if journal else done.marked.asked)] == ["two"]
    story.ticks(60)
    assert story.standing() == Counter({f"Bon dia, {name}.": 1 for name in names})
    assert set(story.states().values()) == {State.PUBLISHED}


@pytest.mark.slow
@on_each_asked
@with_and_without
def test_what_had_not_gone_out_goes_out_once(story: Story, journal: bool) -> None:
    """A copy of just before, put back when a post was due: it is asked about, and then sent."""
    story.stage.ready(story.on.post("labs", at=10 * MINUTE))
    story.ticks(1)
    story.back_up()
    story.stage.now += 15 * MINUTE  # nobody was publishing
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    assert [p.post for p in story.put_back().marked.asked] == ["labs"]
    story.ticks(60)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    assert story.states() == {"labs": State.PUBLISHED}


@pytest.mark.slow
@on_each_asked
@with_and_without
def test_what_was_planned_after_the_backup_stands_once(story: Story, journal: bool) -> None:
    """The calendar brings it back, and it is not sent again."""
    story.back_up()
    story.plan("labs")
    story.ticks(5)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    due = story.stage.held().due
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    story.put_back()
    assert story.states() == {}
    story.plan("labs", after=due - story.stage.now)
    story.ticks(60)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    assert story.states() == {"labs": State.PUBLISHED}


@pytest.mark.slow
@pytest.mark.parametrize("story", ["mastodon", "bluesky", "threads"], indirect=True)
@with_and_without
def test_a_thread_that_went_out_after_the_backup_stands_once(story: Story, journal: bool) -> None:
    """With all its parts."""
    words = ("Segona.", "Tercera.")
    story.stage.ready(story.on.post("labs", *words, at=10 * MINUTE))
    story.ticks(1)
    story.back_up()
    story.ticks(20)
    whole = Counter({"Bon dia, labs.": 1, "Segona.": 1, "Tercera.": 1})
    assert story.standing() == whole
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    story.put_back()
    story.ticks(90)
    assert story.standing() == whole
    assert story.states() == {"labs": State.PUBLISHED}


@pytest.mark.slow
@pytest.mark.parametrize("story", ["mastodon", "bluesky", "threads"], indirect=True)
@with_and_without
def test_a_thread_of_which_half_was_out_goes_on_where_it_stood(story: Story, journal: bool) -> None:
    """The network failed in the middle, after the backup; then the backup was put back."""
    words = ("Segona.", "Tercera.")
    story.stage.ready(story.on.post("labs", *words, at=10 * MINUTE))
    story.ticks(1)
    story.back_up()
    really = story.on.connect

    def connect(place: Any) -> Any:
        network: Any = really(place)
        publish = network.publish

        def then(payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Any:
            if before:
                raise Unavailable("down")
            return publish(payload, key, before)

        network.publish = then
        return network

    story.on.ticks(20, connect=connect, journal=story.journal)
    assert story.standing()["Segona."] == 0
    assert story.standing()["Bon dia, labs."] == 1
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    story.put_back()
    story.ticks(90)
    assert story.standing() == Counter({"Bon dia, labs.": 1, "Segona.": 1, "Tercera.": 1})
    assert story.states() == {"labs": State.PUBLISHED}


@pytest.mark.slow
@pytest.mark.parametrize("story", ["telegram"], indirect=True)
@with_and_without
def test_what_nobody_can_ask_is_never_sent_blindly(story: Story, journal: bool) -> None:
    """The journal knows it; without one a person must look, and nothing moves until then."""
    story.stage.ready(story.on.post("out"), story.on.post("later", at=2 * HOUR))
    story.back_up()
    story.ticks(5)
    if not journal:
        story.journal.file.unlink(missing_ok=True)
    done = story.put_back().marked
    assert [p.post for p in (done.booked if journal else done.person)] == ["out"]
    story.ticks(30)
    assert story.standing() == Counter({"Bon dia, out.": 1})
    assert story.states()["out"] is (State.PUBLISHED if journal else State.UNKNOWN)


@pytest.mark.parametrize("story", ["telegram"], indirect=True)
def test_what_was_moved_ahead_and_nobody_can_ask_waits_for_a_person(story: Story) -> None:
    """By the copy it is still to come, and no journal tells that it is out."""
    labs = story.on.post("labs", at=2 * HOUR)
    story.stage.ready(labs)
    story.back_up()
    story.stage.ready(replace(labs, due=story.stage.now))
    story.ticks(5)
    story.journal.file.unlink()
    marked = story.put_back().marked
    assert (marked.person, marked.later, marked.unlooked) == ((), 0, {"catalonia": 1})
    story.ticks(180)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    assert story.states() == {"labs": State.UNKNOWN}


@pytest.mark.parametrize("story", ["telegram"], indirect=True)
@pytest.mark.parametrize("looked", ["before", "after"])
def test_what_somebody_has_looked_for_goes_once(story: Story, looked: str) -> None:
    """At its time when they looked before, and else when they say so."""
    story.stage.ready(story.on.post("labs", at=2 * HOUR), story.on.post("more", at=DAY))
    story.back_up()
    story.put_back()
    database, now = story.stage.database, story.stage.now
    if looked == "before":
        assert none_out(database, "catalonia", actor=Actor("aina"), now=now) == 2
        assert none_out(database, "catalonia", actor=Actor("aina"), now=now) == 0
    story.ticks(118)
    assert story.standing() == Counter()
    story.ticks(10)
    if looked == "after":
        assert story.states() == {"labs": State.UNKNOWN, "more": State.SCHEDULED}
        again = partial(resolve, database, actor=Actor("aina"), now=story.stage.now, anyway=True)
        again(story.stage.number("labs"), Decision.AGAIN)
        story.ticks(10)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    assert story.states() == {"labs": State.PUBLISHED, "more": State.SCHEDULED}


@pytest.mark.slow
@on_each_asked
def test_a_copy_that_was_put_back_by_hand_is_noticed(story: Story) -> None:
    """Under a publisher that goes on: nothing is sent twice."""
    story.stage.ready(story.on.post("one"), story.on.post("two", at=10 * MINUTE))
    story.back_up()
    story.ticks(20)
    backups.put_in_place(story.backup, story.live)
    story.ticks(60)
    assert story.standing() == Counter({"Bon dia, one.": 1, "Bon dia, two.": 1})
    assert set(story.states().values()) == {State.PUBLISHED}


@pytest.mark.slow
@on_each_asked
def test_a_copy_of_the_moment_between_sending_and_booking_stands_once(story: Story) -> None:
    """It was taken while the post was in flight, as a copy of a busy night is."""
    story.stage.ready(story.on.post("labs"))

    really = story.on.connect

    def connect(place: Any) -> Any:
        network: Any = really(place)
        publish = network.publish

        def then(payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Any:
            story.back_up()
            return publish(payload, key, before)

        network.publish = then
        return network

    story.on.ticks(1, connect=connect, journal=story.journal)
    story.ticks(8)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    story.journal.file.unlink(missing_ok=True)
    story.put_back()
    story.ticks(60)
    assert story.standing() == Counter({"Bon dia, labs.": 1})
    assert story.states() == {"labs": State.PUBLISHED}
