"""The journal of receipts: appended, read from its end, and never in anybody's way."""

from __future__ import annotations

import json
import logging
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign.keys import part_key
from campaign.model import Publication, Receipt
from campaign.storage.journal import Entry, Journal, booked
from tests.plan.made import NOW, held, planned

MADE = Entry(
    1, "labs", "", "catalonia", "mastodon", None, "key", "7", "https://x.example/7", NOW, "f" * 64
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal whose folder is not there yet."""
    return Journal(tmp_path / "var" / "receipts.jsonl")


def some(count: int) -> list[Entry]:
    """Receipts a minute apart."""
    return [replace(MADE, publication=n, at=NOW + timedelta(minutes=n)) for n in range(count)]


def publication() -> Publication:
    """One that has just been booked."""
    return held(planned())


def test_what_was_appended_is_read_newest_first(journal: Journal) -> None:
    """Over many blocks, with letters of every length."""
    entries = [replace(each, post=f"lliçó {'ж' * 300}") for each in some(1000)]
    journal.append(entries[:400])
    journal.append(entries[400:])
    assert list(journal.backwards()) == entries[::-1]
    assert journal.last() == entries[-1]


def test_of_no_file_and_of_nothing_there_is_no_last(journal: Journal) -> None:
    """A campaign that never published has no journal, and appending nothing makes none."""
    assert journal.last() is None
    journal.append([])
    assert not journal.file.exists()


@pytest.mark.parametrize("torn", ["", "\n", '{"publication":2,"post":"la', "\x00\x00\x00"])
def test_a_torn_last_line_costs_no_other(journal: Journal, torn: str) -> None:
    """Neither the one before it nor the one that is written next."""
    journal.append([MADE])
    with journal.file.open("a") as file:
        file.write(torn)
    assert journal.last() == MADE
    after = replace(MADE, publication=2)
    journal.append([after])
    assert list(journal.backwards()) == [after, MADE]


def test_what_somebody_else_wrote_is_passed_over(journal: Journal) -> None:
    """A line of another program, a field of another kind, an instant without a zone."""
    journal.append([MADE])
    line = json.loads(journal.file.read_text())
    with journal.file.open("a") as file:
        for other in (
            [1],
            {**line, "publication": "1"},
            {**line, "part": "0"},
            {**line, "at": "2026-12-01T09:00:00"},
            {k: v for k, v in line.items() if k != "key"},
        ):
            file.write(json.dumps(other) + "\n")
        file.write("nonsense\n")
    assert list(journal.backwards()) == [MADE]


def test_a_field_that_a_later_version_adds_does_no_harm(journal: Journal) -> None:
    """An older program reads what a newer one wrote."""
    journal.append([MADE])
    line = {**json.loads(journal.file.read_text()), "colour": "blue"}
    journal.file.write_text(json.dumps(line) + "\n")
    assert journal.last() == MADE


def test_the_last_line_is_read_without_all_the_others(journal: Journal) -> None:
    """Of 20 MB, and so is a file that is one endless line, in bounded memory."""
    journal.append([MADE])
    with journal.file.open("ab") as file:
        for _ in range(20):
            file.write(b"x" * 2**20)
        file.write(b"\n")
    journal.append([MADE])
    tracemalloc.start()
    assert list(journal.backwards()) == [MADE, MADE]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6_000_000


def test_a_journal_that_cannot_be_written_raises_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged: a receipt in the database is what counts."""
    (tmp_path / "file").write_text("")
    blocked = Journal(tmp_path / "file" / "receipts.jsonl")
    with caplog.at_level(logging.ERROR):
        booked(blocked, [(publication(), Receipt("7"), None)], NOW)
    assert [record.action for record in caplog.records] == ["journal_failed"]  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="file"):
        blocked.check_writable()


def test_a_disk_that_takes_half_a_line_leaves_the_next_one_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A device that is always full tells so."""
    full = Journal(Path("/dev/full"))
    full.append([MADE])
    assert "not in the journal" in caplog.text


def test_booked_writes_what_identifies_a_receipt(journal: Journal) -> None:
    """The whole under the publication's key, a part under its own; one write for all."""
    one = publication()
    receipt = Receipt("7", "https://x.example/7", {"secret": "no"})
    booked(journal, [(one, receipt, 1), (one, receipt, None)], NOW)
    whole, part = journal.backwards()
    assert (whole.part, whole.key, whole.identity) == (None, "key-1", ("labs", "", "catalonia"))
    assert (part.part, part.key) == (1, part_key("key-1", 1))
    assert (part.remote_id, part.url, part.at) == ("7", "https://x.example/7", NOW)
    assert part.variant_hash == one.variant_hash
    assert "secret" not in journal.file.read_text()
    booked(None, [(one, receipt, None)], NOW)


def test_instants_are_kept_in_utc(journal: Journal) -> None:
    """Whatever zone the clock had."""
    local = NOW.astimezone(datetime.now().astimezone().tzinfo)
    journal.append([replace(MADE, at=local)])
    assert '"2026-12-01T09:00:00+00:00"' in journal.file.read_text()
    last = journal.last()
    assert last is not None
    assert last.at.tzinfo is UTC
