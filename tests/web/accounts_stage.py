"""A desk over channels whose accounts are not connected yet, on a sandbox of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.simulation import Journey
from campaign.platforms import registry
from campaign.platforms.facts import OAuth
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import Account
from campaign.storage.secrets.credentials import brought
from campaign.web.desk import Desk
from campaign.web.server import DeskServer
from tests.cli.connecting import HEAD, agree, channel
from tests.platforms.samples import START
from tests.web.stage import NOW, PEOPLE, Stage, Visit, prepare

#: The networks on which the owner says yes in a browser.
OAUTH: Mapping[str, OAuth] = {
    name: found
    for name in registry.names()
    if isinstance(found := registry.facts(name).connect, OAuth)
}
ACCOUNT = "eubelong"
SECRETS = {"APP_SECRET": "planted-application-secret"}
_APPLICATION = {"client_id": "123456", "client_secret": "APP_SECRET"}


def oauth_channel(platform: str, server: str, **more: str) -> str:
    """A channel of a network with a sign-in of its own, named `eu-one`."""
    account = Account(platform, ACCOUNT, START).id if platform == "linkedin" else ACCOUNT
    application = {} if OAUTH[platform].register else _APPLICATION
    given = {"platform": platform, "server": server, "account": account, **application, **more}
    return channel("eu-one", **given)


def fresh(stage: Stage, environ: Mapping[str, str] = SECRETS) -> Workspace:
    """The same campaign as another process opens it."""
    return open_workspace(
        stage.folder / "config.toml", dict(environ), stage.clock, stage.clock.wait
    )


@contextmanager
def second_desk(stage: Stage) -> Iterator[Stage]:
    """Another process's desk over the same database."""
    opened = fresh(stage)
    desk = Desk(lambda: opened, fresh=0.0)
    try:
        with DeskServer(desk) as server:
            yield Stage(server.url, stage.folder, opened, stage.clock, desk, stage.sandbox)
    finally:
        opened.close()


@contextmanager
def unconnected(folder: Path, platform: str = "mastodon", **more: str) -> Iterator[Stage]:
    """A desk with the channel `eu-one` on a network, and `eu-bluesky` beside it."""
    prepare(folder, posts=())
    clock = Journey(NOW)
    with SandboxServer(seed=3, clock=clock) as box:
        channels = [
            channel("eu-bluesky", platform="bluesky", server=box.url, account="eu.test"),
            channel("eu-outbox", platform="outbox"),
        ]
        if platform in OAUTH:
            channels.append(oauth_channel(platform, box.url, **more))
        else:
            channels.append(channel("eu-one", platform=platform, server=box.url, **more))
        (folder / "config.toml").write_text(HEAD + "".join(channels), encoding="utf-8")
        opened = open_workspace(folder / "config.toml", dict(SECRETS), clock, clock.wait)
        desk = Desk(lambda: opened, fresh=0.0)
        try:
            with DeskServer(desk) as server:
                stage = Stage(server.url, folder, opened, clock, desk, box.url)
                for id in ("ada", "olga", "rita"):
                    stage.register(id, PEOPLE[id])
                stage.register("bea", PEOPLE["ada"])
                yield stage
        finally:
            opened.close()


def kept(stage: Stage, name: str = "eu-one") -> str:
    """What is kept for a channel, "" for nothing."""
    return stage.opened.safe(brought(name)).get().text


def begin(visit: Visit, name: str = "eu-one") -> str:
    """Press the button that connects; gives where the browser is led to."""
    path = f"/accounts/{name}/connect"
    answer = visit.post(path, page=path)
    assert answer.status_code == 200, answer.text
    return led_to(answer.text)


def led_to(page: str) -> str:
    """The address of the link on from a page."""
    import re
    from html import unescape

    found = re.search(r'<a class="btn first" href="(http[^"]+)" rel="noreferrer"', page)
    assert found, page
    return unescape(found[1])


def says_yes(visit: Visit, address: str, account: str = ACCOUNT, answer: str = "yes") -> str:
    """What a person does at the network; gives the path at the desk to which it sends them."""
    back = agree(address, account, answer)
    assert back.startswith(visit.url), back
    return back.removeprefix(visit.url).partition("#")[0]


def state_of(address: str) -> str:
    """The state in an address."""
    return parse_qs(urlsplit(address).query)["state"][0]


def on_disk(stage: Stage) -> bytes:
    """Every byte of what the campaign keeps."""
    some = (stage.folder / "var").rglob("*")
    return b"".join(path.read_bytes() for path in some if path.is_file())


def as_json(value: object) -> str:
    """The value as JSON."""
    return json.dumps(value)
