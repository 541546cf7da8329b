"""How one signs in at X: tokens that are renewed, once each, or four parts that never end."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import ConfigError, PlatformError, Unauthorized, Unavailable
from campaign.model import Receipt
from campaign.platforms import registry
from campaign.platforms.x.adapter import X
from campaign.sandbox import SandboxServer
from campaign.storage.database import Database, open_database
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring
from tests.platforms.samples import START, Clock, Shelf, channel, picture, standing, variant
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on
from tests.platforms.x.server import TWEETS, opened

ACCOUNT = "catalonia-ca"
TOKEN = "/2/oauth2/token"
CLIENT = {"client_id": "our-app"}
FOUR = {
    "consumer_key": "our-app",
    "consumer_secret": "our-app-secret",
    "access_token": f"sandbox-{ACCOUNT}",
    "access_token_secret": f"sandbox-{ACCOUNT}-secret",
}


def renewable(access: str = "ended", number: int = 1, expires: datetime | None = START) -> str:
    """A secret as `campaign channels connect` keeps it; it has ended."""
    told: dict[str, Any] = {
        "access_token": access,
        "refresh_token": f"sandbox-refresh-{ACCOUNT}-{number}",
    }
    if expires is not None:
        told["expires_at"] = int(expires.timestamp())
    return json.dumps(told)


def posted(adapter: X, text: str) -> Receipt:
    """Post something."""
    return adapter.publish(adapter.payloads(variant("x", text=text, link=""), START)[0], "key")


def test_a_token_is_renewed_before_it_ends_and_each_refresh_token_used_once(
    box: SandboxServer, clock: Clock
) -> None:
    """Two hours each, five minutes early, for as long as posts go out."""
    with Scripted(passing_on(box.url, lambda seen: False)) as server:
        adapter = opened(server.url, clock, secret=renewable(), options=CLIENT)
        for number in range(6):
            posted(adapter, f"number {number}")
            clock.pass_by(58 * 60)
    renewals = [seen for seen in server.seen if seen.path == TOKEN]
    assert len(renewals) == 3 and len(standing(box.url, "x")) == 6
    forms = [seen.body.decode() for seen in renewals]
    assert [f"sandbox-refresh-{ACCOUNT}-{n}" in form for n, form in enumerate(forms, 1)] == [
        True
    ] * 3
    assert all("client_id=our-app" in form for form in forms)
    assert all("authorization" not in seen.headers for seen in renewals)


def test_an_application_with_a_secret_says_it_in_a_header(box: SandboxServer, clock: Clock) -> None:
    """And its id nowhere else: https://docs.x.com, confidential clients."""
    options = {**CLIENT, "client_secret": "planted-secret"}
    with Scripted(passing_on(box.url, lambda seen: False)) as server:
        adapter = opened(server.url, clock, secret=renewable(), options=options)
        posted(adapter, "Tres dies")
    renewal = server.seen[0]
    assert renewal.path == TOKEN and b"client" not in renewal.body
    pair = base64.b64encode(b"our-app:planted-secret").decode()
    assert renewal.headers["authorization"] == f"Basic {pair}"


def test_a_token_that_ends_early_is_renewed_once_and_the_post_sent_again(
    box: SandboxServer, clock: Clock
) -> None:
    """What was refused for its token was not read: there is one post."""
    secret = renewable("not-a-token", expires=None)
    posted(opened(box.url, clock, secret=secret, options=CLIENT), "Tres dies")
    assert len(standing(box.url, "x")) == 1


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Where several processes keep what was renewed."""
    found = open_database(f"sqlite:///{tmp_path / 'shared.db'}")
    yield found
    found.close()


def test_processes_share_what_was_renewed(
    box: SandboxServer, clock: Clock, database: Database, tmp_path: Path
) -> None:
    """The second one takes the first one's token; a refresh token used twice would be refused."""
    keyring = Keyring({}, tmp_path / "credentials.key")
    with Scripted(passing_on(box.url, lambda seen: False)) as server:
        for number in range(4):
            safe = Safe(
                lambda: database, keyring, "catalonia-ca", f"w{number}", clock, clock.pass_by
            )
            place = channel("x", server.url, CLIENT, ACCOUNT)
            adapter = registry.connect(place, renewable(), Shelf(), clock, clock.pass_by, safe)
            assert isinstance(adapter, X)
            posted(adapter, f"number {number}")
            clock.pass_by(3600)
    assert [seen.path for seen in server.seen].count(TOKEN) == 2
    assert len(standing(box.url, "x")) == 4


def test_a_refresh_token_that_is_refused_needs_a_person(box: SandboxServer, clock: Clock) -> None:
    """Unauthorized, with X's words, and nothing was posted."""
    for number in (1, 7):
        adapter = opened(box.url, clock, secret=renewable(number=number), options=CLIENT)
        if number == 1:
            posted(adapter, "Tres dies")
            adapter = opened(box.url, clock, secret=renewable(), options=CLIENT)
        with pytest.raises(Unauthorized, match="Value passed for the token was invalid") as caught:
            posted(adapter, "Una taula")
        assert "sandbox-refresh" not in "".join(traceback.format_exception(caught.value))
    assert len(standing(box.url, "x")) == 1


@pytest.mark.parametrize("mishap", [Mishap.RESET, Reply(503), Reply(200, {"token_type": "bearer"})])
def test_a_renewal_without_an_answer_is_for_another_time(mishap: Reply | Mishap) -> None:
    """Nothing was posted, and nobody needs to be asked yet."""

    def script(seen: Seen) -> Reply | Mishap:
        assert seen.path == TOKEN
        return mishap

    with Scripted(script) as server, pytest.raises(Unavailable):
        posted(opened(server.url, secret=renewable(), options=CLIENT), "Tres dies")


def test_a_token_without_a_refresh_token_ends_for_good() -> None:
    """Its own refusal is told, and X is not asked twice."""
    with Scripted(lambda seen: Reply(401, {"title": "Unauthorized"})) as server:
        adapter = opened(server.url, secret=json.dumps({"access_token": "a", "expires_at": 1}))
        with pytest.raises(Unauthorized, match="401"):
            posted(adapter, "Tres dies")
    assert [seen.path for seen in server.seen] == [TWEETS]


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (renewable(), "needs `client_id`"),
        (json.dumps({**FOUR, "access_token_secret": ""}), "lacks access_token_secret"),
        (json.dumps({"consumer_key": "planted"}), "lacks consumer_secret, access_token, access_t"),
        ('{"access_token": "planted"', "Expecting"),
    ],
)
def test_an_unfit_secret_is_a_mistake_of_the_configuration(secret: str, words: str) -> None:
    """Told in words, before anything is sent, and never repeated."""
    with pytest.raises(ConfigError, match=words) as caught:
        opened("https://api.x.com", secret=secret)
    shown = "".join(traceback.format_exception(caught.value))
    assert "planted" not in shown and "sandbox-" not in shown


@pytest.mark.usefixtures("nothing_strays")
def test_four_parts_sign_each_request(box: SandboxServer, clock: Clock, shelf: Shelf) -> None:
    """As the sandbox reckons by itself; with another secret nothing is opened."""
    adapter = opened(box.url, clock, shelf, secret=json.dumps(FOUR), account=ACCOUNT)
    text = "Tres dies & una taula: 100 % ~ 'é' 🇪🇺"
    payload = adapter.payloads(variant("x", shelf.put(picture()), text=text), START)[0]
    since = clock()
    receipt = adapter.publish(payload, "key")
    clock.pass_by(180)
    found = adapter.find(payload, "key", since)
    assert isinstance(found, Receipt) and found.remote_id == receipt.remote_id
    assert adapter.counts([receipt.remote_id]) and adapter.audience().followers
    adapter.withdraw(receipt.remote_id)
    wrong = json.dumps({**FOUR, "consumer_secret": "another"})
    with pytest.raises(Unauthorized):
        posted(opened(box.url, clock, secret=wrong), "Una taula")
    assert standing(box.url, "x") == []


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any logger says, from DEBUG up, whatever level it was set to."""
    caplog.set_level(logging.DEBUG)
    before = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def lines(caplog: pytest.LogCaptureFixture) -> str:
    """Every record, whole."""
    return "".join(f"{record.__dict__} {record.getMessage()}" for record in caplog.records)


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 429, 500, Mishap.RESET])
@pytest.mark.parametrize("kind", ["bearer", "renewed", "four"])
def test_no_header_and_no_token_is_ever_logged_or_told(
    kind: str, status: int | Mishap, shelf: Shelf, logged: pytest.LogCaptureFixture
) -> None:
    """tweepy and its OAuth library would write both into their logs; a server may echo them."""
    planted = [f"planted-{number}-7f3a9c" for number in range(4)]
    secrets = {
        "bearer": planted[0],
        "renewed": json.dumps(
            {"access_token": planted[0], "refresh_token": planted[1], "expires_at": 1}
        ),
        "four": json.dumps(dict(zip(FOUR, planted, strict=True))),
    }
    options = {**CLIENT, "client_secret": planted[2]} if kind == "renewed" else {}

    def echo(seen: Seen) -> Reply | Mishap:
        if seen.path == TOKEN:
            return Reply(data={"access_token": planted[3], "expires_in": 7200})
        if isinstance(status, Mishap):
            return status
        said = f"{seen.headers.get('authorization')} {seen.body.decode(errors='replace')}"
        return Reply(status, {"title": said, "detail": said, "errors": [{"message": said}]})

    with Scripted(echo) as server:
        adapter = opened(server.url, Clock(), shelf, secret=secrets[kind], options=options)
        payload = adapter.payloads(variant("x", shelf.put(picture())), START)[0]
        with pytest.raises(PlatformError) as caught:
            adapter.publish(payload, "key")
        access = adapter.examine()
        headers = [seen.headers["authorization"] for seen in server.seen]
    assert headers
    error = caught.value
    shown = [lines(logged), repr(adapter), repr(error), error.answer, str(error.code), repr(access)]
    shown += traceback.format_exception(error)
    shown += [repr(value) for value in vars(adapter).values() if not isinstance(value, str)]
    for secret in planted:
        assert secret not in "".join(shown)
    assert "Authorization" not in shown[0] and "oauth_signature" not in shown[0]


def test_the_log_test_is_awake(logged: pytest.LogCaptureFixture) -> None:
    """tweepy's own way to send would be seen by it."""
    import tweepy

    client = tweepy.Client("planted-token")
    client.session.trust_env = False
    client.session.mount("https://", _Nowhere())
    with pytest.raises(ConnectionError):
        client.get_me(user_auth=False)
    assert "planted-token" in lines(logged)


class _Nowhere:
    """A transport that leads nowhere."""

    def send(self, request: Any, **more: Any) -> Any:
        """Fail."""
        raise ConnectionError

    def close(self) -> None:
        """Nothing to close."""


def test_an_expired_token_is_asked_about_by_the_clock_that_was_handed_in() -> None:
    """Not by the machine's."""
    clock = Clock(datetime(2001, 1, 1, tzinfo=UTC))
    with Scripted(lambda seen: Reply(201, {"data": {"id": "5", "text": "Tres dies"}})) as server:
        secret = renewable("good", expires=clock() + timedelta(minutes=6))
        posted(opened(server.url, clock, secret=secret, options=CLIENT), "Tres dies")
        assert [seen.path for seen in server.seen] == [TWEETS]
