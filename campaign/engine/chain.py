"""Chain what the tick has written into the record.

Publishing notes its entries in the transactions of its acts, without numbers: so it waits for no
other worker. Here they get their numbers and hashes. After a crash, the next tick does that.
"""

from __future__ import annotations

from typing import Final

from campaign.engine.context import EngineContext
from campaign.storage import record

#: Entries that are chained in one transaction: other workers wait for it.
AT_ONCE: Final = 5000


def chain_record(context: EngineContext) -> int:
    """Chain all loose entries and give how many there were; raises StorageError."""
    with context.database.read() as connection:
        if not record.has_loose(connection):
            return 0
    total = 0
    while True:
        with context.database.write() as connection:
            done = record.chain(connection, AT_ONCE, wait=True)
        total += done
        if done < AT_ONCE:
            return total
