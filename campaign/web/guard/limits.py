"""How often somebody may try: by person, and by the address that the requests come from.

All processes of a campaign share the counts (`campaign.storage.desk.tries`). Addresses of IPv6
count by their network (/64), because one machine has as many addresses there as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from starlette.requests import Request

from campaign.errors import CampaignError
from campaign.plan.pace import Rate
from campaign.storage.desk import tries

_QUARTER: Final = timedelta(minutes=15)
#: What one address may do; a whole office may stand behind it.
BY_ADDRESS: Final[Mapping[str, Rate]] = {
    "mail": Rate(20, _QUARTER, 20),
    "link": Rate(40, _QUARTER, 40),
    "passkey": Rate(60, _QUARTER, 60),
    "provider": Rate(40, _QUARTER, 40),
    "review": Rate(300, _QUARTER, 300),
}
#: What may be done for one person, or with one credential.
BY_PERSON: Final[Mapping[str, Rate]] = {
    "mail": Rate(3, _QUARTER, 3),
    "passkey": Rate(10, _QUARTER, 10),
}


class TooOften(CampaignError):
    """Somebody tried more often than is let through; `again` is when to come back (UTC)."""

    def __init__(self, again: datetime, now: datetime) -> None:
        self.again = again
        self.seconds = max(1, ceil((again - now).total_seconds()))
        minutes = ceil(self.seconds / 60)
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"this was tried too often: come back in {minutes} {unit}")


def count(request: Request, what: str, person: str = "") -> None:
    """Count one more try of `what`; raises TooOften when it is one too many.

    `person` is whom it is about, such as an e-mail address; only a hash of it is kept.
    """
    desk = request.app.state.desk
    wanted = {f"{what} from {address_of(request)}": BY_ADDRESS[what]}
    if person:
        wanted[f"{what} for {person}"] = BY_PERSON[what]
    now = desk.now()
    again = tries.admit(desk.database, wanted, now)
    if again is not None:
        raise TooOften(again, now)


def address_of(request: Request) -> str:
    """The address that a request counts for."""
    host = request.client.host if request.client else ""
    try:
        known = ip_address(host)
    except ValueError:
        return host
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)
