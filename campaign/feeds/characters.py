"""The characters that feeds and calendars can hold."""

from __future__ import annotations

import re

# https://www.w3.org/TR/xml/#charsets: other characters may not stand in a document, not even
# escaped. DEL, C1 and what is no character at all are discouraged there, and no reader shows them.
_NONE = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(
    rf"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\U0010fffd]|[{_NONE}\ufeff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text with every line ended by \\n, and without characters that no document may hold."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
