"""Compares the number of regions in the facts with the regions in the configuration."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.model import Finding, Severity


def regions_miscounted(desk: Desk) -> Iterator[Finding]:
    """The fact with the number of regions has to fit the regions in config.toml."""
    fact = desk.registers.facts.get(desk.registers.vocabulary.region_count)
    if fact is None or not fact.value.isdecimal():
        return
    days = [desk.campaign.start]
    if desk.planned:
        days.append(desk.planned[-1].due.date())
    counted = [region for region in desk.setting.regions.values() if region.counted]
    reported: set[int] = set()
    for day in days:
        count = sum(region.is_active(day) for region in counted)
        if count != int(fact.value) and count not in reported:
            reported.add(count)
            yield Finding(
                "regions-miscounted",
                Severity.WARN,
                fact.place,
                f"{fact.id} says {fact.value} {fact.text}, but on {day} {count} take part",
                "mend the fact, or the regions' active_from and active_to in the configuration",
            )
