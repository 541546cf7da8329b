"""Draws a card: its words and a brand become the bytes of a picture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields as fields_of
from io import BytesIO

from PIL import Image

from campaign.cards import binding, emblem, ink, motif, png, setting, text
from campaign.cards.brand import Brand
from campaign.cards.layout import FORMATS, Flag, Frame, Leaf, Panel, Picture, Scene, Task
from campaign.cards.layouts import LAYOUTS
from campaign.cards.motif import Motif
from campaign.cards.text import Block
from campaign.errors import RenderError
from campaign.model.variants import Card

#: Raise this number when all cards will look different, so that stored cards are drawn again. What
#: changes the look of some cards alone goes into `_newer`: the others keep their approvals.
DESIGN = 1
_FIELDS = tuple(each.name for each in fields_of(Card))


def card_key(card: Card, brand: Brand) -> str:
    """The name of a card's picture: a SHA-256, in hex, of everything that decides its pixels.

    The same words, brand, fonts and design give the same key on every machine. So a card is drawn
    once and kept.
    """
    # The picture's type counts only where the card names one, so that older cards keep their keys.
    named = _FIELDS if card.mime else _FIELDS[:-1]
    fields = [getattr(card, name) for name in named]
    written = json.dumps([DESIGN, fields, brand.digest, *_newer(card)], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _newer(card: Card) -> list[str]:
    """What makes a card look otherwise than the first version of its design; usually nothing."""
    layout = LAYOUTS.get(card.layout)
    made = list(layout.newer(card)) if layout else []
    if any(binding.is_newer(words) for words in (card.headline, card.statement)):
        made.append("bound")
    return made


def arrange(card: Card, brand: Brand) -> Scene:
    """Find the place of every element of a card.

    Raises RenderError for an unknown layout, format or background, for a character that no font
    has, and for words that do not fit.
    """
    if card.layout not in LAYOUTS:
        raise RenderError(f"there is no layout “{card.layout}”; there are: {', '.join(LAYOUTS)}")
    if card.format not in FORMATS:
        raise RenderError(f"there is no format “{card.format}”; there are: {', '.join(FORMATS)}")
    width, height = FORMATS[card.format]
    frame = Frame(width, height, ink.is_right_to_left(card.language))
    palette = brand.palette(card.background)
    task = Task(card, brand, palette, frame)
    middle = LAYOUTS[card.layout].arrange(task)
    return Scene(
        width, height, palette.paper, (*middle, setting.wordmark(task), *setting.footer(task))
    )


def draw(card: Card, brand: Brand) -> bytes:
    """Draw a card as PNG or JPEG, below 1 MB; one machine gives the same bytes each time.

    Raises RenderError as `arrange` does.
    """
    picture = paint(arrange(card, brand))
    if card.mime != "image/jpeg":
        return png.encode(picture)
    file = BytesIO()
    # Full colour resolution, because half of it blurs the edges of small coloured letters.
    picture.save(file, "JPEG", quality=92, subsampling=0, optimize=True)
    return file.getvalue()


def paint(scene: Scene) -> Image.Image:
    """The picture of a scene, as RGB."""
    canvas = Image.new("RGB", (scene.width, scene.height), scene.paper)
    for element in scene.elements:
        match element:
            case Block():
                text.paint(canvas, element)
            case Motif():
                motif.paint(canvas, element)
            case Panel(box, colour):
                canvas.paste(colour, (box.left, box.top, box.right, box.bottom))
            case Leaf(box, colour):
                canvas.paste(colour, (box.left, box.top), motif.leaf(box.width, 1))
            case Flag(box):
                canvas.paste(emblem.draw(box.height), (box.left, box.top))
            case Picture(box, given):
                with Image.open(BytesIO(given)) as opened:
                    shown = opened.convert("RGBA").resize(
                        (box.width, box.height), Image.Resampling.LANCZOS
                    )
                canvas.paste(shown, (box.left, box.top), shown)
    return canvas
