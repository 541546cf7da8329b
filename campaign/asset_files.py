"""Reads the brand from the files that the owner supplies: `brand.toml`, fonts and emblems."""

from __future__ import annotations

from pathlib import Path

from campaign.bounded_file import LARGEST_FONT, LARGEST_PICTURE, LARGEST_TEXT, read_file
from campaign.calendar.characters import composed
from campaign.calendar.toml_lines import line_map
from campaign.cards.brand import Brand
from campaign.cards.brandfile import font_files, parse_brand
from campaign.errors import ConfigError, Mistake, Place
from campaign.file_names import find


def read_brand(assets: Path) -> Brand:
    """The brand in a folder; raises ConfigError when a file of it cannot be used."""
    file = assets / "brand.toml"
    if not file.exists():
        remedy = "put it there, or name the right folder under [paths] in the configuration"
        raise ConfigError(Mistake(Place(str(file)), "the brand is not there", remedy))
    text = composed(_bytes(file, LARGEST_TEXT).decode("utf-8", "replace"))
    wanted = {name: _place(assets / "fonts", name) for name in font_files(text)}
    fonts = {name: _bytes(path, LARGEST_FONT) for name, path in wanted.items() if _is_there(path)}
    emblems = sorted((assets / "emblem").glob("*.png"))
    lockups = {path.stem: _bytes(path, LARGEST_PICTURE) for path in emblems}
    return parse_brand(text, fonts, lockups, lines=line_map(text))


def _place(folder: Path, name: str) -> Path:
    try:
        return find(folder, name)
    except (OSError, ValueError):  # a name that no file can have
        return folder / name


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _bytes(path: Path, most: int) -> bytes:
    try:
        return read_file(path, most)
    except OSError as error:
        remedy = getattr(error, "remedy", "see assets/README.md")
        message = f"cannot be read: {error.strerror}"
        raise ConfigError(Mistake(Place(str(path)), message, remedy)) from None
