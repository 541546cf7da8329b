"""A server's own words, hundreds of thousands of them: reading them costs what they are long.

The measure is that of `test_linear`; here it is Meta's networks, LinkedIn and Telegram.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaign.compose import little_text
from campaign.errors import RateLimited, Rejected
from campaign.platforms import wording
from campaign.platforms.linkedin import responses as linkedin_responses
from campaign.platforms.meta import graph, timeline
from campaign.platforms.telegram import responses as telegram_responses
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
    "a LinkedIn text": little_text.plain,
    "a LinkedIn id": linkedin_responses.is_urn,
    "a LinkedIn post's id": linkedin_responses.is_post,
    "the post a refusal names": lambda text: linkedin_responses.duplicate_of(
        Rejected("", answer=f"duplicate {text}")
    ),
    "a Telegram refusal": telegram_responses.reason,
    "a Telegram wait": lambda text: telegram_responses.waits_until(
        RateLimited("", answer=text), START
    ),
    "what Telegram says": lambda text: telegram_responses.words({"description": text}),
    "a Graph code": graph.numbers,
    "a Graph id": lambda text: graph.id_of({"id": text}),
    "a Graph text": timeline.plain,
    "an address": timeline.address,
    "a header of Meta's": lambda text: graph.reset({"x-app-usage": text}, START),
    "letters": wording.letters,
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("reader", list(READERS))
def test_reading_a_text_costs_as_much_as_it_is_long(reader: str, beginning: str) -> None:
    """However it begins, and whether or not it ends as it should."""
    assert is_linear(READERS[reader], beginning)
