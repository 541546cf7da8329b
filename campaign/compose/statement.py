"""Chooses the funding statement of a text: in its own language, or else in another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.errors import Place
from campaign.model import Campaign, Registers


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, its language ("" when there is none), and the place where it should stand.

    `variants` are other wordings of the same statement.
    """

    text: str
    language: str
    place: Place
    variants: tuple[str, ...] = ()

    def stands_in(self, text: str) -> bool:
        """True when a text bears the statement in any wording; case and spaces do not count."""
        words = _plain(text)
        return any(_plain(each) in words for each in (self.text, *self.variants) if each)


def statement(
    registers: Registers, campaign: Campaign, language: str, beside: Iterable[str] = ()
) -> Said:
    """The statement of the campaign's profile and kind of funding; its text is "" for none.

    A language without words uses another language's statement: that of the languages in which the
    same region publishes (`beside`), then the English one, then the source language's. Unconfirmed
    words are used as they are: a check holds the publication until a person has confirmed them.
    """
    kind = registers.kind_of_statement(campaign)
    place = registers.statement_place(campaign.visibility, kind, language)
    for other in (language, *beside, "en", campaign.source_language):
        found = registers.statement(campaign, other)
        if found and found.text:
            return Said(found.text, other, place, found.variants)
    return Said("", "", place)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
