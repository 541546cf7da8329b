"""One tick: settle what was left open, publish what is due, then chain the record."""

from __future__ import annotations

from campaign.engine.after_restore.notice import notice_restore
from campaign.engine.chain import chain_record
from campaign.engine.changes.carry_out import carry_out
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.drain import recover
from campaign.engine.leases import sweep
from campaign.engine.publisher import publish_due
from campaign.engine.reconcile import reconcile
from campaign.engine.second_step import finish
from campaign.engine.skipped import settle_skips


def tick(context: EngineContext) -> TickReport:
    """Settle, then publish; raises StorageError, never PlatformError."""
    report = TickReport()
    context.database.file.check()
    recover(context, report)
    _notice_restore(context)
    settle(context, report)
    publish_due(context, report)
    chain_record(context)
    return report


def publish_now(context: EngineContext) -> TickReport:
    """Only publish; for a service that settles in another thread."""
    report = TickReport()
    _notice_restore(context)
    publish_due(context, report)
    return report


def settle_now(context: EngineContext) -> TickReport:
    """Only settle; for a service that publishes in another thread."""
    report = TickReport()
    _notice_restore(context)
    settle(context, report)
    chain_record(context)
    return report


def _notice_restore(context: EngineContext) -> None:
    """Before anything becomes public: mark what is in doubt if an older copy was put back.

    Raises StorageError when another file was put in the place of the one that is open.
    """
    context.database.file.check()
    notice_restore(context.database, context.journal, who=context.worker, now=context.clock())


def settle(context: EngineContext, report: TickReport) -> None:
    """Bring to an end what any worker began, or a person skipped; then take back, correct."""
    sweep(context, report)
    reconcile(context, report)
    finish(context, report)
    settle_skips(context)
    carry_out(context, report)
