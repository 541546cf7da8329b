"""The small pictures of a preview: each drawn once, kept as a file under what it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from campaign.cards.brand import Brand
from campaign.cards.draw import draw
from campaign.errors import RenderError, StorageError
from campaign.model import Variant

#: Pixels: sharp on a card that is 320 wide, on a screen of double density.
WIDTH = 640

#: Called after each picture with how many are there and how many there will be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture's file, relative to the page, with its size in pixels; or why there is none."""

    file: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


def thumbnails(
    wanted: Iterable[Variant],
    brand: Brand,
    picture_bytes: Callable[[str], bytes],
    folder: Path,
    *,
    report: Progress | None = None,
    threads: int = 2,
) -> dict[str, Thumbnail]:
    """A thumbnail for each card key of these variants, under `pictures/` in the folder.

    A file that is there already is not drawn again: a card key decides every pixel. Raises
    StorageError when a file cannot be written; a card that cannot be drawn is told in its place.
    """
    todo = {v.card_key: v for v in wanted if v.card is not None or v.media}
    made: dict[str, Thumbnail] = {}

    def one(variant: Variant) -> Thumbnail:
        path = folder / "pictures" / f"{variant.card_key.rpartition(':')[2]}-{WIDTH}.webp"
        try:
            return _there(path, folder) or _make(variant, brand, picture_bytes, path, folder)
        except RenderError as error:
            return Thumbnail(problem=f"This card cannot be drawn: {error}")

    with ThreadPoolExecutor(threads, thread_name_prefix="preview") as pool:
        for number, (key, thumbnail) in enumerate(
            zip(todo, pool.map(one, todo.values()), strict=True), start=1
        ):
            made[key] = thumbnail
            if report is not None:
                report(number, len(todo))
    return made


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises StorageError naming its folder."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(data)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.parent}: the preview cannot be written there ({error.strerror}): make room, "
            "or choose another folder"
        ) from error


def _there(path: Path, folder: Path) -> Thumbnail | None:
    try:
        with Image.open(path) as picture:
            return Thumbnail(path.relative_to(folder).as_posix(), *picture.size)
    except OSError:
        return None  # not there, or not whole: it is made anew


def _make(
    variant: Variant,
    brand: Brand,
    picture_bytes: Callable[[str], bytes],
    path: Path,
    folder: Path,
) -> Thumbnail:
    try:
        if variant.media:
            data = picture_bytes(variant.media[0].sha256)
        else:
            assert variant.card is not None
            data = draw(variant.card, brand)
        with Image.open(BytesIO(data)) as opened:
            small = opened.convert("RGB")
    except (StorageError, OSError) as error:
        return Thumbnail(problem=f"This picture cannot be shown: {error}")
    small.thumbnail((WIDTH, WIDTH * 2), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=86)
    write_whole(path, out.getvalue())
    return Thumbnail(path.relative_to(folder).as_posix(), *small.size)
