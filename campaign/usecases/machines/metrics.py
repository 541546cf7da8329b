"""Figures about publishing in the text form of Prometheus, read from the database when asked.

A counter begins where the database begins, so that it is the same whichever process is asked. All
labels are states, networks and stable words: no post, no person, no address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from campaign import __version__
from campaign.errors import StorageError
from campaign.model import State
from campaign.storage.database import Database
from campaign.storage.desk.tables import deliveries
from campaign.storage.tables import publications
from campaign.usecases.machines.health import Health

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Counts:
    """Publications by state and network, and deliveries that wait or were given up."""

    publications: list[tuple[str, str, int]]
    waiting: int
    given_up: int


def metrics(database: Database, health: Health) -> bytes:
    """All figures; those of a database that cannot be read are left out. Raises nothing."""
    registry = CollectorRegistry()

    def gauge(name: str, words: str, value: float | None) -> None:
        if value is not None:
            Gauge(f"campaign_{name}", words, registry=registry).set(value)

    build = Gauge("campaign_build", "The version that answers.", ["version"], registry=registry)
    build.labels(__version__).set(1)
    gauge("up", "1 when publishing goes on.", float(health.ok))
    reasons = Gauge("campaign_trouble", "1 for what is wrong.", ["reason"], registry=registry)
    for trouble in ("unattended", "worker", "disk", "clock", "database"):
        reasons.labels(trouble).set(float(trouble in health.reasons))
    gauge(
        "oldest_due_seconds",
        "For how long the oldest publication has been due that is not out; 0 for none.",
        None if "database" in health.reasons else health.oldest_due or 0.0,
    )
    seen = health.worker_seen.timestamp() if health.worker_seen else None
    gauge("worker_seen_timestamp_seconds", "When a publisher last reported.", seen)
    gauge("disk_free_bytes", "What is free where the state lies.", health.free)
    gauge("clock_slow_by_seconds", "By how much a clock is slow, below 0 fast.", health.slow_by)
    try:
        counts = _read(database)
    except StorageError:
        return generate_latest(registry)
    by_state = Gauge(
        "campaign_publications",
        "Publications by state and network.",
        ["state", "platform"],
        registry=registry,
    )
    for platform in sorted({platform for platform, _, _ in counts.publications}):
        for state in State:
            by_state.labels(state.value, platform).set(0)
    for platform, state_name, count in counts.publications:
        by_state.labels(state_name, platform).set(count)
    gauge("webhook_deliveries_waiting", "Messages that are tried again.", counts.waiting)
    gauge("webhook_deliveries_given_up", "Messages that never arrived.", counts.given_up)
    return generate_latest(registry)


def _read(database: Database) -> _Counts:
    fields, of = publications.c, deliveries.c
    by_state = select(fields.platform, fields.state, func.count()).group_by(
        fields.platform, fields.state
    )
    with database.read() as connection:
        rows = [(row[0], row[1], row[2]) for row in connection.execute(by_state)]
        waiting = connection.scalar(select(func.count()).where(of.next_try.is_not(None))) or 0
        lost = select(func.count()).where(of.next_try.is_(None), of.done.is_(None))
        given_up = connection.scalar(lost) or 0
    return _Counts(rows, waiting, given_up)
