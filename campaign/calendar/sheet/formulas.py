"""Keeps text from being run as a formula by the spreadsheet that opens it.

Text that begins with one of these signs is taken for a formula by spreadsheets
(https://owasp.org/www-community/attacks/CSV_Injection). Where a file format cannot say "this is
text", an apostrophe goes in front of it, and comes off again when the file is read.
"""

from __future__ import annotations

import re

_ARMED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF100 - the wide forms count too
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def disarm(text: str) -> str:
    """The text so that no spreadsheet runs it; `rearm` gives exactly the text back."""
    return f"'{text}" if _ARMED.match(text) else text


def rearm(text: str) -> str:
    """The text as it was before `disarm`; any other text unchanged."""
    return text[1:] if _DISARMED.match(text) else text
