"""A server that gives recorded answers back, call by call, but for one kind of request.

It speaks HTTP over one socket a connection, with as little of it as an adapter needs, so that
thousands of wrong answers take seconds.
"""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tests.bench.mutate import Numbered, Told
from tests.beside import Listening, requests_on

MOST_REQUESTS = 600  # of one call; it is then cut off, and found to ask without end
_NAMED = re.compile(r"\d|%3A|@")
_ASKED = ("fields", "metric", "q", "grant_type")  # what a query asks for, by its own words

Kind = tuple[str, str, tuple[str, ...]]
"""What requests have in common: method, path without ids, the names of the query."""


def kind_of(method: str, target: str) -> Kind:
    """The kind of a request."""
    parts = urlsplit(target)
    steps = ["*" if _NAMED.search(step) else step for step in parts.path.split("/")]
    query = parse_qsl(parts.query, keep_blank_values=True)
    told = {f"{n}={v}" if n in _ASKED else n for n, v in query}
    return method, "/".join(steps), tuple(sorted(told))


Record = Mapping[str, Sequence[tuple[Kind, Told]]]
"""By the name of a call: each request it made, in order, and the answer it got."""


@dataclass
class Play:
    """One call being played: which record, and which kind of request gets the wrong answer."""

    call: str = ""
    kind: Kind | None = None
    answer: Numbered | None = None
    asked: Counter[Kind] = field(default_factory=Counter)
    statuses: list[tuple[str, int]] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many have come."""
        return len(self.statuses)


class Replay(Listening):
    """The server; `play` is what it does now, and is only changed between calls."""

    def __init__(self, record: Record) -> None:
        super().__init__(self._visit)
        self._record = record
        self._everywhere: dict[Kind, Told] = {}
        for asked in record.values():
            self._everywhere |= dict(asked)
        self.play = Play()

    def _visit(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, suppress(OSError):
            for head, _ in requests_on(connection):
                method, target, _ = head.decode("latin-1").split(" ", 2)
                told = self._told(method, target)
                if told is None:
                    return
                connection.sendall(told.raw())
                if told.last:
                    return

    def _told(self, method: str, target: str) -> Told | None:
        """The answer to a request; None when the call has asked too often."""
        play, kind = self.play, kind_of(method, target)
        if play.requests >= MOST_REQUESTS:
            return None
        number = play.asked[kind]
        play.asked[kind] += 1
        if kind == play.kind and play.answer is not None:
            told = play.answer(number)
        else:
            told = self._usual(play.call, kind, number)
        play.statuses.append((f"{method} {urlsplit(target).path}", told.status))
        return told

    def _usual(self, call: str, kind: Kind, number: int) -> Told:
        same = [told for each, told in self._record.get(call, ()) if each == kind]
        if same:
            return same[min(number, len(same) - 1)]
        missing = Told(404, (("Content-Type", "application/json"),), b'{"error": "Not Found"}')
        return self._everywhere.get(kind, missing)
