"""A server's answer, and how each network words a refusal; nothing here does any I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import PlatformError
from campaign.platforms.http.timestamps import http_date

LONGEST_WAIT = timedelta(days=1)  # no network's window is longer; a wrong header must not stop us


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer: its status, its headers (names in lower case) and its JSON.

    `connection` is the connection over which the answer came. It is shut when the answer turns out
    to belong to another request.
    """

    status: int
    headers: Mapping[str, str]
    data: Any
    connection: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one network words its refusals.

    `words` reads the error code and the sentence out of an error's JSON. `kind` gets status, code
    and sentence; it names an error class, or None where the status decides. `reset` reads the
    network's own headers (names in lower case) and gives the instant at which its rate limit window
    opens again. `is_own` gets status and JSON; it is True when the network itself refuses, and no
    gateway before it.
    """

    words: Callable[[Any], tuple[str, str]]
    kind: Callable[[int, str, str], type[PlatformError] | None] = lambda status, code, words: None
    reset: Callable[[Mapping[str, str]], datetime | None] = lambda headers: None
    is_own: Callable[[int, Any], bool] = lambda status, body: False


def waits_until(headers: Mapping[str, str], dialect: Dialect, now: datetime) -> datetime | None:
    """The UTC instant until which a 429 asks to wait, by `Retry-After` or the network's header."""
    until = _retry_after(headers.get("retry-after", ""), now) or dialect.reset(headers)
    return None if until is None else min(until, now + LONGEST_WAIT)


def _retry_after(value: str, now: datetime) -> datetime | None:
    """Seconds or an HTTP date, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
    return http_date(value)
