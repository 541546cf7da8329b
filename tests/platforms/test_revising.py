"""Whether an edit can make a correction, told by the two requests, in a person's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.model import Media, Variant
from campaign.platforms import registry, revising
from tests.platforms.places import offline
from tests.platforms.samples import LINK, START, variant

OTHER = "https://aer.eu/altres"


def refusal(platform: str, old: Variant, new: Variant) -> str:
    """Why an edit on that network cannot make the new variant of the old one."""
    adapter = offline(platform)
    known = registry.facts(platform).afterwards
    return revising.refusal(known, adapter.payloads(old, START), adapter.payloads(new, START))


def moved(platform: str, *media: Media) -> tuple[Variant, Variant]:
    """A variant, and the same with another link in its words."""
    texts = (f"Veu {LINK}", f"Veu {OTHER}")
    old, new = (
        variant(platform, *media, text=text, link=link)
        for text, link in zip(texts, (LINK, OTHER), strict=True)
    )
    return old, new


@pytest.mark.parametrize("platform", ["facebook", "linkedin"])
def test_another_link_is_refused_where_a_card_would_show_the_old_one(platform: str) -> None:
    """Under a picture there is no card, and the link stands in the words alone."""
    card = "an edit there cannot change the card of the link"
    assert refusal(platform, *moved(platform)) == card
    media = Media("a" * 64, registry.limits(platform).card_type, 1200, 675, 9000, "Una taula")
    assert refusal(platform, *moved(platform, media)) == ""


@pytest.mark.parametrize("platform", ["mastodon", "telegram"])
def test_another_link_is_changed_with_the_words(platform: str) -> None:
    """Where the network makes the card of the words."""
    assert refusal(platform, *moved(platform)) == ""


@pytest.mark.parametrize("platform", ["facebook", "linkedin", "mastodon", "telegram"])
def test_a_picture_more_or_less_is_told_as_pictures(platform: str) -> None:
    """Also where a post with a picture is a request of another kind."""
    plain = variant(platform)
    alt = "" if registry.limits(platform).alt is None else "Una taula"
    media = Media("a" * 64, registry.limits(platform).card_type, 1200, 675, 9000, alt)
    pictured = replace(plain, media=(media,))
    for old, new in ((plain, pictured), (pictured, plain)):
        assert refusal(platform, old, new) == "an edit there cannot change the pictures"


def test_another_language_is_changed_on_mastodon() -> None:
    """Its words may stay as they are."""
    old = variant("mastodon")
    assert refusal("mastodon", old, replace(old, language="pl")) == ""


def test_only_parts_that_differ_are_edited() -> None:
    """The others keep their place and their words."""
    adapter = offline("mastodon")
    texts = ("u", "dos", "tres")
    old = adapter.payloads(replace(variant("mastodon"), texts=texts), START)
    new = adapter.payloads(replace(variant("mastodon"), texts=("u", "DOS", "tres")), START)
    assert revising.edited(old, new) == (1,)
    assert revising.edited(old, old) == ()
