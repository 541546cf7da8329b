"""Ask for approval of one post as its file says it: plan it alone, then ask whoever says yes.

Done a second time, it changes nothing: what is planned stays so, and nobody is asked twice for the
same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.errors import Mistake
from campaign.model import State
from campaign.model.people import Actor
from campaign.storage import publications
from campaign.usecases.planning.apply import Applied
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan_one import Workshop, apply_one
from campaign.usecases.trust.ask import Asked, ask


@dataclass(frozen=True, slots=True)
class AskedForPost:
    """What was planned of a post, what was asked, and how many findings hold back."""

    applied: Applied
    asked: Asked
    held: int


def ask_approval(
    compiled: Compiled,
    mistakes: Sequence[Mistake],
    workshop: Workshop,
    post: str,
    *,
    actor: Actor,
    now: datetime,
) -> AskedForPost:
    """Plan one post of the compiled calendar at `now` (UTC), and ask for the yes that it needs.

    `mistakes` are those of the calendar's files. What a finding holds back is planned, and nobody
    is asked for it. Raises ContentError when a mistake in the files is in its way, NoSuchPost,
    Forbidden, RenderError and StorageError.
    """
    _, applied = apply_one(compiled, mistakes, workshop, post, actor=actor, now=now)
    blocked = {
        each.identity for each in compiled.planned if each.variant.post == post and each.blocked
    }
    with workshop.database.read() as connection:
        stored = [
            each
            for each in publications.all_of(connection, [post])
            if each.state is State.SCHEDULED
        ]
    able = [each for each in stored if (each.post, each.occurrence, each.channel) not in blocked]
    asked = ask(workshop.database, able, actor=actor, now=now, rules=workshop.config.approval)
    return AskedForPost(applied, asked, len(stored) - len(able))
