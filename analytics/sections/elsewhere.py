"""Posts that the program did not publish, in a table of their own.

So nobody takes them for what the campaign published, and they are in no sum.
"""

from __future__ import annotations

from analytics.document import Cell, Column, Gap, Kind, Paragraph, Section, Table
from analytics.language import Words
from analytics.metrics import METRICS
from analytics.quality import Quality
from analytics.sections import named_posts, naming
from analytics.words import Labels


def section(quality: Quality | None, words: Words, labels: Labels) -> Section | None:
    """The posts by when they went out, with what is known of them; None without any."""
    if quality is None or not quality.elsewhere:
        return None
    title = words("Posts that the program did not publish")
    lead = words(
        "People published these on the campaign's channels themselves, and named them here. They "
        "are in no other figure of this report."
    )
    heads = (
        *named_posts.heads(words),
        *(
            Column(each, naming.metric(words, each), Kind.COUNT, words(naming.MEANINGS[each]))
            for each in METRICS
        ),
        Column(
            "figures_from",
            words("Figures from"),
            Kind.TEXT,
            words("Whether the network told the figures, or a person entered them."),
        ),
    )
    rows = []
    for each in quality.elsewhere:
        values = each.counts.values() if each.counts else (None,) * len(METRICS)
        unknown = Gap(words("not known"))
        origin: Cell = unknown
        if each.by_hand and each.taken_at:
            origin = words("the network and a person")
        elif each.by_hand:
            origin = words("a person")
        elif each.taken_at:
            origin = words("the network")
        subject = {each.subject.publication_id: each.subject}
        rows.append(
            (
                *named_posts.post(subject, each.subject.publication_id, words, labels),
                *(unknown if value is None else value for value in values),
                origin,
            )
        )
    table = Table("elsewhere", title, heads, tuple(rows))
    return Section("elsewhere", title, (Paragraph(lead, quiet=True), table))
