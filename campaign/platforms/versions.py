"""When the version of an API that a channel asks for ends, so that no refusal has to tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

#: So long before its end a version is spoken of.
AHEAD: Final = timedelta(days=60)

#: The versions that are asked for where a channel names none.
DEFAULTS: Mapping[str, str] = {"facebook": "v25.0", "instagram": "v25.0", "linkedin": "202610"}

# A version ends two years after the next one came: https://developers.facebook.com/docs/apps/versions.
# Those of which neither that nor an announced end is known are not known to end.
_GRAPH: Mapping[str, date] = {
    "v18.0": date(2026, 1, 26),
    "v19.0": date(2026, 5, 21),
    "v20.0": date(2026, 9, 24),
    "v21.0": date(2027, 1, 21),
    "v24.0": date(2028, 2, 18),  # v25.0 came on 18 Feb 2026
    "v25.0": date(2028, 7, 29),  # v26.0 came on 29 Jul 2026
}


def ends(platform: str, version: str) -> date | None:
    """The day on which a version ends, or ended; None where that is not known."""
    if platform in ("facebook", "instagram"):
        return _GRAPH.get(version)
    if platform == "linkedin":
        return _a_year_after(version)
    return None


def warning(platform: str, version: str, today: date) -> str:
    """What to say of a version that has ended or is about to, "" for nothing.

    `version` is the channel's own, "" for the one that is asked for without it.
    """
    version = version or DEFAULTS.get(platform, "")
    end = ends(platform, version)
    if end is None or today < end - AHEAD:
        return ""
    told = "has ended" if today >= end else "ends"
    return (
        f"version {version} of {platform}'s API {told} on {end:%d %b %Y}: "
        f'write a newer one as version = "…" under [platforms.{platform}]'
    )


def _a_year_after(month: str) -> date | None:
    """LinkedIn's versions are months, YYYYMM, and live for a year from the middle of theirs.

    https://learn.microsoft.com/en-us/linkedin/marketing/versioning
    """
    try:
        return date(int(month[:4]) + 1, int(month[4:6]), 15) if len(month) == 6 else None
    except ValueError:
        return None
