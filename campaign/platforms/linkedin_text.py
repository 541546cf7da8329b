r"""LinkedIn's "little" text: what has to be escaped, and how it reads when it is shown.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format:
fifteen characters are reserved. One that is not escaped cuts the text off where it stands, and
LinkedIn answers as if all were well. A hashtag is `{hashtag|\#|Word}`.
"""

from __future__ import annotations

import regex

RESERVED = r"\|{}@[]()<>#*_~"

_RESERVED = regex.compile("[" + regex.escape(RESERVED) + "]")
# A hashtag begins a word and holds a letter; the funding year "#1" is none.
_HASHTAG = regex.compile(r"(?<![\w&/#])#(?=\w*\p{L})(\w+)")
_TEMPLATE = regex.compile(r"\{hashtag\|\\?#\|((?:[^}\\]|\\.)*)\}")
_MENTION = regex.compile(r"@\[((?:[^\]\\]|\\.)*)\]\([^)]*\)")


def little(text: str) -> str:
    """A text as `commentary` takes it: reserved characters escaped, hashtags as templates."""
    made, at = [], 0
    for found in _HASHTAG.finditer(text):
        made += [_escaped(text[at : found.start()]), rf"{{hashtag|\#|{_escaped(found[1])}}}"]
        at = found.end()
    return "".join([*made, _escaped(text[at:])])


def plain(commentary: str) -> str:
    """A commentary as it is read: the other way round, also of what LinkedIn made of it."""
    text = _TEMPLATE.sub(lambda found: "#" + found[1], commentary)
    text = _MENTION.sub(lambda found: found[1], text)
    return regex.sub(r"\\(.)", r"\1", text)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found[0], text)
