"""What networks charge, as `plan` and `status` say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from campaign.cli.findings import counted
from campaign.cli.terminal import say
from campaign.config import Config
from campaign.plan import cost
from campaign.plan.cost import Cost, Price
from campaign.plan.monthly import MonthCost, in_words, plain
from campaign.platforms import registry


def say_charged(platform: str, charged: Cost) -> None:
    """What a network charges for the posts of a plan, with a hint at what would be cheaper."""
    say(cost.in_words(registry.TITLES[platform], price_of(platform), charged))


def plain_charged(charged: Mapping[str, Cost]) -> dict[str, Any]:
    """The same of each network, for machines."""
    return {name: cost.plain(price_of(name), each) for name, each in charged.items()}


def say_months(months: Sequence[MonthCost], config: Config, shown: int) -> None:
    """One line for each of the first months, and how many follow."""
    for each in months[:shown]:
        title = registry.TITLES[each.platform]
        say(in_words(title, price_of(each.platform), each, config.zone))
    if len(months) > shown:
        say(f"… and {counted(len(months) - shown, 'more month')}: --json has all")


def plain_months(months: Sequence[MonthCost]) -> list[dict[str, Any]]:
    """The same for machines, all months."""
    return [plain(price_of(each.platform), each) for each in months]


def price_of(platform: str) -> Price:
    """The prices of a network that charges."""
    price = registry.PRICES[platform]
    assert price is not None  # else it would cost nothing
    return price
