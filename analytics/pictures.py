"""Pictures inside the page: small, and as data URIs."""

from __future__ import annotations

import base64
import io

WIDTH = 480
"""Pixels: twice the width a card has on the page, so that it is sharp on dense screens."""


def thumbnail(picture: bytes) -> str | None:
    """The picture scaled down as a JPEG data URI; None when it cannot be read as a picture."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # only a report needs it

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
            small = Image.new("RGB", opened.size, "white")
            shown = opened.convert("RGBA")
            small.paste(shown, mask=shown.getchannel("A"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=82, optimize=True, progressive=True)
    return data_uri(buffer.getvalue(), "image/jpeg")


def data_uri(content: bytes, kind: str) -> str:
    """Bytes as a data URI."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def emblem_uri(picture: bytes) -> str:
    """An emblem as it was supplied, never redrawn: SVG, PNG or JPEG by its first bytes."""
    if picture.startswith(b"\x89PNG"):
        return data_uri(picture, "image/png")
    if picture.startswith(b"\xff\xd8"):
        return data_uri(picture, "image/jpeg")
    return data_uri(picture, "image/svg+xml")
