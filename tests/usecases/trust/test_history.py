"""Who did what: the record, narrowed down and looked through a bounded portion at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from campaign.model.people import Role
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.tables import record as table
from campaign.storage.trust import history as stored
from campaign.storage.trust.entries import Entry
from campaign.storage.trust.history import Wanted
from campaign.usecases.trust import history, people
from campaign.usecases.trust.deeds import from_entry
from campaign.usecases.trust.story import Doer
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.usecases.trust.team import register

MADRID = ZoneInfo("Europe/Madrid")
SECOND = timedelta(seconds=1)


def acts(database: Database, who: str, count: int, post: str = "", at: datetime = NOW) -> None:
    """Entries of somebody, a second apart."""
    with database.write() as connection:
        for number in range(count):
            now = at + number * SECOND
            record.append(connection, RecordAct.RESUMED, who=who, now=now, post=post)
        record.chain(connection)


def read(database: Database, **wanted: object) -> history.HistoryPage:
    """A page."""
    return history.read(database, zone=MADRID, **wanted)  # type: ignore[arg-type]


@on_both
def test_it_is_narrowed_down_to_a_person_a_post_and_a_day(database: Database) -> None:
    """By whom, and about whom; a day as it is in the zone."""
    admin = register(database, "aina", Role.ADMIN)
    register(database, "jon", Role.EDITOR, by=admin)
    acts(database, "jon", 2, "harbour")
    acts(database, "jo", 1)
    acts(database, "jon_", 1)
    acts(database, "jonathan", 1)
    about = [each.deed.words for each in read(database, person="jon").lines]
    given = ["Gave jon the role editor in all regions", "Registered jon"]
    assert about == ["Resumed", "Resumed", *given]
    assert len(read(database, person="jo_").lines) == 0
    assert len(read(database, person="%").lines) == 0
    assert {each.post for each in read(database, post="harbour").lines} == {"harbour"}
    # 23:30 UTC is the next day in Madrid.
    acts(database, "jon", 1, "late", datetime(2026, 12, 24, 23, 30, tzinfo=UTC))
    assert [each.post for each in read(database, day=date(2026, 12, 25)).lines] == ["late"]
    assert read(database, day=date(2026, 12, 24)).lines == []


@on_both
def test_what_is_about_people_is_for_those_who_register_them(database: Database) -> None:
    """Others see who paused what, and not who got which role."""
    admin = register(database, "aina", Role.ADMIN)
    people.give(database, "aina", Role.EDITOR, "navarra", regions=["navarra"], actor=admin, now=NOW)
    acts(database, "aina", 1)
    assert [each.deed.words for each in read(database, about_people=False).lines] == ["Resumed"]
    assert len(read(database).lines) == 4


def test_a_long_record_is_looked_through_in_bounded_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page after page, each act once, whoever it is narrowed down to; and it ends."""
    monkeypatch.setattr(stored, "_PORTION", 50)
    monkeypatch.setattr(history, "LENGTH", 7)
    acts(database, "jon", 30)
    acts(database, "aina", 700, at=NOW + timedelta(hours=1))
    for who, count in (("jon", 30), ("aina", 700), ("", 730)):
        numbers: list[int] = []
        below: int | None = None
        for _ in range(400):
            page = read(database, person=who, below=below)
            numbers += [number for line in page.lines for number in line.numbers]
            below = page.further
            if below is None:
                break
        assert below is None
        assert len(numbers) >= count and len(set(numbers)) == len(numbers)
        assert numbers == sorted(numbers, reverse=True)


def test_a_day_long_ago_is_found_without_reading_the_years_since(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place is found by halving; entries that were chained late are not missed."""
    monkeypatch.setattr(stored, "_SLACK", 5)
    same: dict[str, object] = {"act": "pause.ended", "post": "", "publication": None}
    same |= {"public": {}, "private": {"who": ["0" * 32, "x"]}, "hash": "x"}
    rows: list[dict[str, object]] = [
        {**same, "number": n + 1, "at": NOW + timedelta(hours=n)} for n in range(2000)
    ]
    rows[100]["at"], rows[103]["at"] = rows[103]["at"], rows[100]["at"]
    with database.write() as connection:
        connection.execute(table.delete())
        connection.execute(insert(table), rows)
    wanted = Wanted(since=NOW + timedelta(hours=100), until=NOW + timedelta(hours=104))
    with database.read() as connection:
        found = stored.back(connection, wanted, None, 50)
    assert sorted(each.number for each in found.entries) == [101, 102, 103, 104]
    assert found.further is None


def test_every_act_is_told_in_words() -> None:
    """Nobody reads "person.added"."""
    details: dict[RecordAct, dict[str, object]] = {
        RecordAct.PUBLICATION_MOVED: {"before": "scheduled", "after": "missed"},
        RecordAct.CHANGE_BEGAN: {"change": "withdrawal"},
        RecordAct.CHANGE_ENDED: {"change": "edit", "outcome": "done"},
        RecordAct.PART_OUT: {"number": 0},
        RecordAct.ATTEMPT_ENDED: {"set": {"outcome": "published"}},
    }
    for act in RecordAct:
        public = {"role": "editor", "region": "*", "channel": "x", **details.get(act, {})}
        entry = Entry(1, 1, NOW, act.value, "", None, public, {"person": ["", "jon"]}, "")
        words = from_entry(entry, {}, {}, Doer).words
        assert words[:1].isupper() and ": " not in words[: len(act.value)], act


def test_of_somebody_who_was_redacted_no_name_is_told() -> None:
    """Whom it was about is gone, and that is said."""
    public = {"role": "editor", "region": "*", "private": {"person": "c", "who": "c"}}
    entry = Entry(1, 1, NOW, "role.given", "", None, public, {}, "")
    deed = from_entry(entry, {}, {}, Doer)
    assert deed.words == "Gave somebody whose name was redacted the role editor in all regions"
    assert deed.who.redacted
