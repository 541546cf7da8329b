"""A text under a picture has a bound of its own where the network says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.compose.variant import Composed, compose
from campaign.model import Limits, Post, Unit
from tests.compose.material import CAMPAIGN, CATALONIA, REGISTERS, channel, post

TELEGRAM = Limits(4096, Unit.UTF16, caption=1024, alt=None)
WORDS = "One sentence of fifty letters, counted to the last. "


def composed(of: Post, limits: Limits = TELEGRAM, language: str = "en") -> Composed:
    """A post as Telegram's channel will read it."""
    there = channel("telegram", language)
    return compose(of, there, CATALONIA, CAMPAIGN, REGISTERS, limits)


def units(text: str) -> int:
    """The length by which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def test_limits_without_a_caption_are_the_same_under_a_picture() -> None:
    """Most networks make no difference."""
    usual = Limits(500, Unit.MASTODON)
    assert usual.under_picture is usual
    assert TELEGRAM.under_picture == replace(TELEGRAM, text=1024)


@pytest.mark.parametrize("picture", ["card", "image"])
def test_a_long_text_is_fitted_into_the_caption_where_there_is_a_picture(picture: str) -> None:
    """Whole sentences go, as from any text too long; without a picture all of it stays."""
    long = post(texts={"en": WORDS * 40})
    pictured = long if picture == "card" else replace(long, card=None, images=("photos/table.png",))
    under, alone = composed(pictured).variant, composed(replace(long, card=None)).variant
    assert under is not None and alone is not None
    assert 900 < units(under.text) <= 1024
    assert "https://eu-belong.aer.eu/labs" in under.text
    assert alone.text.count(WORDS.strip()) == 40 and units(alone.text) > 2000
    fitted = [f for f in composed(pictured).findings if f.code == "fitted"]
    assert len(fitted) == 1 and "to fit telegram" in fitted[0].message


def test_further_parts_have_no_picture_over_them() -> None:
    """Only the first text is a caption: a thread's others may be as long as any text."""
    limits = replace(TELEGRAM, threads=True)
    long = post(texts={"en": "First."}, hashtags=())
    thread = replace(
        long,
        copy={k: replace(c, thread=(WORDS * 40,)) for k, c in long.copy.items()},
    )
    found = composed(thread, limits)
    assert found.variant is not None and len(found.variant.texts) == 2
    assert "too-long" not in [f.code for f in found.findings]
