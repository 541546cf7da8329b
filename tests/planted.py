"""Planted secrets: how they are known, and where they may stand in the clear.

Every secret of a test shows one of the marks: `planted-` and anything, `sandbox-` and an account (a
credential as the sandbox takes it) or anything (one that it gives out), or the form of a signed
session. Account names are no secrets: `catalonia-ca` may be shown where `sandbox-catalonia-ca`
may not.
"""

from __future__ import annotations

import gzip
import re
import zlib
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

MARKS = ("planted-", "sandbox-")

#: Secrets whose form others prescribe, by a part of each: one of Telegram's form, a storage's keys.
_OTHERS = ("planted_Token", "hunter2", "b892c0665f0ada8a", "wJalrXUtnFEMI")

#: Files in which a secret rightly stands: the tests that write them, and the end of their path.
IN_THE_CLEAR = (
    # A person's own file, spoilt with a secret to see that it is refused and not repeated.
    ("tests/config/", "config.toml"),
    # What a NAME_FILE names.
    ("tests/config/test_secrets.py", "token"),
    ("tests/config/test_notices.py", "addresses"),
    ("tests/storage/secrets/test_keyring.py", "key"),
    ("tests/platforms/public_media/test_s3.py", "secret"),
    # The program itself, whose words tell of the sandbox's credentials.
    ("tests/laws/test_imports.py", "*.py"),
)

_AROUND = 60  # characters that are shown on either side of what was found


def _in_base64(mark: str) -> Iterator[str]:
    """What a mark looks like inside base64 (HTTP Basic, keys), wherever it begins."""
    for before in range(3):
        coded = b64encode(b"\0" * before + mark.encode()).decode()
        yield coded[-(-before * 8 // 6) : (before + len(mark)) * 8 // 6]


#: Whoever holds none of these words holds no secret; looking for them is quick.
_WORDS = (*MARKS, *_OTHERS, *(each for mark in MARKS for each in _in_base64(mark)), "eyJ")
_BYTES = tuple(word.encode() for word in _WORDS)

#: The one expression that finds every planted secret.
SECRET = re.compile(
    rf"(?:{'|'.join(MARKS)})\w[\w.~-]*|(?:{'|'.join(_OTHERS)})[\w/+-]*"
    rf"|(?:{'|'.join(each for mark in MARKS for each in _in_base64(mark))})[\w+/=-]*"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
)


def found(text: str) -> str:
    """Where a secret stands in a text: its surroundings, with every secret masked; "" for none."""
    if not any(word in text for word in _WORDS):
        return ""
    match = SECRET.search(text)
    if match is None:
        return ""
    before = masked(text[max(0, match.start() - _AROUND) : match.start()])
    after = masked(text[match.end() : match.end() + _AROUND])
    return f"…{before}{_mask(match)}{after}…"


def masked(text: str) -> str:
    """A text in which no secret can be read any more."""
    return SECRET.sub(_mask, text)


def _mask(match: re.Match[str]) -> str:
    return f"[{match[0][:4]}…{len(match[0])} characters]"


def found_in_bytes(data: bytes) -> str:
    """As `found`, for what a file holds: whole, and unpacked where it is packed."""
    for part in _unpacked(data):
        if any(word in part for word in _BYTES) and (where := found(part.decode("latin-1"))):
            return where
    return ""


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK\x03\x04"):
        try:
            with ZipFile(BytesIO(data)) as packed:
                yield from (packed.read(name) for name in packed.namelist())
        # Some tests break archives on purpose, or lock them with a password, which zipfile calls a
        # RuntimeError or NotImplementedError; what they hold was looked at as it lies.
        except (BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error, EOFError):
            return
    elif data.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(data)
        except (gzip.BadGzipFile, zlib.error, EOFError):
            return  # no archive after all: it was looked at as it lies
    elif data.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue  # a picture, or text that is not packed


def in_the_clear(test: str, path: PurePath) -> bool:
    """Whether a secret may stand in this file of a test, which is named by pytest's id."""
    return any(test.startswith(tests) and path.match(end) for tests, end in IN_THE_CLEAR)
