"""What a translator is told: where a text stands, how long it may be, what to say and what not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from campaign.calendar.fields import LONGEST_ALT, LONGEST_HEADLINE
from campaign.calendar.select import select
from campaign.calendar.translations.units import Unit
from campaign.checks.glossary.forms import examples
from campaign.config import Config
from campaign.errors import ContentError
from campaign.model import Channel, Limits, Post, Registers, Term
from campaign.usecases.translating.matrix import Cell, MatrixRow
from campaign.usecases.translating.source_diff import in_words

#: Gives what a channel's server allows.
LimitsOf = Callable[[Channel], Limits]

_HEADLINE_ROOM: Final = 60
_MOST_TERMS: Final = 60
_EXAMPLES: Final = 3
"""Words that are shown of each form of the glossary, which may stand for many."""
_FIELDS: Final = {
    "headline": "The headline, on the card",
    "text": "The text of the post",
    "comment": "The first comment under the post",
    "alt": "The alt text: what the picture shows, for readers who do not see it",
}


def notes_of(
    unit: Unit, post: Post, row: MatrixRow, cell: Cell, config: Config, limits: LimitsOf
) -> tuple[str, ...]:
    """The notes of one unit."""
    key, _, number = unit.field.partition(".")
    what = _FIELDS.get(key, "")
    if key == "thread":
        what = f"Part {int(number) + 2} of the post, a reply to the part before"
    elif key == "text" and number:
        what = f"{what} in the frame “{number}”: it tells the same story in another way"
    elif key == "alt" and number:
        what = f"{_FIELDS['alt']}; picture {int(number) + 1}"
    readers = f", for {', '.join(cell.regions)}" if cell.regions else ""
    found = [f"{what}. It goes out on {row.day.isoformat()}{readers}."]
    found.append(_length(key, unit.language, post, config, limits))
    if "{{" in unit.source:
        found.append(
            "What stands in {{ }} is filled in later: keep it. It may move in the sentence."
        )
    changes = {change.field: change for change in cell.changes or ()}
    if unit.field in changes:
        found.append(f"Since this translation the source changed: {in_words(changes[unit.field])}")
    elif cell.changes is None:
        found.append("The source changed since this translation; its old words are not known.")
    return tuple(note for note in found if note)


def glossary_notes(registers: Registers, language: str, *, named: bool = False) -> list[str]:
    """What the glossary says for a language, a line a term; `named` begins it with the language."""
    prefix = f"{language}: " if named else ""
    terms = registers.glossary.get(language, ())[:_MOST_TERMS]
    return [f"{prefix}{_term(term)}" for term in terms]


@dataclass(frozen=True, slots=True)
class HouseWord:
    """What the glossary says of one thing: words that nobody writes, what to write, and why."""

    avoid: tuple[str, ...]
    prefer: tuple[str, ...]
    reason: str


def house_words(registers: Registers, language: str) -> tuple[HouseWord, ...]:
    """The glossary of a language."""
    return tuple(
        HouseWord(tuple(dict.fromkeys(_avoided(term))), tuple(term.prefer), term.reason)
        for term in registers.glossary.get(language, ())[:_MOST_TERMS]
    )


def _avoided(term: Term) -> list[str]:
    return [each for form in term.avoid for each in examples(form, _EXAMPLES)]


def _term(term: Term) -> str:
    words = _avoided(term)
    avoid = ", ".join(f"“{each}”" for each in dict.fromkeys(words))
    prefer = ", ".join(f"“{words}”" for words in term.prefer)
    whom = " of people" if term.people else ""  # a heat wave may be called a wave
    said = f"Do not write {avoid}{whom}" + (f"; write {prefer}" if prefer else "")
    return f"{said} ({term.reason})." if term.reason else f"{said}."


def _length(key: str, language: str, post: Post, config: Config, limits: LimitsOf) -> str:
    if key == "headline":
        return f"About {_HEADLINE_ROOM} characters fit the card; {LONGEST_HEADLINE} at most."
    if key == "alt":
        return f"40 to 250 characters are good; {LONGEST_ALT:,} at most."
    try:
        names = select(post.channels, config.channels.values(), config.regions, post.place)
    except ContentError:
        return ""
    speaking = [each for name in names if (each := config.channels[name]).language == language]
    rooms = sorted((room, each.platform) for each in speaking if (room := limits(each).text))
    if not rooms:
        return ""
    fewest, platform = rooms[0]
    return f"The shortest network is {platform}: {fewest:,} characters with link and hashtags."
