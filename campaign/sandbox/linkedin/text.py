"""LinkedIn's "little" text: the part of a commentary that is shown.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
A reserved character that is not escaped cuts the text off without an error, as users of the network
report. The sandbox does the same, so that a forgotten escape is seen.
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
    """The length of a text in UTF-16 units; LinkedIn does not document in which unit it counts."""
    return len(text.encode("utf-16-le")) // 2
