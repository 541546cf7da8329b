"""Finds the line of each key in a TOML text, because the standard parser does not say it.

It gets only texts that `tomllib` has accepted, so the scanner does not check anything.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

Path = tuple[str | int, ...]

_DEEPEST = 50
"""Keys with dots between them that are followed; nobody writes ten."""

_TRIVIA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:\\.|[^"\\\n])*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
# a blank may stand between a date and its time; no other bare value has one
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+|[^\s,\]}#]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")


def line_map(text: str) -> Mapping[Path, int]:
    """The line, counted from 1, of every key, table and list entry of a valid TOML text.

    A path holds the keys from the top, and a number for an entry of a list: `("channels", "eu",
    "server")`, `("regions", "north", "blackout", 0)`. A table's line is that of its first name.
    """
    return _Scanner(text).scan()


class _Scanner:
    """Walks over the text once and notes where each key starts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._entries: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_TRIVIA)
        while self.at < len(self.text):
            if self._here("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_TRIVIA)
        return self.lines

    def _header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        path: Path = ()
        for number, key in enumerate(keys[:_DEEPEST], start=1):
            path = (*path, key)
            self._note(path, start)
            if many and number == len(keys):
                self._entries[path] = self._entries.get(path, -1) + 1
            if path in self._entries:
                path = (*path, self._entries[path])
                self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self._keys()[:_DEEPEST]:
            path = (*path, key)
            self._note(path, start)
        self._skip(_TRIVIA)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_TRIVIA)
        if self._here("["):
            self._list(path)
        elif self._here("{"):
            self._inline(path)
        elif not self._skip(_TEXT):
            self._skip(_PLAIN)

    def _list(self, path: Path) -> None:
        self.at += 1
        self._skip(_TRIVIA)
        entry = 0
        while not self._here("]"):
            self._note((*path, entry), self.at)
            self._value((*path, entry))
            self._comma()
            entry += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_TRIVIA)
        while not self._here("}"):
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip(_TRIVIA)
        if self._here(","):
            self.at += 1
            self._skip(_TRIVIA)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._skip(_DOT):
            keys.append(self._key())
        self._skip(_TRIVIA)
        return keys

    def _key(self) -> str:
        self._skip(_TRIVIA)
        start = self.at
        if self._skip(_BARE):
            key = self.text[start : self.at]
        elif self._skip(_BASIC) or self._skip(_LITERAL):
            key = tomllib.loads(f"k = {self.text[start : self.at]}")["k"]
        else:  # pragma: no cover - tomllib has refused such a text
            raise ValueError(f"no key at character {start}")
        return key

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self._starts, at))

    def _here(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None or found.end() == self.at:
            return False
        self.at = found.end()
        return True
