"""Instants and finished variants: what goes in comes out the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from campaign.model import Approval, Card, Media
from campaign.model.approval import USUAL, Policy
from campaign.storage import publications, releases, variants
from campaign.storage.database import Database
from campaign.storage.tables import releases as released
from campaign.storage.tables import variants as table
from campaign.storage.trust import approvals
from tests.plan.made import NOW, variant
from tests.storage.conftest import on_both
from tests.storage.made import schedule

pytestmark = on_both

POLICY = Policy().asked_in("catalonia")


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """It could mean any of twenty-four hours."""
    with (
        pytest.raises(StatementError, match="an instant needs a zone"),
        database.write() as connection,
    ):
        variants.store(connection, variant(), datetime(2026, 12, 1, 9))


def test_an_instant_of_any_zone_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    """To the microsecond."""
    local = datetime(2026, 12, 1, 10, 0, 0, 123456, timezone(timedelta(hours=1)))
    with database.write() as connection:
        variants.store(connection, variant(), local)
    with database.read() as connection:
        found = connection.scalars(select(table.c.created)).one()
    assert found == local
    assert found.tzinfo is UTC


def test_a_finished_variant_comes_back_equal_and_under_its_own_hash(database: Database) -> None:
    """With its card and its pictures, in every script."""
    finished = variant(
        texts=("Ongi etorri — “Γειά” 👋🏽", "second part"),
        hashtags=("EUBelong",),
        card=Card("quote", "square", "dusk", "Títol", "", "Catalunya", "ca", "Cofinançat"),
        card_key="f" * 64,
        media=(Media("a" * 64, "image/png", 1080, 1080, 51072, "Una taula"),),
    )
    with database.write() as connection:
        name = variants.store(connection, finished, NOW)
        assert variants.store(connection, finished, NOW) == name
    with database.read() as connection:
        found = variants.load(connection, [name, "0" * 64])
    assert found == {name: finished}
    assert found[name].hash == name


def test_what_is_approved_is_the_hash(database: Database) -> None:
    """Another comma or another picture is another variant, and not approved."""
    picture = Media("a" * 64, "image/png", 1080, 1080, 51072, "Una taula")
    first = variant(media=(picture,))
    others = [
        replace(first, texts=("Bon dia, a tothom.",)),
        replace(first, media=(replace(picture, sha256="b" * 64),)),
        replace(first, media=(replace(picture, alt="Una altra"),)),
        replace(first, language="es"),
    ]
    with database.write() as connection:
        names = [variants.store(connection, each, NOW) for each in (first, *others)]
        approvals.add(connection, [Approval(names[0], "aina", NOW, "ok", policy=POLICY)])
        wanted = {names[0]: POLICY}
        assert releases.release(connection, wanted, NOW, alone=True) == {names[0]}
        assert releases.release(connection, wanted, NOW, alone=True) == set()
    with database.read() as connection:
        let = select(released.c.variant_hash)
        assert list(connection.scalars(let)) == [names[0]]
        (kept,) = approvals.of(connection, names[:1])[names[0]]
    assert (kept.who, kept.at, kept.note) == ("aina", NOW, "ok")


@pytest.mark.slow
def test_more_hashes_than_one_statement_takes_are_asked_in_portions(database: Database) -> None:
    """Six hundred variants, every one approved and found."""
    posts = [f"post-{number}" for number in range(600)]
    held = schedule(database, posts)
    with database.write() as connection:
        names = {p.variant_hash for p in held}
        assert len(names) == 600
        wanted = dict.fromkeys(names, POLICY)
        assert releases.release(connection, wanted, NOW, alone=True) == names
    with database.read() as connection:
        assert releases.released(connection, held, USUAL) == {p.id for p in held}
        assert len(variants.load(connection, names)) == 600
        assert len(publications.all_of(connection)) == 600


def test_a_card_is_remembered_once_and_replaced_when_drawn_again(database: Database) -> None:
    """The last drawing counts; the alt text belongs to the variant, not to the card."""
    first = Media("a" * 64, "image/png", 1080, 1080, 51072, "told elsewhere")
    second = replace(first, sha256="b" * 64, size=50000)
    with database.write() as connection:
        variants.remember_card(connection, "key", first, NOW)
        variants.remember_card(connection, "key", second, NOW)
    with database.read() as connection:
        assert variants.drawn(connection, ["key", "other"]) == {"key": replace(second, alt="")}
