"""Reads a brand from the text of `brand.toml`, with every mistake in one message.

Nothing here opens a file: who has a disk asks `font_files` which fonts the brand names, and hands
their bytes to `parse_brand`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from campaign.cards.brand import Brand, Footer, Palette, Smallest
from campaign.cards.contrast import ENOUGH, ratio, rgb
from campaign.cards.fonts import Font
from campaign.errors import ConfigError, Mistake, Place, RenderError

_ROLES = ("display", "strong", "text")
_COLOURS = ("paper", "ink", "accent", "quiet", "spark")
_SIZES = ("headline", "figure", "label", "statement")
_FOOTER = ("paper", "statement", "site")
_SPOKEN: dict[type, str] = {str: "text", int: "whole number", list: "list"}

#: Where the brand usually stands, for messages.
HERE = Place("assets/brand.toml")


def font_files(text: str, place: Place = HERE) -> tuple[str, ...]:
    """The names of the font files that a `brand.toml` asks for, each once.

    Raises ConfigError when the text is not TOML or lists no fonts.
    """
    fonts = _toml(text, place).get("fonts", {})
    return tuple(dict.fromkeys(n for role in _ROLES for n in _names(fonts, role, place)))


def parse_brand(
    text: str,
    fonts: Mapping[str, bytes],
    lockups: Mapping[str, bytes] | None = None,
    place: Place = HERE,
) -> Brand:
    """Read a brand; `fonts` maps the names of `font_files` to their bytes.

    `lockups` maps a language to the official PNG of emblem and statement. Raises ConfigError with
    every mistake: missing and unknown keys, no colours, colours too close to be read.
    """
    raw = _toml(text, place)
    _refuse([*_shape(raw)], place)
    chains = {role: _names(raw["fonts"], role, place) for role in _ROLES}
    wrong = [*_pale(raw)]
    read: dict[str, Font] = {}
    for name in font_files(text, place):
        try:
            read[name] = Font.from_bytes(name, fonts[name])
        except KeyError:
            wrong.append((f"the font file {name} is missing", "put it into assets/fonts/"))
        except RenderError as broken:
            wrong.append((broken.message, ""))
    _refuse(wrong, place)
    return Brand(
        wordmark=raw["wordmark"],
        display=tuple(read[n] for n in chains["display"]),
        strong=tuple(read[n] for n in chains["strong"]),
        text=tuple(read[n] for n in chains["text"]),
        palettes=tuple(
            Palette(name, circles=tuple(c["circles"]), **{k: c[k] for k in _COLOURS})
            for name, c in raw["backgrounds"].items()
        ),
        footer=Footer(**raw["footer"]),
        smallest=Smallest(**raw["smallest"]),
        lockups=dict(lockups or {}),
    )


def _refuse(wrong: list[tuple[str, str]], place: Place) -> None:
    """Raise everything that is wrong, as messages and remedies, at once."""
    if wrong:
        raise ConfigError(Mistake(place, message, remedy) for message, remedy in wrong)


def _shape(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is missing or unknown."""
    for key in raw.keys() - {"wordmark", "fonts", "smallest", "footer", "backgrounds"}:
        yield f"unknown key “{key}”", ""
    if not isinstance(raw.get("wordmark"), str):
        yield "wordmark is missing", 'write wordmark = "..."'
    yield from _table("fonts", raw.get("fonts"), dict.fromkeys(_ROLES, list))
    yield from _table("smallest", raw.get("smallest"), dict.fromkeys(_SIZES, int))
    yield from _table("footer", raw.get("footer"), dict.fromkeys(_FOOTER, str))
    backgrounds = raw.get("backgrounds")
    if not isinstance(backgrounds, dict) or not backgrounds:
        yield "there are no backgrounds", "add a table [backgrounds.<name>]"
        return
    for name, colours in backgrounds.items():
        kinds = {**dict.fromkeys(_COLOURS, str), "circles": list}
        yield from _table(f"backgrounds.{name}", colours, kinds)


def _table(path: str, data: Any, kinds: Mapping[str, type]) -> Iterator[tuple[str, str]]:
    if not isinstance(data, dict):
        yield f"[{path}] is missing", ""
        return
    for key in data.keys() - kinds.keys():
        yield f"[{path}] has an unknown key “{key}”", f"known are {', '.join(kinds)}"
    for key, kind in kinds.items():
        if not isinstance(data.get(key), kind):
            yield f"[{path}] needs {key}", f"it is a {_SPOKEN[kind]}"


def _pale(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Colours that are none, and text that could not be read on its background."""
    tables = [(f"backgrounds.{n}", c, ("ink", "accent")) for n, c in raw["backgrounds"].items()]
    for path, colours, texts in [*tables, ("footer", raw["footer"], ("statement", "site"))]:
        named = {key: value for key, value in colours.items() if key != "circles"}
        named |= {f"circles[{i}]": value for i, value in enumerate(colours.get("circles", ()))}
        broken = [key for key, value in named.items() if not _is_colour(value)]
        for key in broken:
            yield f"[{path}] {key} = {named[key]!r} is no colour", "write it as #RRGGBB"
        if colours.get("circles") == []:
            yield f"[{path}] has no circles", "list at least one colour"
        for key in () if broken else texts:
            apart = ratio(colours["paper"], colours[key])
            if apart < ENOUGH:
                yield f"[{path}] {key} on paper has a contrast of {apart:.2f}:1", "4.5:1 at least"


def _is_colour(value: Any) -> bool:
    try:
        rgb(value)
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def _toml(text: str, place: Place) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ConfigError(Mistake(place, f"this is not TOML: {broken}")) from broken


def _names(fonts: Any, role: str, place: Place) -> list[str]:
    names = fonts.get(role) if isinstance(fonts, dict) else None
    if not names or not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise ConfigError(Mistake(place, f"[fonts] {role} must list font files"))
    return names
