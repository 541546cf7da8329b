"""How long a post is, by each network's own rule."""

import unicodedata
from collections.abc import Iterator
from functools import cache

import regex
from publicsuffixlist import PublicSuffixList

URL_LENGTH = 23
"""What every link counts on Mastodon (`characters_reserved_per_url`)."""

_TAIL = r"(?:[/?#](?:\([^\s()<>\"]*\)|[^\s()<>\"])*(?<![.,;:!?'’”»…]))?"

# A letter of another script than Latin may stand straight before a link, as CJK text has it.
_BEFORE = r"(?<![A-Za-z0-9@＠#＃$_/])"

URL = regex.compile(
    _BEFORE
    + r"https?://(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}(?::\d+)?"
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


X_URL_LENGTH = 23
"""What every link counts on X (`transformedURLLength`)."""

_HOST = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+"
# What twitter-text takes into a path (Latin and Cyrillic letters), and into a query (ASCII
# alone): a link ends before anything else, also in the middle of a word.
_X_IN_PATH = (
    r"A-Za-z0-9\p{Cyrillic}\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff!*';:=+,.$/%#\[\]\-–_~@|&"
)
_X_PATH = (
    rf"(?:/(?:[{_X_IN_PATH}]|\([{_X_IN_PATH}]*\))*"
    r"(?<=[A-Za-z0-9\p{Cyrillic}\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff=_#/+\-)]))?"
)
_X_QUERY = r"(?:\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[A-Za-z0-9\-_&=#/])?"
_X_LINK = regex.compile(
    rf"(?:{_BEFORE}https?://(?P<full>{_HOST}\p{{L}}{{2,}})"
    r"|(?<![\p{L}\p{N}@#$_/.-])(?P<bare>(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}))"
    rf"(?![\p{{L}}\p{{N}}@])(?::\d+)?{_X_PATH}{_X_QUERY}",
    regex.IGNORECASE,
)
_LONGEST_LABEL = 63  # octets, RFC 1035
# Config v3 of twitter-text: these weigh 100, all others 200, of a scale of 100.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def x_links(text: str) -> Iterator[tuple[int, int]]:
    """Where the links of a post on X begin and end; a link has a scheme or an existing host."""
    for match in _X_LINK.finditer(text):
        host = (match["full"] or match["bare"]).lower()
        there = _suffixes().publicsuffix(host) not in (None, host)
        if there and all(map(_is_label, host.split("."))):
            yield match.span()


def _is_label(label: str) -> bool:
    coded = label if label.isascii() else "xn--" + label.encode("punycode").decode()
    return len(coded) <= _LONGEST_LABEL


def x_length(text: str) -> int:
    """Weigh a post as X does: a link 23, a whole emoji 2, most letters 1, all else 2.

    Source: https://docs.x.com/fundamentals/counting-characters and twitter-text's config v3.
    """
    text = unicodedata.normalize("NFC", text)
    weight, at = 0, 0
    for start, end in x_links(text):
        weight += _x_weight(text[at:start]) + X_URL_LENGTH
        at = end
    return weight + _x_weight(text[at:])


def _x_weight(words: str) -> int:
    total = 0
    for cluster in regex.findall(r"\X", words):
        if _is_emoji(cluster):
            total += 2
        else:
            total += sum(1 if any(a <= ord(c) <= b for a, b in _LIGHT) else 2 for c in cluster)
    return total


def _is_emoji(cluster: str) -> bool:
    """Whether a cluster is an emoji; © and ® are letters unless a variation selector follows."""
    first = cluster[0]
    if "\u20e3" in cluster or regex.fullmatch(r"\p{Regional_Indicator}{2}", cluster):
        return True
    if not regex.match(r"\p{Extended_Pictographic}", first) or "\ufe0e" in cluster:
        return False
    return first not in "©®" or "\ufe0f" in cluster


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
