"""Mails of the desk to one person: written and sent after the answer, so that nothing shows."""

from __future__ import annotations

import logging

from fastapi import Request
from fastapi.responses import Response
from starlette.background import BackgroundTask

from campaign.config import desk_mail
from campaign.errors import CampaignError
from campaign.platforms.apprise.mail import send_mail
from campaign.storage.record import RecordAct
from campaign.usecases.signing_in import links
from campaign.usecases.signing_in.links import HOLDS, Made
from campaign.usecases.trust.addresses import AddressMoved, Readdressed
from campaign.usecases.trust.done_before import last_done
from campaign.web.desk import Desk
from campaign.web.done_before import was_done, with_name
from campaign.web.rendering import back_to
from campaign.web.visitor import Visitor
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


def readdressed(
    request: Request, desk: Desk, visitor: Visitor, done: Readdressed, page: str
) -> Response:
    """303 back to the page on which an e-mail address was changed; the former one is told."""
    person, words = done.person, visitor.words
    if not done.is_new:
        first = last_done(desk.database, [RecordAct.ADDRESS_CHANGED], person=person.id)
        return back_to(request, page, notice=was_done(desk, visitor, first))
    notice = words(
        N_("%(name)s has the address %(email)s from now on."), name=person.name, email=person.email
    )
    answer = back_to(request, page, notice=notice)
    if can_mail(desk):
        title = words(
            N_("Your address was changed: %(campaign)s"), campaign=desk.config.campaign.title
        )
        text = words(
            N_(
                "%(name)s has another e-mail address at the communication desk from now on. "
                "Whatever was sent here to sign in opens nothing any more. If that was not meant, "
                "tell an administrator of the campaign at once."
            ),
            name=person.name,
        )
        answer.background = BackgroundTask(mail_text, desk, done.before, title, text)
    return answer


def _address(desk: Desk) -> str:
    try:
        return desk_mail(desk.config.desk, desk.workspace.environ)
    except CampaignError as error:
        log.error("No mail can be sent: %s", error, extra={"action": "sign_in_mail_failed"})
        return ""


def not_readdressed(desk: Desk, visitor: Visitor, error: CampaignError) -> str:
    """Why an address stays; where another person has changed it meanwhile, who and when."""
    if not isinstance(error, AddressMoved):
        return str(error)
    sentence = visitor.words(N_("The address was changed meanwhile. Look at it again."))
    return with_name(desk, visitor, sentence, error.by)
