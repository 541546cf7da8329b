"""How far before its first try a lost post is looked for: an hour by the server's clock, no more.

The two clocks are never quite the same, and a worker's clock may have been put right since its try.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from campaign.model import Absent, Receipt
from campaign.platforms.protocols import Finds, Finishes
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, connected, variant
from tests.sandbox.visitors import sandbox

MINUTE = timedelta(minutes=1)
#: One of each way to read a listing.
NETWORKS = ["mastodon", "x", "facebook", "linkedin"]
#: What the server's clock shows more than ours when it is asked.
RIGHT, BEHIND, AHEAD = timedelta(0), -40 * MINUTE, 120 * MINUTE
#: Ours is so far ahead that what we take for an hour ago has not come there yet.
FAR_BEHIND = -120 * MINUTE

networks = pytest.mark.parametrize("platform", NETWORKS)


@pytest.fixture
def theirs() -> Clock:
    """The network's clock."""
    return Clock()


@pytest.fixture
def box(theirs: Clock) -> Iterator[SandboxServer]:
    """A sandbox that runs by it."""
    with sandbox(theirs) as server:
        yield server


def found(
    platform: str, box: SandboxServer, theirs: Clock, made: timedelta, ahead: timedelta
) -> Receipt | Absent | None:
    """What is found ten minutes after a first try.

    The post was made so long after the try, by the server's clock, and that is so far ahead of
    ours when it is asked.
    """
    theirs.now = START + made
    clock = Clock(START)
    adapter = connected(platform, box.url, clock=clock)
    payload = adapter.payloads(variant(platform, text="Tres dies.", link=""), START)[0]
    answer = adapter.publish(payload, "key")
    if not isinstance(answer, Receipt):
        assert isinstance(adapter, Finishes)
        answer = adapter.finish(answer)
        assert isinstance(answer, Receipt)
    clock.now = START + 10 * MINUTE
    theirs.now = clock.now + ahead
    again = connected(platform, box.url, clock=clock)
    assert isinstance(again, Finds)
    return again.find(payload, "key", START)


@networks
@pytest.mark.parametrize("ahead", [RIGHT, BEHIND])
def test_a_post_of_fifty_five_minutes_before_the_first_try_is_found(
    platform: str, ahead: timedelta, box: SandboxServer, theirs: Clock
) -> None:
    """By the server's own clock, also where that is behind ours."""
    answer = found(platform, box, theirs, ahead - 55 * MINUTE, ahead)
    assert isinstance(answer, Receipt)


@networks
@pytest.mark.parametrize("ahead", [RIGHT, BEHIND])
def test_a_post_of_sixty_five_minutes_before_the_first_try_is_another_one(
    platform: str, ahead: timedelta, box: SandboxServer, theirs: Clock
) -> None:
    """The same words that went out before are not taken for what is looked for."""
    answer = found(platform, box, theirs, ahead - 65 * MINUTE, ahead)
    assert isinstance(answer, Absent)


@networks
@pytest.mark.parametrize(("made", "ours"), [(-55 * MINUTE, True), (-65 * MINUTE, False)])
def test_a_server_whose_clock_is_ahead_hides_nothing(
    platform: str, made: timedelta, ours: bool, box: SandboxServer, theirs: Clock
) -> None:
    """It may have gone wrong since the post was made: the earlier of the two readings counts."""
    answer = found(platform, box, theirs, made, AHEAD)
    assert isinstance(answer, Receipt if ours else Absent)


@networks
@pytest.mark.parametrize(("made", "ours"), [(-55 * MINUTE, True), (-65 * MINUTE, False)])
def test_a_server_whose_clock_is_far_behind_ours_is_asked_by_its_own(
    platform: str, made: timedelta, ours: bool, box: SandboxServer, theirs: Clock
) -> None:
    """X refuses a time to begin from that is still to come for it: then it is asked without one."""
    answer = found(platform, box, theirs, FAR_BEHIND + made, FAR_BEHIND)
    assert isinstance(answer, Receipt if ours else Absent)
