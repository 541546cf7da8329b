"""One question to a PostgreSQL, asked by one call: its values, its answer, and its errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from campaign.storage.database import Database
from campaign.storage.server_question import ServerQuestion

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("kind", ["postgresql"], indirect=True),
]

PREPARED = "SELECT 1 FROM pg_prepared_statements WHERE statement LIKE %(words)s::VARCHAR"


@pytest.fixture
def connection(database: Database) -> Iterator[Any]:
    """One of psycopg's, in no transaction."""
    proxied = database.engine.raw_connection()
    driver: Any = proxied.driver_connection
    proxied.detach()
    driver.rollback()
    driver.autocommit = True
    yield driver
    driver.close()


@pytest.mark.parametrize("name", ["all", 'a "b" \\c', "{a,b}", "Català, 100 %", "NULL", ""])
def test_a_list_of_texts_holds_what_it_holds(connection: Any, name: str) -> None:
    """Whatever a name is made of."""
    sql = "SELECT 1 WHERE %(name)s::TEXT = ANY (%(names)s::TEXT[])"
    question = ServerQuestion(connection)
    assert question.has_row(sql, {"name": name, "names": ["x", name]})
    assert not question.has_row(sql, {"name": name, "names": ["x", f"{name}y"]})
    assert not question.has_row(sql, {"name": name, "names": []})


def test_a_number_and_an_instant_are_what_they_were(connection: Any) -> None:
    """To the microsecond, whatever the server's zone is."""
    at = datetime(2026, 12, 1, 9, 30, 0, 123456, tzinfo=UTC)
    connection.execute("SET TIME ZONE 'Asia/Kolkata'")
    sql = (
        "SELECT 1 WHERE %(number)s::INTEGER = 17 AND %(at)s::TIMESTAMP WITH TIME ZONE"
        " = to_timestamp(1796117400) + interval '123456 microseconds'"
        " AND %(at)s::TIMESTAMP WITH TIME ZONE > to_timestamp(0)"
    )
    assert ServerQuestion(connection).has_row(sql, {"number": 17, "at": at})


@pytest.mark.parametrize(("threshold", "prepared"), [(5, True), (None, False)])
def test_it_is_prepared_unless_the_connection_prepares_nothing(
    connection: Any, threshold: int | None, prepared: bool
) -> None:
    """As behind a pooler that hands each question to another server."""
    connection.prepare_threshold = threshold
    question = ServerQuestion(connection)
    for _ in range(3):
        assert question.has_row("SELECT 1 AS asked", {})
    assert question.has_row(PREPARED, {"words": "SELECT 1 AS asked%"}) is prepared


def test_an_error_is_the_drivers_and_the_next_question_is_answered(connection: Any) -> None:
    """Nothing is left open by it."""
    import psycopg

    question = ServerQuestion(connection)
    with pytest.raises(psycopg.Error, match="division by zero"):
        question.has_row("SELECT 1 / %(number)s::INTEGER", {"number": 0})
    with pytest.raises(psycopg.Error, match="syntax error"):
        question.has_row("SELECT FROM WHERE", {})
    assert question.has_row("SELECT 1", {})
    question.close()
    with pytest.raises(psycopg.Error):
        question.has_row("SELECT 1", {})
