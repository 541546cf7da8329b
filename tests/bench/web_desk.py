"""The desk of a benchmark, in a process of its own: the starter campaign and 10,000 publications.

::

    python -m tests.bench.web_desk FOLDER DATABASE make     fills the database; prints cookies
    python -m tests.bench.web_desk FOLDER DATABASE serve    serves; prints its address

While it serves, it reads addresses of networks, one a line. At each it publishes a batch there, as
`campaign run --serve` does, and prints how many seconds that took.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from sqlalchemy import insert

from campaign.bootstrap import Workspace, open_workspace
from campaign.model import Variant
from campaign.model.people import EVERYWHERE, Person, Role
from campaign.model.sessions import WayIn
from campaign.storage import tables
from campaign.storage.trust import people
from campaign.usecases.signing_in.sessions import Browser, Lasting, begin
from campaign.web.desk import Desk
from campaign.web.server import DeskServer
from campaign.web.warm_up import warm_up
from tests.bench.publishers import campaign
from tests.web.stage import prepare

#: The month that is looked at, and how many publications stand in it and outside of it.
MONTH = "2027-02"
IN_MONTH = 1_000
ALL = 10_000
PEOPLE = 50
#: How many posts a publisher sends at once, and by how many threads.
BATCH = 100
THREADS = 4
#: In the middle of the month, so that half of it is out and half is still to come; and long after
#: what the publisher sends by the machine's own clock, which no page but the reports then shows.
NOW = datetime(2027, 2, 16, 8, 20, tzinfo=UTC)
_TEXT = "The first learning lab opens its doors on Tuesday: three days, one table, all welcome. "


def opened_at(folder: Path, database: str) -> Workspace:
    """The workspace on its database, at the benchmark's time."""
    config = folder / "config.toml"
    if not config.exists():
        prepare(folder, tuple(p.stem for p in Path("content/calendar").glob("*.yaml")))
    opened = open_workspace(config, {}, lambda: NOW, lambda seconds: None)
    opened.keeper = None
    opened.config = replace(opened.config, database=database)
    return opened


def fill(opened: Workspace) -> None:
    """1,000 publications in the month, 9,000 in the months around it."""
    channels = list(opened.config.channels.values())
    start = datetime(2027, 2, 1, 9, tzinfo=UTC)
    rows, words = [], []
    for number in range(ALL):
        post, channel = divmod(number, len(channels))
        where = channels[channel]
        inside = number < IN_MONTH
        # Planned is a month or two ahead, and what went out stays: one in ten is still to come.
        days = post % 28 if inside else 28 + post % 40 if post % 10 == 0 else -1 - post % 270
        due = start + timedelta(days=days, minutes=15 * (post % 20))
        texts = (f"{_TEXT}{number}",)
        variant = Variant(
            f"post-{post}", where.name, where.platform, where.language, texts, headline=_TEXT[:40]
        )
        out = due < NOW
        words.append({"hash": variant.hash, "body": asdict(variant), "created": NOW})
        rows.append(
            {
                "post": variant.post,
                "occurrence": "",
                "channel": where.name,
                "platform": where.platform,
                "region": where.region,
                "language": where.language,
                "activity": "A02",
                "state": "published" if out else "scheduled",
                "due": due,
                "not_before": due,
                "published_at": due if out else None,
                "variant_hash": variant.hash,
                "recipe": variant.recipe,
                "key": f"key-{number}",
            }
        )
    with opened.database.write() as connection:
        connection.execute(insert(tables.variants), words)
        connection.execute(insert(tables.publications), rows)


def cookies(opened: Workspace) -> list[str]:
    """Fifty people who are signed in: what their browsers hold."""
    made = []
    with opened.database.write() as connection:
        for number in range(PEOPLE):
            id = f"person-{number}"
            roles = {EVERYWHERE: frozenset({Role.COORDINATOR})}
            person = Person(id, f"Person {number}", f"{id}@project.example", roles)
            people.add(connection, person, NOW)
            begun = begin(
                connection, id, WayIn.GIVEN, Browser("", "bench"), lasting=Lasting(), now=NOW
            )
            made.append(begun.token)
    return made


def main() -> None:
    """Make the database, or serve it until standard input ends."""
    folder, database, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    opened = opened_at(folder, database)
    if what == "make":
        fill(opened)
        sys.stdout.write(f"{json.dumps(cookies(opened))}\n")
        opened.close()
        return
    desk = Desk(lambda: opened)
    warm_up(desk)
    with DeskServer(desk) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        for line in sys.stdin:
            took = campaign(line.strip(), BATCH, THREADS, database, token_hex(4))
            sys.stdout.write(f"{took:.6f}\n")
            sys.stdout.flush()
    opened.close()


if __name__ == "__main__":
    main()
