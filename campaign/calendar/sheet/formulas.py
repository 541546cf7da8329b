"""Protects text from being run as a formula by a spreadsheet.

Spreadsheets take text that begins with one of these signs for a formula
(https://owasp.org/www-community/attacks/CSV_Injection). Where a file format cannot say "this is
text", an apostrophe is put before it and removed when the file is read.
"""

from __future__ import annotations

import re

_ARMED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF100 - the wide forms count too
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def disarm(text: str) -> str:
    """The text in a form that no spreadsheet runs; `rearm` gives exactly the same text back."""
    return f"'{text}" if _ARMED.match(text) else text


def rearm(text: str) -> str:
    """The text as it was before `disarm`; any other text unchanged."""
    return text[1:] if _DISARMED.match(text) else text
