"""Translations on their way to translators, and back into the posts' files.

::

    content ─ export → .xlsx or .xlf ─ a translator ─ examine → Delivery ─ write → posts' files
                                                        (nothing is written)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from campaign.bounded_file import UnfitFile, read_file
from campaign.calendar.machine_made import ORIGIN
from campaign.calendar.read import read_post
from campaign.calendar.translations import table as as_table
from campaign.calendar.translations.compare import Changed, Comparison, compare
from campaign.calendar.translations.units import Returned, Standing, Unit, units_of
from campaign.calendar.translations.xliff import as_xliff
from campaign.calendar.translations.xliff_reader import read_xliff
from campaign.calendar.write import edit
from campaign.config import Config
from campaign.content import Content
from campaign.errors import CampaignError, ContentError, Mistake, Place, StorageError
from campaign.model import Post
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.source_words import SourceWords
from campaign.spreadsheet import read_table, replace_files
from campaign.spreadsheet.bounds import ROWS
from campaign.spreadsheet.errors import SheetError
from campaign.spreadsheet.import_journal import Change, write_all
from campaign.spreadsheet.translations_book import book_of
from campaign.storage.database import Database
from campaign.storage.record import RecordAct, chain
from campaign.storage.trust import authors, people
from campaign.usecases.translating.accept import append_translation, readers
from campaign.usecases.translating.matrix import Choice, matrix
from campaign.usecases.translating.notes import LimitsOf, glossary_notes, notes_of

XLIFF: Final = (".xlf", ".xliff")
SHEETS: Final = (".xlsx",)
_LARGEST: Final = 20_000_000
"""Bytes of the largest XLIFF file that is read."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: the file, its posts, languages and units, and posts that it left out
    because their source is in another language than the file's.
    """

    file: Path
    posts: int
    languages: tuple[str, ...]
    units: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file would change, and the files as they will be: ready to be shown, then written."""

    folder: Path
    comparison: Comparison
    changes: tuple[Change, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The posts' files that will be written."""
        return tuple(change.path for change in self.changes if change.before is not None)


def export(
    content: Content,
    config: Config,
    target: Path,
    choice: Choice,
    limits: LimitsOf,
    *,
    overwrite: bool = False,
) -> Exported:
    """Write the chosen translations for translators; `limits` gives a channel's limits.

    A file with changes that nobody has imported yet is not overwritten unless `overwrite` is given:
    StorageError. Raises CampaignError where nothing fits the choice, or XLIFF would need several
    languages, and ContentError for another kind of file.
    """
    suffix = _suffix(target)
    if target.exists() and not overwrite:
        _refuse_to_lose(target, content, config)
    units = _units(content, config, choice, limits)
    left: list[str] = []
    if suffix in XLIFF:
        source = _source_language(units, config)
        left = sorted({unit.post for unit in units if unit.source_language != source})
        units = [unit for unit in units if unit.source_language == source]
    languages = tuple(dict.fromkeys(unit.language for unit in units))
    if not units:
        raise CampaignError("no translation fits this choice: `campaign translations` lists them")
    if suffix in XLIFF:
        if len(languages) > 1:
            raise CampaignError(
                f"an XLIFF file has one language, and this choice has {', '.join(languages)}: "
                "choose one with --language"
            )
        notes = glossary_notes(content.registers, languages[0])
        data = as_xliff(units, source, languages[0], notes).encode()
    else:
        if len(units) > ROWS:
            raise CampaignError(
                f"the choice has {len(units):,} texts, and a sheet is read with {ROWS:,} rows: "
                "choose a language, a region or weeks"
            )
        hints = [
            note
            for language in languages
            for note in glossary_notes(content.registers, language, named=len(languages) > 1)
        ]
        try:
            data = book_of(as_table.rows(units), as_table.STATES, hints)
        except SheetError as error:
            raise ContentError(Mistake(Place(str(target)), str(error), error.remedy)) from error
        except OSError as error:
            raise StorageError(f"{target}: it cannot be written ({error}); make room") from error
    replace_files({target: data})
    return Exported(target, len({u.post for u in units}), languages, len(units), tuple(left))


def examine(
    source: Path,
    content: Content,
    config: Config,
    mistakes: Sequence[Mistake] = (),
    *,
    machine: str = "",
) -> Delivery:
    """What a translator's file changes; nothing is written.

    With `machine`, the name of a model, what came back is marked as written by that machine.

    `mistakes` are those of the content: a unit of a post that cannot be read is one too. The new
    words are tried on the files' texts first. Raises ContentError when the file cannot be read.
    """
    found, wrong = _returned(source)
    posts = {post.id: post for post in content.posts}
    compared = compare(found, posts, config.campaign.languages, str(source))
    if mistakes and any(unit.post not in posts for unit in found):
        wrong = [*wrong, *mistakes]
    compared = replace(compared, mistakes=(*wrong, *compared.mistakes))
    return _tried(compared, content, source, machine)


def write(
    wanted: Delivery,
    content: Content,
    config: Config,
    database: Database,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Path, ...]:
    """Change the files as `examine` showed it, all of them or none; gives their paths.

    Raises Forbidden without the right to edit in the regions that read a translation, ContentError
    when a file was changed since, and StorageError.
    """
    posts = {post.id: post for post in content.posts}
    with database.write() as connection:
        for each in wanted.comparison.changed:
            regions = readers(posts[each.post], each.language, config)
            people.demand(connection, actor, Act.EDIT, regions)
            if each.edits:
                authors.edited(connection, each.post, each.language, who=actor.name, now=now)
            act = RecordAct.TRANSLATION_WRITTEN
            if not each.edits and each.state == Standing.REVIEWED:
                act = RecordAct.TRANSLATION_REVIEWED
            append_translation(
                connection, act, each.post, each.language, each.of, each.state, actor.name, now
            )
        chain(connection)
        write_all(wanted.folder, wanted.changes)
    return wanted.files


def _suffix(path: Path) -> str:
    suffix = path.suffix.casefold()
    if suffix not in (*XLIFF, *SHEETS):
        kind = f'"{path.suffix}"' if path.suffix else "a name without an ending"
        message = f"{kind} is not a kind of file for translators"
        remedy = f"use a name that ends in {', '.join((*SHEETS, *XLIFF))}"
        raise ContentError(Mistake(Place(str(path)), message, remedy))
    return suffix


def _source_language(units: Sequence[Unit], config: Config) -> str:
    """The campaign's own where a unit has it, else that of the first unit."""
    there = {unit.source_language for unit in units}
    own = config.campaign.source_language
    return own if own in there or not units else units[0].source_language


def _units(content: Content, config: Config, choice: Choice, limits: LimitsOf) -> list[Unit]:
    posts = {post.id: post for post in content.posts}
    found: list[Unit] = []
    for row in matrix(content, config, choice).rows:
        post = posts[row.post]
        for cell in row.cells:
            for unit in units_of(post, cell.language):
                notes = notes_of(unit, post, row, cell, config, limits)
                found.append(replace(unit, notes=notes))
    return found


def _returned(source: Path) -> tuple[list[Returned], list[Mistake]]:
    if _suffix(source) in XLIFF:
        document = read_xliff(_bytes(source), str(source))
        return list(document.units), list(document.mistakes)
    return as_table.returned(read_table(source))


def _bytes(path: Path) -> bytes:
    place = Place(str(path))
    try:
        return read_file(path, _LARGEST)
    except FileNotFoundError:
        remedy = "`campaign translations export` makes one"
        raise ContentError(Mistake(place, "there is no such file", remedy)) from None
    except UnfitFile as unfit:
        raise ContentError(Mistake(place, f"it cannot be read: {unfit.strerror}")) from None
    except OSError as error:
        raise ContentError(Mistake(place, f"it cannot be read: {error.strerror}")) from error


def _tried(compared: Comparison, content: Content, source: Path, machine: str) -> Delivery:
    """The comparison with what the files take, and the files' new texts."""
    posts = {post.id: post for post in content.posts}
    kept: list[Changed] = []
    mistakes = list(compared.mistakes)
    texts: dict[Path, tuple[bytes, str]] = {}
    after: dict[Path, Post] = {}
    for changed in compared.changed:
        post = posts[changed.post]
        path, file = content.path(post.place), post.place.file
        try:
            before, text = texts[path] if path in texts else _as_read(path, post, content)
            text = edit(text, _values(changed, after.get(path, post), machine), file)
            after[path] = read_post(text, file, content.known)
        except ContentError as error:
            mistakes += [
                Mistake(Place(str(source)), f"{changed.place}: {mistake.message}", mistake.remedy)
                for mistake in error.mistakes
            ]
            continue
        texts[path] = (before, text)
        kept.append(changed)
    changes = [
        Change(path, before, text.encode())
        for path, (before, text) in texts.items()
        if text.encode() != before
    ]
    sources = SourceWords(content.folder).wanted(after.values())
    changes += [Change(path, None, data) for path, data in sources.items()]
    comparison = Comparison(tuple(kept), compared.conflicts, tuple(mistakes))
    return Delivery(content.folder, comparison, tuple(changes))


def _as_read(path: Path, post: Post, content: Content) -> tuple[bytes, str]:
    """A post's file as it is now; raises ContentError when it is no longer what was read."""
    file = post.place.file
    try:
        before = read_file(path, _LARGEST)
        text = before.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error})") from error
    if read_post(text, file, content.known) != post:
        message = "the file was changed a moment ago"
        raise ContentError(Mistake(Place(file), message, "import once more"))
    return before, text


def _values(changed: Changed, post: Post, machine: str) -> Mapping[str, str | list[str] | None]:
    """The keys of the post's file that one copy changes."""
    copy = post.copy.get(changed.language)
    thread = list(copy.thread) if copy else []
    alts = [words for _, words in copy.alts] if copy else []
    values: dict[str, str | list[str] | None] = {}
    prefix = f"copy.{changed.language}"
    for one in changed.edits:
        key, _, number = one.field.partition(".")
        if key == "thread":
            values[f"{prefix}.thread"] = _put(thread, int(number), one.new)
        elif key == "alt" and (number or len(alts) > 1):
            values[f"{prefix}.alt"] = _put(alts, int(number or 0), one.new)
        else:
            if key == "text" and number and copy and not copy.frames:
                values.setdefault(f"{prefix}.text", None)  # one text makes room for two frames
            values[f"{prefix}.{one.field}"] = one.new
    values[f"{prefix}.state"] = changed.state
    values[f"{prefix}.of"] = changed.of
    if machine and changed.edits:
        values[f"{prefix}.origin"], values[f"{prefix}.model"] = ORIGIN, machine
    return values


def _put(listed: list[str], number: int, words: str) -> list[str]:
    listed += [""] * (number + 1 - len(listed))
    listed[number] = words
    return listed


def _refuse_to_lose(target: Path, content: Content, config: Config) -> None:
    remedy = "import it first, or export to another name"
    try:
        compared = examine(target, content, config).comparison
    except ContentError:
        raise StorageError(f"{target}: there is another file of that name; {remedy}") from None
    if compared.changed or compared.conflicts:
        raise StorageError(f"{target}: it holds translations that are not imported yet; {remedy}")
