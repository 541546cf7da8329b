"""How long a post is, by each network's own rule."""

import regex

URL_LENGTH = 23
"""What every link counts on Mastodon (`characters_reserved_per_url`)."""

_TAIL = r"(?:[/?#](?:\([^\s()<>\"]*\)|[^\s()<>\"])*(?<![.,;:!?'’”»…]))?"

URL = regex.compile(
    r"(?<![\p{L}\p{N}@#$_/])https?://(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}(?::\d+)?"
    + _TAIL,
    regex.IGNORECASE,
)
"""A link as Mastodon sees one: with its scheme, a host with a dot, no closing punctuation."""

MENTION = regex.compile(r"(?<![=/\w])@(\w+(?:[\w.-]*\w)?)@[\w-]+(?:\.[\w-]+)*", regex.IGNORECASE)

HASHTAG = regex.compile(
    r"(?<![\p{L}\p{N}_/&])[#＃]([\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)"
)
"""A hashtag: letters, digits and underscores of any script, not digits alone."""


def graphemes(text: str) -> int:
    """Count what a reader would call characters (extended grapheme clusters, UAX 29)."""
    return len(regex.findall(r"\X", text))


def mastodon_length(text: str, spoiler: str = "") -> int:
    """Count a status as Mastodon does: grapheme clusters, a link 23, `@user@host` as `@user`.

    Source: https://docs.joinmastodon.org/user/posting/#text and StatusLengthValidator.
    """
    countable = MENTION.sub(r"@\1", URL.sub("x" * URL_LENGTH, text))
    return graphemes(spoiler + countable)
