"""Every key of a TOML text is found on its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.calendar.toml_lines import line_map

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

TEXT = '''\
# a comment with [brackets] and = signs
top = 1  # = not a key
"quoted key" = 'lit # eral'
date = 2026-12-01 10:00:00  # a blank inside

[a . "b.c"]
text = """
x = 1
[not.a.table]
"quotes" \\""" and on"""
other = \'\'\'
y = 2
\'\'\'
list = [
    1,  # one
    [2, 3],
    { inner = "]" },
]
inline = { one = 1, two.deep = { three = "}" } }

[[many]]
name = "first"
[[many]]
name = "second"
[many.sub]
key = true
["quoted.key".'sub']  # end ]
f.g = {h = "i"}
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("date",), 4),
        (("a",), 6),
        (("a", "b.c"), 6),
        (("a", "b.c", "text"), 7),
        (("a", "b.c", "other"), 11),
        (("a", "b.c", "list"), 14),
        (("a", "b.c", "list", 0), 15),
        (("a", "b.c", "list", 1, 1), 16),
        (("a", "b.c", "list", 2, "inner"), 17),
        (("a", "b.c", "inline", "two", "deep", "three"), 19),
        (("many", 0), 21),
        (("many", 0, "name"), 22),
        (("many", 1, "name"), 24),
        (("many", 1, "sub"), 25),
        (("many", 1, "sub", "key"), 26),
        (("quoted.key", "sub"), 27),
        (("quoted.key", "sub", "f", "g", "h"), 28),
    ],
)
def test_keys_are_found_where_they_stand(path: tuple[str | int, ...], line: int) -> None:
    """Tables, dotted and quoted keys, lists, inline tables and tables in a list."""
    assert line_map(TEXT)[path] == line


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), EXAMPLE.read_text("utf-8")])
def test_every_key_that_is_read_has_a_line(text: str) -> None:
    """What the standard parser finds and what the scanner finds are the same keys."""
    lines = line_map(text)
    assert set(_paths(tomllib.loads(text))) == set(lines)


_KEYS = st.text("abc-_09", min_size=1, max_size=4)
_LEAVES = st.one_of(
    st.integers(), st.booleans(), st.text(max_size=8).map(lambda t: f"{t}#[]{{}}=,")
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)  # the machine may be busy; a slow case is not a wrong one
@given(st.dictionaries(_KEYS, st.dictionaries(_KEYS, _VALUES, max_size=4), max_size=4))
def test_no_valid_text_confuses_the_scanner(tables: dict[str, dict[str, Any]]) -> None:
    """Whatever values hold, each key of a table stands on the line it was written on."""
    written: list[str] = []
    expected: dict[tuple[str, str], int] = {}
    for table, keys in tables.items():
        written.append(f"[{table}]")
        for key, value in keys.items():
            written.append(f"{key} = {_toml(value)}")
            expected[table, key] = len(written)
    lines = line_map("\n".join(written))
    assert {path: lines[path] for path in expected} == expected
    assert set(lines) == set(_paths(tomllib.loads("\n".join(written))))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    escaped = "".join(
        c if 32 <= ord(c) < 127 and c not in '"\\' else f"\\U{ord(c):08x}" for c in str(value)
    )
    return f'"{escaped}"'


def _paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _paths(inner, (*path, number))
