"""JSON as a server should read it: a value that can be kept, counted and written again, or none."""

import json
from math import isfinite
from typing import Any

#: How deep lists and objects may lie in one another; a post of any network needs ten.
DEEPEST = 64


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text.

    Raises ValueError for what is none, lies too deep, or holds a number or a character that cannot
    be written again.
    """
    try:
        value = json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("lists and objects are nested too deep") from None
    _check_depth(value)
    if ("\\u" if isinstance(text, str) else b"\\u") in text:  # type: ignore[operator]
        json.dumps(value, ensure_ascii=False).encode()  # half a character raises ValueError
    return value


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError("lists and objects are nested too deep")
        inner = [each for each in level if isinstance(each, dict | list)]
        level = [
            below for each in inner for below in (each.values() if isinstance(each, dict) else each)
        ]


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("a number is larger than any machine holds")
    return value
