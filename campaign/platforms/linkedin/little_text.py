r"""LinkedIn's "little" text: what has to be escaped, and how it reads when it is shown.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format:
fifteen characters are reserved. One that is not escaped cuts the text off where it stands, and
LinkedIn answers as if all were well. A hashtag is `{hashtag|\#|Word}`. A mention is written in the
text as LinkedIn takes it, `@[Name](urn:li:organization:1)`, and stays one.
"""

from __future__ import annotations

import regex

from campaign.compose.urls import find_urls

RESERVED = r"\|{}@[]()<>#*_~"

_RESERVED = regex.compile("[" + regex.escape(RESERVED) + "]")
# A hashtag begins a word and holds a letter; the funding year "#1" is none.
_ELEMENT = regex.compile(
    r"(?<![\w&/#])#(?=\w*\p{L})(?P<tag>\w+)"
    r"|@\[(?P<name>[^\[\]\\]+)\]\((?P<urn>urn:li:(?:organization|person):[A-Za-z0-9_-]+)\)"
)
# Neither goes on past where the next one may begin: so no text, however long, takes long.
_TEMPLATE = regex.compile(r"\{hashtag\|\\?#\|((?:[^{}\\]|\\.)*+)\}")
_MENTION = regex.compile(r"@\[((?:[^\[\]\\]|\\.)*+)\]\([^()]*+\)")


def little(text: str) -> str:
    """A text as `commentary` takes it: all escaped but its hashtags and mentions."""
    links = list(find_urls(text, bare=False))
    made, at = [], 0
    for found in _ELEMENT.finditer(text):
        if any(start <= found.start() < end for start, end in links):
            continue  # the fragment of an address is no hashtag
        if found["tag"]:
            element = rf"{{hashtag|\#|{_escaped(found['tag'])}}}"
        else:
            element = f"@[{_escaped(found['name'])}]({found['urn']})"
        made += [_escaped(text[at : found.start()]), element]
        at = found.end()
    return "".join([*made, _escaped(text[at:])])


def plain(commentary: str) -> str:
    """A commentary as it is read: the other way round, also of what LinkedIn made of it."""
    text = _TEMPLATE.sub(lambda found: "#" + found[1], commentary)
    text = _MENTION.sub(lambda found: found[1], text)
    return regex.sub(r"\\(.)", r"\1", text)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found[0], text)
