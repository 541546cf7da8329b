"""What periods, counts and posts are called, in the words of a reader."""

from __future__ import annotations

from datetime import timedelta

from analytics.addresses import safe_link
from analytics.document import Name
from analytics.language import Words
from analytics.marks import N_
from analytics.metrics import Subject
from analytics.period import Kind, Period
from analytics.words import METRIC_NAMES

MEANINGS = {
    "reactions": N_("Likes, hearts and other reactions, the critical ones too."),
    "reposts": N_("How often the post was passed on."),
    "replies": N_("Answers and comments."),
    "quotes": N_("How often the post was passed on with words added to it."),
    "clicks": N_("Clicks on the link, where the network tells them."),
    "saves": N_("How often the post was kept for later."),
    "views": N_("How often the post was displayed. These are displays, not people."),
    "engagement": N_(
        "Reactions, reposts, replies, quotes, link clicks and saves added up, as far as the "
        "network tells them."
    ),
    "followers": N_(
        "Accounts that follow the channel, by the last count in the period. A person who follows "
        "two channels is in both."
    ),
}

KINDS = {
    Kind.WEEK: N_("Weekly report"),
    Kind.MONTH: N_("Monthly report"),
    Kind.QUARTER: N_("Quarterly report"),
    Kind.PROJECT: N_("Report on the whole project"),
    Kind.SPAN: N_("Report"),
}


def title(words: Words, period: Period) -> str:
    """A period's name: Week 49, December 2026, Quarter 4 of 2026, The whole project, its days."""
    if period.kind is Kind.WEEK:
        return words("Week %(number)s", number=period.first.isocalendar().week)
    if period.kind is Kind.MONTH:
        return words.month(period.first)
    if period.kind is Kind.QUARTER:
        quarter = (period.first.month + 2) // 3
        return words("Quarter %(number)s of %(year)s", number=quarter, year=period.first.year)
    if period.kind is Kind.PROJECT:
        return words("The whole project")
    return words.full_days(period.first, period.last)


def dates(words: Words, period: Period) -> str:
    """The days of a period, for beside its name; "" where the name says them."""
    return "" if period.kind is Kind.SPAN else words.full_days(period.first, period.last)


def part(words: Words, period: Period) -> str:
    """A part of a period as it heads a row: a day, the days of a week, a month."""
    if period.first == period.last:
        return words.long_day(period.first)
    if period.last - period.first < timedelta(days=7):
        return words.full_days(period.first, period.last)
    return words.month(period.first)


def short_part(words: Words, period: Period, parts: int) -> str:
    """The same under a column of a chart of so many parts."""
    if period.first == period.last:
        return words.near_day(period.first) if parts <= 7 else words.number(period.first.day)
    if period.last - period.first < timedelta(days=7):
        return words.short_date(period.first)
    return words.short_month(period.first)


def metric(words: Words, name: str) -> str:
    """The name of a count."""
    return words(METRIC_NAMES[name]) if name in METRIC_NAMES else name


def headline(subject: Subject) -> Name:
    """A post's headline in its language; it leads to the post where the address is a web one."""
    return Name(subject.headline, subject.language, safe_link(subject.url))
