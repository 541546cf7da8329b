"""E-mail to one person, through an Apprise address in which {to} stands for theirs."""

from __future__ import annotations

from urllib.parse import quote

from campaign.platforms.apprise.services import Services

#: Stands in the address for the person's.
TO = "{to}"


def send_mail(address: str, to: str, title: str, text: str) -> str:
    """Send a mail once; gives "" when it was taken, else why not, without any secret.

    Raises ValueError when the address cannot be used; the error repeats no address.
    """
    outcome = Services(address.replace(TO, quote(to, safe=""))).send(title, text)
    if outcome.all:
        return ""
    return outcome.remarks or "the mail server did not take it"
