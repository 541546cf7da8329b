"""The forms of ages, of reference numbers, and of doors: from 12 years, EN 301 549, 42 bus.

They are patterns like those of `figure_kinds`, for text in which every space is a plain one; what
goes before and behind a number there, `EDGE` and `END`, is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

#: Words that only ever stand before an age, or before a span that begins or ends with one.
_FROM_AGE: Final = (
    "from|under|below|aged|ages|age|ab|unter|fra|från|vanaf|onder|dès|à partir de|à partir des"
    "|moins de|plus jeunes que|desde|desde los|a partir de|a partir de los|a partir dels"
    "|menores de|mayores de|menors de|majors de|maiores de|dai|a partire dai|sotto i|sopra i"
    "|od|ot|от|від|до|do|pod|poniżej|powyżej|alle|de la|sub|från och med|til|till|bis"
    "|από|κάτω των|άνω των|πάνω από|alates|no|nuo|mill-|taħt|ó|faoi"
)
#: Words that say "more than" as well, so that only the ages of the law are an age behind them.
_OVER: Final = "over|above|über|over|över|yli|peste|над|понад|nad|több mint|üle|virs|plus de|más de"
_YEARS: Final = (
    r"(?:years?(?! of (?!age))|yrs?|år|jahr\w{0,2}|ans|años|anys|anos|anni|roku|lat|let|rokov|"
    r"rokov|godin\w|ani|jaar|ετών|ετη|χρονών|години|г\.|років|eluaasta\w*|gad\w{1,3}|metų|snin|"
    r"bliana|bliain|vuot\w+|éves\w*|éven|évtől|urte\w*)(?!\p{L})"
)
_AGED: Final = (
    r"-?(?: ?vuotia\p{L}*|jährig\p{L}*|åring\p{L}*|årig\p{L}*|letni\p{L}*|letí|letý\p{L}*"
    r"|ročn\p{L}*|godišnj\p{L}*|year-olds?|aasta(?:ne|sed|stele)\p{L}*|éves\p{L}*|jarig\p{L}*"
    r"|гадишн\p{L}*|годишн\p{L}*|річн\p{L}*|χρον\p{L}*)"
)
#: What a standard, a register or an account puts before its numbers.
_STANDARDS: Final = (
    "EN|ISO|IEC|DIN|UNE|NF|UNI|BS|PN|ČSN|STN|SIST|HRN|MSZ|SFS|SS|DS|NS|EVS|LVS|LST|IS|ETSI|WCAG|"
    "RFC|WG|TC|TF|ISBN|ISSN|DOI|IBAN|BIC|VAT|CIF|NIF|CVR|SIRET|SIREN|KRS|NIP|REGON|IČO|IČ|DIČ|OIB|"
    "KVK|BTW|UID|ATU|ZVR|HRB|VR|ΑΦΜ|ЕИК|ΓΕΜΗ|PIN|ID|Ref|ref|COM|SWD|CELEX|CIG|CUP|BOE|DOGC|JO|OJ"
)
_VEHICLES: Final = r"(?:bus|tram|metro|train|trolleybus|autobus|bussen|buss|busz)(?!\p{L})"
_SPAN_WORDS: Final = (
    r"(?:second|minute|hour)(?!\p{L})|(?:stünd|minüt)\p{L}*"
    r"|(?:minutters|timers|minuters|timmars|minuten|uurs)(?!\p{L})"
)


def ages(edge: str, end: str) -> Iterator[str]:
    """Ab 16 Jahren, dès 12 ans, under 12, over 18s, yli 18-vuotiaat, 18–30-year-olds."""
    age = r"(?:\d{1,2}|100)"
    several = rf"{age}(?: ?[-–] ?{age})?"
    yield rf"{edge}(?:{_FROM_AGE}) (?:(?:i|los|dels?|the|de) )?{several} ?{_YEARS}"
    yield rf"{edge}(?:{_OVER}) (?:los |the )?(?:14|15|16|18|21|60|65) ?{_YEARS}"
    yield rf"{edge}(?:1[4-8]|21) ?(?:ετών και άνω|{_YEARS} (?:felül|alatt|és|et plus|o más))"
    yield rf"{edge}(?:kids|children|those|anyone|everyone|people) (?:under|over) \d{{1,2}}{end}"
    yield rf"{edge}{several}{_AGED}"


def references(edge: str, end: str) -> Iterator[str]:
    """EN 301 549, DIN EN 301549, ISBN 978-3-16-148410-0, IBAN DE89 3704 0044; WG 3."""
    names = rf"(?:(?:{_STANDARDS})[-/ :.]{{0,2}}){{1,3}}"
    group = r"(?:\p{Lu}{0,3}\d{1,13}\p{Lu}?)"
    yield rf"{edge}{names}(?:n\.?[rº°o]\.? )?{group}(?:[ /:.–-]{group}){{0,8}}{end}"


def beside_names(edge: str, known: str) -> Iterator[str]:
    """The 42 bus, a 5-minute guide; the door behind the number of a house."""
    yield rf"{edge}(?:the|take|with|le|la|el|de|mit|med|a) \d{{1,3}}(?:-ös|-es|-as)? {_VEHICLES}"
    yield rf"{edge}\d{{1,3}}(?:[-–]\d{{1,3}})?[-‑](?:{_SPAN_WORDS})"
    yield rf"(?<={known}, )\d{{1,2}}\.?[ºª]? ?\p{{Lu}}(?![\p{{L}}\d])"
