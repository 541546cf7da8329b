"""What is done after a try that did not end in a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.plan.retry import WAITS, Do, decide, decide_absent
from tests.plan.made import HOUR, NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("error", "do", "wait", "told"),
    [
        (OutcomeUnknown("no answer"), Do.FIND, None, False),
        (PlatformError("what is this"), Do.FIND, None, False),
        (Rejected("too long"), Do.GIVE_UP, None, False),
        (UnsupportedFeature("no polls"), Do.GIVE_UP, None, False),
        (Unauthorized("token"), Do.PAUSE, None, False),
        (Unavailable("refused"), Do.RETRY, MINUTE, False),
        (RateLimited("slow"), Do.RETRY, MINUTE, False),
        (RateLimited("slow", until=NOW + 3 * HOUR), Do.RETRY, 3 * HOUR, True),
        (RateLimited("slow", until=NOW - HOUR), Do.RETRY, timedelta(seconds=1), True),
    ],
)
def test_each_kind_of_error_has_its_consequence(
    error: PlatformError, do: Do, wait: timedelta | None, told: bool
) -> None:
    """After the first try; only what surely did not arrive is tried again."""
    decision = decide(error, 1, NOW)
    assert (decision.do, decision.named_by_network) == (do, told)
    assert decision.at == (None if wait is None else NOW + wait)
    assert decision.reason == str(error)


def test_waits_grow_and_end_within_the_usual_grace() -> None:
    """Each try waits longer; after the last one it is given up with the number of tries."""
    ends = [decide(Unavailable("down"), tries, NOW).at for tries in range(1, len(WAITS) + 1)]
    assert ends == sorted(NOW + wait for wait in WAITS)
    assert sum(WAITS, timedelta(0)) < 6 * HOUR
    last = decide(Unavailable("down"), len(WAITS) + 1, NOW)
    assert (last.do, last.reason) == (Do.GIVE_UP, f"down (after {len(WAITS) + 1} tries)")


def test_a_network_that_names_the_instant_is_obeyed_however_often() -> None:
    """A rate limit is no failure of ours."""
    decision = decide(RateLimited("slow", until=NOW + HOUR), 50, NOW)
    assert (decision.do, decision.at) == (Do.RETRY, NOW + HOUR)


def test_a_dead_credential_pauses_its_channel_however_often_it_was_tried() -> None:
    """It is never given up: the post may go as soon as a person has mended it."""
    for tries in (1, len(WAITS) + 1, 50):
        assert decide(Unauthorized("401: revoked"), tries, NOW).do is Do.PAUSE


def test_what_is_proved_absent_is_tried_again_with_waits_and_not_for_ever() -> None:
    """A server that swallows posts must not be asked and sent to every half minute."""
    first = decide_absent("no record", 1, NOW)
    assert (first.do, first.at) == (Do.RETRY, NOW + MINUTE)
    assert first.reason == "it did not arrive: no record"
    assert decide_absent("no record", len(WAITS) + 1, NOW).do is Do.GIVE_UP
