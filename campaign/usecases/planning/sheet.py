"""Write the calendar to a spreadsheet, and bring changes made there back into the files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from campaign.calendar.machine_made import ORIGIN
from campaign.calendar.sheet import changes, rows
from campaign.calendar.sheet.columns import NO_CARD
from campaign.calendar.touched import touched
from campaign.config import Config
from campaign.content import Content
from campaign.errors import ContentError, Mistake, StorageError
from campaign.model import CopyState
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.spreadsheet import read_table, write_table
from campaign.spreadsheet.import_journal import Change, write_all
from campaign.storage.database import Database
from campaign.storage.trust import people
from campaign.usecases.planning.sheet_dry_run import Import, Trial


def export(content: Content, config: Config, target: Path, *, overwrite: bool = False) -> int:
    """Write the calendar to a sheet (.xlsx, .ods, .csv); returns how many posts are in it.

    A sheet with changes that nobody has imported yet is not overwritten unless `overwrite` is
    given. Raises StorageError then, and when the file cannot be written. Raises ContentError for
    another kind of file.
    """
    if target.exists() and not overwrite:
        _refuse_to_lose(target, content, config)
    campaign = config.campaign
    table = rows(content.posts, campaign.languages, campaign.start)
    write_table(table, target, _choices(content, config))
    return len(table.rows)


def compare(
    source: Path, content: Content, config: Config, mistakes: Sequence[Mistake] = ()
) -> Import:
    """How a sheet differs from the files; nothing is written.

    `mistakes` are those of the content. While there are any, a row with an unknown id may belong to
    a file that could not be read, so it makes no new post. The sheet's changes are tried on the
    files' texts first, so that a value which no file may have is reported here, with its cell.
    Raises ContentError when the sheet cannot be read.
    """
    campaign = config.campaign
    table = read_table(source)
    diff = changes(
        table, content.posts, campaign.languages, campaign.start, campaign.source_language
    )
    return Trial(diff, content, config, str(source), tuple(mistakes)).run()


def regions_of(wanted: Import, content: Content, config: Config) -> frozenset[str]:
    """The regions that a sheet's changes touch.

    `EVERYWHERE` for a new post, and for one that goes to other channels from now on.
    """
    by_id = {post.id: post for post in content.posts}
    channels = tuple(config.channels.values())
    found = {
        region
        for edit in wanted.diff.edits
        for region in touched(by_id.get(edit.post), edit.key, channels)
    }
    for edit in wanted.diff.edits:
        if edit.key == "channels":
            found.add(EVERYWHERE)
    return frozenset(found | ({EVERYWHERE} if wanted.diff.new_rows else set()))


def write(
    wanted: Import, database: Database, *, actor: Actor, regions: Collection[str]
) -> tuple[Path, ...]:
    """Change the files as `compare` showed it, all of them or none; returns their paths.

    `regions` are those that the changes touch (`regions_of`): the actor must be allowed to edit in
    each, else Forbidden is raised.

    Killed at any moment, it is finished or undone when the content is read next. Conflicts and rows
    with problems stay as they are. Raises ContentError when a file was changed since `compare`, and
    StorageError when another import is being written or the disk does not take the files.
    """
    with database.read() as connection:
        people.asked(connection, actor, Act.EDIT, regions)
    changes = [
        Change(path, wanted.before[path], text.encode()) for path, text in wanted.texts.items()
    ]
    changes += [Change(path, None, data) for path, data in wanted.sources.items()]
    write_all(wanted.folder, changes)
    return tuple(wanted.texts)


def _choices(content: Content, config: Config) -> Mapping[str, Sequence[str]]:
    """The values that each column offers to choose from."""
    known = content.known
    platforms = sorted({f"*/{channel.platform}" for channel in config.channels.values()})
    states = [state.value for state in CopyState]
    return {
        "zone": sorted({region.zone.key for region in config.regions.values()}),
        "channels": ["all", *config.regions, *platforms, *config.channels],
        "activity": list(content.registers.activities),
        "pillar": sorted(known.pillars or ()),
        "value": sorted(known.values or ()),
        "audience": sorted(known.audiences or ()),
        "cta": sorted(known.calls or ()),
        "facts": list(content.registers.facts),
        "layout": [*sorted(known.layouts or ()), NO_CARD],
        "background": sorted(known.backgrounds or ()),
        **{f"{language} state": states for language in config.campaign.languages},
        **{f"{language} origin": [ORIGIN] for language in config.campaign.languages},
    }


def _refuse_to_lose(target: Path, content: Content, config: Config) -> None:
    remedy = "import it first, or export to another name"
    try:
        diff = compare(target, content, config).diff
    except ContentError:
        raise StorageError(f"{target}: there is another file of that name; {remedy}") from None
    if not diff.says_nothing_new:
        raise StorageError(f"{target}: the sheet holds changes that are not imported yet; {remedy}")
