"""Who is signed in, and by what people sign in; all instants are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WayIn(StrEnum):
    """How somebody signed in."""

    MAIL = "link by e-mail"
    GIVEN = "link that was handed over"
    START = "link of the first start"
    PASSKEY = "passkey"
    PROVIDER = "the organisation's sign-in"


class LinkKind(StrEnum):
    """What a link that signs in is for."""

    MAIL = "mail"  # sent to the address of a registered person
    GIVEN = "given"  # made by somebody who may register people, for one who gets no mail
    START = "start"  # printed by the server while nobody is registered


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody is signed in.

    `id` is the hash of what its cookie holds. `person` is "" for whoever works alone, while nobody
    is registered. `seen` is about when the last request came, `until` the latest end.
    """

    id: str
    person: str
    created: datetime
    seen: datetime
    until: datetime
    how: WayIn
    device: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that signs in once; `id` is the hash of its token, `person` "" for the first start."""

    id: str
    kind: LinkKind
    person: str
    created: datetime
    until: datetime
    used: datetime | None = None
    browser: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a person.

    `id`, `handle` and `public_key` are base64url; `handle` is what the authenticator calls the
    person. `sign_count` is the authenticator's own counter, 0 where it has none. `name` is the
    person's word for it.
    """

    id: str
    person: str
    handle: str
    name: str
    public_key: str
    sign_count: int
    transports: tuple[str, ...]
    created: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants the desk: its language ("" for the browser's), and its keys.

    Without `shortcuts`, no single key does anything.
    """

    language: str = ""
    shortcuts: bool = True
