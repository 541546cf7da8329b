"""Sets the pages of one PDF, as a process of its own that ends with it.

The typesetter keeps all that it has worked out for as long as its process lives: some 150 MB for
each report, so ten languages would stay in a daemon's memory with more than 1 GB.

::

    request (JSON) ─stdin→ typesetting.py ─stdout→ the PDF; or, with the status REFUSED, what is
                                                   wrong (JSON: message, hints)

It is run as a file and imports nothing of the program, so it starts fast and small. A request has
`template` and `fonts` (paths), `data` (text), `standards`, and `timestamp` (seconds since 1970).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

REFUSED: Final = 3
"""The status with which it ends when the typesetter refuses the document."""


def answer(request: dict[str, Any]) -> tuple[bytes, int]:
    """What goes out for a request, and the status to end with."""
    import typst  # noqa: PLC0415  # 84 MB: only for this process, and not for who runs it

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[request["fonts"]])
    try:
        found = typst.compile(
            Path(request["template"]).read_bytes(),
            font_paths=fonts,
            sys_inputs={"data": request["data"]},
            pdf_standards=request["standards"],
            timestamp=request["timestamp"],
        )
    except typst.TypstError as error:
        message = str(getattr(error, "message", "") or error)
        hints = list(getattr(error, "hints", None) or ())
        return json.dumps({"message": message, "hints": hints}).encode(), REFUSED
    return (found if isinstance(found, bytes) else b""), 0


def main() -> int:
    """Answer the request on standard input."""
    found, status = answer(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
