"""Each publication remembers its frame, and what was stored before stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from campaign.model import State
from campaign.storage import frames, publications, tables, variants
from campaign.storage.database import Database, migration_folders, open_database
from tests.plan.made import NOW, variant
from tests.storage.conftest import Postgres, on_both
from tests.storage.made import one
from tests.storage.test_migration_reasons import _publication, _upgrade

pytestmark = on_both


@pytest.fixture
def empty(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'campaign.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(empty=True)
    yield postgres.url_of(name)
    postgres.drop(name)


def test_rows_of_before_carry_no_frame_and_keep_their_hash(empty: str) -> None:
    """A variant was stored without the key; it is read as a plain one, under the same name."""
    _upgrade(empty, "0021", "analytics_0007")
    old = variant()
    body = {name: value for name, value in asdict(old).items() if name != "frame"}
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        row = {"hash": old.hash, "body": body, "created": NOW}
        connection.execute(known.tables["variants"].insert().values(**row))
        later = dict.fromkeys(("hold", "hold_detail", "cancelled", "query_result", "consent"), "")
        fields = _publication(1, {"variant_hash": old.hash}) | later
        fields = {k: v for k, v in fields.items() if k in known.tables["publications"].c}
        connection.execute(known.tables["publications"].insert().values(**fields))
    engine.dispose()
    database = open_database(empty)
    with database.read() as connection:
        assert variants.load(connection, [old.hash]) == {old.hash: old}
        (found,) = publications.all_of(connection)
        assert found.variant_hash == old.hash
        assert frames.settled(connection) == {}
        assert frames.carried(connection) == []
        assert frames.others(connection, [old]) == {}
    database.close()


def test_there_is_no_way_back_and_it_says_so(empty: str) -> None:
    """A variant that names its frame is read by no earlier program."""
    open_database(empty).close()
    config = Config()
    config.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        with pytest.raises(RuntimeError, match="restore a backup"):
            command.downgrade(config, "0021")
    engine.dispose()


def test_a_publication_is_in_the_frame_of_its_words_now(database: Database) -> None:
    """Words of earlier, in another frame, no longer count; those of other posts never did."""
    with database.write() as connection:
        variants.store(connection, variant(frame="hope"), NOW)
        one(connection, "labs", frame="values")
        one(connection, "labs", channel="navarra", frame="hope")
        one(connection, "plain")
        plain = variant(post="plain", channel="navarra", frame="hope")
        variants.store(connection, plain, NOW)  # stored, and planned for nobody
    with database.read() as connection:
        assert frames.settled(connection) == {
            ("labs", "catalonia"): "values",
            ("labs", "navarra"): "hope",
        }
        carried = frames.carried(connection)
    assert [(each.post, each.frame, each.out) for each in carried] == [
        ("labs", "values", False),
        ("labs", "hope", False),
    ]


def test_only_what_is_public_is_out(database: Database) -> None:
    """What was taken back was out."""
    with database.write() as connection:
        for number, state in enumerate((State.PUBLISHED, State.WITHDRAWN, State.FAILED)):
            made = one(connection, f"post-{number}", frame="hope")
            connection.execute(
                sa.update(tables.publications)
                .where(tables.publications.c.id == made.id)
                .values(state=state, published_at=NOW)
            )
    with database.read() as connection:
        assert [each.out for each in frames.carried(connection)] == [True, True, False]


def test_the_other_frame_is_shown_in_the_same_language_where_it_is_planned(
    database: Database,
) -> None:
    """Else in another one; a post that is planned in one frame alone has no other."""
    mine = variant(frame="hope")
    with database.write() as connection:
        one(connection, "labs", frame="hope")
        spanish: dict[str, Any] = {"language": "es", "texts": ("Buenos días.",)}
        one(connection, "labs", channel="navarra", frame="values", **spanish)
        one(connection, "alone", frame="hope")
    with database.read() as connection:
        found = frames.others(connection, [mine, variant(post="alone", frame="hope")])
    assert {name: (each.frame, each.language, each.text) for name, each in found.items()} == {
        mine.hash: ("values", "es", "Buenos días.")
    }
    with database.write() as connection:
        one(connection, "labs", channel="girona", frame="values", texts=("Bona tarda.",))
    with database.read() as connection:
        assert frames.others(connection, [mine])[mine.hash].text == "Bona tarda."
