"""What the fence holds back never leaves, on any network and for any part of a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.errors import OutcomeUnknown, Withheld
from campaign.keys import part_key
from campaign.model import Delivery, Payload, Pending, Receipt
from campaign.platforms import registry
from campaign.platforms.http import fence
from campaign.platforms.protocols import Edits, Finds, Finishes, Platform, Reads, Withdraws
from tests.platforms.places import CREATES, IDENTITY, Place, creates, place
from tests.platforms.samples import START, Shelf, connected, key_for, picture, variant
from tests.platforms.scripted import Reply, Scripted, Seen, always, passing_on

__all__ = ["place"]

_COMMENTS = re.compile(r"/.+/comments")


class Gate:
    """A gate that counts who goes through, and lets so many through at most."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.passed = 0

    def __call__(self) -> None:
        """Go through; raises Withheld when there is no room."""
        if self.passed >= self.room:
            raise Withheld("not sent: it was stopped")
        self.passed += 1


def parts(at: Place, adapter: Platform) -> tuple[Payload, ...]:
    """A post, and what stands under it where the network has that."""
    limits, plain = registry.limits(at.platform), at.variant()
    if limits.comments:
        return adapter.payloads(replace(plain, texts=(plain.text, "Més"), commented=True), START)
    if limits.threads:
        return adapter.payloads(replace(plain, texts=("1/2 Tres", "2/2 dies")), START)
    return adapter.payloads(plain, START)


def public(at: Place, seen: Sequence[Seen]) -> int:
    """How many requests asked to make something public."""
    if at.platform not in CREATES:
        return at.count()
    makes = creates(at.platform)
    return sum(
        makes(each) or (each.method == "POST" and _COMMENTS.fullmatch(each.path) is not None)
        for each in seen
    )


def done(
    at: Place, adapter: Platform, part: Payload, number: int, before: list[Receipt]
) -> Receipt:
    """A part through all of its steps."""
    key = part_key(key_for(at.platform, IDENTITY, START), number)
    return at.arrived(adapter.publish(part, key, before), adapter)


def test_nothing_becomes_public_that_is_withheld(place: Place) -> None:
    """Uploads may have gone; no post, second step, reply or comment has, and the caller hears it.

    Let through afterwards, each goes out once.
    """
    with Scripted(passing_on(place.server, lambda seen: False)) as between:
        adapter = place.connect(between.url)
        before: list[Receipt] = []
        for number, part in enumerate(parts(place, adapter)):
            with pytest.raises(Withheld, match="it was stopped"), fence.asked(Gate(0)):
                done(place, adapter, part, number, before)
            assert place.count() == public(place, between.seen) == number
            before.append(done(place, adapter, part, number, before))
            assert place.count() == public(place, between.seen) == number + 1
    assert len({each.remote_id for each in before}) == len(before)


def test_each_request_that_makes_something_public_passes_once(place: Place) -> None:
    """So does a deletion; no other one does, neither login nor question, but Meta's first steps."""
    gate = Gate(100)
    with Scripted(passing_on(place.server, lambda seen: False)) as between, fence.asked(gate):
        adapter = place.connect(between.url)
        before: list[Receipt] = []
        for number, part in enumerate(parts(place, adapter)):
            before.append(done(place, adapter, part, number, before))
            assert public(place, between.seen) == number + 1
            assert gate.passed == number + 1 + first_steps(place, between.seen)
        others = gate.passed
        place.clock.pass_by(180)
        if isinstance(adapter, Finds):
            adapter.find(parts(place, adapter)[0], "key", START)
        if isinstance(adapter, Reads):
            adapter.read(before[-1].remote_id)
        assert gate.passed == others
        if isinstance(adapter, Withdraws):
            adapter.withdraw(before[-1].remote_id)
            assert gate.passed == others + 1


def test_nothing_is_deleted_that_is_withheld(place: Place) -> None:
    """Deleting and changing ask the same gate, and then no byte of them has left."""
    adapter = place.connect()
    (part,) = parts(place, adapter)[:1]
    receipt = done(place, adapter, part, 0, [])
    with fence.asked(Gate(0)):
        if isinstance(adapter, Withdraws):
            with pytest.raises(Withheld):
                adapter.withdraw(receipt.remote_id)
        if isinstance(adapter, Edits):
            with pytest.raises(Withheld):
                adapter.edit(receipt.remote_id, part)
    assert place.count() == 1


def first_steps(place: Place, seen: Sequence[Seen]) -> int:
    """How many requests made something that nobody sees, on the networks that publish in steps."""
    if registry.delivery(place.platform) is not Delivery.TWO_PHASE:
        return 0
    return sum(each.method == "POST" for each in seen) - public(place, seen)


def test_a_part_is_withheld_at_each_of_its_steps(place: Place) -> None:
    """The first makes nothing public where the network says so, and is not begun either."""
    adapter = place.connect()
    before: list[Receipt] = []
    for number, part in enumerate(parts(place, adapter)):
        key = part_key(key_for(place.platform, IDENTITY, START), number)
        with fence.asked(Gate(0)), pytest.raises(Withheld):
            adapter.publish(part, key, before)
        if isinstance(adapter, Finishes) and adapter.in_two_steps(number):
            pending = adapter.publish(part, key, before)
            assert isinstance(pending, Pending)
            with fence.asked(Gate(0)), pytest.raises(Withheld):
                place.arrived(pending, adapter)
            assert place.count() == number
        before.append(done(place, adapter, part, number, before))


def test_how_a_container_stands_is_asked_past_a_closed_gate(place: Place) -> None:
    """Asking makes nothing public, so nothing has to be let through for it."""
    adapter = place.connect()
    if not isinstance(adapter, Finishes):
        return
    pending = adapter.publish(parts(place, adapter)[0], "key")
    assert isinstance(pending, Pending)
    with fence.asked(Gate(0)):
        for _ in range(3):
            place.clock.pass_by(60)
            assert adapter.stands(Pending(pending.token)) == Pending(pending.token)
        with pytest.raises(Withheld):
            place.arrived(pending, adapter)
    assert place.count() == 0
    receipt = place.arrived(pending, adapter)
    with fence.asked(Gate(0)):
        stands = adapter.stands(Pending(pending.token))
    assert isinstance(stands, Receipt) and stands.remote_id == receipt.remote_id


def test_a_folder_that_is_withheld_leaves_no_draft_behind(tmp_path: Path, shelf: Shelf) -> None:
    """Nor a draft that somebody could take for it."""
    adapter = connected("outbox", "", shelf, options={"folder": str(tmp_path)})
    payload = adapter.payloads(variant("outbox", shelf.put(picture())), START)[0]
    with pytest.raises(Withheld), fence.asked(Gate(0)):
        adapter.publish(payload, "key-1")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    gate = Gate(1)
    with fence.asked(gate):
        adapter.publish(payload, "key-1")
        adapter.publish(payload, "key-1")
    assert gate.passed == 1, "what is there already becomes public by nothing"


def test_apprise_asks_before_each_of_its_services() -> None:
    """Stopped before the first, nothing has left; stopped between, a person reads how many have."""
    with Scripted(always(Reply(200))) as first, Scripted(always(Reply(200))) as second:
        both = " ".join(f"json://{each.url.partition('://')[2]}/" for each in (first, second))
        adapter = connected("apprise", "", secret=both)
        payload = adapter.payloads(variant("apprise"), START)[0]
        with pytest.raises(Withheld, match="it was stopped"), fence.asked(Gate(0)):
            adapter.publish(payload, "key")
        assert first.seen == second.seen == []
        gate = Gate(1)
        halfway = r"1 of 2 services took it.*it was stopped"
        with pytest.raises(OutcomeUnknown, match=halfway), fence.asked(gate):
            adapter.publish(payload, "key")
        assert (len(first.seen), len(second.seen), gate.passed) == (1, 0, 1)
        gate = Gate(9)
        with fence.asked(gate):
            assert isinstance(adapter.publish(payload, "key"), Receipt)
        assert (len(first.seen), len(second.seen), gate.passed) == (2, 1, 2)
