"""Faults on request: what a network does on a bad day, by a chance that a seed repeats.

A fault is written `network:kind=chance`, such as `x:timeout-after-accept=0.1`, or, where it takes
time, `network:slow=seconds:chance`. `all` stands for every network. Which requests it may hit is
in `campaign.sandbox.creates`, and what it then does in `campaign.sandbox.disturbance`. How a
network shows a post otherwise than it was sent is in `campaign.sandbox.lies`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from threading import Lock

from campaign.sandbox.accounts import NETWORKS

EVERYWHERE = "all"
LONGEST = 600.0  # seconds a slow answer may take


class Kind(StrEnum):
    """What goes wrong, in the order in which it is looked for."""

    SLOW = "slow"
    RESET_BEFORE_ACCEPT = "reset-before-accept"
    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate-limited"
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - a kind of fault, not a token
    IMAGE_FETCH_FAILURE = "image-fetch-failure"
    TIMEOUT_AFTER_ACCEPT = "timeout-after-accept"
    ERROR_AFTER_ACCEPT = "error-after-accept"
    DROP_ALT = "drop-alt"
    CHANGE_LINK = "change-link"
    CUT_TEXT = "cut-text"
    LOSE_PICTURE = "lose-picture"
    OTHER_LANGUAGE = "other-language"


#: What a network shows otherwise than it was sent; these strike when a post is read.
LIES = (
    Kind.DROP_ALT,
    Kind.CHANGE_LINK,
    Kind.CUT_TEXT,
    Kind.LOSE_PICTURE,
    Kind.OTHER_LANGUAGE,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one network; `chance` is from 0 to 1, `seconds` for what is slow."""

    network: str
    kind: Kind
    chance: float
    seconds: float = 0.0

    def __str__(self) -> str:
        often = f"{self.chance:g}"
        what = f"{self.seconds:g}:{often}" if self.kind is Kind.SLOW else often
        return f"{self.network}:{self.kind}={what}"


def read_fault(text: str) -> Fault:
    """Read a fault as it is written. Raises ValueError that says what is wrong."""
    head, equals, often = text.strip().partition("=")
    network, colon, named = head.partition(":")
    if not equals or not colon:
        raise ValueError(f"{text!r} is no fault: write network:kind=chance")
    if network not in (*NETWORKS, EVERYWHERE):
        known = ", ".join((*NETWORKS, EVERYWHERE))
        raise ValueError(f"{text!r}: there is no network {network!r}; there are {known}")
    if named not in list(Kind):
        raise ValueError(f"{text!r}: there is no fault {named!r}; there are {', '.join(Kind)}")
    kind, seconds = Kind(named), 0.0
    if kind is Kind.SLOW:
        long, colon, often = often.partition(":")
        if not colon:
            raise ValueError(f"{text!r}: write {network}:slow=seconds:chance")
        seconds = _number(long, LONGEST, text)
    return Fault(network, kind, _number(often, 1.0, text), seconds)


def _number(written: str, most: float, text: str) -> float:
    try:
        value = float(written)
    except ValueError:
        raise ValueError(f"{text!r}: {written!r} is no number") from None
    if not 0 <= value <= most:
        raise ValueError(f"{text!r}: {written} is not between 0 and {most:g}")
    return value


class Faults:
    """The faults that are on, and which of them hits.

    The seed, the caller and the number of the caller's earlier calls decide what is drawn. So the
    same run meets the same faults, in whatever order its threads run.
    """

    def __init__(self, seed: int, faults: Iterable[Fault] = ()) -> None:
        self._seed = seed
        self._faults = tuple(faults)
        self._calls: Counter[tuple[str, str, str]] = Counter()
        self._hit: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    @property
    def set(self) -> tuple[Fault, ...]:
        """The faults that are on."""
        return self._faults

    def replace(self, faults: Iterable[Fault]) -> None:
        """Turn these on and all others off; calls go on being counted from where they are."""
        self._faults = tuple(faults)

    def hits(self, network: str, kind: Kind | str, who: str = "") -> bool:
        """Whether this fault strikes now; asking once counts as one call of `who`."""
        return self.struck(network, kind, who) is not None

    def struck(self, network: str, kind: Kind | str, who: str = "") -> Fault | None:
        """The fault that strikes now, or None; it tells how slow a slow answer is."""
        concerned = [
            fault
            for fault in self._faults
            if fault.network in (network, EVERYWHERE) and fault.kind == kind
        ]
        if not concerned:
            return None
        with self._lock:
            number = self._calls[network, str(kind), who]
            self._calls[network, str(kind), who] += 1
            drawn = self._draw(network, str(kind), who, number)
            found = next((fault for fault in concerned if drawn < fault.chance), None)
            if found is not None:
                self._hit[network, str(kind)] += 1
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        """How often which fault struck, by network and kind."""
        with self._lock:
            counted = sorted(self._hit.items())
        struck: dict[str, dict[str, int]] = {}
        for (network, kind), number in counted:
            struck.setdefault(network, {})[kind] = number
        return struck

    def _draw(self, *of: object) -> float:
        """A number from 0 up to 1, the same for the same seed and arguments."""
        digest = sha256(" ".join(map(str, (self._seed, *of))).encode()).digest()
        return int.from_bytes(digest[:8]) / 2.0**64
