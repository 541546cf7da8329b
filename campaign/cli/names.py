"""Names: of the person who works here, and of what a person asks for."""

from __future__ import annotations

import getpass
from collections.abc import Iterable

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError
from campaign.printable import one_line


def login_name() -> str:
    """Who works here, as the machine knows them; what no database can hold is shown as its code."""
    return one_line(getpass.getuser())


def unknown(kind: str, name: str, names: Iterable[str]) -> CampaignError:
    """That nothing of a kind has that name, with the nearest one."""
    return CampaignError(f'there is no {kind} "{name}": {did_you_mean(name, names)}')
