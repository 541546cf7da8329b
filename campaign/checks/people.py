"""People who can be recognised: nothing of them goes out without their word."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity


def consent_needed(page: Page, desk: Desk) -> Iterator[Finding]:
    """GDPR Art. 7: who publishes a person must be able to show that the person agreed."""
    if page.post.people:
        yield page.finding(
            "consent-needed",
            Severity.WARN,
            "people",
            f"people can be recognised: {', '.join(page.post.people)}",
            "see that a consent record exists for each, for these channels and until this day",
        )
