"""Sandbox time is real until it is set, and goes back only when asked twice."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.clock import SandboxClock
from tests.sandbox.visitors import move_clock, read


def test_the_clock_runs_until_it_is_set() -> None:
    """Without a hand on it the clock is the machine's."""
    with SandboxServer() as box:
        told = read(requests.get(f"{box.url}/_sandbox/clock", timeout=10))
    assert not told["stopped"]
    apart = datetime.fromisoformat(told["now"]) - datetime.now(UTC)
    assert abs(apart) < timedelta(seconds=30)


def test_the_clock_goes_back_only_when_forced(box: SandboxServer) -> None:
    """Forward is free, backward is 409 unless `force` is sent, and a zone is a must."""
    moved = read(move_clock(box.url, "2026-12-02T09:00:00+01:00"))
    assert moved == {"now": "2026-12-02T08:00:00.000Z", "stopped": True}
    read(move_clock(box.url, "2026-12-01T09:00:00Z"), 409)
    assert read(move_clock(box.url, "2026-12-01T09:00:00Z", force=True))["stopped"]
    read(move_clock(box.url, "2026-12-03T09:00:00"), 400)
    read(move_clock(box.url, "soon"), 400)


def test_every_answer_bears_the_sandbox_s_time(box: SandboxServer) -> None:
    """As its `Date`, by which clients tell how far two clocks are apart; once, on refusals too."""
    move_clock(box.url, "2026-12-02T08:00:00Z")
    for path in ("/", "/api/v1/instance", "/2/users/me", "/nothing"):
        answer = requests.get(box.url + path, timeout=10)
        assert answer.headers["Date"] == "Wed, 02 Dec 2026 08:00:00 GMT"
    order = {"faults": ["x:unavailable=1"]}
    requests.put(f"{box.url}/_sandbox/faults", json=order, timeout=10)
    broken = requests.post(f"{box.url}/2/tweets", json={}, timeout=10)
    assert broken.status_code == 503
    assert broken.headers["Date"] == "Wed, 02 Dec 2026 08:00:00 GMT"


def test_a_clock_without_a_zone_is_refused() -> None:
    """A naive time would be an hour off somewhere."""
    naive = SandboxClock(lambda: datetime(2026, 12, 1, 9))
    with pytest.raises(ValueError, match="zone"):
        naive.now()
