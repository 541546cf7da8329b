"""People are reminded of what waits for a yes, each moment once, whatever happens between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from campaign.model.approval import USUAL, ApprovalRules, Policy
from campaign.model.people import Actor
from campaign.notices import UNAPPROVED
from campaign.storage import notices
from campaign.storage.trust import reminders
from campaign.usecases.operations.notify import Send, send_notices
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.take_back import send_back
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)


class Inbox:
    """What people were told; `dies` once after the mark was written and before it is sent."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.dies = False

    def connect(self) -> Send:
        """The way to them."""

        def send(title: str, said: str) -> str:
            if self.dies:
                self.dies = False
                raise KeyboardInterrupt
            self.heard.append(said)
            return ""

        return send

    def look(self, stage: Stage, at: datetime, rules: ApprovalRules = USUAL) -> list[str]:
        """What they are told at an instant."""
        before = len(self.heard)
        send_notices(
            stage.database, [UNAPPROVED], campaign="C", connect=self.connect, now=at, rules=rules
        )
        return self.heard[before:]


@pytest.fixture
def inbox() -> Inbox:
    """Nobody was told anything."""
    return Inbox()


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (timedelta(days=2), [72, 48, 24, 2, 0]),
        (timedelta(days=5), [144, 120, 72, 24, 2, 0]),
        (timedelta(days=3), [96, 72, 24, 2, 0]),
        (timedelta(hours=6), [72, 24, 6, 2, 0]),
        (timedelta(days=1), [72, 24, 2, 0]),
    ],
)
def test_each_moment_is_told_once(
    stage: Stage, inbox: Inbox, by: timedelta, expected: list[int]
) -> None:
    """Whoever looks every half hour hears each moment at its half hour, and never again."""
    rules = ApprovalRules(Policy(by=by))
    due = stage.now + 7 * DAY
    stage.apply(stage.wanted(at=due))
    told = [
        half / 2
        for half in range(7 * 48, -13, -1)
        if inbox.look(stage, due - half / 2 * HOUR, rules)
    ]
    assert told == expected


def test_what_it_says(stage: Stage, inbox: Inbox) -> None:
    """Which, when, until when, who is asked, and what to type."""
    due = stage.now + 4 * DAY
    stage.apply(stage.wanted(at=due))
    (said,) = inbox.look(stage, due - 3 * DAY)
    assert said.startswith(
        "1 not approved: it waits for a yes.\n- no. 1 labs on catalonia: it goes"
    )
    assert f"to approve until {due - 2 * DAY:%a %d %b %H:%M}; it waits for the yes" in said
    assert "campaign approve labs" in said
    (said,) = inbox.look(stage, due - DAY)
    assert "it was to be approved by" in said
    (said,) = inbox.look(stage, due)
    assert "it was to go out on" in said and "is held" in said


def test_what_is_approved_meanwhile_is_told_no_more(stage: Stage, inbox: Inbox) -> None:
    """And what loses its yes again is."""
    due = stage.now + 4 * DAY
    stage.apply(stage.wanted(at=due))
    assert inbox.look(stage, due - 3 * DAY)
    done = approve(stage.database, waiting(stage.database), actor=Actor("aina"), now=stage.now)
    assert done.released == 1
    assert not inbox.look(stage, due - DAY)
    send_back(stage.database, [stage.held()], "a figure", actor=Actor("jon"), now=stage.now)
    (said,) = inbox.look(stage, due - 2 * HOUR)
    assert "sent back by jon: a figure" in said


def test_what_was_planned_late_is_told_once_and_not_of_each_moment(
    stage: Stage, inbox: Inbox
) -> None:
    """An hour before its time, three moments have passed already."""
    stage.apply(stage.wanted(at=stage.now + HOUR))
    assert len(inbox.look(stage, stage.now)) == 1
    assert not inbox.look(stage, stage.now + 2 * MINUTE)


def test_a_new_time_is_told_anew(stage: Stage, inbox: Inbox) -> None:
    """Moved by a week, its moments come again."""
    due = stage.now + 3 * DAY
    stage.apply(stage.wanted(at=due))
    assert inbox.look(stage, due - 3 * DAY)
    stage.apply(stage.wanted(at=due + 7 * DAY))
    assert not inbox.look(stage, due - 2 * DAY)
    assert inbox.look(stage, due + 4 * DAY)


def test_many_at_one_moment_are_one_message(stage: Stage, inbox: Inbox) -> None:
    """A week's posts do not ring a hundred times."""
    due = stage.now + 3 * DAY
    stage.apply(*(stage.wanted(f"post-{n}", at=due) for n in range(9)))
    (said,) = inbox.look(stage, due - 3 * DAY)
    assert said.startswith("9 not approved: they wait for a yes.")


@pytest.mark.parametrize("hours", [72, 48, 24, 2, 0])
def test_killed_between_mark_and_message_it_is_told_at_most_once(
    stage: Stage, inbox: Inbox, hours: int
) -> None:
    """As with every notice: the message of that moment is lost, the next one comes."""
    due = stage.now + 4 * DAY
    stage.apply(stage.wanted(at=due))
    inbox.dies = True
    with pytest.raises(KeyboardInterrupt):
        inbox.look(stage, due - hours * HOUR)
    assert not inbox.look(stage, due - hours * HOUR + 2 * MINUTE)


@pytest.mark.parametrize("hours", [72, 48, 24, 2, 0])
def test_killed_before_the_mark_it_is_told_once(
    stage: Stage, inbox: Inbox, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was written down, so the next look tells it."""
    due = stage.now + 4 * DAY
    stage.apply(stage.wanted(at=due))
    real: Callable[..., object] = notices.mark
    with monkeypatch.context() as patched:

        def dies(*some: object) -> object:
            real(*some)
            raise KeyboardInterrupt

        patched.setattr(notices, "mark", dies)
        with pytest.raises(KeyboardInterrupt):
            inbox.look(stage, due - hours * HOUR)
    assert len(inbox.look(stage, due - hours * HOUR)) == 1
    assert not inbox.look(stage, due - hours * HOUR + 2 * MINUTE)


def test_two_workers_tell_it_once(stage: Stage, inbox: Inbox) -> None:
    """Whoever marks it tells it."""
    due = stage.now + 3 * DAY
    stage.apply(stage.wanted(at=due))
    with stage.database.read() as connection:
        (one,) = reminders.fresh(connection, USUAL, stage.now, UNAPPROVED)
    with stage.database.write() as connection:
        assert notices.mark(connection, [one.mark], stage.now)
    assert not inbox.look(stage, stage.now)
