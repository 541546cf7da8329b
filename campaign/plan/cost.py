"""What publishing costs where a network charges for it, in US dollars.

Each part of a publication is a post of its own, a thread's parts and a first comment too, and each
is charged by whether it carries a link: a link costs in a comment what it costs in the text. What
reading figures costs is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from campaign.model import Variant


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one post without, and for one with a link; `source` is the vendor's page."""

    title: str
    post: Decimal
    with_link: Decimal
    source: str


#: The networks that charge for posts, as of October 2026; all others cost nothing.
PRICES: Final[Mapping[str, Price]] = {
    "x": Price(
        "X",
        Decimal("0.015"),
        Decimal("0.200"),
        "https://docs.x.com/x-api/getting-started/pricing (Content: Create)",
    ),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """The posts one network charges for, how many carry a link, and US dollars for all and those.

    `again` counts the posts that repeat a link which an earlier part of theirs carries already.
    """

    posts: int
    with_link: int
    again: int
    total: Decimal
    links: Decimal


def cost(
    variants: Iterable[Variant],
    has_link: Callable[[str], bool],
    prices: Mapping[str, Price] = PRICES,
) -> dict[str, Cost]:
    """What publishing these once will cost, by network; only those that charge are named.

    `has_link` says whether a network makes a link of something in a text.
    """
    found: dict[str, Cost] = {}
    for variant in variants:
        if (price := prices.get(variant.platform)) is None:
            continue
        linked = sum(has_link(text) for text in variant.texts)
        links = linked * price.with_link
        plain = (len(variant.texts) - linked) * price.post
        before = found.get(variant.platform, Cost(0, 0, 0, Decimal(0), Decimal(0)))
        found[variant.platform] = Cost(
            before.posts + len(variant.texts),
            before.with_link + linked,
            before.again + max(linked - 1, 0),
            before.total + links + plain,
            before.links + links,
        )
    return found


def told(network: str, cost: Cost) -> str:
    """What a network charges, in words that say what would be cheaper."""
    price = PRICES[network]
    posts = f"{cost.posts} post{'' if cost.posts == 1 else 's'}"
    said = f"{price.title} charges {_dollars(cost.total)} for {posts} of this plan"
    if not cost.with_link:
        return f"{said}, none of them with a link."
    said += (
        f". The {cost.with_link} with a link {'makes' if cost.with_link == 1 else 'make'} "
        f"{_dollars(cost.links)} of it: {_dollars(price.with_link)} each, {_dollars(price.post)} "
        "without one. In a first comment a link costs as much, and the comment is one post more."
    )
    if cost.again:
        less = _dollars(cost.again * (price.with_link - price.post))
        said += f" {cost.again} only {'repeats' if cost.again == 1 else 'repeat'} the link of an "
        said += f"earlier part: {less} less without."
    return said


def plain(cost: Cost) -> dict[str, Any]:
    """The same for machines; amounts are US dollars."""
    return {
        "currency": "USD",
        "total": float(cost.total),
        "posts": cost.posts,
        "with_link": cost.with_link,
        "links": float(cost.links),
    }


def _dollars(amount: Decimal) -> str:
    """An amount to the tenth of a cent, where it has any."""
    said = f"${amount:,.3f}"
    return said.removesuffix("0")
