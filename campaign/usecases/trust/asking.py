"""Write down that a person asks for parts to be taken back, in the table and in the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from campaign.errors import CampaignError
from campaign.model import Publication
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.storage import record
from campaign.storage.record import RecordAct
from campaign.storage.trust import changes


class NoReason(CampaignError):
    """A post is taken back, or corrected, without saying why."""


def given_reason(reason: str) -> str:
    """The reason that a person gives; raises NoReason where there is none."""
    if not reason.strip():
        raise NoReason("say why with --reason: it is written down, and others will ask")
    return reason.strip()


def ask_back(
    connection: Connection,
    publication: Publication,
    out: Mapping[int, tuple[str, str]],
    *,
    who: str,
    reason: str,
    now: datetime,
    variant_after: str = "",
    due: datetime | None = None,
) -> list[Change]:
    """Ask for the withdrawal of each part that is `out`, by number with its id and its address.

    `variant_after` takes the place of the post once it is gone, "" for nothing; `due` (UTC) is when
    the calendar wants that.
    """
    asked = [
        changes.ask(
            connection,
            publication,
            part,
            ChangeKind.WITHDRAWAL,
            remote_id=remote_id,
            url=url,
            who=who,
            reason=reason,
            now=now,
            variant_after=variant_after,
            due=due,
        )
        for part, (remote_id, url) in sorted(out.items())
    ]
    record.append(
        connection,
        RecordAct.WITHDRAWAL_ASKED,
        who=who,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "channel": publication.channel,
            "state": publication.state.value,
            "parts": [{"part": each.part, "url": each.url} for each in asked],
            "after": variant_after,
        },
        private={"reason": reason},
    )
    return asked


def drop(connection: Connection, change: Change, *, who: str, now: datetime, why: str) -> None:
    """Give a change up that has not ended."""
    changes.end(connection, change, ChangeState.DROPPED, ended_by=who, now=now, answer=why)
