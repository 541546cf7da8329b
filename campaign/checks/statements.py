"""Checks that the funding statement of every language in use is confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.model import Finding, Severity


def statement_unconfirmed(desk: Desk) -> Iterator[Finding]:
    """The grant asks for exact words, so a language waits until a person has confirmed them."""
    campaign, key = desk.campaign, desk.registers.kind_of_statement(desk.campaign)
    kind = key if key == "statement" else f"{key} statement"
    for language in dict.fromkeys(each.variant.language for each in desk.planned):
        found = desk.registers.statement(campaign, language)
        which = f"the {kind} of {campaign.visibility} in {language}"
        if found is None or not found.text or found.evidence not in ("seen", "memory"):
            severity, message = Severity.BLOCK, f"nobody has confirmed {which}"
            remedy = 'find the official words, write them in, and set evidence = "seen"'
        elif found.evidence == "memory":
            severity, message = Severity.WARN, f"{which} is written from memory"
            remedy = 'compare it with the official words, then set evidence = "seen"'
        else:
            continue
        yield Finding(
            "statement-unconfirmed",
            severity,
            desk.registers.statement_place(campaign.visibility, key, language),
            message,
            remedy,
            language=language,
        )
