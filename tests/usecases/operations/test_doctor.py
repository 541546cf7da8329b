"""Each check of the surroundings, when all is well and when it is not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign.errors import Unavailable
from campaign.media import MediaStore
from campaign.model import Channel, Publication, Receipt, State
from campaign.model.people import Actor
from campaign.platforms.http import server_clock
from campaign.platforms.protocols import Platform, Seen
from campaign.storage import backups, parts, publications
from campaign.storage.database import Database
from campaign.storage.journal import Entry, Journal, booked
from campaign.usecases.operations import doctor
from campaign.usecases.operations.doctor import Check, Standing
from campaign.usecases.operations.restore import mark_only
from tests.engine.scripted import Ledger, Scripted
from tests.plan.made import DAY, HOUR, NOW, channel
from tests.platforms import samples
from tests.platforms.scripted import Reply, always
from tests.platforms.scripted import Scripted as Server
from tests.storage.conftest import on_both
from tests.storage.made import one

MINUTE = timedelta(minutes=1)
WORDS = "Bon dia a tothom."


@dataclass
class Showing(Scripted):
    """A network that shows what an account posted."""

    shows: list[Seen] = field(default_factory=list)
    trouble: Exception | None = None

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the test has put there."""
        if self.trouble is not None:
            raise self.trouble
        return [seen for seen in self.shows if seen.at >= since]


@pytest.fixture
def showing(tmp_path: Path) -> Showing:
    """The network, whose account shows the words of `labs`."""
    made = Showing(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))
    made.shows = [Seen("7", "https://scripted.example/7", f" {WORDS}", NOW - HOUR)]
    return made


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal whose folder is not there yet."""
    return Journal(tmp_path / "var" / "receipts.jsonl")


def put(database: Database, post: str = "labs", *path: State) -> Publication:
    """A publication that stands so."""
    with database.write() as connection:
        made = one(connection, post)
        for after in path:
            assert publications.change(connection, made, after, who="w", now=NOW)
            found = publications.one(connection, made.id)
            assert found is not None
            made = found
    return made


def receipt(publication: Publication, after: timedelta = MINUTE, part: int | None = None) -> Entry:
    """One in the journal."""
    p = publication
    identity = (p.id, p.post, p.occurrence, p.channel, p.platform)
    return Entry(*identity, part, p.key, "7", "u", NOW + after, p.variant_hash)


def accounts(
    database: Database,
    network: Platform,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    of: Channel | None = None,
    neighbours: Callable[[str], Collection[str]] = lambda name: {name},
) -> list[Check]:
    """What the accounts tell."""
    place = of or channel()
    return doctor.of_accounts(database, {place.name: place}, lambda _: network, neighbours, clock)


def standings(checks: Sequence[Check]) -> dict[str, Standing]:
    """How each came out."""
    return {check.name: check.standing for check in checks}


@on_both
def test_a_receipt_that_the_database_lacks_means_that_a_backup_was_put_back(
    database: Database, journal: Journal
) -> None:
    """Whichever of the journal's; the remedy is the command that marks."""
    assert doctor.of_receipts(database, journal, NOW).standing is Standing.UNKNOWN
    first, second = put(database, "first"), put(database, "second")
    with database.write() as connection:
        publications.publish(connection, [(second, Receipt("7"))], who="w", now=NOW)
    journal.append([receipt(second)])
    assert doctor.of_receipts(database, journal, NOW + HOUR).standing is Standing.GOOD
    journal.append([replace(receipt(first), remote_id="8"), receipt(second, 2 * MINUTE)])
    found = doctor.of_receipts(database, journal, NOW + HOUR)
    assert found.standing is Standing.BAD
    assert "the database ends at 2026-12-01 09:00:00 UTC and lacks 1 receipts" in found.says
    assert "the newest of 2026-12-01 09:02:00 UTC: first on catalonia" in found.says
    assert "campaign restore --mark-only" in found.remedy
    mark_only(database, journal, actor=Actor("aina"), now=NOW + HOUR)
    assert doctor.of_receipts(database, journal, NOW + HOUR).standing is Standing.GOOD


@on_both
def test_receipts_of_parts_and_of_unknown_posts_are_compared_too(
    database: Database, journal: Journal
) -> None:
    """A part that is there is no fault; what was told as unplaced once is not told again."""
    thread = put(database, "thread")
    with database.write() as connection:
        parts.add(connection, thread.id, 0, key="k", receipt=Receipt("7"), now=NOW)
    journal.append([receipt(thread, part=0)])
    assert doctor.of_receipts(database, journal, NOW + HOUR).standing is Standing.GOOD
    journal.append([replace(receipt(thread), post=f"gone-{n}") for n in range(500)])
    found = doctor.of_receipts(database, journal, NOW + HOUR)
    assert "lacks 500 receipts" in found.says
    assert found.says.endswith(", …")
    mark_only(database, journal, actor=Actor("aina"), now=NOW + HOUR)
    assert doctor.of_receipts(database, journal, NOW + HOUR).standing is Standing.GOOD
    journal.append([receipt(thread, 2 * HOUR, part=1)])
    assert doctor.of_receipts(database, journal, NOW + HOUR).standing is Standing.BAD


def test_a_journal_that_cannot_be_read_or_written_is_told(
    database: Database, tmp_path: Path, journal: Journal
) -> None:
    """And looking makes no file."""
    assert doctor.of_journal(journal).standing is Standing.GOOD
    assert not journal.file.exists()
    booked(journal, [(put(database), Receipt("7"), None)], NOW)
    assert doctor.of_journal(journal).standing is Standing.GOOD
    folder = Journal(tmp_path)
    assert doctor.of_receipts(database, folder, NOW).standing is Standing.BAD
    assert doctor.of_journal(folder).standing is Standing.BAD
    (tmp_path / "file").write_text("")
    assert doctor.of_journal(Journal(tmp_path / "file" / "x")).standing is Standing.BAD


def test_words_on_the_account_that_nobody_booked_are_told_with_their_address(
    database: Database, showing: Showing
) -> None:
    """Of what is to be sent; what is published, or on its way, is no fault."""
    labs = put(database)
    found = accounts(database, showing)
    assert standings(found) == {"catalonia": Standing.BAD, "clock": Standing.UNKNOWN}
    assert "https://scripted.example/7 has the words of no. 1 (labs)" in found[0].says
    assert "campaign restore --mark-only" in found[0].remedy
    with database.write() as connection:
        flying = replace(labs, state=State.PUBLISHING)
        publications.change(connection, labs, State.PUBLISHING, who="w", now=NOW)
    assert standings(accounts(database, showing))["accounts"] is Standing.GOOD
    with database.write() as connection:
        publications.publish(connection, [(flying, Receipt("7"))], who="w", now=NOW)
    put(database, "again")
    assert standings(accounts(database, showing))["accounts"] is Standing.GOOD


def test_words_that_a_channel_on_the_same_account_booked_are_ours(
    database: Database, showing: Showing
) -> None:
    """Two languages, one account."""
    put(database)
    with database.write() as connection:
        other = one(connection, "other", channel="navarra")
        publications.publish(connection, [(other, Receipt("7"))], who="w", now=NOW)
    assert standings(accounts(database, showing))["catalonia"] is Standing.BAD
    both = accounts(database, showing, neighbours=lambda _: {"catalonia", "navarra"})
    assert standings(both)["accounts"] is Standing.GOOD


def test_other_words_and_a_distant_calendar_are_no_fault(
    database: Database, showing: Showing
) -> None:
    """The same words are said again after months, and others all the time."""
    put(database)
    showing.shows = [replace(showing.shows[0], text="Una altra cosa.")]
    assert standings(accounts(database, showing))["accounts"] is Standing.GOOD
    showing.shows = [Seen("7", "u", WORDS, NOW + 59 * DAY)]
    later = accounts(database, showing, clock=lambda: NOW + 60 * DAY)
    assert standings(later)["accounts"] is Standing.GOOD


@pytest.mark.parametrize(
    ("trouble", "says"), [(Unavailable("down"), "down"), (KeyError("id"), "KeyError")]
)
def test_an_account_that_cannot_be_asked_is_no_fault(
    database: Database, showing: Showing, trouble: Exception, says: str
) -> None:
    """It is said, and nobody concludes anything from it."""
    put(database)
    showing.trouble = trouble
    found = accounts(database, showing)
    assert standings(found)["catalonia"] is Standing.UNKNOWN
    assert says in found[0].says


def test_a_paused_channel_and_a_network_without_a_list_are_not_asked(
    database: Database, showing: Showing, tmp_path: Path
) -> None:
    """The one rests on purpose, of the other nothing can be known."""
    put(database)
    mute = Scripted(Ledger(tmp_path / "l"), MediaStore(tmp_path / "m"))
    for network, place in ((showing, channel(paused=True)), (mute, channel())):
        assert standings(accounts(database, network, of=place)) == {"clock": Standing.UNKNOWN}


@pytest.mark.parametrize(
    ("date", "standing", "says"),
    [
        ("Tue, 01 Dec 2026 09:00:00 GMT", Standing.GOOD, "it agrees with 1 of"),
        ("Tue, 01 Dec 2026 09:00:29 GMT", Standing.GOOD, "it agrees with 1 of"),
        ("Tue, 01 Dec 2026 09:01:00 GMT", Standing.BAD, "it is 60 s behind 127.0.0.1"),
        ("Tue, 01 Dec 2026 08:00:00 GMT", Standing.BAD, "it is 3600 s ahead of 127.0.0.1"),
        ("yesterday", Standing.UNKNOWN, "no network told the time"),
    ],
)
def test_the_clock_is_compared_with_what_servers_tell(
    database: Database, date: str, standing: Standing, says: str
) -> None:
    """By a real adapter, whose list of posts is asked anyway; also when it refuses."""
    for status in (200, 503):
        with Server(always(Reply(status, [], headers={"Date": date}))) as server:
            network = samples.connected("mastodon", server.url)
            (found,) = [c for c in accounts(database, network) if c.name == "clock"]
        assert (found.standing, says in found.says) == (standing, True), found.says


def test_nobody_notes_times_that_nobody_wants() -> None:
    """Outside of a look, what a server tells is passed over."""

    def tell(date: str) -> None:
        server_clock.tell(lambda: NOW, "x.example", {"Date": date}, 0.1)

    tell("Tue, 01 Dec 2026 09:00:00 GMT")
    with server_clock.noted() as outer:
        with server_clock.noted() as inner:
            tell("Tue, 01 Dec 2026 08:59:00 GMT")
        tell("")
    assert (outer, [told.ahead for told in inner]) == ([], [MINUTE])


@on_both
def test_a_database_server_is_asked_for_its_time(database: Database, kind: str) -> None:
    """A file has none."""
    found = doctor.of_database_clock(database, lambda: NOW)
    if kind == "sqlite":
        assert found is None
        return
    assert found is not None
    assert found.standing is Standing.BAD
    assert "the database's server" in found.says


def test_a_damaged_file_and_a_full_disk_are_told(
    database: Database, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do."""
    file = Path(url.removeprefix("sqlite:///"))
    assert doctor.of_file(file).standing is Standing.GOOD
    bad = tmp_path / "bad.db"
    backups.back_up(file, bad, force=False)
    data = bytearray(bad.read_bytes())
    data[3 * 4096 : 9 * 4096] = bytes(range(256)) * 96
    bad.write_bytes(data)
    found = doctor.of_file(bad)
    assert (found.standing, found.remedy) == (
        Standing.BAD,
        "put a backup back: campaign restore FILE",
    )
    assert doctor.of_disk(tmp_path / "not" / "there", 0).standing is Standing.GOOD
    assert doctor.of_disk(tmp_path, 10**15).standing is Standing.BAD


@pytest.mark.parametrize(
    ("platforms", "now", "count"),
    [
        (["x", "x", "mastodon"], datetime(2027, 2, 1, tzinfo=UTC), 0),
        (["x", "x", "mastodon"], datetime(2027, 3, 1, tzinfo=UTC), 1),
        (["mastodon", "bluesky"], datetime(2030, 1, 1, tzinfo=UTC), 0),
        ([], datetime(2030, 1, 1, tzinfo=UTC), 0),
    ],
)
def test_prices_that_were_read_long_ago_are_a_finding(
    platforms: list[str], now: datetime, count: int
) -> None:
    """Of the networks that the campaign uses and that charge."""
    found = doctor.of_prices(platforms, now)
    assert [each.standing for each in found] == [Standing.BAD] * count
    assert all("22 August 2026" in each.says and each.remedy for each in found)
