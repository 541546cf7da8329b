"""What a server says, made fit to be kept: any answer can hold what no database takes.

JSON allows lone surrogates and NUL in its strings, Python's reader allows NaN, infinity and any
depth. They are replaced, or the answer cannot be read; whoever stands behind this sees plain data.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

DEEPEST: Final = 100  # objects and lists in one another; no network's answer has twenty
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")
_TOKENS: Final = re.compile(
    r"""["'](?:access_token|refresh_token|accessJwt|refreshJwt)["']\s*:[\s\[{]*["']([^\s"',}\]]{4,})"""
)
_REPLACEMENT: Final = "\ufffd"


def read(payload: bytes) -> Any:
    """The JSON in an answer's body, None for an empty one; raises ValueError for what is none.

    Bytes that are no UTF-8, lone surrogates and NUL become U+FFFD, numbers that are not finite
    None. What is nested deeper than `DEEPEST` is none.
    """
    written = payload.decode("utf-8-sig", "replace").strip()
    if not written:
        return None
    try:
        found = json.loads(written, parse_float=_finite, parse_constant=lambda name: None)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return _fit(found, DEEPEST)


def headers(found: Mapping[str, str]) -> dict[str, str]:
    """Headers with their names in lower case, and nothing in them that no text holds."""
    return {text(name).lower(): text(value) for name, value in found.items()}


def tokens(written: str) -> list[str]:
    """The credentials that an answer gives out, by the names that networks have for them.

    They are looked for in its words as they came: an answer that is torn, or not what it should
    be, is shown to people as it came.
    """
    return list(dict.fromkeys(_TOKENS.findall(written)))


def text(found: str) -> str:
    """A text without lone surrogates and NUL."""
    return _UNFIT.sub(_REPLACEMENT, found)


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _fit(found: Any, depth: int) -> Any:
    if isinstance(found, str):
        return text(found)
    if not isinstance(found, dict | list):
        return found
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(found, list):
        return [_fit(each, depth - 1) for each in found]
    return {text(name): _fit(value, depth - 1) for name, value in found.items()}
