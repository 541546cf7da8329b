"""The layouts, by the name that a post's `card.layout` gives.

A new layout is one module beside this file that exports a `Layout`, and one line here.
"""

from __future__ import annotations

from campaign.cards.layout import Layout
from campaign.cards.layouts import figure, quote, statement

LAYOUTS: dict[str, Layout] = {
    "statement": statement.LAYOUT,
    "figure": figure.LAYOUT,
    "quote": quote.LAYOUT,
}
