"""The mail with a link to sign in: written and sent after the answer, so that nothing shows."""

from __future__ import annotations

import logging

from campaign.config import desk_mail
from campaign.errors import CampaignError
from campaign.platforms.apprise.mail import send_mail
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.links import HOLDS, Made
from campaign.web.desk import Desk
from campaign.web.words import N_, Words

log = logging.getLogger(__name__)


def can_mail(desk: Desk) -> bool:
    """True where the desk can send mail; a setting that cannot be used is logged."""
    return bool(_address(desk))


def mail_link(desk: Desk, email: str, origin: str, words: Words, carried: str = "") -> None:
    """Make a link for an e-mail address and send it there, where it is a registered person's.

    `carried` is the query of the link: which page follows, signed.
    """
    try:
        made = links.by_mail(desk.database, email, desk.now())
        if made is not None:
            send_link(desk, made, origin, words, carried)
    except CampaignError as error:
        log.error("No link was mailed: %s", error, extra={"action": "sign_in_mail_failed"})


def send_link(desk: Desk, made: Made, origin: str, words: Words, carried: str = "") -> str:
    """Send a link to its person; gives why that failed, "" when it did not."""
    assert made.person is not None
    title = words(N_("Sign in: %(campaign)s"), campaign=desk.config.campaign.title)
    text = words(
        N_(
            "%(address)s\n\nThis link signs you in once, as %(name)s. It holds for %(span)s. "
            "If you did not ask for it, do nothing: without it, nobody gets in."
        ),
        address=f"{origin}{made.path}{carried}",
        name=made.person.name,
        span=words.span(HOLDS[made.kind]),
    )
    return mail_text(desk, made.person.email, title, text)


def mail_text(desk: Desk, to: str, title: str, text: str) -> str:
    """Send a mail from the desk once; gives why that failed, "" when it did not."""
    try:
        failed = send_mail(_address(desk), to, title, text)
    except ValueError as error:
        failed = str(error)
    if failed:
        log.error("No link was mailed: %s", failed, extra={"action": "sign_in_mail_failed"})
    return failed


def _address(desk: Desk) -> str:
    try:
        return desk_mail(desk.config.desk, desk.workspace.environ)
    except CampaignError as error:
        log.error("No mail can be sent: %s", error, extra={"action": "sign_in_mail_failed"})
        return ""
