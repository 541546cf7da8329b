"""Every use case that changes something, asked by every role in its own and in another region."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from campaign.calendar.sheet import SheetDiff
from campaign.engine.after_restore.person_checks import none_out
from campaign.errors import CampaignError, Forbidden
from campaign.model import Access, Channel, Decision, Standing, State
from campaign.model.people import EVERYWHERE, Actor, Role
from campaign.plan.rights import Act, may
from campaign.platforms.connect.flow import Granted
from campaign.platforms.oauth import Grant
from campaign.storage import publications
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.operations import connect as connecting
from campaign.usecases.operations.amend import amend
from campaign.usecases.operations.pause import pause, reach, resume
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.operations.restore import mark_only
from campaign.usecases.planning import sheet
from campaign.usecases.planning.apply import apply, only
from campaign.usecases.planning.sheet_dry_run import Import
from campaign.usecases.trust import consent, invite, people
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel
from tests.usecases.operations.test_credentials import Network
from tests.usecases.trust.team import REGIONS, acting, register

CHANNELS: Mapping[str, Channel] = {
    "catalonia": channel(),
    "navarra": channel(name="navarra", region="navarra"),
}
OPENS = Access(Standing.WORKS, "@catalonia", "@catalonia", frozenset({"catalonia"}))


@dataclass
class Place:
    """A publisher with a post that was missed and one that is out, and people to act."""

    stage: Stage
    folder: Path

    @property
    def base(self) -> Any:
        """The database."""
        return self.stage.database

    def safe(self, name: str) -> Safe:
        """Where a credential is kept."""
        ring, now = Keyring({}, self.folder / "key"), self.stage.now
        return Safe(lambda: self.base, ring, name, "test", lambda: now, lambda _: None)

    def connect(self, actor: Actor) -> object:
        """An account is connected."""
        return connecting.connect(
            channel(account="catalonia"),
            Granted(Grant("planted-token")),
            lambda _, secret: Network(OPENS),  # type: ignore[arg-type, return-value]
            self.safe("secret:catalonia"),
            self.safe("catalonia"),
            database=self.base,
            actor=actor,
            now=self.stage.now,
        )

    def plan(self, actor: Actor) -> object:
        """A plan that adds one post in Catalonia."""
        steps = self.stage.plan([self.stage.wanted("new", at=self.stage.now + DAY)])
        return apply(
            steps,
            self.base,
            self.stage.media,
            self.stage.brand,
            actor=actor,
            now=self.stage.now,
            picture=self.stage.media.read,
        )

    def write(self, actor: Actor) -> object:
        """A sheet without any change, of which the regions are said."""
        wanted = Import(self.folder, SheetDiff(), {}, {})
        return sheet.write(wanted, self.base, actor=actor, regions=["catalonia"])


Call = Callable[[Place, Actor], object]


def _missed(place: Place, actor: Actor) -> object:
    some = chosen(place.base, all_missed=True)
    now = place.stage.now
    return reschedule(place.base, some, lambda _: now + HOUR, actor=actor, now=now)


def _pause(scope: str) -> Call:
    return lambda place, actor: pause(
        place.base, scope, actor=actor, reason="x", now=place.stage.now, channels=CHANNELS
    )


def _resume(scope: str) -> Call:
    return lambda place, actor: resume(
        place.base, scope, actor=actor, now=place.stage.now, channels=CHANNELS
    )


#: Each use case: what it is called, the act, the region that it touches, and how it is called.
DOORS: Mapping[str, tuple[Act, str, Call]] = {
    "pause a channel": (Act.PAUSE, "catalonia", _pause("channel:catalonia")),
    "pause a region": (Act.PAUSE, "catalonia", _pause("region:catalonia")),
    "pause all": (Act.PAUSE, EVERYWHERE, _pause("all")),
    "pause a channel that left": (Act.PAUSE, EVERYWHERE, _pause("channel:gone")),
    "resume a region": (Act.RESUME, "catalonia", _resume("region:catalonia")),
    "resume all": (Act.RESUME, EVERYWHERE, _resume("all")),
    "reschedule": (Act.DECIDE, "catalonia", _missed),
    "resolve": (
        Act.DECIDE,
        "catalonia",
        lambda p, a: resolve(p.base, 1, Decision.CANCEL, actor=a, now=p.stage.now),
    ),
    "add an address": (
        Act.DECIDE,
        "catalonia",
        lambda p, a: amend(p.base, 2, actor=a, now=p.stage.now, url="https://a.example/1"),
    ),
    "say that none is out": (
        Act.DECIDE,
        "catalonia",
        lambda p, a: none_out(p.base, "catalonia", actor=a, now=p.stage.now, region="catalonia"),
    ),
    "apply": (Act.PLAN, "catalonia", Place.plan),
    "import a sheet": (Act.EDIT, "catalonia", Place.write),
    "connect": (Act.CONNECT, "catalonia", Place.connect),
    "disconnect": (
        Act.CONNECT,
        "catalonia",
        lambda p, a: connecting.disconnect(
            channel(),
            p.safe("kept"),
            p.safe("catalonia"),
            database=p.base,
            actor=a,
            now=p.stage.now,
        ),
    ),
    "mark a restored database": (
        Act.RESTORE,
        EVERYWHERE,
        lambda p, a: mark_only(p.base, None, actor=a, now=p.stage.now),
    ),
    "withdraw a consent": (
        Act.CONSENT,
        "catalonia",
        lambda p, a: consent.withdraw(
            p.base, "lab-07", "x", actor=a, now=p.stage.now, register=["lab-07"]
        ),
    ),
    "invite": (
        Act.INVITE,
        "catalonia",
        lambda p, a: invite.invite(
            p.base, (b"key",), "labs", "Ona", p.stage.now + DAY, actor=a, now=p.stage.now
        ),
    ),
    "register": (
        Act.PEOPLE,
        "catalonia",
        lambda p, a: people.add(
            p.base,
            "new",
            "New",
            "new@example.org",
            roles={"catalonia": [Role.READER]},
            regions=REGIONS,
            actor=a,
            now=p.stage.now,
        ),
    ),
    "register without a role": (
        Act.PEOPLE,
        EVERYWHERE,
        lambda p, a: people.add(
            p.base,
            *("new", "New", "new@example.org"),
            roles={},
            regions=REGIONS,
            actor=a,
            now=p.stage.now,
        ),
    ),
    "give a role": (
        Act.PEOPLE,
        "catalonia",
        lambda p, a: people.give(
            p.base, "boss", Role.READER, "catalonia", regions=REGIONS, actor=a, now=p.stage.now
        ),
    ),
}


@pytest.fixture
def place(stage: Stage, tmp_path: Path) -> Place:
    """A post that was missed, one that is out without its address, and an admin."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        (row,) = publications.all_of(connection)
        publications.change(connection, row, State.MISSED, who="worker", now=stage.now)
    stage.apply(stage.wanted(at=stage.now - DAY), stage.wanted("out"))
    with stage.database.write() as connection:
        (row,) = publications.all_of(connection, ["out"])
        publications.change(
            connection, row, State.PUBLISHED, who="worker", now=stage.now, published_at=stage.now
        )
    register(stage.database, "boss", Role.ADMIN)
    place = Place(stage, tmp_path)
    place.safe("kept").put("planted-token")
    return place


@pytest.mark.parametrize("door", DOORS)
def test_a_use_case_asks_for_its_right_of_every_role_in_every_region(
    place: Place, door: str
) -> None:
    """It is done by whom the table lets, refused to all others, and then nothing has changed."""
    act, where, call = DOORS[door]
    boss = acting(place.base, "boss")
    if act is Act.RESUME:
        pause(place.base, "all", actor=boss, reason="x", now=place.stage.now)
        pause(place.base, "region:catalonia", actor=boss, reason="x", now=place.stage.now)
    allowed = []
    for role in Role:
        for region in ("catalonia", "navarra", "all"):
            who = f"{role}-{region}"
            actor = register(place.base, who, role, region=region, by=boss)
            if may(actor, act, where):
                allowed.append(actor)
                continue
            before = _rows(place)
            with pytest.raises(Forbidden) as refused:
                call(place, actor)
            assert act.value in str(refused.value)
            assert _rows(place) == before
    for actor in (Actor("root"), Actor("nobody", boss.person and _named(boss, "nobody"))):
        with pytest.raises(Forbidden):
            call(place, actor)
    assert allowed
    call(place, allowed[0])
    for actor in allowed[1:]:
        try:
            call(place, actor)
        except Forbidden:
            raise
        except CampaignError:
            pass  # it was done by the first one


def _named(actor: Actor, id: str) -> Any:
    return replace(actor.person, id=id) if actor.person else None


def _rows(place: Place) -> list[tuple[Any, ...]]:
    """What a refusal must not have touched."""
    tables = ("publications", "pauses", "restores", "record", "consents", "invitations", "roles")
    with place.base.read() as connection:
        return [
            tuple(row)
            for table in (*tables, "credentials", "channel_checks", "history")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]


def test_a_pause_reaches_the_regions_in_which_it_stops_something() -> None:
    """A channel's own, all of a network's, and every region where that is not known."""
    some = {
        **CHANNELS,
        "other": channel(name="other", platform="elsewhere", region="donegal"),
    }
    assert reach("all", some) == {EVERYWHERE}
    assert reach("channel:navarra", some) == {"navarra"}
    assert reach("region:donegal", some) == {"donegal"}
    assert reach("platform:scripted", some) == {"catalonia", "navarra"}
    assert reach("platform:elsewhere", some) == {"donegal"}
    assert reach("channel:gone", some) == reach("platform:gone", some) == {EVERYWHERE}


def test_who_works_in_one_region_applies_what_changes_there(place: Place) -> None:
    """And nothing of others; a plan of two regions takes both."""
    jon = register(place.base, "jon", Role.EDITOR, region="navarra", by=acting(place.base, "boss"))
    here, there = place.stage.wanted("here"), place.stage.wanted("there", channel="navarra")
    steps = place.stage.plan([here, replace(there, region="navarra")])
    given: dict[str, Any] = {"actor": jon, "now": place.stage.now, "picture": None}
    stage = place.stage
    with pytest.raises(Forbidden, match="jon may not apply a plan in catalonia"):
        apply(steps, place.base, stage.media, stage.brand, **given)
    done = apply(only(steps, "navarra"), place.base, stage.media, stage.brand, **given)
    assert done.added == 1
    with place.base.read() as connection:
        posts = {p.post for p in publications.all_of(connection)}
    assert "there" in posts and "here" not in posts
