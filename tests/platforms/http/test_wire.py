"""Every way in which HTTP goes wrong becomes the right error of ours."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.platforms.bluesky.session import dialect as bluesky
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import MAX_ANSWER, Wire
from campaign.platforms.mastodon import responses
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Mishap, Reply, Scripted, always, free_port

TOKEN = "planted-Token-7f3a9c"
MASTODON = Dialect(responses.words, responses.kind, responses.reset)


def wire(url: str, dialect: Dialect = MASTODON) -> Wire:
    """A wire that loses its patience soon."""
    return Wire(url, name="catalonia-ca", dialect=dialect, clock=Clock(), timeout=(0.4, 0.4))


def failing(url: str, *, creates: bool, dialect: Dialect = MASTODON) -> PlatformError:
    """The error a POST ends in."""
    with pytest.raises(PlatformError) as caught:
        wire(url, dialect).call("POST", "/x", creates=creates, bearer=TOKEN, body={"a": 1})
    return caught.value


def full_backlog() -> Iterator[str]:
    """An address where connecting hangs: a listener whose queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            each = socket.socket()
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
            waiting.append(each)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for each in waiting:
            each.close()


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (Mishap.RESET, "closed without an answer"),
        (Mishap.HANG, "no answer came within 0.4 s"),
        (Mishap.TORN, "cannot be read"),
        (Reply(raw=b"x" * (MAX_ANSWER + 1)), "cannot be read"),
        (Reply(raw=b"<html>welcome</html>"), "cannot be read"),
        (Reply(500, {"error": "sorry"}), "500: sorry"),
        (Reply(502, raw=b"<h1>Bad   Gateway</h1>"), "<h1>Bad Gateway</h1>"),
        (Reply(503), "503"),
        (Reply(504), "504"),
        (Reply(408), "408"),
        (Reply(303, headers={"Location": "/x/1"}), "303"),
    ],
)
def test_a_create_without_a_usable_answer_is_unknown(mishap: Reply | Mishap, words: str) -> None:
    """What left and was not answered may be public; the same on a read was nothing."""
    with Scripted(always(mishap)) as server:
        unknown = failing(server.url, creates=True)
        nothing = failing(server.url, creates=False)
    assert type(unknown) is OutcomeUnknown and words in str(unknown)
    assert type(nothing) is Unavailable and words in str(nothing)
    assert len(server.seen) == 2, "a request was repeated"


def test_what_never_left_is_unavailable_even_on_a_create() -> None:
    """Refused, unnamed, not TLS, not answering the phone: nothing can have arrived."""
    with Scripted(always(Reply())) as plain:
        cases = {
            f"http://127.0.0.1:{free_port()}": "the connection was refused",
            "https://nobody.invalid": "",
            plain.url.replace("http:", "https:"): "TLS failed",
        }
        for url, words in cases.items():
            error = failing(url, creates=True)
            assert type(error) is Unavailable and words in str(error), url
        assert plain.seen == []


def test_a_connection_that_takes_too_long_is_unavailable() -> None:
    """A connect time-out is no doubt: no byte of the request was sent."""
    backlog = full_backlog()
    error = failing(next(backlog), creates=True)
    assert type(error) is Unavailable and "no connection came about within 0.4 s" in str(error)
    assert next(backlog, None) is None


@pytest.mark.parametrize(
    ("reply", "dialect", "kind"),
    [
        (Reply(400, {"error": "InvalidRequest", "message": "no"}), bluesky(), Rejected),
        (Reply(400, {"error": "ExpiredToken", "message": "old"}), bluesky(), Unauthorized),
        (Reply(400, {"error": "AccountTakedown", "message": "gone"}), bluesky(), Unauthorized),
        (Reply(401, {"error": "The access token is invalid"}), MASTODON, Unauthorized),
        (Reply(401, raw=b"no"), MASTODON, Unauthorized),
        (Reply(403, {"error": "This action is not allowed"}), MASTODON, Rejected),
        (
            Reply(403, {"error": "This action is outside the authorized scopes"}),
            MASTODON,
            Unauthorized,
        ),
        (Reply(403, {"error": "Your login is currently disabled"}), MASTODON, Unauthorized),
        (Reply(404, {"error": "Record not found"}), MASTODON, Rejected),
        (Reply(413, raw=b"too large"), MASTODON, Rejected),
        (Reply(422, {"error": "Validation failed"}), MASTODON, Rejected),
        (Reply(422, ["odd"]), MASTODON, Rejected),
    ],
)
def test_a_refusal_is_final_and_keeps_the_networks_words(
    reply: Reply, dialect: Dialect, kind: type[PlatformError]
) -> None:
    """4xx on a create was read and refused: rejected, or the credential is dead."""
    with Scripted(always(reply)) as server:
        error = failing(server.url, creates=True, dialect=dialect)
    assert type(error) is kind
    assert error.status == reply.status
    if isinstance(reply.data, dict):
        assert (error.answer or "") == str(reply.data.get("message") or reply.data["error"])


@pytest.mark.parametrize(
    ("headers", "dialect", "until"),
    [
        ({"Retry-After": "90"}, MASTODON, START + timedelta(seconds=90)),
        (
            {"Retry-After": "Tue, 01 Dec 2026 09:07:00 GMT"},
            MASTODON,
            START + timedelta(minutes=7),
        ),
        ({"X-RateLimit-Reset": "2026-12-01T09:05:00.123Z"}, MASTODON, START.replace(minute=5)),
        ({"X-RateLimit-Reset": "1796115900"}, MASTODON, None),
        ({"RateLimit-Reset": "1796115900"}, bluesky(), datetime(2026, 12, 1, 9, 5, tzinfo=UTC)),
        ({"RateLimit-Reset": "2026-12-01T09:05:00Z"}, bluesky(), None),
        ({"Retry-After": "99999999999999999999"}, MASTODON, START + timedelta(days=1)),
        ({"Retry-After": "Fri, 01 Dec 2056 09:07:00 GMT"}, MASTODON, START + timedelta(days=1)),
        ({"Retry-After": "soon"}, bluesky(), None),
        ({}, MASTODON, None),
    ],
)
def test_a_429_says_until_when_in_each_networks_own_format(
    headers: dict[str, str], dialect: Dialect, until: datetime | None
) -> None:
    """Retry-After in seconds or as a date, ISO 8601 on Mastodon, Unix seconds on Bluesky."""
    with Scripted(always(Reply(429, {"error": "Too many"}, headers))) as server:
        error = failing(server.url, creates=True, dialect=dialect)
    assert isinstance(error, RateLimited)
    found = error.until
    assert (found.replace(microsecond=0) if found else None) == until


def test_a_redirect_is_not_followed_and_named() -> None:
    """The token must not travel to where it was not meant for."""
    with Scripted(always(Reply())) as other:
        moved = Reply(301, headers={"Location": f"{other.url}/x?token=1"})
        with Scripted(always(moved)) as server:
            for creates in (True, False):
                error = failing(server.url, creates=creates)
                assert type(error) is Rejected
                assert f"answers from {other.url}; put that in `server`" in str(error)
                assert "token=1" not in str(error)
        assert other.seen == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401, {"error": f"bad token {TOKEN}"}),
        Reply(400, {"error": TOKEN, "message": TOKEN}),
        Reply(500, raw=f"Authorization: Bearer {TOKEN}".encode()),
        Reply(429, {"error": TOKEN}),
        Reply(200, raw=TOKEN.encode()),
        Mishap.RESET,
        Mishap.HANG,
    ],
)
def test_no_token_is_in_any_error_log_or_repr(
    reply: Reply | Mishap, caplog: pytest.LogCaptureFixture
) -> None:
    """A server may echo what it got; we never do."""
    caplog.set_level(logging.DEBUG)
    with Scripted(always(reply)) as server:
        edge = wire(server.url, bluesky())
        with pytest.raises(PlatformError) as caught:
            edge.call("POST", "/x", creates=True, bearer=TOKEN, hide=[TOKEN])
    assert server.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    error = caught.value
    shown = [caplog.text, repr(edge), str(vars(edge)), repr(error), error.answer, str(error.code)]
    shown += traceback.format_exception(error)
    assert TOKEN not in "".join(shown)
    assert error.__context__ is None, "a chained error of requests holds the request"


def test_a_token_that_cannot_be_sent_is_no_token() -> None:
    """A file with two lines, a pasted quotation mark: said without the token itself."""
    for bad in (f"{TOKEN}\n{TOKEN}", f"“{TOKEN}”", f"{TOKEN} {TOKEN}"):
        with pytest.raises(Unauthorized) as caught:
            wire(f"http://127.0.0.1:{free_port()}").call("GET", "/x", bearer=bad)
        assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("http://mastodon.example", "clear text"),
        ("http://10.0.0.7:3000", "clear text"),
        ("mastodon.example", "must look like"),
        ("ftp://mastodon.example", "must look like"),
        ("https://user:pass@mastodon.example", "must not hold a name or password"),
        ("https://mastodon.example:port", "no port"),
        ("https://mastodon.example/?x=1", "must end before"),
        ("", "must look like"),
    ],
)
def test_an_unfit_server_is_refused_in_words(server: str, words: str) -> None:
    """A token is not sent in clear text over anybody's network, nor to a riddle."""
    with pytest.raises(ValueError, match=words) as caught:
        wire(server)
    assert "pass@" not in str(caught.value)


def test_clear_text_is_possible_where_the_owner_says_so() -> None:
    """Loopback needs no leave; another host needs the option."""
    for server in ("http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1"):
        assert wire(server).base_url == server.rstrip("/")
    closed = Wire("http://10.0.0.7", name="x", dialect=MASTODON, clock=Clock(), cleartext=True)
    assert closed.base_url == "http://10.0.0.7"


def test_a_netrc_never_replaces_our_token(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """requests would read a login for the host from there."""
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:  # noqa: PTH123
        file.write("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", netrc)
    with Scripted(always(Reply(data={"ok": True}))) as server:
        assert wire(server.url).call("GET", "/x", bearer=TOKEN).data == {"ok": True}
        wire(server.url).call("GET", "/x")
    assert server.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert "authorization" not in server.seen[1].headers


def test_a_connection_used_again_also_knows_that_a_request_left() -> None:
    """The second request over one connection does not connect, and still leaves."""
    with Scripted(lambda seen: Reply(data={}) if seen.method == "GET" else Mishap.RESET) as server:
        edge = wire(server.url)
        edge.call("GET", "/x")
        with pytest.raises(OutcomeUnknown):
            edge.call("POST", "/x", creates=True)
