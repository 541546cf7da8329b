"""Reads `[checks.levels]`: how much a campaign lets each finding weigh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.calendar.known import did_you_mean
from campaign.config.mistakes import Mistakes

_PATH = ("checks", "levels")
#: The one code that a key of `[campaign]` sets as well.
_FIGURES = "figure-by-hand"


def read_levels(data: Mapping[str, Any], mistakes: Mistakes) -> dict[str, str]:
    """The levels by code; adds a mistake for an unknown code, and for what nobody can lower."""
    checks = data.get("checks", {})
    if not isinstance(checks, dict):
        mistakes.add(("checks",), "checks must be a table", "write [checks.levels]")
        return {}
    for key in checks.keys() - {"levels"}:
        mistakes.unknown(("checks", key), ("levels",))
    raw = checks.get("levels", {})
    if not isinstance(raw, dict):
        mistakes.add(
            _PATH, "checks.levels must be a table", 'write for example term-avoided = "warn"'
        )
        return {}
    if not raw:
        return {}
    # Only a configuration that sets a level needs the checks; the publisher starts every minute.
    from campaign.checks.judging.codes import why_no_level  # noqa: PLC0415
    from campaign.checks.judging.levels import LEVELS  # noqa: PLC0415
    from campaign.checks.registry import CODES  # noqa: PLC0415

    levels: dict[str, str] = {}
    for code, level in raw.items():
        path = (*_PATH, code)
        if code not in CODES:
            mistakes.add(path, f'there is no finding "{code}"', did_you_mean(code, CODES))
        elif not isinstance(level, str) or level not in LEVELS:
            words = ", ".join(f'"{word}"' for word in LEVELS)
            mistakes.add(path, f"{code} has an unknown level", f"write one of {words}")
        elif level != "block" and (why := why_no_level(code)):
            mistakes.add(path, f"{code} cannot be lowered: {why}", "take the line away")
        else:
            levels[code] = level
    campaign = data.get("campaign")
    if _FIGURES in levels and isinstance(campaign, dict) and "figures" in campaign:
        remedy = f"keep {_FIGURES} here, and take figures out of [campaign]"
        mistakes.add((*_PATH, _FIGURES), "figures in [campaign] sets the same", remedy)
    return levels


def figures_with(levels: Mapping[str, str], usual: str) -> str:
    """What `figures` is once the levels count: whether typed figures are looked for at all."""
    level = levels.get(_FIGURES)
    if level is None:
        return usual
    return "off" if level == "off" else "warn"
