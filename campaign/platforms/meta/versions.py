"""The Graph API's versions, which Facebook and Instagram share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from campaign.platforms.facts import Versions

#: The version for channels that name none; a version ends about two years after its release:
#: https://developers.facebook.com/docs/graph-api/changelog/versions
VERSION: Final = "v25.0"

# A version ends two years after the next release, or on the day that Meta announces:
# https://developers.facebook.com/docs/graph-api/changelog/versions, as it stood in September 2026.
# None is the newest version, whose end nobody has announced.
_ENDS: Mapping[str, date | None] = {
    "v18.0": date(2026, 1, 26),
    "v19.0": date(2026, 5, 21),
    "v20.0": date(2026, 9, 24),
    "v21.0": date(2027, 1, 21),
    "v22.0": date(2027, 5, 20),
    "v23.0": date(2027, 10, 8),
    "v24.0": date(2028, 2, 18),  # v25.0 came on 18 Feb 2026
    "v25.0": date(2028, 7, 29),  # v26.0 came on 29 Jul 2026
    "v26.0": None,
}


def _is_known(version: str, today: date) -> bool:
    return version in _ENDS


VERSIONS: Final = Versions(VERSION, _ENDS.get, _is_known)
