"""The forms of numbers that are no figures: names, telephones, days, times, places, years.

Each form is a pattern for text in which every space is a plain one. `figure_words` has the words.
Every repetition is bounded, so that the time grows with the length of a text alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

import regex

from campaign.checks import figure_labels, figure_words
from campaign.checks.calendar_words import month_names, weekday_names

#: Stands in place of what is known, so that the words around it keep their places.
KNOWN = "\ufffc"
#: A number as Europe writes it: 11, 1.666.663, 1 666 663, 1’250, 3,5.
NUMBER = r"\d+(?:[.,'’ ]\d{3}(?!\d))*(?:[.,]\d+)?"

# In these languages a decimal has a point, so that 3.12 is no day and 19.30 alone no time.
_POINTED = ("en", "ga", "mt", "")
# In these languages a stop makes no ordinal: "2. Treffen" is none of theirs.
_NO_STOP = ("en", "ga", "mt", "es", "ca", "it", "pt", "gl", "fr", "ro", "nl", "sv", "")

_EDGE = rf"(?<![\w{KNOWN}])"
_D, _M = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])"
_DAY = rf"{_D}(?![\d:])(?:\.?[ºª°]|[-:’'.]?\p{{L}}{{1,5}}|\.)?"
_YEAR = r"(?:1[5-9]|2[01])\d\d"
_HOUR, _MINUTES = r"(?:2[0-4]|1\d|0?\d)", r"[0-5]\d"
_TIME = rf"{_HOUR}(?:[:.]{_MINUTES}){{0,2}}"


def _any(*lists: str) -> str:
    """One of the words of some lists of `figure_words`, as a pattern."""
    whole = "|".join(rf"\L<{name}>" for name in lists)
    stems = "|".join(rf"\L<{name}_stems>" for name in lists)
    return rf"(?:(?:{whole})(?!\p{{L}})|(?:{stems})\p{{L}}*)"


_COUNTED, _JOIN = _any("counted"), _any("joins")
#: What must not follow: more digits, a share, a large word, or what is counted.
_END = rf"(?![\d%‰]|[.,]\d| \d{{3}}(?!\d)| ?[%‰]| (?i:{_any('counted', 'large')}))"
#: Behind a measure: "2.5m euro" is money.
_UNCOUNTED = rf"(?! (?i:{_any('money', 'counted')}))"
# 3/4 of the participants is a share and no day.
_NO_SHARE = r"(?![1-9]/[1-9] (?:of|de|del|der|di|av|af|z|ze|din|van|du|des|the)(?!\p{L}))"


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    """The lists of `figure_words` by name: whole words, and the beginnings of words."""
    found: dict[str, tuple[str, ...]] = {}
    for name in figure_words.SHARED:
        words = dict.fromkeys(getattr(figure_words, name))
        found[name.lower()] = tuple(word for word in words if not word.endswith("*"))
        stems = tuple(word[:-1] for word in words if word.endswith("*"))
        found[f"{name.lower()}_stems"] = stems or ("\ufffd",)
    return found


@lru_cache(maxsize=512)
def _pattern(form: str, flags: int) -> regex.Pattern[str]:
    named: dict[str, Any] = dict(_lists())
    return regex.compile(form, flags, ignore_unused=True, **named)


def large() -> regex.Pattern[str]:
    """A word that multiplies the number before it."""
    return _pattern(rf" ?(?:{_any('large')}|[kK](?!\w))", regex.IGNORECASE)


def prices() -> regex.Pattern[str]:
    """€100, 12,50 €, 20 EUR, 50 zł, 5–10 €; an amount of millions is no price."""
    money, end = _any("money"), rf"(?![\d%‰]|[.,]\d| {_any('large')}| ?(?:k|m|mn|bn)(?!\p{{L}}))"
    pair = rf"{NUMBER}(?: ?[-–—/] ?{NUMBER})?"
    return _pattern(
        rf"(?:{_EDGE}{money}|[€$£¥₴₺]) ?{pair}{end}|"
        rf"(?<![\w{KNOWN}.,]){pair}(?:,-|,–|:-)? ?(?:de )?{money}",
        regex.IGNORECASE,
    )


@lru_cache(maxsize=64)
def kinds(language: str) -> tuple[Callable[[], regex.Pattern[str]], ...]:
    """The patterns of a language (its first subtag), in the order in which they are tried.

    Each is compiled when it is called first, because a text often needs few of them.
    """
    free = regex.IGNORECASE
    forms = (
        *((form, 0) for form in figure_labels.references(_EDGE, _END)),
        *((form, 0) for form in _names()),
        *((form, free) for form in _numeric_days(language)),
        *((form, free) for form in _phones()),
        *_days_in_words(language),
        *((form, 0) for form in _addresses(language)),
        *((form, free) for form in _times(language)),
        *((form, free) for form in _numbered()),
        *((form, free) for form in figure_labels.ages(_EDGE, _END)),
        *((form, free) for form in _years()),
        *((form, 0) for form in _ordinals(language)),
        *((form, 0) for form in figure_labels.beside_names(_EDGE, KNOWN)),
        *((form, 0) for form in _titles()),
    )
    return tuple(partial(_pattern, form, flags) for form, flags in forms)


def _names() -> Iterator[str]:
    """Hashtags, accounts, mail addresses; B2, COVID-19, 5G, 4x4, 24/7, Web 2.0; marks of a list."""
    yield r"[#＃@]\w[\w.-]*|[\w.+-]{1,64}@[\w.-]+|\d\ufe0f?\u20e3"
    yield rf"{_EDGE}\p{{L}}[\p{{L}}\p{{M}}]{{0,30}}[-‑/]?\d+\p{{L}}*(?:[-‑./]\d+)*(?![\d%])"
    yield rf"{_EDGE}(?:[248]K|\d+(?!(?i:[km])(?!\p{{L}}))\p{{Lu}}{{1,3}})(?![\p{{L}}\d])"
    yield rf"{_EDGE}(?:\d{{1,3}} ?[x×] ?\d{{1,3}}|24/7|50/50|\d{{1,2}}:\d{{1,2}})(?![\w/:])(?! ?%)"
    yield r"(?<=\p{L} )\d{1,2}\.0(?!\w|[.,]\d)"
    yield r"(?<![\w.,])\d{1,2}[cp](?!\w)"  # 50c, 50p
    yield r"(?m:^\(?[1-9]\d?[.)](?=\s))|(?<![\w(])\d{1,2}\)(?=\s)"
    part = r"\d{1,2}/\d{1,2}"
    yield rf"\({part}\)|(?<![\w/]){part}(?=\s*$)|^{_NO_SHARE}{part}(?=\s)(?! {_COUNTED})"
    yield rf"(?:\(\p{{Lu}}{{2,3}}\) )?{_EDGE}(?:19|20)\d\d/\d{{3,4}}(?:/\p{{Lu}}+)?(?![\d/])"
    yield rf"{_EDGE}(?<![/.-])\d{{1,5}}/(?:19|20)\d\d(?:/\p{{Lu}}+)?(?![\d/])"  # a law and its year


def _phones() -> Iterator[str]:
    """Telephone numbers of any form, postcodes of a form of their own, long numbers of files."""
    gap = r"[ ./()\-‑–]"
    yield rf"(?:\+|(?<!\d)00(?=\d| )) ?\(?\d(?:{gap}{{0,3}}\d){{5,14}}(?!\d)"
    yield rf"\(0\d{{1,5}}\){gap}{{0,2}}\d(?:{gap}?\d){{3,10}}(?!\d)"
    yield rf"{_EDGE}{_any('phones')} ?:? ?\(?\+?\d(?:{gap}{{0,2}}\d){{1,14}}(?![\d%])"
    yield rf"{_EDGE}(?<!\d[ .])0\d{{1,5}}(?: ?[ /\-‑–] ?\d{{2,8}}){{1,5}}(?:-\d)?(?!\d|[.,]\d)"
    yield rf"{_EDGE}(?!(?:19|20)\d\d )\d{{4,5}}(?:[ -]\d{{2,4}}){{1,3}}{_END}"
    yield rf"{_EDGE}\d{{3}} \d{{7}}(?!\d)"
    # No language sets the marks of a number into groups of two digits or four.
    yield rf"{_EDGE}\d{{2,4}}(?:[ .\-]\d{{2}}){{3,4}}(?!\d|[.,]\d| ?[%€])"
    yield rf"{_EDGE}\d{{2}} \d{{3}} \d{{2}} \d{{2}}(?!\d)"
    yield rf"{_EDGE}\d{{3}} \d{{2}} \d{{2}}(?: \d{{2,3}})?(?!\d)"
    yield rf"{_EDGE}\d{{2,3}} \d{{3,4}} \d{{4}}(?!\d)"
    yield rf"{_EDGE}\d{{4}} \d{{4}}{_END}"
    yield rf"{_EDGE}[4-9]\d\d([ .-])\d{{3}}\1\d{{3}}{_END}(?! \d)"
    yield rf"{_EDGE}(?:1-)?\d{{3}}-\d{{3,4}}(?:-\d{{3,4}})?(?!\d)"
    yield rf"{_EDGE}\d{{8,}}{_END}"
    first_zero = r"(?<!\d[ .,'’:/–-])0\d{1,5}"
    yield rf"{_EDGE}(?:\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|{first_zero})(?!\d|[.,:/]\d| ?%)"


def _numeric_days(language: str) -> Iterator[str]:
    """2026-12-03, 12/3/2026, 03.12.2026, 3. 12., and 3.12 where a decimal has a comma."""
    ends = r"(?![\d%‰]|[.,/]\d)"
    several = rf"(?:{_D}\.? ?[-–—] ?)?"
    yield rf"{_EDGE}{_YEAR}([-/.] ?){_M}\1{_D}\.?(?!\d)"
    yield rf"{_EDGE}{several}{_D}([./-]) ?{_M}\1 ?(?:{_YEAR}|’?\d\d)(?!\d)"
    yield rf"{_EDGE}{several}{_D}\. ?{_M}\.(?!\d)"
    if language not in _POINTED:
        yield rf"{_EDGE}(?:{_D}\.\d?\d?[-–—])?{_D}\.(?:1[0-2]|0[1-9]|[1-9]){ends}"
    yield rf"{_EDGE}{_NO_SHARE}{_D}/{_M}{ends}(?! {_COUNTED})"
    if weekday := weekday_names(language):
        yield rf"{_EDGE}(?:{weekday})[,.]? {_D}\.{_M}(?!\d)"
    if language not in _NO_STOP or language == "sv":
        yield rf"{_EDGE}(?:den|d\.|am|dne|vom|zum|ab|bis) {_D}\.(?!\d| \p{{L}})"


def _days_in_words(language: str) -> Iterator[tuple[str, int]]:
    """3 December, 3–5 de diciembre, December 3 and 4, abenduaren 3an, Thursday 3."""
    # In English and in German a month has a capital, because "may" is a word as well.
    flags = 0 if language in ("en", "de") else regex.IGNORECASE
    before = rf"(?:(?i:{_any('before_day')}) )?"
    join = rf"(?: ?[-–—/,&+] ?|,? (?i:{_JOIN}) |(?<=\dtik|\detik) )"
    days = rf"(?<![\d.,/:]){_DAY}(?:{join}{before}{_DAY}){{0,6}}"
    if month := month_names(language):
        yield rf"{_EDGE}{days} ?(?:(?i:{_any('of')}) ?|(?i:d|ta|t)['’] ?)?(?:{month})", flags
        if language in ("en", "eu", "hu", "lt", "lv"):
            yield rf"{_EDGE}(?:{month}),? {before}{days}{_END}", flags
    if weekday := weekday_names(language):
        yield rf"{_EDGE}(?:{weekday})[,.]? {before}{days}{_END}(?!:)", flags
    span = (
        rf"(?:dal|du|del|vom|od|fra|från|van|do) {_DAY} (?:al|au|bis|bis zum|til|till|tot) {_DAY}"
    )
    yield rf"{_EDGE}{span}(?! \p{{L}}|\p{{L}}){_END}", regex.IGNORECASE


def _times(language: str) -> Iterator[str]:
    """19:30, 19.30 Uhr, 7 pm, 19h30, kl. 19, ore 18, a las 19 h, 18–20 Uhr; 90 minutes."""
    until = rf"(?:{_any('before_time')} )?(?:{_any('o_clock_before')} ?)?"
    to = rf"(?: ?[-–—/] ?| {_JOIN} {until}| {_any('before_time')} (?:{_any('o_clock_before')} ?)?)"
    after = _any("o_clock_after")
    # Nothing follows that the number could count.
    quiet = rf"{_END}(?! (?!{_any('little', 'joins')})\p{{L}})(?! {_JOIN} \d)"
    if language == "ca":
        yield rf"{_EDGE}a [1-3]/4 (?:de (?:1[0-2]|[1-9])|d’1|d'1)(?!\d)"
    yield rf"{_EDGE}{_HOUR}:{_MINUTES}(?::{_MINUTES})?\p{{Ll}}{{0,5}}(?!\d)"
    yield rf"{_EDGE}{_HOUR} ?[hu] ?{_MINUTES}{_END}(?!\w)"
    yield rf"{_EDGE}{_HOUR}[hu](?:{_MINUTES})?(?:{to}{_HOUR}[hu](?:{_MINUTES})?)?(?!\w)"
    yield rf"{_EDGE}{_TIME}(?: ?{after})?{to}{_TIME} ?{after}"
    yield rf"{_EDGE}{_TIME} ?{after}"
    yield rf"{_EDGE}{_any('o_clock_before')} ?{_TIME}(?:{to}{_TIME})?{quiet}"
    yield rf"{_EDGE}{_any('opens')}:? {_TIME} ?[-–—] ?{_TIME}{quiet}"
    yield rf"{_EDGE}{_HOUR}\.{_MINUTES} ?[-–—] ?{_HOUR}\.{_MINUTES}{_END}"
    if at := figure_words.AT.get(language or "en"):
        words = "|".join(regex.escape(word, special_only=True) for word in at)
        past = rf"(?: (?:e|y|i) {_MINUTES})?"  # alle 9 e 30
        yield rf"{_EDGE}(?:{words})(?!\p{{L}}) ?{_TIME}(?:{to}{_TIME}|{past}){quiet}"
    if language == "eu":
        yield rf"{_EDGE}{_HOUR}(?:[:.]{_MINUTES})?(?:r?etan|r?ean|r?etatik|r?etara|rak)(?!\p{{L}})"
    if language not in _POINTED:
        yield rf"{_EDGE}{_HOUR}\.{_MINUTES}{_END}"
    measure = rf"{_any('spans')}{_UNCOUNTED}"
    yield rf"{_EDGE}(?<![€$£] ?|\d[.,])\d{{1,3}}(?:[.,]\d)?(?:{to}\d{{1,3}})? ?{measure}"


def _numbered() -> Iterator[str]:
    """Room 7, Article 17, Saal 3, rooms 7 and 8, § 5, 2 piętro; 16+."""
    one = r"(?:\p{Lu}\.)?\d{1,6}(?:[.,:/-]\d{1,4})*(?:\p{L}|\(\d{1,2}\))?(?!\w)"
    next_one = rf"(?: ?[-–—,/] ?| {_JOIN} ){one}(?! \d)"
    more = rf"(?:{next_one}){{0,4}}(?: (?:of|de|von|van|di|av|z) \d{{1,3}}(?!\d| \p{{L}}))?"
    yield rf"{_EDGE}\d{{1,3}} ?(?:§|kap\.)(?: \d{{1,3}} ?§)?"
    yield rf"{_EDGE}{_any('numbered')}[.:]? ?(?:n[ro]\.? ?)?{one}{more}(?! ?%)"
    yield rf"[§№]{{1,2}} ?{one}{more}"
    yield rf"(?<=[{KNOWN}§.] ?)\(\d{{1,3}}\)"
    yield rf"{_EDGE}-?\d{{1,2}}\.? {_any('storeys')}"
    yield rf"{_EDGE}\d{{1,2}}\+(?![\d%])(?! ?\p{{L}})"


def _addresses(language: str) -> Iterator[str]:
    """Carrer de Mallorca 272, ul. Długa 5/7, Hauptstraße 5, 12 High Street, 08001 Barcelona."""
    letter = r"(?: ?[a-hA-H](?!\w)| ?(?:bis|ter)(?!\w))?"
    house = rf"(?:(?i:n\.?[ºo°]?|nr|št|č)\.? ?)?\d{{1,4}}{letter}(?: ?[-–/] ?\d{{1,4}}[a-h]?)*"
    house += r"(?: (?:m|lok|ap|apt|bl|sc|et|p)\.? ?\d{1,4})?"
    house += rf"(?!\w|[.,:]\d){_END}"
    word = r"(?:\p{Ll}{1,3}-)?\p{Lu}[\p{L}\p{M}.’'-]{0,40}"
    quoted = rf"[„“«\"]{word}(?: {word}){{0,3}}[“”»\"]"
    name = rf"(?:{word}|{quoted}|{KNOWN}{{3,20}})"
    within = rf"(?:{_any('particles')} ?|{name} |\d{{1,2}}[.-]?\p{{L}}{{0,3}} )"
    street, last = rf"(?i:{_any('streets')})", rf"(?i:{_any('street_last')})"
    ending = r"(?i:\L<street_endings>)"
    yield rf"{_EDGE}\d{{4}} \p{{Lu}}{{2}}(?!\w)"
    postcode = rf"\d{{4,6}} |\d{{3}} \d{{2}} |\d\d-\d{{3}} |{KNOWN}{{4}}"
    yield rf"{_EDGE}{name} (?:u\. )?\d{{1,4}}[a-h]?\.?(?=, (?:{postcode}))"
    yield rf"{_EDGE}\d{{1,4}}(?: ?bis| ?ter)?,? (?i:rue|avenue|boulevard|place|quai)(?!\p{{L}})"
    yield rf"{_EDGE}{street} ?{within}{{0,5}}?{name},? {house}"
    own = r"(?:\p{Lu}[\p{L}-]{0,40} ){1,2}"
    yield rf"{_EDGE}{_any('street_starts')} {own}{house}(?! \p{{L}})"
    yield rf"{_EDGE}\p{{Lu}}[\p{{L}}-]{{1,40}}(?<={ending}),? ?{house}"
    yield rf"{_EDGE}\p{{Lu}}[\p{{L}}-]{{1,40}}[ -]{ending},? {house}"
    yield rf"{_EDGE}(?:{name} ){{1,3}}{last},? {house}"
    yield rf"{_EDGE}\d{{1,4}}[a-hA-H]?,? (?:{name} ){{1,3}}{last}"
    # A postcode stands behind a comma, behind the number of a house, or at the start of a line.
    city = r"(?= \p{Lu}\p{L})"
    yield rf"(?<=[,;·|–{KNOWN}] ?)(?:\d{{3}} \d{{2}}|\d{{4,6}}){city}{_END}"
    if language not in ("de", "en", ""):  # elsewhere what is counted has no capital
        yield rf"(?m:^\d{{4}}|{_EDGE}(?:\d{{3}} \d{{2}}|\d{{5,6}})){city}{_END}"


def _years() -> Iterator[str]:
    """2030, 2021–2027, 1990s, the ’90s, 2026/27, 90-talet, 1990er."""
    short = r"(?:[-–—/]\d{2}(?:\d\d)?)?"
    no_more = r"(?!\d|[.,]\d| ?%| \d{3}(?!\d))"
    far = r"(?:1\d|2[01])\d\d"
    yield rf"{_EDGE}{_any('in_year')} (?!\d\d00 {_COUNTED}){far}{short}\p{{L}}{{0,5}}{no_more}"
    yield rf"(?<={KNOWN},? ){_YEAR}{no_more}{_END}"  # the year of a day: 4 July 1776
    yield rf"(?<![\w{KNOWN}])['’‘]?(?:\d\d)?\d0(?:-?\L<decades>)(?!\p{{L}})"
    yield rf"{_EDGE}{_any('before_decades')} ['’‘]?(?:\d\d)?\d0(?!\d)\.?"
    yield r"(?<!\w)['’‘]\d{2}(?![\d%]|[.,]\d| \p{L})"
    about = rf"(?<!(?<!\p{{L}}){_any('about')} (?={_YEAR} \p{{L}}))"
    ending = r"(?:[-:'’]?\p{L}{1,6})?"
    yield rf"{_EDGE}(?<!\d ){about}(?:19|2[01])\d\d{short}{ending}(?!\w){no_more}{_END}"


def _ordinals(language: str) -> Iterator[str]:
    """2nd, 3.º, 2e, al 2-lea, 2:a; "2." before a noun, where a stop makes an ordinal.

    "Every 2nd migrant" is a share and no ordinal; "every 2nd Tuesday" is none.
    """
    weekday = weekday_names(language)
    again = rf"(?= (?:(?i:{_any('periods')}){f'|{weekday}' if weekday else ''}))"
    first = rf"(?:(?<!(?<!\p{{L}})(?i:{_any('every')}) )|(?=\d{{1,3}}[^ ]{{1,6}}{again}))"
    yield rf"{_EDGE}{first}\d{{1,3}}(?:s|\.?[ºª°]|\L<ordinals>)(?!\w)"
    if language == "ca":
        yield rf"{_EDGE}\d{{1,3}}(?:r|n|t|è|a|rs|ns|na|es)(?!\w)"
    if language in ("pl", "cs", "sk", "hu", "uk", "sr", "sl", "hr"):
        yield rf"{_EDGE}{_D}\.? (?:I{{1,3}}|I?[VX]|VI{{1,3}}|XI{{1,2}})(?!\w)"  # 3 XII
    if language not in _NO_STOP:
        yield rf"{_EDGE}\d{{1,2}}\.{again}"
        yield rf"{_EDGE}{first}(?:[12]?\d|3[01])\. (?=\p{{Ll}})(?! ?{_COUNTED})"
    if language == "de":
        led = r"(?i:am|zum|beim|vom|im|der|die|das|dem|den|des|unser\w{0,2}|ihr\w{0,2}|ein\w{0,2})"
        yield rf"(?:(?<!\p{{L}}){led} |^|(?<=[.!?:…] )|\n)[1-9]\d?\. (?=\p{{Lu}})"


def _titles() -> Iterator[str]:
    """A number at the end of a name: Windows 11, SDG 4, Erasmus+ 2."""
    ends = r"(?![\d%‰]|[.,]\d| ?[%‰]| \p{L}|[-–]\p{L})"
    yield rf"(?<=[\p{{L}}\d,;)»”’\"] )\p{{Lu}}[\p{{L}}\p{{M}}+’'-]{{0,40}} \d{{1,3}}{ends}"
    yield rf"{_EDGE}(?:\p{{Lu}}{{2,8}}|\p{{Ll}}\p{{Lu}}\p{{L}}+) \d{{1,5}}{ends}"
