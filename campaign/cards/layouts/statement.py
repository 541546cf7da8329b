"""The layout “statement”: a headline just above the footer, below the motif."""

from __future__ import annotations

from campaign.cards import setting
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Layout, Task


def arrange(task: Task) -> tuple[Element, ...]:
    """The motif above on the far side; region and headline below."""
    f = task.frame
    motif, right, under = setting.corner(task, 8, rows=3, above=8)
    top, foot = (f.px(222), f.px(60)) if f.wide else (under + f.px(104), f.px(64))
    headline = setting.headline(task, Box(f.margin, top, right, f.band - foot), 140)
    label = setting.region(task, headline.ink.top - f.px(34), right)
    return motif, *label, headline


LAYOUT = Layout("statement", "a headline under the motif", arrange)
