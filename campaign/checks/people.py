"""Checks that a person who can be recognised has agreed."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity


def consent_needed(page: Page, desk: Desk) -> Iterator[Finding]:
    """Whoever publishes a person must be able to show that the person agreed (GDPR Art. 7)."""
    if page.post.people:
        yield page.finding(
            "consent-needed",
            Severity.WARN,
            "people",
            f"people can be recognised: {', '.join(page.post.people)}",
            "see that a consent record exists for each, for these channels and until this day",
        )
