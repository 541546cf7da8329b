"""Chooses the funding statement of a text: in its own language, or else in another one."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.errors import Place
from campaign.model import Campaign, Registers

# Basque has no official wording; its readers read Spanish before they read English.
_FALLBACK = {"eu": ("es", "en")}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, its language ("" when there is none), and the place where it should stand."""

    text: str
    language: str
    place: Place


def statement(registers: Registers, campaign: Campaign, language: str) -> Said:
    """The statement of the campaign's profile and kind of funding; its text is "" for none.

    A language without words uses another language's statement. Unconfirmed words are used as they
    are: a check holds the publication until a person has confirmed them.
    """
    place = registers.statement_place(campaign.visibility, campaign.funding, language)
    for other in (language, *_FALLBACK.get(language, ("en",))):
        found = registers.statements.get((campaign.visibility, campaign.funding, other))
        if found and found.text:
            return Said(found.text, other, place)
    return Said("", "", place)
