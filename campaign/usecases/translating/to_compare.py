"""The needs that are about translations: their source changed, and somebody has to compare them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from campaign.calendar.translations.units import Standing
from campaign.plan.rights import Act
from campaign.usecases.operations.need import FirstStep, Need, NeedKind
from campaign.usecases.translating.matrix import Matrix

#: How far ahead a changed source calls for a person.
AHEAD: Final = timedelta(days=14)


def to_compare(matrix: Matrix, now: datetime, zone: tzinfo) -> Iterator[Need]:
    """Each post of the coming days that has translations of an earlier source; `now` is UTC."""
    today = now.astimezone(zone).date()
    for row in matrix.rows:
        stale = [cell for cell in row.cells if cell.standing is Standing.STALE]
        if not stale or not today <= row.day <= today + AHEAD:
            continue
        yield Need(
            kind=NeedKind.TRANSLATIONS,
            key=f"{NeedKind.TRANSLATIONS}-{row.post}",
            cause="The source text changed after it was translated.",
            first_step=FirstStep.COMPARE,
            detail=row.headline,
            deadline=datetime.combine(row.day, time(), zone).astimezone(now.tzinfo),
            count=len(stale),
            scope=row.post,
            regions=frozenset(region for cell in stale for region in cell.regions)
            or frozenset(row.regions),
            act=Act.EDIT,
        )
