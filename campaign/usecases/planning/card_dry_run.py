"""Try cards without painting them, so that a card that cannot be drawn is a finding of its post.

Without this, one word that is too long for its card would stop `apply` for all other posts.
"""

from __future__ import annotations

from campaign.cards.brand import Brand
from campaign.cards.draw import arrange
from campaign.cards.text import missing_glyphs
from campaign.errors import RenderError
from campaign.model import Card

# Well under what the tightest layout holds (90 wide capitals, 20 letters W in one word, a figure
# of 12 digits): whatever is shorter fits, and need not be set to know it.
# So many answers are kept: at the desk, each key press may ask for another headline.
_MOST = 20_000
_HEADLINE, _WORD, _FIGURE, _REGION, _STATEMENT = 70, 16, 8, 24, 60


class CardTrial:
    """Tells which cards a brand can draw; each question is answered once."""

    def __init__(self, brand: Brand) -> None:
        self._brand = brand
        self._plain: dict[tuple[str, str], bool] = {}
        self._answers: dict[str, str] = {}

    def trouble(self, key: str, card: Card) -> str:
        """Why the card of that key cannot be drawn, "" when it can."""
        if not self._is_doubtful(card):
            return ""
        if len(self._answers) > _MOST:
            self._answers.clear()
        if key not in self._answers:
            try:
                arrange(card, self._brand)
                self._answers[key] = ""
            except RenderError as error:
                self._answers[key] = error.message
        return self._answers[key]

    def _is_doubtful(self, card: Card) -> bool:
        words = card.headline.split()
        return (
            not words
            or len(card.headline) > _HEADLINE
            or max(map(len, words)) > _WORD
            or len(card.figure) > _FIGURE
            or len(card.region) > _REGION
            or len(card.statement) > _STATEMENT
            or not all(self._has("display", text) for text in (card.headline, card.figure))
            or not all(self._has("strong", text) for text in (card.region, card.statement))
        )

    def _has(self, role: str, text: str) -> bool:
        known = self._plain.get((role, text))
        if known is None:
            if len(self._plain) > _MOST:
                self._plain.clear()
            fonts = self._brand.display if role == "display" else self._brand.strong
            known = self._plain[role, text] = not missing_glyphs(text, fonts)
        return known
