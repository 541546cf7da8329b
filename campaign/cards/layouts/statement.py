"""The statement: a headline that stands on the footer, under the motif."""

from __future__ import annotations

from campaign.cards import setting
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Layout, Task


def arrange(task: Task) -> tuple[Element, ...]:
    """Motif above on the far side, region and headline below."""
    f = task.frame
    if f.wide:
        cell = f.band // 4
        motif = setting.circles(task, Box(f.width - 3 * cell, 0, f.width, f.band), cell, 8)
        room = Box(f.margin, f.px(222), f.width - 3 * cell - f.px(40), f.band - f.px(60))
    else:
        cell = f.px(158)
        motif = setting.circles(task, Box(f.width - 4 * cell, 0, f.width, 3 * cell), cell, 8)
        room = Box(f.margin, 3 * cell + f.px(104), f.width - f.margin, f.band - f.px(64))
    headline = setting.headline(task, room, 140)
    label = setting.region(task, headline.ink.top - f.px(34), room.right)
    return motif, *label, headline


LAYOUT = Layout("statement", "a headline under the motif", arrange)
