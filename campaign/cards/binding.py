"""Keeps together what no line may part: a sign and its number, a mark and its words.

A plain space that must not end a line becomes a no-break space. Sources: Interinstitutional Style
Guide of the EU, 6.4 and 10.1; Unicode CLDR for the sign before the number in Basque and Turkish.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NO_BREAK = "\u00a0"
_NUMBER = r"[+−-]?\d"

# Signs and short words before a number: % 20, § 5, № 3, € 20, n.º 5, Nr. 5, kl. 19, ore 18.
_BEFORE = (
    r"[%‰§№#€$£¥₴₺~≈±<>≤≥×−+]+|"
    r"n\.[ºo°]|n[º°]|n\.|nº|no?s?\.|nr\.?|núm\.|num\.|zk\.|uimh\.|č\.|č|št\.|br\.|αρ\.|бр\.|sz\.|"
    r"art\.|arts\.|abs\.|ust\.|pkt|čl\.|чл\.|ст\.|st\.|"
    r"p\.|pp\.|s\.|str\.|lk|lpp\.|lch\.|pág\.|pàg\.|pag\.|blz\.|с\.|σ\.|"
    r"kl\.?|klo|kell|plkst\.|ore|ora|orele|godz\.|saat|fl-|ώρα|"
    r"ca\.?|c\.|cca|ok\.|aprox\.|EUR|PLN|SEK|RON|GBP|USD|CHF|DKK|NOK|ISK|HUF|CZK|BGN"
)
# Signs and units behind a number: 20 %, 20 €, 20 zł, 5 km, 20 °C, 19 Uhr, 7 pm.
_AFTER = (
    r"[%‰€$£¥₴₺°′″²³×]+|°[CF]|zł|kr\.?|Kč|Ft|лв\.?|грн\.?|lei|leu|TL|"
    r"EUR|PLN|SEK|RON|GBP|USD|CHF|DKK|NOK|ISK|HUF|CZK|BGN|UAH|TRY|"
    r"[kcmdµ]?m[²³]?|km/h|[kmµ]?g|[cmdh]?[lL]|ha|t|[kMGT]?Wh?|[kMGT]?B|px|dpi|"
    r"h|hrs?|min\.?|s|sek\.?|Uhr|uur|u\.|óra|val\.|ч\.?|год\.?|hod\.?|"
    r"[ap]\.?m\.?|[ir]\.n\.|π\.μ\.|μ\.μ\.|r\.|г\.|р\.|m\.|d\.|"
    r"Mio\.?|mln\.?|Mrd\.?|mld\.?|tys\.|bn"
)
_SIGN = re.compile(rf"(?<!\S)([(\[«„“‚‘¿¡]*(?:{_BEFORE})) (?={_NUMBER})", re.IGNORECASE)
_NUMBERS = (
    re.compile(rf"(?<=\d) (?=(?:{_AFTER})[)\]»”“’‘.,;:!?…]*(?:\s|$))"),
    re.compile(r"(?<=\d) (?=\d{3}(?!\d))"),  # the marks of a number: 1 250 000
    re.compile(r"(?<=\d) (?=[–—-] \d)|(?<=\d [–—-]) (?=\d)|(?<=\d\u00a0[–—-]) (?=\d)"),
)
# What the first cards kept together.
_AT_FIRST = re.compile(r"(?<=\S) (?=[–—»!?:;%€](?:\s|$))")
_QUOTES = "\"'“”„‟«»‹›‘’‚"
_OPENING = "([{¿¡"
_CLOSING = ")]}!?:;,.…%‰€°–—"
_ALONE = re.compile(r"(?<!\S)[^\w\s]+(?: |$)|[(\[{¿¡](?: |$)")


def keep_together(text: str) -> str:
    """The text with no-break spaces where a line must not end; its other spaces are plain ones."""
    text = _SIGN.sub(lambda found: found[1] + _NO_BREAK, text)
    for rule in _NUMBERS:
        text = rule.sub(_NO_BREAK, text)
    return _marks_with_their_words(text)


@lru_cache(maxsize=4096)
def is_newer(text: str) -> bool:
    """Whether a text is kept together otherwise than the first cards did it."""
    return keep_together(text) != _AT_FIRST.sub(_NO_BREAK, text)


def _marks_with_their_words(text: str) -> str:
    """Marks that stand alone, as in French, joined to the words that they enclose."""
    if not _ALONE.search(text):
        return text
    words = text.split(" ")
    made, inside = words[0], _turned(words[0], inside=False)
    joins = _opens(words[0], inside=False)
    for word in words[1:]:
        closes = (
            bool(word)
            and all(c in _CLOSING + _QUOTES for c in word)
            and (inside or not any(c in _QUOTES for c in word))
        )
        made += (_NO_BREAK if joins or closes else " ") + word
        joins = _opens(word, inside=inside) and not closes
        inside = _turned(word, inside=inside)
    return made


def _opens(word: str, *, inside: bool) -> bool:
    """Whether a word ends in a mark that opens, so that no line may end with it."""
    if not word:
        return False
    if word[-1] in _OPENING:
        return True
    alone = all(c in _QUOTES + _OPENING for c in word)
    return alone and not inside


def _turned(word: str, *, inside: bool) -> bool:
    """Whether a quotation is open behind a word; an apostrophe within a word is no mark."""
    edges = re.sub(r"(?<=\w)['’‘](?=\w)|(?<=\w)['’]$", "", word)
    return inside ^ (sum(c in _QUOTES for c in edges) % 2 == 1)
