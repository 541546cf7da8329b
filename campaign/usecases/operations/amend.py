"""Adds where a post is, when a person said that it is there and could not say where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Publication, Receipt, State
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms.protocols import Seen
from campaign.storage import journal, publications, record
from campaign.storage.booked_ids import complete, holder
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.trust import people
from campaign.usecases.operations.resolve import CannotDecide


def lacks(publication: Publication | None) -> bool:
    """True for a post that is out and of which the address or the network's id is not known."""
    return (
        publication is not None
        and publication.state is State.PUBLISHED
        and not (publication.url and publication.remote_id)
    )


def amend(
    database: Database,
    identifier: int,
    *,
    actor: Actor,
    now: datetime,
    url: str = "",
    seen: Seen | None = None,
    book: Journal | None = None,
) -> Publication:
    """Add the address, and the id where the account shows it as `seen`; give what is known then.

    Only what is missing is added, and what is known is never changed. `now` is a UTC instant. The
    history says who has added what, and the receipt is written into the `book`. Raises CannotDecide
    when the post is not out, when nothing is missing or given, when another address is known, and
    when the post there belongs to another publication. Raises
    Forbidden.
    """
    with database.write() as connection:
        publication = publications.one(connection, identifier)
        if publication is None:
            raise CannotDecide(f"there is no publication {identifier}")
        actor = people.demand(connection, actor, Act.DECIDE, [publication.region])
        receipt = _completed(connection, publication, url, seen)
        if not complete(connection, publication, receipt, who=actor.name, now=now):
            raise CannotDecide(f"publication {identifier} has just changed: look again")
        found = publications.one(connection, identifier)
        record.chain(connection)
    assert found is not None  # it is never deleted
    journal.booked(book, [(found, receipt, None)], now)
    return found


def _completed(
    connection: Connection, publication: Publication, url: str, seen: Seen | None
) -> Receipt:
    """What will be known of it; raises CannotDecide where that is not more than is."""
    number, known = publication.id, publication.url
    if publication.state is not State.PUBLISHED:
        raise CannotDecide(f"publication {number} is {publication.state}: it is not out")
    if not lacks(publication):
        raise CannotDecide(f"publication {number} is out, at {known}: nothing is missing")
    url = url or (seen.url if seen else "")
    if known and url and url.rstrip("/") != known.rstrip("/"):
        raise CannotDecide(
            f"publication {number} is out, at {known}: only what is missing can be added"
        )
    remote_id = publication.remote_id or (seen.remote_id if seen else "")
    if seen is not None:
        other = holder(connection, seen.remote_id, [publication.channel], number)
        if other is not None:
            raise CannotDecide(f"the post at {seen.url} is publication {other}")
    receipt = Receipt(remote_id, known or url)
    if (receipt.remote_id, receipt.url) == (publication.remote_id, known):
        missing = "its id: the account does not show that post" if known else "say where: --url …"
        raise CannotDecide(
            f"publication {number} is out, and nothing new is known of it; {missing}"
        )
    return receipt
