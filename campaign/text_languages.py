"""Remembers what language each text was found to be in, so that each text is looked at once.

The detector's model takes half a second to load. The file may be thrown away at any time; one that
is damaged, or was made by another version of the detector, counts as not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from os import getpid
from pathlib import Path
from typing import Final

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.checks import languages
from campaign.letter_groups import shares

_MOST: Final = 10_000
"""Texts that are remembered; each takes about 60 bytes."""

Found = tuple[str, float]


CLEAR: Final = 0.5
"""How much of 1 must speak for the stated language, by groups of letters, to ask no further."""


def detect_quickly(text: str, stated: str, among: tuple[str, ...]) -> Found:
    """What `campaign.checks.languages.detect` gives, without its model where a text is clear.

    Groups of letters tell that it is in the language that it states, for the measured languages
    alone. They never say that a text is in another one.
    """
    if among == languages.MEASURED and (share := shares(text)[stated]) >= CLEAR:
        return stated, share
    return languages.detect(text, stated, among)


class TextLanguages:
    """The languages of texts by their hash, in one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before: dict[str, Found] | None = None
        self._now: dict[str, Found] = {}
        self._new = False

    def detect(self, text: str, stated: str, among: tuple[str, ...]) -> Found:
        """What `campaign.checks.languages.detect` gives; asked once for each text."""
        name = sha256("\0".join((stated, *among, text)).encode()).hexdigest()[:24]
        if self._before is None:
            self._before = self._read()
        found = self._now.get(name) or self._before.get(name)
        if found is None:
            found = detect_quickly(text, stated, among)
            self._new = True
        self._now[name] = found
        return found

    def keep(self) -> None:
        """Write down what was found, if anything is new; without room for it, nothing happens."""
        if not self._new:
            return
        known = {**(self._before or {}), **self._now} if len(self._now) < _MOST // 2 else self._now
        latest = dict(list(known.items())[-_MOST:])
        # A name of its own: another command may be writing at the same time.
        written = self._file.with_name(f".{self._file.name}.{getpid()}")
        with suppress(OSError):
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                kept = json.dumps({"by": _detector(), "texts": latest})
                written.write_text(kept, encoding="utf-8")
                written.replace(self._file)
                self._new = False
            finally:
                written.unlink(missing_ok=True)

    def _read(self) -> dict[str, Found]:
        try:
            kept = json.loads(read_file(self._file, LARGEST_TEXT))
            if kept["by"] != _detector():
                return {}
            return {
                str(name): (str(language), float(certainty))
                for name, (language, certainty) in _pairs(kept["texts"])
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}


def _pairs(texts: Mapping[str, tuple[str, float]]) -> list[tuple[str, tuple[str, float]]]:
    return list(texts.items())


def _detector() -> str:
    return f"py3langid {version('py3langid')}"
