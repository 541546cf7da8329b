"""Why somebody cannot sign in."""

from __future__ import annotations

from campaign.errors import CampaignError


class CannotSignIn(CampaignError):
    """The link, the passkey or the answer signs nobody in."""
