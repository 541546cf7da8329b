"""Compares units that came back from a translator with the posts as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from campaign.calendar.known import did_you_mean
from campaign.calendar.sheet.columns import clean
from campaign.calendar.translations.protected import (
    difference,
    open_braces,
    stands_twice,
    turned_into_number,
)
from campaign.calendar.translations.units import (
    Returned,
    Standing,
    Unit,
    standing_of,
    target_hash,
    units_of,
)
from campaign.errors import Mistake, Place
from campaign.model import Copy, Post, copy_hash

_STATES = tuple(str(each) for each in Standing if each is not Standing.SOURCE)
_ONCE_MORE = "export the file anew, and put the change into that"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that was changed in the file: the old and the new words."""

    field: str
    old: str
    new: str
    place: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One copy that a file changes.

    `state` is the state it gets, and `of` the hash of the source that it translates; both are
    written with the words.
    """

    post: str
    language: str
    file: str
    edits: tuple[Edit, ...]
    old_state: str
    state: str
    of: str
    place: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A copy that was changed in the file and, since the export, in the calendar; not written."""

    post: str
    language: str
    file: str
    why: str
    edits: tuple[Edit, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that a file would change, in its order, and what is wrong in it."""

    changed: tuple[Changed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def says_nothing_new(self) -> bool:
        """True when the file has nothing for the calendar."""
        return not (self.changed or self.conflicts or self.mistakes)


def compare(
    returned: Iterable[Returned], posts: Mapping[str, Post], languages: Sequence[str], file: str
) -> Comparison:
    """What the units of a file change; this changes nothing.

    `file` is the file's name in its places.
    """
    changed: list[Changed] = []
    conflicts: list[Conflict] = []
    mistakes: list[Mistake] = []
    units = list(returned)
    spoiled, repeats = _twice(units, file)
    mistakes += repeats
    units = [unit for unit in units if (unit.post, unit.language) not in spoiled]
    order: dict[tuple[str, str], int] = {}
    for unit in units:
        order.setdefault((unit.post, unit.language), len(order))
    units.sort(key=lambda unit: order[unit.post, unit.language])
    for (post, language), group in groupby(units, key=lambda unit: (unit.post, unit.language)):
        some = list(group)
        if wrong := _whose(some[0], posts, languages, file):
            mistakes.append(wrong)
            continue
        judged = _Copy(posts[post], language, some, file).judge()
        mistakes += judged.mistakes
        changed += judged.changed
        conflicts += judged.conflicts
    return Comparison(tuple(changed), tuple(conflicts), tuple(mistakes))


def _twice(units: Sequence[Returned], file: str) -> tuple[set[tuple[str, str]], list[Mistake]]:
    """The copies of which a unit stands there twice, and what to say of it."""
    first: dict[tuple[str, str, str], str] = {}
    spoiled: set[tuple[str, str]] = set()
    found = []
    for unit in units:
        key = (unit.post, unit.language, unit.field)
        if key in first:
            message = f"{unit.place}: {'.'.join(key)} stands here twice, first at {first[key]}"
            found.append(Mistake(Place(file, unit.line), message, "keep one of the two"))
            spoiled.add(key[:2])
        first.setdefault(key, unit.place)
    return spoiled, found


def _whose(
    unit: Returned, posts: Mapping[str, Post], languages: Sequence[str], file: str
) -> Mistake | None:
    """What is wrong with the post or the language that a unit names."""
    place = Place(file, unit.line)
    if unit.post not in posts:
        message = f'{unit.place}: there is no post "{unit.post}"'
        return Mistake(place, message, did_you_mean(unit.post, posts))
    if unit.language not in languages:
        message = f'{unit.place}: "{unit.language}" is not a language of the campaign'
        return Mistake(place, message, did_you_mean(unit.language, languages))
    source = posts[unit.post].source
    if source is not None and source.language == unit.language:
        message = f'{unit.place}: "{unit.language}" is the source of {unit.post}, no translation'
        return Mistake(place, message, "change the source in the post's file")
    return None


class _Copy:
    """Judges the units of one copy; all of it is taken, or nothing."""

    def __init__(self, post: Post, language: str, units: list[Returned], file: str) -> None:
        self.post, self.language, self.units, self.file = post, language, units, file
        self.now: dict[str, Unit] = {unit.field: unit for unit in units_of(post, language)}
        self.mistakes: list[Mistake] = []

    def judge(self) -> Comparison:
        """What the units change, together with what is wrong with them."""
        edits = []
        for unit in self.units:
            edits += self._edit(unit)
        state, asked = self._state()
        copy = self.post.copy.get(self.language)
        old_state = str(copy.state) if copy else ""
        first, source = self.units[0], self.post.source
        there = old_state == state and standing_of(self.post, self.language) != Standing.STALE
        if self.mistakes or source is None or not (edits or (asked and not there)):
            return Comparison(mistakes=tuple(self.mistakes))
        if why := self._conflict(source):
            found = Conflict(
                self.post.id,
                self.language,
                self.post.place.file,
                why,
                tuple(edits),
                first.place,
            )
            return Comparison(conflicts=(found,))
        changed = Changed(
            self.post.id,
            self.language,
            self.post.place.file,
            tuple(edits),
            old_state,
            state,
            copy_hash(source),
            edits[0].place if edits else first.place,
        )
        return Comparison((changed,))

    def _add(self, unit: Returned, message: str, remedy: str) -> None:
        place = Place(self.file, unit.line)
        self.mistakes.append(Mistake(place, f"{unit.place}: {message}", remedy))

    def _edit(self, unit: Returned) -> list[Edit]:
        """The edit of a unit, if there is one; what is wrong with it becomes a mistake."""
        now = self.now.get(unit.field)
        for mistake in unit.mistakes:
            self._add(unit, mistake, "export the file anew; keep what is protected")
        if now is None:
            if str(clean("target", unit.target)) and _mark(unit).target != target_hash(unit.target):
                self._add(
                    unit,
                    f'the source of {self.post.id} has no "{unit.field}"',
                    _ONCE_MORE,
                )
            return []
        if unit.standing not in ("", *_STATES):
            known = "write draft or reviewed"
            self._add(unit, f'"{unit.standing}" is not a state of a translation', known)
        new, old = str(clean("target", unit.target)), str(clean("target", now.target))
        if new == old or _mark(unit).target == target_hash(new):
            return []
        if not new:
            remedy = "write it again; what a post shall lose is taken out in its file"
            self._add(unit, f"the {unit.field} in {self.language} was emptied", remedy)
            return []
        if stands_twice(old, new):
            remedy = "take the old words away there; some programs leave them"
            self._add(unit, "the old translation stands behind the new one", remedy)
            return []
        if turned_into_number(now.source, new):
            remedy = "write the words; a spreadsheet may have turned them into that"
            self._add(unit, f"only “{new}” stands there for words", remedy)
            return []
        for braces in open_braces(now.source, new):
            remedy = "copy the whole placeholder from the source, with both its braces"
            self._add(unit, f"“{braces}” stands there without its other half", remedy)
        fresh = now.standing in (Standing.DRAFT, Standing.REVIEWED)
        wrong = difference(now.source, new, old, fresh=fresh)
        for text in wrong.lost:
            self._add(unit, f"{text} is lost or changed", "put it back as it stands in the source")
        for text in wrong.added:
            remedy = "the source does not have it: take it out, or write it as the source does"
            self._add(unit, f"{text} is not in the source", remedy)
        return [Edit(unit.field, old, new, unit.place)]

    def _state(self) -> tuple[str, bool]:
        """The state that the copy has afterwards, and whether the file asks for another one.

        The copy is reviewed when every unit of it says so.
        """
        reviewed = str(Standing.REVIEWED)
        states = {unit.standing for unit in self.units}
        told = {_mark(unit).standing or self._stands(unit) for unit in self.units}
        whole = {unit.field for unit in self.units} >= set(self.now)
        if states == {reviewed} and (whole or told == {reviewed}):
            return reviewed, told != {reviewed}
        return str(Standing.DRAFT), told == {reviewed} and str(Standing.DRAFT) in states

    def _stands(self, unit: Returned) -> str:
        now = self.now.get(unit.field)
        return str(now.standing) if now else ""

    def _conflict(self, source: Copy) -> str:
        """Why nothing of it can be written, "" when it can."""
        for unit in self.units:
            mark = _mark(unit)
            if not mark.source:
                return (
                    "the mark that tells which source it translates is gone, so it cannot be told "
                    "which side is newer"
                )
            if mark.source != copy_hash(source):
                return "the source was changed since the export"
            now = self.now.get(unit.field)
            stands = target_hash(now.target) if now else mark.target
            if stands not in (mark.target, target_hash(unit.target)):
                return "the translation was changed since the export"
        return ""


@dataclass(frozen=True, slots=True)
class _Mark:
    source: str = ""
    target: str = ""
    standing: str = ""


def _mark(unit: Returned) -> _Mark:
    """The parts of a unit's mark; empty ones when it is gone or damaged."""
    source, _, rest = unit.mark.strip().partition(".")
    target, _, standing = rest.partition(".")
    return _Mark(source, target, standing.replace("-", " ")) if standing else _Mark()
