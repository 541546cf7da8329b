"""A request counts as gone before its first byte is handed over, not after."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import Withheld
from campaign.platforms.http import fence, sent_tracking
from campaign.platforms.http.response_limits import Bound
from campaign.platforms.http.sent_tracking import DepartureAdapter


class Torn:
    """A socket that takes what it is given, and breaks before it says so."""

    def __init__(self) -> None:
        self.taken = b""

    def sendall(self, data: bytes) -> None:
        """Hand it to the network, and fail."""
        self.taken += bytes(data)
        raise ConnectionResetError("reset by peer")

    def settimeout(self, seconds: object) -> None:
        """It never waits."""

    def close(self) -> None:
        """Nothing is held."""


def refuse() -> None:
    """Nothing may leave."""
    raise Withheld("not sent: it was stopped")


@pytest.mark.parametrize("size", [10, 100_000], ids=["in one piece", "behind its head"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_breaks_while_it_sends_may_have_sent_it(scheme: str, size: int) -> None:
    """The bytes may be there all the same: nobody may call them unsent."""
    connection: Any = DepartureAdapter.pools[scheme].ConnectionCls("127.0.0.1")
    connection.sock = torn = Torn()
    sent_tracking.begin(fenced=True, bound=Bound())
    with pytest.raises(ConnectionResetError):
        connection.request("POST", "/statuses", body=b"x" * size)
    assert torn.taken.startswith(b"POST /statuses")
    assert sent_tracking.has_left()


@pytest.mark.parametrize("size", [10, 100_000], ids=["in one piece", "behind its head"])
def test_what_the_fence_refuses_has_not_left(size: int) -> None:
    """Not its head either."""
    connection: Any = DepartureAdapter.pools["http"].ConnectionCls("127.0.0.1")
    connection.sock = torn = Torn()
    sent_tracking.begin(fenced=True, bound=Bound())
    with pytest.raises(Withheld), fence.asked(refuse):
        connection.request("POST", "/statuses", body=b"x" * size)
    assert torn.taken == b""
    assert not sent_tracking.has_left()
