"""What a rehearsal reads from what it is shown, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.errors import Place
from campaign.model import (
    Attempt,
    AttemptOutcome,
    Channel,
    Finding,
    Hold,
    Planned,
    Publication,
    Severity,
    State,
)
from campaign.usecases.planning import rehearse
from campaign.usecases.planning.rehearse import Kind
from tests.plan.made import DAY, NOW, held, planned

PLANNED = planned()
THERE = held(PLANNED)


def stood(state: State, reason: str = "", blocked: str = "") -> Publication:
    """A publication that came to stand so."""
    return replace(
        THERE,
        state=state,
        reason=reason,
        hold=Hold.FINDINGS if blocked else Hold.NONE,
        hold_detail=blocked,
    )


@pytest.mark.parametrize(
    ("publication", "kind", "says"),
    [
        (stood(State.MISSED), Kind.MISSED, "it came too late"),
        (stood(State.UNKNOWN, "no answer"), Kind.UNKNOWN, "a person would have to decide"),
        (stood(State.PENDING), Kind.UNSENT, "still working on it"),
        (stood(State.SCHEDULED), Kind.UNSENT, "still waiting"),
        (stood(State.MISSED, "late", "alt-missing"), Kind.BLOCKED, "held back by alt-missing"),
        (stood(State.FAILED, "x: 403: you are blocked"), Kind.FAILED, "you are blocked"),
        (stood(State.FAILED, "x: a picture of 9 MB"), Kind.IMAGE, "a picture of 9 MB"),
        (stood(State.FAILED, "the image could not be fetched"), Kind.IMAGE, "fetched"),
    ],
)
def test_what_did_not_go_out_is_told_with_its_reason(
    publication: Publication, kind: Kind, says: str
) -> None:
    """Each state has its own word; a picture's trouble is told apart from the words'."""
    (trouble,) = rehearse.ended([publication])
    assert trouble.kind is kind
    assert says in trouble.says
    assert (trouble.channel, trouble.post) == (THERE.channel, THERE.post)
    assert trouble.at == THERE.due


@pytest.mark.parametrize("state", [State.PUBLISHED, State.CANCELLED, State.WITHDRAWN])
def test_what_is_done_is_no_trouble(state: State) -> None:
    """Published, or taken away by a person."""
    assert rehearse.ended([stood(state)]) == []


def tried(outcome: AttemptOutcome, at: datetime = NOW) -> tuple[Publication, Attempt]:
    """A try that ended so."""
    return THERE, Attempt(1, THERE.id, "h", "k", "w", at, at, outcome, {}, "wait a little")


def test_a_channel_is_told_once_how_often_it_had_to_wait() -> None:
    """With the first instant, and what the network said."""
    tries = [
        tried(AttemptOutcome.RATE_LIMITED, NOW + DAY),
        tried(AttemptOutcome.PUBLISHED),
        tried(AttemptOutcome.RATE_LIMITED),
    ]
    (trouble,) = rehearse.rate_limits(tries)
    assert trouble.kind is Kind.RATE
    assert trouble.at == NOW
    assert trouble.says == "told to wait 2 times: wait a little"
    assert rehearse.outcomes(tries) == {AttemptOutcome.RATE_LIMITED: 2, AttemptOutcome.PUBLISHED: 1}


def test_a_wait_that_no_try_tells_of_is_told_by_the_network() -> None:
    """The second step of a post is no try; where a try tells, nothing is told twice."""
    struck = {THERE.platform: {"rate-limited": 2}, "x": {"unavailable": 1}}
    (trouble,) = rehearse.waits_between(struck, [tried(AttemptOutcome.PENDING)])
    assert (trouble.kind, trouble.channel) == (Kind.RATE, "")
    assert trouble.says == f"{THERE.platform} asked to wait 2 times before it made posts public"
    assert rehearse.waits_between(struck, [tried(AttemptOutcome.RATE_LIMITED)]) == []


@pytest.mark.parametrize(
    ("pace", "apart", "collides"),
    [(120, 119, True), (120, 120, False), (0, 0, True), (0, 1, False), (120, 0, True)],
)
def test_posts_collide_that_are_closer_than_their_channels_pace(
    pace: int, apart: int, collides: bool
) -> None:
    """One second less collides, the pace itself does not; without one, the same instant does."""
    after, name = planned(PLANNED.due + timedelta(seconds=apart)), PLANNED.variant.channel
    channel = Channel(name, "mastodon", "eu", "en", ZoneInfo("Europe/Brussels"))
    channels = {name: replace(channel, min_interval=timedelta(seconds=pace))}
    found = rehearse.collisions([after, PLANNED], channels)
    assert bool(found) is collides


def test_a_token_that_ends_within_the_days_is_told_with_the_posts_after_it() -> None:
    """One that ends later, or of a channel without posts, is none of this rehearsal's."""
    name, end = PLANNED.variant.channel, PLANNED.due + DAY
    early, late = PLANNED.due - timedelta(hours=1), end + DAY
    wanted: list[Planned] = [PLANNED]
    (trouble,) = rehearse.tokens([(name, early), (name, late), ("other", early)], wanted, end)
    assert trouble.kind is Kind.TOKEN
    assert trouble.at == early
    assert trouble.says.startswith("1 planned post after that")


def test_what_cannot_be_composed_is_told_by_its_finding() -> None:
    """Words that do not fit before others; what lies on other days is left out."""
    place = Place("content/calendar/a.yaml", 3)
    block, warn = Severity.BLOCK, Severity.WARN
    findings = [
        Finding("too-long", warn, place, "a little long", "", "a", "eu-x"),
        Finding("alt-missing", block, place, "no alt text", "", "a", "eu-x"),
        Finding("too-long", block, place, "300 characters, 280 are allowed", "", "a", "eu-x"),
        Finding("no-copy", block, place, "no text in Irish", "", "b"),
    ]
    failed = frozenset({("a", "", "eu-x"), ("b", "", "eu-x"), ("c", "", "eu-x")})
    dues = {("a", "eu-x"): NOW, ("b", "eu-x"): NOW}
    first, second = rehearse.uncomposed(failed, findings, dues)
    assert (first.kind, first.says) == (Kind.TEXT, "300 characters, 280 are allowed")
    assert (second.kind, second.says) == (Kind.BLOCKED, "no text in Irish")


def test_troubles_stand_in_the_order_of_their_time() -> None:
    """What has no time comes first."""
    later, sooner = stood(State.MISSED), replace(stood(State.MISSED), due=NOW - DAY)
    some = [*rehearse.ended([later, sooner]), *rehearse.repeated(2)]
    kinds = [(t.kind, t.at) for t in rehearse.in_order(some)]
    assert kinds == [(Kind.DUPLICATE, None), (Kind.MISSED, NOW - DAY), (Kind.MISSED, later.due)]
    assert rehearse.repeated(0) == []


def test_a_channel_the_engine_stopped_is_told() -> None:
    """By its name, without the scope's word."""
    (trouble,) = rehearse.stopped([("channel:eu-x", NOW, "the token is dead")])
    assert (trouble.kind, trouble.channel, trouble.says) == (
        Kind.STOPPED,
        "eu-x",
        "the token is dead",
    )
