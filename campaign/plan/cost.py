"""Computes what publishing costs on networks that charge for it, in US dollars.

The network charges for each part of a publication: the text, each part of a thread, and a first
comment. A part with a link costs more, and a link in a comment costs as much as one in the text.
The cost of reading figures is not included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from campaign.model import Variant


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a post and of one with a link, in US dollars; `source` is the vendor's page."""

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
    """What one network charges for.

    `posts` counts the posts, `with_link` those with a link. `total` is the price of all in US
    dollars, `links` the price of those with a link. `again` counts the posts that repeat a link
    which an earlier part of the same publication has already.
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
    """The cost of publishing these variants once, by network; networks that are free are left out.

    `has_link` says whether a text holds something that the network turns into a link.
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
    """What a network charges, in sentences for people, and what would be cheaper."""
    price = PRICES[network]
    posts = f"{cost.posts} post{'' if cost.posts == 1 else 's'}"
    words = f"{price.title} charges {_dollars(cost.total)} for {posts} of this plan"
    if not cost.with_link:
        return f"{words}, none of them with a link."
    words += (
        f". The {cost.with_link} with a link {'makes' if cost.with_link == 1 else 'make'} "
        f"{_dollars(cost.links)} of it: {_dollars(price.with_link)} each, {_dollars(price.post)} "
        "without one. In a first comment a link costs as much, and the comment is one post more."
    )
    if cost.again:
        less = _dollars(cost.again * (price.with_link - price.post))
        words += f" {cost.again} only {'repeats' if cost.again == 1 else 'repeat'} the link of an "
        words += f"earlier part: {less} less without."
    return words


def plain(cost: Cost) -> dict[str, Any]:
    """The cost as plain data for `--json`; amounts are US dollars."""
    return {
        "currency": "USD",
        "total": float(cost.total),
        "posts": cost.posts,
        "with_link": cost.with_link,
        "links": float(cost.links),
    }


def _dollars(amount: Decimal) -> str:
    """An amount in dollars; tenths of a cent are shown only when there are any."""
    written = f"${amount:,.3f}"
    return written.removesuffix("0")
