"""Targets against actuals: what the plan asks for, what there is, and where that leads.

::

    content/kpi.toml ─→ Indicator ─┐
    entered by hand  ─→ Point ─────┼─ judge ─→ Judged ─┐
    counted          ─→ Point ─────┘   (pure)          └─→ Kpis ─→ analytics.sections.kpi

`indicator` holds what is planned, `span` which days that is about, `actuals` the rows that people
entered, `counted` what the database knows, `forecast` where a series leads, `judge` the light.
"""

from analytics.kpi.forecast import Forecast, forecast
from analytics.kpi.indicator import Direction, Earlier, Indicator, Measure, Per, Texts
from analytics.kpi.judge import Judged, Kpis, Outlook, Why, judge
from analytics.kpi.points import Point, RegionFigure, Series
from analytics.kpi.span import Span, span_of

__all__ = [
    "Direction",
    "Earlier",
    "Forecast",
    "Indicator",
    "Judged",
    "Kpis",
    "Measure",
    "Outlook",
    "Per",
    "Point",
    "RegionFigure",
    "Series",
    "Span",
    "Texts",
    "Why",
    "forecast",
    "judge",
    "span_of",
]
