"""The AT Protocol's small languages: record keys, times, language tags, addresses.

Sources: https://atproto.com/specs/tid, /specs/lexicon (datetime, language), /specs/at-uri-scheme
"""

from dataclasses import dataclass
from datetime import datetime

import regex

POST = "app.bsky.feed.post"

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID = regex.compile(rf"[{_ALPHABET[:16]}][{_ALPHABET}]{{12}}")
_DATETIME = regex.compile(
    r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(?:\.\d{1,20})?(?:Z|[+-][0-2]\d:[0-5]\d)"
)
_LANGUAGE = regex.compile(r"(?:i|[a-z]{2,3})(?:-[a-zA-Z0-9]+)*")
_URI = regex.compile(r"[a-z][a-z.-]{0,80}:[^\s]+")
_AT_URI = regex.compile(r"at://(?P<repo>[^/\s]+)/(?P<collection>[^/\s]+)/(?P<rkey>[^/\s]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record is: whose repository, which collection, which key."""

    repo: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.rkey}"


def address(uri: str) -> Address | None:
    """Read an AT-URI of a record, or give None."""
    match = _AT_URI.fullmatch(uri)
    return None if match is None else Address(**match.groupdict())


def is_tid(text: str) -> bool:
    """True for a record key made of a time: 13 letters of base32-sortable."""
    return _TID.fullmatch(text) is not None


def tid(microseconds: int, clock_id: int) -> str:
    """Make a record key from Unix microseconds and a number below 1024."""
    number = (microseconds << 10 | clock_id) & (2**63 - 1)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(13)))


def is_datetime(text: object) -> bool:
    """True for a time with seconds and a zone that exists in the calendar."""
    if not isinstance(text, str) or not _DATETIME.fullmatch(text) or text.endswith("-00:00"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_language(text: object) -> bool:
    """True for something shaped like a BCP 47 tag."""
    return isinstance(text, str) and _LANGUAGE.fullmatch(text) is not None


def is_uri(text: object) -> bool:
    """True for an address with a scheme and no blanks."""
    return isinstance(text, str) and _URI.fullmatch(text) is not None
