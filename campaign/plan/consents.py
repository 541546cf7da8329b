"""When the people whom a publication shows no longer agree: the first end of their consents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.model.consents import Consent, ConsentEnd


def first_end(
    references: Iterable[str],
    consents: Mapping[str, Consent],
    withdrawn: Mapping[str, datetime],
    zone: ZoneInfo,
) -> ConsentEnd | None:
    """When the first of these consents ends on a channel in `zone`; None when none is known to end.

    `consents` are those of the register, `withdrawn` when (UTC) a person took one back at the
    command line, which counts also for one that the register does not have.
    """
    ends = []
    for reference in references:
        if reference in withdrawn:
            ends.append(ConsentEnd(withdrawn[reference], _withdrawn(reference)))
        elif found := consents.get(reference):
            words = _withdrawn(reference) if found.is_withdrawn else _ended(found)
            ends.append(ConsentEnd(found.ends_at(zone), words))
    return min(ends, key=lambda each: (each.at, each.words), default=None)


def _withdrawn(reference: str) -> str:
    return f"the consent {reference} was withdrawn"


def _ended(found: Consent) -> str:
    return f"the consent {found.reference} holds until {found.until}"
