"""What somebody who was invited sees and says: the use cases of the page behind the link.

Opening the link uses nothing up, because mail programs open links before people do. An answer is
given once. It counts for exactly the words and pictures that were shown: if one changed meanwhile,
nothing is written down, and the difference is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection

from campaign.errors import CampaignError, Forbidden
from campaign.model import Publication, Variant
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.invitations import Answer, Invitation
from campaign.model.people import Actor, Person
from campaign.plan.rewording import Rewording, rewordings
from campaign.plan.rights import Act
from campaign.storage import frames, recalls, record, variants
from campaign.storage.database import Database
from campaign.storage.frames import Other
from campaign.storage.journal import Journal
from campaign.storage.record import RecordAct
from campaign.storage.trust import approvals, invitations, people
from campaign.usecases.operations.stopping import Wait, flying, stop
from campaign.usecases.trust import review_token
from campaign.usecases.trust.approve import approve_by_invitation
from campaign.usecases.trust.invite import concerned
from campaign.usecases.trust.names import checked_name
from campaign.usecases.trust.requests import approved_before
from campaign.usecases.trust.take_back import check_length, send_back_within


class Why(StrEnum):
    """Why a link cannot be used.

    `unknown`: nobody here has made it, or it is not whole. `withdrawn`: whoever invited may invite
    nobody any more. `nothing`: there is nothing left to review.
    """

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"
    NOT_NOW = "not-now"


class NotInvited(CampaignError):
    """The link opens nothing, or takes no answer; `why` says which case it is.

    `invitation` is the one that the link belongs to, None for a link that nobody here has made, and
    `inviter` is the name of whoever made it, "" when unknown.
    """

    def __init__(
        self, why: Why, message: str, invitation: Invitation | None = None, inviter: str = ""
    ) -> None:
        self.why = why
        self.invitation = invitation
        self.inviter = inviter
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Difference:
    """What reads otherwise on one channel than it was shown."""

    channel: str
    changes: tuple[Rewording, ...]


class Changed(CampaignError):
    """What was shown is not what would go out; `differences` tells by channel what changed."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        self.differences = tuple(differences)
        where = ", ".join(each.channel for each in self.differences)
        super().__init__(f"it has changed since it was shown, on {where}: look at it again")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one channel will publish: the publication, and its exact words and pictures.

    `before` is what was approved last for it, at `before_at` (UTC), None when nothing was. `other`
    is what other channels read of the post in its other frame.
    """

    publication: Publication
    variant: Variant
    before: Variant | None = None
    before_at: datetime | None = None
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What an invitation shows, by channel in their order, and who invited ("" when unknown)."""

    invitation: Invitation
    inviter: str
    readings: tuple[Reading, ...]

    @property
    def hashes(self) -> tuple[str, ...]:
        """What an answer has to name: the hash of each variant as it is shown."""
        return tuple(sorted({each.publication.variant_hash for each in self.readings}))


@dataclass(frozen=True, slots=True)
class Answered:
    """What was written down, how many variants it was about, and how many may go out by it."""

    invitation: Invitation
    variants: int
    released: int = 0


def open(
    database: Database, keys: Sequence[bytes], token: str, now: datetime, *, looks: bool = True
) -> Shown:
    """What the link shows at `now` (UTC), for its one post and region; uses nothing up.

    That it was opened is written down where somebody `looks`, and not for a program that only asks
    whether there is a page. Raises NotInvited.
    """
    with database.write() if looks else database.read() as connection:
        found = _holding(connection, keys, token, now)
        if looks:
            invitations.opened(connection, found.id, now)
        some = concerned(connection, found.post, found.region, found.language)
        if not some:
            raise _nothing(connection, found)
        latest = approvals.latest(connection, [found.post])
        was = {p.id: approved_before(p, latest) for p in some}
        hashes = {p.variant_hash for p in some} | {each[0] for each in was.values() if each}
        loaded = variants.load(connection, hashes)
        others = frames.others(connection, [loaded[p.variant_hash] for p in some])
        inviter = people.one(connection, found.who)
    readings = sorted(
        (
            Reading(
                p,
                loaded[p.variant_hash],
                loaded[before[0]] if (before := was[p.id]) else None,
                before[1] if before else None,
                others.get(p.variant_hash),
            )
            for p in some
        ),
        key=lambda r: r.publication.channel,
    )
    return Shown(found, _name(inviter), tuple(readings))


def answer(
    database: Database,
    keys: Sequence[bytes],
    token: str,
    said: Answer,
    name: str,
    hashes: Collection[str],
    now: datetime,
    *,
    words: str = "",
    rules: ApprovalRules = USUAL,
    picture: Callable[[str], str] = lambda digest: "",
    wait: Wait | None = None,
    journal: Journal | None = None,
) -> Answered:
    """Write down the one answer of somebody who was invited, at `now` (UTC).

    `name` is what the person typed, `hashes` are those of the variants that were shown. `yes`
    counts for the approver's step of the region. `change` sends all of them back with `words`.
    `picture` gives the file of a picture by its hash. `journal` stands beside the file in which a
    wish for a change is kept for a backup that may be put back. Raises NotInvited, Changed and
    UnfitName; then nothing is written down.
    """
    typed = checked_name(name)
    wish = words.strip()
    if said is Answer.NONE:
        raise CampaignError("say yes, or what is to be changed")
    if said is Answer.CHANGE and not wish:
        raise CampaignError("say what is to be changed")
    check_length(wish)
    with database.write() as connection:
        found = _holding(connection, keys, token, now, lock=True)
        some = concerned(connection, found.post, found.region, found.language)
        if not some:
            raise _nothing(connection, found)
        _check_same(connection, found, some, hashes, picture)
        if not invitations.answer(connection, found.id, said, typed, wish, now):
            words = "this link was answered, or ended, at this moment"
            raise NotInvited(Why.ANSWERED, words, found)
        details = {
            "invitation": found.id,
            "region": found.region,
            "answer": said.value,
            "variants": sorted(set(hashes)),
        }
        record.append(
            connection,
            RecordAct.INVITATION_ANSWERED,
            who=found.signature,
            now=now,
            post=found.post,
            details=details,
            private={"name": typed, **({"words": wish} if wish else {})},
        )
        released = 0
        if said is Answer.YES:
            done = approve_by_invitation(
                connection,
                some,
                who=found.signature,
                inviter=found.who,
                now=now,
                rules=rules,
            )
            if done.refused and not done.variants:
                why = done.refused[0].why
                raise NotInvited(Why.NOT_NOW, why, found, _inviter(connection, found))
            released = done.released
        else:
            send_back_within(connection, some, wish, who=found.signature, now=now)
        record.chain(connection)
        written = invitations.one(connection, found.id)
        before = flying(connection, lambda inside: some) if said is Answer.CHANGE else []
    assert written is not None
    if said is Answer.CHANGE:
        recalls.append(journal, set(hashes), now)
        numbers = {p.id for p in some}

        def theirs(inside: Connection) -> Sequence[Publication]:
            now_open = concerned(inside, found.post, found.region, found.language)
            return [p for p in now_open if p.id in numbers]

        stop(database, theirs, before, wait)
    return Answered(written, len(set(hashes)), released)


def _holding(
    connection: Connection,
    keys: Sequence[bytes],
    token: str,
    now: datetime,
    *,
    lock: bool = False,
) -> Invitation:
    """The invitation of a link that can be answered at this moment; raises NotInvited."""
    claims = review_token.read(keys, token, now)
    people.keep(connection)
    found = None
    if claims is not None:
        found = invitations.by_token(connection, review_token.digest(token), lock=lock)
    if (
        claims is None
        or found is None
        or (claims.post, claims.region) != (found.post, found.region)
    ):
        raise NotInvited(
            Why.UNKNOWN, "this link is not whole, or was not made here: ask whoever sent it"
        )
    name = _inviter(connection, found)
    whom = f"ask {name} for another one"
    if found.answered is not None:
        words = f"this link was answered on {found.answered:%Y-%m-%d}: {whom}"
        raise NotInvited(Why.ANSWERED, words, found, name)
    if found.revoked is not None:
        words = f"this link was ended on {found.revoked:%Y-%m-%d}: {whom}"
        raise NotInvited(Why.REVOKED, words, found, name)
    if now >= min(found.until, datetime.fromtimestamp(claims.until + 1, UTC)):
        words = f"this link ended on {found.until:%Y-%m-%d}: {whom}"
        raise NotInvited(Why.EXPIRED, words, found, name)
    _check_inviter(connection, found)
    return found


def _check_inviter(connection: Connection, found: Invitation) -> None:
    """Raises NotInvited where whoever invited may do so no more, or was known to nobody."""
    inviter = people.one(connection, found.who)
    try:
        people.demand(connection, Actor(found.who, inviter), Act.INVITE, [found.region])
    except Forbidden:
        raise NotInvited(
            Why.WITHDRAWN,
            "whoever made this link may invite nobody any more: ask the campaign",
            found,
        ) from None


def _check_same(
    connection: Connection,
    found: Invitation,
    some: Sequence[Publication],
    hashes: Collection[str],
    picture: Callable[[str], str],
) -> None:
    """Raises Changed where other words or pictures would go out than were shown.

    Raises NotInvited for what this invitation cannot have shown.
    """
    now_there = {p.variant_hash for p in some}
    if set(hashes) == now_there:
        return
    loaded = variants.load(connection, {*hashes, *now_there})
    channels = {p.channel: p for p in concerned(connection, found.post, found.region)}
    shown: dict[str, Variant] = {}
    for name in hashes:
        variant = loaded.get(name)
        if variant is None or variant.post != found.post:
            words = "the answer is about texts that this link does not show"
            raise NotInvited(Why.UNKNOWN, words, found)
        shown[variant.channel] = variant
    raise Changed(_differences(shown, some, loaded, channels, picture))


def _differences(
    shown: Mapping[str, Variant],
    some: Sequence[Publication],
    loaded: Mapping[str, Variant],
    channels: Mapping[str, Publication],
    picture: Callable[[str], str],
) -> list[Difference]:
    differences = []
    for p in sorted(some, key=lambda each: each.channel):
        new, old = loaded[p.variant_hash], shown.get(p.channel)
        if old is None:
            was = Rewording("channel", "not shown", "goes out there too")
            differences.append(Difference(p.channel, (was,)))
        elif old.hash != p.variant_hash:
            differences.append(Difference(p.channel, rewordings(old, new, picture)))
    for channel in sorted(shown.keys() - {p.channel for p in some}):
        gone = Rewording("channel", "shown", "does not go out there any more")
        differences.append(Difference(channel, (gone,)))
    return differences


def _nothing(connection: Connection, found: Invitation) -> NotInvited:
    words = f"nothing of {found.post} is left to review"
    return NotInvited(Why.NOTHING, words, found, _inviter(connection, found))


def _inviter(connection: Connection, found: Invitation) -> str:
    return _name(people.one(connection, found.who)) or found.who


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""
