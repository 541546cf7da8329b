"""What programs are shown of figures: one week, as the weekly report has it."""

from __future__ import annotations

from analytics import say
from analytics.figures import Figures
from analytics.isoweek import NoSuchWeek, Week
from analytics.metrics import METRICS
from analytics.period import Period
from analytics.reading import read_report
from analytics.tally import PostFigures
from campaign.errors import CampaignError
from campaign.usecases.machines.reading import Reading
from campaign.usecases.machines.shown import (
    ShownFigures,
    ShownHandFigure,
    ShownPostFigures,
    ShownReport,
    instant,
)
from campaign.usecases.reporting import figures_by_hand
from campaign.usecases.reporting.collect import subjects


class NoWeek(CampaignError):
    """That is no ISO week."""


def week_of(text: str) -> Week:
    """A week such as 2026-W49; raises NoWeek."""
    try:
        return Week.parse(text)
    except NoSuchWeek as error:
        raise NoWeek(str(error)) from error


def report(reading: Reading, week: Week) -> ShownReport:
    """One week, of the regions that the actor may read; figures by hand are the campaign's too."""
    zone = reading.config.zone
    start, _ = week.previous().window(zone)
    _, end = week.window(zone)
    went_out = subjects(
        reading.database,
        since=start,
        until=end,
        registers=reading.content.registers,
        withdrawn=True,
    )
    asked = figures_by_hand.asked(reading.database, reading.config, week)
    found = read_report(
        reading.database.engine,
        [each for each in went_out if each.region in reading.regions],
        Period.week(week),
        zone,
        reading.now,
        channels=reading.channels,
        asked=[(each.about, each.metric) for each in asked],
    )
    return ShownReport(
        week=str(week),
        start=instant(found.start) or "",
        end=instant(found.end) or "",
        summary=say.summary(found),
        total=_figures(found.total),
        channels={str(row.key): _figures(row.figures) for row in found.groups["channel"]},
        posts=[_post(each) for each in found.posts],
        by_hand=[
            ShownHandFigure(
                each.about.publication,
                each.about.channel,
                each.about.week,
                each.metric,
                each.number,
                each.entered.source if each.entered else "",
            )
            for each in found.by_hand
            if not each.about.channel or each.about.channel in reading.channels
        ],
    )


def _figures(figures: Figures) -> ShownFigures:
    return ShownFigures(
        posts=figures.posts,
        measured=figures.measured,
        engagement=figures.engagement,
        rate=figures.rate,
        metrics={name: figures.value(name) for name in METRICS},
        known={name: figures.posts_behind(name) for name in METRICS},
    )


def _post(each: PostFigures) -> ShownPostFigures:
    values = each.counts.values() if each.counts is not None else (None,) * len(METRICS)
    return ShownPostFigures(
        post=each.subject.post,
        channel=each.subject.channel,
        platform=each.subject.platform,
        published_at=instant(each.subject.published_at) or "",
        url=each.subject.url or "",
        metrics=dict(zip(METRICS, values, strict=True)),
    )
