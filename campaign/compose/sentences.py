"""Finds where a reader takes a sentence to end, so that advice can count its words.

What may be left out of a text is a stricter question: see `campaign.compose.endings`.
"""

from __future__ import annotations

import regex

# A full stop after one of these, or after a single letter, ends no sentence.
_SHORT = (
    "approx|art|bzw|ca|cf|Dr|e\\.g|etc|ggf|i\\.e|inkl|itp|jr|mr|mrs|np|nr|no|núm|pl|prof|"
    "sr|sra|st|str|t\\.ex|tzn|usw|vs|z\\.B|\\p{L}"
)
# Every repetition is possessive, so that no text takes long to search.
_END = regex.compile(
    rf"(?<![!?….])(?:[!?…]|(?<!\b(?i:{_SHORT}))\.)[!?….]*+[\"'»”’)\]]*+"
    r"(?=\s+[\p{Lu}\p{N}¿¡\"'«“„(\[#@])\s*+"
    r"|\n\s*+"
)


def sentences(text: str) -> list[str]:
    """The sentences in order, each with the white space after it; joined, they are the text."""
    found, at = [], 0
    for match in _END.finditer(text):
        end = match.end()
        if text[at:end].strip():
            found.append(text[at:end])
            at = end
    if at < len(text):
        found.append(text[at:])
    return found
