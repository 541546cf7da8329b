"""One look at everything: what was left open is settled first, then what is due goes out."""

from __future__ import annotations

from campaign.usecases.desk import Desk, Tick
from campaign.usecases.finish import finish
from campaign.usecases.publish import publish_due, sweep
from campaign.usecases.reconcile import reconcile


def tick(desk: Desk) -> Tick:
    """Sweep, reconcile, finish, publish; raises StorageError, never PlatformError."""
    report = Tick()
    sweep(desk, report)
    reconcile(desk, report)
    finish(desk, report)
    publish_due(desk, report)
    return report
