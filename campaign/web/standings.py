"""How translations stand, as people see it: a word and a shape each, never a colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.calendar.translations.units import Standing
from campaign.web.states import Look
from campaign.web.words import N_

STANDINGS: Final[Mapping[str, Look]] = {
    Standing.SOURCE: Look(N_("Source"), "source"),
    Standing.REVIEWED: Look(N_("Reviewed"), "out"),
    Standing.DRAFT: Look(N_("Draft"), "draft"),
    Standing.STALE: Look(N_("Source changed"), "changed", loud=True),
    Standing.MISSING: Look(N_("Missing"), "missing", loud=True),
}
