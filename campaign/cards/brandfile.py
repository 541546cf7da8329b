"""Reads a brand from the text of `brand.toml`; one message holds every mistake.

Nothing here opens a file. The caller asks `font_files` for the names of the fonts, reads them, and
gives their bytes to `parse_brand`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaign.cards.brand import Brand, Footer, Palette, Smallest
from campaign.cards.contrast import ENOUGH, ratio, rgb
from campaign.cards.fonts import Font
from campaign.errors import ConfigError, Mistake, Place, RenderError
from campaign.toml_text import read_toml

_ROLES = ("display", "strong", "text")
_COLOURS = ("paper", "ink", "accent", "quiet", "spark")
_SIZES = ("headline", "figure", "label", "statement")
_FOOTER = ("paper", "statement", "site")
_SPOKEN: dict[type, str] = {str: "text", int: "whole number", list: "list"}

_LINE = re.compile(r" \(at line (\d+), column \d+\)")

#: The keys from the top of the file to the place of a mistake.
_Path = tuple[str | int, ...]
#: A mistake: what is wrong, what to do, and where.
_Wrong = tuple[str, str, _Path]

#: Where the brand usually stands, for messages.
HERE = Place("assets/brand.toml")


def font_files(text: str, place: Place = HERE) -> tuple[str, ...]:
    """The names of the font files that a `brand.toml` asks for, each once.

    Raises ConfigError when the text is not TOML or lists no fonts.
    """
    fonts = _toml(text, place).get("fonts", {})
    return tuple(dict.fromkeys(n for role in _ROLES for n in _names(fonts, role, place)))


def background_names(text: str) -> tuple[str, ...] | None:
    """The names of a brand's backgrounds, in its order; None for a text that has none to read."""
    try:
        found = read_toml(text).get("backgrounds")
    except (ValueError, RecursionError):
        return None
    return tuple(found) if isinstance(found, dict) and found else None


def parse_brand(
    text: str,
    fonts: Mapping[str, bytes],
    lockups: Mapping[str, bytes] | None = None,
    place: Place = HERE,
    lines: Mapping[_Path, int] | None = None,
) -> Brand:
    """Read a brand; `fonts` maps the names of `font_files` to their bytes.

    `lockups` maps a language to the official PNG of emblem and statement. `lines` gives the line of
    each key, for mistakes. Raises ConfigError with every mistake: missing and unknown keys, values
    that are no colours, and text whose contrast is too low.
    """
    raw = _toml(text, place)
    lines = lines or {}
    _refuse(_shape(raw), place, lines)
    chains = {role: _names(raw["fonts"], role, place) for role in _ROLES}
    wrong = [*_pale(raw)]
    read: dict[str, Font] = {}
    for name in font_files(text, place):
        try:
            read[name] = Font.from_bytes(name, fonts[name])
        except KeyError:
            remedy = "put it into assets/fonts/"
            wrong.append((f"the font file {name} is missing", remedy, _named(chains, name)))
        except RenderError as broken:
            wrong.append((broken.message, "", _named(chains, name)))
    _refuse(wrong, place, lines)
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
        place=Place(place.file, _line(("wordmark",), lines)),
        site=raw.get("site"),
    )


def _refuse(wrong: Iterable[_Wrong], place: Place, lines: Mapping[_Path, int]) -> None:
    """Raise all mistakes at once, each with its line."""
    mistakes = [
        Mistake(Place(place.file, _line(path, lines)), message, remedy)
        for message, remedy, path in wrong
    ]
    if mistakes:
        raise ConfigError(mistakes)


def _line(path: _Path, lines: Mapping[_Path, int]) -> int:
    """The line of a key, or of the nearest table around it; 0 when it is unknown."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _named(chains: Mapping[str, list[str]], name: str) -> _Path:
    """The path of the first key that names a font."""
    role = next(role for role, names in chains.items() if name in names)
    return ("fonts", role, chains[role].index(name))


def _shape(raw: dict[str, Any]) -> Iterator[_Wrong]:
    """The mistakes about missing and unknown keys."""
    for key in raw.keys() - {"wordmark", "site", "fonts", "smallest", "footer", "backgrounds"}:
        yield f"unknown key “{key}”", "", (key,)
    if not isinstance(raw.get("wordmark"), str):
        yield "wordmark is missing", 'write wordmark = "..."', ("wordmark",)
    if not isinstance(raw.get("site", ""), str):
        yield "site must be text", 'write site = "www.project.example", or ""', ("site",)
    yield from _table(("fonts",), raw.get("fonts"), dict.fromkeys(_ROLES, list))
    yield from _table(("smallest",), raw.get("smallest"), dict.fromkeys(_SIZES, int))
    yield from _table(("footer",), raw.get("footer"), dict.fromkeys(_FOOTER, str))
    backgrounds = raw.get("backgrounds")
    if not isinstance(backgrounds, dict) or not backgrounds:
        yield "there are no backgrounds", "add a table [backgrounds.<name>]", ("backgrounds",)
        return
    for name, colours in backgrounds.items():
        kinds = {**dict.fromkeys(_COLOURS, str), "circles": list}
        yield from _table(("backgrounds", name), colours, kinds)


def _table(path: tuple[str, ...], data: Any, kinds: Mapping[str, type]) -> Iterator[_Wrong]:
    name = ".".join(path)
    if not isinstance(data, dict):
        yield f"[{name}] is missing", "", path
        return
    for key in data.keys() - kinds.keys():
        known = f"known are {', '.join(kinds)}"
        yield f"[{name}] has an unknown key “{key}”", known, (*path, key)
    for key, kind in kinds.items():
        if not isinstance(data.get(key), kind):
            yield f"[{name}] needs {key}", f"it is a {_SPOKEN[kind]}", (*path, key)


def _pale(raw: dict[str, Any]) -> Iterator[_Wrong]:
    """The mistakes about values that are no colours, and about text with too little contrast."""
    inks, footer = ("ink", "accent"), ("statement", "site")
    tables: list[tuple[_Path, dict[str, Any], tuple[str, ...]]] = [
        (("backgrounds", name), colours, inks) for name, colours in raw["backgrounds"].items()
    ]
    for path, colours, texts in [*tables, (("footer",), raw["footer"], footer)]:
        name = ".".join(map(str, path))
        named = {key: value for key, value in colours.items() if key != "circles"}
        named |= {f"circles[{i}]": value for i, value in enumerate(colours.get("circles", ()))}
        broken = [key for key, value in named.items() if not _is_colour(value)]
        for key in broken:
            problem = f"[{name}] {key} = {named[key]!r} is no colour"
            yield problem, "write it as #RRGGBB", (*path, *_parts(key))
        if colours.get("circles") == []:
            yield f"[{name}] has no circles", "list at least one colour", (*path, "circles")
        for key in () if broken else texts:
            apart = ratio(colours["paper"], colours[key])
            if apart < ENOUGH:
                problem = f"[{name}] {key} on paper has a contrast of {apart:.2f}:1"
                yield problem, "4.5:1 at least", (*path, key)


def _parts(key: str) -> _Path:
    """The path of `circles[1]`, or of any other key."""
    name, _, number = key.rstrip("]").partition("[")
    return (name, int(number)) if number else (name,)


def _is_colour(value: Any) -> bool:
    try:
        rgb(value)
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def _toml(text: str, place: Place) -> dict[str, Any]:
    try:
        return read_toml(text)
    except RecursionError:
        message = "lists and tables are nested too deep to be a brand"
        raise ConfigError(Mistake(Place(place.file), message)) from None
    except ValueError as broken:  # TOML's own, or a number of more digits than Python reads
        complaint = str(broken)
        found = _LINE.search(complaint)
        where = Place(place.file, int(found[1]) if found else len(text.splitlines()))
        message = f"this is not TOML: {_LINE.sub('', complaint)}"
        raise ConfigError(Mistake(where, message)) from broken


def _names(fonts: Any, role: str, place: Place) -> list[str]:
    names = fonts.get(role) if isinstance(fonts, dict) else None
    if not names or not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise ConfigError(Mistake(place, f"[fonts] {role} must list font files"))
    return names
