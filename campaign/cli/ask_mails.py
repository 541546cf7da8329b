"""Mailing those whose yes is asked, from the service."""

from __future__ import annotations

import logging

from campaign.bootstrap import Workspace
from campaign.cli.context import zone_of
from campaign.config import desk_mail
from campaign.errors import CampaignError
from campaign.platforms.apprise.mail import send_mail
from campaign.usecases.trust.mail_approvers import Mail, mail_approvers

log = logging.getLogger(__name__)


def mail_those_asked(opened: Workspace) -> int:
    """Mail what waits for each person, where the configuration says how; gives how many mails left.

    Raises nothing: a mail that fails is logged, and publishing goes on.
    """
    config = opened.config
    try:
        # Also when there is nothing to tell: the day on which there is would be too late.
        address = desk_mail(config.desk, opened.environ)
        if not address:
            return 0
        return mail_approvers(
            opened.database,
            campaign=config.campaign.title,
            connect=lambda: _by(address),
            now=opened.now(),
            rules=config.approval,
            zone=lambda channel: zone_of(channel, opened),
            region=lambda id: config.regions[id].name("en") if id in config.regions else id,
            address=config.desk.address,
        )
    except CampaignError as error:
        log.error("Nobody can be mailed: %s", error, extra={"action": "ask_mail_failed"})
    except Exception:
        log.exception("Nobody can be mailed", extra={"action": "ask_mail_failed"})
    return 0


def _by(address: str) -> Mail:
    def mail(to: str, title: str, text: str) -> str:
        try:
            return send_mail(address, to, title, text)
        except ValueError as error:
            return str(error)

    return mail
