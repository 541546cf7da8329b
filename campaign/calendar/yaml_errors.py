"""Explains in the words of post authors why a text is not YAML."""

from __future__ import annotations

import re

import yaml

from campaign.errors import Mistake, Place


def not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> Mistake:
    """The parser's error as a mistake, on the line that has to be mended."""
    problem = error.problem or "it cannot be read"
    mark = error.problem_mark
    if error.context == "while scanning a quoted scalar":
        # The parser notices it at the end of the file, but the open quote is what to mend.
        mark = error.context_mark or mark
    number = mark.line + 1 if mark else 0
    lines = text.split("\n")
    if number > len(lines) or (number and not lines[number - 1].strip()):
        number = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
    line = lines[number - 1] if number else ""
    return Mistake(Place(file, number), f"this is not YAML: {problem}", _remedy(error, line))


def _remedy(error: yaml.MarkedYAMLError, line: str) -> str:
    problem, context = error.problem or "", error.context or ""
    if re.match(r"[ ]*\t", line):
        return "the line begins with a tab; YAML is indented with spaces"
    if "quoted scalar" in context:
        return "a quote is opened here and never closed"
    if "alias" in context:
        return 'a selector that begins with * needs quotes: "*/mastodon"'
    if "mapping values" in problem:
        return "put text that holds a colon in quotes, and check the line's indentation"
    if "cannot start any token" in problem:
        return "text that begins with @, ` or % needs quotes"
    if "flow" in context:
        return "check the commas and the closing bracket"
    return "check the indentation and the quotes of this line and the one above"
