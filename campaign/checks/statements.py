"""Checks of the funding: its statement is confirmed, and the emblem stands on each picture."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.compose.statement import statement
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


def emblem_absent(desk: Desk) -> Iterator[Finding]:
    """A post's own picture has no emblem and no funding statement, which a card would have."""
    silent: dict[str, list[str]] = {}
    for each in desk.planned:
        variant = each.variant
        if variant.card is None:
            region = desk.setting.regions[desk.setting.channels[variant.channel].region]
            beside = region.languages if variant.language in region.languages else ()
            funding = statement(desk.registers, desk.campaign, variant.language, beside)
            if funding.text and not funding.stands_in(variant.texts[0]):
                silent.setdefault(variant.post, []).append(variant.channel)
    for page in desk.pages:
        post, channels = page.post, silent.get(page.post.id)
        if not post.images or post.card is not None or not channels:
            continue
        more = f" and {len(channels) - 1} more" if len(channels) > 1 else ""
        yield page.finding(
            "emblem-absent",
            Severity.WARN,
            "image",
            f"{post.images[0]} comes first and bears no emblem, and the text on "
            f"{channels[0]}{more} does not say who funds the work",
            "write a card before it (card: {layout: statement}), or make room for the statement",
        )
