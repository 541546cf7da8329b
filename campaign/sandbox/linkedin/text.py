"""LinkedIn's "little" text: what of a commentary is shown.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
A reserved character that is not escaped cuts the text off, without a word; that is what users of
the network report, and what the sandbox does, so that a forgotten escape is seen.
"""

import regex

_PIECE = regex.compile(
    r"""
    \{hashtag\|\\?\#\|(?P<tag>(?:\\.|[^\\{}|])+)\}
    | @\[(?P<name>(?:\\.|[^\\\[\]])+)\]\(urn:li:[A-Za-z]+:\d+\)
    | \#(?P<bare>\w+)
    | \\(?P<escaped>[\\|{}@\[\]()<>\#*_~])
    | (?P<plain>[^\\|{}@\[\]()<>#*_~])
    """,
    regex.VERBOSE | regex.DOTALL,
)


def shown(commentary: str) -> str:
    """The text as readers see it, up to the first reserved character that was not escaped."""
    made, at = [], 0
    while (found := _PIECE.match(commentary, at)) is not None:
        match found.lastgroup:
            case "tag":
                made.append("#" + _bare(found["tag"]))
            case "name":
                made.append(_bare(found["name"]))
            case "bare":
                made.append("#" + found["bare"])
            case "escaped":
                made.append(found["escaped"])
            case _:
                made.append(found["plain"])
        at = found.end()
    return "".join(made)


def _bare(text: str) -> str:
    return regex.sub(r"\\(.)", r"\1", text)


def units(text: str) -> int:
    """How long a text is; in which unit LinkedIn counts is not documented, here in UTF-16's."""
    return len(text.encode("utf-16-le")) // 2
