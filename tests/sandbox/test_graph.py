"""What the sandbox's Facebook and Instagram share: versions, tokens, fields, limits, a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.grapher import Grapher, jpeg
from tests.sandbox.visitors import (
    move_clock,
    on_the_wall,
    read,
    refusal,
    sandbox,
    shelved,
    start,
)

GONE = (100, 33)


@pytest.fixture
def one(box: SandboxServer) -> Grapher:
    """Somebody with a page and an Instagram account."""
    return Grapher(box.url)


@pytest.mark.parametrize("version", ["v20.0", "v2.10", "v27.0"])
def test_a_version_that_has_ended_or_never_was_is_refused(box: SandboxServer, version: str) -> None:
    """With the one to go to."""
    answer = Grapher(box.url, version=version).call("GET", "/me")
    assert refusal(answer) == (2635, 0)
    assert "v26.0" in answer.json()["error"]["message"]


def test_a_version_ends_while_the_sandbox_runs(one: Grapher, box: SandboxServer) -> None:
    """Two years after it came."""
    assert one.get("/me")["id"]
    move_clock(box.url, "2028-02-19T00:00:00Z")
    assert refusal(one.call("GET", "/me")) == (2635, 0)


def test_a_token_opens_what_it_opens(box: SandboxServer) -> None:
    """Without one, with another's, with a wrong one."""
    assert refusal(Grapher(box.url, "").call("GET", "/me")) == (2500, 0)
    assert refusal(Grapher(box.url, "EAAB").call("GET", "/me"), 401) == (190, 0)
    mine, other = Grapher(box.url), Grapher(box.url, "sandbox-navarra")
    id = mine.post(f"/{mine.page}/feed", message="a")["id"]
    assert refusal(other.call("POST", f"/{mine.page}/feed", message="b")) == GONE
    assert refusal(other.call("GET", f"/{id}")) == GONE
    assert refusal(other.call("DELETE", f"/{id}")) == GONE
    assert refusal(other.call("POST", f"/{id}/comments", message="c")) == GONE
    there = f"{box.url}/v25.0/me"
    asked = requests.get(there, {"access_token": "sandbox-catalonia", "fields": "id"}, timeout=10)
    assert read(asked) == {"id": mine.page}


def test_fields_that_a_node_does_not_have_are_named(one: Grapher) -> None:
    """As the Graph API does."""
    answer = one.call("GET", "/me", fields="id,shoe_size")
    assert refusal(answer) == (100, 0)
    assert "nonexisting field (shoe_size)" in answer.json()["error"]["message"]


def test_too_many_calls_are_refused_until_a_minute_that_is_told(media: Path) -> None:
    """The header tells minutes, as the network's own does."""
    with sandbox(start, media) as box:
        one = Grapher(box.url)
        world = box._app.state.world
        world.limiter._spent["graph calls", "catalonia"] = (
            int(world.clock.now().timestamp()) // 86_400,
            4800,
        )
        answer = one.call("GET", "/me")
        assert refusal(answer) == (80001, 0)
        assert (
            '"estimated_time_to_regain_access": 900'
            in (answer.headers["X-Business-Use-Case-Usage"])
        )


def test_all_of_it_is_there_after_a_restart(tmp_path: Path, media: Path) -> None:
    """Drafts, containers, tokens and photos, read back from the journal."""
    state = tmp_path / "state"
    with sandbox(start, media, state) as box:
        one = Grapher(box.url)
        photo, page = one.photo(), one.page
        draft = one.post(f"/{page}/feed", message="a", published="false")["id"]
        container = read(one.image(shelved(media, jpeg()), caption="b"))["id"]
    with sandbox(start, media, state) as box:
        one = Grapher(box.url)
        one.post(f"/{draft}", is_published="true")
        assert one.ready(container) == "FINISHED"
        one.post("/me/media_publish", creation_id=container)
        attached = f'[{{"media_fbid":"{photo}"}}]'
        one.post(f"/{page}/feed", message="c", attached_media=attached)
        assert on_the_wall(box.url) == ["a", "b", "c"]


def test_other_networks_addresses_stay_theirs(box: SandboxServer) -> None:
    """The wall, Mastodon and whatever is called v1.0."""
    for path in ("/", "/_sandbox/clock", "/api/v2/instance"):
        assert requests.get(box.url + path, timeout=10).status_code == 200
    threads = requests.get(f"{box.url}/v1.0/me", timeout=10)
    assert threads.status_code in (401, 404) and "(#2635)" not in threads.text
    assert requests.get(f"{box.url}/refresh_access_token", timeout=10).status_code == 404
