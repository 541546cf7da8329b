"""One look at everything: what was left open is settled first, then what is due goes out."""

from __future__ import annotations

from campaign.engine.context import EngineContext, TickReport
from campaign.engine.drain import recover
from campaign.engine.leases import sweep
from campaign.engine.publisher import publish_due
from campaign.engine.reconcile import reconcile
from campaign.engine.restore_watch import noticed
from campaign.engine.second_step import finish


def tick(context: EngineContext) -> TickReport:
    """Settle, then publish; raises StorageError, never PlatformError."""
    report = TickReport()
    context.database.file.check()
    recover(context, report)
    _look_back(context)
    settle(context, report)
    publish_due(context, report)
    return report


def publish_now(context: EngineContext) -> TickReport:
    """Only publish; for who settles in another thread."""
    report = TickReport()
    _look_back(context)
    publish_due(context, report)
    return report


def settle_now(context: EngineContext) -> TickReport:
    """Only settle; for who publishes in another thread."""
    report = TickReport()
    _look_back(context)
    settle(context, report)
    return report


def _look_back(context: EngineContext) -> None:
    """Before anything becomes public: mark what is in doubt when an older copy was put back.

    Raises StorageError when another file was put in the place of the one that is open.
    """
    context.database.file.check()
    noticed(context.database, context.journal, who=context.worker, now=context.clock())


def settle(context: EngineContext, report: TickReport) -> None:
    """Sweep, reconcile, finish: bring to an end what was begun, by whomever."""
    sweep(context, report)
    reconcile(context, report)
    finish(context, report)
