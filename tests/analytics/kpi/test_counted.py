"""What the database counts: sums, distinct things, followers and shares; a gap is never 0."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.kpi import Indicator, Measure, Span
from analytics.kpi.counted import Ledger, Scope, Share, followers, shares, weekly
from analytics.kpi.points import Missing
from analytics.store import AudienceDay

MONDAY = date(2026, 11, 30)
SPAN = Span(MONDAY, MONDAY + timedelta(days=97))
EU, NAVARRA = Scope("eu", "mastodon", "en"), Scope("navarra", "telegram", "es")
REGIONS = ("navarra", "catalonia")


def asked(measure: Measure, **changes: str) -> Indicator:
    return Indicator("x", {"en": "X"}, measure=measure, **changes)  # type: ignore[arg-type]


def ledger() -> Ledger:
    """One post on two channels in the first week, another on one of them in the second."""
    found = Ledger(posts=True)
    found.add(MONDAY, EU, "labs-01", (3, 1, None, None, 2, None, 100))
    found.add(MONDAY + timedelta(days=1), NAVARRA, "labs-01", None)
    found.add(MONDAY + timedelta(days=8), EU, "labs-02", (1, None, None, None, None, None, 50))
    return found


def last(measure: Measure, weeks: int = 2, **changes: str) -> float | None:
    day = MONDAY + timedelta(days=7 * weeks - 1)
    found = ledger().series(asked(measure, **changes), SPAN, day, REGIONS)
    return found.points[-1].value if found.points else None


def test_publications_and_posts_are_two_things() -> None:
    """Three went out; they were two posts; the project itself is no region."""
    assert last(Measure.PUBLICATIONS) == 3
    assert last(Measure.POSTS) == 2
    assert (last(Measure.REGIONS), last(Measure.LANGUAGES)) == (1, 2)


def test_sums_are_of_what_is_known_and_say_of_how_many() -> None:
    """Four acts and two clicks, then one; the channel that tells nothing is counted as such."""
    found = ledger().series(asked(Measure.ENGAGEMENT), SPAN, MONDAY + timedelta(days=13), REGIONS)
    point = found.points[-1]
    assert (point.value, point.known, point.of) == (7.0, 2, 3)
    assert (last(Measure.VIEWS), last(Measure.CLICKS)) == (150.0, 2.0)


def test_what_no_network_tells_is_a_gap() -> None:
    """Navarra's channel was never measured; and nothing of Italy went out at all."""
    day = MONDAY + timedelta(days=13)
    silent = ledger().series(asked(Measure.VIEWS, region="navarra"), SPAN, day, REGIONS)
    assert (silent.points, silent.gap) == ((), Missing.NOT_TOLD)
    nothing = ledger().series(asked(Measure.VIEWS, language="it"), SPAN, day, REGIONS)
    assert (nothing.points, nothing.gap) == ((), Missing.NOTHING_OUT)
    assert last(Measure.PUBLICATIONS, language="it") == 0.0


def test_it_is_narrowed_to_a_region_a_network_a_language_and_days() -> None:
    """Each by itself; what went out before the first day is not in it."""
    assert last(Measure.PUBLICATIONS, region="eu") == 2
    assert last(Measure.PUBLICATIONS, network="telegram") == 1
    assert last(Measure.PUBLICATIONS, language="en") == 2
    assert last(Measure.PUBLICATIONS, weeks=1) == 2
    second = Span(MONDAY + timedelta(days=7), None)
    found = ledger().series(asked(Measure.POSTS), second, MONDAY + timedelta(days=20), REGIONS)
    assert [point.value for point in found.points] == [1.0, 1.0]


def test_followers_are_those_of_accounts_that_are_known_all_along() -> None:
    """An account that is connected later makes the row begin there: it is no growth."""
    taken = datetime(2026, 12, 1, tzinfo=UTC)
    days = [
        AudienceDay("a", MONDAY + timedelta(days=each), 100 + each, taken) for each in range(14)
    ]
    days += [AudienceDay("b", MONDAY + timedelta(days=13), 50, taken)]
    scopes = {"a": EU, "b": NAVARRA, "c": NAVARRA}
    found = followers(asked(Measure.FOLLOWERS), SPAN, MONDAY + timedelta(days=13), days, scopes)
    assert [(p.value, p.known, p.of) for p in found.points] == [(163.0, 2, 3)]
    alone = followers(
        asked(Measure.FOLLOWERS, region="eu"), SPAN, MONDAY + timedelta(days=13), days, scopes
    )
    assert [p.value for p in alone.points] == [106.0, 113.0]
    stale = followers(asked(Measure.FOLLOWERS), SPAN, MONDAY + timedelta(days=40), days, scopes)
    assert stale.points == ()


def test_a_share_is_of_what_was_due() -> None:
    """Three of four; with nothing due there is no share, not 0 and not 100."""
    rows = [
        Share(MONDAY, EU, 1, 1),
        Share(MONDAY + timedelta(days=1), NAVARRA, 0, 1),
        Share(MONDAY + timedelta(days=9), EU, 2, 2),
    ]
    found = shares(asked(Measure.ON_TIME), SPAN, MONDAY + timedelta(days=13), rows)
    assert [p.value for p in found.points] == [50.0, 75.0]
    none = shares(asked(Measure.ALT_TEXT), SPAN, MONDAY, [])
    assert (none.points, none.gap) == ((), Missing.NO_PICTURES)


@given(first=st.dates(), length=st.integers(0, 400))
def test_weeks_end_on_sundays_and_at_the_end(first: date, length: int) -> None:
    """Each day once, in order, the last one always."""
    if first > date(9990, 1, 1):
        return
    end = first + timedelta(days=length)
    found = weekly(first, end)
    assert found == sorted(set(found)) and found[-1] == end and found[0] >= first
    assert all(day.weekday() == 6 for day in found[:-1])
