"""Mailing those whose yes is asked, from the service."""

from __future__ import annotations

import logging

from campaign.bootstrap import Workspace
from campaign.cli.context import zone_of
from campaign.config import desk_mail
from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Person
from campaign.platforms.apprise.mail import send_mail
from campaign.usecases.trust.mail_approvers import Mail, Wording, mail_approvers
from campaign.web.words import LANGUAGES, Words, words_of

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
            region=lambda id, words: _called(opened, id, words),
            address=config.desk.address,
            words=lambda person, chosen: words_of(_language(opened, person, chosen)),
        )
    except CampaignError as error:
        log.error("Nobody can be mailed: %s", error, extra={"action": "ask_mail_failed"})
    except Exception:
        log.exception("Nobody can be mailed", extra={"action": "ask_mail_failed"})
    return 0


def _language(opened: Workspace, person: Person, chosen: str) -> str:
    """The language of a mail: what the person chose, else what their region speaks first.

    It is English for whoever has a role everywhere, and where the desk does not speak it.
    """
    if chosen in LANGUAGES:
        return chosen
    regions = opened.config.regions
    theirs = () if EVERYWHERE in person.roles else (id for id in regions if id in person.roles)
    spoken = (each for id in theirs for each in regions[id].languages if each in LANGUAGES)
    return next(spoken, "en")


def _called(opened: Workspace, id: str, words: Wording) -> str:
    region = opened.config.regions.get(id)
    return region.name(words.language if isinstance(words, Words) else "en") if region else id


def _by(address: str) -> Mail:
    def mail(to: str, title: str, text: str) -> str:
        try:
            return send_mail(address, to, title, text)
        except ValueError as error:
            return str(error)

    return mail
