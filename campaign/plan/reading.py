"""Compares a post as its readers get it with what was approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from campaign.model import PostField, Reading

# Characters of a text that stand in a sentence about it, and how many of them before what differs.
_SHOWN: Final = 80
_BEFORE: Final = 20
# What stands around an address in a sentence and is no part of it.
_MARKS: Final = ".,;:!?…()[]<>«»“”„‘’\"'"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that readers get otherwise than it was approved.

    `part` counts the parts of a thread from 0. `approved` and `seen` are both in words, and
    `sentence` says it to a person.
    """

    field: PostField
    part: int
    approved: str
    seen: str
    sentence: str


def differences(approved: Sequence[Reading], seen: Sequence[Reading]) -> tuple[Difference, ...]:
    """What readers get otherwise, part by part.

    `approved` is what each part should read as, `seen` what was read of it, one for one. What
    either of the two does not tell (None) is not compared.
    """
    pairs = enumerate(zip(approved, seen, strict=True))
    return tuple(each for n, (wanted, read) in pairs for each in _of_part(n, wanted, read))


def _of_part(part: int, wanted: Reading, read: Reading) -> Iterator[Difference]:
    for field, judge in _JUDGES.items():
        approved, seen = getattr(wanted, field.value), getattr(read, field.value)
        if approved is None or seen is None:
            continue
        if field is PostField.LINKS:
            # A network links more that is written in a text than we can tell to be an address.
            seen = tuple(link for link in seen if not _is_written(link, approved, wanted.text))
        for sentence in judge(approved, seen):
            yield Difference(field, part, _plain(approved), _plain(seen), sentence)


def _about_text(wanted: str, read: str) -> Iterator[str]:
    approved, seen = _words(wanted), _words(read)
    if approved == seen:
        return
    if not seen:
        yield "its text is missing"
        return
    kept = seen.rstrip("….").rstrip()
    if kept and approved.startswith(kept):
        yield f"its text ends after {len(kept)} of {len(approved)} characters"
        return
    at = next(
        (n for n, (a, b) in enumerate(zip(approved, seen, strict=False)) if a != b),
        min(len(approved), len(seen)),
    )
    start = max(0, at - _BEFORE)
    yield f"its text reads {_quoted(seen[start:])} where {_quoted(approved[start:])} was approved"


def _about_links(wanted: Sequence[str], read: Sequence[str]) -> Iterator[str]:
    known, shown = {_address(each) for each in wanted}, {_address(each) for each in read}
    missing = " and ".join(each for each in wanted if _address(each) not in shown)
    added = " and ".join(each for each in read if _address(each) not in known)
    if missing and added:
        yield f"it leads to {added}, not to {missing}"
    elif missing:
        yield f"it does not lead to {missing}"
    elif added:
        yield f"it leads to {added} as well"


def _about_pictures(wanted: int, read: int) -> Iterator[str]:
    if wanted != read:
        number = {0: "no pictures", 1: "1 picture"}.get(read, f"{read} pictures")
        yield f"it has {number}, and {wanted} {'was' if wanted == 1 else 'were'} approved"


def _about_alts(wanted: Sequence[str], read: Sequence[str]) -> Iterator[str]:
    for number, approved in enumerate(wanted):
        seen = read[number] if number < len(read) else ""
        if _words(approved) != _words(seen):
            which = f"picture {number + 1}" if len(wanted) > 1 else "the picture"
            yield f"the alt text of {which} is {_quoted(seen) if seen else 'missing'}"


def _about_language(wanted: str, read: str) -> Iterator[str]:
    if wanted.partition("-")[0].casefold() != read.partition("-")[0].casefold():
        yield f"its language is given as {read or 'none'}, not {wanted}"


_JUDGES: Final[Mapping[PostField, Callable[[Any, Any], Iterator[str]]]] = {
    PostField.TEXT: _about_text,
    PostField.LINKS: _about_links,
    PostField.PICTURES: _about_pictures,
    PostField.ALTS: _about_alts,
    PostField.LANGUAGE: _about_language,
}


def _plain(value: object) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _words(text: str) -> str:
    """The words alone: networks change spaces and line ends, and compose letters their own way."""
    return " ".join(normalize("NFC", text).split())


def _address(link: str) -> str:
    """An address as browsers understand it: scheme and host in small letters, "/" for no path."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return link.strip()
    return parts._replace(
        scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/"
    ).geturl()


def _is_written(link: str, approved: Sequence[str], text: str | None) -> bool:
    """True when an address is no approved link, but stands in the approved text."""
    if text is None or _address(link) in {_address(each) for each in approved}:
        return False
    return _bare(link) in {_bare(word.strip(_MARKS)) for word in text.split()}


def _bare(address: str) -> str:
    """An address without its scheme, as a person may write it."""
    return unquote(address.rpartition("://")[2]).rstrip("/").casefold()


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"
