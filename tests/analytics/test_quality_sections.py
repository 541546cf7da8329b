"""What a report says of the quality of its figures, and of posts from elsewhere, in words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from analytics import by_hand
from analytics.by_hand import About, Entered
from analytics.document import Document, Gap, Paragraph, Section, Table
from analytics.elsewhere import ElsewherePost
from analytics.faces.page import page
from analytics.isoweek import Week
from analytics.language import Words
from analytics.make import document
from analytics.metrics import Counts
from analytics.parts import Parts
from analytics.period import Period
from analytics.quality import (
    Cost,
    Coverage,
    Late,
    Lower,
    Measured,
    Missed,
    Noticed,
    Quality,
    Sight,
)
from analytics.reading import read_report
from analytics.rolling import Rolling, RollingRow, Usual
from analytics.words import Labels, Masthead
from tests.analytics import sample
from tests.analytics.made import DAY, HOUR, START, count, subject

PERIOD = Period.week(Week(2026, 49))
MEASURED = Measured(
    coverage=(
        Coverage("eu-x", HOUR, 4, 1, 1, 1),
        Coverage("eu-a", HOUR, 4, 4, 0, 0),
    ),
    untold={"eu-telegram": 2},
    missed=(Missed(1, HOUR, unanswered=True), Missed(77, HOUR, unanswered=False)),
    late=(Late(1, DAY, START + 3 * DAY),),
    lower=(Lower(1, "reactions", 9, 7, START + DAY),),
    all_lower=5,
)
ELSEWHERE = subject(-3, headline="By hand", channel="eu-x", remote_id="")
QUALITY = Quality(
    MEASURED,
    noticed=(Noticed(1, Sight.DELETED, START + DAY, accepted=False),),
    costs=(
        Cost("x", "USD", 100, 2, Decimal("0.52"), Decimal(4), 0.13),
        Cost("y", "EUR", 0, 0, Decimal(0)),
    ),
    elsewhere=(ElsewherePost(ELSEWHERE, Counts(views=412), None, frozenset({"views"})),),
    posts={1: subject(1)},
)


def made(engine: sa.Engine, parts: Parts, language: str = "en") -> Document:
    """The document of a week with one post and a corrected figure."""
    post = subject(1)
    count(engine, post, HOUR, Counts(reactions=5))
    with engine.begin() as connection:
        about = About(channel="eu-telegram", week="2026-W49")
        for edition, number in enumerate((412, 421), start=1):
            entered = Entered(about, "views", number, "the app", "aina", START, edition)
            by_hand.add(connection, entered)
    report = read_report(engine, [post], PERIOD, sample.BRUSSELS, START + 9 * DAY)
    return document(report, parts, Words(language), Labels(), Masthead())


def tables(found: Document) -> dict[str, Table]:
    """The tables by their id."""
    return {each.id: each for each in found.tables()}


def section(found: Document, id: str) -> Section:
    """A section by its id."""
    return next(each for each in found.sections if each.id == id)


def test_every_kind_of_trouble_has_its_table(engine: sa.Engine) -> None:
    """With the post it is of; what is not at hand has its number, and no figure is a zero."""
    known = tables(made(engine, Parts(quality=QUALITY)))
    assert known["coverage_by_age"].rows == ((1.0, 8, 5, 1, 1, 1, 6 / 8),)
    amiss = known["coverage"]
    assert [row[2:] for row in amiss.rows] == [(4, 1, 1, 1, 1, 0.5)]
    assert amiss.more is not None
    assert len(list(amiss.more())) == 2
    gaps = known["gaps"].rows
    assert [row[-1] for row in gaps] == [
        "the network gave no figures for it",
        "the network was not asked in time",
    ]
    assert gaps[1][0] == "Publication 77"
    assert known["late"].rows[0][-1] == START + 3 * DAY
    assert known["lower"].rows[0][-3:-1] == (9, 7)
    assert known["lower"].note == "and 4 more, which are not listed"
    assert known["corrected"].rows[0][2:4] == (412, 421)
    assert known["noticed"].rows[0][3] == "deleted at its network"
    assert known["costs"].rows[0][3:] == (0.52, "USD", 4.0, 0.13)
    assert isinstance(known["costs"].rows[1][-1], Gap)


def test_posts_from_elsewhere_stand_in_their_own_table_alone(engine: sa.Engine) -> None:
    """And what is not known of them is a gap."""
    found = made(engine, Parts(quality=QUALITY))
    mine = [
        each.id
        for each in found.tables()
        for row in each.rows
        if any(getattr(cell, "text", cell) == "By hand" for cell in row)
    ]
    assert mine == ["elsewhere"]
    row = tables(found)["elsewhere"].rows[0]
    assert row[-1] == "a person"
    assert 412 in row
    assert sum(isinstance(cell, Gap) for cell in row) == 6


def test_a_report_without_troubles_says_so(engine: sa.Engine) -> None:
    """A sentence, and no empty tables of troubles."""
    good = Measured(coverage=(Coverage("eu-x", HOUR, 4, 4, 0, 0),))
    found = made(engine, Parts(quality=Quality(good)))
    known = tables(found)
    assert not {"gaps", "late", "lower", "noticed", "costs", "elsewhere"} & known.keys()
    (coverage, *_) = section(found, "quality").subsections
    words = [each.text for each in coverage.blocks if isinstance(each, Paragraph)]
    assert "No channel has a count that was missed or came late." in words


@pytest.mark.parametrize("language", ["en", "es", "eu", "ga", "pl"])
def test_the_sections_are_made_in_every_language_and_drawn(
    engine: sa.Engine, language: str
) -> None:
    """What is not translated stays English; the page takes every block."""
    row = RollingRow("eu-x", "engagement", 5.0, 3, Usual(4.0, 3.0, 4.5), (4.0,) * 8, 8, 16)
    few = RollingRow("eu-a", "engagement", 5.0, 1, None, (None,) * 8, 0, 0)
    rolling = Rolling(timedelta(days=1), (row, few))
    found = made(engine, Parts(quality=QUALITY, rolling=rolling), language)
    usual = tables(found)["usual"]
    assert len(usual.rows) == 1
    assert usual.more is not None
    assert len(list(usual.more())) == 2
    text = page(found, Words(language), lambda _: None)
    assert "By hand" in text
