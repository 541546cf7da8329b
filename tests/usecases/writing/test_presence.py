"""Others are told who has a post open, as long as that page gives a sign."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import CampaignError, ContentError, Forbidden
from campaign.model.people import Role
from campaign.storage.desk import openings
from campaign.usecases.writing import presence
from campaign.usecases.writing.open_post import look_at, open_post
from tests.usecases.translating.bureau import ALONE, NOW, Bureau
from tests.usecases.trust.team import register
from tests.usecases.writing.desk import MINUTE, base_of, change, fields, files, path_of


def test_others_are_told_who_has_it_open_since_when(bureau: Bureau) -> None:
    """Not oneself; and the first comes first."""
    admin = register(bureau.database, "admin", Role.ADMIN)
    marta = register(bureau.database, "marta", Role.EDITOR, region="catalonia", by=admin)
    desk = files(bureau)
    first = open_post(desk, "labs-01", actor=admin, session="one", now=NOW)
    second = open_post(desk, "labs-01", actor=marta, session="two", now=NOW + MINUTE)
    assert first.others == ()
    assert [(each.who, each.opened) for each in second.others] == [("admin", NOW)]
    told = presence.sign(
        bureau.database, "labs-01", actor=admin, session="one", now=NOW + MINUTE * 2
    )
    assert [(each.who, each.opened) for each in told] == [("marta", NOW + MINUTE)]
    other = presence.sign(bureau.database, "peer-01", actor=admin, session="one", now=NOW)
    assert other == ()


def test_it_ends_two_minutes_after_the_last_sign(bureau: Bureau) -> None:
    """And with another sign it begins anew, with its own hour."""
    database, post = bureau.database, "labs-01"
    presence.sign(database, post, actor=ALONE, session="one", now=NOW)
    presence.sign(database, post, actor=ALONE, session="one", now=NOW + MINUTE)

    def told(after: timedelta) -> list[timedelta]:
        with database.read() as connection:
            found = openings.now_open(connection, NOW + after, post)
        return [each.opened - NOW for each in found]

    assert told(3 * MINUTE) == [timedelta(0)]
    assert told(3 * MINUTE + timedelta(seconds=1)) == []
    presence.sign(database, post, actor=ALONE, session="one", now=NOW + 9 * MINUTE)
    assert told(9 * MINUTE) == [9 * MINUTE]


def test_it_is_no_lock(bureau: Bureau) -> None:
    """Somebody else saves all the same."""
    open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    change(bureau, session="two", when="week 1 Friday 10:00")
    assert fields(bureau)["when"] == "week 1 Friday 10:00"


def test_who_is_not_known_opens_nothing(bureau: Bureau) -> None:
    """Once people are registered."""
    register(bureau.database, "admin", Role.ADMIN)
    with pytest.raises(Forbidden):
        open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)


def test_an_opened_post_has_its_fields_and_its_hash(bureau: Bureau) -> None:
    """As the file has them."""
    opened = open_post(files(bureau), "thread-01", actor=ALONE, session="one", now=NOW)
    assert opened.base == base_of(bureau, "thread-01")
    assert opened.fields["copy.ca.thread"] == ("Segon dia.", "Tercer dia.")
    assert opened.fields["copy.en.alt"] == ("The card.", "The table.")
    assert opened.post is not None
    assert (opened.mistakes, opened.read_only) == ((), "")


def test_a_file_that_cannot_be_read_shows_its_mistake_and_its_text(bureau: Bureau) -> None:
    """With the line, and the nearest word; the fields that can be read are there."""
    bureau.change("state: source", "state: sorce")
    opened = look_at(files(bureau), "labs-01")
    assert opened.post is None
    (mistake,) = opened.mistakes
    assert opened.text.splitlines()[mistake.place.line - 1].strip() == "state: sorce"
    assert "source" in mistake.remedy
    assert opened.fields["when"] == "week 1 Tuesday 10:00"
    path_of(bureau).write_bytes(b"id: labs-01\nwhen: \xff\n")
    opened = look_at(files(bureau), "labs-01")
    assert (opened.text, opened.fields) == ("id: labs-01\nwhen: �\n", {})
    assert opened.mistakes[0].place.line == 2


def test_a_merge_makes_the_page_read_only_with_its_reason(bureau: Bureau) -> None:
    """In plain words."""
    (bureau.folder / ".git").mkdir()
    (bureau.folder / ".git" / "MERGE_HEAD").write_text("x")
    assert look_at(files(bureau), "labs-01").read_only.startswith("a merge of the git checkout")


def test_a_post_that_is_gone_is_said(bureau: Bureau) -> None:
    """Both ways: never there, and gone since the calendar was read."""
    desk = files(bureau)
    with pytest.raises(CampaignError, match="there is no post labs-99"):
        open_post(desk, "labs-99", actor=ALONE, session="one", now=NOW)
    path_of(bureau).unlink()
    with pytest.raises(ContentError, match="not there any more"):
        open_post(desk, "labs-01", actor=ALONE, session="one", now=NOW)
