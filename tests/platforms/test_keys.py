"""Keys that make a repeat recognisable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.keys import (
    TID_ALPHABET,
    KeyForm,
    idempotency_key,
    key_for,
    part_key,
    record_key,
    tid,
    tid_instant,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
INSTANTS = st.integers(10**15, 7 * 10**15).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


@given(INSTANTS, st.tuples(st.text(), st.text(), st.text()))
def test_a_record_key_is_a_tid_that_is_not_in_the_future(
    now: datetime, identity: tuple[str, str, str]
) -> None:
    """Within the hour before it was minted: https://atproto.com/specs/tid."""
    key = record_key(identity, now)
    assert len(key) == 13 and set(key) <= set(TID_ALPHABET)
    assert now - timedelta(hours=1) < tid_instant(key) <= now


@given(INSTANTS, INSTANTS)
def test_tids_sort_as_their_instants(one: datetime, other: datetime) -> None:
    """The alphabet is in the order of its codes."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    first, second = ((each - epoch) // timedelta(microseconds=1) for each in (one, other))
    assert (tid(first, 0) < tid(second, 0)) == (first < second)
    assert tid_instant(tid(first, 1023)) == one


def test_a_known_tid_reads_as_its_instant() -> None:
    """The example of the specification lies in the summer of 2023."""
    assert tid_instant("3jzfcijpj2z2a").date().isoformat() == "2023-06-30"


def test_what_is_no_tid_is_refused() -> None:
    """The specification's own wrong examples."""
    too_long, too_short, too_late = "3jzfcijpj2z2aa", "3jzfcijpj2z2", "zzzzzzzzzzzzz"
    for wrong in ("3jzfcijpj2z21", "0000000000000", too_long, too_short, too_late):
        with pytest.raises(ValueError, match="is no TID"):
            tid_instant(wrong)


def test_ten_thousand_publications_of_one_moment_have_keys_of_their_own() -> None:
    """`apply` mints all of a calendar at one instant."""
    identities = [(f"post-{number}", "", "eu") for number in range(10_000)]
    assert len({record_key(each, NOW) for each in identities}) == 10_000
    assert len({idempotency_key(each) for each in identities}) == 10_000


def test_an_idempotency_key_is_the_same_whenever_it_is_minted() -> None:
    """Nothing but the publication is in it, and it looks like the UUID that Mastodon suggests."""
    identity = ("a", "", "b")
    keys = {key_for(KeyForm.UUID, identity, NOW + timedelta(days=days)) for days in range(3)}
    assert keys == {idempotency_key(identity)}
    assert str(UUID(keys.pop())) == idempotency_key(identity)


def test_the_parts_of_a_thread_have_keys_of_their_own_in_their_order() -> None:
    """The first has the publication's; TIDs sort as the parts are read."""
    for form in KeyForm:
        key = key_for(form, ("a", "", "b"), NOW)
        keys = [part_key(key, number) for number in range(20)]
        assert keys[0] == key
        assert len(set(keys)) == 20
        assert keys == [part_key(key, number) for number in range(20)]
        other = key_for(form, ("a", "", "c"), NOW)
        assert not {part_key(other, number) for number in range(20)} & set(keys)
    tids = [part_key(record_key(("a", "", "b"), NOW), number) for number in range(20)]
    assert tids == sorted(tids)
    assert [tid_instant(each) - tid_instant(tids[0]) for each in tids] == [
        timedelta(microseconds=number) for number in range(20)
    ]


def test_a_naive_instant_mints_nothing() -> None:
    """Refused where it enters."""
    with pytest.raises(ValueError, match="no time zone"):
        key_for(KeyForm.TID, ("a", "", "b"), NOW.replace(tzinfo=None))
