"""How a faulty proxy is told what to do, wherever it runs.

::

    control = Control("http://127.0.0.1:40001")
    control.order(Order(Fault.SWALLOW, "x", Kind.CREATE, chance=0.1))
    held = control.hold(At.BEFORE, "threads")      # its next create, before the network has it
    held.wait()                                    # it has come
    held.drop()                                    # and never arrives
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.bench.orders import At, Order, Then
from tests.bench.traffic import ANY, Kind

#: Where the proxy answers itself.
OWN = "/_proxy/"


@dataclass(frozen=True, slots=True)
class Held:
    """One request that is, or will be, held by a proxy."""

    control: Control
    number: int

    def wait(self, seconds: float = 30) -> bool:
        """True as soon as it is there; False when it is not within so many seconds."""
        told: bool = self.control.ask("GET", f"holds/{self.number}?seconds={seconds}")["there"]
        return told

    @property
    def status(self) -> int:
        """What the network answered; 0 while it has not."""
        told: int = self.control.ask("GET", f"holds/{self.number}")["status"]
        return told

    def go(self) -> None:
        """Let it, or its answer, go on its way."""
        self.control.ask("PUT", f"holds/{self.number}", {"then": Then.GO})

    def drop(self) -> None:
        """Close its connection: before the network has it, or after, without the answer."""
        self.control.ask("PUT", f"holds/{self.number}", {"then": Then.DROP})


@dataclass(frozen=True, slots=True)
class Control:
    """Tells a proxy, wherever it runs, what to do; `url` is the proxy's address."""

    url: str

    def order(self, *orders: Order) -> None:
        """Let these orders stand and no others."""
        self.ask("PUT", "orders", {"orders": [each.as_json() for each in orders]})

    def struck(self) -> dict[str, int]:
        """How often which fault has struck, by `network:kind:fault`."""
        told: dict[str, int] = self.ask("GET", "orders")["struck"]
        return told

    def hold(self, at: At, network: str = ANY, kind: str = Kind.CREATE, about: str = "") -> Held:
        """Hold the next such request, before the network has it or after it has answered."""
        said = {"at": at, "network": network, "kind": kind, "about": about}
        return Held(self, self.ask("POST", "holds", said)["hold"])

    def ask(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Any:
        """One question; raises requests.RequestException."""
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, f"{self.url}{OWN}{path}", json=said, timeout=120)
            answer.raise_for_status()
            return answer.json()
