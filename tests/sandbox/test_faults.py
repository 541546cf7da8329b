"""Faults come when they are ordered, in the network's own way, and the same ones again."""

import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer, complaints
from campaign.sandbox.accounts import NETWORKS, account_in, secret_for
from campaign.sandbox.clock import read_moment
from campaign.sandbox.creates import created_on
from campaign.sandbox.disturbance import caller
from campaign.sandbox.faults import Faults, Kind, read_fault
from tests.sandbox.visitors import Skywriter, Tooter, ledger, picture, read, record, start


def order(url: str, *faults: str) -> requests.Response:
    """Turn these faults on, and all others off."""
    return requests.put(f"{url}/_sandbox/faults", json={"faults": list(faults)}, timeout=10)


@pytest.mark.parametrize(
    "written",
    ["x:timeout-after-accept=0.1", "all:unavailable=1", "mastodon:slow=2:0.5", "threads:slow=0:1"],
)
def test_a_fault_is_written_as_it_is_read(written: str) -> None:
    """What is ordered is shown again in the same words."""
    assert str(read_fault(written)) == written


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("x", "network:kind=chance"),
        ("x:unavailable", "network:kind=chance"),
        ("friendica:unavailable=1", "there is no network 'friendica'"),
        ("x:on-fire=1", "there is no fault 'on-fire'"),
        ("x:unavailable=often", "is no number"),
        ("x:unavailable=1.5", "not between 0 and 1"),
        ("x:unavailable=nan", "not between 0 and 1"),
        ("x:slow=1", "x:slow=seconds:chance"),
        ("x:slow=100000:1", "not between 0 and 600"),
    ],
)
def test_what_is_no_fault_is_refused_in_words(written: str, why: str) -> None:
    """A typing mistake is told, whether on the command line or at run time."""
    with pytest.raises(ValueError, match=why):
        read_fault(written)


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/api/v1/statuses", "mastodon"),
        ("/api/v2/media", ""),
        ("/api/v1/statuses/1", ""),
        ("/xrpc/com.atproto.repo.putRecord", "bluesky"),
        ("/xrpc/com.atproto.repo.createRecord", "bluesky"),
        ("/xrpc/com.atproto.repo.uploadBlob", ""),
        ("/2/tweets", "x"),
        ("/2/media/upload", ""),
        ("/rest/posts", "linkedin"),
        ("/rest/images", ""),
        ("/bot123:sandbox-eu/sendPhoto", "telegram"),
        ("/bot123:sandbox-eu/getMe", ""),
        ("/v25.0/1000/feed", "facebook"),
        ("/v25.0/1000/photos", "facebook"),
        ("/v25.0/1000_2000", "facebook"),
        ("/v25.0/1000/media", ""),
        ("/v25.0/1000/media_publish", "instagram"),
        ("/v1.0/me/threads", ""),
        ("/v1.0/me/threads_publish", "threads"),
        ("/_sandbox/faults", ""),
    ],
)
def test_a_path_tells_whose_post_it_makes(path: str, network: str) -> None:
    """Only what makes something public is hit, and the network is known by the path."""
    assert created_on("POST", path) == network
    assert created_on("GET", path) == ""


def test_the_same_seed_strikes_the_same_calls_and_another_one_others() -> None:
    """A run can be repeated; callers do not change each other's luck."""
    fault = read_fault("x:unavailable=0.5")

    def drawn(seed: int, whose: str, others: int = 0) -> list[bool]:
        faults = Faults(seed, [fault])
        for _ in range(others):
            faults.hits("x", Kind.UNAVAILABLE, "somebody else")
        return [faults.hits("x", Kind.UNAVAILABLE, whose) for _ in range(40)]

    assert drawn(7, "eu") == drawn(7, "eu", others=3)
    assert drawn(7, "eu") != drawn(8, "eu")
    assert drawn(7, "eu") != drawn(7, "arad")
    assert 10 < sum(drawn(7, "eu")) < 30
    assert not any(Faults(7, [fault]).hits("mastodon", Kind.UNAVAILABLE) for _ in range(40))


def test_a_network_that_fetches_pictures_can_ask_whether_it_fails(box: SandboxServer) -> None:
    """The hook counts its own calls, also under `all`."""
    faults = Faults(7, [read_fault("all:image-fetch-failure=1")])
    assert faults.hits("instagram", "image-fetch-failure")
    assert faults.counts() == {"instagram": {"image-fetch-failure": 1}}


def test_a_post_may_be_accepted_without_an_answer(box: SandboxServer, tooter: Tooter) -> None:
    """The connection ends, the post stands, and the same key gives it back."""
    order(box.url, "mastodon:timeout-after-accept=1")
    with pytest.raises(requests.ConnectionError):
        tooter.post("Tres dies", key="k1")
    order(box.url)
    status = read(tooter.post("Tres dies", key="k1"))
    (kept,) = ledger(box.url)["posts"]
    assert kept["id"] == status["id"]


def test_an_error_after_accepting_is_told_in_the_networks_words(
    box: SandboxServer, tooter: Tooter, sky: Skywriter
) -> None:
    """500, and the post stands nevertheless."""
    order(box.url, "all:error-after-accept=1")
    assert read(tooter.post("Tres dies"), 500) == {"error": "Internal Server Error"}
    answer = read(sky.put(record()), 500)
    assert answer == {"error": "InternalServerError", "message": "Internal Server Error"}
    assert ledger(box.url)["count"] == 2


def test_what_the_network_refuses_stays_refused_under_a_fault(
    box: SandboxServer, tooter: Tooter
) -> None:
    """Nothing was accepted, so the network's own refusal is the answer."""
    order(box.url, "mastodon:timeout-after-accept=1", "mastodon:error-after-accept=1")
    assert "Validation failed" in read(tooter.post("x" * 501), 422)["error"]


@pytest.mark.parametrize("kind", ["reset-before-accept", "unavailable", "rate-limited"])
def test_what_fails_before_accepting_leaves_nothing(
    box: SandboxServer, tooter: Tooter, kind: str
) -> None:
    """The ledger stays empty, and without the fault the same post goes out."""
    order(box.url, f"mastodon:{kind}=1")
    if kind == "reset-before-accept":
        with pytest.raises(requests.ConnectionError):
            tooter.post("Tres dies")
    else:
        assert tooter.post("Tres dies").status_code in (429, 503)
    assert ledger(box.url)["count"] == 0
    order(box.url)
    read(tooter.post("Tres dies"))


def test_too_many_requests_tell_until_when_by_sandbox_time(
    box: SandboxServer, tooter: Tooter, sky: Skywriter
) -> None:
    """Mastodon writes a time, Bluesky seconds since 1970; both mean a quarter of an hour."""
    order(box.url, "all:rate-limited=1")
    reset = tooter.post("Tres dies").headers["X-RateLimit-Reset"]
    assert read_moment(reset) - start() == timedelta(minutes=15)
    seconds = int(sky.put(record()).headers["RateLimit-Reset"])
    assert seconds - start().timestamp() == 15 * 60


def test_a_token_ends_in_the_networks_own_words(
    box: SandboxServer, tooter: Tooter, sky: Skywriter
) -> None:
    """Mastodon says 401, Bluesky 400 with a name that asks for a refresh."""
    order(box.url, "all:token-expired=1")
    assert read(tooter.post("Tres dies"), 401)["error"] == "The access token expired"
    assert read(sky.put(record()), 400)["error"] == "ExpiredToken"


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_complains_in_a_shape_of_its_own(network: str) -> None:
    """No two share their words but those of one company."""
    body: Any = complaints.token_ended(network).body
    busy = complaints.too_many(network, start())
    assert busy.status == 429
    assert complaints.broken(network, 503).status == 503
    family = {
        "mastodon": "error",
        "bluesky": "message",
        "x": "title",
        "linkedin": "code",
        "telegram": "description",
    }
    if network in family:
        assert family[network] in body
    else:
        assert body["error"]["code"] == 190
    told = " ".join((*busy.headers, *map(str, busy.body.values()))).lower()
    assert any(word in told for word in ("reset", "retry after", "usage", "throttle"))


def test_a_slow_network_answers_late_but_well(box: SandboxServer, tooter: Tooter) -> None:
    """The seconds are real ones: somebody waits for the answer."""
    order(box.url, "mastodon:slow=0.3:1")
    began = monotonic()
    read(tooter.post("Tres dies"))
    assert monotonic() - began >= 0.3


def test_uploads_and_questions_meet_no_fault(box: SandboxServer, tooter: Tooter) -> None:
    """Only what makes something public is spoilt."""
    order(box.url, "all:unavailable=1", "all:reset-before-accept=1")
    read(tooter.upload(picture()))
    read(tooter.get("/v1/accounts/verify_credentials"))


def test_faults_tell_how_often_they_struck(box: SandboxServer, tooter: Tooter) -> None:
    """The endpoint shows what is on and what it did; what is no fault changes nothing."""
    said = read(order(box.url, "mastodon:unavailable=1"))
    assert said == {"faults": ["mastodon:unavailable=1"], "struck": {}}
    tooter.post("Tres dies")
    told = read(requests.get(f"{box.url}/_sandbox/faults", timeout=10))
    assert told["struck"] == {"mastodon": {"unavailable": 1}}
    assert "no fault 'gremlins'" in read(order(box.url, "x:gremlins=1"), 400)["error"]
    assert read(requests.get(f"{box.url}/_sandbox/faults", timeout=10)) == told


@pytest.fixture
def troubled() -> Iterator[SandboxServer]:
    """A sandbox that begins with a fault."""
    with SandboxServer(clock=start, faults=[read_fault("mastodon:unavailable=1")]) as server:
        yield server


def test_a_sandbox_can_begin_with_faults(troubled: SandboxServer) -> None:
    """As the option of the command orders them."""
    assert Tooter(troubled.url).post("Tres dies").status_code == 503


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_has_a_credential_for_an_account(network: str) -> None:
    """A bot's token has the bot's number before it; all end in the account's name."""
    secret = secret_for(network, "eu-x")
    assert account_in(secret.rpartition(":")[2]) == "eu-x"
    assert secret.partition(":")[0].isdigit() == (network == "telegram")


def test_the_command_says_what_is_no_fault() -> None:
    """`python -m campaign.sandbox` refuses before it listens."""
    words = [sys.executable, "-m", "campaign.sandbox", "--port", "0", "--fault", "x:gremlins=1"]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "there is no fault 'gremlins'" in ended.stderr


def test_who_calls_is_known_by_the_token_and_not_by_its_renewal() -> None:
    """A signed token counts by its subject; without one the query's, or the path, stands in."""

    def scope(authorization: str = "", query: str = "") -> dict[str, Any]:
        headers = [(b"authorization", authorization.encode())] if authorization else []
        return {"headers": headers, "query_string": query.encode(), "path": "/v25.0/1/feed"}

    claims = urlsafe_b64encode(b'{"sub":"did:plc:abc"}').decode().rstrip("=")
    assert caller(scope(f"Bearer head.{claims}.one")) == "did:plc:abc"
    assert caller(scope(f"Bearer other.{claims}.two")) == "did:plc:abc"
    assert caller(scope("Bearer sandbox-eu")) == "sandbox-eu"
    assert caller(scope("Bearer not.a.token")) == "not.a.token"
    assert caller(scope(query="access_token=sandbox-arad")) == "sandbox-arad"
    assert caller(scope()) == "/v25.0/1/feed"
