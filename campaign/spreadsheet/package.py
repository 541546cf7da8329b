"""Unpacks the parts of an .xlsx or .ods file and walks their XML, within bounds.

Nothing that a file says of its own size is believed: bytes and elements are counted while they are
read. XML with a document type is refused, so that no entity can grow and no file is fetched.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Final, Protocol
from xml.parsers import expat

from campaign.spreadsheet.bounds import PARTS, Budget, too_large
from campaign.spreadsheet.errors import SheetError

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_LARGEST_LIST: Final = 256 * PARTS
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_DEEPEST: Final = 200
_PIECE: Final = 1 << 18
_LONGEST_TAG: Final = 1 << 20

#: What the parser of packed files raises, whatever it stumbles over.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    struct.error,
    zlib.error,
)

_AGAIN: Final = "open it in the spreadsheet program and save it once more"


class Enough(Exception):
    """A walk need not go on: what it looked for is found, or will not come."""


class Walk(Protocol):
    """What looks at the elements of one part; names come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def text(self, characters: str) -> None:
        """Characters between two tags."""
        ...


class Package:
    """A packed spreadsheet file, opened; raises SheetError when it cannot be."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        _check_list(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except _UNREADABLE as error:
            raise _damaged() from error
        if len(entries) > PARTS:
            raise too_large(f"it has more than {PARTS:,} parts")
        self._entries = {each.filename.lstrip("/"): each for each in entries}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of a part; raises SheetError when it is not there or cannot be unpacked."""
        entry = self._entries.get(name)
        if entry is None:
            raise SheetError(f"the file is damaged: it has no {name[:80]!r}", _AGAIN)
        if entry.flag_bits & _ENCRYPTED:
            raise SheetError("the sheet has a password", "take the password off")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SheetError("the file is packed in a way that no sheet is", _AGAIN)
        found = bytearray()
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    self._budget.unpack(len(chunk))
                    found += chunk
        except _UNREADABLE as error:
            raise _damaged() from error
        return bytes(found)

    def walk(self, name: str, walk: Walk) -> None:
        """Show each element of a part to `walk`, until the end or until it raises Enough."""
        data = self.part(name)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = False
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise too_large(f"its elements lie more than {_DEEPEST} deep")
            self._budget.element()
            walk.start(_local(name), {_local(key): value for key, value in attributes.items()})

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            walk.end(_local(name))

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = walk.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with suppress(Enough):
                _feed(parser, data)
        except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
            raise SheetError(f"the file is damaged: {name[:80]}: {error}", _AGAIN) from error


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse it piece by piece, and refuse a tag that goes on and on before it is gathered."""
    for start in range(0, len(data), _PIECE):
        end = start + _PIECE
        parser.Parse(data[start:end], False)
        if end - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG + _PIECE:
            raise too_large("one of its elements is longer than a megabyte")
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_doctype(*_: object) -> None:
    message = "the file has a document type, which no spreadsheet program writes"
    raise SheetError(message, _AGAIN)


def _check_list(data: bytes) -> None:
    """Refuses a list of parts that is longer than any sheet's, before it is read."""
    at = data.rfind(_END, max(0, len(data) - _LONGEST_COMMENT - _END_SIZE))
    if at < 0 or at + _END_SIZE > len(data):
        raise _damaged()
    (size,) = struct.unpack_from("<I", data, at + 12)
    if size > _LARGEST_LIST:
        raise too_large(f"it has more than {PARTS:,} parts")


def _damaged() -> SheetError:
    return SheetError("the file is damaged", "copy it once more, or take yesterday's")
