"""What goes wrong with a file: with its bytes, its lines, its values and its nesting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

#: Values nobody can mean, as YAML and TOML may write them.
ODD_VALUES: Sequence[str] = (
    "",
    "null",
    "~",
    "true",
    "-0",
    "1e400",
    "-inf",
    "nan",
    "9" * 5_000,
    "0x" + "f" * 300,
    "0000-00-00",
    "99999-12-31",
    "0001-01-01T00:00:00Z",
    "25:61:61",
    "2026-12-01 10:00",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
    "{a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}}",
    "[" * 3_000,
    "*alias",
    "&anchor x",
    "!!python/none x",
    "!!binary aGk=",
    "<<: {a: 1}",
    '"\\x1b[2J\\u202e"',
    '"\\ud800"',
    '"\\u0000"',
    "'it''s'",
    '"""',
    "'''\n'''",
    "|\n  text\n",
    ">-\n",
    "{{ fact.F01 }}",
    "{{ 1e999 }}",
    "{% for a in b %}",
    "{#",
    "#" * 500,
    "\u202etxet\u2066",
    "\x85\u2028\u2029\ufeff",
    "a\u0301" * 300,
    "👩\u200d👩\u200d👧" * 100,
    "ﷺ" * 200,
    "https://user:pass@[::1]:99999/\\",
    "../../../etc/passwd",
    "x" * 20_000,
    "Ünï cödé " * 500,
    "{ " * 400,
    "a. " * 3_000,
    "\n" * 3_000,
    "# " * 2_000,
    "@a " * 2_000,
    "1 " * 3_000,
)
_VALUE = re.compile(r"(?<=[:=] )[^\n]+|(?<=- )[^\n]+")
_KEY = re.compile(r"^[ \t]*([\w\".-]+)(?=\s*[:=])", re.MULTILINE)

Change = Callable[[Random, bytes], bytes]


def cut(random: Random, data: bytes) -> bytes:
    """Lose the end, as a copy that was interrupted."""
    return data[: random.randrange(len(data) + 1)]


def flip(random: Random, data: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def insert(random: Random, data: bytes) -> bytes:
    """Put bytes of any kind somewhere."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.choice((1, 4, 100))) + data[at:]


def remove(random: Random, data: bytes) -> bytes:
    """Lose a part in the middle."""
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 10, 1_000)) :]


def repeat(random: Random, data: bytes) -> bytes:
    """Say a part many times."""
    at = random.randrange(len(data) + 1)
    part = data[at : at + random.choice((1, 20, 400))]
    return data[:at] + part * random.choice((2, 50, 1_000)) + data[at:]


def shuffle_lines(random: Random, data: bytes) -> bytes:
    """Put lines elsewhere, and some twice."""
    lines = data.split(b"\n")
    for _ in range(random.choice((1, 3, 20))):
        lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
        del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def indent(random: Random, data: bytes) -> bytes:
    """Move lines to the right or the left, or begin them with a tab."""
    lines = data.split(b"\n")
    for _ in range(random.choice((1, 3, 20))):
        at = random.randrange(len(lines))
        lines[at] = random.choice((b" ", b"    ", b"\t")) + lines[at].lstrip(b" ")
    return b"\n".join(lines)


def replace_value(random: Random, data: bytes) -> bytes:
    """Write a value that nobody can mean."""
    return _replaced(random, data, _VALUE, random.choice(ODD_VALUES))


def replace_key(random: Random, data: bytes) -> bytes:
    """Write another key: an odd one, or one that is elsewhere in the file."""
    text = data.decode("utf-8", "replace")
    keys = [found[1] for found in _KEY.finditer(text)] or ["x"]
    return _replaced(random, data, _KEY, random.choice((*keys, *ODD_VALUES)))


def swap_values(random: Random, data: bytes) -> bytes:
    """Give a key the value of another one."""
    text = data.decode("utf-8", "replace")
    values = _VALUE.findall(text) or ["x"]
    return _replaced(random, data, _VALUE, random.choice(values))


def recode(random: Random, data: bytes) -> bytes:
    """Save it as another program would."""
    text = data.decode("utf-8", "replace")
    kind = random.choice(("utf-16", "utf-32", "latin-1", "cp1252", "utf-7", "utf-8-sig"))
    ends = random.choice(("\n", "\r\n", "\r", "\x85", "\u2028"))
    return text.replace("\n", ends).encode(kind, "replace")


def _replaced(random: Random, data: bytes, pattern: re.Pattern[str], value: str) -> bytes:
    text = data.decode("utf-8", "replace")
    found = list(pattern.finditer(text))
    if not found:
        return value.encode("utf-8", "replace")
    one = random.choice(found)
    return (text[: one.start()] + value + text[one.end() :]).encode("utf-8", "replace")


BYTES: Sequence[Change] = (cut, flip, insert, remove, repeat)
TEXT: Sequence[Change] = (
    *BYTES,
    shuffle_lines,
    indent,
    recode,
    *(replace_value,) * 4,
    *(replace_key,) * 2,
    *(swap_values,) * 2,
)


def changed(random: Random, data: bytes, changes: Sequence[Change]) -> bytes:
    """The data after one to four changes."""
    for _ in range(random.choice((1, 1, 2, 4))):
        data = random.choice(changes)(random, data)
    return data
