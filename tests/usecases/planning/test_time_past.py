"""What the calendar asks for at a time that is past is told, unless it has gone out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.model import Cancellation, Finding, Planned, Publication, State
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.time_past import time_past
from tests.calendar.sheets import LABS
from tests.plan.made import DAY, HOUR, NOW, channel, held, planned

POST = replace(read_post(LABS, "content/calendar/labs.yaml", Known()), id="labs")
LONG_AGO, JUST_NOW, TOMORROW = planned(NOW - DAY), planned(NOW - HOUR), planned()


def found(wanted: Planned, *stored: Publication, now: datetime = NOW) -> tuple[Finding, ...]:
    """What is said of one publication."""
    compiled = Compiled((wanted,), (), frozenset(), (POST,))
    return time_past(compiled, {"catalonia": channel()}, stored, now)


def test_a_time_beyond_its_grace_will_not_go_out() -> None:
    """The finding says the wall time of the channel, the line of the key, and what to do."""
    (finding,) = found(LONG_AGO)
    assert finding.code == "time-past" and not finding.blocks
    assert finding.place == POST.at("when")
    assert "2026-11-30 10:00, has passed, by more than 6 h: it will not go out" in finding.message
    assert "give it a new time" in finding.remedy
    assert (finding.post, finding.channel) == ("labs", "catalonia")


def test_a_time_within_its_grace_goes_out_at_once() -> None:
    """Which surprises who thought that it was for next year."""
    (finding,) = found(JUST_NOW)
    assert "by less than 6 h: it goes out as soon as it is applied" in finding.message


@pytest.mark.parametrize(
    ("wanted", "stored"),
    [
        (TOMORROW, ()),
        (TOMORROW, (held(LONG_AGO),)),
        (LONG_AGO, (held(LONG_AGO, State.PUBLISHED),)),
        (LONG_AGO, (held(LONG_AGO, State.PUBLISHING),)),
        (LONG_AGO, (held(LONG_AGO, State.UNKNOWN),)),
        (LONG_AGO, (held(LONG_AGO, State.MISSED),)),
        (LONG_AGO, (held(LONG_AGO, State.FAILED),)),
        (LONG_AGO, (held(LONG_AGO),)),
        (JUST_NOW, (held(JUST_NOW),)),
        (planned(NOW - DAY, texts=("Altres paraules.",)), (held(LONG_AGO, State.PUBLISHED),)),
    ],
)
def test_what_is_to_come_or_was_dealt_with_is_no_finding(
    wanted: Planned, stored: tuple[Publication, ...]
) -> None:
    """The publisher's own misses are told by the status."""
    assert found(wanted, *stored) == ()


@pytest.mark.parametrize(
    "stored",
    [
        held(TOMORROW),
        held(TOMORROW, State.FAILED),
        held(LONG_AGO, State.CANCELLED, cancelled=Cancellation.CALENDAR),
    ],
)
def test_what_was_moved_into_the_past_is_told(stored: Publication) -> None:
    """It would be cancelled, or would stay as it is, without a word."""
    (finding,) = found(LONG_AGO, stored)
    assert "it will not go out" in finding.message
