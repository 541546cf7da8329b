"""What programs are shown of figures: one period, as its report has it."""

from __future__ import annotations

from analytics.figures import Figures
from analytics.language import Words
from analytics.metrics import METRICS
from analytics.period import Kind, NoSuchPeriod, Period
from analytics.reading import read_report
from analytics.sections.headline import line
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
from campaign.usecases.reporting import periods
from campaign.usecases.reporting import report as written
from campaign.usecases.reporting.collect import subjects


class NoPeriod(CampaignError):
    """That is no period of a report."""


def period_of(reading: Reading, text: str) -> Period:
    """A period such as 2026-W49, 2026-12, 2026-Q4, 2026-12-01--2026-12-18 or project.

    Raises NoPeriod, and NotBegun for a project of which nothing is out and that has not begun.
    """
    if text.strip() == "project":
        return periods.project(reading.database, reading.config, reading.now)
    try:
        return Period.parse(text)
    except NoSuchPeriod as error:
        raise NoPeriod(f"{error} The whole project is: project.") from error


def report(reading: Reading, period: Period) -> ShownReport:
    """One period, of the regions that the actor may read; figures by hand are the campaign's too.

    A period that has not begun has no figures yet.
    """
    zone = reading.config.zone
    went_out = subjects(
        reading.database,
        since=periods.compared_since(period, reading.config),
        until=period.window(zone)[1],
        registers=reading.content.registers,
        withdrawn=True,
    )
    asked = written.asked(reading.database, reading.config, period, reading.now)
    found = read_report(
        reading.database.engine,
        [each for each in went_out if each.region in reading.regions],
        period,
        zone,
        reading.now,
        channels=reading.channels,
        asked=asked,
    )
    return ShownReport(
        period=str(period),
        week=str(period) if period.kind is Kind.WEEK else None,
        start=instant(found.start) or "",
        end=instant(found.end) or "",
        summary=line(found, Words("en")),
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
