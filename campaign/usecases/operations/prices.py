"""Whether the prices that the program knows are recent enough to be believed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from campaign.plan.cost import outdated
from campaign.platforms import registry


def outdated_prices(platforms: Iterable[str], today: date) -> tuple[str, ...]:
    """A sentence about each of these networks whose prices were read more than half a year ago."""
    known = (registry.FACTS.get(name) for name in sorted(set(platforms)))
    sentences = (outdated(each.title, each.price, today) for each in known if each and each.price)
    return tuple(sentence for sentence in sentences if sentence)
