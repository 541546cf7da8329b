"""Sealing the record from the commands that publish, and by hand."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from campaign.bootstrap import Workspace, worker_name
from campaign.errors import CampaignError
from campaign.usecases.trust.seal import Ask, Sealed, seal

if TYPE_CHECKING:
    from campaign.timestamp_authority import Stamp

log = logging.getLogger(__name__)


def seal_now(opened: Workspace, sealer: str, *, by_hand: bool = False) -> Sealed:
    """Seal the head if it is due, or at once `by_hand`; raises ConfigError and StorageError."""
    wanted = opened.config.evidence
    return seal(
        opened.database,
        opened.heads,
        opened.stamps,
        sealer=sealer,
        now=opened.now(),
        ask=_asking(opened) if wanted.timestamp else None,
        authority=wanted.timestamp,
        by_hand=by_hand,
    )


def seal_daily(opened: Workspace) -> str:
    """Seal what is due beside publishing; why that failed, "" when it did not. Raises nothing."""
    try:
        return seal_now(opened, worker_name()).failed
    except CampaignError as error:
        log.error("The record is not sealed: %s", error, extra={"action": "seal_failed"})
        return str(error)
    except Exception as error:
        log.exception("The record is not sealed", extra={"action": "seal_failed"})
        return type(error).__name__


def _asking(opened: Workspace) -> Ask:
    wanted = opened.config.evidence

    def stamped(data: bytes) -> Stamp:
        # Needed once a day, and the publisher starts every minute.
        from campaign.timestamp_authority import ask, read_roots  # noqa: PLC0415

        roots = read_roots(wanted.roots) if wanted.roots else ()
        return ask(wanted.timestamp, data, roots)

    return stamped
