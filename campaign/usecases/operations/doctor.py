"""Check that the database fits the world around it: receipts, accounts, clocks, disk.

It only reads, and asks networks only what costs nothing. Each check says in words what it found.
What cannot be known is reported so, and is no fault.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from campaign.engine.after_restore.marks import unknown
from campaign.engine.unbooked_posts import SPAN, lists_freely, same_words, unbooked
from campaign.errors import CampaignError, StorageError
from campaign.model import Channel
from campaign.model.approval import ApprovalRules
from campaign.plan.approval import nobody_may
from campaign.platforms import registry, versions
from campaign.platforms.http import server_clock
from campaign.platforms.http.server_clock import ClockReading
from campaign.platforms.protocols import Lists, Platform, Seen, Shows
from campaign.storage import backups, restores, variants
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import people
from campaign.usecases.operations.prices import outdated_prices

log = logging.getLogger(__name__)

#: With a clock further off, a worker sends too early or too late, and takes others for dead.
LARGEST_OFFSET: Final = timedelta(seconds=30)
#: The least free space in bytes; room for two more databases is needed too, if that is more.
LEAST_FREE: Final = 200 * 2**20
#: How far around now the calendar is compared with what an account shows.
AROUND: Final = timedelta(days=30)

_MARK = "a backup was put back: run `campaign restore --mark-only` before anything is published"
_SHOWN = 3

#: What checks are about: those of one group are shown together.
DATABASE: Final = "database"
CLOCK: Final = "clock"
_MOST = 1000  # receipts to count at most
_AT_ONCE = 8  # accounts asked at once


class NoCredential(CampaignError):
    """A channel has no credential, so its account cannot be asked."""


class Standing(StrEnum):
    """How a check came out."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: what it looked at, how it stands, and what to do when it is bad.

    `group` is what it is about: checks of one group are shown together.
    """

    name: str
    standing: Standing
    says: str
    remedy: str = ""
    group: str = "accounts"


def good(name: str, says: str, group: str = "accounts") -> Check:
    """A check without a fault."""
    return Check(name, Standing.GOOD, says, group=group)


def of_file(file: Path) -> Check:
    """Whether an SQLite database is whole."""
    try:
        backups.check_whole(file)
    except StorageError as error:
        remedy = "put a backup back: campaign restore FILE"
        return Check("database", Standing.BAD, str(error), remedy, DATABASE)
    return good("database", f"{file} is whole", DATABASE)


def of_approval(database: Database, rules: ApprovalRules, regions: Iterable[str]) -> list[Check]:
    """Whether somebody may take each step that a region asks for before anything goes out."""
    with database.read() as connection:
        everybody = people.everybody(connection)
    if not rules.asks:
        return []
    missing = nobody_may(rules, regions, everybody)
    if missing:
        return [
            Check("approval", Standing.BAD, words, remedy, "people")
            for words, _, remedy in (each.partition(": ") for each in missing)
        ]
    if not everybody:
        says = "approvals are bound to no person, because nobody is registered"
        return [Check("approval", Standing.UNKNOWN, says, group="people")]
    return [good("approval", "somebody may take each step of every region", "people")]


def of_receipts(database: Database, journal: Journal, now: datetime) -> Check:
    """Whether the database has every receipt of the journal."""
    name = "receipts"
    try:
        last = journal.last()
        if last is None:
            says = f"{journal.file} holds no receipt yet"
            return Check(name, Standing.UNKNOWN, says, group=DATABASE)
        with database.read() as connection:
            missing = list(islice(unknown(connection, journal), _MOST))
            ends = restores.last_stamp(connection, now)
    except OSError as error:
        says = f"{journal.file} cannot be read ({error.strerror})"
        return Check(name, Standing.BAD, says, "mend that", DATABASE)
    if not missing:
        return good(name, "the database has every receipt of the journal", DATABASE)
    until = f"{ends:%Y-%m-%d %H:%M:%S} UTC" if ends else "nowhere"
    some = ", ".join(f"{each.post} on {each.channel}" for each in missing[:_SHOWN])
    count = f"at least {_MOST}" if len(missing) == _MOST else str(len(missing))
    more = ", …" if len(missing) > _SHOWN else ""
    return Check(
        name,
        Standing.BAD,
        f"the database ends at {until} and lacks {count} receipts of the journal, the newest of "
        f"{last.at:%Y-%m-%d %H:%M:%S} UTC: {some}{more}",
        _MARK,
        DATABASE,
    )


def of_journal(journal: Journal) -> Check:
    """Whether receipts can be appended to the journal."""
    try:
        journal.check_writable()
    except OSError as error:
        says = f"{error.filename or journal.file} cannot be written ({error.strerror})"
        remedy = "check the rights of the file and its folder"
        return Check("journal", Standing.BAD, says, remedy, DATABASE)
    return good("journal", f"{journal.file} can be written", DATABASE)


def of_versions(channels: Iterable[Channel], today: date) -> list[Check]:
    """Whether the API versions that the channels use are known, and how long they last."""
    found = versions.warnings(registry.versions_of(channels), today)
    return [Check("versions", Standing.BAD, *each.split(": ", 1)) for each in found]


def of_disk(folder: Path, size: int) -> Check:
    """Whether a database of so many bytes has room to grow; `folder` need not exist yet."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    says = f"{free // 2**20} MB are free for {folder}"
    if free < max(LEAST_FREE, 2 * size):
        remedy = "make room: a full disk stops everything"
        return Check("disk", Standing.BAD, says, remedy, "folders")
    return good("disk", says, "folders")


def of_prices(platforms: Iterable[str], now: datetime) -> list[Check]:
    """The prices that were read long ago, of these networks; nothing where none charges."""
    remedy = "until then, the costs and the budgets may be wrong"
    return [
        Check("prices", Standing.BAD, sentence, remedy)
        for sentence in outdated_prices(platforms, now.date())
    ]


def of_database_clock(database: Database, clock: Callable[[], datetime]) -> Check | None:
    """Whether a database server has the same time as we; None where there is no server."""
    with database.read() as connection:
        theirs = restores.clock(connection)
    if theirs is None:
        return None
    return _of_offset("the database's server", clock() - theirs)


def of_accounts(
    database: Database,
    channels: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    neighbours: Callable[[str], Collection[str]],
    clock: Callable[[], datetime],
    report: Callable[[int, int], None] | None = None,
) -> list[Check]:
    """Check whether accounts show words of ours that are not booked, and what their clocks say.

    An account is asked where a network lists posts at no cost. `connect` raises NoCredential for a
    channel without one; all of these are reported as one. `neighbours` gives the channels on one
    account.
    """
    now = clock()
    asked: list[_Asked] = []
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="ask") as pool:
        jobs = pool.map(lambda each: _ask(each, connect, now - SPAN), channels.values())
        for number, answer in enumerate(jobs, start=1):
            asked.append(answer)
            if report is not None:
                report(number, len(channels))
    checks = _without([each.channel.name for each in asked if each.bare])
    checks += _in_trouble(asked)
    with database.read() as connection:
        for each in asked:
            found = _of_account(connection, each, neighbours(each.channel.name), now)
            if found is not None:
                checks.append(found)
    if not checks and any(each.posts is not None for each in asked):
        checks.append(good("accounts", "no account shows words of ours that are not booked"))
    return [*checks, *_of_clocks(asked)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an account showed, None when it was not asked; why not, and its server's clock readings.

    `bare` means that its channel has no credential.
    """

    channel: Channel
    posts: tuple[Seen, ...] | None = None
    visible: Callable[[str], str] = str
    trouble: str = ""
    readings: tuple[ClockReading, ...] = ()
    bare: bool = False


def _without(names: Sequence[str]) -> list[Check]:
    """The channels without a credential, in one line however many they are."""
    if not names:
        return []
    whose = "1 channel has" if len(names) == 1 else f"{len(names)} channels have"
    says = (
        f"{whose} none, so nobody could look there: {_some(names)} (`campaign channels test` "
        "says what each lacks)"
    )
    return [Check("credentials", Standing.UNKNOWN, says)]


def _in_trouble(asked: Sequence[_Asked]) -> list[Check]:
    """The accounts that could not be asked; those with the same trouble are one line."""
    whose: dict[str, list[str]] = {}
    for each in asked:
        if each.trouble:
            whose.setdefault(each.trouble, []).append(each.channel.name)
    return [
        Check(
            names[0] if len(names) == 1 else f"{len(names)} accounts",
            Standing.UNKNOWN,
            f"not asked: {trouble}" + (f" ({_some(names)})" if len(names) > 1 else ""),
        )
        for trouble, names in whose.items()
    ]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _ask(channel: Channel, connect: Callable[[Channel], Platform], since: datetime) -> _Asked:
    if channel.paused:
        return _Asked(channel)
    with server_clock.noted() as readings:
        try:
            platform = connect(channel)
            if not isinstance(platform, Lists) or not lists_freely(platform):
                return _Asked(channel)
            visible = platform.visible if isinstance(platform, Shows) else str
            posts = tuple(platform.recent(since))
        except NoCredential:
            return _Asked(channel, bare=True)
        except CampaignError as error:
            return _Asked(channel, trouble=str(error), readings=tuple(readings))
        except Exception as error:
            log.exception("Unforeseen while looking", extra={"action": "look_failed"})
            return _Asked(
                channel, trouble=f"{type(error).__name__}: {error}", readings=tuple(readings)
            )
    return _Asked(channel, posts, visible, readings=tuple(readings))


def _of_account(
    connection: Connection, asked: _Asked, neighbours: Collection[str], now: datetime
) -> Check | None:
    name = asked.channel.name
    others = unbooked(connection, asked.posts or (), neighbours)
    if not others:
        return None
    waiting = restores.may_return(connection, name, now - AROUND, now + AROUND)
    kept = variants.load(connection, [p.variant_hash for p in waiting])
    for publication in waiting:
        text = kept[publication.variant_hash].texts[0]
        for seen in same_words(asked.visible, text, others):
            return Check(
                name,
                Standing.BAD,
                f"{seen.url or seen.remote_id} has the words of no. {publication.id} "
                f"({publication.post}), which is {publication.state} here: an older database, or "
                "a second installation on this account",
                f"{_MARK}; else `campaign resolve {publication.id}` when it is held",
            )
    return None


def _of_clocks(asked: Sequence[_Asked]) -> list[Check]:
    """Compare the clock with each server's; agreement with all is one check."""
    nearest: dict[str, ClockReading] = {}
    for each in asked:
        for reading in each.readings:
            kept = nearest.setdefault(reading.server, reading)
            if abs(reading.ahead) < abs(kept.ahead):
                nearest[reading.server] = reading
    checks = [_of_offset(reading.server, reading.ahead) for reading in nearest.values()]
    bad = [check for check in checks if check.standing is Standing.BAD]
    if not checks:
        says = "no network told the time"
        return [Check("clock", Standing.UNKNOWN, says, group=CLOCK)]
    says = f"it agrees with {len(checks)} of the networks' servers"
    return bad or [good("clock", says, CLOCK)]


def _of_offset(whose: str, ahead: timedelta) -> Check:
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= LARGEST_OFFSET:
        return good("clock", f"it agrees with {whose}", CLOCK)
    says = f"it is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} {whose}"
    return Check("clock", Standing.BAD, says, "keep the machine's time by NTP", CLOCK)
