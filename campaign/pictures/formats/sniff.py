"""Which format a picture's file is in, by its first bytes."""

from __future__ import annotations

from campaign.errors import StorageError
from campaign.pictures.formats import boxes, gif, jpeg, png, webp
from campaign.pictures.formats.outline import Outline

#: The formats that are taken, in a person's words.
TAKEN = "PNG, JPEG, GIF, WebP, HEIC and AVIF"

_OTHERS = {
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
    b"8BPS": "a Photoshop file",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"<?xml": "XML",
    b"\0\0\x01\0": "an icon",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"version https://git-lfs": "a placeholder of Git LFS",
}


def outline(data: bytes) -> Outline:
    """What the file is and holds; raises StorageError when it is none that can be used, or cut."""
    if not data:
        raise StorageError("the file is empty: copy it again")
    if data.startswith(jpeg.MAGIC):
        return jpeg.outline(data)
    if data.startswith(png.MAGIC):
        return png.outline(data)
    if data.startswith(gif.MAGIC):
        return gif.outline(data)
    if data.startswith(webp.MAGIC) and data[8:12] == webp.KIND:
        return webp.outline(data)
    if boxes.kind_of(data):
        return boxes.outline(data)
    name = next((name for start, name in _OTHERS.items() if data.startswith(start)), "")
    what = f"this is {name}, no picture that can be used" if name else "this is no picture"
    raise StorageError(f"{what}: {TAKEN} can be used, and MP4 for a film")
