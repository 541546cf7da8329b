"""Any sequence of planning, approving, sending, crashing and deciding keeps the promise.

The real engine runs in process on a database file, with a scripted network and a clock; beside it
runs a model that knows only what people asked for and what the ledger says.
"""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from campaign.errors import RateLimited, Rejected, Unauthorized, Unavailable
from campaign.keys import idempotency_key
from campaign.media import MediaStore
from campaign.model import Decision, Payload, Planned, Publication, Receipt, State
from campaign.model.people import Actor
from campaign.plan.lifecycle import OPEN
from campaign.storage import publications, variants
from campaign.storage.database import open_database
from campaign.storage.pauses import Pauses
from campaign.usecases.operations.pause import NotPaused, pause, paused, resume
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.trust.approve import waiting
from tests.engine.scripted import (
    Answer,
    Finder,
    Ledger,
    Scripted,
    accept,
    broken,
    lost,
    says,
    swallowed,
)
from tests.engine.stage import CHANNELS, LEASE_ENDS, Stage
from tests.plan.made import DAY, HOUR, NOW, region

MINUTE = timedelta(minutes=1)
Identity = tuple[str, str, str]


class PowerCut(BaseException):
    """The process ends here; nothing in it may catch this."""


def cut_after_accepting(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and our process is gone before it hears so."""
    network.ledger.accept(key, payload)
    raise PowerCut


def cut_before_sending(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Our process is gone before anything left."""
    raise PowerCut


ANSWERS: dict[str, Answer] = {
    "accepts": accept,
    "accepts, and the answer is lost": lost,
    "accepts, and answers what nobody can read": broken,
    "swallows it": swallowed,
    "is down": says(Unavailable("down")),
    "refuses": says(Rejected("no")),
    "refuses the token": says(Unauthorized("token")),
    "asks to wait": says(RateLimited("slow down")),
    "asks to wait until tomorrow": says(RateLimited("slow down", until=NOW + DAY)),
}

POSTS = st.sampled_from(["labs", "review"])
TEXTS = st.sampled_from(["Bon dia.", "Bona tarda.", "Bona nit."])
ACCOUNTS = st.sampled_from(CHANNELS)
AHEAD = st.sampled_from([timedelta(0), timedelta(0), MINUTE, HOUR, 2 * DAY])
SCRIPTS = st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=4)
AFTER = st.sampled_from([timedelta(0), 3 * MINUTE, 3 * MINUTE, HOUR])
MOSTLY = st.sampled_from([True, True, True, False])
SCOPES = st.sampled_from(
    ["all", "platform:scripted", "region:catalonia", *(f"channel:{name}" for name in CHANNELS)]
)
#: In flight or unclear: the calendar has no say until that is settled.


class Publishing(RuleBasedStateMachine):
    """What people, the clock and the network may do in any order."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        super().__init__()
        self._folder, self._migrated = folder, migrated

    @initialize()
    def open(self) -> None:
        """An empty database, an empty ledger."""
        for old in (*self._folder.glob("campaign.db*"), *self._folder.glob("ledger*")):
            old.unlink()
        file = self._folder / "campaign.db"
        shutil.copyfile(self._migrated, file)
        network = Finder(Ledger(self._folder / "ledger.jsonl"), MediaStore(self._folder / "media"))
        self.network = network
        self.stage = Stage(open_database(f"sqlite:///{file}"), self._folder, network)
        self.calendar: dict[Identity, Planned] = {}
        self.ever: set[Identity] = set()
        self.left_before_deletion: set[Identity] = set()
        self.approved: set[str] = set()
        self.public = 0
        # Something to begin with: most of what can go wrong needs a post that is about to go.
        for account in CHANNELS:
            for post in ("labs", "review"):
                wanted = self.stage.wanted(post, channel=account, texts=(f"{post}: Bon dia.",))
                self.calendar[wanted.identity] = wanted
        self._apply()
        self.approve()

    # What people do.

    @rule(post=POSTS, account=ACCOUNTS, text=TEXTS, ahead=AHEAD, approves=MOSTLY)
    def write(self, post: str, account: str, text: str, ahead: timedelta, approves: bool) -> None:
        """A post is written into the calendar, or gets another time and other words."""
        wanted = self.stage.wanted(
            post, at=self.stage.now + ahead, channel=account, texts=(f"{post}: {text}",)
        )
        self.calendar[wanted.identity] = wanted
        self._apply()
        if approves:
            self.approve()

    @precondition(lambda self: self.calendar)
    @rule(data=st.data(), ahead=AHEAD)
    def move(self, data: st.DataObject, ahead: timedelta) -> None:
        """A post gets another time."""
        identity = data.draw(st.sampled_from(sorted(self.calendar)))
        self.calendar[identity] = replace(self.calendar[identity], due=self.stage.now + ahead)
        self._apply()

    @precondition(lambda self: self.calendar)
    @rule(data=st.data(), text=TEXTS)
    def reword(self, data: st.DataObject, text: str) -> None:
        """A post gets other words, which nobody has approved yet, or has."""
        identity = data.draw(st.sampled_from(sorted(self.calendar)))
        old = self.calendar[identity]
        new = replace(old.variant, texts=(f"{identity[0]}: {text}",))
        self.calendar[identity] = replace(old, variant=new)
        self._apply()

    @precondition(lambda self: self.calendar)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """A post is taken out of the calendar: what had not left is cancelled."""
        identity = data.draw(st.sampled_from(sorted(self.calendar)))
        del self.calendar[identity]
        self._apply()
        row = self._rows().get(identity)
        if row is not None and row.key in self._keys():
            self.left_before_deletion.add(identity)
        assert row is None or row.state is not State.SCHEDULED

    @rule()
    def approve(self) -> None:
        """Someone approves everything that waits for it."""
        self.approved |= {p.variant_hash for p in waiting(self.stage.database)}
        self.stage.approve()

    @rule(scope=SCOPES, until=st.sampled_from([None, HOUR]))
    def pause_something(self, scope: str, until: timedelta | None) -> None:
        """Someone stops all of it, a platform, a region or a channel, for a while or for good."""
        now = self.stage.now
        end = now + until if until else None
        pause(
            self.stage.database, scope, actor=Actor("aina"), reason="mourning", now=now, until=end
        )

    @rule(scope=SCOPES)
    def resume_something(self, scope: str) -> None:
        """Someone lets it go on, if it was paused."""
        with suppress(NotPaused):
            resume(self.stage.database, scope, actor=Actor("aina"), now=self.stage.now)

    @precondition(lambda self: self._waits_for_a_person())
    @rule(data=st.data(), cancels=st.booleans())
    def decide(self, data: st.DataObject, cancels: bool) -> None:
        """A person has looked at the account, and says what is so."""
        row = data.draw(st.sampled_from(self._waits_for_a_person()))
        if row.key in self._keys():
            decision = Decision.THERE
        else:
            decision = Decision.CANCEL if cancels else Decision.AGAIN
        resolve(self.stage.database, row.id, decision, actor=Actor("aina"), now=self.stage.now)

    # What happens.

    @rule(after=AFTER, script=SCRIPTS, answers_questions=MOSTLY)
    def tick(self, after: timedelta, script: list[str], answers_questions: bool) -> None:
        """The publisher looks round, on a network in some mood."""
        self._tick(after, [ANSWERS[name] for name in script], answers_questions)

    @rule(after=AFTER, accepted=st.booleans())
    def power_cut(self, after: timedelta, accepted: bool) -> None:
        """The process ends while it sends."""
        self._tick(after, [cut_after_accepting if accepted else cut_before_sending], True)

    @rule(after=AFTER, accepted=st.booleans(), answers_questions=MOSTLY)
    def lose_an_answer(self, after: timedelta, accepted: bool, answers_questions: bool) -> None:
        """A request leaves, and nothing comes back."""
        self._tick(after, [lost if accepted else swallowed], answers_questions)

    @rule(span=st.sampled_from([timedelta(seconds=1), 3 * MINUTE, 3 * MINUTE, LEASE_ENDS, DAY]))
    def time_passes(self, span: timedelta) -> None:
        """The clock goes on."""
        self.stage.now += span

    @rule(span=st.sampled_from([MINUTE, HOUR]))
    def clock_is_set_back(self, span: timedelta) -> None:
        """A machine's clock was wrong, and is put right."""
        self.stage.now -= span

    # What is always true.

    @invariant()
    def the_promise_is_kept(self) -> None:
        """Read once a step; what is asked of it is below."""
        rows, keys = self._rows(), self._keys()
        self._nothing_is_public_twice(keys)
        self._nothing_vanishes(rows)
        self._the_rows_and_the_ledger_agree(rows, keys)
        self._one_post_at_most_is_in_flight_on_a_channel(rows)

    def _nothing_is_public_twice(self, keys: list[str]) -> None:
        assert all(count == 1 for count in Counter(keys).values())

    def _nothing_vanishes(self, rows: dict[Identity, Publication]) -> None:
        assert set(rows) == self.ever

    def _the_rows_and_the_ledger_agree(
        self, rows: dict[Identity, Publication], keys: list[str]
    ) -> None:
        """Published is public; public is published, or known to be unclear."""
        for row in rows.values():
            if row.state is State.PUBLISHED:
                assert row.key in keys
            if row.key in keys:
                assert row.state in OPEN | {State.PUBLISHED}

    def _one_post_at_most_is_in_flight_on_a_channel(
        self, rows: dict[Identity, Publication]
    ) -> None:
        flying = Counter(row.channel for row in rows.values() if row.state is State.PUBLISHING)
        assert all(count == 1 for count in flying.values())

    def teardown(self) -> None:
        """In the end all goes well for a while, and then nothing is left open."""
        if not hasattr(self, "stage"):
            return
        for each in {on.scope for on in paused(self.stage.database, self.stage.now).on}:
            resume(self.stage.database, each, actor=Actor("aina"), now=self.stage.now)
        for span in (3 * MINUTE, LEASE_ENDS, 3 * MINUTE, *[3 * HOUR] * 8, DAY, DAY, 3 * MINUTE):
            self._tick(span, [], True)
        self.the_promise_is_kept()
        settled = {State.PUBLISHED, State.FAILED, State.MISSED, State.CANCELLED}
        left = [row for row in self._rows().values() if row.state not in settled]
        self.stage.database.close()
        assert left == []

    def _tick(self, after: timedelta, script: list[Answer], answers_questions: bool) -> None:
        self.network.script.extend(script)
        self.network.trouble = None if answers_questions else Unavailable("down")
        self.stage.now += after
        before, stopped = self._rows(), paused(self.stage.database, self.stage.now)
        with suppress(PowerCut):
            self.stage.tick()
        self.network.script.clear()
        self._look_at_what_left(before, stopped)

    def _apply(self) -> None:
        self.stage.apply(*self.calendar.values())
        self.ever |= set(self._rows())
        missing = set(self.calendar) - self.ever
        assert all(self.calendar[each].due + 6 * HOUR < self.stage.now for each in missing)

    def _look_at_what_left(self, before: dict[Identity, Publication], stopped: Pauses) -> None:
        """Every post that became public just now: was it asked for, approved, due, let through?"""
        posts = self.network.ledger.public
        new, self.public = posts[self.public :], len(posts)
        for post in new:
            (identity,) = (i for i in before if idempotency_key(i) == post["key"])
            assert identity in self.calendar.keys() | self.left_before_deletion, "it was deleted"
            row = before[identity]
            words = self._variant(row).text
            assert post["body"]["text"] == words, "other words than the row says"
            assert row.variant_hash in self.approved, "nobody approved these words"
            assert row.due <= self.stage.now, "before its time"
            assert row.state in OPEN | {State.SCHEDULED}, f"it was {row.state}"
            assert not stopped.of(self.stage.channels[row.channel], region()), "it is paused"

    def _variant(self, row: Publication) -> Any:
        with self.stage.database.read() as connection:
            return variants.load(connection, [row.variant_hash])[row.variant_hash]

    def _rows(self) -> dict[Identity, Publication]:
        with self.stage.database.read() as connection:
            held = publications.all_of(connection)
        return {(row.post, row.occurrence, row.channel): row for row in held}

    def _keys(self) -> list[str]:
        return [post["key"] for post in self.network.ledger.public]

    def _waits_for_a_person(self) -> list[Publication]:
        waiting_for = {State.UNKNOWN, State.FAILED, State.MISSED}
        return [row for row in self._rows().values() if row.state in waiting_for]


@pytest.mark.slow
def test_no_sequence_of_events_publishes_twice_or_loses_anything(
    tmp_path: Path, migrated: Path
) -> None:
    """Some dozens of them, thirty events each; in CI always the same."""
    make: Any = lambda: Publishing(tmp_path, migrated)  # noqa: E731 - it is asked for a class
    run_state_machine_as_test(
        make,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            # Making a failure smaller takes minutes; add Phase.shrink for that.
            phases=(Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
