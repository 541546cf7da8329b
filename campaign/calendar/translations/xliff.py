"""Writes XLIFF 2.0: one file element a post, one unit a field, placeholders as protected elements.

Source of the format: https://docs.oasis-open.org/xliff/xliff-core/v2.0/xliff-core-v2.0.html.
Within a unit the notes come first, then the original data, then one segment.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from campaign.calendar.translations.protected import Kind, Piece, pieces
from campaign.calendar.translations.units import Standing, Unit

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
NAMESPACES: Final = (NAMESPACE, "urn:oasis:names:tc:xliff:document:2.2")
"""Those of the versions 2.0 and 2.1, and of 2.2, which are read alike."""

MARK: Final = "mark"
"""The category of the note that holds a unit's mark."""
_NOTE: Final = "info"
STALE: Final = "campaign:stale"
"""The sub-state of a translation whose source changed after it was made."""
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

#: Our states by those of XLIFF (4.3.1.29), which has one more than we have.
_WRITTEN: Final[Mapping[Standing, str]] = {
    Standing.MISSING: "initial",
    Standing.DRAFT: "translated",
    Standing.STALE: "translated",
    Standing.REVIEWED: "reviewed",
}
READ: Final[Mapping[str, str]] = {
    "initial": "",
    "translated": str(Standing.DRAFT),
    "reviewed": str(Standing.REVIEWED),
    "final": str(Standing.REVIEWED),
}


def as_xliff(units: Iterable[Unit], source: str, target: str, glossary: Sequence[str] = ()) -> str:
    """The text of an XLIFF file with these units, from the language `source` into `target`.

    `glossary` are notes for every post. Raises ValueError for a character that XML cannot hold; no
    text of the calendar has one.
    """
    root = ET.Element(
        "xliff",
        {"xmlns": NAMESPACE, "version": "2.0", "srcLang": source, "trgLang": target},
    )
    for (post, path), some in groupby(units, key=lambda unit: (unit.post, unit.file)):
        file = ET.SubElement(root, "file", {"id": post, "original": path, XML_SPACE: "preserve"})
        if glossary:
            notes = ET.SubElement(file, "notes")
            for number, line in enumerate(glossary, start=1):
                note = ET.SubElement(notes, "note", {"id": f"g{number}", "category": "glossary"})
                note.text = line
        for unit in some:
            _unit(file, unit)
    _indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _unit(file: ET.Element, unit: Unit) -> None:
    element = ET.SubElement(file, "unit", {"id": unit.id, "name": unit.field})
    notes = ET.SubElement(element, "notes")
    for number, line in enumerate(unit.notes, start=1):
        ET.SubElement(notes, "note", {"id": f"n{number}", "category": _NOTE}).text = line
    ET.SubElement(notes, "note", {"id": MARK, "category": MARK}).text = unit.mark
    kept = _Protected()
    source, target = ET.Element("source"), ET.Element("target")
    kept.fill(source, unit.source, known=None)
    kept.fill(target, unit.target, known=kept.ids())
    if kept.data:
        original = ET.SubElement(element, "originalData")
        for text, id in kept.data.items():
            ET.SubElement(original, "data", {"id": id}).text = text
    attributes = {"state": _WRITTEN[unit.standing]}
    if unit.standing is Standing.STALE:
        attributes["subState"] = STALE
    segment = ET.SubElement(element, "segment", attributes)
    segment.append(source)
    if unit.target:
        segment.append(target)


class _Protected:
    """The protected elements of one unit; `data` has each protected text with its id."""

    def __init__(self) -> None:
        self.data: dict[str, str] = {}
        self._ids: dict[str, list[str]] = {}
        self._count = 0

    def ids(self) -> dict[str, list[str]]:
        """The ids that the source's elements have, by their text, in order."""
        return {text: list(ids) for text, ids in self._ids.items()}

    def fill(self, element: ET.Element, text: str, known: dict[str, list[str]] | None) -> None:
        """Put a text into an element; in a target, `known` has the ids of the source's elements."""
        last: ET.Element | None = None
        for piece in pieces(text):
            if piece.kind is Kind.WORDS:
                if last is None:
                    element.text = (element.text or "") + piece.text
                else:
                    last.tail = (last.tail or "") + piece.text
            else:
                last = ET.SubElement(element, "ph", self._attributes(piece, known))

    def _attributes(self, piece: Piece, known: dict[str, list[str]] | None) -> dict[str, str]:
        data = self.data.setdefault(piece.text, f"d{len(self.data) + 1}")
        if known and known.get(piece.text):
            id = known[piece.text].pop(0)
        else:
            self._count += 1
            id = str(self._count)
            if known is None:
                self._ids.setdefault(piece.text, []).append(id)
        attributes = {"id": id, "dataRef": data, "equiv": piece.text, "disp": piece.text}
        if piece.is_protected:
            attributes["canDelete"] = "no"
        return attributes


def _indent(element: ET.Element, depth: int = 0) -> None:
    """Put each element on a line of its own; texts and what is in them stay as they are."""
    if element.tag in ("source", "target") or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = "\n" + "  " * (depth + 1)
    element[-1].tail = "\n" + "  " * depth
