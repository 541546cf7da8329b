"""Decodes a content file, or says why it is no text."""

from __future__ import annotations

from campaign.errors import ContentError, Mistake, Place

LARGEST = 1_000_000
"""Bytes of the largest file that is read; a post in ten languages has about ten thousand."""


# What git puts around the two sides of a conflict, and between them.
_BEGINS, _MIDDLE, _ENDS = b"<<<<<<< ", b"=======", b">>>>>>> "


def decode(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises ContentError for what is no text, and for one in which git left a conflict.
    """
    if len(data) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        raise _refused(file, message, "pictures and documents belong elsewhere")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused(file, "the file is saved as UTF-16", "save it as UTF-8")
    if b"\0" in data:
        remedy = "if it is a picture or another document, move it out of the content"
        raise _refused(file, "this is not a text file", remedy)
    if line := conflict_in(data):
        message = "git left both sides of a conflict in this file"
        raise _refused(file, message, "keep one side of each, and take the marks out", line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8: byte 0x{data[error.start]:02X} stands for no letter"
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(file, message, "save it as UTF-8", line) from None


def conflict_in(data: bytes) -> int:
    """The line, counted from 1, on which a conflict that git left begins; 0 for none."""
    if _BEGINS not in data or _ENDS not in data:
        return 0
    begun = 0
    middle = False
    for number, line in enumerate(data.splitlines(), start=1):
        if line.startswith(_BEGINS):
            begun, middle = number, False
        elif begun and line == _MIDDLE:
            middle = True
        elif begun and middle and line.startswith(_ENDS):
            return begun
    return 0


def _refused(file: str, message: str, remedy: str, line: int = 0) -> ContentError:
    return ContentError(Mistake(Place(file, line), message, remedy))
