"""Write into the posts' files that a translation fits its source, or which source it translates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.expand import expand
from campaign.calendar.read import read_post
from campaign.calendar.write import edit
from campaign.config import Config
from campaign.content import Content
from campaign.errors import CampaignError, ContentError, Mistake, Place, StorageError
from campaign.model import CopyState, Post, copy_hash
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.source_words import SourceWords
from campaign.spreadsheet.import_journal import Change, write_all
from campaign.storage.database import Database
from campaign.storage.record import RecordAct, append, chain
from campaign.storage.tables import record
from campaign.storage.trust import people
from campaign.usecases.translating.matrix import Choice, is_unmarked, matrix


@dataclass(frozen=True, slots=True)
class Accepted:
    """One translation that was called right, or marked: its state before and now, and its `of`."""

    post: str
    language: str
    file: str
    old_state: str
    state: str
    old_of: str
    of: str


def accept(
    content: Content,
    config: Config,
    database: Database,
    choice: Choice,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Accepted, ...]:
    """Say of the chosen translations that they fit the source as it is: reviewed, with its hash.

    The choice names posts and languages. Gives those that changed. Raises Forbidden without the
    right to edit in the regions that read them, CampaignError for a translation that is missing,
    and ContentError when a file was changed meanwhile; then nothing is written.
    """
    wanted = _chosen(content, config, choice, lambda post, language: True)
    for post, language in wanted:
        if language not in post.copy:
            raise CampaignError(f"{post.id} has no copy in {language}, so there is none to accept")
    done = [_done(post, language, CopyState.REVIEWED) for post, language in wanted]
    changes = [each for each in done if (each.of, each.state) != (each.old_of, each.old_state)]
    # A program that ended between its files and its entry left files that say it already.
    act = RecordAct.TRANSLATION_REVIEWED
    told = [each for each in done if each not in changes and not _is_told(database, act, each)]
    _write([*changes, *told], content, config, database, actor, now, act)
    return tuple(changes)


def mark(
    content: Content,
    config: Config,
    database: Database,
    choice: Choice,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Accepted, ...]:
    """Write the source's hash into translations that have none; their state stays as it is.

    Whoever marks them says that they translate the source as it is now. The source's words are kept
    for every translation that names them. Raises what `accept` raises.
    """
    wanted = _chosen(
        content, config, choice, lambda post, language: is_unmarked(post.copy.get(language))
    )
    changes = [_done(post, language, post.copy[language].state) for post, language in wanted]
    done = _write(changes, content, config, database, actor, now, RecordAct.TRANSLATION_MARKED)
    SourceWords(content.folder).keep(content.posts)
    return done


def _chosen(
    content: Content, config: Config, choice: Choice, fits: Callable[[Post, str], bool]
) -> list[tuple[Post, str]]:
    posts = {post.id: post for post in content.posts}
    found = []
    for row in matrix(content, config, choice).rows:
        post = posts[row.post]
        for cell in row.cells:
            is_source = post.source is not None and post.source.language == cell.language
            if not is_source and fits(post, cell.language):
                found.append((post, cell.language))
    return found


def _done(post: Post, language: str, state: CopyState) -> Accepted:
    copy, source = post.copy[language], post.source
    if source is None:
        raise CampaignError(f"{post.id} has no source, so no translation of it can be accepted")
    return Accepted(
        post.id,
        language,
        post.place.file,
        str(copy.state),
        str(state),
        copy.of,
        copy_hash(source),
    )


def _is_told(database: Database, act: RecordAct, done: Accepted) -> bool:
    """Whether the record has an entry of just this."""
    with database.read() as connection:
        entries = connection.scalars(
            select(record.c.public).where(record.c.act == act, record.c.post == done.post)
        )
        some = [json.loads(each) if isinstance(each, str) else each for each in entries]
    return any((each.get("language"), each.get("of")) == (done.language, done.of) for each in some)


def _write(
    changes: Sequence[Accepted],
    content: Content,
    config: Config,
    database: Database,
    actor: Actor,
    now: datetime,
    act: RecordAct,
) -> tuple[Accepted, ...]:
    if not changes:
        return ()
    posts = {post.id: post for post in content.posts}
    files = edited_files(
        content,
        {
            post: {
                path: value
                for each in changes
                if each.post == post
                for path, value in (
                    (f"copy.{each.language}.state", each.state),
                    (f"copy.{each.language}.of", each.of),
                )
            }
            for post in dict.fromkeys(each.post for each in changes)
        },
    )
    with database.write() as connection:
        for each in changes:
            regions = readers(posts[each.post], each.language, config)
            people.demand(connection, actor, Act.EDIT, regions)
            append_translation(
                connection, act, each.post, each.language, each.of, each.state, actor.name, now
            )
        chain(connection)
        write_all(content.folder, files)
    return tuple(changes)


def readers(post: Post, language: str, config: Config) -> tuple[str, ...]:
    """The regions in which a post is read in a language; all of its regions when none reads it."""
    placed = expand(
        [post], config.channels.values(), config.regions, config.campaign.start
    ).placements
    regions = dict.fromkeys(p.region.id for p in placed if p.channel.language == language)
    return tuple(regions or dict.fromkeys(p.region.id for p in placed) or config.regions)


def append_translation(
    connection: Connection,
    act: RecordAct,
    post: str,
    language: str,
    of: str,
    state: str,
    who: str,
    now: datetime,
) -> None:
    """Write into the record that somebody wrote or accepted a translation.

    To be called in the transaction in which their right was asked for.
    """
    append(
        connection,
        act,
        who=who,
        now=now,
        post=post,
        details={"language": language, "of": of, "state": state},
    )


def edited_files(
    content: Content, edits: Mapping[str, Mapping[str, str | Sequence[str] | None]]
) -> list[Change]:
    """The changes of files in which keys of posts get new values, with the sources they need.

    Raises ContentError when a file is no longer as it was read, or the new text is refused.
    """
    posts = {post.id: post for post in content.posts}
    changes, after = [], []
    for id, values in edits.items():
        post = posts[id]
        path, file = content.path(post.place), post.place.file
        before = _bytes(path)
        try:
            text = before.decode()
        except UnicodeDecodeError:
            raise ContentError(Mistake(Place(file), "it is no longer UTF-8")) from None
        if read_post(text, file, content.known) != post:
            message = "the file was changed a moment ago"
            raise ContentError(Mistake(Place(file), message, "give the command again"))
        new = edit(text, values, file)
        after.append(read_post(new, file, content.known))
        if new != text:
            changes.append(Change(path, before, new.encode()))
    kept = SourceWords(content.folder).wanted(after)
    return [*changes, *(Change(path, None, data) for path, data in kept.items())]


def _bytes(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST_TEXT)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
