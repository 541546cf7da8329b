r"""LinkedIn's "little" text format: escapes a text, and reads an escaped one.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format:
fifteen characters are reserved. If one of them is not escaped, LinkedIn cuts the text off there and
answers as if all were well. A hashtag is `{hashtag|\#|Word}`. Authors write a mention in LinkedIn's
own form, `@[Name](urn:li:organization:1)`, and it stays a mention.
"""

from __future__ import annotations

import regex

from campaign.compose.urls import find_urls

RESERVED = r"\|{}@[]()<>#*_~"

_RESERVED = regex.compile("[" + regex.escape(RESERVED) + "]")
# A hashtag begins a word and holds a letter; "#1" is not a hashtag.
_ELEMENT = regex.compile(
    r"(?<![\w&/#])#(?=\w*\p{L})(?P<tag>\w+)"
    r"|@\[(?P<name>[^\[\]\\]+)\]\((?P<urn>urn:li:(?:organization|person):[A-Za-z0-9_-]+)\)"
)
# A match never goes past the beginning of the next one: so even a very long text is read quickly.
_TEMPLATE = regex.compile(r"\{hashtag\|\\?#\|((?:[^{}\\]|\\.)*+)\}")
_MENTION = regex.compile(r"@\[((?:[^\[\]\\]|\\.)*+)\]\([^()]*+\)")


def little(text: str) -> str:
    """A text in the form of `commentary`: escaped, with its hashtags and mentions as elements."""
    links = list(find_urls(text, bare=False))
    made, at = [], 0
    for found in _ELEMENT.finditer(text):
        if any(start <= found.start() < end for start, end in links):
            continue  # the fragment of an address is not a hashtag
        if found["tag"]:
            element = rf"{{hashtag|\#|{_escaped(found['tag'])}}}"
        else:
            element = f"@[{_escaped(found['name'])}]({found['urn']})"
        made += [_escaped(text[at : found.start()]), element]
        at = found.end()
    return "".join([*made, _escaped(text[at:])])


def plain(commentary: str) -> str:
    """A commentary as people read it; also reads the forms that LinkedIn writes itself."""
    text = _TEMPLATE.sub(lambda found: "#" + found[1], commentary)
    text = _MENTION.sub(lambda found: found[1], text)
    return regex.sub(r"\\(.)", r"\1", text)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found[0], text)
