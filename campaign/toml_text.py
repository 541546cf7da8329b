"""TOML read in a time that grows with the length of the text.

Python's own reader copies all parts of a name for each part of it, so that a name of two hundred
thousand parts takes minutes.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

_DEEPEST = 100
_DEEP = re.compile(rf"(?:[\w\"'-]{{1,64}}[ \t]*\.[ \t]*){{{_DEEPEST}}}")


def read_toml(text: str) -> dict[str, Any]:
    """The tables of a text.

    Raises ValueError for what is not TOML, with the words of `tomllib`; also for a name of more
    than a hundred parts and a number of more digits than Python reads. Raises RecursionError when
    lists and tables are nested too deep.
    """
    # Most texts have fewer full stops than such a name, and are not searched for it.
    if text.count(".") >= _DEEPEST and (deep := _DEEP.search(text)):
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"A name has more than {_DEEPEST} parts (at line {line}, column 1)")
    return tomllib.loads(text)
