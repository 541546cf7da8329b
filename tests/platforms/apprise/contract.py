"""Apprise, for the tests that every network has to pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.platforms.bounds import POINTS, Row
from tests.platforms.contracts import Contract, Site
from tests.platforms.scripted import Reply, Scripted, always


@contextmanager
def service(folder: Path, clock: Callable[[], datetime]) -> Iterator[Site]:
    """A service that takes JSON; it keeps no id of a message, and knows no replies."""
    with Scripted(always(Reply())) as server:
        yield Site(
            "",
            lambda: [
                {"id": number, "text": seen.data["message"], "reply_to": None, "media": []}
                for number, seen in enumerate(server.seen)
            ],
            secret=server.url.replace("http:", "json:"),
        )


CONTRACT = Contract(
    opens=service,
    secret="json://sandbox-catalonia-ca.example.test@127.0.0.1:9/",
    bounds=(Row("text", 2000, POINTS, "characters"),),
)
