"""Reads XLIFF 2 that a translator sends back, within bounds and without a document type.

Tools split a text into segments, drop the reference of a placeholder, or put marks around words.
All of that is read; what an element stands for is looked up in the unit's original data.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

import regex

from campaign.calendar.characters import composed
from campaign.calendar.translations.protected import Kind, pieces
from campaign.calendar.translations.units import Returned, Standing
from campaign.calendar.translations.xliff import MARK, NAMESPACES, READ, STALE
from campaign.errors import ContentError, Mistake, Place

_MOST_ELEMENTS: Final = 500_000
_DEEPEST: Final = 60
_PIECE: Final = 1 << 18
#: The longest stretch of a file in which no tag and no text comes to an end.
_LONGEST_TAG: Final = 1 << 20
_LINE: Final = "line"
_ORDER: Final = regex.compile(r"[0-9]{1,6}")
_AGAIN: Final = "export it anew, or save it once more in the translation program"
_INSIDE: Final = ("mrk", "pc")
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
#: What stands for half a character in UTF-16, and for none alone.
_HALVES: Final = range(0xD800, 0xE000)
_SINGLE: Final = ("ph", "sc", "ec", "sm", "em")


class _TooLarge(Exception):
    """A file is no file of translations; the message says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's languages and its units, and what is wrong in it."""

    source_language: str
    language: str
    units: tuple[Returned, ...]
    mistakes: tuple[Mistake, ...]


def read_xliff(data: bytes, file: str) -> Document:
    """The units of an XLIFF file; `file` is its name in places.

    Raises ContentError for what is no XLIFF 2, is damaged, or is too large.
    """
    root = _parsed(data, file)
    space, _, name = root.tag.rpartition("}")
    if name != "xliff" or space.lstrip("{") not in NAMESPACES:
        version = root.get("version", "")
        what = f"it is XLIFF {version}" if name == "xliff" and version else "it is no XLIFF"
        remedy = "save it as XLIFF 2.0, as `campaign translations export` writes it"
        raise ContentError(Mistake(Place(file, _line(root)), what, remedy))
    source, language = root.get("srcLang", ""), root.get("trgLang", "")
    found: list[Returned] = []
    mistakes: list[Mistake] = []
    foreign: dict[str, int] = {}
    for unit in root.iter(f"{space}}}unit"):
        read = _Unit(unit)
        if read.names is None:
            message = f'the unit "{unit.get("id", "")[:80]}" is not one of the calendar'
            mistakes.append(Mistake(Place(file, _line(unit)), message, _AGAIN))
        elif not _fit(language, read.names[1]):
            foreign.setdefault(read.names[1], _line(unit))
        else:
            found.append(read.returned())
    for own, line in foreign.items():
        message = f"the file is in {language} (trgLang), and the units from here on are in {own}"
        mistakes.append(Mistake(Place(file, line), message, f'write trgLang="{own}" if they are'))
    return Document(source, language, tuple(found), tuple(mistakes))


def _fit(one: str, other: str) -> bool:
    """True where two tags may mean one language: "ca" and "ca-ES", not "pt-BR" and "pt-PT"."""
    one, other = f"{one.casefold()}-", f"{other.casefold()}-"
    return one == "-" or one.startswith(other) or other.startswith(one)


class _Unit:
    """One unit element; its segments together are its text."""

    def __init__(self, element: ET.Element) -> None:
        self.element = element
        self.data: dict[str, str] = {}
        self.by_id: dict[str, str] = {}
        self.mistakes: list[str] = []
        self.mark = ""
        self.names = self._names(element.get("id", ""))

    def _names(self, id: str) -> tuple[str, str, str] | None:
        """The post, the language and the field that an id names; None when it names none."""
        post, _, rest = id.partition(".")
        language, _, key = rest.partition(".")
        return (post, language, key) if key else None

    def returned(self) -> Returned:
        """The unit as a value."""
        assert self.names is not None
        post, language, key = self.names
        for child in self._children("originalData"):
            for each in child:
                self.data[each.get("id", "")] = "".join(each.itertext())
        for child in self._children("notes"):
            for note in child:
                if MARK in (note.get("category"), note.get("id")):  # some tools drop the category
                    self.mark = "".join(note.itertext()).strip()
        segments = [each for each in self.element if _name(each) in ("segment", "ignorable")]
        source = "".join(self._text(each, "source", learn=True) for each in segments)
        target = "".join(self._target(each) for each in _in_order(segments))
        return Returned(
            post,
            language,
            key,
            composed(source),
            composed(target),
            self._standing([each for each in segments if _name(each) == "segment"], target),
            self.mark,
            _line(self.element),
            f"unit {self.element.get('id', '')}",
            tuple(self.mistakes),
        )

    def _children(self, name: str) -> Iterator[ET.Element]:
        return (child for child in self.element if _name(child) == name)

    def _target(self, segment: ET.Element) -> str:
        """The target of a segment; of what is between two, which need not have one, the source."""
        has = any(_name(child) == "target" for child in segment)
        if not has and _name(segment) == "ignorable":
            return self._text(segment, "source")
        return self._text(segment, "target")

    def _text(self, segment: ET.Element, name: str, *, learn: bool = False) -> str:
        return "".join(self._inline(c, learn=learn) for c in segment if _name(c) == name)

    def _inline(self, element: ET.Element, *, learn: bool) -> str:
        parts = [element.text or ""]
        for child in element:
            name = _name(child)
            if name == "cp":
                parts.append(_character(child.get("hex", "")))
            elif name in _SINGLE:
                parts.append(self._protected(child, learn=learn))
            elif name in _INSIDE:
                parts.append(self._inline(child, learn=learn))
            parts.append(child.tail or "")
        return "".join(parts)

    def _protected(self, element: ET.Element, *, learn: bool) -> str:
        """What a placeholder's element stands for; an element that is lost leaves a mistake."""
        id, equiv = element.get("id", ""), element.get("equiv", "")
        text = self.data.get(element.get("dataRef", ""))
        if text is None:
            text = self.by_id.get(id)
        if text is None and all(each.kind is not Kind.WORDS for each in pieces(equiv)):
            # The original data is gone, and the element still says what it stands for.
            text = equiv or None
        if text is None and _name(element) == "ph":
            self.mistakes.append(f'the placeholder "{id}" stands for nothing in this file')
        if learn and text is not None:
            self.by_id[id] = text
        return text or ""

    def _standing(self, segments: list[ET.Element], target: str) -> str:
        """Our state of the unit: the least of its segments'."""
        states = {segment.get("state", "initial") for segment in segments}
        if any(segment.get("subState") == STALE for segment in segments) and states == {
            "translated"
        }:
            return str(Standing.STALE)
        ours = {READ.get(state, state) for state in states}
        if not target.strip() or ours == {""}:
            # A tool that keeps no states leaves "initial" where it has put words.
            return str(Standing.DRAFT) if target.strip() else ""
        reviewed = str(Standing.REVIEWED)
        return reviewed if ours == {reviewed} else str(Standing.DRAFT)


def _in_order(segments: list[ET.Element]) -> list[ET.Element]:
    """Segments in the order of their targets, which a translator may have changed (`order`)."""

    def place(numbered: tuple[int, ET.Element]) -> int:
        number, segment = numbered
        orders = [each.get("order", "") for each in segment if _name(each) == "target"]
        return int(orders[0]) if orders and _ORDER.fullmatch(orders[0]) else number

    return [segment for _, segment in sorted(enumerate(segments, start=1), key=place)]


def _parsed(data: bytes, file: str) -> ET.Element:
    """The root element, with the line of each element; raises ContentError."""
    builder = _Builder()
    try:
        root = builder.feed(data)
    except _TooLarge as error:
        raise ContentError(Mistake(Place(file), str(error), _AGAIN)) from None
    except expat.ExpatError as error:
        what = f"it is damaged: {expat.ErrorString(error.code)}"
        raise ContentError(Mistake(Place(file, error.lineno), what, _AGAIN)) from None
    except (LookupError, ValueError) as error:  # an unknown encoding
        raise ContentError(Mistake(Place(file), f"it cannot be read: {error}", _AGAIN)) from None
    return root


@dataclass
class _Builder:
    """Builds the elements of one file, and counts them."""

    tree: ET.TreeBuilder = field(default_factory=ET.TreeBuilder)
    depth: int = 0
    count: int = 0

    def feed(self, data: bytes) -> ET.Element:
        """The root element of the file's bytes."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.CharacterDataHandler = self.tree.data

        def start(name: str, attributes: dict[str, str]) -> None:
            self.depth += 1
            self.count += 1
            if self.depth > _DEEPEST:
                raise _TooLarge(f"its elements lie more than {_DEEPEST} deep")
            if self.count > _MOST_ELEMENTS:
                raise _TooLarge(f"it has more than {_MOST_ELEMENTS:,} elements")
            line = {_LINE: str(parser.CurrentLineNumber)}
            self.tree.start(_clark(name), {**attributes, **line})

        def end(name: str) -> None:
            self.depth -= 1
            self.tree.end(_clark(name))

        parser.StartElementHandler, parser.EndElementHandler = start, end
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
            if at + _PIECE - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG + _PIECE:
                raise _TooLarge("one of its elements is longer than a megabyte")
        parser.Parse(b"", True)
        return self.tree.close()


def _no_doctype(*_: object) -> None:
    raise _TooLarge("it has a document type, which no XLIFF needs")


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _line(element: ET.Element) -> int:
    return int(element.get(_LINE, "0"))


def _character(code: str) -> str:
    """The character of an escape; for half of one the sign of a lost letter, which is a mistake."""
    try:
        number = int(code, 16)
        return _LOST if number in _HALVES else chr(number)
    except (ValueError, OverflowError):
        return ""
