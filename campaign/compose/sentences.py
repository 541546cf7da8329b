"""Where the sentences of a text end, so that a text can be shortened without cutting one."""

from __future__ import annotations

import regex

# A full stop behind these, or behind a single letter, ends no sentence in the campaign's languages.
_SHORT = (
    "approx|art|bzw|ca|cf|Dr|e\\.g|etc|ggf|i\\.e|inkl|itp|jr|mr|mrs|np|nr|no|núm|pl|prof|"
    "sr|sra|st|str|t\\.ex|tzn|usw|vs|z\\.B|\\p{L}"
)
# Every run is possessive and begins where it begins, so that no text takes long to read.
_END = regex.compile(
    rf"(?<![!?….])(?:[!?…]|(?<!\b(?i:{_SHORT}))\.)[!?….]*+[\"'»”’)\]]*+"
    r"(?=\s+[\p{Lu}\p{N}¿¡\"'«“„(\[#@])\s*+"
    r"|\n\s*+"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text in order, each with the white space behind it: joined, the text."""
    found, at = [], 0
    for match in _END.finditer(text):
        end = match.end()
        if text[at:end].strip():
            found.append(text[at:end])
            at = end
    if at < len(text):
        found.append(text[at:])
    return found
