"""What the program brings for a new project: statements, first words, templates, brand and fonts.

In a clone they are the starter campaign's own files. The wheel holds copies of them beside this
module: see `pyproject.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaign.errors import StorageError

_DATA = Path(__file__).parent / "data"
_CLONE = Path(__file__).parents[3]
#: Where each of them lies in a clone, by the name under which the wheel has it.
IN_CLONE = {
    "machine_labels.toml": "content/machine_labels.toml",
    "statements.toml": "content/statements.toml",
    "templates": "content/templates",
    "brand.toml": "assets/brand.toml",
    "fonts": "assets/fonts",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A first post's words in one language; `alt` has {words} where the headline stands."""

    language: str
    headline: str
    text: str
    alt: str

    def alt_for(self, headline: str) -> str:
        """The alt text of a card with this headline."""
        return self.alt.replace("{words}", headline)


def first_words(language: str) -> Words:
    """The words in a language, or in English where the program has none in it."""
    table = _phrases()
    for code in (language, language.partition("-")[0], "en"):
        if code in table:
            break
    return Words(code, **table[code])


def statements() -> dict[str, Any]:
    """The statements by profile, kind and language."""
    profiles: dict[str, Any] = tomllib.loads(_text("statements.toml"))["profiles"]
    return profiles


def machine_labels() -> str:
    """The labels of what machines made, in the languages in which there are any."""
    return _text("machine_labels.toml")


def template(network: str) -> str:
    """The text template of a network."""
    return _text(f"templates/{network}.txt.j2")


def brand() -> str:
    """The text of the starter's brand file."""
    return _text("brand.toml")


def fonts() -> dict[str, bytes]:
    """The files of the fonts with their licences, by name."""
    folder = _path("fonts")
    try:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    except OSError as error:
        raise StorageError(f"{folder}: cannot be read ({error.strerror})") from error


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads((_DATA / "phrases.toml").read_text(encoding="utf-8"))


def _text(name: str) -> str:
    path = _path(name)
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error


def _path(name: str) -> Path:
    here = _DATA / name
    if here.exists():
        return here
    top, _, below = name.partition("/")
    return _CLONE / IN_CLONE[top] / below
