"""A person's hands on the publisher: pause, resume, reschedule, status, resolve."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import insert

from campaign.bootstrap import open_workspace
from campaign.model import AttemptOutcome, Planned, Publication, Receipt, State
from campaign.platforms.protocols import Platform
from campaign.sandbox import SandboxServer
from campaign.storage import parts, planning, publications, variants
from campaign.storage.database import Database, open_database
from campaign.storage.tables import attempts
from tests.cli.conftest import ROOT, Run
from tests.plan.made import variant

HOUR = timedelta(hours=1)
CHANNEL, OTHER = "arad-mastodon", "leipzig-bluesky"


@pytest.fixture
def database(workspace: Path) -> Iterator[Database]:
    """The workspace's own, before any command has run."""
    opened = open_database(f"sqlite:///{workspace / 'var' / 'campaign.db'}")
    yield opened
    opened.close()


def put(
    database: Database,
    post: str = "labs",
    state: State = State.SCHEDULED,
    *,
    channel: str = CHANNEL,
    late: timedelta = timedelta(0),
    reason: str = "",
) -> Publication:
    """Write down a publication in a state, as late as said."""
    now = datetime.now(UTC)
    region, _, platform = channel.partition("-")
    words = variant(post=post, channel=channel, platform=platform)
    planned = Planned(words, now - late, region, "A02")
    with database.write() as connection:
        name = variants.store(connection, words, now)
        number = planning.add(
            connection, planned, variant_hash=name, key=f"{post} {channel}", who="test", now=now
        )
        assert number is not None
        found = publications.one(connection, number)
        assert found is not None
        path = {
            State.SCHEDULED: (),
            State.UNKNOWN: (State.PUBLISHING, State.UNKNOWN),
            State.FAILED: (State.FAILED,),
            State.MISSED: (State.MISSED,),
        }[state]
        for step in path:
            assert publications.change(connection, found, step, who="w", now=now, reason=reason)
            found = publications.one(connection, number)
            assert found is not None
            if step is State.PUBLISHING:
                connection.execute(
                    insert(attempts).values(
                        publication=number,
                        variant_hash=name,
                        key=found.key,
                        worker="host:1",
                        started=now,
                        ended=now,
                        outcome=AttemptOutcome.OUTCOME_UNKNOWN,
                        answer="no answer within 30 s",
                        payload={"platform": platform, "body": {}, "uploads": []},
                    )
                )
    return found


# ---- pause, resume ----


def test_a_pause_is_listed_and_ended_with_the_names_of_both(workspace: Path, run: Run) -> None:
    """One command stops, one lets go, and in between everybody can see who and why."""
    said = run("pause", "region:arad", "--reason", "elections", "--who", "aina")
    assert (said.code, "region:arad is paused until" in said.out) == (0, True)
    (listed,) = run("pause", "--json").json["pauses"]
    assert (listed["scope"], listed["who"], listed["reason"]) == (
        "region:arad",
        "aina",
        "elections",
    )
    assert "elections" in run("pause").out
    ended = run("resume", "region:arad", "--who", "jon", "--json").json
    assert ([each["scope"] for each in ended["resumed"]], ended["paused"]) == (["region:arad"], [])
    assert "Nothing is paused." in run("pause").out
    assert run("resume", "region:arad").code == 1


def test_a_pause_ends_by_the_wall_of_its_region(workspace: Path, run: Run) -> None:
    """18:00 in Romania is 16:00 UTC in winter; of everything, it is Brussels that counts."""
    for scope, utc in (("channel:arad-mastodon", "16"), ("all", "17")):
        said = run("pause", scope, "--reason", "x", "--until", "2126-12-24 18:00", "--json")
        assert said.json["until"] == f"2126-12-24T{utc}:00:00+00:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pause", "region:arat", "--reason", "x"), 'did you mean "arad"?'),
        (("pause", "arad", "--reason", "x"), "say which: region:arad"),
        (("pause", "arad-mastodon", "--reason", "x"), "say which: channel:arad-mastodon"),
        (("pause", "all"), "say why"),
        (("pause", "--reason", "x"), "say what to pause"),
        (("pause", "all", "--reason", "x", "--until", "tomorrow"), "write 2026-12-01 10:00"),
        (("resume", "region:arat"), 'did you mean "arad"?'),
        (("resume",), "Missing argument 'scope'"),
        (("reschedule", "--to", "2126-12-02 10:00"), "say what"),
        (("reschedule", "3", "--all-missed", "--to", "2126-12-02 10:00"), "only one of them"),
        (("reschedule", "--all-missed"), "say when"),
        (("reschedule", "--all-missed", "--to", "2126-13-02 10:00"), "no month 13"),
        (("reschedule", "3", "--to", "2126-12-02 10:00", "--spread", "long"), "2 min"),
    ],
)
def test_a_slip_ends_with_two_and_the_nearest_right_word(
    words: tuple[str, ...], said: str, workspace: Path, run: Run
) -> None:
    """And changes nothing."""
    ended = run(*words)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())


# ---- reschedule ----


def test_all_that_was_missed_gets_another_time_on_each_channels_wall(
    database: Database, run: Run
) -> None:
    """Ten o'clock is ten o'clock there; two of one channel are half an hour apart."""
    for post, channel in (("labs", CHANNEL), ("more", CHANNEL), ("labs", OTHER)):
        put(database, post, State.MISSED, channel=channel, late=24 * HOUR)
    words = ("--all-missed", "--to", "2126-12-02 10:00", "--spread", "30 min")
    said = run("reschedule", *words, "--json")
    assert said.code == 0
    assert sorted(each["at"] for each in said.json["rescheduled"]) == [
        "2126-12-02T08:00:00+00:00",
        "2126-12-02T08:30:00+00:00",
        "2126-12-02T09:00:00+00:00",
    ]
    again = run("reschedule", *words)
    assert (again.code, "nothing is missed" in again.err) == (1, True)


def test_one_that_failed_is_shown_with_its_new_time(database: Database, run: Run) -> None:
    """The table says when, where."""
    number = put(database, state=State.FAILED).id
    said = run("reschedule", str(number), "--to", "2126-12-02 10:00")
    assert said.code == 0
    assert "Mon 02 Dec 2126 10:00 EET" in said.out


# ---- status ----

LINES = {"count", "first"}
LINE = {"id", "post", "channel", "state", "due", "worker", "since", "until", "reason"}
KEYS = {
    "clock",
    "costs",
    "skew",
    "unconfigured",
    "foreign",
    "changing",
    "differs",
    "limited",
    "unlooked",
    "unreachable",
    "versions",
    "healthy",
    "now",
    "attention",
    "bound_to_people",
    "counts",
    "next_due",
    "next_one",
    "to_approve",
    "oldest",
    "late",
    "held",
    "waiting",
    "in_flight",
    "pending",
    "unknown",
    "failed",
    "missed",
    "unapproved",
    "blocked",
    "pauses",
    "workers",
    "endings",
}


def test_the_keys_that_monitoring_reads_stay_as_they_are(database: Database, run: Run) -> None:
    """A key is added, never renamed: somebody's alarm hangs on it."""
    put(database, state=State.FAILED, reason="422: too rude")
    put(database, "late", late=HOUR)
    run("pause", "all", "--reason", "x")
    told = run("status", "--json").json
    assert set(told) == KEYS
    assert set(told["late"]) == set(told["failed"]) == LINES
    assert set(told["failed"]["first"][0]) == LINE
    assert set(told["held"][0]) == {"reason", "count", "first"}
    assert set(told["pauses"][0]) == {
        "id", "scope", "who", "at", "reason", "until", "ended", "ended_by"
    }  # fmt: skip
    assert told["attention"] == ["failed", "unapproved"]
    assert told["failed"]["first"][0]["reason"] == "422: too rude"
    assert 3600 <= told["oldest"] < 3700


def test_status_ends_with_one_when_a_person_is_needed(database: Database, run: Run) -> None:
    """And says what to do; a database with nothing in it needs nobody."""
    assert run("status").code == 0
    put(database, state=State.MISSED, late=24 * HOUR, reason="late by 24 h, more than 6 h")
    said = run("status")
    assert said.code == 1
    assert "late by 24 h, more than 6 h" in said.out
    assert "campaign reschedule --all-missed" in said.out
    assert "reschedule" not in run("status", "--json").out


def test_status_shows_pauses_and_how_long_the_oldest_has_waited(
    database: Database, run: Run
) -> None:
    """The reason of a pause stands beside what it holds."""
    put(database, late=3 * HOUR)
    run("pause", "region:arad", "--reason", "elections", "--who", "aina")
    said = run("status").out
    assert "Paused: region:arad, by aina: elections" in said
    assert "1 due and not out, the oldest for 3 hours." in said
    assert "1 held: aina paused region:arad: elections (no. 1)" in said


# ---- resolve ----


@pytest.fixture
def account(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The account of Arad on a sandbox that the workspace's channels talk to."""
    with SandboxServer(seed=1) as sandbox:
        file = workspace / "config.toml"
        told = file.read_text(encoding="utf-8")
        file.write_text(told.replace("https://mastodon.example", sandbox.url), encoding="utf-8")
        for name in re.findall(r'secret = "(\w+)"', told):
            monkeypatch.setenv(name, f"sandbox-{name.lower()}")
        opened = open_workspace(file, os.environ, lambda: datetime.now(UTC), sleep)
        yield opened.connect(opened.config.channels[CHANNEL])
        opened.close()


def post(account: Platform, key: str = "k") -> Receipt:
    """What the account shows since then."""
    words = variant(channel=CHANNEL, platform="mastodon")
    receipt = account.publish(account.payloads(words, datetime.now(UTC))[0], key)
    assert isinstance(receipt, Receipt)
    return receipt


def test_what_is_unknown_is_shown_beside_what_the_account_shows(
    database: Database, account: Platform, run: Run
) -> None:
    """The text, when and by whom it was sent, what was said, and the post with the same words."""
    assert run("resolve").code == 0
    put(database, state=State.UNKNOWN, reason="no answer")
    assert "the account shows nothing since then" in run("resolve").out
    receipt = post(account)
    said = run("resolve")
    assert said.code == 1
    for words in ("Bon dia a tothom.", "no answer within 30 s", receipt.url, "← the same words"):
        assert words in said.out
    told = run("resolve", "--json").json
    assert told["unknown"] == 1
    (one,) = told["publications"]
    assert (one["alike"], one["shown"][0]["remote_id"]) == ([receipt.url], receipt.remote_id)


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN])
def test_of_a_thread_that_is_out_in_part_each_part_and_each_way_is_shown(
    database: Database, account: Platform, run: Run, state: State
) -> None:
    """Where each part is, and what the ways of today are: the rest, nothing more, by hand."""
    number = put(database, state=state, reason="part 3 of 4: 403").id
    now = datetime.now(UTC)
    with database.write() as connection:
        for part, url in enumerate(("https://x.example/1", "")):
            receipt = Receipt(str(part), url)
            parts.add(connection, number, part, key=f"k{part}", receipt=receipt, now=now)
    told = run("resolve", str(number)).out
    assert "part 1 of 1 is out: https://x.example/1" in told
    assert "part 2 of 1 is out: its address is not known" in told
    assert f"campaign resolve {number} again: the rest follows, from part 3 on" in told
    assert f"campaign resolve {number} cancel: what is out stays, and nothing follows it" in told
    assert "say cancel, then campaign withdraw" in told
    assert "give it a file of its own in the calendar" in told
    # Whether the third one is there is a question only while nobody knows.
    assert (f"campaign resolve {number} absent" in told) is (state is State.UNKNOWN)
    (one,) = run("resolve", str(number), "--json").json["publications"]
    assert one["parts_at"] == ["https://x.example/1", ""]


def test_there_finds_the_id_by_the_address_or_by_the_words(
    database: Database, account: Platform, run: Run
) -> None:
    """So that its figures can be collected; an address elsewhere is kept as it is."""
    for number in range(3):
        receipt = post(account, f"k{number}")
        words = (("--url", receipt.url), (), ("--url", "https://x.example/1"))[number]
        one = put(database, f"p{number}", State.UNKNOWN)
        said = run("resolve", str(one.id), "there", *words, "--who", "aina")
        assert (said.code, "is now published" in said.out) == (0, True)
        with database.read() as connection:
            found = publications.one(connection, one.id)
            story = publications.story(connection, one.id)
        assert found is not None
        elsewhere = number == 2
        assert found.remote_id == ("" if elsewhere else receipt.remote_id)
        assert found.url == ("https://x.example/1" if elsewhere else receipt.url)
        assert ("no figures" in said.out) == elsewhere
        assert story[-1]["who"] == "aina"
    post(account, "another")
    one = put(database, "twice", State.UNKNOWN)
    said = run("resolve", str(one.id), "there")
    assert (said.code, "more than once" in said.err) == (1, True)


def test_where_it_is_can_be_added_later(database: Database, account: Platform, run: Run) -> None:
    """Said at once; then the address alone, or, of what the account shows, the id as well."""
    first, second = (put(database, f"p{n}", State.UNKNOWN) for n in range(2))
    for one in (first, second):
        said = run("resolve", str(one.id), "there")
        assert f"Add it when you know it: campaign resolve {one.id} there --url" in said.out
    elsewhere = run("resolve", str(first.id), "there", "--url", "https://x.example/1")
    assert (elsewhere.code, "no figures" in elsewhere.out) == (0, True)
    receipt = post(account, "later")
    found = run("resolve", str(second.id), "there", "--url", receipt.url, "--json").json
    assert (found["url"], found["remote_id"]) == (receipt.url, receipt.remote_id)
    again = run("resolve", str(second.id), "there", "--url", "https://x.example/2")
    assert (again.code, "nothing is missing" in again.err) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="terminals are another thing there")
def test_at_a_terminal_it_asks_where(database: Database, workspace: Path) -> None:
    """Until it gets an address, or nothing; what is no address is asked for once more."""
    number = put(database, state=State.UNKNOWN).id
    person, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign.cli", "resolve", str(number), "there"],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    for answer in (b"over there\n", b"https://x.example/7\n"):
        asked = shown.count(b"if you do not know it")
        while shown.count(b"if you do not know it: ") <= asked:
            shown += os.read(person, 1024)
        os.write(person, answer)
    with suppress(OSError):  # the terminal is gone with the program
        while more := os.read(person, 1024):
            shown += more
    os.close(person)
    assert process.wait(30) == 0, shown.decode()
    assert b"An address begins with https://" in shown
    with database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None and found.url == "https://x.example/7"


def test_again_is_refused_when_the_account_shows_the_same_words(
    database: Database, account: Platform, run: Run
) -> None:
    """Unless the person insists."""
    number = str(put(database, state=State.UNKNOWN).id)
    receipt = post(account)
    said = run("resolve", number, "again")
    assert (said.code, receipt.url in said.err) == (1, True)
    assert run("resolve", number, "again", "--anyway", "--json").json["state"] == "scheduled"


def test_what_failed_and_stands_there_all_the_same_is_not_sent_again_but_recorded(
    database: Database, account: Platform, run: Run
) -> None:
    """The refusal names the command that records it; the next one with these words is no reason."""
    number = str(put(database, state=State.FAILED).id)
    receipt = post(account)
    said = run("resolve", number, "again")
    command = f"campaign resolve {number} there --url {receipt.url}"
    assert (said.code, command in said.err) == (1, True)
    assert run(*command.split()[1:]).code == 0
    other = str(put(database, "more", State.FAILED).id)
    assert f"← no. {number}" in run("resolve", other).out
    assert run("resolve", other, "again").code == 0


def test_a_decision_needs_no_way_to_the_network(database: Database, run: Run) -> None:
    """No secret is set, no server is there: the person has looked with their own eyes."""
    number = str(put(database, state=State.UNKNOWN).id)
    said = run("resolve", number)
    assert "look at @eubelong_arad at https://mastodon.example" in said.out
    assert "ARAD_MASTODON_TOKEN" in said.out
    assert "EU_MASTODON_TOKEN" not in said.out, "another channel's secret is no matter here"
    said = run("resolve", number, "again")
    assert (said.code, "nobody can ask there" in said.err, "--anyway" in said.err) == (
        1,
        True,
        True,
    )
    assert run("resolve", number, "absent").code == 0
    said = run("resolve", number, "again")
    assert (said.code, "Nobody could look" in said.out) == (0, True)
    assert run("resolve", number, "again").code == 1
    assert run("resolve", "99").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("1", "maybe"), "say there, again, absent or cancel"),
        (("1", "there", "--url", "x.example/1"), "no address of a post"),
        (("1", "again", "--url", "https://x.example/1"), "--url goes with `there`"),
    ],
)
def test_a_decision_that_is_none_ends_with_two(
    words: tuple[str, ...], said: str, workspace: Path, run: Run
) -> None:
    """And changes nothing."""
    ended = run("resolve", *words)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())
