"""The numbers of indicators that the demo enters: invented, and their source says so.

They show each light once. Some indicators, and some regions, are left without a number, so that the
report shows a gap too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from analytics.kpi import Indicator, Measure
from campaign.bootstrap import Workspace
from campaign.model.people import Actor
from campaign.usecases.reporting import kpi, kpi_actuals
from campaign.usecases.reporting.kpi_actuals import Number

SOURCE: Final = "Invented for the demo: no real count."

#: After each of these days of the campaign, the part of the target that is reached.
_WAYS: Final = (
    ((3, 0.06), (6, 0.12), (9, 0.17), (13, 0.22)),  # ahead of the straight way
    ((4, 0.03), (8, 0.08), (13, 0.125)),  # close to it
    ((6, 0.0), (13, 0.03)),  # behind it
)
#: Of so many indicators that are told as a whole one is left out, and of so many regions one.
_LEFT_OUT, _SILENT = 4, 5


def enter_numbers(opened: Workspace, editor: Actor) -> int:
    """Enter numbers for the indicators that people count; gives how many were new."""
    content, _ = opened.read_content()
    config, registers = opened.config, content.registers
    today = opened.clock().astimezone(config.zone).date()
    plan = kpi.plan(config, registers)
    whole = [each for each in plan.values() if each.measure is Measure.HAND and not each.by_region]
    numbers: list[Number] = []
    for at, indicator in enumerate(whole):
        if at % _LEFT_OUT != _LEFT_OUT - 1 and indicator.target is not None:
            way = _WAYS[at % len(_WAYS)]
            numbers += _numbers(opened, indicator, "", indicator.target, way)
    for indicator in plan.values():
        regions = kpi.regions_of(config, indicator)
        target = indicator.each_region
        for at, region in enumerate(regions):
            if target is not None and at % _SILENT != _SILENT - 1:
                numbers += _numbers(opened, indicator, region, target, _WAYS[at % len(_WAYS)])
    some = [each for each in numbers if each.day <= today]
    if not some:
        return 0
    done = kpi_actuals.enter(
        opened.database, config, registers, some, actor=editor, now=opened.clock()
    )
    return len(done.entered)


def _numbers(
    opened: Workspace,
    indicator: Indicator,
    region: str,
    target: float,
    way: tuple[tuple[int, float], ...],
) -> list[Number]:
    first: date = indicator.begins or opened.config.campaign.start
    return [
        Number(
            indicator.id,
            float(round(target * part)),
            first + timedelta(days=days - 1),
            SOURCE,
            region or indicator.region,
        )
        for days, part in way
    ]
