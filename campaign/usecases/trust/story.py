"""The whole story of one post as values: what a proof page, an export or the desk shows.

::

    Story                     one post
    ├── Account               one publication: where it went, its state, its link
    │   ├── Words             what was approved and sent: texts, link, pictures, their hashes
    │   ├── Yes               an approval of these words: step, person, hash, when
    │   ├── Try, PartOut      what was sent, and the network's raw answers
    │   ├── Reading           what readers saw, compared with what was approved
    │   ├── Figures           how it did, by age
    │   └── Dismissal         a finding that people live with
    └── Deed                  what somebody did, in the order of time

Every instant is UTC. `None` among figures means that the network does not say; it is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from campaign.model import Media, State
from campaign.model.approval import Basis
from campaign.model.changes import Change, ChangeTry


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did something: the id that was written down, and the name where one is known.

    `redacted` is true for somebody whose name was forgotten on request, `is_publisher` for the
    program itself.
    """

    id: str
    name: str = ""
    redacted: bool = False
    is_publisher: bool = False

    @property
    def brief(self) -> str:
        """The name alone, where one is known."""
        return self.name if self.name and not self.redacted else self.shown

    @property
    def shown(self) -> str:
        """How a reader is told who it was."""
        if self.redacted:
            return f"a person whose name was redacted ({self.id})" if self.id else "redacted"
        if self.is_publisher:
            return self.name
        return f"{self.name} ({self.id})" if self.name and self.name != self.id else self.id


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of the story.

    `act` is the dotted word of the record; `words` tell it in a sentence without who and when.
    `note` are a person's own words. `number` and `hash` are those of its entry in the record, None
    and "" for what was done before the record began. `publication` is None for an act on the post.
    `is_step` marks what only a full account needs, because another deed tells the same.
    """

    at: datetime
    act: str
    words: str
    who: Doer
    publication: int | None = None
    channel: str = ""
    note: str = ""
    number: int | None = None
    hash: str = ""
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What one channel's readers were to get; `hash` names exactly these words and pictures.

    `authors` are those who planned and edited them. `machine` says what a machine made, by what it
    is ("words", or a picture's file), with the machine's model; it is empty where people made all
    of it, or nobody wrote down anything else. `consents` are the references of those whom they
    show. `frame` is the one of two that they are in, "" for a plain post.
    """

    hash: str
    language: str
    headline: str
    texts: tuple[str, ...]
    commented: bool
    link: str
    hashtags: tuple[str, ...]
    pictures: tuple[Media, ...]
    created: datetime
    body: Mapping[str, Any]
    authors: tuple[Doer, ...] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[str, ...] = ()
    frame: str = ""


@dataclass(frozen=True, slots=True)
class Yes:
    """An approval of a hash for one step; `revoked` is when it was taken back, None for never.

    `basis` says what it rests on: a registered person, an invitation, or nobody who is known.
    """

    hash: str
    step: str
    who: Doer
    at: datetime
    note: str = ""
    basis: Basis = Basis.ALONE
    revoked: datetime | None = None
    revoked_by: Doer | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: the exact payload that was sent, and the network's raw answer to it."""

    id: int
    hash: str
    key: str
    started: datetime
    ended: datetime | None
    outcome: str
    payload: Mapping[str, Any]
    answer: str


@dataclass(frozen=True, slots=True)
class PartOut:
    """One part that is out, from 1; the first is the post itself."""

    number: int
    remote_id: str
    url: str
    at: datetime
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read back as its readers get it, and how that differs from what was approved.

    `differences` is empty when all was the same; a post that readers do not get at all differs.
    `problem` says why nobody knows: it could not be read, or its network tells no program. `parts`
    is what was read, part by part. `accepted` is since when a person lives with the differences.
    """

    at: datetime
    age: timedelta | None
    differences: tuple[str, ...]
    problem: str = ""
    parts: tuple[Mapping[str, Any], ...] = ()
    accepted: datetime | None = None
    accepted_by: Doer | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts at one age; a count is None where the network does not say it."""

    age: timedelta
    taken_at: datetime
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding about the words when they were planned; `severity` is "block", "warn" or "info"."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A finding that somebody dismissed with a reason; `ended` is when it counted again."""

    code: str
    what: str
    reason: str
    who: Doer
    at: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One publication of the post: a channel, an occurrence, and all that became of it.

    `changes` are what was asked for after it went out (taking a part back, or other words), and
    `change_tries` what was sent for that, with the network's raw answers.

    `zone` is the IANA name of the channel's zone; `title` is the network's own name; `account` the
    account as the configuration or its former settings name it, "" when nothing does.
    """

    id: int
    occurrence: str
    channel: str
    platform: str
    title: str
    account: str
    region: str
    region_name: str
    language: str
    zone: str
    state: State
    due: datetime
    published_at: datetime | None
    remote_id: str
    url: str
    reason: str
    words: Words
    earlier: tuple[Words, ...] = ()
    approvals: tuple[Yes, ...] = ()
    released: datetime | None = None
    tries: tuple[Try, ...] = ()
    parts: tuple[PartOut, ...] = ()
    readings: tuple[Reading, ...] = ()
    figures: tuple[Figures, ...] = ()
    findings: tuple[Found, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    changes: tuple[Change, ...] = ()
    change_tries: tuple[ChangeTry, ...] = ()

    @property
    def standing(self) -> tuple[Yes, ...]:
        """The approvals of the words that it has now, as they stand, or stood when it went out.

        What was taken back after that (it falls with the first person who is registered, too) was
        given all the same when it went out.
        """
        out = self.published_at if self.went_out else None
        return tuple(
            yes
            for yes in self.approvals
            if yes.hash == self.words.hash
            and (yes.revoked is None or (out is not None and yes.at <= out < yes.revoked))
        )

    @property
    def differs(self) -> tuple[str, ...]:
        """What readers see otherwise than approved, by the last reading that could be made."""
        readable = [reading for reading in self.readings if not reading.problem]
        return readable[-1].differences if readable else ()

    @property
    def went_out(self) -> bool:
        """True when it is public, or was until it was withdrawn."""
        return self.state in (State.PUBLISHED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that the words name: a reference and its terms, never the person's name.

    `purpose` is "" and `until` None where no register tells them; `ended` is since when it was
    withdrawn.
    """

    reference: str
    purpose: str = ""
    until: date | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is known of one post at `as_of`; None where that is left open.

    `title` is its headline in `language`. `began` is when the record's first entry was written,
    None where there is no record. `head` is the record's last number and hash at `as_of`, None
    before the first.
    """

    post: str
    title: str
    language: str
    activity: str
    as_of: datetime | None
    accounts: tuple[Account, ...]
    deeds: tuple[Deed, ...]
    consents: tuple[Consent, ...] = ()
    began: datetime | None = None
    head: tuple[int, str] | None = None

    @property
    def pictures(self) -> Mapping[str, Media]:
        """Every picture that any of its words have or had, by SHA-256."""
        return {
            media.sha256: media
            for account in self.accounts
            for words in (account.words, *account.earlier)
            for media in words.pictures
        }
