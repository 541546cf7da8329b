"""What the checks say of the posts, and a person let stand."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.document import Items, Name, Paragraph, Section
from analytics.language import Words
from analytics.reading import Report
from analytics.words import Decision, Labels


def section(
    report: Report, decisions: Sequence[Decision], words: Words, labels: Labels
) -> Section | None:
    """The decisions, each with who made it, when and why."""
    if not decisions:
        return None
    items = tuple(
        (
            Name(each.post) if each.post else words("The calendar"),
            ": ",
            Name(each.message, "en"),  # checks speak English
            f" ({each.code}) · ",
            words(
                "Let stand by %(who)s on %(when)s, because:",
                who=labels.name("person", each.who),
                when=words.moment(each.at, report.zone),
            ),
            " ",
            Name(each.reason),
        )
        for each in decisions
    )
    lead = words("What the checks say of these posts, and a person let stand with a reason.")
    return Section(
        "decisions", words("Editorial decisions"), (Paragraph(lead, quiet=True), Items(items))
    )
