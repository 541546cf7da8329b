"""`campaign channels connect`: a person brings an account's credential, and nobody sees it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from campaign.bootstrap import Workspace, open_workspace
from campaign.errors import ConfigError
from campaign.model import Variant
from campaign.platforms import registry
from campaign.platforms.connect.flow import challenge
from campaign.platforms.facts import OAuth
from campaign.platforms.oauth import read
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import Account
from campaign.storage.secrets.credentials import brought
from tests.cli.conftest import ROOT
from tests.cli.connecting import agree, call, channel, command, visit, with_query, write
from tests.platforms.samples import START, standing

#: The networks on which the owner says yes in a browser.
OAUTH = {
    name: way for name in registry.names() if isinstance(way := registry.facts(name).connect, OAuth)
}

ACCOUNT = "eubelong"


@pytest.fixture
def box() -> Iterator[SandboxServer]:
    """The networks on this machine."""
    with SandboxServer(seed=3) as server:
        yield server


@pytest.fixture
def file(tmp_path: Path, box: SandboxServer) -> Path:
    """A campaign with one channel on Mastodon, which has no credential yet."""
    return write(tmp_path, mastodon(box.url))


def mastodon(server: str, **more: str) -> str:
    """A channel on Mastodon."""
    return channel("eu-mastodon", platform="mastodon", server=server, account=ACCOUNT, **more)


def opened(file: Path, **environ: str) -> Workspace:
    """The campaign as the publisher opens it."""
    return open_workspace(file, environ, lambda: datetime.now(UTC), lambda seconds: None)


def kept(file: Path, name: str = "eu-mastodon") -> str:
    """What is kept for a channel, "" for nothing."""
    workspace = opened(file)
    try:
        return workspace.safe(brought(name)).get().text
    finally:
        workspace.close()


def on_disk(file: Path) -> bytes:
    """Every byte of what the campaign keeps."""
    some = (file.parent / "var").rglob("*")
    return b"".join(path.read_bytes() for path in some if path.is_file())


def test_an_account_is_connected_in_the_browser(file: Path, box: SandboxServer) -> None:
    """Log in, say yes: the command tells whose account it is, and what it may; never the token."""
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        address = under_way.address()
        page = visit(agree(address, ACCOUNT))
        said = under_way.end()
    assert page.status_code == 200 and "go back to the terminal" in page.text
    assert said.code == 0, said.out + said.err
    assert f"✓ eu-mastodon is connected: @{ACCOUNT} at {box.url}" in said.out
    assert "It may: read:accounts, read:statuses, write:statuses, write:media" in said.out
    assert "It does not end by itself." in said.out
    token = kept(file)
    assert len(token) > 20 and token not in said.out + said.err
    assert token.encode() not in on_disk(file)
    key = file.parent / "var/credentials.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert standing(box.url, "mastodon") == []


def test_what_was_connected_publishes_without_any_secret(file: Path, box: SandboxServer) -> None:
    """The configuration names none, and the environment holds none."""
    with pytest.raises(ConfigError, match=r'channel "eu-mastodon": no credential — name one with'):
        opened(file).engine_context()
    connect(file, "eu-mastodon", ACCOUNT)
    workspace = opened(file)
    workspace.engine_context()
    platform = workspace.connect(workspace.config.channels["eu-mastodon"])
    variant = Variant("one", "eu-mastodon", "mastodon", "en", ("Three days. One table.",))
    payload = platform.payloads(variant, datetime(2026, 12, 1, 9, tzinfo=UTC))[0]
    platform.publish(payload, "one")
    workspace.close()
    assert len(standing(box.url, "mastodon")) == 1


def connect(file: Path, name: str, account: str) -> None:
    """Connect a channel, as the account says yes."""
    with command(file, "channels", "connect", name) as under_way:
        visit(agree(under_way.address(), account))
        said = under_way.end()
    assert said.code == 0, said.out + said.err


def test_without_a_browser_the_answer_is_pasted(file: Path) -> None:
    """On a server: the page behind the redirect cannot be reached, but its address is there."""
    with command(file, "channels", "connect", "eu-mastodon", "--no-browser") as under_way:
        under_way.type(agree(under_way.address(), ACCOUNT))
        said = under_way.end()
    assert said.code == 0, said.out + said.err
    assert "is connected" in said.out and kept(file) not in said.out


def test_the_browser_is_opened_with_the_very_address(file: Path, tmp_path: Path) -> None:
    """The one the system names; here it is a program that writes down where it was sent."""
    script, seen = tmp_path / "browser.py", tmp_path / "seen.txt"
    script.write_text(f"import sys\nopen({str(seen)!r}, 'w').write(sys.argv[1])\n")
    browser = {"BROWSER": f"{sys.executable} {script} %s"}
    with command(file, "channels", "connect", "eu-mastodon", environ=browser) as under_way:
        address = under_way.address()
        visit(agree(address, ACCOUNT))
        assert under_way.end().code == 0
    assert seen.read_text() == address


def test_who_says_no_is_heard(file: Path) -> None:
    """Nothing is kept, and the network's own words are told."""
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        visit(agree(under_way.address(), ACCOUNT, answer="no"))
        said = under_way.end()
    assert said.code == 1
    assert "eu-mastodon: not allowed there: access_denied: The resource owner" in said.err
    assert kept(file) == ""


def test_an_answer_with_another_state_is_refused(file: Path) -> None:
    """Somebody else's page may send a browser here as well: the right answer still counts."""
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        back = agree(under_way.address(), ACCOUNT)
        for wrong in (with_query(back, state="theirs"), with_query(back, state=None)):
            page = visit(wrong)
            assert page.status_code == 400 and "not the answer" in page.text
        assert visit(with_query(back, code=None).replace("/callback", "/other")).status_code == 404
        assert visit(back).status_code == 200
        assert under_way.end().code == 0


def test_a_pasted_answer_with_another_state_is_refused(file: Path) -> None:
    """As in the browser."""
    with command(file, "channels", "connect", "eu-mastodon", "--no-browser") as under_way:
        under_way.type(with_query(agree(under_way.address(), ACCOUNT), state="theirs"))
        said = under_way.end()
    assert said.code == 1 and "another `state`" in said.err and kept(file) == ""


def test_nobody_is_waited_for_for_ever(file: Path) -> None:
    """And what to do instead is told."""
    with command(file, "channels", "connect", "eu-mastodon", "--timeout", "1") as under_way:
        said = under_way.end()
    assert said.code == 1
    assert "nobody came back within 1 seconds" in said.err and "--no-browser" in said.err


def test_a_code_that_was_asked_for_by_another_is_worth_nothing(file: Path) -> None:
    """PKCE: only who asked knows the verifier. The network refuses; nothing is kept."""
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        address = with_query(under_way.address(), code_challenge=challenge("somebody else's"))
        back = agree(address, ACCOUNT)
        code = dict(parse_qsl(urlsplit(back).query))["code"]
        visit(back)
        said = under_way.end()
    assert said.code == 1 and "invalid_grant" in said.err
    assert code not in said.out + said.err and kept(file) == ""


def test_another_account_than_the_configuration_says_is_not_kept(file: Path) -> None:
    """Who is logged in as somebody else would publish there."""
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        visit(agree(under_way.address(), "somebody_else"))
        said = under_way.end()
    assert said.code == 1
    assert "✗ eu-mastodon: wrong-account: this token opens @somebody_else" in said.out
    assert "Nothing was kept" in said.out and kept(file) == ""


def test_connecting_again_replaces_what_was_kept(file: Path) -> None:
    """A publisher that runs takes the new one within a minute, and is not started anew."""
    connect(file, "eu-mastodon", ACCOUNT)
    first, now = kept(file), [datetime.now(UTC)]
    workspace = open_workspace(file, {}, lambda: now[0], lambda seconds: None)
    mine = workspace.config.channels["eu-mastodon"]
    before = workspace.connect(mine)
    assert workspace.connect(mine) is before
    connect(file, "eu-mastodon", ACCOUNT)
    assert kept(file) != first
    now[0] += timedelta(minutes=1)
    assert workspace.connect(mine) is not before
    assert workspace.secrets["eu-mastodon"] == kept(file)
    workspace.close()


def test_a_channel_that_rests_is_told_with_what_lets_it_go_on(file: Path) -> None:
    """A publisher stops a channel whose credential is refused: connecting alone does not resume."""
    call(file, "pause", "channel:eu-mastodon", "--reason", "401: revoked")
    with command(file, "channels", "connect", "eu-mastodon") as under_way:
        visit(agree(under_way.address(), ACCOUNT))
        said = under_way.end()
    told = "The channel rests (401: revoked): campaign resume channel:eu-mastodon lets it go on."
    assert said.code == 0 and told in said.out


def test_disconnecting_forgets(file: Path) -> None:
    """And says what it does not do."""
    connect(file, "eu-mastodon", ACCOUNT)
    said = call(file, "channels", "disconnect", "eu-mastodon")
    assert said.code == 0 and "is forgotten here" in said.out and "revoke it" in said.out
    assert kept(file) == ""
    again = call(file, "channels", "disconnect", "eu-mastodon", "--json")
    assert again.json == {"channel": "eu-mastodon", "forgotten": False}
    row = call(file, "channels", "test", "--json").json["channels"][0]
    assert row["standing"] == "missing" and row["says"] == "no credential"


def test_a_channel_with_a_secret_is_not_connected(tmp_path: Path, box: SandboxServer) -> None:
    """Two credentials for one account would be one too many."""
    file = write(tmp_path, mastodon(box.url, secret="EU_TOKEN"))
    said = call(file, "channels", "connect", "eu-mastodon")
    assert said.code == 2
    assert "is in the environment, in EU_TOKEN" in said.err
    assert 'take secret = "EU_TOKEN" out of the configuration' in said.err


def test_a_channel_that_is_not_there_is_told(file: Path) -> None:
    """With what was probably meant."""
    said = call(file, "channels", "connect", "eu-mastodn")
    assert said.code == 2 and 'no channel "eu-mastodn"' in said.err
    assert "eu-mastodon" in said.err.replace('"eu-mastodn"', "")


def test_the_outbox_needs_no_connection(tmp_path: Path) -> None:
    """There is nothing to log in to."""
    file = write(tmp_path, channel("eu-outbox", platform="outbox"))
    said = call(file, "channels", "connect", "eu-outbox")
    assert said.code == 2 and "outbox needs no credential" in said.err


def test_an_app_password_is_asked_for(tmp_path: Path, box: SandboxServer) -> None:
    """Bluesky; it is read without being shown, tried, and kept."""
    table = channel("eu-bluesky", platform="bluesky", server=box.url, account="eu.test")
    file = write(tmp_path, table)
    said = call(file, "channels", "connect", "eu-bluesky", paste="sandbox-eu.test")
    assert said.code == 0, said.out + said.err
    assert "Bluesky wants an app password of eu.test: Settings →" in said.out
    assert "connected: @eu.test" in said.out and "sandbox-eu.test" not in said.out + said.err
    assert kept(file, "eu-bluesky") == "sandbox-eu.test"
    assert b"sandbox-eu.test" not in on_disk(file)
    wrong = call(file, "channels", "connect", "eu-bluesky", paste="hunter2")
    assert wrong.code == 1 and "✗ eu-bluesky: wrong-kind" in wrong.out
    assert "hunter2" not in wrong.out + wrong.err
    assert kept(file, "eu-bluesky") == "sandbox-eu.test", "what was there still counts"
    none = call(file, "channels", "connect", "eu-bluesky", paste=" ")
    assert none.code == 1 and "nothing was pasted" in none.err


@pytest.mark.skipif(os.name != "posix", reason="terminals are another thing there")
def test_a_password_that_is_typed_does_not_show(tmp_path: Path, box: SandboxServer) -> None:
    """On a real terminal, which repeats whatever is typed unless it is told not to."""
    table = channel("eu-bluesky", platform="bluesky", server=box.url, account="eu.test")
    words = ["--config", str(write(tmp_path, table)), "channels", "connect", "eu-bluesky"]
    person, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign.cli", *words],
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = b""
    while b"(it is not shown): " not in shown:
        shown += os.read(person, 1024)
    os.write(person, b"sandbox-eu.test\n")
    with suppress(OSError):  # the terminal is gone with the program
        while more := os.read(person, 1024):
            shown += more
    os.close(person)
    assert process.wait(30) == 0, shown.decode()
    assert b"is connected" in shown and b"sandbox-eu" not in shown


def test_machines_read_one_object(tmp_path: Path, box: SandboxServer) -> None:
    """What a person has to read goes to standard error then."""
    table = channel("eu-bluesky", platform="bluesky", server=box.url, account="eu.test")
    file = write(tmp_path, table)
    said = call(file, "channels", "connect", "eu-bluesky", "--json", paste="sandbox-eu.test")
    assert said.code == 0 and "app password" in said.err
    assert said.json["connected"] is True and said.json["standing"] == "works"
    assert said.json["ends"] is None and said.out.count("\n") == 1


@pytest.mark.parametrize(
    ("platform", "missing"),
    [
        ("x", "client_id missing"),
        ("linkedin", "client_id and client_secret missing"),
        ("facebook", "client_id and client_secret missing"),
    ],
)
def test_an_application_that_is_not_named_is_asked_for(
    tmp_path: Path, platform: str, missing: str
) -> None:
    """With the page on which it is made, and the address of return it has to know."""
    file = write(tmp_path, channel("eu-one", platform=platform, account="eu"))
    said = call(file, "channels", "connect", "eu-one")
    assert said.code == 2 and missing in said.err
    assert OAUTH[platform].home in said.err and "http://127.0.0.1:8779/callback" in said.err


@pytest.mark.parametrize("platform", ["instagram", "threads"])
def test_some_networks_want_an_address_of_ones_own(tmp_path: Path, platform: str) -> None:
    """They send nobody back to http://."""
    file = write(tmp_path, channel("eu-one", platform=platform, account="eu"))
    said = call(file, "channels", "connect", "eu-one")
    assert said.code == 2 and "https:// addresses only" in said.err and "--redirect" in said.err
    wrong = call(file, "channels", "connect", "eu-one", "--redirect", "http://site.example/back")
    assert wrong.code == 2 and "https://" in wrong.err


def test_a_port_that_is_taken_is_told(file: Path, box: SandboxServer) -> None:
    """In words, and with exit code 2."""
    port = str(urlsplit(box.url).port)
    said = call(file, "channels", "connect", "eu-mastodon", "--port", port)
    assert said.code == 2 and port in said.err and "Traceback" not in said.err


#: The application, on networks where it does not register itself.
APPLICATION = {"client_id": "123456", "client_secret": "APP_SECRET"}


@pytest.mark.parametrize("platform", sorted(OAUTH.keys() - {"mastodon"}))
def test_every_network_is_connected_on_the_sandbox(
    tmp_path: Path, box: SandboxServer, platform: str
) -> None:
    """With its own pages, steps and refusals: connected, kept sealed, and fit to publish."""
    table = channel(
        "eu-one",
        platform=platform,
        server=box.url,
        account=Account(platform, ACCOUNT, START).id if platform == "linkedin" else ACCOUNT,
        **({} if OAUTH[platform].register else APPLICATION),
    )
    file, environ = write(tmp_path, table), {"APP_SECRET": "planted-application-secret"}
    with command(file, "channels", "connect", "eu-one", "--port", "0", environ=environ) as going:
        visit(agree(going.address(), ACCOUNT))
        said = going.end()
    assert said.code == 0, said.out + said.err
    assert "✓ eu-one is connected: " in said.out
    grant = read(kept(file, "eu-one"))
    for secret in filter(None, (grant.access, grant.refresh, *environ.values())):
        assert secret not in said.out + said.err
        assert secret.encode() not in on_disk(file)
    assert opened(file, **environ).engine_context()
    row = call(file, "channels", "test", "--json", environ=environ).json["channels"][0]
    assert row["standing"] == "works", row
