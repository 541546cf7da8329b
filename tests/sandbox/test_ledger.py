"""The ledger tells what went out, what went out twice, and survives a restart."""

import json
from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.journal import BrokenJournal, Journal
from tests.sandbox.visitors import (
    RKEY,
    Skywriter,
    Tooter,
    images,
    ledger,
    move_clock,
    picture,
    read,
    record,
    start,
)


def test_every_accepted_post_is_written_down(tooter: Tooter, sky: Skywriter) -> None:
    """Both networks, with key, language, pictures and the time of the sandbox."""
    media = read(tooter.upload(picture(), "Una taula"))
    tooter.post("Tres dies", key="k", language="ca", media=[media["id"]])
    sky.put(record("Tres dies", embed=images(sky.upload(picture()))))
    told = ledger(tooter.url)
    toot, sky_post = told["posts"]
    assert told["count"] == 2
    assert (toot["network"], toot["account"], toot["key"]) == ("mastodon", "catalonia-ca", "k")
    assert (sky_post["network"], sky_post["key"]) == ("bluesky", RKEY)
    for post in (toot, sky_post):
        assert post["text"] == "Tres dies"
        assert post["language"] == "ca"
        assert post["accepted_at"] == "2026-12-01T09:00:00.000Z"
        assert post["media"][0]["alt"] == "Una taula"
        assert requests.get(post["url"], timeout=10).status_code == 200
    assert toot["media"] == sky_post["media"]


def test_a_post_said_twice_is_counted(tooter: Tooter, sky: Skywriter) -> None:
    """The same words and pictures of one account on one network; spacing makes no difference."""
    first = read(tooter.post("Tres dies"))
    tooter.post("Una taula")
    Tooter(tooter.url, "navarra-es").post("Tres dies")
    sky.put(record("Tres dies"))
    media = read(tooter.upload(picture()))
    tooter.post("Tres dies", media=[media["id"]])
    assert ledger(tooter.url)["duplicates"] == 0
    tooter.post("Tres \n dies ")
    sky.put(record("Tres dies"), rkey="3mzzzzzzzzz23")
    told = ledger(tooter.url)
    assert told["duplicates"] == 2
    assert first["id"] in [post["duplicate_of"] for post in told["posts"]]


def test_a_post_after_a_deletion_is_no_duplicate(tooter: Tooter) -> None:
    """What was taken down may be said again; what was doubled first stays counted."""
    first = read(tooter.post("Tres dies"))
    tooter.delete(first["id"])
    second = read(tooter.post("Tres dies"))
    assert ledger(tooter.url)["duplicates"] == 0
    tooter.post("Tres dies")
    tooter.delete(second["id"])
    assert ledger(tooter.url)["duplicates"] == 1


def test_a_restarted_sandbox_still_knows_everything(tmp_path: Path) -> None:
    """Posts, pictures, keys, deletions, sessions and the time are all there again."""
    with SandboxServer(state=tmp_path, clock=start) as box:
        tooter, sky = Tooter(box.url), Skywriter(box.url)
        media = read(tooter.upload(picture(), "Una taula"))
        unused = read(tooter.upload(picture("red"), "Una altra"))
        toot = read(tooter.post("Tres dies", key="k", media=[media["id"]]))
        gone = read(tooter.post("Adeu"))
        tooter.delete(gone["id"])
        blob = sky.upload(picture())
        made = read(sky.put(record(embed=images(blob))))
        before = ledger(box.url)
    with SandboxServer(state=tmp_path, clock=start) as box:
        after = ledger(box.url)
        assert after["count"] == 3
        for old, new in zip(before["posts"], after["posts"], strict=True):
            assert {**old, "url": None} == {**new, "url": None}
        again = Tooter(box.url)
        repeated = read(again.post("Tres dies", key="k"))
        assert repeated["id"] == toot["id"]
        assert (
            requests.get(repeated["media_attachments"][0]["url"], timeout=10).content == picture()
        )
        read(again.get(f"/v1/statuses/{gone['id']}"), 404)
        fresh = read(again.post("Nou", media=[unused["id"]]))
        assert int(fresh["id"]) > int(gone["id"])
        sky.url = box.url
        repeat = read(sky.put(record(embed=images(blob)), swapRecord=None))
        assert repeat["cid"] == made["cid"]
        again.post("Tres dies", key="other", media=[])
        assert ledger(box.url)["duplicates"] == 0


def test_a_restarted_sandbox_runs_on_from_its_own_time(tmp_path: Path) -> None:
    """Posts are never younger than the clock that shows them."""
    with SandboxServer(state=tmp_path) as box:
        move_clock(box.url, "2199-01-01T00:00:00Z")
    with SandboxServer(state=tmp_path) as box:
        told = requests.get(f"{box.url}/_sandbox/clock", timeout=10).json()
    assert told["now"] >= "2199-01-01T00:00:00"
    assert not told["stopped"]


def test_a_line_cut_off_by_a_kill_is_dropped(tmp_path: Path) -> None:
    """Nobody was told of that event; what was told of is kept."""
    with SandboxServer(state=tmp_path, clock=start) as box:
        Tooter(box.url).post("Tres dies")
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + whole[-80:-1])
    with SandboxServer(state=tmp_path, clock=start) as box:
        assert ledger(box.url)["count"] == 1
    assert journal.read_bytes().startswith(whole)


def test_a_broken_journal_names_file_and_line(tmp_path: Path) -> None:
    """A line in the middle that is no JSON is not passed over."""
    path = tmp_path / "journal.jsonl"
    path.write_text('{"event": "clock", "at": "2026-12-01T09:00:00Z"}\nnonsense\n')
    with pytest.raises(BrokenJournal, match=r"journal\.jsonl:2"):
        list(Journal(path).events())


def test_the_public_record_gets_one_line_a_post(tmp_path: Path) -> None:
    """`--ledger FILE`: public posts only, readable by any tool."""
    path = tmp_path / "ledger.jsonl"
    with SandboxServer(ledger=path, clock=start) as box:
        tooter = Tooter(box.url)
        tooter.post("Tres dies")
        tooter.post("for followers", visibility="private")
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["text"] == "Tres dies"
    assert json.loads(line)["url"].startswith(box.url)
