"""A server's own words, hundreds of thousands of them: reading them costs what they are long.

The measure is that of `test_linear`; here it is Meta's networks, LinkedIn and Telegram.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaign.errors import RateLimited, Rejected
from campaign.platforms import (
    graph,
    graph_listing,
    linkedin_answers,
    linkedin_text,
    telegram_answers,
    wording,
)
from tests.platforms.samples import START
from tests.platforms.test_linear import is_linear

#: What begins, or nearly is, what each of the expressions looks for.
BEGINNINGS = (
    " ",
    "x",
    "1",
    "-",
    "1/",
    "/1 transient",
    r"{hashtag|\#|",
    "{hashtag|#|a",
    "@[",
    "@[a](",
    "@[a]",
    "\\",
    "urn:li:",
    "urn:li:a:",
    "retry after ",
    "bad request",
    "bad request: ",
    "é\u0301",
    "\u00a0\n",
)
READERS: dict[str, Callable[[str], object]] = {
    "a LinkedIn text": linkedin_text.plain,
    "a LinkedIn id": linkedin_answers.is_urn,
    "a LinkedIn post's id": linkedin_answers.is_post,
    "the post a refusal names": lambda text: linkedin_answers.duplicate_of(
        Rejected("", answer=f"duplicate {text}")
    ),
    "a Telegram refusal": telegram_answers.reason,
    "a Telegram wait": lambda text: telegram_answers.waits_until(
        RateLimited("", answer=text), START
    ),
    "what Telegram says": lambda text: telegram_answers.words({"description": text}),
    "a Graph code": graph.numbers,
    "a Graph id": lambda text: graph.id_of({"id": text}),
    "a Graph text": graph_listing.plain,
    "an address": graph_listing.address,
    "a header of Meta's": lambda text: graph.reset({"x-app-usage": text}, START),
    "letters": wording.letters,
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("reader", list(READERS))
def test_reading_a_text_costs_as_much_as_it_is_long(reader: str, beginning: str) -> None:
    """However it begins, and whether or not it ends as it should."""
    assert is_linear(READERS[reader], beginning)
