"""Checks that a person who can be recognised has agreed: to this channel, language and purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from campaign.calendar.known import did_you_mean
from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Planned, Severity
from campaign.model.consents import Consent


def consent_needed(page: Page, desk: Desk) -> Iterator[Finding]:
    """Whoever publishes a person must be able to show that the person agreed (GDPR Art. 7)."""
    if page.post.people and desk.registers.consents == {}:
        yield page.finding(
            "consent-needed",
            Severity.WARN,
            "people",
            f"people can be recognised: {', '.join(page.post.people)}",
            "write what each agreed to into content/consents/, and name it here by its reference",
        )


def consent_unknown(page: Page, desk: Desk) -> Iterator[Finding]:
    """A person whose consent nobody can show must not be published (GDPR Art. 7(1))."""
    consents = desk.registers.consents
    for number, reference in enumerate(page.post.people):
        if consents and reference not in consents:
            yield page.finding(
                "consent-unknown",
                Severity.BLOCK,
                f"people.{number}",
                f'there is no consent "{reference}"',
                did_you_mean(reference, consents),
            )


def consent_channel(page: Page, desk: Desk) -> Iterator[Finding]:
    """A consent holds for the places that the person was told, and for no others."""
    for found, planned, path in _named(page, desk):
        if planned.variant.channel not in found.channels:
            yield _finding(
                page,
                "consent-channel",
                path,
                planned,
                f"{found.reference} has not agreed to {planned.variant.channel}",
                "leave the channel out of this post, or the person",
            )


def consent_language(page: Page, desk: Desk) -> Iterator[Finding]:
    """Words about a person in a language that they did not agree to are words they cannot judge."""
    for found, planned, path in _named(page, desk):
        language = planned.variant.language
        if found.languages is not None and language not in found.languages:
            yield _finding(
                page,
                "consent-language",
                path,
                planned,
                f'{found.reference} has not agreed to texts in "{language}"',
                "leave the channels in that language out, or the person",
            )


def consent_purpose(page: Page, desk: Desk) -> Iterator[Finding]:
    """A consent is given for a purpose, and for each further one anew (GDPR Art. 6(1)(a))."""
    post = page.post
    names = frozenset(filter(None, (post.activity, post.pillar, *post.tags)))
    for number, reference in enumerate(post.people):
        found = (desk.registers.consents or {}).get(reference)
        if found is not None and not found.fits(names):
            yield page.finding(
                "consent-purpose",
                Severity.BLOCK,
                f"people.{number}",
                f"{reference} has agreed to {', '.join(found.only)} alone ({found.purpose})",
                "give the post one of these as its activity, its pillar or a tag, if it is for "
                "that; else leave the person out",
            )


def consent_ended(page: Page, desk: Desk) -> Iterator[Finding]:
    """Nobody is published after their consent has ended, was taken back, or before it was given."""
    for found, planned, path in _named(page, desk):
        channel = desk.setting.channels.get(planned.variant.channel)
        if channel is None:
            continue
        day = planned.due.astimezone(channel.zone).date()
        if found.holds_on(day):
            continue
        how = f"holds from {found.signed} on"
        if day >= found.end:
            how = f"holds until {found.until}"
            if found.is_withdrawn:
                how = f"was withdrawn on {found.withdrawn}"
        yield _finding(
            page,
            "consent-ended",
            path,
            planned,
            f"the consent {found.reference} {how}, and the post goes out on {day}",
            "leave the person out, or ask them for a new consent",
        )


def _named(page: Page, desk: Desk) -> Iterator[tuple[Consent, Planned, str]]:
    """Each consent of a post, with each variant that shows the person and its key in the file."""
    consents: Mapping[str, Consent] = desk.registers.consents or {}
    if not page.post.people or not consents:
        return
    mine = [planned for planned in desk.planned if planned.variant.post == page.post.id]
    for number, reference in enumerate(page.post.people):
        found = consents.get(reference)
        if found is not None:
            yield from ((found, planned, f"people.{number}") for planned in mine)


def _finding(
    page: Page, code: str, path: str, planned: Planned, message: str, remedy: str
) -> Finding:
    variant = planned.variant
    return Finding(
        code,
        Severity.BLOCK,
        page.post.at(path),
        message,
        remedy,
        page.post.id,
        variant.channel,
        variant.language,
    )
