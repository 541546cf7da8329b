"""Invite somebody without an account to review one post of one region, and end that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError
from campaign.model import Publication, State
from campaign.model.invitations import Invitation
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import publications, record
from campaign.storage.database import Database
from campaign.storage.desk import repeats
from campaign.storage.record import RecordAct
from campaign.storage.trust import invitations, people
from campaign.usecases.trust import review_token
from campaign.usecases.trust.names import checked_email, checked_name

#: How long an invitation holds at most: after that, the texts have moved on and so has the inbox.
LONGEST: Final = timedelta(days=14)

#: States in which there is nothing to review any more.
DONE: Final = (State.PUBLISHED, State.WITHDRAWN, State.CANCELLED)


class CannotInvite(CampaignError):
    """Nobody can be invited to that, or the invitation has ended."""


class MadeBefore(CannotInvite):
    """The same request was carried out before; its link was shown then, and is stored nowhere."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"that was done already, as invitation {number}: its link was shown once. If it is "
            "lost, end that invitation and invite again"
        )


class InvitedBefore(CannotInvite):
    """Somebody else has invited the same person to the same, and that holds."""

    def __init__(self, invitation: Invitation) -> None:
        self.invitation = invitation
        super().__init__(
            f"{invitation.who} has invited them already, on {invitation.at:%Y-%m-%d %H:%M} UTC, by "
            f"invitation {invitation.id}: end that one to make another"
        )


class EndedBefore(CannotInvite):
    """The invitation takes no end any more: it was answered, or ended by somebody."""

    def __init__(self, invitation: Invitation) -> None:
        self.invitation = invitation
        super().__init__(_ended_before(invitation))


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the token of its link: it is shown now, and stored nowhere."""

    invitation: Invitation
    token: str

    @property
    def path(self) -> str:
        """Where the desk answers."""
        return f"/a/{self.token}"


def invite(
    database: Database,
    keys: Sequence[bytes],
    post: str,
    to: str,
    until: datetime,
    *,
    region: str = "",
    language: str = "",
    actor: Actor,
    now: datetime,
    longest: timedelta = LONGEST,
    once: str = "",
) -> Invited:
    """Invite `to`, an e-mail address or a name, to review a post until an instant (UTC).

    `keys` sign the link (`Keyring.signing_keys`). `region` can be left out where the post goes to
    one region alone, `language` for all of the region's. With `once`, a key that whoever asks has
    chosen, the same request makes one invitation. Raises CannotInvite, UnfitName, Forbidden,
    MadeBefore for a repeat, and InvitedBefore where another person was first.
    """
    whom = checked_email(to) if "@" in to else checked_name(to)
    if until <= now:
        raise CannotInvite("the invitation would be over already: its end has passed")
    if until > now + longest:
        raise CannotInvite(f"an invitation holds for {longest.days} days at most")
    with database.write() as connection:
        # Of two that are made at one time, the second sees the first.
        people.lock(connection)
        region = _region(connection, post, region)
        actor = people.demand(connection, actor, Act.INVITE, [region])
        if once:
            what = ["invite", post, region, language, whom]
            earlier = repeats.once(connection, once, actor.name, what, now)
            if earlier is not None:
                raise MadeBefore(int(earlier["invitation"]))
        _check_language(connection, post, region, language)
        for each in invitations.every(connection, post):
            same = (each.region, each.language, each.to) == (region, language, whom)
            if same and each.who != actor.name and each.is_open(now):
                raise InvitedBefore(each)
        token = review_token.make(keys, post, region, until, now)
        number = invitations.add(
            connection,
            token=review_token.digest(token),
            post=post,
            region=region,
            language=language,
            to=whom,
            who=actor.name,
            now=now,
            until=until,
        )
        if once:
            repeats.keep(connection, once, {"invitation": number})
        details = {
            "invitation": number,
            "region": region,
            "language": language,
            "until": until.isoformat(),
        }
        record.append(
            connection,
            RecordAct.INVITED,
            who=actor.name,
            now=now,
            post=post,
            details=details,
            private={"to": whom},
        )
        record.chain(connection)
        found = invitations.one(connection, number)
    assert found is not None
    return Invited(found, token)


def every(database: Database, post: str = "") -> Sequence[Invitation]:
    """All invitations, or those of one post, oldest first."""
    with database.read() as connection:
        return invitations.every(connection, post)


def revoke(database: Database, number: int, *, actor: Actor, now: datetime) -> Invitation:
    """End an invitation: its link opens nothing any more. Raises CannotInvite and Forbidden.

    What was answered stays answered; a yes is taken back like any other.
    """
    with database.write() as connection:
        found = invitations.one(connection, number)
        if found is None:
            raise CannotInvite(f"there is no invitation {number}: `campaign review list`")
        actor = people.demand(connection, actor, Act.INVITE, [found.region])
        if not invitations.revoke(connection, number, actor.name, now):
            raise EndedBefore(invitations.one(connection, number) or found)
        record.append(
            connection,
            RecordAct.INVITATION_ENDED,
            who=actor.name,
            now=now,
            post=found.post,
            details={"invitation": number},
        )
        record.chain(connection)
        ended = invitations.one(connection, number)
    assert ended is not None
    return ended


def concerned(
    connection: Connection, post: str, region: str, language: str = ""
) -> list[Publication]:
    """What is still to be reviewed of a post in a region: neither out nor cancelled."""
    return [
        p
        for p in publications.all_of(connection, [post])
        if p.region == region and language in ("", p.language) and p.state not in DONE
    ]


def _ended_before(found: Invitation) -> str:
    """That an invitation takes no end any more: how it ended, by whom and when (UTC)."""
    if found.answered is not None:
        return f"invitation {found.id} was answered before, on {found.answered:%Y-%m-%d %H:%M} UTC"
    assert found.revoked is not None
    when = f"{found.revoked:%Y-%m-%d %H:%M} UTC"
    return f"invitation {found.id} was revoked before, by {found.revoked_by} on {when}"


def _region(connection: Connection, post: str, region: str) -> str:
    some = publications.all_of(connection, [post])
    if not some:
        raise CannotInvite(f'nothing was planned of a post "{post}": `campaign apply` comes first')
    regions = sorted({p.region for p in some})
    if region and region not in regions:
        raise CannotInvite(f'{post} goes to no region "{region}": {did_you_mean(region, regions)}')
    open_ones = sorted({p.region for p in some if p.state not in DONE})
    if region or len(open_ones) == 1:
        return region or open_ones[0]
    if not open_ones:
        raise CannotInvite(f"nothing of {post} is left to review: it is out, or was cancelled")
    raise CannotInvite(f"say which region with --region: {', '.join(open_ones)}")


def _check_language(connection: Connection, post: str, region: str, language: str) -> None:
    there = {p.language for p in concerned(connection, post, region)}
    if not there:
        raise CannotInvite(f"nothing of {post} is left to review in {region}")
    if language and language not in there:
        raise CannotInvite(f'{post} is not in "{language}" in {region}: {", ".join(sorted(there))}')
