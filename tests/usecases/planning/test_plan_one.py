"""One post is planned and applied alone: everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.errors import Forbidden, Mistake, Place
from campaign.model import Planned, Post, State
from campaign.model.people import Actor, Person, Role
from campaign.plan.diff import Kind, Plan
from campaign.storage.trust import people
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan_one import NoSuchPost, in_the_way, plan_one
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both

pytestmark = on_both


def compiled(*planned: Planned, failed: frozenset[Any] = frozenset()) -> Compiled:
    """A calendar that wants these; each post has a file of its own."""
    names = dict.fromkeys(each.variant.post for each in planned)
    posts = tuple(
        Post(name, None, (), "", {}, place=Place(f"content/calendar/{name}.yaml"))  # type: ignore[arg-type]
        for name in names
    )
    return Compiled(planned, (), failed, posts)


def plan(stage: Stage, made: Compiled, post: str = "labs", *, unreadable: bool = False) -> Plan:
    """The plan of one post on the stage."""
    config: Any = SimpleNamespace(channels=stage.channels)
    return plan_one(made, stage.database, config, stage.now, post, unreadable=unreadable)


def test_only_the_steps_of_that_post_are_there(stage: Stage) -> None:
    """Another post that is new, moved or gone is not looked at."""
    labs, review = stage.wanted(at=stage.now + DAY), stage.wanted("review", at=stage.now + DAY)
    stage.apply(review, stage.wanted("gone", at=stage.now + DAY))
    later = replace(review, due=review.due + HOUR)
    steps = plan(stage, compiled(labs, later, stage.wanted("new", at=stage.now + DAY)))
    assert [(step.kind, step.identity[0]) for step in steps.steps] == [(Kind.ADD, "labs")]
    assert plan(stage, compiled(later), "gone").steps[0].kind is Kind.CANCEL


def test_applying_it_touches_nothing_else(stage: Stage) -> None:
    """Rows, drafts and history of the others stay as they were."""
    review = stage.wanted("review", at=stage.now + DAY)
    stage.ready(review)
    before = stage.held(1)
    made = compiled(stage.wanted(at=stage.now + DAY), replace(review, due=review.due + HOUR))
    done = stage.carry_out(plan(stage, made))
    assert (done.added, done.moved, done.cancelled) == (1, 0, 0)
    assert stage.held(1) == before
    assert stage.held(2).post == "labs"


def test_a_second_time_there_is_nothing_to_do(stage: Stage) -> None:
    """So a request that is repeated after a crash does it once."""
    made = compiled(stage.wanted(at=stage.now + DAY))
    stage.carry_out(plan(stage, made))
    again = plan(stage, made)
    assert (again.steps, again.unchanged) == ((), 1)
    assert stage.carry_out(again).added == 0


def test_a_move_keeps_the_approval_and_the_key(stage: Stage) -> None:
    """As with the plan of everything."""
    labs = stage.wanted(at=stage.now + DAY)
    stage.ready(labs)
    key = stage.held().key
    stage.carry_out(plan(stage, compiled(replace(labs, due=labs.due + DAY))))
    assert (stage.held().due, stage.held().key) == (labs.due + DAY, key)
    assert stage.tick(2 * DAY).published == [1]


def test_what_is_out_is_only_shown(stage: Stage) -> None:
    """It is never sent again."""
    stage.ready(stage.wanted())
    stage.tick()
    steps = plan(stage, compiled(stage.wanted(at=stage.now + DAY)))
    assert [step.kind for step in steps.steps] == [Kind.OUT]
    assert steps.to_apply == ()


def test_a_post_that_cannot_be_read_is_not_cancelled(stage: Stage) -> None:
    """It may stand in the file that nobody can read, or may fail to be composed."""
    labs = stage.wanted(at=stage.now + DAY)
    stage.apply(labs)
    assert plan(stage, compiled(), unreadable=True).steps == ()
    assert plan(stage, compiled(failed=frozenset({labs.identity}))).steps == ()
    assert [step.kind for step in plan(stage, compiled()).steps] == [Kind.CANCEL]


def test_a_file_that_was_read_loses_its_channel_though_others_cannot_be_read(stage: Stage) -> None:
    """The mistake of another post holds nothing of this one back."""
    here, there = (stage.wanted(at=stage.now + DAY, channel=c) for c in ("catalonia", "arad"))
    stage.apply(here, there)
    steps = plan(stage, compiled(here), unreadable=True)
    assert [(step.kind, step.identity[2]) for step in steps.steps] == [(Kind.CANCEL, "arad")]


def test_a_name_that_nobody_knows_is_told_with_the_nearest(stage: Stage) -> None:
    """A slip of the keyboard plans nothing."""
    with pytest.raises(NoSuchPost, match='there is no post "lab": did you mean "labs"'):
        plan(stage, compiled(stage.wanted()), "lab")


def test_who_may_not_plan_in_all_its_regions_applies_nothing(stage: Stage) -> None:
    """Asked in the transaction, with the roles of the moment."""
    with stage.database.write() as connection:
        for name, region in (("aina", "catalonia"), ("maite", "navarra")):
            person = Person(name, name, f"{name}@a.eu", {region: frozenset({Role.EDITOR})})
            people.add(connection, person, stage.now)
    steps = plan(stage, compiled(stage.wanted(at=stage.now + DAY)))

    def go(who: str) -> None:
        with stage.database.read() as connection:
            person = people.one(connection, who)
        apply(
            steps,
            stage.database,
            stage.media,
            stage.brand,
            actor=Actor(who, person),
            now=stage.now,
            picture=stage.media.read,
            post="labs",
        )

    with pytest.raises(Forbidden, match="catalonia"):
        go("maite")
    assert stage.states() == []
    go("aina")
    assert stage.states() == [State.SCHEDULED]


def test_which_mistakes_are_in_its_way(stage: Stage) -> None:
    """Those of its own file, of registers, and of a second file under its id."""
    config: Any = SimpleNamespace(content=SimpleNamespace(name="content"))
    made = compiled(stage.wanted(), stage.wanted("review"))

    def mistake(file: str) -> Mistake:
        return Mistake(Place(file), "broken")

    own = mistake("content/calendar/labs.yaml")
    other = mistake("content/calendar/review.yaml")
    register = mistake("content/facts.toml")
    twice = Mistake(Place("content/calendar/labs-2.yaml"), "taken", post="labs")
    some = (own, other, register, twice)
    assert in_the_way(some, made, config, "labs") == (own, register, twice)
    assert in_the_way(some, made, config, "gone") == some
