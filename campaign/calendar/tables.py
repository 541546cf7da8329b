"""Turns TOML text into tables and remembers the line of each key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from campaign.calendar.characters import (
    all_composed,
    composed,
    mistakes_in,
    named,
    refused,
)
from campaign.calendar.toml_lines import line_map
from campaign.calendar.tree import FEW, Tree
from campaign.errors import ContentError, Mistake, Place

_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def read_tables(text: str, file: str) -> Tree:
    """Reads TOML; raises ContentError with the line when the text is not TOML."""
    text = text.removeprefix("\ufeff")
    if unseen := tuple(mistakes_in(text, file)):
        raise ContentError(unseen[:FEW])
    try:
        tree = Tree(file, all_composed(tomllib.loads(text)))
        for path, line in line_map(text).items():
            tree.lines.setdefault(composed(".".join(map(str, path))), line)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.rstrip().count("\n") + 1
        complaint = _AT_LINE.sub("", str(error))
        remedy = "check the quotes and brackets of this line and the one above"
        raise ContentError(
            Mistake(Place(file, line), f"this is not TOML: {complaint}", remedy)
        ) from None
    except RecursionError:
        message = "lists and tables are nested too deep to be a register"
        raise ContentError(Mistake(Place(file), message)) from None
    if escaped := tuple(_escaped(tree.data, "", tree)):
        raise ContentError(escaped[:FEW])
    return tree


def _escaped(value: object, path: str, tree: Tree) -> Iterator[Mistake]:
    """A mistake for each text in which an escape stands for a character that no text may hold."""
    if isinstance(value, str):
        if found := refused(value):
            what, remedy = named(found[0])
            yield Mistake(tree.place(path), f"an escape stands for {what}", remedy)
    elif isinstance(value, dict):
        for key, inner in value.items():
            under = f"{path}.{key}" if path else key
            yield from _escaped(key, under, tree)
            yield from _escaped(inner, under, tree)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _escaped(inner, f"{path}.{number}", tree)
