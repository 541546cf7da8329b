"""An edit is undone byte for byte, by the session that made it, while its file is as it left it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from campaign.errors import CampaignError, Forbidden
from campaign.model.people import Role
from campaign.usecases.writing.new_for_day import new_for_day
from campaign.usecases.writing.undo import undo, undoable
from tests.usecases.translating.bureau import ALONE, NOW, Bureau
from tests.usecases.trust.team import register
from tests.usecases.writing.desk import MINUTE, change, files, held, path_of, saved


def test_an_edit_is_undone_byte_for_byte(bureau: Bureau) -> None:
    """Also one that touched several fields; undoing it again changes nothing."""
    path_of(bureau).write_bytes(b"\xef\xbb\xbf" + held(bureau).replace(b"\n", b"\r\n") + b"\r\n")
    before = held(bureau)
    done = saved(change(bureau, when="week 3 Wednesday 09:45", copy__es__text="Otro.\n\nMás."))
    assert held(bureau) != before
    first = undo(files(bureau), done.edit, actor=ALONE, session="one", now=NOW + MINUTE)
    assert held(bureau) == before
    again = undo(files(bureau), done.edit, actor=ALONE, session="one", now=NOW + MINUTE)
    assert (first.already_so, again.already_so) == (False, True)
    assert held(bureau) == before


def test_edits_are_undone_one_after_the_other(bureau: Bureau) -> None:
    """The newest first, as a person expects it of a key."""
    states = [held(bureau)]
    for hour in ("10:15", "10:30", "10:45"):
        saved(change(bureau, when=f"week 1 Tuesday {hour}"))
        states.append(held(bureau))
    for state in reversed(states[:-1]):
        undo(files(bureau), 0, actor=ALONE, session="one", now=NOW)
        assert held(bureau) == state
    assert undoable(bureau.database, session="one", now=NOW) == ()
    with pytest.raises(CampaignError, match="nothing to undo"):
        undo(files(bureau), 0, actor=ALONE, session="one", now=NOW)


@pytest.mark.parametrize("where", ["outside", "desk"])
def test_a_file_that_moved_on_is_left_alone_and_it_says_by_what(bureau: Bureau, where: str) -> None:
    """The fields that differ, and who changed them where the desk knows it."""
    done = saved(change(bureau, when="week 3 Wednesday 09:45"))
    if where == "outside":
        bureau.change("alt: Una tarjeta.", "alt: Otra tarjeta.")
    else:
        change(bureau, session="two", after=MINUTE, copy__es__alt="Otra tarjeta.")
    now = held(bureau)
    with pytest.raises(CampaignError) as caught:
        undo(files(bureau), done.edit, actor=ALONE, session="one", now=NOW + 2 * MINUTE)
    assert "copy.es.alt" in str(caught.value)
    told = "outside of the desk" if where == "outside" else "by somebody at 2026-11-30 09:01"
    assert told in str(caught.value)
    assert held(bureau) == now


def test_a_file_that_is_gone_or_unreadable_is_left_alone(bureau: Bureau) -> None:
    """Nothing is made anew."""
    done = saved(change(bureau, when="week 3 Wednesday 09:45"))
    path_of(bureau).write_text("id: [\n", encoding="utf-8")
    with pytest.raises(CampaignError, match="was changed since"):
        undo(files(bureau), done.edit, actor=ALONE, session="one", now=NOW)
    path_of(bureau).unlink()
    with pytest.raises(CampaignError, match="not there any more"):
        undo(files(bureau), done.edit, actor=ALONE, session="one", now=NOW)
    assert not path_of(bureau).exists()


def test_only_ones_own_edits_of_a_day_are_undone(bureau: Bureau) -> None:
    """Not another session's, and nothing older than a day, which is forgotten then."""
    done = saved(change(bureau, when="week 3 Wednesday 09:45"))
    now = held(bureau)
    with pytest.raises(CampaignError, match="not of this session"):
        undo(files(bureau), done.edit, actor=ALONE, session="two", now=NOW)
    with pytest.raises(CampaignError, match="nothing to undo"):
        undo(files(bureau), 0, actor=ALONE, session="two", now=NOW)
    later = NOW + timedelta(days=1)
    with pytest.raises(CampaignError, match="older than a day"):
        undo(files(bureau), done.edit, actor=ALONE, session="one", now=later)
    assert held(bureau) == now
    change(bureau, after=timedelta(days=1, minutes=1), when="week 3 Thursday 09:45")
    with pytest.raises(CampaignError, match="older than a day"):
        undo(files(bureau), done.edit, actor=ALONE, session="one", now=later + 2 * MINUTE)


def test_who_lost_the_right_meanwhile_undoes_nothing(bureau: Bureau) -> None:
    """The right is asked for at the moment of undoing."""
    admin = register(bureau.database, "admin", Role.ADMIN)
    rosa = register(bureau.database, "rosa", Role.READER, region="navarra", by=admin)
    done = saved(change(bureau, actor=admin, copy__es__text="Otro."))
    now = held(bureau)
    with pytest.raises(Forbidden):
        undo(files(bureau), done.edit, actor=rosa, session="one", now=NOW)
    assert held(bureau) == now


def test_a_post_that_was_made_is_gone_again(bureau: Bureau) -> None:
    """While nobody has changed it."""
    made = new_for_day(
        files(bureau), date(2026, 12, 18), title="A day", actor=ALONE, session="one", now=NOW
    )
    done = undo(files(bureau), made.edit, actor=ALONE, session="one", now=NOW)
    assert (done.base, (bureau.calendar / "a-day.yaml").exists()) == ("", False)
    assert undo(files(bureau), made.edit, actor=ALONE, session="one", now=NOW).already_so
