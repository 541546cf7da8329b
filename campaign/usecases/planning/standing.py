"""How each publication of a preview stands, by the database, where there is one already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from campaign.config import Config
from campaign.model import Planned, State
from campaign.plan.diff import Identity
from campaign.plan.successors import original
from campaign.storage.database import Database, exists
from campaign.usecases.operations.agenda import Entry, agenda

_BEGIN, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_POSTS = 500  # asked for at once: their names are parameters of one statement
_CHANGING = (State.SCHEDULED, State.MISSED, State.FAILED)


def is_there(config: Config) -> bool:
    """False for a database in a file that does not exist; opening it would make one."""
    return exists(config.database)


def standing(
    database: Database, config: Config, chosen: Sequence[Planned], now: datetime
) -> Mapping[Identity, str]:
    """The state of each that is planned, as `preview_choices.STATES` names it; `now` is UTC.

    One that is not out, and of which the calendar has other words now, is "changed". Raises
    StorageError.
    """
    wanted = {each.identity: each.variant.recipe for each in chosen}
    posts = list(dict.fromkeys(each.variant.post for each in chosen))
    found: dict[Identity, str] = {}
    newest: dict[Identity, int] = {}
    for start in range(0, len(posts), _POSTS):
        listed = agenda(
            database,
            _BEGIN,
            _END,
            now,
            channels=config.channels,
            regions=config.regions,
            rules=config.approval,
            only_posts=posts[start : start + _POSTS],
            limit=1_000_000,
        )
        for entry in listed.entries:
            # Of what was withdrawn and published anew, the last one stands for the calendar's.
            identity = (entry.post, original(entry.occurrence), entry.channel)
            if identity in wanted and entry.id > newest.get(identity, 0):
                newest[identity] = entry.id
                found[identity] = _state(entry, wanted[identity])
    return found


def _state(entry: Entry, recipe: str) -> str:
    changed = entry.state in _CHANGING and entry.recipe != recipe
    return "changed" if changed else str(entry.shown)
