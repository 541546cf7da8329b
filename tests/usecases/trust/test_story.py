"""The story of a post: everything that is known, and nothing that is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from campaign.errors import Forbidden, Place
from campaign.model import Basis, Finding, Severity, State
from campaign.model.people import Actor, Person, Role
from campaign.storage.database import Database
from campaign.storage.record import RecordAct, append
from campaign.storage.tables import record
from campaign.storage.trust import approvals, binding, people
from campaign.usecases.planning.apply import apply
from campaign.usecases.trust.proof import plain
from campaign.usecases.trust.read_story import NothingKnown, tell
from campaign.usecases.trust.story import Found
from tests.plan.made import NOW
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.usecases.trust.told import ADMIN, Told, told

__all__ = ["database", "kind", "migrated", "postgres", "url"]

pytestmark = on_both


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> Told:
    """A campaign that is over."""
    return told(database, tmp_path)


def test_it_has_what_was_sent_answered_and_given_back(campaign: Told) -> None:
    """The exact payload, the raw answer, the receipt, and the words with their hash."""
    (account,) = campaign.story("labs").accounts
    (attempt,) = account.tries
    assert account.state is State.PUBLISHED
    assert (account.title, account.account) == ("Mastodon", "eubelong_catalonia")
    assert (account.region_name, account.zone) == ("Catalonia", "Europe/Madrid")
    assert account.url.startswith("http") and account.remote_id
    assert attempt.payload["body"]["status"] == account.words.texts[0]
    assert account.remote_id in attempt.answer
    assert attempt.hash == account.words.hash == account.standing[0].hash


def test_each_part_of_a_thread_has_its_own_link(campaign: Told) -> None:
    """Three parts are out, numbered from one."""
    (account,) = campaign.story("thread").accounts
    assert [part.number for part in account.parts] == [1, 2, 3]
    assert len({part.url for part in account.parts}) == 3
    assert len(account.words.texts) == 3


def test_a_person_is_named_and_an_unknown_name_stays_as_it_is(campaign: Told) -> None:
    """Aina is registered; Joan never was."""
    story = campaign.story("quote")
    shown = {deed.who.shown for deed in story.deeds}
    assert "Aina Ferrer (aina)" in shown
    (account,) = story.accounts
    assert not [yes for yes in account.approvals if yes.revoked]


def test_acts_are_told_once_in_the_order_of_time(campaign: Told) -> None:
    """What the record and a table have in common is one act, with the record's number."""
    deeds = campaign.story("labs").deeds
    assert [deed.at for deed in deeds] == sorted(deed.at for deed in deeds)
    planned = [deed for deed in deeds if deed.words.startswith("Planned") and not deed.is_step]
    sent = [deed for deed in deeds if deed.words.startswith("Sent to the network")]
    assert [deed.number is not None for deed in (*planned, *sent)] == [True, True]


def test_figures_have_their_age_and_gaps_stay_gaps(campaign: Told) -> None:
    """A count that the network does not say is None in values and in JSON."""
    (account,) = campaign.story("labs").accounts
    assert [figures.age for figures in account.figures] == [timedelta(hours=1), timedelta(days=1)]
    assert account.figures[0].counts["reactions"] == 0
    assert account.figures[-1].counts["views"] is None
    assert plain(account.figures[-1])["counts"]["views"] is None


def test_what_never_went_out_has_a_story_too(campaign: Told) -> None:
    """A cancelled post tells who cancelled it and why."""
    story = campaign.story("dropped")
    assert story.accounts[0].state is State.CANCELLED
    assert not story.accounts[0].went_out
    assert any("calendar" in deed.words for deed in story.deeds)


def test_before_the_record_began_the_tables_tell(campaign: Told) -> None:
    """Without any record the same acts are there, and none of them has a number."""
    with_record = campaign.story("labs")
    with campaign.database.write() as connection:
        connection.execute(delete(record))
    without = campaign.story("labs")
    assert (without.began, without.head) == (None, None)
    assert {deed.number for deed in without.deeds} == {None}
    released = "All steps of the approval are done"  # that has a table of its own
    told_before = {deed.words for deed in with_record.deeds if not deed.is_step} - {released}
    assert told_before <= {deed.words for deed in without.deeds}


def test_who_was_redacted_has_no_name_any_more(campaign: Told) -> None:
    """Neither in the tables nor in an entry whose private value is gone."""
    with campaign.database.write() as connection:
        at = text("UPDATE people SET name = '', email = '', redacted = :at")
        connection.execute(at, {"at": campaign.stage.now.replace(tzinfo=None)})
        rows = connection.execute(record.select().where(record.c.post == "labs")).all()
        for row in rows:
            connection.execute(record.update().where(record.c.id == row.id).values(private={}))
    story = campaign.story("labs")
    assert "Aina Ferrer" not in str(plain(story))
    assert {deed.who.redacted for deed in story.deeds if deed.number} == {True}


def test_one_channel_of_several_and_a_post_that_nobody_knows(campaign: Told) -> None:
    """What is not there is said, with the nearest name."""
    assert campaign.story("labs", channels=["catalonia"]).accounts
    with pytest.raises(NothingKnown, match="only on catalonia"):
        campaign.story("labs", channels=["arad"])
    with pytest.raises(NothingKnown, match='did you mean "labs"'):
        campaign.story("lab")


def test_only_who_may_read_a_region_reads_its_story(campaign: Told) -> None:
    """A reader of another region is refused."""
    elsewhere = Person("pol", "Pol", "", {"arad": frozenset({Role.READER})})
    here = Person("ona", "Ona", "", {"catalonia": frozenset({Role.READER})})
    about = (campaign.database, campaign.config, "labs")
    with campaign.database.write() as connection:
        for person in (elsewhere, here):
            people.add(connection, person, campaign.stage.now)
    with pytest.raises(Forbidden):
        tell(*about, actor=Actor("pol", elsewhere), now=campaign.source.now)
    assert tell(*about, actor=Actor("ona", here), now=campaign.source.now).post == "labs"


def test_who_made_the_words_and_what_was_found_about_them(
    campaign: Told, database: Database
) -> None:
    """Whoever planned them, and the findings of that moment."""
    stage = campaign.stage
    finding = Finding("long-sentence", Severity.WARN, Place(""), "A sentence is long.", post="more")
    wanted = stage.wanted("more", at=stage.now + timedelta(days=1))
    apply(
        stage.plan([wanted]),
        database,
        campaign.media,
        stage.brand,
        actor=ADMIN,
        now=stage.now,
        picture=campaign.media.read,
        findings=[finding],
    )
    (account,) = campaign.story("more").accounts
    assert [who.name for who in account.words.authors] == ["Aina Ferrer"]
    assert account.findings == (Found("long-sentence", "warn", "A sentence is long."),)


def test_what_was_approved_when_it_went_out_stays_so(campaign: Told) -> None:
    """A yes that somebody takes back afterwards was given all the same."""
    held = campaign.stage.held(campaign.stage.number("labs"))
    later = campaign.stage.now + timedelta(hours=1)
    with campaign.database.write() as connection:
        approvals.take_back(connection, {held.variant_hash}, who="aina", now=later)
    (account,) = campaign.story("labs").accounts
    assert account.standing == account.approvals
    assert account.standing[0].revoked == later


def test_what_was_used_up_does_not_fall_with_the_first_person(campaign: Told) -> None:
    """Only what is still to go out has to be approved anew."""
    with campaign.database.write() as connection:
        binding.fall(connection, "aina", NOW)
    (account,) = campaign.story("labs").accounts
    assert [yes.revoked for yes in account.standing] == [None]


def test_a_yes_says_what_it_rests_on(campaign: Told) -> None:
    """Nobody was registered when it was given."""
    (account,) = campaign.story("labs").accounts
    assert [yes.basis for yes in account.standing] == [Basis.ALONE]


@pytest.mark.parametrize(("channel", "there"), [("", True), ("catalonia", True), ("arad", False)])
def test_a_dismissed_finding_is_told_with_its_reason(
    campaign: Told, channel: str, there: bool
) -> None:
    """On the accounts that it is about; when it counts again, that is told too."""
    details = {"dismissal": 1, "code": "long-sentence", "channel": channel, "language": "ca"}
    with campaign.database.write() as connection:
        about: Any = {"who": "aina", "now": campaign.stage.now, "post": "labs"}
        append(
            connection,
            RecordAct.FINDING_DISMISSED,
            details={**details, "message": "A sentence is long."},
            private={"reason": "It is a quotation."},
            **about,
        )
    (account,) = campaign.story("labs").accounts
    told_of = [(each.code, each.reason, each.who.name, each.ended) for each in account.dismissals]
    wanted = ("long-sentence", "It is a quotation.", "Aina Ferrer", None)
    assert told_of == ([wanted] if there else [])
    with campaign.database.write() as connection:
        append(connection, RecordAct.FINDING_REINSTATED, details=details, **about)
    (account,) = campaign.story("labs").accounts
    assert [each.ended for each in account.dismissals] == [campaign.stage.now] * there
