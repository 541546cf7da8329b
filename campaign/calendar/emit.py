"""Writes values as YAML. They read back as exactly the same values, in the style they had before.

Some styles would change a value, such as plain text with ` #` in it. Then the next style is tried.
Double quotes come last: they can express any text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import yaml

from campaign.calendar.tree import Loader

Value = str | Sequence[str] | Mapping[str, "Value"]
"""A text, a list of texts, or keys with such values."""

WIDTH = 100
"""Columns a line is filled to when the file itself does not show another width."""

STEP = 2
"""Spaces that a nested line is moved in by."""

_SHORTEST = 40
_OTHER_TYPE = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|[-+]?[\d._,:]+(e[-+]?\d+)?|0[xo][\da-f]+|[-+]?\.(inf|nan)"
    r"|\d{4}-\d\d?-\d\d?",
    re.I,
)
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def flow(value: Value, style: str = "") -> str:
    """A value on one line, as between brackets: `[a, b]`, `{text: "a, b"}`."""
    if isinstance(value, str):
        for candidate in (_single(value) if style == "'" else None, _plain(value, style)):
            if candidate is not None and _reads_back(f"[{candidate}]", value):
                return candidate
        return _double(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(flow(item) for item in value) + "]"


def behind_key(value: Value, indent: int, style: str = "", width: int = WIDTH) -> str:
    """The text after `key:` in a block whose keys begin at column `indent`.

    `style` is the YAML style of the value before: "", "'", '"', ">" or "|". Lines end in \\n, but
    for the last one.
    """
    if isinstance(value, str):
        return " " + _text(value, indent, style, width)
    if isinstance(value, Mapping) and value:
        return "\n" + block(value, indent + STEP)
    line = " " + flow(value)
    if isinstance(value, Sequence) and value and len(line) > width - indent:
        # Sentences between brackets on one line are hard to read and to edit.
        return "\n" + " " * (indent + STEP) + block_list(value, indent + STEP)
    return line


def block(value: Mapping[str, Value], indent: int) -> str:
    """Keys and values on lines of their own, from column `indent` on."""
    return "\n".join(
        " " * indent + flow(key) + ":" + behind_key(inner, indent) for key, inner in value.items()
    )


def block_list(items: Sequence[str], indent: int) -> str:
    """A list with one item on each line; the first line is not indented."""
    return ("\n" + " " * indent).join(f"- {_text(item, indent, '', WIDTH)}" for item in items)


def _text(value: str, indent: int, style: str, width: int) -> str:
    candidates: list[str | None] = []
    if style == ">":
        candidates = [_folded(value, indent, width), _literal(value, indent)]
    elif style == "|":
        candidates = [_literal(value, indent)]
    elif style == '"':
        candidates = [_double(value)]
    elif style == "'":
        candidates = [_single(value)]
    elif "\n" in value:
        candidates = [_literal(value, indent)]
    elif len(value) > width - indent:
        candidates = [_folded(value, indent, width)]
    for candidate in (*candidates, _plain(value, style)):
        if candidate is not None and _reads_back(f"{' ' * indent}k: {candidate}\n", value):
            return candidate
    return _double(value)


def _plain(value: str, style: str) -> str | None:
    """The text without quotes, unless a YAML reader would take it for a number, a date or a yes."""
    return None if style == '"' or "\n" in value or _OTHER_TYPE.fullmatch(value) else value


def _single(value: str) -> str | None:
    return None if "\n" in value else "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _folded(value: str, indent: int, width: int) -> str:
    body, header = _chomped(value, ">")
    room = max(width - indent - STEP, _SHORTEST)
    lines: list[str] = []
    for number, paragraph in enumerate(body.split("\n")):
        # In folded text an empty line means one line break.
        lines += [""] if number else []
        lines += _filled(paragraph, room)
    return _under(header, lines, indent)


def _literal(value: str, indent: int) -> str | None:
    body, header = _chomped(value, "|")
    lines = body.split("\n")
    # Nobody sees blanks at the end of a line, and an editor may remove them.
    unseen = any(line != line.rstrip() for line in lines)
    return None if unseen else _under(header, lines, indent)


def _chomped(value: str, style: str) -> tuple[str, str]:
    """The text without its last line break, and the header that keeps or drops it."""
    return (value[:-1], style) if value.endswith("\n") else (value, f"{style}-")


def _under(header: str, lines: list[str], indent: int) -> str:
    margin = " " * (indent + STEP)
    return "\n".join([header, *(margin + line if line else "" for line in lines)])


def _filled(paragraph: str, room: int) -> list[str]:
    lines: list[str] = []
    for word in paragraph.split(" ") if paragraph else ():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _reads_back(text: str, value: str) -> bool:
    """True when the one value in the text is read as `value` again."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, UnicodeEncodeError):
        return False
    if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        node = node.value[0][1]
    elif isinstance(node, yaml.SequenceNode) and len(node.value) == 1:
        node = node.value[0]
    return isinstance(node, yaml.ScalarNode) and bool(node.value == value)
