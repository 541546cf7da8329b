"""Patterns that this project's oldest Python reads otherwise are left to the regex package."""

from __future__ import annotations

import ast
import re

from tests.laws.house import ROOT

#: A repetition that gives nothing back (`*+`, `++`, `?+`, `}+`), or an atomic group.
HOLDS_ON = re.compile(r"(?<!\\)(?:\\\\)*(?:[*+?]|\{[^{}]*\})\+|\(\?>")
IN_A_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")


def patterns() -> list[tuple[str, int, str]]:
    """File, line and text of each pattern that is handed to Python's own `re`."""
    found = []
    for path in sorted([*ROOT.glob("campaign/**/*.py"), *ROOT.glob("analytics/**/*.py")]):
        tree = ast.parse(path.read_text("utf-8"))
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id == "re"
                and call.args
            ):
                found += [
                    (str(path.relative_to(ROOT)), call.lineno, part.value)
                    for part in ast.walk(call.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
    return found


def test_no_pattern_of_re_holds_on_to_what_it_has_read() -> None:
    """Before Python 3.11.5, `re` loses groups there (https://github.com/python/cpython/issues/106052).

    Such a pattern passes on a newer Python and finds nothing on an older one.
    """
    some = patterns()
    assert len(some) > 100
    assert [each for each in some if HOLDS_ON.search(IN_A_SET.sub("[]", each[2]))] == []
