"""How a post's counts and an account's followers grow: plausible, and the same from the same seed.

Pure functions of (seed, subject, age). The numbers are no forecast. They give reports something to
show that behaves like a network: most posts find few readers and some find many. Half of a post's
reactions come within about eighteen hours, and replies are far rarer than likes.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from math import exp, floor, log
from statistics import NormalDist

_HALF_LIFE_HOURS = (12.0, 24.0)
_REACTION_RATE = 0.0165
_SPREAD = 0.75
_LUCKY = 0.07
_LUCK = (3.0, 9.0)
_PER_REACTION = {
    "reposts": (0.14, 0.36),
    "replies": (0.02, 0.07),
    "quotes": (0.01, 0.04),
    "bookmarks": (0.01, 0.05),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides the numbers: one text of one account on one network."""

    network: str
    account: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The public counts of one post at one age."""

    reactions: int
    reposts: int
    replies: int
    quotes: int
    bookmarks: int


def _chance(seed: int, subject: Subject, question: str) -> float:
    """A number strictly between 0 and 1 that only the arguments decide."""
    drawn_from = "\x1f".join((str(seed), subject.network, subject.account, subject.text, question))
    return (int.from_bytes(sha256(drawn_from.encode()).digest()[:6]) + 0.5) / 2**48


def _between(span: tuple[float, float], chance: float) -> float:
    return span[0] + (span[1] - span[0]) * chance


def _days(age: timedelta) -> float:
    return max(age, timedelta(0)) / timedelta(days=1)


def followers(seed: int, network: str, account: str, age: timedelta) -> int:
    """Followers of an account `age` after its first use: some hundreds to some thousands, growing
    by a few per cent a month."""
    subject = Subject(network, account)
    start = 10 ** _between((2.5, 3.8), _chance(seed, subject, "followers"))
    daily = _between((0.0006, 0.0022), _chance(seed, subject, "growth"))
    return floor(start * (1 + daily * _days(age)))


def tally(seed: int, subject: Subject, age: timedelta) -> Tally:
    """The counts of a post `age` after it went out; they never fall as age grows."""
    audience = followers(seed, subject.network, subject.account, timedelta(0))
    taste = NormalDist().inv_cdf(_chance(seed, subject, "taste"))
    final = audience**0.94 * _REACTION_RATE * exp(_SPREAD * taste)
    if _chance(seed, subject, "lucky") < _LUCKY:
        final *= _between(_LUCK, _chance(seed, subject, "luck"))
    half_life = _between(_HALF_LIFE_HOURS, _chance(seed, subject, "pace"))
    reached = 1 - exp(-log(2) * _days(age) * 24 / half_life)
    shares = {
        name: floor(final * reached * _between(span, _chance(seed, subject, name)))
        for name, span in _PER_REACTION.items()
    }
    return Tally(reactions=floor(final * reached), **shares)
