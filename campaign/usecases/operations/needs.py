"""What needs a person, by how soon: the one list behind the desk's first page and `To settle`.

::

    status (judges the states) ─→ its lines ─group by cause→ Need ─deadline→ in the order of how soon
    translations (how they stand) ──────────────────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign.model import Channel, Region
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.storage.database import Database
from campaign.usecases.operations.need import Need
from campaign.usecases.operations.status import Status
from campaign.usecases.translating.matrix import Matrix


def needs(
    database: Database,
    found: Status,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    rules: ApprovalRules = USUAL,
    actor: Actor | None = None,
    translations: Matrix | None = None,
    limit: int = 200,
) -> tuple[Need, ...]:
    """Everything that needs a person at `found.now`, the soonest first.

    `found` is what `status` read; nothing is judged here once more. `actor` is the one who asks:
    they are told of the regions that they may read, None for all. `translations` is how they stand,
    None to leave them out. Of one cause at most `limit` publications are listed; all are counted.
    Raises StorageError.
    """
    raise NotImplementedError
