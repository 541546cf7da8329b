"""The ZIP of an export: whole or not there, and never over another file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import StorageError
from campaign.model import Media
from campaign.model.variants import MachinePart
from campaign.usecases.trust.evidence import verify
from campaign.usecases.trust.evidence.archive import Archive, FileExists, write_archive
from campaign.usecases.trust.proof import plain
from tests.plan.made import variant
from tests.usecases.trust.told import SPAN


def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody else writes a file of that name while ours is being made."""
    target = tmp_path / "e.zip"

    def fill(archive: Archive) -> None:
        archive.add("a.txt", b"a")
        target.write_text("theirs")

    with pytest.raises(FileExists):
        write_archive(target, fill)
    assert target.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["e.zip"]


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """What was there stays, and no rest lies about."""
    target = tmp_path / "e.zip"
    target.write_text("before")

    def pieces() -> Iterator[bytes]:
        yield b"x" * 100
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="No space left on device"):
        write_archive(target, lambda archive: archive.add("a.txt", pieces()), replace=True)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["e.zip"]


def test_the_span_is_of_whole_days_in_its_zone() -> None:
    """The last day is included."""
    assert SPAN.bounds == (
        "2026-11-30T23:00:00.000000+00:00",
        "2026-12-01T23:00:00.000000+00:00",
    )


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"commented": True, "texts": ("Bon dia.", "Un comentari.")},
        {"consents": ("C-01", "C-02")},
        {"machine": (MachinePart("words", "model-1", True), MachinePart("a.png", "", False))},
        {"media": (Media("a" * 64, "image/png", 2, 2, 10, "Una taula"),)},
        {"beside": (Media("b" * 64, "image/png", 2, 2, 10, "Dues"),), "consents": ("C",)},
    ],
)
def test_verify_reckons_a_texts_hash_as_the_program_does(other: dict[str, Any]) -> None:
    """Whatever a text has: consents, machine's parts, pictures, a first comment."""
    made = variant(**other)
    assert verify.hash_of(plain(asdict(made))) == made.hash
