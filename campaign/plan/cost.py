"""What a network that charges takes for publishing, and the words in which people read it.

Each part of a publication is charged as a post of its own: a thread's parts, and a first comment
too. The price depends on whether the part has a link, and a link in a comment costs the same as one
in the text. Each alt text of a picture is charged beside that. What reading figures costs is in
`campaign.plan.monthly`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from campaign.model import Variant

#: Prices that were read longer ago than this are to be compared with the network's page.
PRICES_AGE: Final = timedelta(days=183)

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """A network's prices, in its `currency` (ISO 4217), as they were read on the day `as_of`.

    - `post` and `with_link` are for one post without and with a link, `alt` for one alt text.
    - `post_read` and `user_read` are for one post and one account in an answer.
    - `own_read` is for a post that is read from the account's own list of posts. That price holds
      where the account owns the application, which the channel's option `owner` says.
    - `source` is the vendor's page.
    """

    post: Decimal
    with_link: Decimal
    source: str
    alt: Decimal = _NOTHING
    post_read: Decimal = _NOTHING
    user_read: Decimal = _NOTHING
    own_read: Decimal | None = None
    owner: str = ""
    currency: str = "USD"
    as_of: date | None = None

    def of_read(self, options: Mapping[str, str]) -> Decimal:
        """What reading one post's figures costs on a channel with these options."""
        owned = bool(self.owner and options.get(self.owner))
        return self.own_read if owned and self.own_read is not None else self.post_read


@dataclass(frozen=True, slots=True)
class Cost:
    """What one network charges for: posts, those with a link, alt texts; and the amounts.

    `again` counts the posts that repeat a link which an earlier part of the same post has. `total`
    is the amount of all, `links` that of the posts with a link.
    """

    posts: int = 0
    with_link: int = 0
    again: int = 0
    total: Decimal = _NOTHING
    links: Decimal = _NOTHING
    alts: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.posts + other.posts,
            self.with_link + other.with_link,
            self.again + other.again,
            self.total + other.total,
            self.links + other.links,
            self.alts + other.alts,
        )


#: Says whether a network makes a link of something in a text.
HasLink = Callable[[str], bool]


def cost(
    variants: Iterable[Variant], has_link: HasLink, prices: Mapping[str, Price | None]
) -> dict[str, Cost]:
    """What publishing these once will cost, by network; only networks that charge are named.

    `prices` has the prices of each network, None where it is free.
    """
    found: dict[str, Cost] = {}
    for variant in variants:
        if (price := prices.get(variant.platform)) is not None:
            found[variant.platform] = found.get(variant.platform, Cost()) + cost_of(
                variant, price, has_link
            )
    return found


def cost_of(variant: Variant, price: Price, has_link: HasLink) -> Cost:
    """What publishing one variant costs, all its parts and alt texts."""
    linked = sum(has_link(text) for text in variant.texts)
    links = linked * price.with_link
    alts = alt_texts(variant)
    plain_posts = len(variant.texts) - linked
    total = links + plain_posts * price.post + alts * price.alt
    return Cost(len(variant.texts), linked, max(linked - 1, 0), total, links, alts)


def part_costs(variant: Variant, price: Price, has_link: HasLink) -> tuple[Decimal, ...]:
    """What each part of a variant costs, in order; the pictures' alt texts go with the first."""
    first = alt_texts(variant) * price.alt
    return tuple(
        (price.with_link if has_link(text) else price.post) + (_NOTHING if number else first)
        for number, text in enumerate(variant.texts)
    )


def alt_texts(variant: Variant) -> int:
    """How many alt texts go out with a variant, also before its card is drawn; films have none."""
    if variant.media or variant.card is None:
        return sum(bool(media.alt) and not media.is_film for media in variant.media)
    beside = sum(bool(media.alt) and not media.is_film for media in variant.beside)
    return bool(variant.alt) + beside


def in_words(title: str, price: Price, cost: Cost) -> str:
    """What the network of that title charges, with a hint at what would be cheaper."""
    posts = f"{cost.posts} post{'' if cost.posts == 1 else 's'}"
    sentence = f"{title} charges {dollars(cost.total)} for {posts} of this plan"
    if not cost.with_link:
        return f"{sentence}, none of them with a link.{_of_alts(price, cost)}"
    sentence += (
        f". The {cost.with_link} with a link {'makes' if cost.with_link == 1 else 'make'} "
        f"{dollars(cost.links)} of it: {dollars(price.with_link)} each, {dollars(price.post)} "
        "without one. In a first comment a link costs as much, and the comment is one post more."
    )
    if cost.again:
        less = dollars(cost.again * (price.with_link - price.post))
        sentence += (
            f" {cost.again} only {'repeats' if cost.again == 1 else 'repeat'} the link of an "
        )
        sentence += f"earlier part: {less} less without."
    return sentence + _of_alts(price, cost)


def _of_alts(price: Price, cost: Cost) -> str:
    if not cost.alts or not price.alt:
        return ""
    texts = f"{cost.alts} alt text{'' if cost.alts == 1 else 's'}"
    each = "" if cost.alts == 1 else f", {dollars(price.alt)} each"
    return f" {texts} of pictures: {dollars(cost.alts * price.alt)} of it{each}."


def plain(price: Price, cost: Cost) -> dict[str, Any]:
    """The same for machines; amounts are in the network's currency."""
    return {
        "currency": price.currency,
        "total": float(cost.total),
        "posts": cost.posts,
        "with_link": cost.with_link,
        "links": float(cost.links),
        "alt_texts": cost.alts,
        "alts": float(cost.alts * price.alt),
    }


def outdated(title: str, price: Price, today: date) -> str:
    """Says in a sentence that prices were read long ago; "" while they are recent."""
    if price.as_of is None or today - price.as_of <= PRICES_AGE:
        return ""
    return (
        f"The prices of {title} are of {price.as_of.day} {price.as_of:%B %Y}, more than half a "
        f"year old: compare them with {price.source}, or take a newer version of this program"
    )


def dollars(amount: Decimal) -> str:
    """An amount of US dollars to the tenth of a cent, where it has any."""
    amount_text = f"${amount:,.3f}"
    return amount_text.removesuffix("0")


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: "20 USD", "19.80 USD", "19.815 USD"."""
    if amount == amount.to_integral_value():
        return f"{amount:,.0f} {currency}"
    return f"{amount:,.3f}".removesuffix("0") + f" {currency}"
