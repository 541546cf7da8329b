"""A thread goes out part by part where several machines share a PostgreSQL, too."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from campaign.media import MediaStore
from campaign.model import Receipt
from campaign.storage import parts
from campaign.storage.database import open_database
from tests.engine.chained import Chained, after, assert_whole, out, settle, threaded
from tests.engine.scripted import Answer, Ledger, lost, swallowed
from tests.engine.stage import Stage
from tests.plan.made import NOW


@pytest.fixture
def shared(postgres_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same publisher on a PostgreSQL database of its own."""
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    name = f"chain_{uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = open_database(str(make_url(postgres_url).set(database=name)))
    network = Chained(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))
    yield Stage(database, tmp_path, network)
    database.close()
    server.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("trouble", [lost, swallowed])
@pytest.mark.parametrize("number", [0, 2, 3])
def test_half_a_thread_is_never_started_again_on_postgresql(
    shared: Stage, number: int, trouble: Answer
) -> None:
    """The same promise where several machines work."""
    shared.network.script.extend(after(number, trouble))
    threaded(shared)
    assert shared.tick().unknown == [1]
    settle(shared)
    assert_whole(shared)


@pytest.mark.slow
def test_two_workers_on_postgresql_write_one_receipt_of_a_part(shared: Stage) -> None:
    """The second waits for the first, and is told what the first has written."""
    threaded(shared)

    def add(identifier: str) -> parts.Part:
        with shared.database.write() as connection:
            receipt = Receipt(identifier, f"https://x/{identifier}")
            return parts.add(connection, 1, 0, key="k", receipt=receipt, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(add, ["1", "2", "3", "4"]))
    assert written == [written[0]] * 4
    assert out(shared) == written[:1]
