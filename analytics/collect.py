"""Ask the networks for what is due and write it down: one channel at a time.

    subjects ─due→ by channel ─one question a channel→ counts ─one transaction→ snapshots
                            └─once a day→ followers ─→ audience

A channel that cannot be asked is a failure in the result; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from analytics import store
from analytics.cadence import AGES, all_due
from analytics.metrics import AudienceSource, CountsSource, Subject, utc


@dataclass(frozen=True, slots=True)
class Failure:
    """A channel that could not be asked, and its error."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class CollectResult:
    """What one round wrote: new snapshots, new follower counts, and the channels that failed.

    `missing` counts posts that were due and for which the network gave no counts.
    """

    snapshots: int
    audiences: int
    failures: tuple[Failure, ...]
    missing: int = 0


Due = Sequence[tuple[Subject, timedelta]]
Progress = Callable[[str, int, int], None]
"""Called after each channel with its name, how many are done, and how many there are."""


def collect(
    engine: Engine,
    subjects: Iterable[Subject],
    source: CountsSource,
    now: datetime,
    *,
    followers: AudienceSource | None = None,
    channels: Iterable[str] = (),
    ages: Sequence[timedelta] = AGES,
    report: Progress | None = None,
) -> CollectResult:
    """Write a snapshot for every post that is due and, once a UTC day, each channel's followers.

    `now` is aware. Followers are asked for on the channels of the subjects and on `channels`
    (those that have published nothing yet). `ages` are how old a post is each time it is counted.
    What stands is never asked for again, so calling
    twice writes nothing new.
    """
    now = utc(now, "now")
    everything = list(subjects)
    with engine.connect() as connection:
        taken = store.taken(connection, [each.publication_id for each in everything])
        asked_today = store.audience_taken(connection, now.date())

    waiting: dict[str, list[tuple[Subject, timedelta]]] = {}
    for subject, age in all_due(everything, taken, now, ages):
        waiting.setdefault(subject.channel, []).append((subject, age))
    known = {each.channel for each in everything} | set(channels)
    to_follow = known - asked_today if followers is not None else set()

    written = audiences = missing = 0
    failures: list[Failure] = []
    order = sorted(waiting.keys() | to_follow)
    for done, channel in enumerate(order, start=1):
        if channel in waiting:
            try:
                new = _count(waiting[channel], channel, source, now)
            except Exception as error:  # whatever one network does, the others are still asked
                failures.append(Failure(channel, _message(error)))
            else:
                told = {each.publication_id for each in new}
                silent = [(s.publication_id, age) for s, age in waiting[channel]]
                silent = [each for each in silent if each[0] not in told]
                missing += len(silent)
                with engine.begin() as connection:
                    written += store.add_snapshots(connection, new)
                    store.add_unanswered(connection, silent, now)
        if channel in to_follow and followers is not None:
            try:
                found = followers.audience(channel)
            except Exception as error:  # as above
                failures.append(Failure(channel, _message(error)))
            else:
                if found is not None:
                    with engine.begin() as connection:
                        audiences += store.add_audience(connection, channel, found, now)
        if report is not None:
            report(channel, done, len(order))
    return CollectResult(written, audiences, tuple(dict.fromkeys(failures)), missing)


def _count(waiting: Due, channel: str, source: CountsSource, now: datetime) -> list[store.Snapshot]:
    """One question to one channel; a post its answer does not name gets no snapshot."""
    remote_ids = list(dict.fromkeys(subject.remote_id for subject, _ in waiting))
    answer = source.counts(channel, remote_ids)
    return [
        store.Snapshot(subject.publication_id, age, now, answer[subject.remote_id])
        for subject, age in waiting
        if subject.remote_id in answer
    ]


def _message(error: Exception) -> str:
    """The error's own words, or its kind when it has none."""
    return str(error).strip() or type(error).__name__
