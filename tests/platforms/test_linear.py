"""What reads a server's words takes as long as they are, whatever they are.

A hostile text of twice the length may cost twice as much, not four times. Work is counted in CPU
seconds of this thread at two lengths a factor of eight apart; linear work grows by eight, and the
bound lies far between that and the sixty-four of quadratic work.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from campaign.platforms import addresses, reading
from campaign.platforms.bluesky import message
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.response_text import read
from campaign.platforms.http.wire import Wire
from campaign.platforms.listing import Page
from campaign.platforms.mastodon import reading as mastodon_reading
from campaign.platforms.mastodon import responses as mastodon_responses
from campaign.platforms.mastodon.timeline import Query, from_html, misplaced, seen
from campaign.platforms.x import reading as x_reading
from campaign.platforms.x import responses as x_responses
from campaign.platforms.x import shown_text
from tests.platforms.samples import START, Clock

SHORT, FACTOR, MOST = 1000, 8, 30.0
NOTHING = 0.02  # seconds at the longer length; what is as quick as that is not measured

HOSTILE = {
    "opened": "<",
    "opened elements": "<p",
    "elements": "<p>",
    "quotes": '<p class="quote-inline">',
    "breaks": "<br ",
    "closed": "</p>",
    "closed and opened": "</p> <p",
    "spaces": " ",
    "lines": " \n",
    "entities": "&amp;",
    "half entities": "&am",
    "numbers": "&#9",
    "short links": "https://t.co/a ",
    "run on links": "https://t.co/a",
    "hosts": "a.",
    "dashes": "a-",
    "schemes": "http://",
    "mentions": "@a ",
    "status links": "/status/1/photo/",
    "brackets": "(",
    "marks": "e\u0301",
}

Reading = Callable[[str], object]


def _status(text: str) -> dict[str, Any]:
    return {"id": "5", "content": text, "created_at": START.isoformat(), "spoiler_text": text}


def _post(text: str) -> dict[str, Any]:
    urls = [{"url": "https://t.co/a", "expanded_url": text}, {"url": text, "expanded_url": text}]
    told = {"text": text, "entities": {"urls": urls}}
    return {**told, "attachments": {"media_keys": ["3_1"]}}


def _refused(text: str) -> object:
    edge = Wire(
        "http://127.0.0.1:9", name="x", dialect=Dialect(mastodon_responses.words), clock=Clock()
    )
    told = json.dumps({"error": text}).encode()
    try:
        return edge._judged(400, {}, told, torn=False, creates=False, secrets=["secret", text[:9]])
    except Exception as error:
        return error


READINGS: dict[str, Reading] = {
    "from_html": from_html,
    "recent": lambda text: seen([Page([_status(text)], "")], START),
    "receipt": lambda text: misplaced(
        Query({"status": "Tres dies"}, 0, START), _status(text), "7", lambda number: text
    ),
    "expanded": lambda text: shown_text.expanded(_post(text)),
    "same": lambda text: shown_text.same("Tres dies", _post(text)),
    "may_be": lambda text: shown_text.may_be("Tres dies", _post(text)),
    "x words": lambda text: x_responses.kind(
        403, *x_responses.words({"detail": text, "type": text})
    ),
    "mastodon kind": lambda text: mastodon_responses.kind(403, "", text),
    "mastodon id": mastodon_responses.is_id,
    "a status read": lambda text: mastodon_reading.of_status(_status(text)),
    "a post of X read": lambda text: x_reading.of_post(_post(text), None, ""),
    "a text read": lambda text: (reading.plain(text), reading.in_text(text, bare=True)),
    "an address read": addresses.canonical,
    "bluesky facets": lambda text: message.same({"text": text, "facets": [text]}, {}),
    "an error": _refused,
    "a body": lambda text: read(json.dumps(text).encode()),
}


def _spent(reading: Reading, text: str) -> float:
    """The least of a few tries: what else the machine does only adds to it."""
    found = []
    for _ in range(3):
        begun = time.thread_time()
        reading(text)
        found.append(time.thread_time() - begun)
    return min(found)


def is_linear(reading: Reading, piece: str) -> bool:
    """Whether the work for this piece, again and again, grows as the text does."""
    longer = _spent(reading, piece * (SHORT * FACTOR) + "x")
    if longer <= NOTHING:
        return True
    return longer < MOST * max(_spent(reading, piece * SHORT + "x"), NOTHING / FACTOR)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("reading", READINGS)
def test_reading_takes_as_long_as_the_words_are(reading: str, hostile: str) -> None:
    """Nothing in an answer can hold a thread by being looked at."""
    assert is_linear(READINGS[reading], HOSTILE[hostile])
