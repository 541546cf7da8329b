"""The report as a PDF that everybody can read and that can be forwarded (PDF/UA-1, PDF/A-2a).

    Document ─→ printed.Printed (words and pictures as JSON) ─→ typesetting.py, report.typ ─→ bytes

The layout is `report.typ`; data reaches it as JSON, never as markup. The same document gives the
same bytes. Fonts come from a folder; a letter that none of them has is replaced before.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analytics.document import Document
from analytics.faces import letters
from analytics.faces.letters import Letters
from analytics.faces.printed import Printed, texts
from analytics.faces.typesetting import REFUSED
from analytics.language import Words

if TYPE_CHECKING:
    from typst import Fonts

CardSource = Callable[[str], bytes | None]
"""Gives a card's picture by its SHA-256; None when it is not kept any more."""

STANDARDS: Final = ("ua-1", "a-2a")
TEMPLATE: Final = Path(__file__).with_name("report.typ")
TYPESETTING: Final = Path(__file__).with_name("typesetting.py")

#: The families that set running text and titles, the first that there is; then all others.
TEXT: Final = ("Inter",)
DISPLAY: Final = ("Bricolage Grotesque", "Inter Display")
_LACKING: Final = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_UNDRAWN: Final = ("missing codepoints", "could not be displayed", "disallowed codepoint")
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_PROBE: Final = b"#set document(title: [a])\n#set text(font: json(bytes(sys.inputs.fonts)))\n"
_EACH: Final = b"#for each in json(bytes(sys.inputs.signs)) [#each \\ ]\n"


class PdfNotMade(Exception):
    """The PDF could not be made; the message says why, in a sentence."""


def pdf(document: Document, words: Words, fonts: Path, card: CardSource) -> bytes:
    """The document as a PDF; `fonts` is a folder of TrueType or OpenType files.

    `words` are of the document's language. Raises PdfNotMade.
    """
    import typst  # noqa: PLC0415  # 84 MB: only for a PDF

    known = typst.Fonts(include_system_fonts=False, font_paths=[fonts])
    families = _families(known, fonts)
    every = list(texts(document, words))
    gone = letters.missing(every, _lacking(known, families))
    # Letters of joined scripts, and marks, may come out as signs that stand for no letter, which
    # the standard forbids; it depends on the font. Charts are then drawn as pixels, and if that
    # does not do, such letters are replaced.
    tries = ((gone, False), (gone, True), (gone | letters.intricate(every), True))
    for at, (missing, pixels) in enumerate(tries, 1):
        data = Printed(document, words, Letters(missing), card, fonts, pixels=pixels).data()
        data["fonts"] = {
            "text": _first(TEXT, families),
            "display": _first((*DISPLAY, *TEXT), families),
        }
        try:
            return _set(data, fonts, document)
        except PdfNotMade as error:
            if at == len(tries) or not any(each in str(error) for each in _UNDRAWN):
                raise
    raise PdfNotMade("the PDF cannot be made: no try was left")


def _set(data: dict[str, Any], fonts: Path, document: Document) -> bytes:
    """Set the pages in a process of their own; raises PdfNotMade."""
    made = document.generated.astimezone(UTC)
    request = {
        "template": str(TEMPLATE),
        "fonts": str(fonts),
        "data": json.dumps(data, ensure_ascii=False),
        "standards": STANDARDS,
        "timestamp": int(made.timestamp()),
    }
    done = subprocess.run(  # noqa: S603  # this program's own file, and nothing from outside
        [sys.executable, "-P", TYPESETTING],
        input=json.dumps(request).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode == REFUSED:
        wrong = json.loads(done.stdout)
        raise PdfNotMade(f"the PDF cannot be made: {_told(wrong['message'], wrong['hints'])}")
    if done.returncode:
        raise PdfNotMade(f"the PDF cannot be made: its process ended with {done.returncode}")
    if not done.stdout:
        raise PdfNotMade("the PDF cannot be made: nothing came of it")
    return done.stdout


def _families(known: Fonts, fonts: Path) -> list[str]:
    """The families in the folder; raises PdfNotMade where there is none."""
    own = sorted({each.family for each in known.fonts() if each.path})
    if not own:
        raise PdfNotMade(f"{fonts}: there is no font in this folder, so no PDF can be made")
    return own


def _first(wanted: tuple[str, ...], families: list[str]) -> list[str]:
    return [*(each for each in wanted if each in families), *families]


def _lacking(known: Fonts, families: list[str]) -> Callable[[str], str | None]:
    """Asks the typesetter which of some letters no font has; it names the first."""
    import typst  # noqa: PLC0415  # as above

    compiler = typst.Compiler(font_paths=known)
    names = json.dumps(_first(TEXT, families))

    def lacks(signs: str) -> str | None:
        # A letter for itself: what joins with its neighbour would be drawn by another sign.
        inputs = {"fonts": names, "signs": json.dumps(list(signs))}
        try:
            compiler.compile(_PROBE + _EACH, sys_inputs=inputs, pdf_standards=list(STANDARDS))
        except typst.TypstError as error:
            found = _LACKING.search(_message(error))
            if found is None:
                raise PdfNotMade(f"the PDF cannot be made: {_sentence(error)}") from error
            return _ESCAPED.sub(lambda each: chr(int(each[1], 16)), found[1])
        return None

    return lacks


def _message(error: Any) -> str:
    return str(getattr(error, "message", "") or error)


def _sentence(error: Any) -> str:
    """What the typesetter says, with its hints, on one line."""
    return _told(_message(error), getattr(error, "hints", None) or ())


def _told(message: str, hints: Iterable[str]) -> str:
    """The same of its parts."""
    joined = "; ".join(hints)
    return " ".join(f"{message} {f'({joined})' if joined else ''}".split())
