"""The small pictures of a preview, and its films: each a file, named by what it shows."""

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
from campaign.model import Card, Media, Variant
from campaign.pictures.encode import on_white

#: Pixels: sharp on a card that is 320 wide, on a screen of double density.
WIDTH = 640

#: Called after each picture with how many are there and how many there will be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture's or film's file, relative to the page, with its size in pixels; or why not."""

    file: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""
    film: bool = False


def thumbnails(
    wanted: Iterable[Variant],
    brand: Brand,
    picture_bytes: Callable[[str], bytes],
    folder: Path,
    *,
    report: Progress | None = None,
    threads: int = 2,
) -> dict[str, Thumbnail]:
    """A thumbnail for each key (see `keys`) of these variants, under `pictures/` in the folder.

    A file that exists already is not drawn again, because a card key decides every pixel. Raises
    StorageError when a file cannot be written. A card that cannot be drawn is reported in its
    place.
    """
    todo = {key: what for v in wanted for key, what in zip(keys(v), _shown(v), strict=True)}
    made: dict[str, Thumbnail] = {}

    def one(item: tuple[str, Card | Media]) -> Thumbnail:
        name, what = item[0].rpartition(":")[2], item[1]
        if isinstance(what, Media) and what.is_film:
            return _film(what, picture_bytes, folder / "pictures" / f"{name}.mp4", folder)
        path = folder / "pictures" / f"{name}-{WIDTH}.webp"
        try:
            return _there(path, folder) or _make(what, brand, picture_bytes, path, folder)
        except RenderError as error:
            return Thumbnail(problem=f"This card cannot be drawn: {error}")

    with ThreadPoolExecutor(threads, thread_name_prefix="preview") as pool:
        for number, (key, thumbnail) in enumerate(
            zip(todo, pool.map(one, todo.items()), strict=True), start=1
        ):
            made[key] = thumbnail
            if report is not None:
                report(number, len(todo))
    return made


def keys(variant: Variant) -> tuple[str, ...]:
    """What each picture of a variant is kept under, in the order in which they go out."""
    drawn = (variant.card_key,) if variant.card is not None else ()
    return (*drawn, *(f"picture:{media.sha256}" for media in variant.own))


def _shown(variant: Variant) -> tuple[Card | Media, ...]:
    drawn = () if variant.card is None else (variant.card,)
    return (*drawn, *variant.own)


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
    what: Card | Media,
    brand: Brand,
    picture_bytes: Callable[[str], bytes],
    path: Path,
    folder: Path,
) -> Thumbnail:
    try:
        data = picture_bytes(what.sha256) if isinstance(what, Media) else draw(what, brand)
        with Image.open(BytesIO(data)) as opened:
            small = on_white(opened.convert("RGBA" if opened.has_transparency_data else "RGB"))
    except (StorageError, OSError) as error:
        return Thumbnail(problem=f"This picture cannot be shown: {error}")
    small.thumbnail((WIDTH, WIDTH * 2), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=86)
    write_whole(path, out.getvalue())
    return Thumbnail(path.relative_to(folder).as_posix(), *small.size)


def _film(
    film: Media, picture_bytes: Callable[[str], bytes], path: Path, folder: Path
) -> Thumbnail:
    """A film as it is: making it smaller would take a codec."""
    try:
        if not path.is_file() or path.stat().st_size != film.size:
            write_whole(path, picture_bytes(film.sha256))
    except (StorageError, OSError) as error:
        return Thumbnail(problem=f"This film cannot be shown: {error}")
    return Thumbnail(path.relative_to(folder).as_posix(), film.width, film.height, film=True)
