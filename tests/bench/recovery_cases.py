"""What `recovery` measures and what it tells: cases, outcomes, medians and ratios. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.orders import At
from tests.bench.traffic import Kind

#: By how the engine makes sure of a post: by a key, in two steps, by the account's own listing.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "key": ("mastodon", "bluesky"),
    "two-phase": ("facebook", "instagram", "threads"),
    "listing": ("x", "linkedin", "pixelfed"),
}
NETWORKS = tuple(network for some in CLASSES.values() for network in some)


@dataclass(frozen=True, slots=True)
class Case:
    """One network, one request and one moment; `request` is a create or a first step."""

    network: str
    request: Kind
    moment: At

    @property
    def delivery(self) -> str:
        """The class of its network."""
        return next(name for name, some in CLASSES.items() if self.network in some)

    @property
    def line(self) -> str:
        """The class as the medians name it: a first step is another question."""
        return f"{self.delivery}, first step" if self.request is Kind.PREPARE else self.delivery

    @property
    def name(self) -> str:
        """One word for it, which is the account's name too."""
        return f"{self.network}-{self.request}-{self.moment}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: seconds from the kill, None where it did not come to that.

    `booked`: the row says published; `out`: the ledger holds the post, 0 when it did before the
    kill. `posts` is how many it held in the end, `state` and `reason` how the row stood then.
    """

    tree: str
    case: Case
    booked: float | None
    out: float | None
    posts: int
    state: str
    reason: str

    @property
    def seconds(self) -> float | None:
        """Until the post was out and booked."""
        if self.booked is None or self.out is None:
            return None
        return max(self.booked, self.out)

    @property
    def duplicates(self) -> int:
        """How many posts there are too many."""
        return max(self.posts - 1, 0)

    def told(self) -> dict[str, Any]:
        """One line of figures."""
        case = self.case
        return {
            "tree": self.tree,
            "class": case.delivery,
            "network": case.network,
            "request": str(case.request),
            "moment": str(case.moment),
            "seconds": _rounded(self.seconds),
            "booked": _rounded(self.booked),
            "out": _rounded(self.out),
            "posts": self.posts,
            "duplicates": self.duplicates,
            "state": self.state,
            "reason": self.reason,
        }


def cases(networks: Sequence[str], *, lag: bool = False) -> list[Case]:
    """Every request and moment of these networks; with `lag`, of those that read a listing."""
    found = []
    for moment in At:
        for network in networks:
            create = Case(network, Kind.CREATE, moment)
            if lag and create.delivery == "key":
                continue
            found.append(create)
            if create.delivery == "two-phase":
                found.append(Case(network, Kind.PREPARE, moment))
    return found


def figures(outcomes: Sequence[Outcome], wanted: int, limit: float) -> dict[str, Any]:
    """Medians and worst by class and moment, of as many cases as were `wanted`.

    What was not settled within the `limit`, in seconds, counts that much.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for each in outcomes:
        seconds = limit if each.seconds is None else each.seconds
        moments = found.setdefault(each.case.line, {})
        moments.setdefault(str(each.case.moment), []).append(seconds)
    return {
        "median": _each(found, median),
        "worst": _each(found, max),
        "duplicates": sum(each.duplicates for each in outcomes),
        "unsettled": sum(each.seconds is None for each in outcomes),
        "not_measured": wanted - len(outcomes),
    }


def ratios(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """How many times as long the medians were before, where there are both."""
    return {
        line: {
            moment: round(before["median"][line][moment] / seconds, 2)
            for moment, seconds in moments.items()
            if moment in before["median"].get(line, ()) and seconds
        }
        for line, moments in now["median"].items()
    }


def _each(
    found: Mapping[str, Mapping[str, Sequence[float]]], over: Callable[[Sequence[float]], float]
) -> dict[str, dict[str, float]]:
    return {
        line: {moment: round(over(some), 1) for moment, some in moments.items()}
        for line, moments in found.items()
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
