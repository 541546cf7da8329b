"""The funding statement that goes with a text: in its language, else in one that is known."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.errors import Place
from campaign.model import Campaign, Registers

# Basque has no official wording; its readers read Spanish before they read English.
_FALLBACK = {"eu": ("es", "en")}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, the language it stands in ("" when there is none) and where it belongs."""

    text: str
    language: str
    place: Place


def statement(registers: Registers, campaign: Campaign, language: str) -> Said:
    """The statement of the campaign's profile and kind of funding; text "" when there is none.

    A language whose wording is empty borrows another's. A wording that is there but unconfirmed
    is used as it is: the checks hold the publication until a person has confirmed it.
    """
    place = registers.statement_place(campaign.visibility, campaign.funding, language)
    for other in (language, *_FALLBACK.get(language, ("en",))):
        found = registers.statements.get((campaign.visibility, campaign.funding, other))
        if found and found.text:
            return Said(found.text, other, place)
    return Said("", "", place)
