"""A card is the same picture every time, and its key says when it would be another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from campaign.cards import draw as drawing
from campaign.cards import png
from campaign.cards.brandfile import parse_brand
from campaign.cards.draw import arrange, card_key, draw, paint
from campaign.cards.layout import Flag, Picture
from campaign.errors import RenderError
from tests.cards.material import (
    FORMATS,
    LAYOUTS,
    brand,
    brand_text,
    card,
    font_bytes,
    opened,
)

SIZES = {"square": (1080, 1080), "landscape": (1200, 675)}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_card_is_a_small_png_of_its_size(layout: str, format: str) -> None:
    """1080×1080 or 1200×675, RGB, far under a megabyte."""
    data = draw(card(layout, format), brand())
    picture = opened(data)
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", SIZES[format])
    assert len(data) < 200_000


def test_png_keeps_every_pixel() -> None:
    """What a viewer reads is what was painted."""
    painted = paint(arrange(card(), brand()))
    assert opened(png.encode(painted)).tobytes() == painted.tobytes()


def test_the_same_card_is_the_same_bytes() -> None:
    """Drawn twice, and in another process with other hash seeds: byte for byte the same."""
    code = (
        "import hashlib;from tests.cards.material import *;from campaign.cards.draw import *;"
        "print(card_key(card(), brand()), hashlib.sha256(draw(card(), brand())).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert draw(card(), brand()) == draw(card(), brand())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("layout", "quote"),
        ("format", "landscape"),
        ("background", "leaf"),
        ("headline", "Four days. One table."),
        ("figure", "4"),
        ("region", "Navarra"),
        ("language", "es"),
        ("statement", "Funded by the European Union"),
        ("site", ""),
    ],
)
def test_key_changes_with_every_field(field: str, value: str) -> None:
    """Nothing that is on a card can change behind its key."""
    changed = replace(card(), **{field: value})
    assert card_key(changed, brand()) != card_key(card(), brand())
    assert card_key(replace(changed), brand()) == card_key(changed, brand())


def test_key_changes_with_the_brand_and_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another colour, font, lock-up or design version is another picture."""
    keys = {card_key(card(), brand())}
    recoloured = parse_brand(brand_text().replace("#FF7F5C", "#FF7F5D"), font_bytes())
    keys.add(card_key(card(), recoloured))
    other = {**font_bytes(), "Inter-SemiBold.ttf": font_bytes()["Inter-Regular.ttf"]}
    keys.add(card_key(card(), parse_brand(brand_text(), other)))
    keys.add(card_key(card(), replace(brand(), lockups={"en": b"png"})))
    monkeypatch.setattr(drawing, "DESIGN", drawing.DESIGN + 1)
    keys.add(card_key(card(), brand()))
    assert len(keys) == 5


def test_the_motif_differs_from_headline_to_headline() -> None:
    """A feed of cards does not look like one card again and again."""
    seen = {repr(arrange(card(headline=f"Day {i}"), brand()).elements[0]) for i in range(12)}
    assert len(seen) >= 10


def test_the_owners_own_emblem_picture_takes_the_drawn_ones_place() -> None:
    """A supplied lock-up is shown, scaled, in its language alone."""
    out = BytesIO()
    Image.new("RGB", (900, 200), "#123456").save(out, "PNG")
    own = replace(brand(), lockups={"de": out.getvalue()})
    german, english = arrange(card(language="de"), own), arrange(card(), own)
    assert any(isinstance(e, Picture) for e in german.elements)
    assert not any(isinstance(e, Flag) for e in german.elements)
    assert any(isinstance(e, Flag) for e in english.elements)
    (shown,) = (e.box for e in german.elements if isinstance(e, Picture))
    assert paint(german).getpixel((shown.left + 5, shown.top + 5)) == (0x12, 0x34, 0x56)


def test_an_emblem_picture_that_is_none_is_refused() -> None:
    """Broken or far too long: said, not shown."""
    with pytest.raises(RenderError, match="is no image"):
        draw(card(), replace(brand(), lockups={"en": b"not a png"}))
    out = BytesIO()
    Image.new("RGB", (4000, 100)).save(out, "PNG")
    with pytest.raises(RenderError, match="too long for the footer"):
        draw(card(), replace(brand(), lockups={"en": out.getvalue()}))
