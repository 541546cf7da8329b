"""Every adapter against thousands of wrong answers: nothing but our own errors may come of one.

::

    python -m tests.bench.fuzz [--answers 20000] [--seed S] [--network NAME] [--first N]

Each answer is a good one, recorded at the sandbox, with something wrong with it; it is given to
every call that asks for such a thing. What has to hold, see `judge`. A failure tells its seed and
number: `--seed S --network NAME --first N --answers 1` plays that one again.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from campaign.platforms.http.wire import strays_within
from tests.bench.judge import judged
from tests.bench.mutate import Told, mutated
from tests.bench.recorded import NETWORKS, Recording, recorded
from tests.bench.replay import MOST_REQUESTS, Kind, Play, Replay
from tests.platforms.samples import Clock

MOST_CPU = 2.0  # seconds of this thread for one call; far more than any needs
MOST_WALL = 20.0  # seconds for one call, on a machine that others use as well
_SHOWN = 600  # characters of an answer that a failure shows


@dataclass(frozen=True, slots=True)
class Failure:
    """What was wrong with one call under one answer."""

    network: str
    seed: str
    number: int
    call: str
    kind: str
    what: str
    answer: str


@dataclass
class Summary:
    """What came of one network's run."""

    network: str
    answers: int = 0
    calls: int = 0
    slowest: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


@dataclass
class Fuzz:
    """One network's recording, and the server that plays it back wrongly."""

    recording: Recording
    replay: Replay
    seed: str
    kinds: list[tuple[Kind, list[Told]]]

    @classmethod
    def of(cls, recording: Recording, replay: Replay, seed: str) -> Fuzz:
        """With every kind of request that was recorded, and its different answers."""
        found: dict[Kind, list[Told]] = {}
        for asked in recording.asked.values():
            for kind, told in asked:
                if told not in found.setdefault(kind, []):
                    found[kind].append(told)
        return cls(recording, replay, seed, sorted(found.items(), key=lambda each: each[0]))

    def play(self, number: int, summary: Summary) -> None:
        """Give the answer of that number to every call that asks for it."""
        name = f"{self.seed}/{self.recording.network}/{number}"
        hand = Random(name)  # a repeatable choice, and no secret
        kind, answers = hand.choice(self.kinds)
        answer = mutated(hand.choice(answers), name)
        summary.answers += 1
        for call, asked in self.recording.asked.items():
            if not any(kind == each for each, _ in asked):
                continue
            play = Play(call, kind, answer)
            what, spent = self._called(play)
            summary.calls += 1
            summary.slowest = max(summary.slowest, spent)
            outcome, faults = what
            summary.outcomes[outcome] = summary.outcomes.get(outcome, 0) + 1
            for fault in faults:
                shown = answer(0)
                told = f"{shown.status} {dict(shown.headers)} {shown.body[:_SHOWN]!r}"
                summary.failures.append(
                    Failure(self.recording.network, self.seed, number, call, str(kind), fault, told)
                )

    def _called(self, play: Play) -> tuple[tuple[str, list[str]], float]:
        call = self.recording.calls[play.call]
        adapter = self.recording.connect(self.replay.url, Clock(call.at), ended=call.ended)
        self.replay.play = play
        result: object = None
        error: BaseException | None = None
        wall, cpu = time.monotonic(), time.thread_time()
        try:
            result = call.make(adapter)
        except Exception as caught:  # the point of it all
            error = caught
        wall, cpu = time.monotonic() - wall, time.thread_time() - cpu
        faults = judged(self.recording.network, play, result, error)
        if cpu > MOST_CPU or wall > MOST_WALL:
            faults.append(f"slow: {cpu:.1f} s of CPU, {wall:.1f} s")
        if play.requests >= MOST_REQUESTS:
            faults.append(f"it asks without end: {play.requests} requests")
        return (type(result if error is None else error).__name__, faults), cpu


def run(
    network: str,
    answers: int,
    seed: str,
    first: int = 0,
    tell: Callable[[Failure], object] = lambda failure: None,
) -> Summary:
    """Play so many wrong answers to one network's adapter; `tell` is told of failures at once."""
    recording, summary = recorded(network), Summary(network)
    with Replay(recording.asked) as replay, strays_within(0.02):
        fuzz = Fuzz.of(recording, replay, seed)
        for number in range(first, first + answers):
            known = len(summary.failures)
            fuzz.play(number, summary)
            for failure in summary.failures[known:]:
                tell(failure)
    return summary


def told(summary: Summary) -> dict[str, Any]:
    """The summary as it is printed: failures of one kind once, with how many there are."""
    kinds: dict[str, int] = {}
    for each in summary.failures:
        name = f"{each.call}: {each.what.splitlines()[-1][:160]}"
        kinds[name] = kinds.get(name, 0) + 1
    return {
        "answers": summary.answers,
        "calls": summary.calls,
        "slowest_cpu_s": round(summary.slowest, 3),
        "outcomes": dict(sorted(summary.outcomes.items())),
        "failures": len(summary.failures),
        "kinds": dict(sorted(kinds.items(), key=lambda each: -each[1])),
    }


def main(words: list[str] | None = None) -> int:
    """Play the answers, print each new kind of failure, and the summary as JSON last."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz")
    parser.add_argument("--answers", type=int, default=20_000, help="for each network")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--network", choices=NETWORKS, action="append")
    parser.add_argument("--first", type=int, default=0, help="the number of the first answer")
    asked = parser.parse_args(words)
    logging.disable(logging.CRITICAL)
    seen: set[tuple[str, str, str]] = set()

    def tell(failure: Failure) -> None:
        name = (failure.network, failure.call, failure.what.splitlines()[-1])
        if name not in seen:
            seen.add(name)
            sys.stderr.write(json.dumps(asdict(failure), indent=1) + "\n")

    found: dict[str, Any] = {}
    for network in asked.network or NETWORKS:
        begun = time.monotonic()
        try:
            summary = run(network, asked.answers, asked.seed, asked.first, tell)
        except Exception:
            traceback.print_exc()
            found[network] = {"failures": 1, "kinds": {"the harness itself failed": 1}}
            continue
        found[network] = {**told(summary), "seconds": round(time.monotonic() - begun, 1)}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 1 if any(each["failures"] for each in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
