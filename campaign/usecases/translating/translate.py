"""Translate one post: its source beside the words of one language, saved to the post's file.

::

    open_translation ─ words beside their source, with the hash of the file and of the source
    save_translation ─┬─ other words: written as a draft of the source that was shown
                      └─ they fit:    reviewed, with the source's hash (accept.py)

A yes is bound to words: where only the state changes, nobody is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from campaign.calendar.post_fields import Fields, Value, same
from campaign.calendar.translations.units import Unit, units_of
from campaign.compose.localized import printed
from campaign.errors import CampaignError
from campaign.model import CopyState, Fact, Post, copy_hash, is_of
from campaign.model.people import Actor
from campaign.usecases.translating.accept import accept
from campaign.usecases.translating.matrix import Cell, Choice, MatrixRow, matrix
from campaign.usecases.translating.source_diff import FieldChange
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.open_post import OpenedPost, look_at, open_post

_FACT: Final = re.compile(r"\bfact\.(\w+)")
#: Fields of a copy that the file keeps as a list.
_LISTS: Final = ("thread", "alt")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a translation: its source, its words, and what changed in the source since.

    `name` is the field's within the copy ("thread.0"), `key` the path in the file by which lengths
    and findings are told. `change` is None where the source did not change, or nobody knows how.
    """

    name: str
    key: str
    source: str
    words: str
    change: FieldChange | None


@dataclass(frozen=True, slots=True)
class Translation:
    """One post in one language, to be worked on.

    `source_hash` is that of the source as it is shown; a save names it, and `opened.base`. `facts`
    are the numbers that the source fills in, by code, as this language writes them. `following` is
    the next post whose translation is open, "" for none.
    """

    opened: OpenedPost
    post: Post
    language: str
    row: MatrixRow
    cell: Cell
    source_hash: str
    lines: tuple[Line, ...]
    facts: Mapping[str, str]
    following: str


def open_translation(
    files: Files, post: str, language: str, *, actor: Actor, session: str, now: datetime
) -> Translation:
    """Open a post's translation, and note that this session has the post open since `now` (UTC).

    Raises CampaignError for a post that is not there, cannot be read, or has no source, and for a
    language that it is not read in.
    """
    opened = open_post(files, post, actor=actor, session=session, now=now)
    return _translation(files, opened, language)


def look_at_translation(files: Files, post: str, language: str) -> Translation:
    """The same, without anything being noted."""
    return _translation(files, look_at(files, post), language)


def _translation(files: Files, opened: OpenedPost, language: str) -> Translation:
    post = opened.post
    if post is None or post.source is None:
        why = opened.mistakes[0].message if opened.mistakes else "it has no source"
        raise CampaignError(f"{opened.id} cannot be translated: {why}")
    found = matrix(files.content, files.config, Choice(languages=[language]))
    row = next((each for each in found.rows if each.post == post.id), None)
    if row is None:
        raise CampaignError(f"{post.id} is read by nobody in {language}")
    cell = row.cells[0]
    changes = {each.field: each for each in cell.changes or ()}
    lines = tuple(_line(unit, changes) for unit in units_of(post, language))
    return Translation(
        opened,
        post,
        language,
        row,
        cell,
        copy_hash(post.source),
        lines,
        _facts(lines, files.content.registers.facts, language),
        _following(found.rows, post.id),
    )


def _line(unit: Unit, changes: Mapping[str, FieldChange]) -> Line:
    return Line(
        unit.field,
        f"copy.{unit.language}.{unit.field}",
        unit.source,
        unit.target,
        changes.get(unit.field),
    )


def _facts(lines: tuple[Line, ...], known: Mapping[str, Fact], language: str) -> dict[str, str]:
    codes = dict.fromkeys(code for line in lines for code in _FACT.findall(line.source))
    return {code: printed(known[code], language) for code in codes if code in known}


def is_open(cell: Cell) -> bool:
    """True for a translation that somebody has to look at."""
    return cell.standing.value in ("missing", "source changed", "draft")


def _following(rows: tuple[MatrixRow, ...], post: str) -> str:
    names = [row.post for row in rows]
    at = names.index(post)
    ordered = (*rows[at + 1 :], *rows[:at])
    return next((row.post for row in ordered if is_open(row.cells[0])), "")


def save_translation(
    files: Files,
    post: str,
    language: str,
    words: Mapping[str, str],
    *,
    fits: bool,
    base: str,
    source_hash: str,
    actor: Actor,
    session: str,
    now: datetime,
) -> Saved | Conflict | Invalid:
    """Write the words of a translation, as a draft, or as reviewed where somebody says it `fits`.

    `words` are by the field's name (`Line.name`). `base` is the hash of the file as it was opened,
    `source_hash` that of the source that was shown. Where the source is another one by now, what
    fitted the old one is not called reviewed: CampaignError. Raises what `edit_post` raises.
    """
    opened = look_at(files, post)
    if opened.post is None or opened.post.source is None:
        raise CampaignError(f"{post} cannot be read, so nothing is saved")
    if fits and not is_of(source_hash, copy_hash(opened.post.source)):
        raise CampaignError("the source changed since you opened this page: look at it again")
    edits = _edits(opened.fields, language, words)
    done: Saved | Conflict | Invalid = Saved(post, opened.file, opened.base)
    if edits or not fits:
        state = (("state", str(CopyState.DRAFT)), ("of", source_hash))
        edits += [_edit(opened.fields, f"copy.{language}.{key}", value) for key, value in state]
        done = edit_post(files, post, edits, base=base, actor=actor, session=session, now=now)
    if fits and isinstance(done, Saved):
        with files.writing():  # of two at one time, the second reads what the first wrote
            _accept(files, post, language, source_hash, actor, now)
        done = replace(done, base=look_at(files, post).base)
    return done


def _accept(
    files: Files, post: str, language: str, source_hash: str, actor: Actor, now: datetime
) -> None:
    """Call it reviewed; raises CampaignError when the source is not the one that was shown."""
    opened = look_at(files, post)
    if opened.post is None or opened.post.source is None:
        raise CampaignError(f"{post} cannot be read, so nothing is saved")
    if opened.read_only:
        raise CampaignError(opened.read_only)
    if not is_of(source_hash, copy_hash(opened.post.source)):
        raise CampaignError("the source changed since you opened this page: look at it again")
    posts = tuple(opened.post if each.id == post else each for each in files.content.posts)
    content = replace(files.content, posts=posts)
    choice = Choice(posts=[post], languages=[language])
    accept(content, files.config, files.database, choice, actor=actor, now=now)


def changes_of(fields: Fields, language: str, words: Mapping[str, str]) -> dict[str, Value | None]:
    """The fields of a copy that these words change, by key, as a draft is composed of them."""
    return {each.key: each.new for each in _edits(fields, language, words)}


def _edits(fields: Fields, language: str, words: Mapping[str, str]) -> list[FieldEdit]:
    """What these words change in the copy of a language; a field of several texts is one list."""
    values: dict[str, Value] = {}
    lists: dict[str, dict[int, str]] = {}
    for name, text in words.items():
        field, _, number = name.partition(".")
        if number and field in _LISTS:
            lists.setdefault(field, {})[int(number)] = text
        else:
            values[name] = text
    for field, texts in lists.items():
        some = [texts.get(each, "") for each in range(max(texts) + 1)]
        while some and not some[-1].strip():
            some.pop()
        values[field] = tuple(some)
    keys = ((f"copy.{language}.{name}", value) for name, value in values.items())
    return [_edit(fields, key, new) for key, new in keys if not same(fields.get(key), new)]


def _edit(fields: Fields, key: str, value: Value) -> FieldEdit:
    return FieldEdit(key, value, fields.get(key))
