"""One self-contained HTML page from a report: nothing in it is loaded from anywhere.

The template decides where things stand; this module makes the words and pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analytics import charts, say
from analytics.cadence import age_label, age_words
from analytics.document import Chart, Series, Shape
from analytics.metrics import ENGAGEMENT, METRICS
from analytics.pictures import emblem_uri, thumbnail
from analytics.reading import GroupRow, HandFigure, Report
from analytics.tally import PostFigures
from analytics.words import METRIC_NAMES, SINGULAR, Decision, Labels, Masthead

CardSource = Callable[[str], bytes | None]
"""Gives a card's picture by its SHA-256; None when it is not kept any more."""

TEMPLATES = Path(__file__).with_name("templates")
SHOWN_UNMEASURED = 20
EXCERPT = 180
DRAWN = 24
"""With more bars than this no chart is drawn; the table holds them all."""


@dataclass(frozen=True, slots=True)
class Section:
    """One way of grouping the posts: its chart, and the table beside it."""

    id: str
    title: str
    noun: str
    chart: Markup
    drawn: int
    rows: tuple[GroupRow, ...]


SECTIONS = (
    ("region", "By region", "Region"),
    ("language", "By language", "Language"),
    ("activity", "By activity", "Activity"),
)


HALVES = (("platform", "By network", "Network"), ("outcome", "By outcome", "Outcome"))
"""The groupings that stand side by side, each with a table alone."""


def render(
    report: Report,
    labels: Labels,
    masthead: Masthead,
    card: CardSource,
    decisions: Sequence[Decision] = (),
) -> str:
    """The page as text, to be written as UTF-8; `decisions` are findings that were let stand."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        say=say,
        age_label=age_label,
        age_words=age_words,
        name=labels.name,
        metric_name=METRIC_NAMES.__getitem__,
        link=safe_link,
        excerpt=excerpt,
        metrics=METRICS,
        post_counts=_post_counts,
    )
    pictures = {
        each.subject.card: picture
        for each in report.top
        if each.subject.card and (picture := _picture(card, each.subject.card))
    }
    return environment.get_template("weekly.html.j2").render(
        report=report,
        masthead=masthead,
        emblem=emblem_uri(masthead.emblem) if masthead.emblem else None,
        summary=say.findings(report),
        engagement_names=[
            METRIC_NAMES[each].lower() for each in ENGAGEMENT if report.total.posts_behind(each)
        ],
        day_chart=_day_chart(report),
        growth_chart=_growth_chart(report),
        sections=[
            _section(report, labels, *each) for each in SECTIONS if report.tells_apart(each[0])
        ],
        halves=[each for each in HALVES if report.tells_apart(each[0])],
        pictures=pictures,
        channels=_channels(report),
        networks=_networks(report, labels),
        hand_of=_hand_of(report),
        unmeasured=report.unmeasured[:SHOWN_UNMEASURED],
        decisions=decisions,
        engagement_at=lambda post: _engagement_at(report, post),
    )


def safe_link(url: str | None) -> str | None:
    """The address when it is a web address, else None: a script is never made a link."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def excerpt(text: str) -> str:
    """The beginning of a text, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= EXCERPT:
        return flat
    return flat[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def _picture(card: CardSource, sha256: str) -> str | None:
    found = card(sha256)
    return thumbnail(found) if found else None


def _section(report: Report, labels: Labels, dimension: str, title: str, noun: str) -> Section:
    rows = report.groups[dimension]
    shown = sorted(
        (row for row in rows if row.figures.posts),
        key=lambda row: (row.figures.engagement is None, -(row.figures.engagement or 0)),
    )
    drawn = [(labels.name(dimension, row.key), row.figures.engagement) for row in shown[:DRAWN]]
    gone = tuple(row for row in rows if not row.figures.posts)
    chart = _chart(dimension, f"Engagement {title.lower()}", Shape.BARS, drawn)
    picture = charts.svg(chart, _English()) if drawn else ""
    return Section(dimension, title, noun, _drawn(picture), len(drawn), (*shown, *gone))


class _English:
    def number(self, value: float) -> str:
        return f"{value:,}"


def _chart(name: str, title: str, shape: Shape, rows: Sequence[tuple[str, int | None]]) -> Chart:
    words = [f"{label} {say.number(value)}" for label, value in rows]
    return Chart(
        name,
        title,
        shape,
        tuple(label for label, _ in rows),
        (Series(title, tuple(value for _, value in rows)),),
        ", ".join(words) + ".",
    )


def _day_chart(report: Report) -> Markup:
    if not report.total.posts:
        return Markup()
    rows = [(say.part(part), figures.engagement) for part, figures in report.parts]
    missing = tuple("n/a" if figures.posts else "–" for _, figures in report.parts)
    chart = _chart("day", "Engagement by the day posts went out", Shape.COLUMNS, rows)
    return _drawn(charts.svg(replace(chart, missing=missing), _English()))


def _growth_chart(report: Report) -> Markup:
    points = report.growth
    labels = tuple(age_label(each.age) for each in points)
    lines = [
        Series(say.title(report.period), tuple(each.now for each in points)),
    ]
    if report.before is not None:
        before = tuple(each.before for each in points)
        lines.append(Series(say.title(report.before), before))
    lines = [line for line in lines if any(value is not None for value in line.values)]
    if not lines:
        return Markup()
    words = "; ".join(
        f"{line.name}: "
        + ", ".join(
            f"{label} {say.number(value, 1) if isinstance(value, float) else 'n/a'}"
            for label, value in zip(labels, line.values, strict=True)
        )
        for line in lines
    )
    title = "Mean engagement a post by age"
    chart = Chart("growth", title, Shape.LINES, labels, tuple(lines), words + ".")
    return _drawn(charts.svg(chart, _English()))


def _drawn(svg: str) -> Markup:
    """A chart as part of the page; `charts` has escaped every name in it."""
    return Markup(svg)  # noqa: S704


def _channels(report: Report) -> list[dict[str, Any]]:
    """The channels with their followers; those that published nothing come last."""
    groups = {row.key: row for row in report.groups["channel"]}
    rows = [
        {"followers": each, "group": groups.get(each.channel)} for each in report.followers.rows
    ]
    return sorted(
        rows,
        key=lambda row: row["group"] is None or not row["group"].figures.posts,
    )


def _hand_of(report: Report) -> Callable[[HandFigure], str]:
    """What gives what a figure is of, as a reader knows it: the post, the channel, or ""."""
    posts = {each.subject.publication_id: each.subject for each in report.posts}

    def of(figure: HandFigure) -> str:
        subject = posts.get(figure.about.publication)
        return f"{subject.headline}, {subject.channel}" if subject else figure.about.channel

    return of


def _networks(report: Report, labels: Labels) -> list[dict[str, Any]]:
    """For each network, what each count means and for how many posts it is known."""
    found = []
    for row in report.groups["platform"]:
        if row.figures.posts:
            terms = labels.terms.get(row.key or "", {})
            found.append(
                {
                    "key": row.key,
                    "figures": row.figures,
                    "cells": [
                        (terms.get(each), row.figures.posts_behind(each)) for each in METRICS
                    ],
                }
            )
    return found


def _post_counts(post: PostFigures) -> list[tuple[str, str]]:
    """The latest counts of one post that are known and not zero, each with its name."""
    values = post.counts.values() if post.counts else ()
    return [
        (say.number(value), SINGULAR[metric] if value == 1 else METRIC_NAMES[metric].lower())
        for metric, value in zip(METRICS, values, strict=False)
        if value
    ]


def _engagement_at(report: Report, post: PostFigures) -> int | None:
    if report.rank_age is None:
        return post.counts.engagement if post.counts else None
    return post.at_age.get(report.rank_age)
