"""`campaign run` heeds an edited configuration within a tick, and says what it cannot heed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from campaign.model import State
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from campaign.storage import publications
from campaign.storage.database import Database, open_database
from tests.cli.running import Running
from tests.cli.test_hands import put

pytestmark = pytest.mark.slow

ARAD, LEIPZIG, NAVARRA = (f"{name}-mastodon" for name in ("arad", "leipzig", "navarra"))
SECRETS = {
    f"{name.upper()}_TOKEN": secret_for("mastodon", name) for name in ("arad", "leipzig", "navarra")
}


class Site:
    """A campaign of a few Mastodon channels, its database, and the sandbox they are on."""

    def __init__(self, folder: Path, sandbox: SandboxServer) -> None:
        self.folder = folder
        self.file = folder / "config.toml"
        self._sandbox = sandbox
        text = self.file.read_text(encoding="utf-8")
        text = text[: text.index("\n[channels]")].replace("https://mastodon.example", sandbox.url)
        text = text.replace('tick = "30 s"', 'tick = "1 s"').replace('"2 min"', '"0 s"')
        self._head = text.replace('approval = "required"', 'approval = "none"')
        self.write(ARAD, LEIPZIG)
        self.database: Database = open_database(f"sqlite:///{folder / 'var' / 'campaign.db'}")

    def write(self, *channels: str, more: str = "", head: str = "") -> None:
        """Write the configuration with these channels, each with `more` settings after `:`."""
        lines = []
        for each in channels:
            name, _, other = each.partition(":")
            region = name.partition("-")[0]
            language = {"arad": "ro", "leipzig": "de", "navarra": "es"}[region]
            lines.append(
                f'{name} = {{ platform = "mastodon", region = "{region}", language = "{language}", '
                f'account = "{region}", secret = "{region.upper()}_TOKEN"{other} }}'
            )
        text = (head or self._head) + "\n[channels]\n" + "\n".join(lines) + "\n" + more
        self.file.write_text(text, encoding="utf-8")

    def head(self, before: str, after: str) -> str:
        """What stands above the channels, with one thing changed."""
        assert self._head.count(before) == 1
        return self._head.replace(before, after)

    def due(self, post: str, channel: str) -> int:
        """A post that is due now; its number."""
        return put(self.database, post, channel=channel).id

    def state(self, number: int) -> State:
        """How it stands."""
        with self.database.read() as connection:
            found = publications.one(connection, number)
        assert found is not None
        return found.state

    def is_out(self, *numbers: int) -> bool:
        """True when all of these are published."""
        return all(self.state(number) is State.PUBLISHED for number in numbers)

    def faults(self, *faults: str) -> None:
        """What goes wrong on the sandbox from now on."""
        url = f"{self._sandbox.url}/_sandbox/faults"
        requests.put(url, json={"faults": faults}, timeout=10).raise_for_status()

    def texts(self, account: str) -> int:
        """How many posts of an account the sandbox has taken."""
        url = f"{self._sandbox.url}/_sandbox/ledger"
        found = requests.get(url, params={"account": account}, timeout=10).json()["posts"]
        return len(found)


@pytest.fixture
def site(workspace: Path) -> Iterator[Site]:
    """Two channels that work, and a third that is not in the configuration yet."""
    with SandboxServer(seed=1) as sandbox:
        made = Site(workspace, sandbox)
        yield made
        made.database.close()


def test_a_channel_paused_in_the_file_rests_and_goes_on_without_a_restart(site: Site) -> None:
    """Within a tick, and nobody else's posts wait meanwhile."""
    with Running(site.folder, SECRETS) as service:
        first = site.due("first", ARAD)
        service.wait(lambda: site.is_out(first))
        site.write(f"{ARAD}:, paused = true", LEIPZIG)
        [told] = service.until("config_reloaded")
        assert told["message"].endswith(f"(changed channels: {ARAD})")
        held, other = site.due("second", ARAD), site.due("second", LEIPZIG)
        service.wait(lambda: site.is_out(other))
        assert site.state(held) is State.SCHEDULED
        site.write(ARAD, LEIPZIG)
        service.wait(lambda: site.is_out(held))
    assert site.texts("arad") == 2


@pytest.mark.parametrize("how", ["paused", "blackout", "gone"])
def test_what_is_in_flight_ends_and_what_has_not_left_stays(site: Site, how: str) -> None:
    """The tick that is under way sees the edit: of three posts due on a channel, one goes out."""
    site.faults("mastodon:slow=4:1")
    numbers = [site.due(f"post-{number}", ARAD) for number in range(3)]
    with Running(site.folder, SECRETS) as service:
        service.wait(lambda: site.state(numbers[0]) is State.PUBLISHING)
        if how == "paused":
            site.write(f"{ARAD}:, paused = true", LEIPZIG)
        elif how == "blackout":
            before = "[regions.arad]\n"
            site.write(ARAD, LEIPZIG, head=site.head(before, f"{before}blackout = [{today()}]\n"))
        else:
            site.write(LEIPZIG)
        service.until("config_reloaded")
        site.faults()
        service.wait(lambda: site.is_out(numbers[0]))
        # The next tick leaves the others where they are, too.
        other = site.due("other", LEIPZIG)
        service.wait(lambda: site.is_out(other))
        assert [site.state(each) for each in numbers[1:]] == [State.SCHEDULED] * 2
        assert not service.actions("tick_failed", "settle_failed", "unforeseen")
    assert site.texts("arad") == 1


def test_a_broken_file_is_told_once_with_all_its_mistakes(site: Site) -> None:
    """The service goes on by the former one, and takes the next good one."""
    with Running(site.folder, SECRETS) as service:
        first = site.due("first", ARAD)
        service.wait(lambda: site.is_out(first))
        site.write(f"{ARAD}:, pausd = true", f"{LEIPZIG}:, zone = 'Saxony'")
        [refused] = service.until("config_refused")
        assert refused["level"] == "error"
        assert 'unknown key "pausd"' in refused["message"] and "Saxony" in refused["message"]
        second = site.due("second", ARAD)
        service.wait(lambda: site.is_out(second))
        site.file.unlink()
        refused = service.until("config_refused", 2)[1]
        assert "there is no configuration" in refused["message"]
        third = site.due("third", ARAD)
        service.wait(lambda: site.is_out(third))
        site.write(f"{ARAD}:, paused = true", LEIPZIG)
        service.until("config_reloaded")
        assert len(service.actions("config_refused")) == 2


def test_a_new_channel_is_published_on_as_soon_as_its_credential_is_there(
    site: Site, tmp_path: Path
) -> None:
    """Until then the former configuration stays in force, and it is said why."""
    first, held = site.due("first", ARAD), site.due("first", NAVARRA)
    file = tmp_path / "token"
    environ = {name: secret for name, secret in SECRETS.items() if name != "NAVARRA_TOKEN"}
    with Running(site.folder, {**environ, "NAVARRA_TOKEN_FILE": str(file)}) as service:
        service.wait(lambda: site.is_out(first))
        site.write(ARAD, LEIPZIG, NAVARRA)
        [refused] = service.until("config_refused")
        assert "NAVARRA_TOKEN_FILE cannot be read" in refused["message"]
        assert SECRETS["NAVARRA_TOKEN"] not in refused["message"]
        file.write_text(SECRETS["NAVARRA_TOKEN"], encoding="utf-8")
        [told] = service.until("config_reloaded")
        assert told["message"].endswith(f"(new channels: {NAVARRA})")
        service.wait(lambda: site.is_out(held))
        assert len(service.actions("config_refused")) == 1
    file.unlink()
    assert site.texts("navarra") == 1


def test_what_needs_a_restart_is_said_with_its_reason_and_the_rest_applies(site: Site) -> None:
    """Another database, folder, number of threads or timetable; once each."""
    first = site.due("first", ARAD)
    with Running(site.folder, SECRETS) as service:
        service.wait(lambda: site.is_out(first))
        head = site.head('tick = "1 s"', 'tick = "9 s"').replace("workers = 4", "workers = 7")
        head = head.replace('var = "var"', 'var = "elsewhere"')
        site.write(f"{ARAD}:, paused = true", LEIPZIG, head=f'database = "sqlite:///o.db"\n{head}')
        service.until("config_reloaded")
        told = service.actions("config_needs_restart")
        assert [line["setting"] for line in told] == ["database", "var", "workers", "tick"]
        assert all(": restart the service to have it so, because " in x["message"] for x in told)
        held, other = site.due("second", ARAD), site.due("second", LEIPZIG)
        service.wait(lambda: site.is_out(other))
        assert site.state(held) is State.SCHEDULED
        site.write(ARAD, LEIPZIG, head=f'database = "sqlite:///o.db"\n{head}')
        service.wait(lambda: site.is_out(held))
        assert len(service.actions("config_needs_restart")) == 4
    assert not (site.folder / "o.db").exists() and not (site.folder / "elsewhere").exists()


def test_a_channel_that_leaves_in_doubt_is_asked_by_its_last_settings(site: Site) -> None:
    """The running service has forgotten nothing, nor has one that is started anew."""
    site.faults("mastodon:error-after-accept=1")
    with Running(site.folder, SECRETS) as service:
        first = site.due("first", ARAD)
        service.wait(lambda: site.state(first) is State.UNKNOWN)
        site.write(LEIPZIG)
        service.wait(lambda: site.is_out(first))
        second = site.due("second", LEIPZIG)
        service.wait(lambda: site.state(second) is State.UNKNOWN)
    site.faults()
    site.write(ARAD)
    with Running(site.folder, SECRETS) as service:
        service.wait(lambda: site.is_out(second))
    assert (site.texts("arad"), site.texts("leipzig")) == (1, 1)


def today() -> date:
    """The day it is in Romania."""
    return datetime.now(ZoneInfo("Europe/Bucharest")).date()
