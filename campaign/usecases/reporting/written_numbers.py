"""Whole numbers as people write them, by the language that they write in.

What is taken as one thousand two hundred and thirty-four:

=========================  =====================================================================
in every language          ``1234``, ``1 234`` (any kind of space), ``1'234``, ``1’234``
where the language groups  ``1.234`` on a German, Spanish, Italian, Catalan, Basque or Romanian
digits with that mark      page; ``1,234`` on an English or Irish one
=========================  =====================================================================

What could be read in two ways is refused and not guessed: ``1.234`` on an English page may be a
German's thousand or an English decimal. With two marks of the same kind nothing is in doubt:
``1.234.567`` and ``1,234,567`` are taken everywhere. Decimals, short forms such as ``1.2k``,
percentages, negative and too large numbers are refused, each with a sentence that says what to
write instead. An empty text is no number: nobody knows it, and it stays "n/a".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from analytics.by_hand import LARGEST
from campaign.errors import CampaignError

_LONGEST: Final = 60  # characters of a text that is looked at
#: Space (NFKC makes every kind of space this one) and apostrophes between groups of digits.
_SPACES: Final = " '’ʼ"
_NOT_KNOWN: Final = frozenset({"n/a", "na", "-", "–", "—", "?"})
_SHORT: Final = re.compile(r"^([0-9][0-9., ]*)\s*([^\W\d_]+)\.?$")
_THOUSANDS: Final = frozenset({"k", "tsd", "tys", "mii", "mila", "mil"})

NEGATIVE: Final = "A count cannot be less than zero."
NO_DECIMALS: Final = "Only whole things are counted. Write the number without decimals."
IN_FULL: Final = "Write the number in full, such as %(example)s."
NO_PERCENT: Final = "Write how many there were, not a percentage."
TOO_LARGE: Final = "The number is too large to be a count. Look at it again."
LEAVE_EMPTY: Final = "Leave the field empty where the number is not known."
DIGITS: Final = "Write the number with the digits 0 to 9 alone, such as 1200."
GROUPS: Final = (
    "The digits are not in groups of three. Write the number without marks, such as %(example)s."
)
TWO_READINGS: Final = (
    "This can be read as %(example)s or as a number with decimals. Write it without the mark."
)

#: Every sentence above, for catalogues of translations.
SENTENCES: Final = (
    *(NEGATIVE, NO_DECIMALS, IN_FULL, NO_PERCENT, TOO_LARGE, LEAVE_EMPTY, DIGITS, GROUPS),
    TWO_READINGS,
)


class NotACount(CampaignError):
    """A text that is no whole number, or could be read as two; the message says what to write.

    `sentence` is the message before `example` is put in, so that it can be translated.
    """

    def __init__(self, sentence: str, example: str = "1200") -> None:
        super().__init__(sentence % {"example": example})
        self.sentence = sentence
        self.example = example


def read_count(text: str, language: str = "") -> int | None:
    """The number that a text means, None for an empty one; raises NotACount.

    `language` is a code such as "de"; "" where it is not known, so that every mark before three
    digits is in doubt.
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    if not bare:
        return None
    if len(bare) > _LONGEST:
        raise NotACount(TOO_LARGE if bare.isdigit() else DIGITS)
    if bare.casefold() in _NOT_KNOWN:
        raise NotACount(LEAVE_EMPTY)
    if "%" in bare or "٪" in bare:
        raise NotACount(NO_PERCENT)
    if re.match(r"^[-−–‒﹣]\s*[0-9]", bare):
        raise NotACount(NEGATIVE)
    if short := _SHORT.match(bare):
        raise NotACount(IN_FULL, _example(short[1], short[2].casefold()))
    if not re.fullmatch(rf"[0-9](?:[0-9.,{_SPACES}]*[0-9])?", bare):
        raise NotACount(DIGITS)
    found = _whole(bare, language)
    if found > LARGEST:
        raise NotACount(TOO_LARGE)
    return found


def read_number(text: str, language: str = "") -> float | None:
    """The number that a text means, also one with decimals; raises NotACount.

    One or two digits behind a mark are decimals everywhere (12.5, 96,25), three are behind a zero
    (0.125). Everything else is read as a count is. A per cent sign at the end is let go.
    """
    bare = unicodedata.normalize("NFKC", text).strip().removesuffix("%").rstrip()
    if re.fullmatch(r"[0-9]{1,10}[.,][0-9]{1,2}|0[.,][0-9]{1,3}", bare):
        return float(bare.replace(",", "."))
    found = read_count(bare, language)
    return None if found is None else float(found)


def _whole(text: str, language: str) -> int:
    """The number behind digits and marks between them."""
    joined = re.sub(f"[{_SPACES}]", " ", text)
    marks = {each for each in joined if not each.isdigit()}
    digits = re.sub(r"\D", "", joined)
    if not marks:
        return int(digits)
    if len(marks) > 1:
        # "1.234,56" has decimals behind groups; "1 234.567" could be either.
        last = re.split(r"[^0-9]", joined)[-1]
        raise NotACount(NO_DECIMALS if len(last) != 3 else TWO_READINGS, digits)
    (mark,) = marks
    if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+", joined):
        single = mark != " " and joined.count(mark) == 1
        raise NotACount(NO_DECIMALS if single else GROUPS, digits)
    if mark == " " or joined.count(mark) > 1:
        return int(digits)
    if joined.startswith("0"):  # 0.123 is nothing but a decimal
        raise NotACount(NO_DECIMALS)
    if mark != grouping(language):
        raise NotACount(TWO_READINGS, str(int(digits)))
    return int(digits)


@lru_cache
def grouping(language: str) -> str:
    """The mark between groups of three digits in a language, "" where it is not known."""
    # Only who enters figures needs Babel's tables.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        known = Locale.parse(language, sep="-") if language else None
    except (ValueError, UnknownLocaleError):
        return ""
    if known is None:
        return ""
    return str(known.number_symbols.get("latn", {}).get("group", ""))


def _example(number: str, word: str) -> str:
    """What somebody who writes "1.2k" may mean, in full; 1200 where that is not clear."""
    try:
        value = float(number.strip().replace(",", "."))
    except ValueError:
        return "1200"
    if word in _THOUSANDS:
        return str(round(value * 1000))
    return "1200"
