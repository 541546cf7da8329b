"""What a server answers, and how each network words it: the part of HTTP that needs no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import PlatformError
from campaign.platforms.http.timestamps import http_date

LONGEST_WAIT = timedelta(days=1)  # no network's window is longer; a wild header must not park us


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its status, its headers (names in lower case), its JSON.

    `connection` is what it came over, for whoever finds that it answers another question.
    """

    status: int
    headers: Mapping[str, str]
    data: Any
    connection: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one network speaks of refusals.

    `words` takes the error code and the sentence out of an error's JSON; `kind` may name another
    error than the status does, by status, code and sentence; `reset` reads the network's own
    headers (names in lower case) for the instant at which its window opens again. `is_own` tells by
    status and JSON whether the network itself refuses, where that is known.
    """

    words: Callable[[Any], tuple[str, str]]
    kind: Callable[[int, str, str], type[PlatformError] | None] = lambda status, code, words: None
    reset: Callable[[Mapping[str, str]], datetime | None] = lambda headers: None
    is_own: Callable[[int, Any], bool] = lambda status, body: False


def waits_until(headers: Mapping[str, str], dialect: Dialect, now: datetime) -> datetime | None:
    """The UTC instant a 429 names, by `Retry-After` or else the network's own header."""
    until = _retry_after(headers.get("retry-after", ""), now) or dialect.reset(headers)
    return None if until is None else min(until, now + LONGEST_WAIT)


def _retry_after(value: str, now: datetime) -> datetime | None:
    """Seconds or an HTTP date, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
    return http_date(value)
