"""Which letters the fonts of a printed document have, and what stands for those they lack.

A document for everybody (PDF/UA) may not hold a letter that no font draws: one headline with an
emoji would cost the whole report. So every text goes through here before it is set.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import regex

STAND_IN = "□"
"""What stands for a letter that no font has."""

TRIES = 60
"""After so many single letters that are not there, whole blocks of letters are given up."""

BLOCK = 256
#: Arabic and its neighbours, Indic and Burmese; Khmer and Mongolian; Arabic as it is printed.
_JOINED = (("\u0600", "\u08ff"), ("\u0900", "\u109f"), ("\u1780", "\u18af"), ("\ufb50", "\ufdff"))
#: A mark of byte order, and orders to turn the direction of what follows.
_UNSAID = "\ufeff\u202a\u202b\u202c\u202d\u202e"
#: Marks that stand on other letters, and signs of which nothing is seen.
_INTRICATE = frozenset({"Mn", "Mc", "Me", "Cf"})
_CLUSTER = regex.compile(r"\X")
_LONG = regex.compile(r"\S{25,}")
_BREAKS = regex.compile(r"(?<=[/?&=_.,;:@#-])(?=[^/?&=_.,;:@#\s-])|(?<=\S{18})(?=\S)")


class Letters:
    """The letters that can be drawn; `lost` becomes true when one could not."""

    def __init__(self, missing: frozenset[str]) -> None:
        self.missing = missing
        self.lost = False

    def __call__(self, text: str) -> str:
        """The text with a stand-in for each sign that cannot be drawn, and without control signs.

        Letters that only look different ("𝗯𝗼𝗹𝗱") become the plain ones.
        """
        return "".join(map(self._cluster, _CLUSTER.findall(plain(text))))

    def _cluster(self, cluster: str) -> str:
        if not self.missing.intersection(cluster):
            return cluster
        usual = unicodedata.normalize("NFKC", cluster)
        if usual != cluster and not self.missing.intersection(usual):
            return usual
        self.lost = True
        return STAND_IN


def joined(texts: Iterable[str]) -> bool:
    """Whether there are letters that change with their neighbours: Arabic, Hindi, …"""
    return any(_joined(sign) for text in texts for sign in text)


def intricate(texts: Iterable[str]) -> frozenset[str]:
    """The letters that fonts draw in other ways than one sign after the other, and bare marks."""
    signs = {sign for text in texts for sign in plain(text)}
    return frozenset(
        each for each in signs if _joined(each) or unicodedata.category(each) in _INTRICATE
    )


def _joined(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _JOINED)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text composed, without what is no letter: control signs, unpaired and private ones."""
    kept = []
    for each in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(each)
        if "\U0001d400" <= each <= "\U0001d7ff":  # letters of formulas, with which people adorn
            kept.append(unicodedata.normalize("NFKC", each))
        elif each in _UNSAID:
            continue
        elif each in "\n\r\t\u2028\u2029":
            kept.append(" ")
        elif kind in {"Co", "Cn", "Cs"}:
            kept.append("\ufffd")
        elif kind != "Cc":
            kept.append(each)
    return "".join(kept)


def breakable(text: str) -> str:
    """The text with places to break in words as long as a web address."""
    return _LONG.sub(lambda found: _BREAKS.sub("\u200b", found[0]), text)


def missing(texts: Iterable[str], lacks: Callable[[str], str | None]) -> frozenset[str]:
    """The letters of these texts that no font has.

    `lacks` is asked about several letters at once; it names one that no font has, or None.
    """
    # With their plain forms, since these are what may stand for them.
    signs = {sign for text in texts for sign in plain(text)}
    signs |= {sign for each in signs for sign in unicodedata.normalize("NFKC", each)}
    rest = sorted(signs)
    gone: set[str] = set()
    while rest and (sign := lacks("".join(rest))):
        gone.add(sign)
        if len(gone) > TRIES:
            block = ord(sign) // BLOCK
            gone |= {each for each in rest if ord(each) // BLOCK == block}
        if sign not in rest:  # a font was asked for something that is in none of the texts
            return frozenset(gone | set(rest) - set(map(chr, range(128))))
        rest = [each for each in rest if each not in gone]
    return frozenset(gone)
