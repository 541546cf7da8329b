"""How far two clocks may differ; everything that compares two clocks uses these values."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: With clocks that differ by this at most, nothing is lost and nothing is sent twice. It covers a
#: machine whose zone is wrong by an hour, or that has had no NTP for years. It makes a listing one
#: hour longer, which is a page at most. A time further ahead comes from a wrong clock: it is
#: ignored.
LARGEST_SKEW: Final = timedelta(hours=1)

#: A larger difference is reported to people. Clocks with NTP stay far below it.
TOLD_SKEW: Final = timedelta(seconds=30)
