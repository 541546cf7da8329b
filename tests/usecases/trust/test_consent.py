"""Nothing goes out with somebody who no longer agrees, and what is out with them is known."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from campaign.engine.after_restore.notice import notice_restore
from campaign.errors import CampaignError, Forbidden
from campaign.model import AttemptOutcome, Planned, Post, Publication, State
from campaign.model.consents import Consent
from campaign.model.people import Actor, Role
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.tables import history, record
from campaign.storage.trust import consents, withdrawals
from campaign.storage.trust.tables import consents as table
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.planning.agreements import Agreements
from campaign.usecases.planning.apply import Applied, apply
from campaign.usecases.trust import consent
from campaign.usecases.trust.consent import CannotWithdraw, Holding
from tests.checks.desk import POST
from tests.engine.fenced import Uploading
from tests.engine.scripted import swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, variant
from tests.storage.conftest import on_both
from tests.usecases.trust.team import ALONE, register

MADRID = ZoneInfo("Europe/Madrid")
#: The end of 3 December in Madrid, as UTC.
END = datetime(2026, 12, 3, 23, tzinfo=NOW.tzinfo)
#: What this variant's recipe was before variants knew people.
RECIPE_OF_BEFORE = "b085e0611489b7061f186b6b97a504d6b86be95fe33c440e4340c72e841afc80"
AGREED = Consent(
    "lab-07",
    "the labs",
    frozenset({"catalonia"}),
    None,
    date(2026, 9, 1),
    date(2026, 12, 3),
)


def planned(stage: Stage, *wanted: Planned, **changes: Any) -> Applied:
    """Apply a calendar with the register, in which the consent is changed so."""
    agreed = {"lab-07": replace(AGREED, **changes)}
    agreed["lab-08"] = replace(AGREED, reference="lab-08", until=date(2027, 12, 31))
    return apply(
        stage.plan(wanted),
        stage.database,
        stage.media,
        stage.brand,
        actor=ALONE,
        now=stage.now,
        picture=stage.media.read,
        agreed=Agreements(agreed, {}, MADRID),
    )


def shows(stage: Stage, post: str = "labs", *, at: datetime | None = None, **more: Any) -> Planned:
    """A post that shows the person."""
    return stage.wanted(post, at=at, **{"consents": ("lab-07",), **more})


def everything(database: Database) -> list[Publication]:
    """Every publication, by number."""
    with database.read() as connection:
        return publications.all_of(connection)


def test_only_variants_with_people_have_another_hash() -> None:
    """What was approved before stays approved, and who is shown is approved too."""
    bare, lab = variant(), variant(consents=("lab-07",))
    assert bare.recipe == RECIPE_OF_BEFORE
    assert len({bare.hash, lab.hash, variant(consents=("lab-08",)).hash}) == 3


@on_both
def test_a_post_goes_out_until_its_consent_ends_and_then_no_more(stage: Stage) -> None:
    """Midnight in the zone of the channel; it was planned and approved before."""
    planned(stage, shows(stage), shows(stage, "late", at=END - HOUR), shows(stage, "on", at=END))
    stage.approve()
    assert [p.consent_until for p in everything(stage.database)] == [END] * 3
    assert stage.tick().published == [1]
    stage.now = END - timedelta(seconds=1)
    assert stage.tick().published == [2]
    stage.now = END
    done = stage.tick()
    assert done.published == []
    assert done.held == {
        3: "a person in it no longer agrees: the consent lab-07 holds until 2026-12-03"
    }
    stage.tick(7 * HOUR)
    assert stage.states()[2] is State.MISSED


@on_both
def test_what_is_held_so_holds_nothing_else_of_its_channel(stage: Stage) -> None:
    """The others go on, at the channel's pace."""
    planned(stage, shows(stage), shows(stage, "other", at=stage.now + HOUR, consents=()))
    stage.approve()
    consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
    assert stage.tick().published == []
    assert stage.tick(HOUR).published == [2]


@on_both
def test_withdrawing_holds_everything_at_once_and_names_what_is_out(stage: Stage) -> None:
    """Also a post whose file is gone, and one that was cancelled and might come back."""
    planned(
        stage,
        shows(stage, "gone"),
        shows(stage, "next", at=stage.now + DAY),
        shows(stage, "dropped", at=stage.now + DAY),
        shows(stage, "free", at=stage.now + DAY, consents=("lab-08",)),
    )
    stage.approve()
    assert stage.tick().published == [1]
    rest = [
        shows(stage, "next", at=stage.now + DAY),
        shows(stage, "free", at=stage.now + DAY, consents=("lab-08",)),
    ]
    planned(stage, *rest)
    assert _states(stage)["dropped"] is State.CANCELLED
    done = consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
    assert {p.post for p in done.held} == {"next", "dropped"}
    assert [each.publication.post for each in done.live] == ["gone"]
    assert done.live[0].command.startswith("campaign withdraw gone --channel catalonia --reason ")
    ends = {p.post: p.consent_until for p in everything(stage.database)}
    assert ends["next"] == ends["dropped"] == stage.now
    stage.tick(DAY)
    assert _states(stage)["free"] is State.PUBLISHED
    planned(stage, *rest)
    stage.approve()
    stage.tick()
    assert _states(stage)["next"] is State.SCHEDULED, "a new plan does not forget it"


def _states(stage: Stage) -> dict[str, State]:
    return {p.post: p.state for p in everything(stage.database)}


@on_both
@pytest.mark.parametrize("how", ["withdrawn", "ended", "withdrawn by the file"])
def test_a_request_that_is_ready_to_leave_is_stopped(stage: Stage, how: str) -> None:
    """The publisher asks directly before the first byte, and hears of it."""
    network = stage.network = Uploading(stage.ledger, stage.media)
    wanted = shows(stage, at=END - HOUR)
    planned(stage, wanted)
    stage.approve()
    stage.now = END - HOUR

    def meanwhile() -> None:
        if how == "withdrawn":
            consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
        elif how == "ended":
            stage.now = END
        else:
            planned(stage, wanted, withdrawn=date(2026, 12, 2))

    network.meanwhile = meanwhile
    assert stage.tick().published == []
    assert (network.sent, stage.ledger.public) == ([], [])
    assert stage.outcomes() == [AttemptOutcome.NOT_SENT]
    assert stage.tick(HOUR).published == []


def test_neither_another_time_nor_another_try_brings_it_back(stage: Stage) -> None:
    """`reschedule` gives a time, and the consent still holds it."""
    planned(stage, shows(stage))
    stage.approve()
    consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
    stage.tick(7 * HOUR)
    some = chosen(stage.database, all_missed=True)
    later = stage.now + HOUR
    reschedule(stage.database, some, lambda _: later, actor=ALONE, now=stage.now)
    assert stage.tick(HOUR).published == []
    assert stage.states() == [State.SCHEDULED]


def test_an_unknown_one_that_proves_absent_is_not_sent_again(stage: Stage) -> None:
    """It left before, and nobody knew whether it arrived."""
    stage.network.script.append(swallowed)
    planned(stage, shows(stage))
    stage.approve()
    stage.tick()
    assert stage.states() == [State.UNKNOWN]
    done = consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
    assert [p.id for p in done.held] == [1]
    stage.tick(DAY)
    stage.tick(HOUR)
    assert State.PUBLISHED not in stage.states() and len(stage.ledger.public) == 0


def test_what_the_file_calls_withdrawn_is_withdrawn_when_it_is_applied(stage: Stage) -> None:
    """Once, and for good: also when the line is taken away again."""
    wanted = shows(stage, at=stage.now + DAY)
    assert planned(stage, wanted).withdrawn == ()
    done = planned(stage, wanted, withdrawn=date(2026, 12, 1))
    assert (done.withdrawn, done.disagreed) == (("lab-07",), 1)
    assert planned(stage, wanted, withdrawn=date(2026, 12, 1)).withdrawn == ()
    assert planned(stage, wanted).disagreed == 1
    assert stage.held().consent == "the consent lab-07 was withdrawn"


def test_a_day_that_is_still_to_come_ends_it_then(stage: Stage) -> None:
    """Until that day it holds."""
    planned(stage, shows(stage), withdrawn=date(2026, 12, 2))
    stage.approve()
    assert stage.held().consent_until == datetime(2026, 12, 1, 23, tzinfo=NOW.tzinfo)
    assert stage.tick().published == [1]


def test_an_end_that_was_moved_in_the_file_counts_for_all_that_is_not_out(stage: Stage) -> None:
    """Earlier or later, also for what was missed and for what its file has lost."""
    wanted = [shows(stage, at=stage.now + DAY), shows(stage, "more", at=stage.now + DAY)]
    planned(stage, *wanted)
    planned(stage, wanted[0], until=date(2026, 12, 1))
    early = datetime(2026, 12, 1, 23, tzinfo=NOW.tzinfo)
    assert [p.consent_until for p in everything(stage.database)] == [early, early]
    planned(stage, wanted[0], until=date(2027, 1, 31))
    assert {p.consent_until for p in everything(stage.database)} == {
        datetime(2027, 1, 31, 23, tzinfo=NOW.tzinfo)
    }


def test_a_consent_that_left_the_register_keeps_its_end(stage: Stage) -> None:
    """A file that is gone must not let anything go out for longer."""
    wanted = shows(stage, at=stage.now + DAY)
    planned(stage, wanted)
    stage.apply(wanted)
    assert stage.held().consent_until == END
    stage.apply(replace(wanted, variant=replace(wanted.variant, consents=())))
    assert stage.held().consent_until is None


def test_of_several_people_the_first_end_counts(stage: Stage) -> None:
    """One who no longer agrees is enough."""
    planned(stage, shows(stage, consents=("lab-07", "lab-08")))
    assert stage.held().consent_until == END
    consent.withdraw(stage.database, "lab-08", "wrote", actor=ALONE, now=stage.now)
    assert stage.held().consent == "the consent lab-08 was withdrawn"


@pytest.mark.parametrize(
    ("reference", "reason", "said"),
    [
        ("lab-7", "called", 'did you mean "lab-07"'),
        ("lab-07", "  ", "say how you know"),
        ("", "called", "names a consent"),
    ],
)
def test_a_slip_withdraws_nothing(stage: Stage, reference: str, reason: str, said: str) -> None:
    """It comes with the nearest name."""
    planned(stage, shows(stage, at=stage.now + DAY))
    with pytest.raises(CannotWithdraw, match=said):
        consent.withdraw(stage.database, reference, reason, actor=ALONE, now=stage.now)
    assert stage.held().consent_until == END


def test_one_of_the_register_that_no_post_names_can_be_withdrawn(stage: Stage) -> None:
    """So that no later post shows the person."""
    done = consent.withdraw(
        stage.database, "lab-09", "called", actor=ALONE, now=NOW, register=["lab-09"]
    )
    assert (done.held, done.live) == ((), ())
    planned(stage, shows(stage, at=stage.now + DAY, consents=("lab-09",)))
    assert stage.held().consent == "the consent lab-09 was withdrawn"


@on_both
def test_of_two_who_withdraw_it_at_once_one_is_told(stage: Stage) -> None:
    """It is withdrawn once, and recorded once."""
    planned(stage, shows(stage, at=stage.now + DAY))

    def once(name: str) -> str:
        try:
            actor = Actor(name)
            consent.withdraw(stage.database, "lab-07", "called", actor=actor, now=stage.now)
        except CampaignError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(once, ("aina", "jon")))
    assert ends[0] == "" and "lab-07 was withdrawn on 2026-12-01 by" in ends[1]
    with stage.database.read() as connection:
        acts = list(connection.scalars(select(record.c.act)))
    assert acts.count("consent.ended") == 1


@on_both
def test_a_plan_that_is_applied_at_the_same_moment_misses_nothing(stage: Stage) -> None:
    """Whichever is first: what is planned with the person is held."""
    planned(stage, shows(stage, at=stage.now + DAY))
    names = [f"post-{number}" for number in range(8)]

    def applying(_: int) -> None:
        planned(stage, *(shows(stage, name, at=stage.now + DAY) for name in ("labs", *names)))

    def withdrawing(_: int) -> None:
        consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(applying, 1), pool.submit(withdrawing, 1)]:
            done.result()
    assert {p.consent_until for p in everything(stage.database)} == {stage.now}


def test_anybody_but_a_reader_may_write_down_a_withdrawal(stage: Stage) -> None:
    """In whatever region they work; it is theirs who hears of it."""
    admin = register(stage.database, "aina", Role.ADMIN)
    reader = register(stage.database, "rita", Role.READER, by=admin)
    editor = register(stage.database, "jon", Role.EDITOR, region="donegal", by=admin)
    for name, actor in (("lab-07", reader), ("lab-07", ALONE)):
        with pytest.raises(Forbidden):
            consent.withdraw(
                stage.database, name, "called", actor=actor, now=NOW, register=["lab-07"]
            )
    consent.withdraw(stage.database, "lab-07", "x", actor=editor, now=NOW, register=["lab-07"])


def test_it_is_in_the_record_and_in_each_story(stage: Stage) -> None:
    """With who and when in the open, and the reason beside it."""
    planned(stage, shows(stage, at=stage.now + DAY))
    consent.withdraw(stage.database, "lab-07", "her mother called", actor=ALONE, now=stage.now)
    with stage.database.read() as connection:
        entry = connection.execute(select(record).where(record.c.act == "consent.ended")).one()
        reasons = list(connection.scalars(select(history.c.reason)))
    assert (entry.public["consent"], entry.public["held"]) == ("lab-07", [1])
    assert "mother" not in str(entry.public) and entry.private["reason"][1] == "her mother called"
    assert entry.number is not None and reasons[-1] == "the consent lab-07 was withdrawn"


def test_the_list_says_who_until_when_and_where(stage: Stage) -> None:
    """Of the register, of posts, and of what is out; the ended ones first."""
    planned(stage, shows(stage), shows(stage, "next", at=stage.now + DAY))
    stage.approve()
    stage.tick()
    consents = {
        "lab-07": replace(AGREED, until=date(2026, 12, 1)),
        "lab-08": replace(AGREED, reference="lab-08", until=date(2027, 1, 1)),
        "lab-09": replace(AGREED, reference="lab-09", signed=date(2027, 1, 1)),
    }
    posts = (replace(POST, id="draft", people=("lab-08", "stranger")),)

    def lines(today: date, posts: Collection[Post] = posts) -> dict[str, tuple[object, ...]]:
        found = consent.every(stage.database, consents, tuple(posts), today)
        return {
            each.reference: (each.holding, each.posts, each.planned, len(each.live))
            for each in found
        }

    assert lines(date(2026, 12, 1)) == {
        "lab-07": (Holding.HOLDS, ("labs", "next"), 1, 1),
        "lab-08": (Holding.HOLDS, ("draft",), 0, 0),
        "lab-09": (Holding.NOT_YET, (), 0, 0),
        "stranger": (Holding.UNKNOWN, ("draft",), 0, 0),
    }
    assert lines(date(2026, 12, 2))["lab-07"][0] is Holding.ENDED
    consent.withdraw(stage.database, "lab-07", "called", actor=ALONE, now=stage.now)
    assert lines(date(2026, 11, 1))["lab-07"][0] is Holding.WITHDRAWN


@on_both
@pytest.mark.parametrize("how", ["command", "file"])
def test_an_older_copy_of_the_database_does_not_forget_a_withdrawal(
    stage: Stage, tmp_path: Path, how: str
) -> None:
    """The publisher looks into the file beside it before it sends; a torn line is skipped."""
    journal = Journal(tmp_path / "receipts.jsonl")
    wanted = shows(stage, at=stage.now + DAY)
    planned(stage, wanted)
    stage.approve()
    if how == "command":
        consent.withdraw(
            stage.database, "lab-07", "called", actor=ALONE, now=stage.now, journal=journal
        )
    else:
        withdrawals.append(journal, "lab-07", stage.now)
    with (tmp_path / "withdrawn-consents.jsonl").open("ab") as file:
        file.write(b'{"at": "2026-12-01T0')
    with stage.database.write() as connection:  # as in a copy of before
        connection.execute(table.delete())
        consents.set_end(connection, [stage.held()], END, "")
    notice_restore(stage.database, journal, who="worker", now=stage.now + HOUR)
    assert (stage.held().consent_until, stage.held().consent) == (
        *(NOW, "the consent lab-07 was withdrawn"),
    )
    assert stage.tick(DAY).published == []
    notice_restore(stage.database, journal, who="worker", now=stage.now + HOUR)
    with stage.database.read() as connection:
        assert len(connection.execute(table.select()).all()) == 1
