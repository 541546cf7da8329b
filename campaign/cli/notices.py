"""Telling people what needs them, from the commands that publish."""

from __future__ import annotations

import logging
from collections.abc import Callable

from campaign.bootstrap import Workspace
from campaign.cli.context import zone_of
from campaign.config import notices_secret
from campaign.errors import CampaignError
from campaign.platforms.apprise.services import Services
from campaign.usecases.operations.notify import send_notices

log = logging.getLogger(__name__)


def tell_people(opened: Workspace) -> str:
    """Tell what is new, where the configuration says to whom; why that failed, "" when it did not.

    Raises nothing: a notice that fails is logged, and publishing goes on.
    """
    wanted = opened.config.notices
    if wanted is None:
        return ""

    try:
        # Also when there is nothing to tell: the day on which there is would be too late.
        addresses = notices_secret(wanted, opened.environ)
        failed = send_notices(
            opened.database,
            wanted.on,
            campaign=opened.config.campaign.title,
            connect=lambda: _by(addresses),
            now=opened.now(),
            rules=opened.config.approval,
            zone=lambda channel: zone_of(channel, opened),
        )
    except (CampaignError, ValueError) as error:
        log.error("Nobody can be told: %s", error, extra={"action": "notice_failed"})
        return str(error)
    except Exception as error:
        log.exception("Nobody can be told", extra={"action": "notice_failed"})
        return type(error).__name__
    return failed


def _by(addresses: str) -> Callable[[str, str], str]:
    services = Services(addresses)

    def send(title: str, text: str) -> str:
        outcome = services.send(title, text)
        if outcome.all:
            return ""
        taken = f"{outcome.taken} of {outcome.services} services took it"
        return f"{taken}; {outcome.remarks}".rstrip("; ")

    return send
