"""Where the sentences of a text end, so that a text can be shortened without cutting one."""

from __future__ import annotations

import regex

# A full stop behind these, or behind a single letter, ends no sentence in the campaign's languages.
_SHORT = (
    "approx|art|bzw|ca|cf|Dr|e\\.g|etc|ggf|i\\.e|inkl|itp|jr|mr|mrs|np|nr|no|núm|pl|prof|"
    "sr|sra|st|str|t\\.ex|tzn|usw|vs|z\\.B|\\p{L}"
)
_END = regex.compile(
    rf"(?:[!?…]|(?<!\b(?i:{_SHORT}))\.)[!?….]*[\"'»”’)\]]*(?=\s+[\p{{Lu}}\p{{N}}¿¡\"'«“„(\[#@])"
    r"|(?=\n)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text in order, each with the white space behind it: joined, the text."""
    found, at = [], 0
    for match in _END.finditer(text):
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if end > at and text[at:end].strip():
            found.append(text[at:end])
            at = end
    if at < len(text):
        found.append(text[at:])
    return found
