"""Draws a chart as a picture that describes itself and follows the page's colours and width.

Colours are CSS variables of the page with the light page's as fallback, so that one drawing serves
light, dark and print.
"""

from __future__ import annotations

import html
import re
from typing import Any

INK, MUTED, GRID, FIRST, SECOND = "#1b2430", "#56616f", "#d5dbe3", "#0b62a4", "#b3470a"
"""The light page's colours; each stands once in `VARIABLES` and nowhere else in a chart."""

VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    GRID: "--line",
    FIRST: "--first",
    SECOND: "--second",
}

FONT = "Inter, 'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def drawn(chart: Any, name: str, title: str, description: str, look: str = "chart") -> str:
    """The chart (of altair) as an `<svg>` element whose ids begin with `name`; `look` is its class.

    Raises ValueError when the drawing program's output has an unknown form.
    """
    import vl_convert  # noqa: PLC0415  # large: only a report draws

    chart = (
        chart.configure(font="Arial", background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, labelFontSize=13, domainColor=GRID, tickColor=GRID, gridColor=GRID
        )
        .configure_axisY(domain=False)
    )
    picture = vl_convert.vegalite_to_svg(chart.to_dict())
    match = re.match(r"<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", picture)
    if match is None:
        raise ValueError("the chart was drawn in a form that is not known")
    body = picture[match.end() :]
    for colour, variable in VARIABLES.items():
        body = re.sub(
            rf'(fill|stroke)="{colour}"',
            rf'style="\1:var({variable},{colour})"',
            body,
            flags=re.IGNORECASE,
        )
    body = re.sub(r' font-family="[^"]*"', "", body)
    body = re.sub(r' (?:aria-label|aria-roledescription|role)="[^"]*"', "", body)
    _, _, width, height = match[1].split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" role="img" viewBox="{match[1]}" '
        f'width="{width}" height="{height}" font-family="{FONT}" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>{body}'
    )
