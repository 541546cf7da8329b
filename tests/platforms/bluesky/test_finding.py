"""A Bluesky post whose key was minted anew is found by its words, and no other one by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from campaign.errors import Rejected
from campaign.keys import part_key, record_key
from campaign.model import Absent, Evidence, Receipt
from campaign.platforms.bluesky.adapter import Bluesky
from campaign.sandbox import SandboxServer
from tests.platforms import samples

HOUR = timedelta(hours=1)
IDENTITY = ("labs", "", "catalonia-ca")


@pytest.fixture
def clock() -> samples.Clock:
    """The sandbox's and ours."""
    return samples.Clock()


@pytest.fixture
def network(clock: samples.Clock) -> Iterator[Bluesky]:
    """The account on a sandbox."""
    with SandboxServer(seed=7, clock=clock) as box:
        yield cast(Bluesky, samples.connected("bluesky", box.url, clock=clock))


def test_a_post_under_an_earlier_key_is_found_by_its_words(
    network: Bluesky, clock: samples.Clock
) -> None:
    """It was planned, sent and forgotten; planned again it has a younger key."""
    since = clock.now
    (payload,) = network.payloads(samples.variant("bluesky"), clock.now)
    sent = network.publish(payload, record_key(IDENTITY, clock.now))
    clock.now += 2 * HOUR
    (again,) = network.payloads(samples.variant("bluesky"), clock.now)
    found = network.find(again, record_key(IDENTITY, clock.now), since)
    assert isinstance(found, Receipt)
    assert (found.remote_id, found.url) == (sent.remote_id, sent.url)
    assert isinstance(found.raw["cid"], str), "so that a reply to it can be made"


def test_other_words_and_another_ones_post_are_not_ours(
    network: Bluesky, clock: samples.Clock
) -> None:
    """Nor is one that was made before the doubt began."""
    since = clock.now
    (payload,) = network.payloads(samples.variant("bluesky"), clock.now)
    sent = network.publish(payload, record_key(IDENTITY, clock.now))
    clock.now += 2 * HOUR
    key = record_key(IDENTITY, clock.now)
    (other,) = network.payloads(samples.variant("bluesky", text="Una altra cosa."), clock.now)
    for found in (
        network.find(other, key, since),
        network.find(payload, key, since, booked=[sent.remote_id]),
        network.find(payload, key, since + 2 * HOUR),
    ):
        assert isinstance(found, Absent)
        assert found.by is Evidence.OWN_ID


def test_a_key_that_is_older_than_the_doubt_is_asked_for_alone(
    network: Bluesky, clock: samples.Clock
) -> None:
    """Its record is there or it is not; whoever else says the same is somebody else."""
    key = record_key(IDENTITY, clock.now)
    clock.now += 2 * HOUR
    since = clock.now
    (payload,) = network.payloads(samples.variant("bluesky"), clock.now)
    network.publish(payload, record_key(("somebody", "", "else"), clock.now))
    assert isinstance(network.find(payload, key, since), Absent)
    assert isinstance(network.find(payload, "no TID", since), Absent)


def test_a_part_is_found_under_the_one_before_it(network: Bluesky, clock: samples.Clock) -> None:
    """The same words as a post of their own, or under another one, are not it."""
    since = clock.now
    texts = ("U.", "Dos.")
    variant = replace(samples.variant("bluesky"), texts=texts, link="")
    first, second = network.payloads(variant, clock.now)
    key = record_key(IDENTITY, clock.now)
    root = network.publish(first, key)
    part = network.publish(second, part_key(key, 1), [root])
    clock.now += 2 * HOUR
    young = part_key(record_key(IDENTITY, clock.now), 1)
    found = network.find(second, young, since, [root])
    assert isinstance(found, Receipt)
    assert found.remote_id == part.remote_id
    assert isinstance(network.find(second, young, since), Absent)
    assert isinstance(network.find(second, young, since, [replace(root, remote_id="x")]), Absent)


@pytest.mark.usefixtures("nothing_strays")
def test_a_key_under_which_another_post_stands_is_refused_and_ours_is_a_receipt(
    network: Bluesky, clock: samples.Clock
) -> None:
    """The same record again is the same post; other words under its key are nobody's receipt."""
    key = record_key(IDENTITY, clock.now)
    (payload,) = network.payloads(samples.variant("bluesky"), clock.now)
    (other,) = network.payloads(samples.variant("bluesky", text="Una altra cosa."), clock.now)
    sent = network.publish(payload, key)
    assert network.publish(payload, key).remote_id == sent.remote_id
    with pytest.raises(Rejected, match="another post is there"):
        network.publish(other, key)
