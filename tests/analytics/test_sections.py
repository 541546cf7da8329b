"""The sections of a report: any period, any language, and nothing added up that may not be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from analytics import store
from analytics.document import Chart, Document, Gap, Range, Section, Table, Tiles
from analytics.language import LANGUAGES, Words
from analytics.make import document
from analytics.metrics import Counts
from analytics.parts import Parts
from analytics.period import Kind, Period
from analytics.reading import read_report
from analytics.words import Decision, Labels, Masthead
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, START, count, subject

PERIODS = (
    Period.week(sample.WEEK),
    Period.month(2026, 12),
    Period.quarter(2026, 4),
    Period(Kind.PROJECT, date(2026, 9, 1), date(2029, 2, 28)),
    Period(Kind.SPAN, date(2026, 12, 1), date(2026, 12, 1)),
    Period(Kind.SPAN, date(2026, 11, 15), date(2026, 12, 31)),
)
LATER = datetime(2027, 3, 1, tzinfo=UTC)


def made(
    engine: sa.Engine, period: Period, language: str = "en", parts: Parts | None = None
) -> Document:
    """A report of twelve posts on three networks, of which two tell views."""
    posts = []
    with engine.connect() as connection:
        written = bool(connection.execute(sa.select(store.snapshots.c.id).limit(1)).all())
    for n in range(1, 13):
        platform = ("mastodon", "telegram", "bluesky")[n % 3]
        post = subject(
            n,
            platform=platform,
            channel=f"eu-{platform}",
            region="eu" if n < 7 else "timis",
            published_at=START + (n - 6) * 6 * HOUR,
        )
        posts.append(post)
        if n < 12 and not written:
            views = 100 * n if platform == "telegram" else None
            count(engine, post, HOUR, Counts(reactions=n, views=views))
            count(engine, post, DAY, Counts(reactions=3 * n, views=views))
    report = read_report(engine, posts, period, sample.BRUSSELS, LATER)
    words = Words(language)
    found = document(report, parts or Parts(), words, Labels(), Masthead("Belonging"))
    assert not words.missing
    return found


def section(found: Document, name: str) -> Section:
    """A section by its id."""
    return next(each for each in found.sections if each.id == name)


def table(found: Document, name: str) -> Table:
    """A table by its id."""
    return next(each for each in found.tables() if each.id == name)


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_period_is_told_in_any_language(
    engine: sa.Engine, period: Period, language: str
) -> None:
    """Nothing stays English, ids stand once, and each column says what it means."""
    found = made(engine, period, language)
    tables = [each.id for each in found.tables()]
    assert len(tables) == len(set(tables))
    assert all(column.meaning for each in found.tables() for column in each.columns)
    assert found.front.title and found.front.kind and found.front.summary
    assert found.id == str(period) and found.language == language
    alone = [each.title for each in found.sections]
    assert len(alone) == len(set(alone))


def test_a_chart_never_shows_what_no_table_of_its_section_has(engine: sa.Engine) -> None:
    """Whoever cannot see a chart reads the same figures beside it."""
    for each in made(engine, PERIODS[0]).sections:
        charts = [block for block in each.blocks if isinstance(block, Chart)]
        if not charts:
            continue
        told = {cell for t in each.blocks if isinstance(t, Table) for row in t.rows for cell in row}
        for chart in charts:
            for series in chart.series:
                assert {value for value in series.values if value is not None} <= told, each.id
            assert len(chart.alt) > 20


def test_the_parts_of_a_week_are_days_and_of_a_quarter_weeks(engine: sa.Engine) -> None:
    """Each headed in words; the posts add up to the total."""
    titles = [section(made(engine, each), "parts").title for each in PERIODS[:4]]
    assert titles == [
        "Engagement by day",
        "Engagement by day",
        "Engagement by week",
        "Engagement by month",
    ]


def test_a_rate_says_its_denominator_and_leaves_out_networks_without_views(
    engine: sa.Engine,
) -> None:
    """Engagement of Telegram alone by the views of Telegram alone."""
    found = table(made(engine, PERIODS[1]), "platform")
    ids = [each.id for each in found.columns]
    rate = ids.index("engagement_rate")
    by_name = {str(getattr(row[0], "text", row[0])): row[rate] for row in found.rows}
    assert by_name["telegram"] == pytest.approx(0.03)
    assert isinstance(by_name["mastodon"], Gap)
    assert "divided by views" in found.columns[rate].meaning


def test_a_group_has_its_median_and_middle_half(engine: sa.Engine) -> None:
    """Five measured posts of one region: 21 to 33 reactions after a day, in steps of three."""
    found = table(made(engine, PERIODS[2]), "region")
    at = [each.id for each in found.columns].index("engagement_median")
    by_name = {str(getattr(row[0], "text", row[0])): row[at] for row in found.rows}
    assert by_name["timis"] == Range(27, 24, 30)


def test_reach_is_in_no_total_and_followers_are_not_called_people(engine: sa.Engine) -> None:
    """No column adds up reach, and the words say why."""
    found = made(engine, PERIODS[0])
    assert all("reach" not in column.id for each in found.tables() for column in each.columns)
    terms = dict(
        term
        for below in section(found, "cover").subsections
        for block in below.blocks
        for term in getattr(block, "terms", ())
    )
    assert "nobody knows how many people" in terms["Views, reach"]


def test_an_unmeasured_post_is_named_and_adds_nothing(engine: sa.Engine) -> None:
    """Eleven of twelve have figures, in the tile, the sentence and the list."""
    found = made(engine, PERIODS[0])
    (tiles,) = section(found, "key").blocks
    assert isinstance(tiles, Tiles)
    by_id = {each.column.id: each for each in tiles.tiles}
    assert (by_id["measured"].value, by_id["measured"].of) == (11, "of 12")
    assert "11 of 12 posts have figures." in found.front.summary
    assert by_id["engagement"].value == sum(3 * n for n in range(1, 12))


def test_the_posts_are_listed_most_first_and_files_have_them_all(engine: sa.Engine) -> None:
    """`more` gives every post, measured or not."""
    found = table(made(engine, PERIODS[2]), "all-posts")
    at = [each.id for each in found.columns].index("engagement")
    listed = [row[at] for row in found.rows]
    known = [each for each in listed if isinstance(each, int)]
    assert all(one >= other for one, other in pairwise(known))
    assert isinstance(listed[-1], Gap)
    assert found.more is not None
    assert len(list(found.more())) == len(found.rows) == 12


def test_a_running_period_says_so_in_a_note(engine: sa.Engine) -> None:
    """And one that is over does not."""
    report = read_report(
        engine, [subject(1)], PERIODS[1], sample.BRUSSELS, START + timedelta(hours=3)
    )
    words = Words("en")
    found = document(report, Parts(), words, Labels(), Masthead())
    assert any("still running" in each for each in found.front.notes)
    assert made(engine, PERIODS[0]).front.notes == ()


def test_what_could_not_be_translated_is_counted_in_a_note(engine: sa.Engine) -> None:
    """A catalogue without a message: it stays English, and the note says how many."""
    report = read_report(engine, [subject(1)], PERIODS[0], sample.BRUSSELS, LATER)
    words = Words("de")
    words("nobody has translated this")
    notes = document(report, Parts(), words, Labels(), Masthead()).front.notes
    assert notes == ("1 Text dieses Berichts ist noch nicht übersetzt und steht auf Englisch da.",)


def test_a_decision_is_told_with_its_reason(engine: sa.Engine) -> None:
    """Whoever reads the report sees what a check said and why it was let stand."""
    decision = Decision("p1", "C12", "Says 34 pilots.", "aina", START, "as the text has it")
    found = made(engine, PERIODS[0], "de", Parts(decisions=[decision]))
    (_, items) = section(found, "decisions").blocks
    text = "".join(
        str(getattr(part, "text", part)) for item in getattr(items, "items", ()) for part in item
    )
    assert "p1: Says 34 pilots. (C12)" in text
    assert text.endswith("as the text has it")
