"""Rows that the tests of storage start from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.model import Planned, Publication
from campaign.storage import planning, publications, variants
from campaign.storage.database import Database
from tests.plan.made import NOW, variant


def schedule(database: Database, posts: Iterable[str], **other: Any) -> list[Publication]:
    """Write down one publication a post, due now; other fields are the variant's."""
    with database.write() as connection:
        return [one(connection, post, **other) for post in posts]


def one(connection: Connection, post: str, due: datetime = NOW, **other: Any) -> Publication:
    """Write down one publication."""
    planned = Planned(variant(post=post, **other), due, "catalonia", "A02")
    name = variants.store(connection, planned.variant, NOW)
    number = planning.add(
        connection, planned, variant_hash=name, key=f"key-{planned.identity}", who="test", now=NOW
    )
    assert number is not None
    found = publications.one(connection, number)
    assert found is not None
    return found
