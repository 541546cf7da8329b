"""Where a post is can be added after a person has said that it is there; nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.model import Decision, Publication, State
from campaign.model.people import Actor
from campaign.platforms.protocols import Seen
from campaign.storage import publications
from campaign.storage.journal import Journal
from campaign.usecases.operations.amend import amend, lacks
from campaign.usecases.operations.resolve import CannotDecide, resolve
from tests.engine.scripted import swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, NOW
from tests.storage.conftest import on_both

pytestmark = on_both

URL = "https://scripted.example/7"
SEEN = Seen("7", URL, "Bon dia a tothom.", NOW)


@pytest.fixture
def there(stage: Stage) -> Stage:
    """One publication that is there by a person's word, nobody knows where."""
    stage.network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    resolve(stage.database, 1, Decision.THERE, actor=Actor("aina"), now=stage.now)
    assert lacks(stage.held())
    return stage


def add(stage: Stage, number: int = 1, **other: object) -> Publication:
    """What Marek adds a day later."""
    return amend(stage.database, number, actor=Actor("marek"), now=stage.now + DAY, **other)  # type: ignore[arg-type]


def test_an_address_is_added_and_the_rest_stays(there: Stage) -> None:
    """Also the instant and the state; the history has who did it."""
    before = there.held()
    assert add(there, url=URL) == replace(before, url=URL)
    with there.database.read() as connection:
        last = publications.story(connection, 1)[-1]
    assert (last["who"], last["before"], last["after"]) == ("marek", "published", "published")
    assert (last["decision"], URL in last["reason"]) == ("there", True)


def test_what_the_account_shows_gives_the_id_too(there: Stage) -> None:
    """So that figures can be collected."""
    found = add(there, seen=SEEN)
    assert (found.url, found.remote_id, lacks(found)) == (URL, "7", False)


def test_an_id_can_follow_the_address(there: Stage) -> None:
    """When the account could not be read at first; the address is compared without its last /."""
    add(there, url=f"{URL}/")
    found = add(there, url=URL, seen=SEEN)
    assert (found.url, found.remote_id) == (f"{URL}/", "7")


def test_it_is_written_into_the_journal(there: Stage) -> None:
    """A backup that is put back learns it from there."""
    book = Journal(there.folder / "receipts.jsonl")
    add(there, seen=SEEN, book=book)
    entry = book.last()
    assert entry is not None
    assert (entry.url, entry.remote_id, entry.part) == (URL, "7", None)


def test_what_is_known_is_never_changed(there: Stage) -> None:
    """Neither the address, nor anything of a post that has both."""
    add(there, url=URL)
    with pytest.raises(CannotDecide, match="only what is missing can be added"):
        add(there, url="https://scripted.example/8")
    with pytest.raises(CannotDecide, match="the account does not show that post"):
        add(there, url=URL)
    add(there, seen=SEEN)
    with pytest.raises(CannotDecide, match="nothing is missing"):
        add(there, url=URL)
    assert there.held().url == URL


def test_without_anything_new_it_asks_where(there: Stage) -> None:
    """And changes nothing."""
    with pytest.raises(CannotDecide, match="say where: --url"):
        add(there)


def test_the_post_of_another_publication_is_refused(there: Stage) -> None:
    """A post at a network belongs to one publication."""
    add(there, seen=SEEN)
    there.network.script.append(swallowed)
    there.ready(there.wanted("labs", at=NOW), there.wanted("other", at=there.now))
    there.tick(DAY / 24)
    number = there.number("other")
    resolve(there.database, number, Decision.THERE, actor=Actor("aina"), now=there.now)
    with pytest.raises(CannotDecide, match="is publication 1"):
        add(there, number, seen=SEEN)
    assert lacks(there.held(number))


@pytest.mark.parametrize("state", [State.SCHEDULED, State.UNKNOWN])
def test_what_is_not_out_is_decided_and_not_amended(stage: Stage, state: State) -> None:
    """`resolve` does that."""
    if state is State.UNKNOWN:
        stage.network.script.append(swallowed)
    stage.ready(stage.wanted(at=NOW if state is State.UNKNOWN else NOW + DAY))
    stage.tick()
    with pytest.raises(CannotDecide, match=f"is {state}: it is not out"):
        add(stage, url=URL)
    with pytest.raises(CannotDecide, match="there is no publication 9"):
        add(stage, 9, url=URL)
