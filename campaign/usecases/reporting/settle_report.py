"""A person says what became of a report that may have arrived, or was refused."""

from __future__ import annotations

from datetime import datetime

from analytics.isoweek import Week
from campaign.errors import CampaignError
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import record, sent_reports
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people


class NothingToSettle(CampaignError):
    """No report to this reader is in doubt, and none was refused."""


def settle(
    database: Database,
    week: Week,
    reader: str,
    *,
    arrived: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Book the week's report to a reader as arrived, or let it be sent anew, at `now` (UTC).

    It takes the right to decide in all regions, for a report is of all of them. Raises
    NothingToSettle and Forbidden.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.DECIDE, [EVERYWHERE])
        done = [
            sent_reports.decide(
                connection,
                each.key,
                arrived=arrived,
                now=now,
                detail="a person says that it arrived" if arrived else "a person asked for it anew",
            )
            for each in sent_reports.of(connection, [str(week)])
            if each.key.reader == reader
        ]
        if not any(done):
            raise NothingToSettle(
                f'{week}: no report to "{reader}" is in doubt or was refused: campaign report sent'
            )
        record.append(
            connection,
            RecordAct.REPORT_SETTLED,
            who=actor.name,
            now=now,
            details={"period": str(week), "arrived": arrived},
            private={"reader": reader},
        )
