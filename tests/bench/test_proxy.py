"""The faulty proxy does to requests and answers what it was ordered to, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any

import pytest
import requests

from campaign.platforms.protocols import Lists
from campaign.sandbox import SandboxServer
from tests.bench.orders import At, Fault, Order
from tests.bench.proxy import Proxy, real_time
from tests.bench.proxy_control import Control
from tests.bench.traffic import Kind
from tests.platforms.conftest import box, clock, shelf
from tests.platforms.contracts import CONTRACTS
from tests.platforms.places import IDENTITY, Place, place
from tests.platforms.samples import START, key_for, standing

__all__ = ["box", "clock", "place", "shelf"]


@dataclass
class Visitor:
    """Somebody with a Mastodon account, by way of the proxy, on one connection kept alive."""

    url: str
    there: str
    control: Control
    session: requests.Session
    answered: bool = False

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request; raises requests.RequestException."""
        headers = {"Authorization": "Bearer sandbox-catalonia"}
        return self.session.request(method, self.url + path, headers=headers, timeout=5, **more)

    def post(self, text: str) -> requests.Response:
        """Publish something."""
        return self.call("POST", "/api/v1/statuses", json={"status": text})

    def account(self) -> str:
        """The account's number."""
        return str(self.call("GET", "/api/v1/accounts/verify_credentials").json()["id"])

    def in_vain(self, text: str) -> Thread:
        """The same beside the caller, without an answer."""

        def post() -> None:
            with suppress(requests.RequestException):
                self.post(text)
                self.answered = True

        thread = Thread(target=post)
        thread.start()
        return thread

    def texts(self) -> list[str]:
        """What the network has, oldest first."""
        return [each["text"] for each in standing(self.there, "mastodon")]


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """A sandbox by the real time, the proxy before it, and a visitor."""
    with SandboxServer() as box, Proxy(box.url) as proxy, requests.Session() as session:
        session.trust_env = False
        yield Visitor(proxy.url, box.url, proxy.control, session)


@contextmanager
def patient(true: Callable[[], object]) -> Iterator[None]:
    """What comes true soon after the block."""
    yield
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_every_network_publishes_through_it_and_its_one_create_is_known(place: Place) -> None:
    """By its real adapter: first step, second step and pictures are told apart from the create."""
    known = CONTRACTS[place.platform]
    if known.opens is not None:
        return  # it is not published to the sandbox, whose networks the proxy knows
    with Proxy(place.server, clock=place.clock) as proxy:
        proxy.control.order(Order(Fault.DATE))
        adapter = place.connect(proxy.url)
        (payload,) = adapter.payloads(place.variant(), START)
        answer = adapter.publish(payload, key_for(place.platform, IDENTITY, START))
        receipt = place.arrived(answer, by=adapter)
        network = known.sandbox or place.platform
        assert proxy.control.struck()[f"{network}:create:date"] == 1
        assert place.count() == 1
        if not isinstance(adapter, Lists):
            return
        assert shown(adapter) == [receipt.remote_id]
        proxy.control.order(Order(Fault.LAG, seconds=3600))
        assert shown(adapter) == []
        place.clock.pass_by(3700)
        assert shown(adapter) == [receipt.remote_id]


def shown(adapter: Lists) -> list[str]:
    """What an account's own listing shows."""
    return [each.remote_id for each in adapter.recent(START - timedelta(hours=1))]


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (Fault.DROP, False),
        (Fault.RESET, False),
        (Fault.SWALLOW, True),
        (Fault.TRUNCATE, True),
    ],
)
def test_an_answer_is_lost_with_or_without_its_request(
    visitor: Visitor, fault: Fault, arrives: bool
) -> None:
    """The next two creates; the one after them is well."""
    visitor.control.order(Order(fault, "mastodon", Kind.CREATE, times=2))
    for number in range(2):
        with pytest.raises(requests.RequestException):
            visitor.post(f"lost {number}")
    assert visitor.post("well").ok
    lost = ["lost 0", "lost 1"] if arrives else []
    assert visitor.texts() == [*lost, "well"]
    assert visitor.control.struck() == {f"mastodon:create:{fault}": 2}


@pytest.mark.parametrize("fault", [Fault.LATE, Fault.SLOW])
def test_a_network_may_be_slower_than_anybody_waits(visitor: Visitor, fault: Fault) -> None:
    """It takes the request late, or at once and answers late; in the end it is there."""
    visitor.control.order(Order(fault, kind=Kind.CREATE, seconds=1))
    with pytest.raises(requests.ReadTimeout), patient(lambda: visitor.texts() == ["late"]):
        requests.post(
            f"{visitor.url}/api/v1/statuses",
            json={"status": "late"},
            headers={"Authorization": "Bearer sandbox-catalonia"},
            timeout=0.5,
        )


def test_what_is_late_is_not_there_before(visitor: Visitor) -> None:
    """So that whoever looks at once finds nothing."""
    visitor.control.order(Order(Fault.LATE, kind=Kind.CREATE, seconds=1))
    asking = visitor.in_vain("late")
    time.sleep(0.3)
    assert visitor.texts() == []
    asking.join()
    assert not visitor.answered
    assert visitor.texts() == ["late"]


def test_one_answer_may_come_twice(visitor: Visitor) -> None:
    """The second copy stands where the answer to the next request should."""
    visitor.control.order(Order(Fault.TWICE, kind=Kind.CREATE, times=1))
    first = visitor.post("one").json()
    with patient(lambda: visitor.texts() == ["one", "two"]):
        assert visitor.post("two").json() == first


def test_a_listing_may_lag_and_a_date_may_lie(visitor: Visitor) -> None:
    """Only listings, only by so much."""
    visitor.post("one")
    where = f"/api/v1/accounts/{visitor.account()}/statuses"
    visitor.control.order(Order(Fault.LAG, seconds=60), Order(Fault.DATE, seconds=-3600))
    answer = visitor.call("GET", where)
    assert answer.json() == []
    apart = real_time() - parsedate_to_datetime(answer.headers["Date"])
    assert timedelta(minutes=59) < apart < timedelta(minutes=61)
    visitor.control.order(Order(Fault.LAG, seconds=-60))
    assert len(visitor.call("GET", where).json()) == 1


@pytest.mark.parametrize(("at", "arrives"), [(At.BEFORE, False), (At.AFTER, True)])
def test_one_request_is_held_until_the_word(visitor: Visitor, at: At, arrives: bool) -> None:
    """Before the network has it or when it has answered; then its connection ends."""
    held = visitor.control.hold(at, "mastodon", about="held")
    assert not held.wait(0)
    visitor.post("another")
    asking = visitor.in_vain("held")
    assert held.wait()
    assert held.status == (200 if arrives else 0)
    there = ["another", "held"] if arrives else ["another"]
    assert visitor.texts() == there
    held.drop()
    asking.join()
    assert not visitor.answered
    assert visitor.texts() == there


def test_what_was_held_may_go_on(visitor: Visitor) -> None:
    """As if nothing had been."""
    held = visitor.control.hold(At.BEFORE)
    asking = visitor.in_vain("held")
    assert held.wait()
    held.go()
    asking.join()
    assert visitor.answered
    assert visitor.texts() == ["held"]


def test_chance_is_drawn_from_the_seed() -> None:
    """The same seed gives the same faults, another one others."""

    def struck(seed: int) -> list[bool]:
        with SandboxServer() as box, Proxy(box.url, seed=seed) as proxy:
            proxy.control.order(Order(Fault.DATE, chance=0.5, seconds=3600))
            dates = [
                requests.get(f"{proxy.url}/api/v2/instance", timeout=5).headers["Date"]
                for _ in range(24)
            ]
            return [parsedate_to_datetime(each) > real_time() for each in dates]

    first, again, other = struck(1), struck(1), struck(2)
    assert first == again != other
    assert 4 < sum(first) < 20


def test_what_it_cannot_read_it_refuses(visitor: Visitor) -> None:
    """A fault nobody knows, a hold that was never ordered."""
    for method, path, said in (
        ("PUT", "orders", {"orders": [{"fault": "thunder"}]}),
        ("GET", "holds/9", None),
        ("GET", "weather", None),
    ):
        with pytest.raises(requests.HTTPError):
            visitor.control.ask(method, path, said)
