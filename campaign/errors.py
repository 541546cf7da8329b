"""What can go wrong, as one tree.

::

    CampaignError
    ├── ConfigError      every mistake of the configuration at once, with file and line
    ├── ContentError     every mistake of the content at once, with file, line and what was meant
    ├── RenderError      a template, a text or a card that cannot be made
    ├── StorageError     the database or the disk cannot be used
    ├── Forbidden        this person may not do that
    ├── TimestampError   a timestamp authority gave no stamp, or one that proves nothing
    └── PlatformError
        ├── Withheld             it may not leave any more      → nothing was sent, wait
        ├── UnsupportedFeature   nothing was sent               → give up
        │   └── Altered          not what was approved          → give up
        ├── Rejected             read and refused               → give up
        ├── Unauthorized         the token is dead              → renew once, else pause the channel
        ├── RateLimited          too many, too soon             → retry at `until`
        ├── Unavailable          nothing was accepted           → retry, growing waits
        └── OutcomeUnknown       it left, no answer came        → find; else ask a person
            └── AlreadyThere     refused as a repeat            → find; an earlier try arrived
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaign.printable import one_line


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was written: a file, and its line counted from 1 (0: the whole file)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing a person has to mend: where it is, what is wrong, what to do.

    `post` is the id that a second file claims, "" for every other mistake.
    """

    place: Place
    message: str
    remedy: str = ""
    post: str = ""

    def __str__(self) -> str:
        """One printable line, whatever the file holds or is called."""
        remedy = f" — {one_line(self.remedy)}" if self.remedy else ""
        return f"{one_line(str(self.place))}: {one_line(self.message)}{remedy}"


class CampaignError(Exception):
    """Anything this program raises on purpose."""


class _Mistakes(CampaignError):
    """Several mistakes in one message, each on its own line."""

    def __init__(self, mistakes: Iterable[Mistake] | Mistake) -> None:
        found = [mistakes] if isinstance(mistakes, Mistake) else list(mistakes)
        self.mistakes: tuple[Mistake, ...] = tuple(
            sorted(dict.fromkeys(found), key=lambda m: (m.place, m.message))
        )
        super().__init__("\n".join(str(m) for m in self.mistakes))


class ConfigError(_Mistakes):
    """The configuration cannot be used."""


class ContentError(_Mistakes):
    """A file of the content cannot be used."""


class RenderError(CampaignError):
    """A template, a text or a card cannot be made as asked."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        self.message = message
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class StorageError(CampaignError):
    """The database, or the disk under it, cannot be used as it is."""


class Forbidden(CampaignError):
    """The person who asks has no right to it, or nobody knows who asks."""


class TimestampError(CampaignError):
    """A timestamp authority gave no stamp, or one that proves nothing."""


class PlatformError(CampaignError):
    """A network, or the way to it, did not do what was asked.

    `status` is the HTTP status, where there was one; `answer` the network's own words, never a
    secret; `code` the network's own error code. `own` says that the answer has the form in which
    the network itself refuses: a gateway before it, or an error page, has another one.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        answer: str = "",
        own: bool = False,
    ) -> None:
        self.own = own
        self.status = status
        self.code = code
        self.answer = answer
        super().__init__(message)


class Withheld(PlatformError):
    """It was stopped, or taken by another worker, before a byte of it had left."""


class UnsupportedFeature(PlatformError):
    """The network cannot express what the variant asks for; nothing was sent."""


class Altered(UnsupportedFeature):
    """What is stored is not what its hash says, so nobody approved it; nothing was sent."""


class Rejected(PlatformError):
    """The network read the request and refused it for good."""


class Unauthorized(PlatformError):
    """The network does not accept the credential."""


class RateLimited(PlatformError):
    """The network asks to wait; nothing was accepted. `until` is a UTC instant, None if unsaid."""

    def __init__(
        self,
        message: str,
        *,
        until: datetime | None = None,
        status: int | None = 429,
        code: str | None = None,
        answer: str = "",
    ) -> None:
        self.until = until
        super().__init__(message, status=status, code=code, answer=answer)


class Unavailable(PlatformError):
    """The network cannot be reached or does not take requests now; nothing was accepted."""


class OutcomeUnknown(PlatformError):
    """The request left and no usable answer came: it may or may not have been accepted."""


class AlreadyThere(OutcomeUnknown):
    """The network refused it as a repeat of what it has, or had: an earlier try has arrived."""
