"""One look at everything: what was left open is settled first, then what is due goes out."""

from __future__ import annotations

from campaign.engine.context import Desk, Tick
from campaign.engine.publisher import publish_due, recover
from campaign.engine.reconcile import reconcile
from campaign.engine.restore_watch import noticed
from campaign.engine.second_step import finish
from campaign.engine.sweep import sweep


def tick(desk: Desk) -> Tick:
    """Settle, then publish; raises StorageError, never PlatformError."""
    report = Tick()
    recover(desk, report)
    _look_back(desk)
    settle(desk, report)
    publish_due(desk, report)
    return report


def publish_now(desk: Desk) -> Tick:
    """Only publish; for who settles in another thread."""
    report = Tick()
    _look_back(desk)
    publish_due(desk, report)
    return report


def settle_now(desk: Desk) -> Tick:
    """Only settle; for who publishes in another thread."""
    report = Tick()
    _look_back(desk)
    settle(desk, report)
    return report


def _look_back(desk: Desk) -> None:
    """Before anything becomes public: mark what is in doubt when an older copy was put back."""
    noticed(desk.database, desk.journal, who=desk.worker, now=desk.clock())


def settle(desk: Desk, report: Tick) -> None:
    """Sweep, reconcile, finish: bring to an end what was begun, by whomever."""
    sweep(desk, report)
    reconcile(desk, report)
    finish(desk, report)
