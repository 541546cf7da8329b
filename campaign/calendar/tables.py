"""Turns TOML text into tables and remembers the line of each key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from campaign.calendar.tree import Tree
from campaign.errors import ContentError, Mistake, Place

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)""")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*''', re.S
)
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def read_tables(text: str, file: str) -> Tree:
    """Reads TOML; raises ContentError with the line when the text is not TOML."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.rstrip().count("\n") + 1
        said = _AT_LINE.sub("", str(error))
        remedy = "check the quotes and brackets of this line and the one above"
        raise ContentError(
            Mistake(Place(file, line), f"this is not TOML: {said}", remedy)
        ) from None
    except RecursionError:
        message = "lists and tables are nested too deep to be a register"
        raise ContentError(Mistake(Place(file), message)) from None
    tree = Tree(file, data)
    for path, line in _keys(text):
        tree.lines.setdefault(path, line)
    return tree


def _keys(text: str) -> Iterator[tuple[str, int]]:
    """Each key's path and line, for text that is known to be TOML."""
    # Strings and comments go, their line breaks stay: what is left shows only the structure.
    bare = _STRING.sub(_blank, text)
    table, depth = "", 0
    counts: dict[str, int] = {}
    for number, (line, shape) in enumerate(
        zip(text.split("\n"), bare.split("\n"), strict=True), start=1
    ):
        if depth == 0 and shape.lstrip().startswith("["):
            found = _HEADER.match(line)
            if found:
                table = _path(found[2])
                if found[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = f"{table}.{counts[table]}"
                yield table, number
            continue
        found = _KEY.match(line) if depth == 0 and "=" in shape else None
        if found:
            key = _path(found[1])
            yield (f"{table}.{key}" if table else key), number
        depth += shape.count("[") + shape.count("{") - shape.count("]") - shape.count("}")


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _path(dotted: str) -> str:
    return ".".join(a or b or c for a, b, c in _PART.findall(dotted))
