"""`campaign report weekly` says when a week is empty, and in which one posts went out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.model import Planned, State
from campaign.storage import planning, publications, variants
from campaign.storage.database import open_database
from tests.cli.conftest import Run
from tests.plan.made import variant


def put_out(workspace: Path, *instants: datetime) -> None:
    """One post went out at each of these instants."""
    database = open_database(f"sqlite:///{workspace / 'var/campaign.db'}")
    for number, at in enumerate(instants):
        words = variant(post=f"p{number}", channel="eu-x", platform="x")
        with database.write() as connection:
            key = planning.add(
                connection,
                Planned(words, at, "eu", "A02"),
                variant_hash=variants.store(connection, words, at),
                key=str(number),
                who="test",
                now=at,
            )
            assert key is not None
            for state in (State.PUBLISHING, State.PUBLISHED):
                found = publications.one(connection, key)
                assert found is not None
                publications.change(connection, found, state, who="w", now=at, published_at=at)
    database.close()


@pytest.mark.parametrize(
    ("out", "asked", "other"),
    [
        ([], "2026-W10", None),
        ([datetime(2026, 3, 3, tzinfo=UTC)], "2026-W12", "2026-W10"),
        ([datetime(2026, 3, 3, tzinfo=UTC)], "2026-W08", "2026-W10"),
        (
            [datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)],
            "2026-W09",
            "2026-W01",
        ),
        # Sunday night in UTC is Monday in Brussels, where the campaign's weeks begin.
        ([datetime(2026, 3, 1, 23, 30, tzinfo=UTC)], "2026-W09", "2026-W10"),
        ([datetime(2026, 3, 1, 22, 30, tzinfo=UTC)], "2026-W10", "2026-W09"),
    ],
)
def test_an_empty_week_is_told_with_one_that_is_not(
    workspace: Path, run: Run, out: list[datetime], asked: str, other: str | None
) -> None:
    """The files are written all the same."""
    put_out(workspace, *out)
    told = run("report", "weekly", "--week", asked, "--json").json
    assert (told["empty"], told["period_with_posts"]) == (True, other)
    assert len(told["files"]) >= 6
    said = run("report", "weekly", "--week", asked)
    assert f"The report of {asked} is empty" in said.out
    assert (f"--week {other}" in said.out) == bool(other)


def test_a_week_with_posts_is_not_called_empty(workspace: Path, run: Run) -> None:
    """Also when no network has said anything."""
    put_out(workspace, datetime(2026, 3, 3, tzinfo=UTC))
    told = run("report", "weekly", "--week", "2026-W10", "--json").json
    assert (told["empty"], told["period_with_posts"]) == (False, None)
    assert "empty" not in run("report", "weekly", "--week", "2026-W10").out


def test_a_report_from_before_its_posts_does_not_lead_to_itself(workspace: Path, run: Run) -> None:
    """The month is empty as it stood on the third, and no other month has posts."""
    put_out(workspace, datetime(2026, 3, 5, tzinfo=UTC))
    asked = ("report", "monthly", "--month", "2026-03", "--as-of", "2026-03-03")
    told = run(*asked, "--json").json
    assert (told["empty"], told["period_with_posts"]) == (True, None)
    assert "nothing has gone out yet" in run(*asked).out
