"""What needs a person is told once for each cause, by how soon, with what it threatens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from campaign.calendar.translations.units import Standing
from campaign.errors import (
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.media import MediaStore
from campaign.model import Decision, Ending, State
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.plan.retry import WAITS
from campaign.platforms.public_media.addresses import OPTION
from campaign.storage import concerned, pauses, publications
from campaign.storage.trust import read_backs, remarks
from campaign.storage.trust.read_backs import Outcome, ReadBack
from campaign.usecases.operations.need import FirstStep, Need, NeedKind
from campaign.usecases.operations.needs import needs
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.operations.status import status
from campaign.usecases.translating.matrix import Cell, Matrix, MatrixRow
from campaign.usecases.translating.to_compare import to_compare
from tests.engine.changes.taking import published, refuses, take_back, taking
from tests.engine.scripted import Ledger, Scripted, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, channel, region

REGIONS = {"catalonia": region(), "navarra": region(id="navarra", names={"es": "Navarra"})}


def told(stage: Stage, **other: object) -> tuple[Need, ...]:
    """What needs a person now."""
    found = status(stage.database, stage.now, channels=stage.channels, regions=REGIONS)
    return needs(stage.database, found, channels=stage.channels, regions=REGIONS, **other)  # type: ignore[arg-type]


def kinds(some: Sequence[Need]) -> list[str]:
    """Their kinds, in their order."""
    return [str(each.kind) for each in some]


def try_all(stage: Stage) -> None:
    """Every try that a post has within its grace."""
    for wait in (timedelta(0), *WAITS):
        stage.tick(wait)


def mute(stage: Stage) -> None:
    """From now on the network cannot be asked."""
    stage.network = Scripted(stage.network.ledger, stage.network.media)


def test_where_nothing_needs_a_person_nothing_is_told(stage: Stage) -> None:
    """Neither of an empty campaign nor of one that is well."""
    assert told(stage) == ()
    stage.ready(stage.wanted(), stage.wanted("later", at=stage.now + DAY))
    stage.tick()
    assert told(stage) == ()


def test_what_may_be_out_says_why_and_since_when(stage: Stage) -> None:
    """It is overdue since it was sent, and each is decided alone."""
    mute(stage)
    stage.network.script.extend([swallowed, swallowed])
    stage.ready(stage.wanted(headline="Parlem"), stage.wanted("two", channel="navarra"))
    stage.tick()
    one, two = told(stage)
    assert (one.kind, one.key, one.first_step) == (
        NeedKind.UNKNOWN,
        "unknown-1",
        FirstStep.DECIDE,
    )
    assert one.cause.startswith("It was sent, and no usable answer came.")
    assert "cannot be asked what an account has posted" in one.cause
    assert (one.since, one.deadline, one.count) == (stage.now, stage.now, 1)
    assert [(each.post, each.headline) for each in one.concerns] == [("labs", "Parlem")]
    assert two.key == "unknown-2"


@pytest.mark.parametrize(
    ("error", "words", "step"),
    [
        (Rejected("x", answer="too rude"), "read it and refused it", FirstStep.EDIT),
        (UnsupportedFeature("no word for it"), "cannot take this post", FirstStep.EDIT),
    ],
)
def test_one_cause_of_several_failures_is_told_once(
    stage: Stage, error: PlatformError, words: str, step: FirstStep
) -> None:
    """With what the network said, and with the other posts that it concerns."""
    stage.network.script.extend([says(error)] * 2)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"), stage.wanted(at=NOW + DAY))
    stage.ready(
        stage.wanted(),
        stage.wanted(channel="navarra"),
        stage.wanted(channel="arad", at=NOW + DAY, headline="Encara"),
    )
    stage.tick()
    (need,) = told(stage)
    assert (need.kind, need.count, need.first_step) == (NeedKind.FAILED, 2, step)
    assert words in need.cause
    assert need.said == getattr(error, "answer", "")
    assert (need.threat.count, need.threat.first) == (1, NOW + DAY)
    assert (need.threat.post, need.threat.headline) == ("labs", "Encara")
    assert need.deadline == NOW + DAY


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unavailable("it sleeps", answer="503 try later"), "could not be reached"),
        (RateLimited("slower", answer="429"), "wanted no more posts"),
    ],
)
def test_what_failed_for_its_account_threatens_all_that_the_account_is_to_send(
    stage: Stage, error: PlatformError, words: str
) -> None:
    """And no other account's."""
    stage.network.script.extend([says(error)] * 7)
    stage.ready(
        stage.wanted(),
        stage.wanted("next", at=NOW + 2 * DAY),
        stage.wanted("more", at=NOW + 3 * DAY),
        stage.wanted("other", channel="arad", at=NOW + 2 * DAY),
    )
    try_all(stage)
    (need,) = (each for each in told(stage) if each.kind is NeedKind.FAILED)
    assert words in need.cause
    assert (need.threat.count, need.threat.post) == (2, "next")


def test_a_picture_that_was_not_fetched_threatens_all_that_is_fetched_there(stage: Stage) -> None:
    """The cause is the public address and not the post."""
    own = {OPTION: "https://media.example.org/cards/"}
    stage.channels = {
        "catalonia": channel(options=own),
        "arad": channel(name="arad", options=own),
        "navarra": channel(name="navarra"),
    }
    there = "https://media.example.org/cards/ab/cd.jpg"
    error = Unavailable(f"can {there} be read from outside?", answer="Media download has failed")
    stage.network.script.extend([says(error)] * 7)
    stage.ready(
        stage.wanted(),
        stage.wanted("a", channel="arad", at=NOW + DAY),
        stage.wanted("n", channel="navarra", at=NOW + DAY),
    )
    try_all(stage)
    (need,) = (each for each in told(stage) if each.kind is NeedKind.FAILED)
    assert need.first_step is FirstStep.LAY_OUT
    assert "public address" in need.cause
    assert need.said == "Media download has failed"
    assert (need.threat.count, need.threat.post) == (1, "a")


def test_a_refused_sign_in_is_the_account_that_is_paused(stage: Stage) -> None:
    """It names what it stops, and the first step is to connect again."""
    stage.network.script.append(says(Unauthorized("the password", answer="AuthMissing")))
    stage.ready(stage.wanted(), stage.wanted("next", at=NOW + DAY))
    stage.tick()
    (need,) = told(stage)
    assert (need.kind, need.first_step) == (NeedKind.PAUSED, FirstStep.CONNECT)
    assert (need.scope, need.who) == ("channel:catalonia", "")
    assert (need.threat.count, need.threat.first) == (1, NOW + DAY)
    assert "AuthMissing" in need.said or "the password" in need.said


@pytest.mark.parametrize(
    ("scope", "stopped"),
    [
        ("all", 3),
        ("platform:scripted", 3),
        ("region:catalonia", 3),
        ("channel:arad", 1),
        ("channel:gone", 0),
    ],
)
def test_a_pause_by_a_person_tells_who_why_and_what_it_stops(
    stage: Stage, scope: str, stopped: int
) -> None:
    """Whatever its scope; one that ends by itself needs nobody."""
    stage.ready(*(stage.wanted(f"p{n}", channel=n, at=NOW + DAY) for n in stage.channels))
    with stage.database.write() as connection:
        pauses.begin(connection, scope, who="joan", reason="una pausa", now=NOW)
        pauses.begin(
            connection, "channel:navarra", who="joan", reason="a night", now=NOW, until=NOW + HOUR
        )
    (need,) = told(stage)
    assert (need.kind, need.scope, need.who, need.said) == (
        NeedKind.PAUSED,
        scope,
        "joan",
        "una pausa",
    )
    assert (need.threat.count, need.first_step) == (stopped, FirstStep.RESUME)


def test_all_that_was_missed_is_one_thing_to_do(stage: Stage) -> None:
    """Each with its own reason; after a new time it is told no more."""
    stage.apply(stage.wanted(), stage.wanted("two", channel="navarra"))
    stage.approve()
    stage.apply(stage.wanted(), stage.wanted("two", channel="navarra"), stage.wanted("three"))
    stage.tick(DAY)
    (need,) = (each for each in told(stage) if each.kind is NeedKind.MISSED)
    assert (need.count, need.first_step, need.deadline) == (3, FirstStep.NEW_TIME, None)
    assert [("not approved" in each.cause) for each in need.concerns] == [False, False, True]
    some = chosen(stage.database, all_missed=True)
    reschedule(stage.database, some, lambda _: stage.now + HOUR, actor=Actor("aina"), now=stage.now)
    assert NeedKind.MISSED not in {each.kind for each in told(stage)}


def test_what_waits_for_a_yes_is_told_for_a_post_and_only_when_it_is_soon(stage: Stage) -> None:
    """With the instant until which it is to be approved."""
    stage.apply(
        stage.wanted(at=NOW + DAY),
        stage.wanted(channel="navarra", at=NOW + DAY),
        stage.wanted("far", at=NOW + 30 * DAY),
    )
    (need,) = told(stage)
    assert (need.kind, need.key, need.count) == (NeedKind.TO_APPROVE, "to-approve-labs", 2)
    assert need.deadline == NOW + DAY
    assert len({each.until for each in need.concerns}) == 1


def test_a_wish_of_an_approver_is_told_however_far_ahead(stage: Stage) -> None:
    """In the person's own words; and it is no matter of approving any more."""
    stage.apply(stage.wanted(at=NOW + 30 * DAY))
    held = stage.held()
    with stage.database.write() as connection:
        remarks.add(
            connection,
            [held.variant_hash],
            "el nom és: Núria",
            who="joan",
            now=NOW,
            sends_back=True,
        )
        remarks.hold(connection, {held.variant_hash})
    (need,) = told(stage)
    assert (need.kind, need.said, need.who) == (NeedKind.SENT_BACK, "el nom és: Núria", "joan")
    assert need.first_step is FirstStep.EDIT


def test_findings_that_hold_back_tomorrows_post_are_told(stage: Stage) -> None:
    """One for a post and a finding."""
    stage.ready(
        stage.wanted(at=NOW + 20 * HOUR, blocked="alt-missing"),
        stage.wanted(channel="arad", at=NOW + 20 * HOUR, blocked="alt-missing"),
    )
    (need,) = (each for each in told(stage) if each.kind is NeedKind.HELD)
    assert (need.count, need.detail, need.deadline) == (2, "alt-missing", NOW + 20 * HOUR)


def test_what_readers_get_otherwise_is_told_until_somebody_lives_with_it(stage: Stage) -> None:
    """One for a post, a network and a difference."""
    stage.ready(stage.wanted(), stage.wanted(channel="arad"))
    stage.tick()
    with stage.database.write() as connection:
        for number in (1, 2):
            name = stage.held(number).variant_hash
            read_backs.keep(
                connection,
                ReadBack(
                    number,
                    0,
                    name,
                    NOW,
                    Outcome.DIFFERENT,
                    detail="the alt text is gone",
                    differences=[{"sentence": "The alt text is gone."}],
                ),
            )
    (need,) = told(stage)
    assert (need.kind, need.count, need.detail) == (NeedKind.DIFFERS, 2, "the alt text is gone")
    with stage.database.write() as connection:
        for number in (1, 2):
            read_backs.accept(connection, number, "aina", NOW)
    assert told(stage) == ()


def test_a_withdrawal_that_no_program_can_finish_is_told(stage: Stage) -> None:
    """And not one that goes on by itself."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Unavailable("down")))
    take_back(stage)
    stage.tick()
    assert told(stage) == ()
    network.deeds.append(refuses(Rejected("message can't be deleted")))
    take_back(stage)
    stage.tick()
    (need,) = told(stage)
    assert (need.kind, need.first_step, need.who) == (
        NeedKind.TAKING_BACK,
        FirstStep.BY_HAND,
        "aina",
    )
    assert "can't be deleted" in need.detail


def test_what_is_due_and_sent_by_nobody_is_told(stage: Stage) -> None:
    """It says since when."""
    stage.ready(stage.wanted())
    stage.now += HOUR
    (need,) = told(stage)
    assert (need.kind, need.since) == (NeedKind.UNATTENDED, NOW)


def test_translations_of_a_changed_source_are_told_for_coming_posts(stage: Stage) -> None:
    """Those of a post that is over, or far ahead, need nobody today."""

    def row(post: str, day: date) -> MatrixRow:
        cells = (cell(post, "es", Standing.STALE), cell(post, "it", Standing.STALE))
        return MatrixRow(post, post.title(), day, 1, ("catalonia",), cells)

    def cell(post: str, language: str, standing: Standing) -> Cell:
        where = (f"{post}.yaml", 3)
        return Cell(
            post, language, standing, "", "", "a", "b", False, False, "", *where,
            regions=("catalonia",),
        )  # fmt: skip

    today = NOW.date()
    rows = (
        row("over", today - DAY),
        row("soon", today + 3 * DAY),
        row("far", today + 60 * DAY),
    )
    (need,) = told(stage, others=to_compare(Matrix(("es", "it"), rows, {}), NOW, UTC))
    assert (need.kind, need.scope, need.count) == (NeedKind.TRANSLATIONS, "soon", 2)
    assert (need.detail, need.regions) == ("Soon", frozenset({"catalonia"}))


def test_one_of_each_trouble_stands_in_the_order_of_how_soon(stage: Stage, tmp_path: Path) -> None:
    """What may be out first, then by deadline; what nothing ends behind what ends within two days.

    Source changes of the coming week come last.
    """
    stage.network = Scripted(Ledger(tmp_path / "l.jsonl"), MediaStore(tmp_path / "m"))
    stage.network.script.extend([swallowed, says(Rejected("no", answer="no"))])
    first = [
        stage.wanted("unknown"),
        stage.wanted("failed", channel="navarra"),
        stage.wanted("late", channel="arad", at=NOW - HOUR),
    ]
    later = [
        stage.wanted("failed", channel="catalonia", at=NOW + 20 * HOUR),
        stage.wanted("paused", channel="arad", at=NOW + 21 * HOUR),
    ]
    stage.ready(*first[:2], *later)
    stage.tick()
    new = stage.wanted("new", channel="navarra", at=NOW + 30 * HOUR)
    stage.apply(*first, *later, new)
    stage.tick(7 * HOUR)
    with stage.database.write() as connection:
        pauses.begin(connection, "channel:arad", who=pauses.ENGINE, reason="401", now=NOW)
    cells = (Cell("far", "es", Standing.STALE, "", "", "a", "b", False, False, "", "f.yaml", 1),)
    row = MatrixRow("far", "Far", (NOW + 7 * DAY).date(), 1, ("catalonia",), cells)
    found = told(stage, others=to_compare(Matrix(("es",), (row,), {}), NOW, UTC))
    assert kinds(found)[0] == "unknown"
    assert kinds(found)[-1] == "translations"
    deadlines = [each.deadline for each in found if each.deadline]
    assert deadlines == sorted(deadlines)
    assert set(kinds(found)) >= {"failed", "paused", "missed", "to-approve"}
    assert kinds(found).index("missed") > kinds(found).index("to-approve")


def test_somebody_is_told_of_the_regions_that_they_may_read(stage: Stage) -> None:
    """And whether the first step is theirs."""
    stage.channels = {
        "catalonia": channel(),
        "navarra": channel(name="navarra", region="navarra"),
    }
    stage.network.script.extend([says(Rejected("no", answer="no"))] * 2)
    there = replace(stage.wanted(channel="navarra"), region="navarra")
    stage.ready(stage.wanted(), there)
    stage.tick(regions=REGIONS)
    aina = Actor("aina", Person("aina", "Aina", "", {"catalonia": frozenset({Role.APPROVER})}))
    (need,) = told(stage, actor=aina)
    assert [each.channel for each in need.concerns] == ["catalonia"]
    assert (need.count, need.yours) == (1, False)
    all_of = Person("c", "C", "", {EVERYWHERE: frozenset({Role.COORDINATOR})})
    (need,) = told(stage, actor=Actor("c", all_of))
    assert (need.count, need.yours) == (2, True)
    stranger = Actor("s", Person("s", "S", "", {"salzburg": frozenset({Role.EDITOR})}))
    assert told(stage, actor=stranger) == ()


def test_a_decision_that_it_is_not_there_leaves_a_new_time_to_choose(stage: Stage) -> None:
    """The cause is the decision's and not the lost answer's."""
    mute(stage)
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    resolve(stage.database, 1, Decision.ABSENT, actor=Actor("aina"), now=stage.now)
    (need,) = told(stage)
    assert (need.kind, need.cause, need.first_step) == (
        NeedKind.FAILED,
        "It did not arrive.",
        FirstStep.NEW_TIME,
    )
    assert need.threat.count == 0


def test_what_is_read_of_publications_leaves_out_what_does_not_exist(stage: Stage) -> None:
    """And of one that was never tried, no try."""
    stage.ready(stage.wanted(headline="Bon dia", at=NOW + DAY))
    with stage.database.read() as connection:
        found = concerned.read(connection, {1, 99})
        assert concerned.coming(connection, (), NOW).count == 0
        assert publications.one(connection, 99) is None
    assert list(found) == [1]
    assert (found[1].headline, found[1].outcome, found[1].began) == ("Bon dia", None, None)
    assert found[1].publication.state is State.SCHEDULED


def test_a_sign_in_that_ends_before_planned_posts_is_told_with_its_end(stage: Stage) -> None:
    """By the forecast of the status."""
    found = status(stage.database, stage.now, channels=stage.channels, regions=REGIONS)
    ending = Ending("catalonia", NOW + 10 * DAY, 3, NOW + 11 * DAY)
    (need,) = needs(
        stage.database,
        replace(found, endings=(ending,)),
        channels=stage.channels,
        regions=REGIONS,
    )
    assert (need.kind, need.deadline, need.threat.count) == (
        NeedKind.CREDENTIAL,
        NOW + 10 * DAY,
        3,
    )
