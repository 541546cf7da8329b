"""What takes the place of a withdrawn post: a publication of its own, beside the withdrawn one.

The calendar knows one post for each channel. The first publication of it keeps the calendar's
occurrence; one that takes its place after a withdrawal has `+1` at the end, the next one `+2`. The
last of them is the one that the calendar speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from campaign.model import Publication

_MARK: Final = re.compile(r"\+([1-9][0-9]*)\Z")


def successor(occurrence: str) -> str:
    """The occurrence of what takes the place of this one."""
    return f"{original(occurrence)}+{_number(occurrence) + 1}"


def original(occurrence: str) -> str:
    """The occurrence by which the calendar knows it."""
    return _MARK.sub("", occurrence)


def standing(stored: Iterable[Publication]) -> dict[tuple[str, str, str], Publication]:
    """The last publication of each post, occurrence and channel, as the calendar knows them."""
    last: dict[tuple[str, str, str], Publication] = {}
    for each in stored:
        identity = (each.post, original(each.occurrence), each.channel)
        known = last.get(identity)
        if known is None or _number(each.occurrence) > _number(known.occurrence):
            last[identity] = each
    return last


def _number(occurrence: str) -> int:
    found = _MARK.search(occurrence)
    return int(found[1]) if found else 0
