"""Composes what is read (NFC), and names the characters that no text of a campaign may hold.

Every source passes here once: posts, registers, templates, the configuration and spreadsheets. So
the same word is the same characters everywhere behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar
from unicodedata import is_normalized, normalize

import regex

from campaign.errors import Mistake, Place

T = TypeVar("T")
Path = tuple[str | int, ...]

FEW = 10
"""So many mistakes of one kind are told of one file."""

# C0 but tab and line ends, DEL, C1, the two separators of Unicode, lone surrogates, private use,
# the byte order mark, the marks of interlinear notes, what stands for a lost character or object,
# noncharacters, and tag characters.
_REFUSED = regex.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff\ufeff"
    r"\ufff9-\ufffd\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
    r"\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff]"
)
# Unicode TR51: the flags of Scotland, Wales and England are a black flag and tag characters.
_FLAG = regex.compile(r"\U0001F3F4[\U000E0020-\U000E007E]++\U000E007F")

_SAVED_WRONG = "somebody saved the text in the wrong encoding: write the letter that was there"
_BREAK = "write a line break, or a space, in its place"
_OUT = "take it out"
_NO_TEXT = "take it out; if the file is a picture or another document, move it out of the content"
_NAMES = {
    "\x85": ("the line break of old mainframes", _BREAK),
    "\u2028": ("a line separator, as some programs paste", _BREAK),
    "\u2029": ("a paragraph separator, as some programs paste", _BREAK),
    "\ufeff": ("a byte order mark inside the text", _OUT),
    "\ufffc": ("the place of a picture or an attachment that was not pasted with the words", _OUT),
    "\ufffd": ("the sign for a letter that was lost", _SAVED_WRONG),
}


def composed(text: str) -> str:
    """The text in Unicode's composed form, NFC: one character for ó, not o and an accent."""
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def all_composed(value: T) -> T:
    """A value as parsers give it, with every text and every key in it composed."""
    return _composed(value)  # type: ignore[no-any-return]


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, dict):
        return {_composed(key): _composed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_composed(inner) for inner in value]
    return value


def refused(text: str) -> regex.Match[str] | None:
    """The first character of a text that no text may hold; None when there is none."""
    if text.isascii() and text.isprintable():
        return None
    found = _REFUSED.search(text)
    if found is not None and "\U000e007f" in text:
        # The flags hold tag characters by right; as many other characters keep the place.
        found = _REFUSED.search(_FLAG.sub(lambda flag: "-" * len(flag[0]), text))
    return found


def named(character: str) -> tuple[str, str]:
    """What a refused character is, such as "U+0085, the line break …", and what to do about it."""
    what, remedy = _NAMES.get(character, ("", ""))
    code = ord(character)
    if not what:
        if code < 0x20 or 0x7F <= code < 0xA0:
            what, remedy = "a control character", _NO_TEXT if code < 0x80 else _SAVED_WRONG
        elif 0xD800 <= code < 0xE000:
            what, remedy = "half of a character", "write the whole character"
        elif 0xE000 <= code < 0xF900 or (code >= 0xF0000 and code & 0xFFFE != 0xFFFE):
            what = "a sign of one program's own font"
            remedy = "write a sign that every program has, such as •"
        elif 0xE0000 <= code < 0xE0080:
            what, remedy = "a tag that nobody sees", _OUT
        else:
            what, remedy = "which is no character", _OUT
    return f"U+{code:04X}, {what}", remedy


def mistakes_in(text: str, file: str) -> list[Mistake]:
    """The first refused character of each line, with its line and column, counted from 1.

    Not more than the first `FEW` lines are told: a picture that is named as a text has thousands.
    """
    if refused(text) is None:
        return []
    return list(islice(_in_lines(text, file), FEW))


def _in_lines(text: str, file: str) -> Iterator[Mistake]:
    for number, line in enumerate(text.split("\n"), start=1):
        if found := refused(line):
            what, remedy = named(found[0])
            column = found.start() + 1
            yield Mistake(Place(file, number), f"column {column} holds {what}", remedy)


def escapes_in(value: object, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Each text of a parsed file in which an escape stands for what no text may hold.

    With the path of its key, what it holds, and the remedy.
    """
    if isinstance(value, str):
        if found := refused(value):
            what, remedy = named(found[0])
            yield path, f"an escape stands for {what}", remedy
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from escapes_in(key, (*path, key))
            yield from escapes_in(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from escapes_in(inner, (*path, number))
