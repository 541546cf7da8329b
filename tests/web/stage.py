"""A desk that runs: the starter campaign's first posts on a sandbox, with people of every role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.simulation import Journey
from campaign.engine.context import TickReport
from campaign.engine.tick import tick
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.model.sessions import WayIn
from campaign.rehearsal import rehearsal
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from campaign.sandbox.faults import Fault
from campaign.storage.trust import people
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.plan import plan
from campaign.usecases.signing_in.sessions import Browser, Lasting, begin
from campaign.usecases.trust.approve import approve, waiting
from campaign.web.desk import Desk
from campaign.web.server import DeskServer
from campaign.web.visitor import COOKIE

ROOT = Path(__file__).parents[2]
#: Monday of the campaign's second week, in the morning.
NOW = datetime(2026, 12, 7, 8, 20, tzinfo=UTC)
POSTS = ("learning-labs-02", "platforms-01", "platforms-02")

#: One person a role, and some with a role in one region only.
PEOPLE: Mapping[str, Mapping[str, frozenset[Role]]] = {
    "ada": {EVERYWHERE: frozenset({Role.ADMIN})},
    "olga": {EVERYWHERE: frozenset({Role.COORDINATOR})},
    "edgar": {EVERYWHERE: frozenset({Role.EDITOR})},
    "avery": {EVERYWHERE: frozenset({Role.APPROVER})},
    "rita": {EVERYWHERE: frozenset({Role.READER})},
    "nuria": {"catalonia": frozenset({Role.EDITOR})},
    "marta": {"catalonia": frozenset({Role.APPROVER})},
    "ane": {"navarra": frozenset({Role.APPROVER})},
}


def prepare(folder: Path, posts: Sequence[str] = POSTS) -> Path:
    """The starter campaign with only these posts; gives its configuration file."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    for file in (folder / "content" / "calendar").glob("*.yaml"):
        if file.stem not in posts:
            file.unlink()
    config = folder / "config.toml"
    shutil.copy(ROOT / "config.example.toml", config)
    return config


@dataclass
class Stage:
    """A desk at `url`, its workspace on a sandbox, and the clock of both."""

    url: str
    folder: Path
    opened: Workspace
    clock: Journey
    desk: Desk
    sandbox: str

    def person(self, id: str) -> Actor:
        """Somebody registered, as the use cases take them."""
        with self.opened.database.read() as connection:
            found = people.one(connection, id)
        assert found is not None
        return Actor(id, found)

    def register(self, id: str, roles: Mapping[str, Iterable[Role]]) -> None:
        """Register one more person."""
        given = {region: frozenset(some) for region, some in roles.items()}
        with self.opened.database.write() as connection:
            people.add(
                connection,
                Person(id, id.title(), f"{id}@project.example", given),
                self.opened.now(),
            )

    def cookie(self, id: str) -> str:
        """What the browser of somebody who signed in holds."""
        browser = Browser("", "a test")
        with self.opened.database.write() as connection:
            begun = begin(
                connection, id, WayIn.MAIL, browser, lasting=Lasting(), now=self.opened.now()
            )
        return begun.token

    def visit(self, id: str = "") -> Visit:
        """A browser without script, signed in as somebody; without `id`, nobody's."""
        return Visit(self.url, self.cookie(id) if id else "")

    def plan(self, *, approved: bool = False, by: str = "edgar", yes: str = "avery") -> None:
        """Plan and apply the whole calendar; approve all of it when wanted."""
        opened = self.opened
        made, _, mistakes = opened.compiled()
        assert not mistakes
        steps = plan(made, opened.database, opened.config, opened.now(), unreadable=False)
        apply(
            steps,
            opened.database,
            opened.media,
            opened.brand,
            actor=self.person(by),
            now=opened.now(),
            picture=opened.picture_bytes,
            journal=opened.journal,
            agreed=agreements(opened.config, made.consents),
            findings=made.findings,
        )
        if approved:
            rules = opened.config.approval
            approve(
                opened.database,
                waiting(opened.database, rules),
                actor=self.person(yes),
                now=opened.now(),
                rules=rules,
            )

    def publish(self, until: datetime | None = None) -> TickReport:
        """Make one tick at an instant (UTC), or now."""
        if until is not None:
            self.clock.move_to(until)
        return tick(self.opened.engine_context())


class Visit:
    """A browser without script: it follows links and sends the forms of the pages it has seen."""

    def __init__(self, url: str, secret: str = "") -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Accept-Language"] = "en"
        if secret:
            self.http.cookies.set(COOKIE, secret, domain="127.0.0.1", path="/")

    def get(self, path: str, **other: Any) -> requests.Response:
        """A page."""
        return self.http.get(self.url + path, timeout=60, **other)

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = re.search(r'name="csrf" value="([^"]+)"|data-csrf="([^"]+)"', self.get(path).text)
        assert found, path
        return found.group(1) or found.group(2)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, page: str = "/", **other: Any
    ) -> requests.Response:
        """Send a form as the page at `page` would; what follows is not followed."""
        sent = {"csrf": self.token(page), **(data or {})}
        return self.send(path, sent, **other)

    def send(self, path: str, data: Mapping[str, Any], **other: Any) -> requests.Response:
        """Send a form as it is."""
        return self.http.post(
            self.url + path,
            data=data,
            timeout=60,
            allow_redirects=False,
            headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"},
            **other,
        )


@contextmanager
def staged(
    folder: Path,
    *,
    posts: Sequence[str] = POSTS,
    now: datetime = NOW,
    faults: Sequence[Fault] = (),
    registered: bool = True,
    database: str = "",
    config: Path | None = None,
    fresh: float = 0.0,
) -> Iterator[Stage]:
    """Run a desk over the starter campaign's posts, all channels on a sandbox of its own.

    Files are in `folder`; the workspace's state is in `folder/var`. The clock stands at `now`
    (UTC) until it is moved. Without `registered`, nobody is. `config` names another project, which
    lies in `folder` already. `fresh` is for how many seconds the desk keeps what it read.
    """
    config = config or prepare(folder, posts)
    journey = Journey(now)
    real = open_workspace(config, {}, journey, journey.wait)
    var = folder / "var"
    with SandboxServer(
        state=var / "sandbox", clock=journey, faults=faults, media=var / "media"
    ) as sandbox:
        ours = replace(real, clock=journey, wait=journey.wait)
        opened = rehearsal(ours, sandbox.url, var, secret_for)
        if database:
            opened.config = replace(opened.config, database=database)
        desk = Desk(lambda: opened, fresh=fresh)
        try:
            with DeskServer(desk) as server:
                stage = Stage(server.url, folder, opened, journey, desk, sandbox.url)
                if registered:
                    for id, roles in PEOPLE.items():
                        stage.register(id, roles)
                yield stage
        finally:
            opened.close()
            real.close()
