"""What a report says beside the figures that it reads from snapshots.

Each part is made elsewhere and handed in. A part that is None has nothing to say, and its section
is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.clicks import Clicks
from analytics.kpi import Kpis
from analytics.meaning import Meaning
from analytics.meaning.frames import Experiment
from analytics.quality import Quality
from analytics.rolling import Rolling
from analytics.words import Decision


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts; `decisions` are the findings of checks that somebody let stand.

    `kpi` is the plan with its numbers, `clicks` are those on links. `rolling` puts the channels
    beside their own eight weeks, and `quality` says how good the figures are. `meaning` says what
    did better than usual, `experiments` compare the two frames of posts that carry two.
    """

    decisions: Sequence[Decision] = ()
    kpi: Kpis | None = None
    clicks: Clicks | None = None
    rolling: Rolling | None = None
    quality: Quality | None = None
    meaning: Meaning | None = None
    experiments: Sequence[Experiment] = ()
