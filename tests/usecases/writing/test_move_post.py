"""A post moves by the one line of its file: the hour stays, and what follows is said before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.simulation import Journey
from campaign.errors import Forbidden
from campaign.model import Publication, State
from campaign.model.people import Actor, Person, Role
from campaign.plan.movable import Fixed
from campaign.storage import publications
from campaign.storage.trust import people
from campaign.usecases.planning.plan_one import Workshop, apply_one
from campaign.usecases.planning.skip import skip
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Saved
from campaign.usecases.writing.move_post import (
    CannotMove,
    MovedMeanwhile,
    Place,
    Proposal,
    move,
    moved_place,
    place_of,
    propose,
)
from campaign.usecases.writing.undo import undo
from tests.web.stage import prepare

NOW = datetime(2026, 12, 9, 8, tzinfo=UTC)
POST = "capacity-building-01"
WRITTEN = "week 3 Tuesday 09:45"
OLGA = Actor("olga")


@dataclass
class Campaign:
    """The starter campaign with two posts, at a clock that stands still."""

    opened: Workspace
    clock: Journey

    @property
    def file(self) -> Path:
        """The file of the post that moves."""
        return self.opened.config.content / "calendar" / f"{POST}.yaml"

    def files(self) -> Files:
        """The files as they are now."""
        content, _ = self.opened.read_content()
        return Files(content, self.opened.config, self.opened.database, self.opened.wait)

    def propose(self, day: date, hour: time | None = None, zone: bool | None = None) -> Proposal:
        """What a move would do."""
        made, content, _ = self.opened.compiled()
        files = Files(content, self.opened.config, self.opened.database, self.opened.wait)
        was, _ = place_of(files, POST)
        to = moved_place(files, was, day, hour or was.hour, zone)
        return propose(files, made, POST, to, self.clock())

    def move(self, was: Place, day: date, hour: time | None = None, who: Actor = OLGA) -> Saved:
        """Move it, as somebody who saw it at `was`, and plan it."""
        files = self.files()
        to = moved_place(files, was, day, hour or was.hour)
        done = move(files, POST, was, to, actor=who, session="s", now=self.clock())
        self.apply(who)
        return done

    def apply(self, who: Actor = OLGA) -> None:
        """Plan the post and apply that."""
        made, _, mistakes = self.opened.compiled()
        o = self.opened
        workshop = Workshop(o.database, o.config, o.media, o.brand, o.picture_bytes, o.journal)
        apply_one(made, mistakes, workshop, POST, actor=who, now=self.clock())

    def approve(self) -> None:
        """Let everything go that is planned."""
        rules = self.opened.config.approval
        some = waiting(self.opened.database, rules)
        approve(self.opened.database, some, actor=OLGA, now=self.clock(), rules=rules)

    def rows(self) -> dict[str, Publication]:
        """Its publications by channel."""
        with self.opened.database.read() as connection:
            return {each.channel: each for each in publications.all_of(connection, [POST])}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """Nothing is planned yet."""
    clock = Journey(NOW)
    config = prepare(tmp_path / "campaign", (POST, "capacity-building-02"))
    with closing(open_workspace(config, {}, clock, clock.wait)) as opened:
        yield Campaign(opened, clock)


WEDNESDAY = date(2026, 12, 16)


def test_its_hour_stays_on_every_wall_and_its_file_differs_in_one_line(campaign: Campaign) -> None:
    """In Donegal and Arad too; approvals stay, and undoing restores the file byte for byte."""
    campaign.apply()
    campaign.approve()
    before, rows = campaign.file.read_bytes(), campaign.rows()
    proposal = campaign.propose(WEDNESDAY)
    assert (proposal.was.when, proposal.to.when) == (WRITTEN, "week 3 Wednesday 09:45")
    assert (proposal.moves, proposal.approved, proposal.waiting) == (len(rows), len(rows), 0)
    assert (proposal.is_new, proposal.falls_away, proposal.findings) == (0, (), ())
    assert campaign.file.read_bytes() == before
    done = campaign.move(proposal.was, WEDNESDAY)
    after = campaign.file.read_bytes()
    assert after == before.replace(WRITTEN.encode(), b"week 3 Wednesday 09:45")
    moved = campaign.rows()
    channels = campaign.opened.config.channels
    for name, row in moved.items():
        local = row.due.astimezone(channels[name].zone)
        assert (local.date(), local.time()) == (WEDNESDAY, time(9, 45)), name
        assert row.variant_hash == rows[name].variant_hash
    assert {channels[name].zone.key for name in moved} >= {"Europe/Dublin", "Europe/Bucharest"}
    assert waiting(campaign.opened.database, campaign.opened.config.approval) == []
    undo(campaign.files(), done.edit, actor=OLGA, session="s", now=NOW)
    assert campaign.file.read_bytes() == before


def test_done_twice_it_changes_nothing_the_second_time(campaign: Campaign) -> None:
    """Also when the first time ended between the file and the plan."""
    campaign.apply()
    was, _ = place_of(campaign.files(), POST)
    to = moved_place(campaign.files(), was, WEDNESDAY, was.hour)
    move(campaign.files(), POST, was, to, actor=OLGA, session="s", now=NOW)
    text = campaign.file.read_bytes()
    again = campaign.move(was, WEDNESDAY)
    assert again.already_so and campaign.file.read_bytes() == text
    zone = campaign.opened.config.channels["eu-mastodon"].zone
    assert campaign.rows()["eu-mastodon"].due.astimezone(zone).date() == WEDNESDAY


def test_of_two_who_move_it_at_once_the_second_is_told(campaign: Campaign) -> None:
    """By whom and when, and where it stands now."""
    was, _ = place_of(campaign.files(), POST)
    campaign.move(was, WEDNESDAY)
    with pytest.raises(MovedMeanwhile, match="week 3 Wednesday 09:45 meanwhile by olga") as told:
        campaign.move(was, date(2026, 12, 17), who=Actor("ana"))
    assert (told.value.who, told.value.at) == ("olga", NOW)
    assert b"week 3 Wednesday 09:45" in campaign.file.read_bytes()


@pytest.mark.parametrize(
    ("written", "day", "hour", "line"),
    [
        ("2026-12-15 09:45", WEDNESDAY, None, "2026-12-16 09:45"),
        ("2026-12-15T09:45", WEDNESDAY, time(10, 0), "2026-12-16T10:00"),
        ("week 3, tue. 9:45", date(2026, 12, 24), None, "week 4, thu. 9:45"),
        ('"week 3 Tuesday 09:45"  # before the mayor', WEDNESDAY, None, "week 3 Wednesday 09:45"),
    ],
)
def test_however_it_is_written_it_stays_written_so(
    campaign: Campaign, written: str, day: date, hour: time | None, line: str
) -> None:
    """Comments beside it stay too."""
    text = campaign.file.read_text(encoding="utf-8")
    campaign.file.write_text(text.replace(WRITTEN, written), encoding="utf-8")
    was, _ = place_of(campaign.files(), POST)
    campaign.move(was, day, hour)
    (changed,) = [
        new
        for old, new in zip(
            text.splitlines(), campaign.file.read_text(encoding="utf-8").splitlines(), strict=True
        )
        if old != new
    ]
    assert line in changed
    assert ("# before the mayor" in changed) == ("#" in written)


def test_one_instant_everywhere_and_back(campaign: Campaign) -> None:
    """The key `zone` comes and goes; without it, every wall has the hour of its own."""
    campaign.apply()
    was, _ = place_of(campaign.files(), POST)
    there = campaign.propose(WEDNESDAY, zone=True)
    assert there.to.zone == "Europe/Brussels" and there.moves > 0
    files = campaign.files()
    move(files, POST, was, there.to, actor=OLGA, session="s", now=NOW)
    campaign.apply()
    assert len({row.due for row in campaign.rows().values()}) == 1
    back = moved_place(campaign.files(), there.to, was.day, was.hour, one_zone=False)
    assert back == was
    move(campaign.files(), POST, there.to, back, actor=OLGA, session="s", now=NOW)
    assert "zone:" not in campaign.file.read_text(encoding="utf-8")


def test_what_the_checks_find_at_the_new_place_is_said_before(campaign: Campaign) -> None:
    """A post within an hour of another one, and a special day."""
    crowded = campaign.propose(date(2026, 12, 17), time(12, 0))
    assert "posts-crowded" in {each.code for each in crowded.findings}
    met = campaign.propose(date(2026, 12, 18))
    assert "International Migrants Day" in " ".join(each.message for each in met.findings)
    assert all(each.code != "translation-draft" for each in met.findings)


def test_it_does_not_move_into_the_past(campaign: Campaign) -> None:
    """The channel where that hour has passed is named."""
    with pytest.raises(CannotMove, match="2026-12-09 08:30 has passed already on"):
        campaign.propose(date(2026, 12, 9), time(8, 30))


def test_what_is_out_past_or_on_its_way_does_not_move(campaign: Campaign) -> None:
    """The reason is said, and nothing is written."""
    campaign.apply()
    was, _ = place_of(campaign.files(), POST)
    text = campaign.file.read_bytes()
    number = campaign.rows()["eu-mastodon"].id
    for after, why in (
        (State.PUBLISHING, Fixed.UNDER_WAY),
        (State.UNKNOWN, Fixed.UNDER_WAY),
        (State.PUBLISHED, Fixed.OUT),
    ):
        with campaign.opened.database.write() as connection:
            row = publications.one(connection, number)
            assert row is not None
            assert publications.change(connection, row, after, who="w", now=NOW, published_at=NOW)
        with pytest.raises(CannotMove) as told:
            campaign.propose(WEDNESDAY)
        assert told.value.fixed is why
        with pytest.raises(CannotMove):
            campaign.move(was, WEDNESDAY)
    assert campaign.file.read_bytes() == text


def test_what_is_past_and_was_never_planned_does_not_move(campaign: Campaign) -> None:
    """It is given a new time on its own page."""
    campaign.clock.move_to(datetime(2026, 12, 16, 9, tzinfo=UTC))
    with pytest.raises(CannotMove) as told:
        campaign.propose(date(2026, 12, 20))
    assert told.value.fixed is Fixed.PAST


def test_what_was_skipped_stays_skipped_when_its_post_moves(campaign: Campaign) -> None:
    """All others move."""
    campaign.apply()
    row = campaign.rows()["eu-mastodon"]
    skip(campaign.opened.database, row.id, actor=OLGA, reason="no", now=NOW)
    proposal = campaign.propose(WEDNESDAY)
    assert proposal.moves == len(campaign.rows()) - 1
    campaign.move(proposal.was, WEDNESDAY)
    assert campaign.rows()["eu-mastodon"].state is State.CANCELLED


def test_who_may_not_edit_in_all_its_regions_moves_nothing(campaign: Campaign) -> None:
    """A regional editor does not move what other regions publish too."""
    with campaign.opened.database.write() as connection:
        person = Person("nuria", "Núria", "n@a.eu", {"catalonia": frozenset({Role.EDITOR})})
        people.add(connection, person, NOW)
    was, _ = place_of(campaign.files(), POST)
    text = campaign.file.read_bytes()
    with pytest.raises(Forbidden):
        campaign.move(was, WEDNESDAY, who=Actor("nuria", person))
    assert campaign.file.read_bytes() == text
