"""Pictures have addresses that say what they show, and no address makes the desk draw another."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image

from campaign.cards.draw import card_key
from campaign.model import Card, Variant
from campaign.usecases.planning.picture_shelf import WIDTHS
from campaign.usecases.planning.signed_cards import sign_card
from campaign.web.picture_addresses import card_address, pictures_of
from tests.web.stage import Stage


def variant(stage: Stage, channel: str = "eu-mastodon") -> Variant:
    """What a channel will read of one post."""
    return next(
        each.variant
        for each in stage.desk.calendar().by_post["platforms-02"]
        if each.variant.channel == channel
    )


def unsaved(stage: Stage, **other: str) -> tuple[Card, str]:
    """A card of words that stand in no file, and its key."""
    card = variant(stage).card
    assert card is not None
    card = replace(card, **other)
    return card, card_key(card, stage.opened.brand)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_planned_card_is_drawn_at_each_width_and_kept(seen: Stage, width: int) -> None:
    """Once it is made, browsers keep it for good."""
    visit = seen.visit("rita")
    address = card_address(variant(seen), width)
    first, second = visit.get(address), visit.get(address)
    assert first.status_code == second.status_code == 200
    assert first.headers["content-type"] == "image/webp"
    assert "immutable" in first.headers["cache-control"]
    assert first.content == second.content
    with Image.open(BytesIO(first.content)) as drawn:
        assert drawn.width == width
    (shown,) = pictures_of(variant(seen), width)
    assert abs(shown.height - drawn.height) <= 1
    assert shown.alt.startswith("Quote card of EU-BELONG for Europe")


def test_a_card_of_an_unsaved_post_is_drawn_by_its_signature(seen: Stage) -> None:
    """Each word that an editor types is another picture."""
    visit = seen.visit("edgar")
    for words in ("Written just now", "Écrit à l’instant", "Ara mateix", "„Dziś”"):
        card, key = unsaved(seen, headline=words)
        address = f"/pictures/{key}-240.webp?card={quote(sign_card(card, seen.desk.key))}"
        assert visit.get(address).headers["content-type"] == "image/webp", words


def test_nobody_has_another_thing_drawn(seen: Stage) -> None:
    """Neither by an unknown key, nor by another signature, nor by a card under another's key."""
    visit = seen.visit("edgar")
    card, key = unsaved(seen, headline="Buy our coins")
    signed = quote(sign_card(card, b"another key"))
    other = quote(sign_card(card, seen.desk.key))
    for address in (
        f"/pictures/{key}-240.webp",
        f"/pictures/{key}-240.webp?card={signed}",
        f"/pictures/{key}-240.webp?card={'A' * 9000}",
        f"/pictures/{'0' * 64}-240.webp?card={other}",
        f"/pictures/{key}-241.webp?card={other}",
        f"/pictures/{key}-99999.webp?card={other}",
        f"/pictures/{key}.webp?card={other}",
        f"/pictures/{key}.mp4?card={other}",
        "/pictures/..%2f..%2fconfig.toml",
        "/pictures/desk.css",
    ):
        answer = visit.get(address)
        assert answer.status_code == 404, address
    assert not list((seen.folder / "var" / "pictures").rglob(f"{key}*"))


def test_what_cannot_be_drawn_says_why_in_its_place(seen: Stage) -> None:
    """A headline that fits no card is no broken picture; what is written in it stays text."""
    card, key = unsaved(seen, headline="<b>Very</b> long & wide " * 20)
    address = f"/pictures/{key}-520.webp?card={quote(sign_card(card, seen.desk.key))}"
    answer = seen.visit("edgar").get(address)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert "This picture cannot" in answer.text
    assert "<b>" not in answer.text


def test_strangers_see_no_picture(seen: Stage) -> None:
    """A picture of a post that is not out is nobody's who is not signed in."""
    answer = seen.visit().get(card_address(variant(seen), 128), allow_redirects=False)
    assert answer.status_code == 303


def test_what_was_planned_stays_visible_after_its_file_is_gone(stage: Stage) -> None:
    """The store still has what followers see."""
    stage.plan()
    address = card_address(variant(stage), 520)
    (stage.folder / "content" / "calendar" / "platforms-02.yaml").unlink()
    assert stage.visit("rita").get(address).headers["content-type"] == "image/webp"
