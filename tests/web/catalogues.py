"""The words of the desk and of the report: what their code asks for, what their catalogues have.

`python -m tests.web.catalogues` brings every catalogue up to the code: new messages come in empty,
what no code asks for any more goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from campaign.web.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Domain:
    """One set of catalogues: its name, the folder whose code it speaks for, and what it is of.

    `elsewhere` are files outside that folder that are given the words of a language.
    """

    name: str
    folder: Path
    of: str
    elsewhere: tuple[str, ...] = ()

    def file(self, language: str) -> Path:
        """The catalogue of a language."""
        return self.folder / "locales" / language / "LC_MESSAGES" / f"{self.name}.po"


ROOT: Final = Path(__file__).parents[2]
WEB: Final = ROOT / "campaign" / "web"
DESK: Final = Domain("desk", WEB, "the desk", ("usecases/trust/mail_approvers.py",))
REPORT: Final = Domain("report", ROOT / "analytics", "the report")
#: The languages in which every page speaks.
WHOLE: Final = ("es", "it", "pl", "de", "sv", "ro")
#: The languages in which the link page and the translations speak: all others.
PARTLY: Final = ("ca", "eu", "ga")
#: The files whose words are wanted in every language.
IN_ALL: Final = (
    *("invited", "translations", "translation_"),
    *("states.py", "standings.py", "page.html", "parts.html", "mail_approvers.py"),
)

_KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "words": None,
    "_words": None,
    "ngettext": (1, 2),
    "many": (1, 2),
}
_METHODS: Final = [("**/templates/**.j2", "jinja2"), ("**.py", "python")]
_OPTIONS: Final = {"**/templates/**.j2": {"trimmed": "true", "newstyle_gettext": "true"}}
_HEADER: Final = """\
# {name} words of {of}.
# A draft: no native speaker has read it yet.
"""


def wanted(domain: Domain = DESK) -> Catalog:
    """Every message that the code asks for, with the files that do."""
    found = Catalog(project="campaign", charset="utf-8", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(
        domain.folder,
        _METHODS,
        _OPTIONS,
        _KEYWORDS,
        comment_tags=("NOTE:",),
        strip_comment_tags=True,
    ):
        if message not in ("", ("", "")):
            found.add(message, None, [(file, line)], auto_comments=comments, context=context)
    for name in domain.elsewhere:
        for line, message, comments, context in extract_from_file(
            "python", domain.folder.parent / name, _KEYWORDS, strip_comment_tags=True
        ):
            place = f"../{name}"
            found.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return found


def catalogue(language: str, domain: Domain = DESK) -> Catalog:
    """What one language has."""
    file = domain.file(language)
    if not file.is_file():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def is_for_all(message: object) -> bool:
    """True for a message of the pages that speak every language."""
    return any(Path(file).name.startswith(IN_ALL) for file, _ in getattr(message, "locations", ()))


def languages() -> Iterator[str]:
    """Every language that has a catalogue: English is in the code."""
    return (each for each in LANGUAGES if each != "en")


def update() -> None:
    """Bring every catalogue up to the code."""
    for domain in (DESK, REPORT):
        _update(domain)


def _update(domain: Domain) -> None:
    template = wanted(domain)
    for language in languages():
        made = catalogue(language, domain)
        # Messages that are new would be the same objects in every catalogue.
        made.update(deepcopy(template), no_fuzzy_matching=True)
        made.obsolete.clear()
        made.header_comment = _HEADER.format(name=LANGUAGES[language], of=domain.of)
        out = BytesIO()
        write_po(out, made, width=100, sort_output=True, ignore_obsolete=True, omit_header=False)
        file = domain.file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_steady(out.getvalue()))


def _steady(text: bytes) -> bytes:
    """Without dates and line numbers, which would change with every line of code."""
    lines = []
    for line in text.splitlines(keepends=True):
        if line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')):
            continue
        if line.startswith(b"#: "):
            files = dict.fromkeys(part.partition(b":")[0] for part in line[3:].split())
            line = b"#: " + b" ".join(files) + b"\n"
        lines.append(line)
    return b"".join(lines)


if __name__ == "__main__":
    update()
