"""What a plan says, case by case, and that applying it leaves nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.model import Cancellation, Hold, Planned, Publication, State
from campaign.plan.diff import Kind, Plan, Step, compare
from tests.plan.made import DAY, GRACE, HOUR, NOW, held, planned, variant

WORDS = ("Altres paraules.",)
BY_PLAN, BY_HAND = Cancellation.CALENDAR, Cancellation.PERSON


def kinds(
    wanted: Sequence[Planned], theirs: Sequence[Publication], *, unreadable: bool = False
) -> list[Kind]:
    """The kinds of the steps, in their order."""
    return [step.kind for step in compare(wanted, theirs, NOW, GRACE, unreadable=unreadable).steps]


TOMORROW = planned()
LATER = planned(NOW + 2 * DAY)
LONG_AGO = planned(NOW - DAY)
JUST_NOW = planned(NOW - HOUR)
OTHER = planned(texts=WORDS)


@pytest.mark.parametrize(
    ("wanted", "theirs", "expected"),
    [
        pytest.param(TOMORROW, None, [Kind.ADD], id="new"),
        pytest.param(JUST_NOW, None, [Kind.ADD], id="new, within the grace"),
        pytest.param(LONG_AGO, None, [Kind.PAST], id="new, but past"),
        pytest.param(TOMORROW, held(TOMORROW), [], id="as it is"),
        pytest.param(OTHER, held(TOMORROW), [Kind.CHANGE], id="other words"),
        pytest.param(planned(blocked="alt-missing"), held(TOMORROW), [Kind.CHANGE], id="held back"),
        pytest.param(LATER, held(TOMORROW), [Kind.MOVE], id="moved"),
        pytest.param(TOMORROW, held(LONG_AGO), [Kind.MOVE], id="moved before it was missed"),
        pytest.param(LONG_AGO, held(TOMORROW), [Kind.CANCEL], id="moved into the past"),
        pytest.param(None, held(TOMORROW), [Kind.CANCEL], id="deleted"),
        pytest.param(
            TOMORROW, held(TOMORROW, State.CANCELLED, cancelled=BY_PLAN), [Kind.ADD], id="restored"
        ),
        pytest.param(
            LONG_AGO, held(LONG_AGO, State.CANCELLED, cancelled=BY_PLAN), [Kind.PAST], id="too late"
        ),
        pytest.param(
            TOMORROW,
            held(TOMORROW, State.CANCELLED, cancelled=BY_HAND),
            [],
            id="a person said no",
        ),
        pytest.param(
            OTHER,
            held(TOMORROW, State.CANCELLED, cancelled=BY_HAND),
            [],
            id="a person said no to it",
        ),
        pytest.param(
            LATER,
            held(TOMORROW, State.CANCELLED, cancelled=BY_HAND),
            [Kind.ADD],
            id="a person said no, then moved it",
        ),
        pytest.param(
            LATER,
            held(TOMORROW, State.CANCELLED, cancelled=Cancellation.IN_DOUBT),
            [],
            id="a person said no, though it may be out, then moved it",
        ),
        pytest.param(TOMORROW, held(TOMORROW, State.FAILED), [], id="failed"),
        pytest.param(LATER, held(TOMORROW, State.FAILED), [Kind.MOVE], id="failed, moved"),
        pytest.param(OTHER, held(TOMORROW, State.FAILED), [Kind.CHANGE], id="failed, mended"),
        pytest.param(
            planned(NOW - DAY, texts=WORDS),
            held(LONG_AGO, State.FAILED),
            [Kind.PAST],
            id="failed, mended too late",
        ),
        pytest.param(LONG_AGO, held(LONG_AGO, State.MISSED), [], id="missed"),
        pytest.param(TOMORROW, held(LONG_AGO, State.MISSED), [Kind.MOVE], id="missed, moved"),
        pytest.param(None, held(LONG_AGO, State.MISSED), [Kind.CANCEL], id="missed, deleted"),
        pytest.param(None, held(LONG_AGO, State.FAILED), [Kind.CANCEL], id="failed, deleted"),
        pytest.param(None, held(LONG_AGO, State.PUBLISHED), [], id="published, deleted"),
        pytest.param(None, held(LONG_AGO, State.UNKNOWN), [Kind.HOLD], id="unknown, deleted"),
        pytest.param(
            None,
            held(LONG_AGO, State.UNKNOWN, hold=Hold.REMOVED),
            [],
            id="unknown, deleted some plans ago",
        ),
        pytest.param(None, held(JUST_NOW, State.PUBLISHING), [Kind.HOLD], id="in flight, deleted"),
        pytest.param(None, held(JUST_NOW, State.PENDING), [Kind.HOLD], id="pending, deleted"),
        pytest.param(LATER, held(JUST_NOW, State.UNKNOWN), [Kind.HOLD], id="unknown, moved"),
        pytest.param(OTHER, held(TOMORROW, State.UNKNOWN), [Kind.HOLD], id="unknown, reworded"),
        pytest.param(
            LATER,
            held(JUST_NOW, State.UNKNOWN, hold=Hold.OVERTAKEN),
            [Kind.OUT],
            id="unknown, moved some plans ago",
        ),
        pytest.param(
            JUST_NOW,
            held(JUST_NOW, State.UNKNOWN, hold=Hold.REMOVED),
            [Kind.HOLD],
            id="unknown, deleted and restored",
        ),
        pytest.param(
            LATER,
            held(JUST_NOW, hold=Hold.OVERTAKEN),
            [Kind.CHANGE],
            id="moved while unknown, back unsent",
        ),
        pytest.param(
            None, held(JUST_NOW, hold=Hold.REMOVED), [Kind.CANCEL], id="deleted, back unsent"
        ),
    ],
)
def test_each_case_of_a_plan(
    wanted: Planned | None, theirs: Publication | None, expected: list[Kind]
) -> None:
    """What the calendar wants against what the database holds."""
    assert kinds([wanted] if wanted else [], [theirs] if theirs else []) == expected


@pytest.mark.parametrize("state", [State.PUBLISHING, State.PENDING, State.UNKNOWN])
@pytest.mark.parametrize("wanted", [LATER, OTHER])
def test_what_is_on_its_way_is_marked_and_never_planned_again(
    state: State, wanted: Planned
) -> None:
    """Should it come back unsent, it waits for the next plan to give it its time and words."""
    (step,) = compare([wanted], [held(TOMORROW, state)], NOW, GRACE).to_apply
    assert (step.kind, step.hold) == (Kind.HOLD, Hold.OVERTAKEN)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
@pytest.mark.parametrize("wanted", [LATER, OTHER])
def test_what_may_be_out_is_never_planned_again(state: State, wanted: Planned) -> None:
    """Moved or reworded after it went out: shown, and nothing to apply."""
    plan = compare([wanted], [held(TOMORROW, state)], NOW, GRACE)
    assert [step.kind for step in plan.steps] == [Kind.OUT]
    assert plan.to_apply == ()


def test_a_move_with_other_words_is_one_change_that_says_so() -> None:
    """Not a move and a change."""
    (step,) = compare([planned(NOW + 2 * DAY, texts=WORDS)], [held(TOMORROW)], NOW, GRACE).steps
    assert (step.kind, step.also_moved) == (Kind.CHANGE, True)


def test_moving_one_post_by_a_day_is_one_move_a_channel() -> None:
    """And nothing else of the calendar is touched."""
    channels = [f"channel-{number}" for number in range(28)]
    before = [
        replace(planned(), variant=variant(post=post, channel=channel))
        for post in ("labs", "review")
        for channel in channels
    ]
    theirs = [held(each, id=number) for number, each in enumerate(before, start=1)]
    after = [
        replace(each, due=each.due + DAY) if each.variant.post == "labs" else each
        for each in before
    ]
    plan = compare(after, theirs, NOW, {})
    assert [step.kind for step in plan.steps] == [Kind.MOVE] * 28
    assert [step.identity[2] for step in plan.steps] == sorted(channels)
    assert plan.unchanged == 28


def test_a_post_that_cannot_be_read_is_not_a_post_that_was_deleted() -> None:
    """Neither an unreadable file nor a variant that cannot be composed cancels anything."""
    theirs = [held(TOMORROW)]
    assert kinds([], theirs, unreadable=True) == []
    plan = compare([], theirs, NOW, GRACE, uncertain={("labs", "", "catalonia")})
    assert plan.steps == ()
    plan = compare([], theirs, NOW, GRACE, uncertain={("labs", "", "navarra")})
    assert [step.kind for step in plan.steps] == [Kind.CANCEL]


def test_steps_stand_in_the_order_of_their_instants() -> None:
    """Whatever order the calendar has."""
    third = replace(LATER, variant=variant(post="third"))
    plan = compare(
        [third, TOMORROW], [held(replace(TOMORROW, variant=variant(post="gone")))], NOW, GRACE
    )
    assert [step.due for step in plan.steps] == sorted(step.due for step in plan.steps)
    assert [step.identity[0] for step in plan.steps] == ["gone", "labs", "third"]


def applied(plan: Plan, theirs: Sequence[Publication]) -> list[Publication]:
    """What the database holds after a plan, as `apply` writes it."""
    found = {(p.post, p.occurrence, p.channel): p for p in theirs}
    for step in plan.to_apply:
        found[step.identity] = _after(step)
    return list(found.values())


def _after(step: Step) -> Publication:
    if step.kind is Kind.HOLD:
        assert step.stored is not None
        return replace(step.stored, hold=step.hold, hold_detail=step.hold_detail)
    if step.planned is None:
        assert step.stored is not None
        return replace(step.stored, state=State.CANCELLED, cancelled=Cancellation.CALENDAR)
    return held(step.planned)


_planned = st.builds(
    lambda post, channel, days, text, blocked: Planned(
        variant(post=post, channel=channel, texts=(text,)),
        NOW + timedelta(days=days),
        "catalonia",
        "A02",
        blocked=blocked,
    ),
    st.sampled_from("ab"),
    st.sampled_from(("catalonia", "navarra")),
    st.integers(-2, 2),
    st.sampled_from(("one", "two")),
    st.sampled_from(("", "alt-missing")),
)
_calendars = st.lists(_planned, unique_by=lambda each: each.identity)


@given(
    _calendars,
    _calendars,
    st.lists(st.sampled_from(State), min_size=4, max_size=4),
    st.sampled_from((Cancellation.CALENDAR, Cancellation.PERSON, Cancellation.IN_DOUBT)),
)
def test_after_a_plan_was_applied_there_is_nothing_left_to_apply(
    wanted: list[Planned], before: list[Planned], states: list[State], by: Cancellation
) -> None:
    """For any calendar and any database; what is on its way is marked, what is out stays."""
    theirs = [held(each, state, cancelled=by) for each, state in zip(before, states, strict=False)]
    first = compare(wanted, theirs, NOW, GRACE)
    for step in first.to_apply:
        if step.stored is not None:
            on_its_way = step.stored.state in (State.PUBLISHING, State.PENDING, State.UNKNOWN)
            assert on_its_way == (step.kind is Kind.HOLD)
            assert step.stored.state not in (State.PUBLISHED, State.WITHDRAWN)
    assert compare(wanted, applied(first, theirs), NOW, GRACE).to_apply == ()


def left(wanted: Sequence[Planned], theirs: Sequence[Publication], **other: Any) -> dict[str, str]:
    """The posts that stay public, with their channels."""
    found = compare(wanted, theirs, NOW, GRACE, **other).left
    return {each.post: " ".join(p.channel for p in each.publications) for each in found}


def public(post: str, channel: str, state: State = State.PUBLISHED) -> Publication:
    """One that went out."""
    return held(planned(post=post, channel=channel), state)


def test_what_stays_public_without_the_calendar_is_told_by_post() -> None:
    """A file that is gone, and a channel that a post no longer names; nothing else."""
    theirs = [
        public("gone", "navarra"),
        public("gone", "arad"),
        public("gone", "timis", State.FAILED),
        public("fewer", "arad"),
        public("fewer", "navarra"),
        public("planned", "arad", State.SCHEDULED),
        public("withdrawn", "arad", State.WITHDRAWN),
        public("cancelled", "arad", State.CANCELLED),
        public("same", "arad"),
    ]
    wanted = [planned(post="fewer", channel="arad"), planned(post="same", channel="arad")]
    assert left(wanted, theirs) == {"gone": "arad navarra", "fewer": "navarra"}


def test_what_cannot_be_read_is_not_gone() -> None:
    """A file with a mistake, or a text that could not be composed."""
    theirs = [public("gone", "arad"), public("broken", "arad")]
    assert left([], theirs, unreadable=True) == {}
    assert left([], theirs, uncertain={("broken", "", "arad")}) == {"gone": "arad"}
