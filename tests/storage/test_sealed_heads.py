"""The file of sealed heads: one line each, and what became of a line is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.storage.sealed_heads import Head, Lines, SealedHeads
from tests.plan.made import NOW


@pytest.fixture
def heads(tmp_path: Path) -> SealedHeads:
    """A file that does not exist yet, in a folder that does not either."""
    return SealedHeads(tmp_path / "evidence" / "heads.jsonl")


def test_a_head_is_kept_once(heads: SealedHeads) -> None:
    """Also if it is kept again; nothing is kept before the first entry."""
    assert heads.read() == Lines()
    assert heads.keep(0, "0" * 64, NOW)
    assert heads.read() == Lines()
    for number in (1, 1, 2):
        assert heads.keep(number, f"{number}" * 64, NOW)
    at = NOW.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    assert heads.read().heads == (Head(1, "1" * 64, at), Head(2, "2" * 64, at))


def test_every_flipped_bit_is_found(heads: SealedHeads) -> None:
    """At each place of the only line, the end of the line included."""
    heads.keep(7, "7" * 64, NOW)
    whole = heads.file.read_bytes()
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            heads.file.write_bytes(changed)
            found = heads.read()
            assert found.changed or found.torn, (at, bit)


def test_a_torn_line_is_told_from_a_changed_one(heads: SealedHeads) -> None:
    """The next head stands on a line of its own."""
    heads.keep(1, "1" * 64, NOW)
    whole = heads.file.read_bytes()
    heads.file.write_bytes(whole + whole[:50])
    assert heads.keep(2, "2" * 64, NOW)
    found = heads.read()
    assert ([head.number for head in found.heads], found.changed, found.torn) == ([1, 2], (), (2,))


def test_a_line_that_cannot_be_written_stops_nothing(heads: SealedHeads) -> None:
    """It is logged, and the head is kept next time."""
    heads.file.parent.write_text("no folder")
    assert not heads.keep(1, "1" * 64, NOW)
    heads.file.parent.unlink()
    assert heads.keep(1, "1" * 64, NOW)
