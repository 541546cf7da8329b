"""Makes a server's answer fit to be kept: any answer can hold what a database refuses.

JSON allows lone surrogates and NUL in its strings. Python's reader also allows NaN, infinity and
deep nesting. These are replaced, or the answer counts as unreadable. So the code behind this module
sees plain data only.
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
    """The JSON in an answer's body, None for an empty body; raises ValueError for anything else.

    Bytes that are not UTF-8, lone surrogates and NUL become U+FFFD. Numbers that are not finite
    become None. JSON that is nested deeper than `DEEPEST` is refused.
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
    """Headers with their names in lower case, and without lone surrogates and NUL."""
    return {text(name).lower(): text(value) for name, value in found.items()}


def tokens(written: str) -> list[str]:
    """The credentials in an answer's text, by the names that networks give them.

    The text is searched as it came, because an answer that is cut or wrong is shown to people as it
    came.
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
