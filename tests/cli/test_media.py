"""`campaign media publish`, as a person and as cron call it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from campaign.bootstrap import open_workspace
from campaign.cli.__main__ import app
from campaign.errors import ConfigError
from campaign.sandbox import SandboxServer
from tests.platforms.public_media.test_s3 import KEY, Storage
from tests.platforms.samples import Clock, picture
from tests.platforms.scripted import Scripted
from tests.storage.made import one

CONFIG = """\
[campaign]
name = "small"
title = "Small"
start = 2026-12-01
site = "https://site.example/"
source_language = "en"
languages = ["en", "ca"]
visibility = "art17"
funding = "cofunded"
approval = "none"

[regions.catalonia]
zone = "Europe/Madrid"
languages = ["ca"]
names = { en = "Catalonia", ca = "Catalunya" }

[channels]
"""
CHANNEL = (
    'catalonia-threads = {{ platform = "threads", region = "catalonia", language = "ca", '
    'account = "catalonia", public_media_url = "{}" }}\n'
)
DUE = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign with two pictures to come; nothing of this machine's buckets is known."""
    for name in ("ENDPOINT", "BUCKET", "KEY", "SECRET", "SECRET_FILE", "REGION"):
        monkeypatch.delenv(f"CAMPAIGN_S3_{name}", raising=False)
    configured(tmp_path, "https://media.example.org")
    opened = open_workspace(tmp_path / "config.toml", {}, lambda: DUE, lambda seconds: None)
    with opened.database.write() as connection:
        for number, colour in enumerate(("#003399", "#ffcc00")):
            kept = opened.media.put(picture(colour), "Una taula")
            at = DUE + timedelta(days=number)
            one(connection, f"post-{number}", at, channel="catalonia-threads", media=(kept,))
    opened.close()
    return tmp_path


def configured(folder: Path, address: str) -> None:
    """A configuration whose channel shows its pictures there; "" for a channel that shows none."""
    channel = CHANNEL.format(address)
    if not address:
        channel = channel.replace(', public_media_url = ""', "")
    (folder / "config.toml").write_text(CONFIG + channel, encoding="utf-8")


def call(folder: Path, *words: str) -> Result:
    """The command alone."""
    file = str(folder / "config.toml")
    return CliRunner().invoke(app, ["--config", file, "media", "publish", *words])


def test_pictures_are_laid_out_in_a_folder_and_then_left_alone(folder: Path) -> None:
    """In the layout of the campaign's own folder."""
    target = folder / "www"
    first = call(folder, "--to", str(target))
    assert (first.exit_code, first.stdout) == (
        0,
        "2 pictures laid out, 0 lay there already.\n",
    )
    kept = sorted(each.relative_to(target) for each in target.rglob("*.png"))
    assert kept == sorted(
        each.relative_to(folder / "var/media") for each in (folder / "var/media").rglob("*.png")
    )
    again = call(folder, "--to", str(target), "--json")
    assert json.loads(again.stdout) == {"laid": [], "there": 2, "lost": {}, "unreachable": {}}


def test_pictures_are_laid_out_in_a_bucket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the environment names; the server checks every signature."""
    storage = Storage()
    with Scripted(storage) as server:
        monkeypatch.setenv("CAMPAIGN_S3_ENDPOINT", server.url)
        monkeypatch.setenv("CAMPAIGN_S3_BUCKET", "cards")
        monkeypatch.setenv("CAMPAIGN_S3_KEY", KEY.id)
        monkeypatch.setenv("CAMPAIGN_S3_SECRET", KEY.secret)
        monkeypatch.setenv("CAMPAIGN_S3_REGION", KEY.region)
        assert json.loads(call(folder, "--json").stdout)["there"] == 0
        assert json.loads(call(folder, "--json").stdout)["there"] == 2
        assert sum(seen.method == "PUT" for seen in server.seen) == 2
    assert {mime for _, mime in storage.kept.values()} == {"image/png"}


def test_a_check_fetches_each_picture(folder: Path) -> None:
    """Well, when the address shows what was laid out; told and exit code 1, when it does not."""
    target = folder / "www"
    with SandboxServer(clock=Clock(), media=target) as box:
        configured(folder, f"{box.url}/_sandbox/public-media")
        done = call(folder, "--to", str(target), "--check")
        assert done.exit_code == 0 and "Every picture can be fetched." in done.stdout
        next(target.rglob("*.png")).unlink()
        elsewhere = call(folder, "--to", str(folder / "elsewhere"), "--check", "--json")
    assert elsewhere.exit_code == 1
    assert len(json.loads(elsewhere.stdout)["unreachable"]) == 1


def test_without_a_place_it_says_what_to_name(folder: Path) -> None:
    """A folder, or the environment's variables."""
    said = call(folder)
    assert said.exit_code == 2 and "CAMPAIGN_S3_ENDPOINT" in said.stderr


def test_a_bucket_named_by_halves_is_a_mistake(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is missing at once."""
    monkeypatch.setenv("CAMPAIGN_S3_BUCKET", "cards")
    said = call(folder)
    assert isinstance(said.exception, ConfigError)
    assert "CAMPAIGN_S3_KEY is not set" in str(said.exception)


def test_a_campaign_whose_networks_fetch_nothing_says_so(folder: Path) -> None:
    """Nothing is copied that nobody will fetch."""
    configured(folder, "")
    said = call(folder, "--to", str(folder / "www"))
    assert said.exit_code == 0 and "No channel has `public_media_url`" in said.stdout
    assert not (folder / "www").exists()


def test_a_lost_picture_is_told(folder: Path) -> None:
    """By its name; the other one is laid out."""
    next((folder / "var/media").rglob("*.png")).unlink()
    said = call(folder, "--to", str(folder / "www"))
    assert said.exit_code == 1
    assert "1 picture laid out" in said.stdout and "is gone" in said.stdout
