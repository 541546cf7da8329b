"""How far two clocks may be apart: the one value for everything that compares two of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: The largest difference between two clocks that nothing is lost or sent twice by. A machine whose
#: zone is set wrong by an hour, or which was not kept by NTP for years, is within it; a listing
#: that is read an hour further back costs a page at most. A time that is further ahead was written
#: by a wrong clock, and is not believed.
LARGEST_SKEW: Final = timedelta(hours=1)

#: From here on a difference is told to people: clocks that are kept by NTP stay far below it.
REPORTED_SKEW: Final = timedelta(seconds=30)
