"""Every publication of a span stands in the agenda once, with one state and all that holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from campaign.engine.budgets import Budget, Budgets
from campaign.errors import Rejected
from campaign.model import Hold, State
from campaign.model.approval import NO_APPROVAL
from campaign.model.people import Actor
from campaign.plan.cost import Price
from campaign.storage import pauses, publications
from campaign.usecases.operations.agenda import Agenda, Entry, Shown, agenda, not_applied
from campaign.usecases.operations.reschedule import chosen, reschedule
from tests.engine.scripted import says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW, channel, region
from tests.storage.conftest import on_both

pytestmark = on_both


def look(
    stage: Stage, start: datetime = NOW - DAY, end: datetime = NOW + 30 * DAY, **other: Any
) -> Agenda:
    """What stands in a span, by the stage's clock."""
    known = {"channels": stage.channels, "regions": {"catalonia": region()}, **other}
    return agenda(stage.database, start, end, stage.now, **known)


def only(found: Agenda) -> Entry:
    """The one entry there is."""
    (entry,) = found.entries
    assert found.count == 1
    return entry


def test_an_empty_database_has_an_empty_agenda(stage: Stage) -> None:
    """And no next one."""
    found = look(stage)
    assert (found.count, found.entries, found.next_due) == (0, (), None)


def test_an_entry_has_what_a_line_needs(stage: Stage) -> None:
    """The words by which a person knows it, where and when, and its state."""
    stage.ready(stage.wanted(at=NOW + DAY, headline="Taula", texts=("Bon dia.\nSegona línia.",)))
    entry = only(look(stage))
    assert (entry.at, entry.channel, entry.region, entry.language) == (
        NOW + DAY,
        "catalonia",
        "catalonia",
        "ca",
    )
    assert (entry.headline, entry.text) == ("Taula", "Bon dia.\nSegona línia.")
    assert (entry.shown, entry.state, entry.why) == (Shown.READY, State.SCHEDULED, ())
    assert entry.zone == "Europe/Madrid"


def test_a_span_has_its_first_instant_and_not_its_last(stage: Stage) -> None:
    """So two days side by side have everything once."""
    instants = [NOW + DAY - timedelta(seconds=1), NOW + DAY, NOW + 2 * DAY - HOUR, NOW + 2 * DAY]
    stage.ready(*(stage.wanted(f"p{n}", at=at) for n, at in enumerate(instants)))
    assert [e.post for e in look(stage, NOW + DAY, NOW + 2 * DAY).entries] == ["p1", "p2"]
    assert look(stage, NOW + DAY, NOW + 2 * DAY).next_due == NOW + 2 * DAY
    assert [e.post for e in look(stage, NOW + 2 * DAY, NOW + 3 * DAY).entries] == ["p3"]


def test_they_stand_in_the_order_of_time_then_region_then_channel(stage: Stage) -> None:
    """Whatever the order in which they were planned."""
    some = [
        stage.wanted("b", at=NOW + DAY, channel="navarra"),
        stage.wanted("b", at=NOW + HOUR, channel="catalonia"),
        replace(stage.wanted("b", at=NOW + DAY, channel="arad"), region="arad"),
        stage.wanted("a", at=NOW + DAY, channel="catalonia"),
    ]
    stage.ready(*some)
    assert [(e.at - NOW, e.region, e.channel) for e in look(stage).entries] == [
        (HOUR, "catalonia", "catalonia"),
        (DAY, "arad", "arad"),
        (DAY, "catalonia", "catalonia"),
        (DAY, "catalonia", "navarra"),
    ]


def test_regions_channels_and_posts_narrow_it(stage: Stage) -> None:
    """One alone, several, and together."""
    stage.ready(
        replace(stage.wanted("a", at=NOW + DAY, channel="arad"), region="arad"),
        stage.wanted("a", at=NOW + DAY, channel="catalonia"),
        stage.wanted("b", at=NOW + DAY, channel="navarra"),
    )
    for chosen_by, wanted in (
        ({"only_regions": ("arad",)}, {"arad"}),
        ({"only_regions": ("arad", "catalonia")}, {"arad", "catalonia", "navarra"}),
        ({"only_channels": ("navarra",)}, {"navarra"}),
        ({"only_channels": ("navarra",), "only_regions": ("arad",)}, set[str]()),
        ({"only_posts": ("a",)}, {"arad", "catalonia"}),
    ):
        found = look(stage, **chosen_by)
        assert {entry.channel for entry in found.entries} == wanted
        assert found.count == len(wanted)


def test_of_more_than_the_limit_the_first_are_listed_and_all_are_counted(stage: Stage) -> None:
    """However long the span is."""
    stage.ready(*(stage.wanted(f"p{n}", at=NOW + n * HOUR) for n in range(1, 8)))
    found = look(stage, limit=3)
    assert (found.count, [e.post for e in found.entries]) == (7, ["p1", "p2", "p3"])


def test_one_query_reads_a_span_however_many_stand_in_it(stage: Stage) -> None:
    """The pauses and the next instant are one more each."""
    stage.ready(*(stage.wanted(f"p{n}", at=NOW + n * HOUR) for n in range(1, 20)))
    seen: list[str] = []

    def count(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(stage.database.engine, "before_cursor_execute", count)
    assert len(look(stage).entries) == 19
    event.remove(stage.database.engine, "before_cursor_execute", count)
    asked = [each for each in seen if each.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 3


def test_what_nobody_let_go_waits_for_that_where_it_is_asked_for(stage: Stage) -> None:
    """The approver of the region is named; a campaign without approvals asks nobody."""
    stage.apply(stage.wanted(at=NOW + DAY))
    regions = {"catalonia": region(approver="Aina Puig")}
    entry = only(look(stage, regions=regions))
    assert entry.shown is Shown.TO_APPROVE
    assert entry.why == (
        "this exact text and picture are not approved; Aina Puig approves for 'catalonia'",
    )
    assert only(look(stage, rules=NO_APPROVAL)).shown is Shown.READY


def test_an_approval_that_was_taken_back_is_none(stage: Stage) -> None:
    """As for the publisher."""
    from campaign.usecases.trust.take_back import approved, revoke

    stage.ready(stage.wanted(at=NOW + DAY))
    revoke(stage.database, approved(stage.database), actor=Actor("aina"), now=stage.now)
    assert only(look(stage)).shown is Shown.TO_APPROVE


def test_everything_that_holds_it_is_said_and_the_gravest_is_its_state(stage: Stage) -> None:
    """A finding before a missing approval before a pause."""
    stage.apply(stage.wanted(at=NOW + DAY, blocked="alt-missing"))
    with stage.database.write() as connection:
        pauses.begin(connection, "all", who="aina", reason="rest", now=stage.now)
    entry = only(look(stage))
    assert entry.shown is Shown.HELD
    assert entry.why == (
        "aina paused all: rest",
        "this exact text and picture are not approved",
        "of alt-missing",
    )
    stage.approve()
    assert only(look(stage)).shown is Shown.HELD


@pytest.mark.parametrize(
    ("hold", "detail", "word"),
    [
        (Hold.REMOVED, "", "the calendar no longer asks for it"),
        (Hold.OVERTAKEN, "", "the calendar changed while it was on its way"),
        (
            Hold.FOREIGN,
            "https://a.eu/7",
            "the account shows these words already, at https://a.eu/7",
        ),
    ],
)
def test_a_hold_is_in_the_words_of_the_gate(
    stage: Stage, hold: Hold, detail: str, word: str
) -> None:
    """They are the same everywhere."""
    stage.ready(stage.wanted(at=NOW + DAY))
    with stage.database.write() as connection:
        publication = publications.one(connection, 1)
        assert publication is not None
        assert publications.mark(connection, publication, hold, detail, who="w", now=stage.now)
    entry = only(look(stage))
    assert entry.shown is Shown.HELD
    assert entry.why[0].startswith(word)


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        (None, Shown.PAUSED),
        (NOW + DAY + HOUR, Shown.PAUSED),
        (NOW + DAY, Shown.READY),
        (NOW + HOUR, Shown.READY),
    ],
)
def test_a_pause_counts_that_is_not_over_by_then(
    stage: Stage, until: datetime | None, shown: Shown
) -> None:
    """One that ends this afternoon holds nothing of tomorrow."""
    stage.ready(stage.wanted(at=NOW + DAY))
    with stage.database.write() as connection:
        pauses.begin(
            connection, "region:catalonia", who="aina", reason="r", now=stage.now, until=until
        )
    assert only(look(stage)).shown is shown


def test_a_day_is_judged_as_its_region_has_it(stage: Stage) -> None:
    """A blackout day, a day on which it takes no part, a paused channel, one that has left."""
    stage.ready(stage.wanted(at=NOW + DAY))
    day = date(2026, 12, 2)
    for changed, shown, word in (
        ({"regions": {"catalonia": region(blackout=(day,))}}, Shown.HELD, "blackout day"),
        ({"regions": {"catalonia": region(active_to=NOW.date())}}, Shown.HELD, "not active on"),
        ({"channels": {"catalonia": channel(paused=True)}}, Shown.PAUSED, "is paused in the con"),
        ({"channels": {}}, Shown.HELD, "no longer in the configuration"),
    ):
        entry = only(look(stage, **changed))
        assert (entry.shown, word in entry.why[0]) == (shown, True), changed


def test_what_went_out_stands_at_that_instant_with_its_address(stage: Stage) -> None:
    """Also when it was meant for another day."""
    stage.ready(stage.wanted(at=NOW - 5 * HOUR))
    stage.tick(HOUR / 2)
    entry = only(look(stage, stage.now, stage.now + HOUR))
    assert (entry.shown, entry.at) == (Shown.OUT, stage.now)
    assert entry.url
    assert look(stage, NOW - DAY, NOW).count == 0


def test_what_failed_or_may_be_out_says_why(stage: Stage) -> None:
    """In the network's own words, or the engine's."""
    stage.network.script += [says(Rejected("422: too rude")), swallowed]
    stage.ready(stage.wanted("rude"), stage.wanted("lost", channel="navarra"))
    stage.tick()
    found = {entry.post: entry for entry in look(stage).entries}
    shown = {entry.shown for entry in found.values()}
    assert shown == {Shown.FAILED, Shown.MAY_BE_OUT}
    assert all(entry.why and entry.why[0] for entry in found.values())


def test_what_is_beyond_its_grace_is_late_until_it_is_missed(stage: Stage) -> None:
    """A tick calls it missed; then it stands there as that."""
    stage.ready(stage.wanted())
    stage.now += DAY
    assert (only(look(stage)).shown, only(look(stage)).why) == (
        Shown.LATE,
        ("its time has passed",),
    )
    stage.tick()
    entry = only(look(stage))
    assert (entry.shown, entry.at) == (Shown.MISSED, NOW)


def test_another_time_by_a_person_is_where_it_stands(stage: Stage) -> None:
    """The calendar's own instant no longer counts, as for the publisher."""
    stage.ready(stage.wanted())
    stage.tick(DAY)
    some = chosen(stage.database, numbers=(1,))
    new = stage.now + 2 * DAY
    reschedule(stage.database, some, lambda _: new, actor=Actor("aina"), now=stage.now, spread=HOUR)
    entry = only(look(stage))
    assert (entry.at, entry.shown) == (new, Shown.READY)
    assert look(stage, NOW - HOUR, NOW + HOUR).count == 0


def test_what_the_calendar_dropped_stands_as_cancelled(stage: Stage) -> None:
    """With the reason."""
    stage.ready(stage.wanted(at=NOW + DAY))
    stage.apply()
    entry = only(look(stage))
    assert (entry.shown, entry.why) == (Shown.CANCELLED, ("the calendar no longer asks for it",))


def test_what_is_in_the_calendar_and_not_applied_is_told(stage: Stage) -> None:
    """New, changed, moved into the span and out of it, dropped."""
    stage.ready(
        stage.wanted("same", at=NOW + DAY),
        stage.wanted("words", at=NOW + DAY),
        stage.wanted("comes", at=NOW + 9 * DAY),
        stage.wanted("goes", at=NOW + DAY),
        stage.wanted("drops", at=NOW + DAY),
        stage.wanted("later", at=NOW + 9 * DAY),
    )
    steps = stage.plan(
        [
            stage.wanted("same", at=NOW + DAY),
            stage.wanted("words", at=NOW + DAY, texts=("Bona nit.",)),
            stage.wanted("comes", at=NOW + DAY),
            stage.wanted("goes", at=NOW + 9 * DAY),
            stage.wanted("new", at=NOW + DAY, channel="navarra"),
            stage.wanted("later", at=NOW + 9 * DAY, texts=("Bona nit.",)),
        ]
    )
    found = not_applied(steps, NOW, NOW + 2 * DAY)
    assert {(c.kind, c.post) for c in found} == {
        ("change", "words"),
        ("move", "comes"),
        ("move", "goes"),
        ("cancel", "drops"),
        ("add", "new"),
    }
    assert {c.post: c.was for c in found if c.was} == {"comes": NOW + 9 * DAY, "goes": NOW + DAY}
    assert [c.post for c in not_applied(steps, NOW, NOW + 2 * DAY, only_channels=("navarra",))] == [
        "new"
    ]
    assert not_applied(steps, NOW, NOW + 2 * DAY, only_regions=("arad",)) == ()


def test_what_the_budget_holds_is_held(stage: Stage) -> None:
    """With the reason, once it is due; what is still to come is judged when its time has come."""
    price = Price(Decimal("0.015"), Decimal("0.200"), "the page of prices")
    bounds = Budgets({"scripted": Budget("Scripted", Decimal("0.01"), price)})
    stage.ready(stage.wanted("due"), stage.wanted("later", at=NOW + DAY))
    due, later = look(stage, budgets=bounds).entries
    assert (due.shown, later.shown) == (Shown.HELD, Shown.READY)
    assert due.why == (
        "the month's budget of 0.01 USD for Scripted would be passed: 0 USD are spent",
    )
    assert look(stage).entries[0].shown is Shown.READY
