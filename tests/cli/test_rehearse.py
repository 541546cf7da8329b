"""A rehearsal tells what would have gone wrong, and touches nothing real."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.bootstrap import open_workspace
from campaign.platforms import registry
from campaign.rehearsal import rehearsal
from campaign.sandbox.accounts import secret_for
from campaign.storage.database import open_database
from campaign.storage.tables import credentials
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

POST = "learning-labs-01"
DAYS = ("--from", "2026-12-01", "--to", "2026-12-01")


@pytest.fixture
def small(workspace: Path) -> Path:
    """One post for the project's channels on Mastodon and Bluesky alone; gives its file."""
    config = workspace / "config.toml"
    text = config.read_text(encoding="utf-8")
    text = re.sub(
        r"^eu-(?:facebook|instagram|linkedin|telegram|threads|x) = .*\n", "", text, flags=re.M
    )
    text = re.sub(
        r"^\[platforms\.(?:instagram|threads)\]\npublic_media_url.*\n", "", text, flags=re.M
    )
    config.write_text(text, encoding="utf-8")
    calendar = workspace / "content/calendar"
    for file in calendar.glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    post = calendar / f"{POST}.yaml"
    said = post.read_text(encoding="utf-8")
    post.write_text(said.replace("channels: [all]", "channels: [eu]"), encoding="utf-8")
    return post


def kinds(said: Any) -> list[str]:
    """What went wrong, in words, each once."""
    return sorted({trouble["kind"] for trouble in said["troubles"]})


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_quiet_rehearsal_finds_nothing_and_leaves_everything_as_it_is(
    small: Path, workspace: Path, run: Run
) -> None:
    """Exit code 0, the posts are on the wall, and there is neither a new post nor a database."""
    before = tree(workspace)
    done = run("rehearse", *DAYS)
    assert done.code == 0, done.err
    assert "2 publications on 2 channels, 2 published, 0 published twice, 0 troubles" in done.out
    assert "sandbox --state var/rehearsal/sandbox" in done.out
    after = tree(workspace)
    assert {name for name in after if not name.startswith("var/rehearsal/")} == set(before)
    assert all(after[name] == before[name] for name in before)


def test_it_begins_anew_unless_it_is_told_to_keep(small: Path, run: Run) -> None:
    """A second rehearsal publishes again; with --keep there is nothing left to publish."""
    assert run("rehearse", *DAYS, "--json").json["tries"] == {"published": 2}
    assert run("rehearse", *DAYS, "--json").json["tries"] == {"published": 2}
    kept = run("rehearse", *DAYS, "--keep", "--json")
    assert kept.code == 0
    assert kept.json["tries"] == {"published": 2}
    assert kept.json["duplicates"] == 0


def test_answers_that_are_lost_are_found_and_nothing_goes_out_twice(small: Path, run: Run) -> None:
    """Every post is accepted without an answer; the networks are asked, and all is well."""
    done = run("rehearse", *DAYS, "--fault", "all:timeout-after-accept=1", "--json")
    assert done.code == 0, done.err
    assert done.json["tries"] == {"outcome-unknown": 2}
    assert done.json["published"] == 2
    assert done.json["duplicates"] == 0
    assert done.json["struck"] == {
        "bluesky": {"timeout-after-accept": 1},
        "mastodon": {"timeout-after-accept": 1},
    }


def test_a_network_that_never_has_room_is_told_and_so_is_what_it_costs(
    small: Path, run: Run
) -> None:
    """The limit, how often it was met, and the post that never went out for it; exit code 1."""
    done = run("rehearse", *DAYS, "--fault", "mastodon:rate-limited=1")
    assert done.code == 1
    assert "rate limit" in done.out
    assert "Too many requests" in done.out
    assert "it was still waiting at the end" in done.out
    assert "1 published" in done.out
    assert "Faults on mastodon: rate-limited" in done.out


def test_a_token_that_is_refused_stops_its_channel(small: Path, run: Run) -> None:
    """As in earnest: a person would have to bring a new one."""
    done = run("rehearse", *DAYS, "--fault", "mastodon:token-expired=1", "--json")
    assert done.code == 1
    assert kinds(done.json) == ["channel stopped", "missed"]


def test_the_same_seed_rehearses_the_same(small: Path, run: Run) -> None:
    """All but the time it takes."""
    faults = ("--fault", "all:timeout-after-accept=0.5", "--fault", "all:unavailable=0.5")
    told = [run("rehearse", *DAYS, *faults, "--seed", "3", "--json").json for _ in range(2)]
    for each in told:
        del each["seconds"]
    assert told[0] == told[1]
    assert told[0]["struck"]


def test_a_real_token_that_ends_meanwhile_is_told(small: Path, workspace: Path, run: Run) -> None:
    """The real database knows when; only channels with posts are concerned."""
    database = open_database(f"sqlite:///{workspace}/var/campaign.db")
    ends = datetime(2026, 12, 1, 6, tzinfo=UTC)
    with database.write() as connection:
        for channel in ("eu-mastodon", "arad-mastodon"):
            row = {"channel": channel, "sealed": "x", "expires": ends, "renewed": ends}
            connection.execute(credentials.insert().values({**row, "holder": "", "version": 1}))
    database.close()
    done = run("rehearse", *DAYS, "--json")
    assert done.code == 1
    (trouble,) = done.json["troubles"]
    assert (trouble["kind"], trouble["channel"]) == ("token ends", "eu-mastodon")
    assert trouble["at"] == ends.isoformat()
    assert trouble["says"].startswith("1 planned post after that")


def test_posts_that_stand_too_close_and_texts_that_do_not_fit_are_told(
    small: Path, run: Run
) -> None:
    """A second post at the same minute, and a third whose words are too many for one network."""
    said = small.read_text(encoding="utf-8")
    twin = said.replace(f"id: {POST}", "id: twin-01")
    small.with_name("twin-01.yaml").write_text(twin, encoding="utf-8")
    long = said.replace(f"id: {POST}", "id: long-01").replace("Tuesday 10:00", "Tuesday 15:00")
    long = long.replace(
        "one lab in each region", "one lab in each region" + " and in the next" * 40
    )
    small.with_name("long-01.yaml").write_text(long, encoding="utf-8")
    done = run("rehearse", *DAYS, "--json")
    assert done.code == 1
    found = {(t["kind"], t["channel"], t["post"]) for t in done.json["troubles"]}
    assert ("collision", "eu-mastodon", "twin-01") in found
    assert ("text does not fit", "eu-mastodon", "long-01") in found
    assert ("text does not fit", "eu-bluesky", "long-01") in found


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "tomorrow"), "'tomorrow' is no day"),
        (("--from", "2026-12-03", "--to", "2026-12-01"), "before --from"),
        (("--fault", "x:on-fire=1"), "no fault 'on-fire'"),
    ],
)
def test_wrong_words_are_told_before_anything_is_done(
    small: Path, workspace: Path, run: Run, words: tuple[str, ...], why: str
) -> None:
    """Exit code 2, and an earlier rehearsal is still there."""
    said = run("rehearse", *words)
    assert said.code == 2
    assert why in " ".join(said.err.replace("│", " ").split())
    assert not (workspace / "var").exists()


SECRET_PLACE = """
news = { platform = "apprise", region = "eu", language = "en", secret = "NEWS_URL" }
box = { platform = "outbox", region = "eu", language = "en" }
"""
APPLICATION = """
eu-ig = { platform = "instagram", region = "eu", language = "en", account = "17841400000000000", \
secret = "IG_TOKEN", client_id = "1", client_secret = "IG_APP", \
public_media_url = "https://media.example" }
"""


def test_no_rehearsal_leads_to_a_real_place(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a server, not a folder, not a credential of any channel; what has no sandbox rests."""
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8").replace("# appview =", "appview =")
    file.write_text(text + SECRET_PLACE + APPLICATION, encoding="utf-8")
    environ = {"NEWS_URL": "https://hooks.example/real", "IG_APP": "real"}
    real = open_workspace(file, environ, lambda: datetime.now(UTC), lambda seconds: None)
    var = workspace / "var/rehearsal"
    opened = rehearsal(real, "http://127.0.0.1:1", var, secret_for)
    channels = opened.config.channels
    assert all(channel.server == "http://127.0.0.1:1" for channel in channels.values())
    assert channels["news"].paused
    assert not any(c.paused for name, c in channels.items() if name != "news")
    assert channels["box"].options["folder"] == str(var / "outbox")
    assert "appview" not in channels["eu-bluesky"].options
    assert channels["eu-bluesky"].options["video"] == "http://127.0.0.1:1"
    instagram = channels["eu-ig"].options
    assert instagram["public_media_url"] == "http://127.0.0.1:1/_sandbox/public-media"
    assert opened.environ[instagram["client_secret"]] == "sandbox-application"
    assert "https://" not in "".join(opened.environ.values())
    assert "real" not in opened.environ.values()
    assert opened.secrets["eu-mastodon"] == "sandbox-eu-mastodon"


def test_a_channel_that_is_a_folder_writes_into_the_rehearsals_own(
    small: Path, workspace: Path, run: Run
) -> None:
    """Not into the folder that people post from."""
    file = workspace / "config.toml"
    box = SECRET_PLACE.strip().splitlines()[1] + "\n"
    file.write_text(file.read_text(encoding="utf-8") + box, encoding="utf-8")
    done = run("rehearse", *DAYS, "--json")
    assert done.code == 0, done.err
    assert done.json["published"] == 3
    assert list((workspace / "var/rehearsal/outbox").iterdir())
    assert not (workspace / "var/outbox").exists()


def with_network(workspace: Path, platform: str) -> None:
    """One more channel of the region, on another network."""
    shared = ', public_media_url = "https://media.example"' if platform == "threads" else ""
    line = f'eu-{platform} = {{ platform = "{platform}", region = "eu", language = "en", '
    file = workspace / "config.toml"
    text = file.read_text(encoding="utf-8")
    account = "@eubelong" if platform == "telegram" else "eubelong"
    file.write_text(f'{text}\n{line}account = "{account}", secret = "S"{shared} }}\n', "utf-8")


@pytest.mark.skipif("telegram" not in registry.names(), reason="telegram is no platform yet")
def test_what_nobody_can_know_is_left_to_a_person(small: Path, workspace: Path, run: Run) -> None:
    """Telegram cannot be asked whether a post arrived, so it stays unknown."""
    with_network(workspace, "telegram")
    done = run("rehearse", *DAYS, "--fault", "telegram:timeout-after-accept=1", "--json")
    assert done.code == 1
    assert kinds(done.json) == ["unknown"]
    assert "a person would have to decide" in done.json["troubles"][0]["says"]
    assert done.json["duplicates"] == 0


@pytest.mark.skipif("threads" not in registry.names(), reason="threads is no platform yet")
@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("threads:timeout-after-accept=1", []),
        ("threads:image-fetch-failure=1", ["image refused"]),
        ("threads:rate-limited=0.5", ["rate limit"]),
    ],
)
def test_a_post_in_two_steps_is_brought_to_its_end(
    small: Path, workspace: Path, run: Run, fault: str, trouble: list[str]
) -> None:
    """A lost second answer is found; the network fetches what was drawn from the sandbox."""
    with_network(workspace, "threads")
    done = run("rehearse", *DAYS, "--fault", fault, "--json")
    assert kinds(done.json) == trouble
    assert done.code == (1 if trouble else 0)
    assert done.json["published"] == (2 if "image" in fault else 3)


@pytest.mark.skipif("apprise" not in registry.names(), reason="apprise is no platform yet")
def test_what_has_no_sandbox_is_left_out_and_named(small: Path, workspace: Path, run: Run) -> None:
    """The line says which channels nobody rehearsed."""
    file = workspace / "config.toml"
    file.write_text(file.read_text(encoding="utf-8") + SECRET_PLACE, encoding="utf-8")
    done = run("rehearse", *DAYS)
    assert "Left out, for there is no sandbox for them: news." in done.out
    assert "3 publications on 3 channels, 3 published" in done.out
    assert list((workspace / "var/rehearsal/outbox").iterdir())
