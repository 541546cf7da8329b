"""Finds the links of a text as X and Mastodon find them.

Both count by the rules of twitter-text (https://github.com/twitter/twitter-text). A link starts
with http(s):// or is a bare host name. Its host ends in a top-level domain that exists. Punctuation
at its end belongs to the sentence. The `publicsuffixlist` package holds the top-level domains
(Public Suffix List), so no request is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import regex

_ACCENTED = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268"
    r"\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_CYRILLIC = r"\u0400-\u04FF"
_NO_HOST = r"\p{P}\p{S}\s\p{Cc}\p{Cf}\uFFFE\uFFFF"
# In a host with a scheme nearly every letter may stand, and symbols that are no punctuation.
_ANY = r"[^\p{P}$+<=>^`|~\s\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]"
_ANY_LABEL = rf"{_ANY}(?:[-_]*{_ANY})*+"
_ASCII = rf"[A-Za-z0-9{_ACCENTED}]"
# Each accented letter may begin a bare host, so without a bound a run of them would be read from
# each again. No label has more than 63 octets.
_ASCII_LABEL = rf"{_ASCII}(?:[-_]*{_ASCII}){{0,62}}+"

_BEFORE = r"(?<![A-Za-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF])"
_WITH_SCHEME = rf"(?P<scheme>https?://)(?P<host>{_ANY_LABEL}(?:\.{_ANY_LABEL})++)"
_BARE = rf"(?<![-_./])(?P<bare>{_ASCII_LABEL}(?=\.)(?:\.{_ASCII_LABEL})*+(?:\.[^{_NO_HOST}]++)?)"
_SCHEMED = regex.compile(_BEFORE + _WITH_SCHEME, regex.IGNORECASE)
_EITHER = regex.compile(f"{_BEFORE}(?:{_WITH_SCHEME}|{_BARE})", regex.IGNORECASE)
_PORT = regex.compile(r":[0-9]++")
_PATH_CHARS = rf"A-Za-z0-9{_CYRILLIC}{_ACCENTED}!*';:=+,.$/%#\[\]\-\u2013_~@|&"
_PATH = regex.compile(rf"/(?:[{_PATH_CHARS}]|\((?:[{_PATH_CHARS}]|\([{_PATH_CHARS}]*+\))*+\))*+")
_PATH_END = regex.compile(rf"[A-Za-z0-9{_CYRILLIC}{_ACCENTED}=_#/+\-)]")
_QUERY = regex.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]++")
_QUERY_END = regex.compile(r"[A-Za-z0-9\-_&=#/]")
_T_CO = regex.compile(r"https?://t\.co/(?P<slug>[A-Za-z0-9]++)(?:\?[\w&=#\-]+)?", regex.IGNORECASE)
_ASCII_RUN = regex.compile(r"[A-Za-z0-9]++")
_GLUE = frozenset("@+-")  # behind a top-level domain they make it part of something else

_LONGEST_LABEL = 63  # octets of a DNS label, RFC 1035
_FURTHEST = 400
_LONGEST_SLUG = 40  # twitter-text takes no longer t.co slug
_LONGEST_URL = 4096


def find_urls(text: str, *, bare: bool = True) -> Iterator[tuple[int, int]]:
    """Start and end (code points) of every link of a text, in order.

    `bare` also finds host names without a scheme ("project.example"), as X does.
    """
    if "." not in text or not (bare or "://" in text):
        return
    starts, at = (_EITHER if bare else _SCHEMED), 0
    # No host begins further before its first full stop than a scheme and a label are long.
    while (stop := text.find(".", at)) >= 0:
        if not (match := starts.search(text, max(at, stop - _FURTHEST))):
            return
        name = "host" if match["scheme"] else "bare"
        length = _domain_length(match[name], text[match.end() : match.end() + 1])
        if not length:
            # Even when this is no host, a link may start later in it.
            at = match.end() if name == "bare" else match.start("host")
            continue
        start = match.start()
        end = _tail(text, match.start(name) + length)
        at = end
        if match["scheme"] and (short := _T_CO.match(text, start)):
            if len(short["slug"]) > _LONGEST_SLUG:
                continue
            at = end = short.end()
        if end - start <= _LONGEST_URL:
            yield start, end


def has_link(text: str) -> bool:
    """Whether a network that also takes bare host names makes a link of something in a text."""
    return next(find_urls(text), None) is not None


def _domain_length(host: str, after: str) -> int:
    """The length of the domain in a host: up to its last top-level domain; 0 for none."""
    labels = host.split(".")
    for last in range(len(labels) - 1, 0, -1):
        follows = after if last == len(labels) - 1 else "."
        size = _top_level_length(labels[last], follows)
        # X takes an underscore in a sub-domain, never in the domain itself.
        if size and "_" not in labels[last - 1] and all(map(_encodable, labels[:last])):
            return sum(map(len, labels[:last])) + last + size
    return 0


def _top_level_length(label: str, after: str) -> int:
    """The length of the top-level domain in a label: its ASCII run, or its longest known start."""
    known = _top_levels()
    if label.lower() in known:
        return 0 if after in _GLUE else len(label)
    if run := _ASCII_RUN.match(label):
        size = run.end()
        glued = (label + after)[size : size + 1] in _GLUE
        return 0 if glued or label[:size].lower() not in known else size
    return next((size for size in range(len(label), 1, -1) if label[:size].lower() in known), 0)


@lru_cache(maxsize=1)
def _top_levels() -> frozenset[str]:
    """Every top-level domain of the list's ICANN part, in letters and in punycode."""
    listed = (resources.files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8")
    official = listed.partition("===END ICANN DOMAINS===")[0]
    names = {
        line.split()[0].rpartition(".")[2].lower()
        for line in official.splitlines()
        if line.strip() and not line.startswith("//")
    }
    coded = {f"xn--{name.encode('punycode').decode()}" for name in names if not name.isascii()}
    return frozenset(names | coded)


def _encodable(label: str) -> bool:
    """True when DNS can hold the label: at most 63 octets in punycode."""
    if label.isascii():
        return len(label) <= _LONGEST_LABEL
    if label.lower().startswith("xn--"):
        return False
    return len(b"xn--" + label.encode("punycode")) <= _LONGEST_LABEL


def _tail(text: str, at: int) -> int:
    """Where the link ends whose host ends at `at`: after port, path and query."""
    if port := _PORT.match(text, at):
        at = port.end()
    at = _trimmed(text, at, _PATH, _PATH_END)
    return _trimmed(text, at, _QUERY, _QUERY_END)


def _trimmed(text: str, at: int, part: regex.Pattern[str], last: regex.Pattern[str]) -> int:
    """The end of a link's part that starts at `at`, without the punctuation after it."""
    if not (match := part.match(text, at)):
        return at
    end = match.end()
    while end > at and not last.match(text, end - 1):
        end -= 1
    return end if end > at else at
