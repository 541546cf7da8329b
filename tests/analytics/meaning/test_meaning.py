"""What a report says worked: which posts count, on which clock, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from analytics import store
from analytics.document import Chart, Gap, Name, Paragraph, Range, Section, Table
from analytics.language import LANGUAGES, Words
from analytics.meaning import Meaning, read_meaning
from analytics.meaning.pooling import FEWEST
from analytics.metrics import Counts
from analytics.posts import PostFigures
from analytics.sections.meaning import SHOWN, section
from analytics.words import Labels
from tests.analytics.made import DAY, HOUR, Listed, count, subject

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
BRUSSELS, BUCHAREST = ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/Bucharest")
LABELS = Labels(activity={"A01": "Capacity building", "A02": "Learning Labs"})


def post(number: int, when: datetime, engagement: int | None, **changes: Any) -> PostFigures:
    """A post that was counted after one day."""
    some = subject(number, **{"post": f"p{number}", "published_at": when, **changes})
    return PostFigures(some, None, DAY, when + DAY, {DAY: engagement})


def weeks(many: int = 12, film: int = 40, picture: int = 10) -> list[PostFigures]:
    """A picture on Monday at 7:00 UTC and a film on Tuesday at 16:00 UTC, week after week."""
    found = []
    for week in range(many):
        first, swing = MONDAY + timedelta(weeks=week, hours=7), week % 3
        second = first + 33 * HOUR
        found.append(post(2 * week, first, picture + swing, format="picture", activity="A01"))
        found.append(post(2 * week + 1, second, film + swing, format="film", activity="A02"))
    return found


def asked(
    some: list[PostFigures],
    age: timedelta | None = DAY,
    zones: Mapping[str, tzinfo] | None = None,
    as_of: datetime = MONDAY + 700 * DAY,
) -> Meaning | None:
    """What is found in a database with these posts and their counts."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    store.metadata.create_all(engine)
    for each in some:
        for counted, engagement in each.at_age.items():
            counts = Counts(views=1) if engagement is None else Counts(reactions=engagement)
            count(engine, each.subject, counted, counts)
    posts = Listed(engine, [each.subject for each in some])
    since, until = MONDAY - 700 * DAY, MONDAY + 700 * DAY
    found = read_meaning(engine, posts, since, until, as_of, age, BRUSSELS, zones)
    engine.dispose()
    return found


def read(some: list[PostFigures]) -> Meaning:
    found = asked(some)
    assert found is not None
    return found


def groups(found: Meaning, dimension: str) -> dict[str, tuple[int, bool]]:
    """The groups of one dimension: how many posts, and whether they say something."""
    (one,) = (each for each in found.groupings if each.dimension == dimension)
    return {each.group: (each.posts, each.says) for each in one.groups}


def made(some: list[PostFigures], language: str = "en") -> Section:
    found = section(read(some), Words(language), LABELS)
    assert found is not None
    return found


def table(found: Section, id_: str) -> Table:
    blocks = [block for each in found.subsections for block in each.blocks]
    return next(each for each in blocks if isinstance(each, Table) and each.id == id_)


def test_hours_days_and_formats_are_told_apart() -> None:
    """Hours and days are those of the zone: 7:00 UTC is 8:00 in Brussels in December."""
    found = read(weeks())
    assert groups(found, "hour") == {"08": (12, True), "17": (12, True)}
    assert groups(found, "weekday") == {"0": (12, True), "1": (12, True)}
    assert groups(found, "format") == {"film": (12, True), "picture": (12, True)}


def test_what_posts_do_not_differ_in_is_left_out() -> None:
    """All are in one language and for one outcome."""
    assert {each.dimension for each in read(weeks()).groupings}.isdisjoint({"language", "outcome"})


def test_a_channel_has_its_own_clock() -> None:
    """The same instants are an hour later in Bucharest; a day can be the next one."""
    late = [post(n, MONDAY + timedelta(days=n, hours=22 + n % 2), n) for n in range(8)]
    here = asked(late)
    there = asked(late, zones={"eu-mastodon": BUCHAREST})
    assert here and set(groups(here, "hour")) == {"23", "00"}
    assert there and set(groups(there, "hour")) == {"00", "01"}


def test_the_clock_change_is_followed() -> None:
    """9:00 in Brussels is 7:00 UTC in summer and 8:00 UTC in winter: one hour of the day."""
    summer = datetime(2026, 10, 19, 7, tzinfo=UTC)
    some = [post(n, summer + timedelta(days=n, hours=n > 5), n) for n in range(12)]
    some += [post(20 + n, summer + timedelta(days=n, hours=4), n) for n in range(3)]
    assert groups(read(some), "hour")["09"][0] == 12


def test_what_was_not_counted_in_time_or_was_taken_back_does_not_count() -> None:
    """An unknown count is no zero."""
    gone = post(90, MONDAY, 900, format="film", withdrawn_at=MONDAY + DAY)
    unknown = post(91, MONDAY, None, format="film")
    late = PostFigures(subject(92, post="p92", format="film"), None, None, None, {3 * DAY: 900})
    assert read([*weeks(), gone, unknown, late]) == read(weeks())


def test_what_was_counted_after_the_report_stood_does_not_count() -> None:
    """A report of an earlier day finds what it found on that day."""
    then = MONDAY + timedelta(weeks=7)
    known = [each for each in weeks() if each.subject.published_at + DAY <= then]
    assert asked(weeks(), as_of=then) == read(known)


def test_without_an_age_or_posts_there_is_nothing() -> None:
    """Nothing is made up."""
    assert asked(weeks(), age=None) is None
    assert asked([]) is None
    assert section(None, Words("en"), LABELS) is None


def test_too_few_posts_make_no_section() -> None:
    """Two posts of each: there is no group to speak of."""
    found = asked(weeks(2))
    assert section(found, Words("en"), LABELS) is None


def test_the_section_says_what_did_better_with_its_range() -> None:
    """The best group by name, and every group with its range."""
    found = made(weeks())
    first = found.blocks[0]
    assert isinstance(first, Paragraph) and "Format: Film did better than usual" in first.text
    rows = table(found, "meaning_format").rows
    assert [row[0] for row in rows] == [Name("Film"), Name("One picture")]
    assert [row[2] for row in rows] == ["more than usual", "less than usual"]
    film = rows[0][1]
    assert isinstance(film, Range) and 100 < film.low < film.value < film.high
    days = [row[0] for row in table(found, "meaning_weekday").rows]
    assert days == [Name("Monday"), Name("Tuesday")]


def test_chance_is_called_too_little_to_say() -> None:
    """Nothing differs: no finding, and the sentence says why."""
    found = made(weeks(film=10))
    first = found.blocks[0]
    assert isinstance(first, Paragraph) and first.text.startswith("There is too little to say")
    assert all(row[2] == "too little to say" for row in table(found, "meaning_hour").rows)


def test_a_group_of_few_posts_has_no_range() -> None:
    """One film among many pictures is a gap, and is not drawn."""
    some = [*weeks(film=10), post(99, MONDAY, 500, format="text")]
    found = made(some)
    rows = {str(row[0]): row for row in table(found, "meaning_format").rows}
    assert rows[str(Name("Words alone"))][1] == Gap("too little to say")
    charts = [b for each in found.subsections for b in each.blocks if isinstance(b, Chart)]
    assert all("Words alone" not in each.categories for each in charts)
    assert FEWEST > 1


def test_at_most_four_groupings_are_shown_those_that_say_something_first() -> None:
    """Five dimensions differ; the one that says nothing is the last."""
    some = [
        PostFigures(
            subject(
                each.subject.publication_id,
                post=each.subject.post,
                published_at=each.subject.published_at,
                format=each.subject.format,
                activity=each.subject.activity,
                language=("en", "de")[each.subject.publication_id // 2 % 2],
            ),
            None,
            DAY,
            None,
            each.at_age,
        )
        for each in weeks()
    ]
    assert len(read(some).groupings) == SHOWN + 1
    shown = [each.id for each in made(some).subsections]
    assert len(shown) == SHOWN + 1 and shown[-1] == "meaning_caution"
    assert "meaning_language" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_in_every_language(language: str) -> None:
    """Each column has a head and a meaning, each chart its words."""
    found = made(weeks(), language)
    for each in found.subsections:
        for block in each.blocks:
            if isinstance(block, Table):
                assert all(column.head and column.meaning for column in block.columns)
            if isinstance(block, Chart):
                assert block.alt and len(block.alt.split(";")) == len(block.categories)
