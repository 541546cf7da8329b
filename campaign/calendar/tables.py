"""Turns TOML text into tables and remembers the line of each key."""

from __future__ import annotations

import re
from itertools import islice

from campaign.calendar.characters import (
    FEW,
    all_composed,
    composed,
    escapes_in,
    mistakes_in,
)
from campaign.calendar.toml_lines import line_map
from campaign.calendar.tree import Tree
from campaign.errors import ContentError, Mistake, Place
from campaign.toml_text import read_toml

_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def read_tables(text: str, file: str) -> Tree:
    """Reads TOML; raises ContentError with the line when the text is not TOML."""
    text = text.removeprefix("\ufeff")
    if unseen := mistakes_in(text, file):
        raise ContentError(unseen)
    # Without an escape, what is read has no character that the text has not.
    escaped_nowhere = "\\" not in text
    composed_already = escaped_nowhere and composed(text) is text
    try:
        data = read_toml(text)
        tree = Tree(file, data if composed_already else all_composed(data))
        for path, line in line_map(text).items():
            name = ".".join(map(str, path))
            tree.lines.setdefault(name if composed_already else composed(name), line)
    except ValueError as error:  # TOML's own, or a number of more digits than Python reads
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
    if escaped_nowhere:
        return tree
    escaped = [
        Mistake(tree.place(".".join(map(str, path))), message, remedy)
        for path, message, remedy in islice(escapes_in(tree.data), FEW)
    ]
    if escaped:
        raise ContentError(escaped)
    return tree
