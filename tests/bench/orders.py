"""What a faulty proxy is told to do, and to which requests.

An `Order` goes by network and kind of request, by a chance that a seed repeats, for the next few
requests or until it is taken back. A `Hold` stops one request before or after the network has it,
tells that it is there, and waits for the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import count
from threading import Event, Lock
from typing import Any

from campaign.sandbox.disturbance import caller
from tests.bench.traffic import ANY, Kind, Request


class Fault(StrEnum):
    """What goes wrong."""

    DROP = "drop"
    """The connection is closed; the network never has the request."""
    RESET = "reset"
    """The same, with a reset."""
    SWALLOW = "swallow"
    """The network has it, and its answer is thrown away."""
    TRUNCATE = "truncate"
    """The network has it, and its answer is cut off in the middle."""
    LATE = "late"
    """The network gets it `seconds` later, when nobody waits for an answer any more."""
    SLOW = "slow"
    """The network has it at once, and its answer comes `seconds` later."""
    TWICE = "twice"
    """The answer comes once more, when the next request on the connection has been sent."""
    LAG = "lag"
    """A listing shows nothing that is younger than `seconds`."""
    DATE = "date"
    """The answer's `Date` is `seconds` ahead, or behind when they are negative."""


#: These change an answer on its way; of the others one request meets one at most.
COLOURS = frozenset({Fault.LAG, Fault.DATE})


@dataclass(frozen=True, slots=True)
class Order:
    """One fault: how often, how long, and for which requests.

    `chance` is from 0 to 1; with `times` it is taken back after so many hits; `about` must stand
    in the path or the body of the request.
    """

    fault: Fault
    network: str = ANY
    kind: str = ANY
    chance: float = 1.0
    times: int | None = None
    seconds: float = 0.0
    about: str = ""

    def concerns(self, network: str, kind: Kind, request: Request) -> bool:
        """True when such a request may meet it."""
        return _concerns(self.network, self.kind, self.about, network, kind, request)

    def as_json(self) -> dict[str, Any]:
        """Plain values, from which `Order(**values)` is made again."""
        return asdict(self) | {"fault": str(self.fault)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Order:
        """Read what `as_json` wrote; raises ValueError and TypeError for anything else."""
        return cls(**{**said, "fault": Fault(said["fault"])})


class At(StrEnum):
    """Where a request is held."""

    BEFORE = "before"
    """Read in full; the network has nothing of it."""
    AFTER = "after"
    """The network has answered; nobody was told."""


class Then(StrEnum):
    """What becomes of what was held."""

    GO = "go"
    """On its way, as if nothing had been."""
    DROP = "drop"
    """The connection is closed, and whatever was held is lost."""


@dataclass(slots=True)
class Hold:
    """The next request of a kind, to be held; `status` is what the network answered, if it did."""

    number: int
    at: At
    network: str = ANY
    kind: str = ANY
    about: str = ""
    there: Event = field(default_factory=Event)
    word: Event = field(default_factory=Event)
    then: Then = Then.GO
    status: int = 0
    taken: bool = False

    def concerns(self, network: str, kind: Kind, request: Request) -> bool:
        """True for the request that it waits for."""
        return _concerns(self.network, self.kind, self.about, network, kind, request)

    def release(self, then: Then) -> None:
        """Say what is to become of it, also before it has come."""
        self.then = then
        self.word.set()


def _concerns(
    wanted: str, sort: str, about: str, network: str, kind: Kind, request: Request
) -> bool:
    if wanted not in (ANY, network) or sort not in (ANY, kind):
        return False
    return not about or about in request.target or about.encode() in request.body


@dataclass(frozen=True, slots=True)
class Fate:
    """What one request meets: at most one fault, and what its answer is coloured with."""

    fault: Order | None = None
    colours: tuple[Order, ...] = ()


class Orders:
    """All that was ordered; safe to be asked from many threads."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._lock = Lock()
        self._orders: list[Order] = []
        self._left: list[int | None] = []
        self._asked: Counter[tuple[str, str, str, str]] = Counter()
        self._struck: Counter[str] = Counter()
        self._holds: dict[int, Hold] = {}
        self._numbers = count(1)

    def replace(self, orders: Sequence[Order]) -> None:
        """Let these stand and no others; what has been drawn goes on being counted."""
        with self._lock:
            self._orders = list(orders)
            self._left = [each.times for each in orders]

    def told(self) -> dict[str, Any]:
        """What stands, and how often which fault has struck, by `network:kind:fault`."""
        with self._lock:
            standing = [each.as_json() for each in self._orders]
            return {"orders": standing, "struck": dict(sorted(self._struck.items()))}

    def hold(self, at: At, network: str, kind: str, about: str = "") -> Hold:
        """Hold the next such request."""
        with self._lock:
            made = Hold(next(self._numbers), at, network, kind, about)
            self._holds[made.number] = made
            return made

    def held(self, number: int) -> Hold:
        """The hold with this number; raises KeyError."""
        return self._holds[number]

    def holding(self, network: str, kind: Kind, request: Request) -> Hold | None:
        """The hold that this request meets, which then holds no other."""
        with self._lock:
            for hold in self._holds.values():
                if not hold.taken and hold.concerns(network, kind, request):
                    hold.taken = True
                    return hold
        return None

    def release_all(self) -> None:
        """Drop whatever is held, or would be."""
        for hold in list(self._holds.values()):
            hold.taken = True
            hold.release(Then.DROP)

    def fate(self, network: str, kind: Kind, request: Request) -> Fate:
        """What a request meets; asking once counts as one request."""
        with self._lock:
            fault: Order | None = None
            colours: list[Order] = []
            for at, order in enumerate(self._orders):
                colour = order.fault in COLOURS
                if self._left[at] == 0 or not order.concerns(network, kind, request):
                    continue
                if (fault is not None and not colour) or not self._strikes(
                    order, network, kind, request
                ):
                    continue
                left = self._left[at]
                self._left[at] = None if left is None else left - 1
                self._struck[f"{network}:{kind}:{order.fault}"] += 1
                if colour:
                    colours.append(order)
                else:
                    fault = order
            return Fate(fault, tuple(colours))

    def _strikes(self, order: Order, network: str, kind: Kind, request: Request) -> bool:
        """Drawn from who calls and how often, so that the turns of threads change little."""
        if order.chance >= 1:
            return True
        who = caller(
            {
                "headers": [
                    (name.encode("latin-1"), value.encode("latin-1"))
                    for name, value in request.headers.items()
                ],
                "query_string": request.query.encode("latin-1"),
                "path": request.path,
            }
        )
        mark = (network, str(kind), str(order.fault), who)
        self._asked[mark] += 1
        digest = sha256(f"{self._seed} {mark} {self._asked[mark]}".encode()).digest()
        return int.from_bytes(digest[:8]) / 2.0**64 < order.chance
