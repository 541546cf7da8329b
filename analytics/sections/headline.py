"""The headline figures, and the report in a few sentences."""

from __future__ import annotations

from analytics.compare import Change
from analytics.document import Column, Gap, Kind, Section, Tile, Tiles
from analytics.language import Words
from analytics.reading import Report
from analytics.sections import columns, naming


def section(report: Report, words: Words) -> Section:
    """Posts, engagement, engagement a post, followers, and for how many posts there are figures."""
    tiles = (_posts, _engagement, _mean, _followers, _measured)
    return Section(
        "key", words("Headline figures"), (Tiles(tuple(each(report, words) for each in tiles)),)
    )


def summary(report: Report, words: Words) -> str:
    """What went out, what came back, against what, and how sure."""
    total = report.total
    if not total.posts:
        return _nothing(report, words)
    found = [words.many("%(n)s post went out.", "%(n)s posts went out.", total.posts)]
    if total.engagement is None:
        found.append(words("No network has said yet how people responded."))
    else:
        found.append(
            words.many(
                "People responded %(n)s time.", "People responded %(n)s times.", total.engagement
            )
        )
        if report.comparison is not None:
            found.append(_compared(report.comparison.change, words))
    found.append(
        words.many(
            "%(measured)s of %(n)s post has figures.",
            "%(measured)s of %(n)s posts have figures.",
            total.posts,
            measured=words.number(total.measured),
        )
    )
    return " ".join(filter(None, found))


def line(report: Report, words: Words) -> str:
    """The same with the period's name, for a terminal or the subject of a message."""
    return f"{naming.title(words, report.period)}: {summary(report, words)}"


def _compared(change: Change, words: Words) -> str:
    value = change.percent
    if value is None:
        return ""
    if abs(value) < 0.5:
        return words("That is about as much as in the period before, at the same age of the posts.")
    share = f"{words.decimal(abs(value), 0)}\u202f%"
    if value > 0:
        return words(
            "That is %(share)s more than in the period before, at the same age of the posts.",
            share=share,
        )
    return words(
        "That is %(share)s less than in the period before, at the same age of the posts.",
        share=share,
    )


def _nothing(report: Report, words: Words) -> str:
    """What is said of a period without posts: that it is over, still runs, or has not begun."""
    if report.generated < report.start:
        when = words.full_moment(report.start, report.zone)
        return words("Nothing is out: the period begins on %(when)s.", when=when)
    if report.generated < report.end:
        when = words.full_moment(report.as_of, report.zone)
        return words("Nothing is out so far: figures as of %(when)s.", when=when)
    return words("Nothing was published.")


def _posts(report: Report, words: Words) -> Tile:
    texts = words.many("%(n)s text", "%(n)s texts", report.distinct_posts)
    groups = report.groups["channel"]
    number = sum(1 for row in groups if row.figures.posts)
    channels = words.many("%(n)s channel", "%(n)s channels", number)
    return Tile(columns.posts(words), report.total.posts, f"{texts}, {channels}")


def _engagement(report: Report, words: Words) -> Tile:
    below = words("There is no period before to compare with.")
    if report.comparison is not None and report.comparison.change.percent is not None:
        below = words(
            "%(change)s on the period before, %(age)s after going out",
            change=words.change(report.comparison.change.percent),
            age=words.age(report.comparison.age),
        )
    value = columns.known(words, report.total.engagement)
    return Tile(columns.count(words, "engagement"), value, below)


def _mean(report: Report, words: Words) -> Tile:
    rate = report.total.rate
    below = words("As a part of views: n/a, no network here tells views")
    if rate is not None:
        below = words("%(share)s of views, where views are known", share=words.share(rate))
    value = columns.known(words, report.total.per_post)
    return Tile(columns.mean(words), value, below)


def _followers(report: Report, words: Words) -> Tile:
    found = report.followers
    below = words.many(
        "%(known)s of %(n)s channel known",
        "%(known)s of %(n)s channels known",
        len(found.rows),
        known=words.number(found.known),
    )
    if found.change.difference is not None:
        moved = words("%(change)s in the period", change=words.signed(found.change.difference))
        below = f"{moved}; {below}"
    value = columns.known(words, found.total)
    return Tile(columns.count(words, "followers"), value, below)


def _measured(report: Report, words: Words) -> Tile:
    total = report.total
    without = total.posts - total.measured
    if not total.posts:
        below = words("There is nothing to measure.")
    elif not without:
        below = words("Every post has figures.")
    else:
        below = words.many(
            "%(n)s post has no figures; it is named below.",
            "%(n)s posts have no figures; they are named below.",
            without,
        )
    value = total.measured if total.posts else Gap()
    column = Column(
        "measured", words("Measured"), Kind.COUNT, words("How many of the posts have figures.")
    )
    of = words("of %(all)s", all=words.number(total.posts)) if total.posts else ""
    return Tile(column, value, below, of)
