"""`campaign approve`: what a person is shown, what a yes does, and what one letter changes."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign.calendar.write import edit
from campaign.cli.commands import COMMANDS
from campaign.cli.lazy import Group
from campaign.model import State
from campaign.storage.database import open_database
from campaign.storage.tables import publications
from tests.cli.conftest import Run

POST = "learning-labs-01"
FILE = Path("content/calendar") / f"{POST}.yaml"


@pytest.fixture
def one_post(workspace: Path) -> Path:
    """The starter campaign with one post alone, on the channels that tests look at."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    channels = ["eu/mastodon", "catalonia/mastodon", "leipzig/mastodon", "pomerania-mastodon"]
    change(workspace, channels=channels)
    return workspace


def change(workspace: Path, **keys: str | list[str]) -> None:
    """Write other values into the post's file; `__` stands for the dot of a path."""
    path = workspace / FILE
    named = {key.replace("__", "."): value for key, value in keys.items()}
    path.write_text(edit(path.read_text(encoding="utf-8"), named), encoding="utf-8")


def register(run: Run) -> None:
    """An admin, an approver and a coordinator of all regions, and an approver of one."""
    first = ("user", "add", "root-admin", "--name", "Root", "--email", "r@example.org")
    assert run(*first, "--role", "admin", "--region", "all").code == 0
    for id, role, region in (
        ("berta", "approver", "all"),
        ("carla", "coordinator", "all"),
        ("pola", "approver", "pomerania"),
        ("edith", "editor", "all"),
    ):
        words = ("user", "add", id, "--name", id.capitalize(), "--email", f"{id}@example.org")
        assert run(*words, "--role", role, "--region", region, "--as", "root-admin").code == 0


def two_steps(workspace: Path) -> None:
    """The configuration asks an approver, then a coordinator."""
    path = workspace / "config.toml"
    text = path.read_text(encoding="utf-8")
    steps = '[approval]\nsteps = ["approver", "coordinator"]\n\n[campaign.utm]'
    path.write_text(text.replace("[campaign.utm]", steps, 1), encoding="utf-8")


def waits(run: Run, *words: str) -> set[str]:
    """The channels on which something waits for a yes."""
    return {each["channel"] for each in run("approve", "--json", *words).json["requests"]}


# ---- one letter ----


def test_one_character_of_one_approved_polish_text_fells_that_channels_approval_alone(
    one_post: Path, run: Run
) -> None:
    """Through check, plan and apply; every other channel stays approved."""
    assert run("apply").code == 0
    assert run("approve", "--all", "--drafts").code == 0
    assert waits(run) == set()
    path = one_post / FILE
    text = path.read_text(encoding="utf-8")
    polish = re.search(r"^  pl:\n(?:    .*\n)+", text, re.M)
    assert polish is not None
    changed = polish[0].replace(" dni,", " dnii,", 1)
    assert len(changed) == len(polish[0]) + 1
    path.write_text(text.replace(polish[0], changed), encoding="utf-8")
    assert run("check", "--json").json["mistakes"] == []
    steps = run("plan", "--json").json["steps"]
    assert [(s["kind"], s["channel"], s["was_approved"]) for s in steps] == [
        ("change", "pomerania-mastodon", True)
    ]
    assert run("apply").code == 0
    assert waits(run) == {"pomerania-mastodon"}
    (asked,) = run("approve", "--json").json["requests"]
    assert [each["what"] for each in asked["changes"]] == ["text"]
    assert asked["approved_before"]["texts"] != asked["texts"]
    assert "changed: text" in run("approve").out
    said = run("approve", POST, "--show").out
    assert "    text:" in said and "      - " in said and "      + " in said


def test_the_whole_polish_copy_concerns_every_polish_channel_and_no_other(
    one_post: Path, run: Run
) -> None:
    """Two regions read it, on two networks each."""
    change(one_post, channels=["eu/mastodon", "pomerania", "wielkopolska", "arad/mastodon"])
    assert run("apply").code == 0
    assert run("approve", "--all", "--drafts").code == 0
    change(one_post, copy__pl__alt="Inny opis obrazka.")
    assert run("apply").code == 0
    assert waits(run) == {
        f"{region}-{network}"
        for region in ("pomerania", "wielkopolska")
        for network in ("mastodon", "bluesky")
    }


# ---- what is shown ----


def test_what_waits_is_listed_by_its_words(one_post: Path, run: Run) -> None:
    """Which post and channel, its first words, until when, and by whom."""
    assert run("apply").code == 0
    said = run("approve").out
    assert f"{POST}, eu, en, Tue 01 Dec 2026 10:00 CET: eu-mastodon" in said
    english = next(
        each for each in run("approve", "--json").json["requests"] if each["language"] == "en"
    )
    assert english["headline"][:40] in said
    assert "to approve until Sun 29 Nov 2026 10:00 CET" in said or "should have been" in said
    assert "a draft that no native reader has read" in said


def test_a_page_holds_everything_and_asks_no_server(one_post: Path, run: Run) -> None:
    """Words, pictures, alt texts, who is asked; nothing is loaded from elsewhere."""
    assert run("apply").code == 0
    page = one_post / "to approve.html"
    assert run("approve", "--page", str(page)).code == 0
    text = page.read_text(encoding="utf-8")
    assert "data:image/webp;base64," in text
    assert not re.findall(r"(?:src|href)=\"(?!data:|#|https://eu-belong)[^\"]*", text)
    assert "<script" not in text and "@import" not in text and "url(" not in text
    for each in run("approve", "--json").json["requests"]:
        assert each["headline"] in text
    assert waits(run), "a page approves nothing"


def test_drafts_are_approved_by_no_all_at_once(one_post: Path, run: Run) -> None:
    """English is the source; the others are drafts until a native reader has read them."""
    assert run("apply").code == 0
    assert "4 drafts not approved" in run("approve", "--all").out
    assert waits(run) == {
        *("catalonia-mastodon-ca", "catalonia-mastodon-es"),
        *("leipzig-mastodon", "pomerania-mastodon"),
    }
    assert run("approve", "--region", "leipzig").code == 0
    assert "leipzig-mastodon" in waits(run)
    change(one_post, copy__pl__state="reviewed")
    assert run("apply").code == 0
    assert "3 drafts" in run("approve", "--all").out
    assert "pomerania-mastodon" not in waits(run)
    assert run("approve", POST, "--channel", "leipzig-mastodon").code == 0, "named, so looked at"
    assert run("approve", "--all", "--drafts").code == 0
    assert waits(run) == set()


# ---- steps ----


def test_two_steps_at_the_command_line(one_post: Path, run: Run) -> None:
    """An approver, then a coordinator; each by their own id, and by nobody else."""
    two_steps(one_post)
    register(run)
    assert run("apply", "--as", "edith").code == 0
    assert run("approve", "--all", "--drafts").code == 1, "who acts is not said"
    assert run("approve", "--all", "--drafts", "--who", "Nobody At All").code == 1
    assert run("approve", "--all", "--drafts", "--as", "edith").code == 1
    early = run("approve", "--all", "--drafts", "--as", "carla")
    assert early.code == 1 and "waits for the yes of berta" in early.out
    own = run("approve", "--all", "--drafts", "--as", "pola")
    assert own.code == 0 and "1 variant approved by pola" in own.out
    assert "waits for the yes of carla (coordinator)" in own.out
    said = run("approve", "--all", "--drafts", "--as", "berta", "--json").json
    assert (said["approved"], said["released"]) == (4, 0)
    said = run("approve", "--all", "--drafts", "--as", "carla", "--json").json
    assert (said["approved"], said["released"]) == (5, 5)
    assert waits(run, "--as", "berta") == set()
    assert run("approve", POST, "--revoke", "--as", "berta").code == 1
    assert "4 variants was taken back" in run("approve", POST, "--withdraw", "--as", "berta").out
    assert len(waits(run, "--as", "berta")) == 4


def test_sent_back_with_words_and_let_go_on(one_post: Path, run: Run) -> None:
    """It is held with the reason until somebody ends that, or the words change."""
    assert run("apply").code == 0
    assert run("approve", "--all", "--drafts").code == 0
    wish = "Say Gdynia, please."
    done = run("approve", POST, "--region", "pomerania", "--send-back", wish)
    assert done.code == 0 and "1 variant sent back" in done.out
    refused = run("approve", POST)
    assert refused.code == 1 and wish in refused.out
    assert wish in run("agenda", "2026-12-01", "--region", "pomerania", "--json").out
    assert run("approve", POST, "--comment", "I asked them.").code == 0
    (asked,) = run("approve", "--json").json["requests"]
    assert [each["words"] for each in asked["remarks"]] == [wish, "I asked them."]
    assert run("approve", POST, "--go-on").code == 0
    assert waits(run) == {"pomerania-mastodon"}, "whoever sent it back took their own yes back"
    assert run("approve", POST).code == 0
    assert waits(run) == set()


def test_two_wishes_at_once_are_refused(one_post: Path, run: Run) -> None:
    """And a wish without a choice, or without words."""
    assert run("apply").code == 0
    assert run("approve", POST, "--send-back", "x", "--revoke").code == 2
    assert run("approve", "--send-back", "x").code == 2
    assert run("approve", POST, "--send-back", " ").code == 1
    assert run("approve", "--channel", "eu-mastodn").code == 1


def test_where_nobody_may_approve_check_and_doctor_say_so(one_post: Path, run: Run) -> None:
    """A step without anybody would hold a region for ever."""
    two_steps(one_post)
    register(run)
    assert run("user", "disable", "carla", "--as", "root-admin").code == 0
    said = run("check")
    assert "Nobody in 'catalonia' may approve as coordinator" in said.out
    checks = run("doctor", "--json").json["checks"]
    (found, *_) = [each for each in checks if each["name"] == "approval"]
    assert found["standing"] == "bad" and "--give coordinator --region" in found["remedy"]


# ---- every command ----


@pytest.fixture
def due(workspace: Path) -> Iterator[Path]:
    """One post, due since a minute, on a channel that writes into a folder; nobody approved it."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    path = workspace / "config.toml"
    text = path.read_text(encoding="utf-8")
    head, _, _ = text.partition("\n[channels]")
    head += '\n[platforms.outbox]\nfolder = "var/outbox"\n\n[channels]\n'
    head += 'eu-outbox = { platform = "outbox", region = "eu", language = "en" }\n'
    path.write_text(head, encoding="utf-8")
    change(workspace, channels=["eu-outbox"], when=wall(timedelta(hours=1)))
    yield workspace


def wall(ahead: timedelta) -> str:
    """A time from now on, as a file of the calendar writes it in Brussels."""
    from zoneinfo import ZoneInfo

    return f"{datetime.now(UTC).astimezone(ZoneInfo('Europe/Brussels')) + ahead:%Y-%m-%d %H:%M}"


#: What each command is tried with; any other one is tried alone, and with the post.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "approve": (
        (),
        ("--show",),
        ("--page", "var/page.html"),
        ("--revoke",),
        (POST, "--comment", "yes, it is approved"),
        (POST, "--send-back", "no"),
        (POST, "--go-on"),
        (POST, "--revoke"),
    ),
    "pause": (("all", "--reason", "x"),),
    "resume": (("all",),),
    "reschedule": (("1", "--to", "2099-01-01 10:00"), ("--all-missed", "--to", "2099-01-01 10:00")),
    "resolve": ((), ("1", "again"), ("1", "there", "--url", "https://x.example/1")),
    "backup": (("var/copy.db",),),
    "restore": (("var/copy.db",), ("--marked",)),
    "sheet export": (("var/sheet.xlsx",),),
    "sheet import": (("var/sheet.xlsx",),),
    "user add": (("zoe", "--name", "Zoe", "--email", "z@example.org"),),
    "user mail": (("aina", "aina@new.example"),),
    "channels connect": (("eu-outbox",),),
}
#: These work until they are ended, or on a campaign of their own.
APART = frozenset({"run", "sandbox", "demo", "rehearse", "init", "serve"})


def names() -> list[str]:
    """Every command there is."""
    found: list[str] = []
    for each in COMMANDS:
        if isinstance(each, Group):
            found += [f"{each.name} {inner.name}" for inner in each.commands]
        else:
            found.append(each.name)
    return found


def out(workspace: Path) -> list[Path]:
    """What has been published."""
    return [path for path in (workspace / "var/outbox").rglob("*") if path.is_file()]


def make_due(workspace: Path) -> None:
    """Its time came a minute ago."""
    database = open_database(f"sqlite:///{workspace / 'var/campaign.db'}")
    at = datetime.now(UTC) - timedelta(minutes=1)
    with database.write() as connection:
        connection.execute(
            publications.update()
            .where(publications.c.state == State.SCHEDULED)
            .values(due=at, not_before=at)
        )
    database.close()


@pytest.mark.slow
def test_no_command_publishes_what_nobody_approved(due: Path, run: Run) -> None:
    """Each with the words that it takes, and a tick after each."""
    assert run("apply").code == 0
    make_due(due)
    for name in sorted(set(names()) - APART):
        for words in WORDS.get(name, ((), (POST,), ("1",))):
            run(*name.split(), *words)
            run("publish")
            assert out(due) == [], (name, words)
        if name not in ("plan", "status"):
            make_due(due)
    run("resume", "all")
    assert run("approve", POST).code in (0, 1)


@pytest.mark.slow
def test_the_service_publishes_nothing_that_nobody_approved(due: Path, run: Run) -> None:
    """Some seconds of it; and, so that it is known to publish, once more after a yes."""
    assert run("apply").code == 0
    make_due(due)
    serve(due, lambda: False, 4)
    assert out(due) == []
    assert run("approve", POST).code == 0
    serve(due, lambda: bool(out(due)), 30)
    assert out(due)


def serve(workspace: Path, until: Callable[[], bool], seconds: float) -> None:
    """Let the service work until something is so, or some seconds are over; then end it."""
    words = [sys.executable, "-m", "campaign.cli", "run"]
    child = subprocess.Popen(
        words, cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until() and child.poll() is None:
            time.sleep(0.1)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def test_the_machine_form_is_one_object(one_post: Path, run: Run) -> None:
    """All that a page about a request needs."""
    assert run("apply").code == 0
    found = run("approve", "--json").json
    assert json.dumps(found) and found["waiting"] == len(found["requests"])
    assert {
        *("post", "channel", "region", "language", "at", "until", "variant", "texts", "link"),
        *(
            "pictures",
            "machine",
            "approved_before",
            "changes",
            "steps",
            "done",
            "yeses",
            "asked",
            "held",
        ),
        *("remarks", "draft", "yours", "why_not", "late", "zone"),
    } <= set(found["requests"][0])


def test_asking_and_reminding_tell_whose_yes_is_asked(one_post: Path, run: Run) -> None:
    """Once for the same words; without a choice nobody is asked."""
    register(run)
    assert run("apply", "--as", "edith").code == 0
    asked = run("approve", POST, "--ask", "--as", "edith")
    assert asked.code == 0 and "berta, pola" in asked.out
    again = run("approve", POST, "--ask", "--as", "edith", "--json").json
    assert again["asked"] == [] and len(again["before"]) > 3
    soon = run("approve", POST, "--remind", "--as", "edith")
    assert "asked before within 4 hours" in soon.out
    assert run("approve", "--ask", "--as", "edith").code == 2
    refused = run("approve", POST, "--ask", "--as", "berta")
    assert refused.code != 0 and "may not apply a plan" in refused.err + refused.out
