"""Reading posts back, from the commands that talk to networks anyway."""

from __future__ import annotations

import logging
from collections.abc import Callable

from campaign.bootstrap import Workspace, worker_name
from campaign.errors import CampaignError
from campaign.model import Channel
from campaign.platforms import registry
from campaign.usecases.reporting.paid_reads import PaidReads
from campaign.usecases.trust import read_back
from campaign.usecases.trust.read_back import Looked

log = logging.getLogger(__name__)


def take_looks(
    opened: Workspace, *, limit: int, more: Callable[[], bool] = lambda: True
) -> list[Looked]:
    """Take the looks that are due, at most `limit` and as long as there is time for `more`.

    Raises nothing: a look that fails is logged, and publishing goes on.
    """
    try:
        return read_back.read_back(
            opened.database,
            channels(opened),
            opened.connect,
            opened.now(),
            paid=paid(opened),
            who=worker_name(),
            ages=opened.config.read_back,
            limit=limit,
            more=more,
        )
    except CampaignError as error:
        log.warning("Nothing was read back: %s", error, extra={"action": "read_back_failed"})
    except Exception:
        log.exception("Nothing was read back", extra={"action": "read_back_failed"})
    return []


def channels(opened: Workspace) -> dict[str, Channel]:
    """The channels that can be asked, with those that have left the configuration."""
    return {**opened.former.all(), **opened.config.channels}


def paid(opened: Workspace) -> PaidReads:
    """What a look costs where a network charges for it."""
    return PaidReads(opened.database, registry.PRICES, opened.budgets, opened.now())
