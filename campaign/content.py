"""Reads the content folder: the calendar's posts and the registers they rest on.

One bad file never hides the others. `read` gives everything good beside every mistake; `load`
raises when there is any mistake. Publishing needs neither: it sends what was approved and stored.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from campaign.bounded_file import LARGEST_TEXT, UnfitFile, read_file
from campaign.calendar.characters import composed, mistakes_in
from campaign.calendar.decode import LARGEST, decode
from campaign.calendar.indicators import read_indicators
from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.read import read_post
from campaign.calendar.registers import (
    read_activities,
    read_consents,
    read_days,
    read_facts,
    read_glossary,
    read_labels,
    read_statements,
    read_vocabulary,
)
from campaign.cards.brandfile import background_names
from campaign.errors import ContentError, Mistake, Place
from campaign.model import Channel, Post, Registers, Term, Vocabulary
from campaign.model.consents import Consent

T = TypeVar("T")

#: The mistakes of one file that a person reads before mending any.
MOST_MISTAKES = 50


@dataclass(frozen=True, slots=True)
class Content:
    """The posts, in the order of their files' names, the registers, and the names posts may use.

    Places name files from the folder that holds `folder` ("content/calendar/labs.yaml").
    """

    folder: Path
    posts: tuple[Post, ...]
    registers: Registers
    known: Known = field(default_factory=Known)

    def path(self, place: Place) -> Path:
        """The file that a place names."""
        return self.folder.parent / place.file


def load(
    folder: Path,
    *,
    languages: Iterable[str],
    regions: Iterable[str],
    channels: Sequence[Channel],
    platforms: Iterable[str],
    backgrounds: Sequence[str] | None = None,
) -> Content:
    """The whole content; raises ContentError with every mistake of every file."""
    content, mistakes = read(
        folder,
        languages=languages,
        regions=regions,
        channels=channels,
        platforms=platforms,
        backgrounds=backgrounds,
    )
    if mistakes:
        raise ContentError(mistakes)
    return content


def read(
    folder: Path,
    *,
    languages: Iterable[str],
    regions: Iterable[str],
    channels: Sequence[Channel],
    platforms: Iterable[str],
    backgrounds: Sequence[str] | None = None,
) -> tuple[Content, tuple[Mistake, ...]]:
    """The usable content, and every mistake of every file, in the files' order.

    `backgrounds` are those of the brand, in its order; None: any may be named. A missing register
    is empty. Nothing is checked against a register that cannot be used, so that
    every post does not repeat its mistakes.
    """
    reading = _Reading(folder)
    known = Known(
        languages=frozenset(languages),
        regions=frozenset(regions),
        channels=frozenset(channel.name for channel in channels),
        platforms=frozenset(platforms) | {channel.platform for channel in channels},
        backgrounds=frozenset(backgrounds) if backgrounds else None,
        background=backgrounds[0] if backgrounds else "",
    )
    registers, known = _registers(reading, known, tuple(channels))
    posts = _posts(reading, known)
    content = Content(folder, posts, registers, known)
    return content, ContentError(reading.mistakes).mistakes


def words(folder: Path, backgrounds: Sequence[str] | None = None) -> Known:
    """The words that posts choose from: vocabulary, activities and `backgrounds`; no mistakes.

    Of a register that cannot be read, nothing is known.
    """
    known = Known(backgrounds=frozenset(backgrounds) if backgrounds else None)
    return replace(_registers(_Reading(folder), known)[1], facts=None)


def backgrounds(assets: Path) -> tuple[str, ...] | None:
    """The names of the brand's backgrounds, in its order; None when it cannot be read."""
    try:
        return background_names(read_file(assets / "brand.toml", LARGEST_TEXT).decode())
    except (OSError, UnicodeError):
        return None


class _Reading:
    """One walk over the folder; `mistakes` collects what is wrong on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []

    def name(self, path: Path) -> str:
        """What messages call a path: relative to the folder that holds the content."""
        return path.relative_to(self.folder.parent).as_posix()

    def fault(self, path: Path, message: str, remedy: str = "", line: int = 0) -> None:
        """Add a mistake of a whole file."""
        self.mistakes.append(Mistake(Place(self.name(path), line), message, remedy))

    def use(self, path: Path, parse: Callable[[str, str], T]) -> T | None:
        """What `parse` makes of a file's text and name; None, with mistakes added, if it fails."""
        try:
            text = self._text(path)
            return None if text is None else parse(text, self.name(path))
        except ContentError as error:
            self.mistakes.extend(error.mistakes[:MOST_MISTAKES])
            left = len(error.mistakes) - MOST_MISTAKES
            if left > 0:
                remedy = "mend the first ones, then check again"
                self.fault(path, f"there are {left} more mistakes in this file", remedy)
            return None

    def _text(self, path: Path) -> str | None:
        try:
            data = read_file(path, LARGEST)
        except UnfitFile as unfit:
            self.fault(path, str(unfit.strerror), "take it out of the content")
            return None
        except OSError as error:
            self.fault(path, f"the file cannot be read: {_reason(error)}")
            return None
        return decode(data, self.name(path))

    def files(self, folder: Path, *suffixes: str, deep: bool = False) -> Iterator[Path]:
        """The files of a folder with this ending, sorted; no hidden files, no editors' backups."""
        yield from self._walk(folder, suffixes, deep, ())

    def _walk(
        self, folder: Path, suffixes: tuple[str, ...], deep: bool, above: tuple[Path, ...]
    ) -> Iterator[Path]:
        try:
            here = folder.resolve(strict=True)
            entries = sorted(folder.iterdir())
        except (OSError, RuntimeError) as error:
            # Python before 3.13 reports a link that leads to itself as a RuntimeError.
            self.fault(folder, f"the folder cannot be read: {_reason(error)}")
            return
        if here in above:
            self.fault(folder, "the link leads back to a folder it lies in", "delete the link")
            return
        for entry in entries:
            if entry.name.startswith((".", "~", "#")):
                continue
            if entry.name.casefold().endswith(suffixes):
                yield entry
            elif deep and entry.is_dir():
                yield from self._walk(entry, suffixes, deep, (*above, here))


def _posts(reading: _Reading, known: Known) -> tuple[Post, ...]:
    """Every good post of the calendar; of two with the same id, the first."""
    calendar = reading.folder / "calendar"
    posts: dict[str, Post] = {}
    files = 0
    if calendar.is_dir():
        for path in reading.files(calendar, ".yaml", ".yml", deep=True):
            files += 1
            post = reading.use(path, lambda text, name: read_post(text, name, known))
            if post is None:
                continue
            first = posts.setdefault(post.id, post)
            if first is not post:
                message = f'the id "{post.id}" is taken by {first.place}'
                remedy = "give one another id"
                reading.mistakes.append(Mistake(post.place, message, remedy, post.id))
    if not files and not calendar.is_dir():
        remedy = "put the folder back, or name the right one under [paths] in config.toml"
        reading.fault(calendar, "the calendar is not there", remedy)
    elif not files:
        remedy = "`campaign new` writes a first post: one .yaml file a post (docs/calendar.md)"
        reading.fault(calendar, "the calendar is empty: there is no .yaml file in it", remedy)
    return tuple(posts.values())


def _registers(
    reading: _Reading, known: Known, channels: Sequence[Channel] = ()
) -> tuple[Registers, Known]:
    """The registers, and the names that posts may use because of them."""
    folder = reading.folder

    def use(name: str, parse: Callable[[str, str], T]) -> T | None:
        path = folder / name
        there = path.exists() or path.is_symlink()
        return reading.use(path, parse) if there else parse("", reading.name(path))

    facts = use("facts.toml", read_facts)
    ids = None if facts is None else tuple(facts)
    own = use("vocabulary.toml", lambda text, name: read_vocabulary(text, name, ids))
    outcomes = own.outcomes if own else None
    activities = use("activities.toml", lambda text, name: read_activities(text, name, outcomes))
    statements = use("statements.toml", read_statements)
    labels = use("machine_labels.toml", read_labels)
    days = use("days.toml", lambda text, name: read_days(text, name, known))
    reached = activities[1] if activities else None
    counted = replace(known, facts=None if ids is None else frozenset(ids))
    indicators = use(
        "kpi.toml", lambda text, name: read_indicators(text, name, counted, facts, reached)
    )
    registers = Registers(
        facts=facts or {},
        activities=activities[0] if activities else {},
        vocabulary=_with_outcomes(own, activities[1] if activities else {}),
        statements=statements or {},
        glossary=_glossary(reading),
        days=days or (),
        templates=_templates(reading, known),
        labels=labels or {},
        consents=_consents(reading, known, channels),
        indicators=indicators,
    )
    return registers, replace(
        known,
        facts=None if facts is None else frozenset(facts),
        activities=None if activities is None else frozenset(activities[0]),
        pillars=_choice(own.pillars if own else None),
        values=_choice(own.values if own else None),
        audiences=_choice(own.audiences if own else None),
        calls=_choice(own.calls if own else None),
        frames=_choice(own.frames if own else None),
    )


def _with_outcomes(own: Vocabulary | None, outcomes: Mapping[str, str]) -> Vocabulary:
    """The vocabulary with the outcomes that activities.toml adds."""
    return replace(own or Vocabulary(), outcomes=outcomes or (own.outcomes if own else {}))


def _choice(listed: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if listed is None else frozenset(listed)


def _glossary(reading: _Reading) -> dict[str, tuple[Term, ...]]:
    folder = reading.folder / "glossary"
    paths = reading.files(folder, ".toml") if folder.is_dir() else ()
    terms = {path.stem: reading.use(path, read_glossary) for path in paths}
    return {language: found for language, found in terms.items() if found is not None}


def _consents(
    reading: _Reading, known: Known, channels: Sequence[Channel]
) -> dict[str, Consent] | None:
    """Every consent by its reference; None when a file cannot be used, so that none seems gone."""
    folder = reading.folder / "consents"
    consents: dict[str, Consent] = {}
    whole = True
    for path in reading.files(folder, ".toml") if folder.is_dir() else ():
        found = reading.use(path, lambda text, name: read_consents(text, name, known, channels))
        whole = whole and found is not None
        for reference, consent in (found or {}).items():
            first = consents.setdefault(reference, consent)
            if first is not consent:
                message = f'the reference "{reference}" is taken by {first.place}'
                reading.mistakes.append(Mistake(consent.place, message, "give one another one"))
                whole = False
    return consents if whole else None


def _templates(reading: _Reading, known: Known) -> dict[str, str]:
    """Each platform's template; a name that begins with _ is a part that others include."""
    folder, ending = reading.folder / "templates", ".txt.j2"
    templates: dict[str, str] = {}
    for path in reading.files(folder, ending) if folder.is_dir() else ():
        platform = path.name.removesuffix(ending)
        if not platform.startswith("_") and platform not in (known.platforms or ()):
            remedy = did_you_mean(platform, known.platforms or ())
            reading.fault(path, f'there is no platform "{platform}"', remedy)
            continue
        text = reading.use(path, _template)
        if text is not None:
            templates[platform] = text
    return templates


def _template(text: str, file: str) -> str:
    """A template's text as it was meant; raises ContentError for what no text may hold."""
    if unseen := mistakes_in(text, file):
        raise ContentError(unseen)
    return composed(text)


def _reason(error: OSError | RuntimeError) -> str:
    if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
        return "the link leads to itself"
    if error.errno == errno.ENOENT:
        return "what the link leads to is not there"
    return (error.strerror or str(error)).lower()
