"""Reads what a machine wrote or drew: `origin: ai` and `model: …` on a copy, a text or a picture.

A picture is usually its name alone. One with further keys is a mapping::

    image: [pictures/table.jpg, {file: pictures/lab.png, origin: ai, model: its name}]

The key `origin` has one word, "ai". Words and pictures that people made have no origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from campaign.calendar.known import did_you_mean
from campaign.calendar.tree import Tree
from campaign.errors import Mistake

ORIGIN: Final = "ai"
"""The one origin that is written down."""

ORIGIN_REMEDY: Final = "write `origin: ai`; what a person wrote or made has no origin"
LONGEST_MODEL: Final = 100
"""Characters of the name of a machine's model."""
PICTURE_KEYS: Final = ("file", "origin", "model")
_NO_ORIGIN = "it names a model, but no origin"


def listed(value: Any) -> list[Any] | None:
    """The entries of a key that may hold one entry or a list; None when it holds anything else."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict) and "file" in value:
        return [value]
    return value if isinstance(value, list) else None


def file_of(entry: Any) -> Any:
    """The name of a picture, whichever form its entry has."""
    return entry["file"] if isinstance(entry, dict) and "file" in entry else entry


def picture_mistakes(tree: Tree) -> Iterator[Mistake]:
    """What is wrong with the further keys of the post's pictures."""
    for number, entry in enumerate(listed(tree.data.get("image", "")) or ()):
        if not isinstance(entry, dict) or "file" not in entry:
            continue  # the reader says that it is no picture
        path = _path(tree, number)
        for key, value in entry.items():
            place = tree.place(f"{path}.{key}")
            if key not in PICTURE_KEYS:
                yield Mistake(place, f'there is no key "{path}.{key}"', _near(key))
            elif not isinstance(value, str):
                yield Mistake(place, f"{path}.{key} must be text")
            elif key == "origin" and value.strip() not in ("", ORIGIN):
                yield Mistake(place, f'"{value}" is not an origin', ORIGIN_REMEDY)
            elif key == "model" and len(value) > LONGEST_MODEL:
                message = f"{path}.model has {len(value)} characters, {LONGEST_MODEL} at most"
                yield Mistake(place, message, "write the name of the model alone")
        yield from _without_origin(entry, path, tree)


def word_mistakes(tree: Tree) -> Iterator[Mistake]:
    """Copies and texts for one network that name a model and no origin."""
    for path, words in _texts(tree.data):
        yield from _without_origin(words, path, tree)


def made_by_machine(tree: Tree) -> dict[str, str]:
    """The key paths of what a machine made, with its model, of a tree without mistakes."""
    found = dict(_texts(tree.data))
    pictures = listed(tree.data.get("image", "")) or ()
    found |= {f"image.{n}": entry for n, entry in enumerate(pictures) if isinstance(entry, dict)}
    return {
        path: entry.get("model", "").strip()
        for path, entry in found.items()
        if entry.get("origin", "").strip() == ORIGIN
    }


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for language, words in _pairs(data.get("copy")):
        if isinstance(words, dict):
            yield f"copy.{language}", words
    for platform, languages in _pairs(data.get("overrides")):
        for language, words in _pairs(languages):
            if isinstance(words, dict):
                yield f"overrides.{platform}.{language}", words


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else ()


def _without_origin(entry: Mapping[str, Any], path: str, tree: Tree) -> Iterator[Mistake]:
    model, origin = entry.get("model", ""), entry.get("origin", "")
    if isinstance(model, str) and model.strip() and origin == "":
        remedy = "write `origin: ai` beside it, or take the model away"
        yield Mistake(tree.place(f"{path}.model"), f"{path}: {_NO_ORIGIN}", remedy)


def _path(tree: Tree, number: int) -> str:
    """The path of a picture's entry; of a single one that is no list, the key itself."""
    return f"image.{number}" if f"image.{number}" in tree.lines else "image"


def _near(key: str) -> str:
    return did_you_mean(key, PICTURE_KEYS)
