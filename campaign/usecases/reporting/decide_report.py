"""Decide about a report that may have reached its reader, or that was refused for good."""

from __future__ import annotations

from datetime import datetime

from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import record, sent_reports
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people


def decide_report(
    database: Database, period: str, reader: str, *, arrived: bool, actor: Actor, now: datetime
) -> None:
    """Say that the report of a period ("2026-W49") has arrived at a reader, or send it anew.

    All deliveries to the reader that are in doubt or were refused are decided. `now` is in UTC.
    Raises Forbidden, CampaignError when there is nothing to decide, and StorageError.
    """
    with database.write() as connection:
        who = people.demand(connection, actor, Act.DECIDE, [EVERYWHERE]).name
        # Who it was stands in the record, where a person can be forgotten.
        detail = "a person says that it arrived" if arrived else "a person asked for it anew"
        decided = [
            each.service
            for each in sent_reports.of(connection, [period])
            if each.key.reader == reader
            and sent_reports.decide(connection, each.key, arrived=arrived, now=now, detail=detail)
        ]
        if not decided:
            raise CampaignError(
                f'{period}: no report to "{reader}" is in doubt or was refused: '
                "campaign report sent"
            )
        record.append(
            connection,
            RecordAct.REPORT_DECIDED,
            who=who,
            now=now,
            details={"period": period, "arrived": arrived, "services": decided},
            private={"reader": reader},
        )
        record.chain(connection)
