"""The experiments of a campaign as a report reads them, and what it says of them."""

from __future__ import annotations

from datetime import UTC, timedelta
from math import log1p
from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.document import Gap, Paragraph, Range, Section, Table
from analytics.language import LANGUAGES, Words
from analytics.meaning.experiments import Finding
from analytics.meaning.frames import Arm, Carried, Experiment, read_experiments
from analytics.metrics import Counts, Subject
from analytics.period import Kind, Period
from analytics.report import write_report
from analytics.sections.experiments import section
from tests.analytics.made import DAY, START, Listed, count, subject

PAIR = ("prosperity", "shared_humanity")
CHANNELS = {"eu-mastodon": 10, "eu-bluesky": 100, "donegal-mastodon": 10, "donegal-bluesky": 100}
"""What is usual on each channel."""


class Campaign:
    """Stories in two frames on four channels, each with ten other posts before them."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.subjects: list[Subject] = []
        self.counted: list[tuple[Subject, timedelta, int]] = []
        self.frames: dict[int, str] = {}
        self.pairs: dict[str, tuple[str, str]] = {}
        for number in range(10):
            for channel, usual in CHANNELS.items():
                self.add(f"plain-{number}", channel, usual + number % 3, days=-20 + number)

    def add(
        self, post: str, channel: str, engagement: int | None, *, days: float, frame: str = ""
    ) -> None:
        number = len(self.subjects) + 1
        some = subject(
            number,
            post=post,
            channel=channel,
            platform=channel.partition("-")[2],
            published_at=START + days * DAY,
        )
        self.subjects.append(some)
        if frame:
            self.frames[number], self.pairs[post] = frame, PAIR
        if engagement is not None:
            self.counted.append((some, DAY, engagement))

    def story(self, number: int, better: float = 1.0) -> None:
        """One story: the second frame on two channels, which changes with the number."""
        for place, (channel, usual) in enumerate(CHANNELS.items()):
            second = (place // 2 + number) % 2
            engagement = round(usual * (better if second else 1.0)) + (place + number) % 3
            self.add(f"story-{number}", channel, engagement, days=number, frame=PAIR[second])

    def read(self, days: float = 60) -> tuple[Experiment, ...]:
        for some, age, engagement in self.counted:
            count(self.engine, some, age, Counts(reactions=engagement))
        self.counted.clear()
        posts = Listed(self.engine, self.subjects)
        carried = Carried(self.frames, self.pairs)
        return read_experiments(self.engine, posts, carried, START + days * DAY)


@pytest.fixture
def campaign(engine: sa.Engine) -> Campaign:
    return Campaign(engine)


def told(experiments: tuple[Experiment, ...], language: str = "en") -> Section:
    found = section(experiments, Words(language))
    assert found is not None
    return found


def sentence(found: Section) -> str:
    (block, *_) = found.subsections[0].blocks
    assert isinstance(block, Paragraph)
    return block.text


def test_a_campaign_without_frames_has_no_experiments(campaign: Campaign) -> None:
    """And its report no section of them."""
    assert campaign.read() == ()
    assert section((), Words("en")) is None


def test_a_frame_that_does_better_is_found_though_channels_differ_tenfold(
    campaign: Campaign,
) -> None:
    """Ten stories, 1.6 times as much in the second frame, on small and large channels in turn."""
    for number in range(10):
        campaign.story(number, better=1.6)
    (found,) = campaign.read()
    assert found.age == DAY
    assert (found.first.frame, found.second.frame) == PAIR
    assert (found.first.stories, found.first.publications, found.first.counted) == (10, 20, 20)
    assert found.second.middle == pytest.approx(1.6, rel=0.05)
    assert found.posterior is not None
    assert found.posterior.finding is Finding.SECOND
    assert found.posterior.low < 1.6 < found.posterior.high * 1.02
    text = sentence(told((found,)))
    assert text.startswith("“shared humanity” does better: its probability is 99%. 24 hours after")


def test_frames_that_do_alike_are_not_told_apart(campaign: Campaign) -> None:
    """It says so, with the probability, the range and how many more stories it would take."""
    for number in range(4):
        campaign.story(number)
    (found,) = campaign.read()
    assert found.posterior is not None
    assert found.posterior.finding is Finding.CANNOT_TELL
    assert found.posterior.low < 1 < found.posterior.high
    text = sentence(told((found,)))
    assert text.startswith("It cannot be said yet which does better. The probability of “")
    assert "more stor" in text and "a difference of 25% in 80% of cases." in text


def test_one_story_is_too_little(campaign: Campaign) -> None:
    """Medians and ranges are shown; which is better is not."""
    campaign.story(0, better=3.0)
    (found,) = campaign.read()
    assert found.posterior is None
    text = sentence(told((found,)))
    assert text.startswith("There is too little to say yet: it takes at least 3 stories")
    table = told((found,)).subsections[0].blocks[1]
    assert isinstance(table, Table)
    assert [row[3] for row in table.rows] == [2, 2]
    index = table.rows[1][4]
    assert isinstance(index, Range) and index.low <= index.value <= index.high
    assert index.value == pytest.approx(300, rel=0.15)


def test_what_was_not_counted_is_no_zero(campaign: Campaign) -> None:
    """A publication without a count at that age, or taken back, adds nothing."""
    campaign.story(0)
    campaign.add("story-0", "eu-mastodon", None, days=1, frame=PAIR[0])
    campaign.add("story-0", "eu-bluesky", 5, days=1, frame=PAIR[0])
    campaign.subjects[-1] = subject(
        len(campaign.subjects),
        post="story-0",
        channel="eu-bluesky",
        published_at=START + DAY,
        withdrawn_at=START + 2 * DAY,
    )
    (found,) = campaign.read()
    assert (found.first.publications, found.first.counted) == (3, 2)


def test_a_channel_without_a_usual_is_left_out_of_the_comparison(campaign: Campaign) -> None:
    """A new account shows nothing that is usual there."""
    campaign.story(0)
    campaign.add("story-0", "new-threads", 500, days=0, frame=PAIR[1])
    (found,) = campaign.read()
    assert (found.second.publications, found.second.counted) == (3, 2)
    assert found.second.most is not None and found.second.most < 2


def test_a_report_of_the_past_knows_nothing_of_later_posts(campaign: Campaign) -> None:
    """What went out after the moment at which the report stands does not count."""
    for number in range(6):
        campaign.story(number)
    assert campaign.read(days=3.5)[0].first.stories == 4
    assert campaign.read(days=-1) == ()


def test_nothing_was_counted_yet(campaign: Campaign) -> None:
    """The posts are named, and all else is open."""
    campaign.add("story-0", "eu-mastodon", None, days=0, frame=PAIR[0])
    found = campaign.read()
    assert found == (Experiment(Arm(PAIR[0], 1, 1, 0), Arm(PAIR[1], 0, 0, 0), None, None),)
    table = told(found).subsections[0].blocks[1]
    assert isinstance(table, Table)
    assert isinstance(table.rows[0][4], Gap)


def test_the_deviation_is_that_of_the_channels_other_posts(campaign: Campaign) -> None:
    """Worked out by hand: the usual of 10, 11, 12, 10, … and a publication that got 10."""
    campaign.add("story-0", "eu-mastodon", 10, days=0, frame=PAIR[0])
    (found,) = campaign.read()
    usual = (4 * log1p(10) + 3 * log1p(11) + 3 * log1p(12)) / 10
    assert found.first.middle == pytest.approx(11 / 2.718281828459045**usual)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_it(campaign: Campaign, language: str) -> None:
    """No placeholder is left, whatever is known."""
    for number in range(4):
        campaign.story(number)
    for days in (0.5, 60):
        found = told(campaign.read(days=days), language)
        assert "%(" not in sentence(found)


def test_the_report_has_the_section_in_its_files(campaign: Campaign, tmp_path: Path) -> None:
    """As a sentence, and as a table of its own."""
    for number in range(6):
        campaign.story(number, better=1.6)
    campaign.read()
    now, week = START + 9 * DAY, Period.of(Kind.WEEK, START, UTC)
    posts, carried = (
        Listed(campaign.engine, campaign.subjects),
        Carried(campaign.frames, campaign.pairs),
    )
    made = write_report(
        campaign.engine, posts, week, UTC, now, tmp_path, as_of=now, carried=carried
    )
    table = tmp_path / f"{week}-experiment-1.csv"
    assert table in made.paths
    assert [row.split(",")[:4] for row in table.read_text("utf-8-sig").splitlines()[1:]] == [
        ["prosperity", "6", "12", "12"],
        ["shared humanity", "6", "12", "12"],
    ]
    told = (tmp_path / f"{week}.md").read_text("utf-8")
    assert "## Experiments" in told and "“shared humanity” does better" in told
