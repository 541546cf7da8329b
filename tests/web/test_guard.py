"""What every request has to pass, over HTTP: hosts, origins, sizes; and what answers say."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests

from campaign.config import DeskSettings
from campaign.web.guard import bodies
from campaign.web.guard.timely import TimelyProtocol
from tests.web.stage import Stage


def wire(stage: Stage, request: str, *, wait: float = 20) -> str:
    """The answer to a request as it is typed."""
    port = urlsplit(stage.url).port
    with closing(socket.create_connection(("127.0.0.1", port), timeout=wait)) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        found = b""
        while part := connection.recv(65_536):
            found += part
        return found.decode(errors="replace")


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (("127.0.0.1",), 200),
        (("localhost:8779",), 200),
        (("evil.example",), 421),
        (("127.0.0.1.evil.example",), 421),
        (("169.254.169.254",), 421),
        (("127.0.0.1", "evil.example"), 400),
        (("127.0.0.1 evil.example",), 421),
        (("",), 421),
    ],
    ids=str,
)
def test_the_desk_answers_under_its_own_names(
    seen: Stage, hosts: tuple[str, ...], status: int
) -> None:
    """A page elsewhere whose name leads to this machine (DNS rebinding) gets nothing."""
    lines = "".join(f"Host: {each}\n" for each in hosts)
    answer = wire(seen, f"GET /sign-in HTTP/1.1\n{lines}Connection: close\n\n")
    assert answer.startswith(f"HTTP/1.1 {status}"), answer[:200]
    if status != 200:
        assert "<form" not in answer


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_does_nothing(seen: Stage, headers: dict[str, str]) -> None:
    """Even with its token."""
    visit = seen.visit("olga")
    form = {"csrf": visit.token("/")}
    answer = visit.http.post(seen.url + "/sign-out", data=form, headers=headers, timeout=30)
    assert answer.status_code == 403 and "from another site" in answer.text
    assert visit.get("/", allow_redirects=False).status_code == 200


def test_a_token_of_another_browser_or_session_is_forged(seen: Stage) -> None:
    """Those of guests as well as those of people."""
    guest, other, olga = seen.visit(), seen.visit(), seen.visit("olga")
    email = {"email": "x@example.org"}
    for token in (other.token("/sign-in"), olga.token("/"), "", "0" * 192):
        guest.token("/sign-in")
        answer = guest.send("/sign-in/mail", {"csrf": token, **email})
        assert answer.status_code == 403 and "This form cannot be used" in answer.text
    assert olga.send("/sign-out", {"csrf": guest.token("/sign-in")}).status_code == 403
    stranger = requests.post(
        seen.url + "/sign-in/mail",
        {"csrf": guest.token("/sign-in"), **email},
        headers={"Origin": seen.url},
        timeout=30,
    )
    assert stranger.status_code == 403


def test_every_answer_says_what_a_browser_may_do_with_it(seen: Stage) -> None:
    """Pages, files, redirects, errors, refusals of the guard."""
    olga, guest = seen.visit("olga"), seen.visit()
    answers = [
        olga.get("/"),
        olga.get("/no-such-page"),
        guest.get("/", allow_redirects=False),
        guest.get("/sign-in"),
        olga.send("/sign-out", {}),
        guest.get("/", headers={"Host": "evil.example"}),
        olga.get("/static/desk.css"),
    ]
    assert [each.status_code for each in answers] == [200, 404, 303, 200, 403, 421, 200]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "strict-transport-security" not in answer.headers
        assert "server" not in answer.headers
        if "/static/" not in answer.url:
            assert answer.headers["cache-control"] == "no-store"


def test_cookies_have_all_their_flags(seen: Stage) -> None:
    """No script reads them, and no other site sends them along."""
    answer = seen.visit().get("/sign-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("desk-browser=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie and "Secure" not in cookie


@pytest.fixture
def on_https(stage: Stage) -> Iterator[Stage]:
    """The desk as it stands behind a proxy that speaks https, on this machine."""
    settings = DeskSettings(
        address="https://desk.example",
        behind_proxy=("127.0.0.1",),
        hsts=timedelta(days=365),
    )
    stage.opened.config = replace(stage.opened.config, desk=settings)
    yield stage


PROXIED = {"Host": "desk.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}


def test_on_https_cookies_are_bound_to_the_host(on_https: Stage) -> None:
    """By their names; a plain cookie of the same meaning is nobody's."""
    answer = requests.get(on_https.url + "/sign-in", headers=PROXIED, timeout=30)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-desk-browser=") and "Secure" in cookie
    assert "Domain" not in cookie and "Path=/" in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    for name, status in (("desk", 303), ("__Host-desk", 200)):
        held = {**PROXIED, "Cookie": f"{name}={on_https.cookie('olga')}"}
        found = requests.get(on_https.url, headers=held, timeout=30, allow_redirects=False)
        assert found.status_code == status, name


def test_the_address_of_the_desk_is_enough_for_secure_cookies(on_https: Stage) -> None:
    """Also where the proxy says nothing of https; and not under the names of this machine."""
    answer = requests.get(on_https.url + "/sign-in", headers={"Host": "desk.example"}, timeout=30)
    assert answer.headers["set-cookie"].startswith("__Host-")
    plain = requests.get(on_https.url + "/sign-in", timeout=30)
    assert plain.headers["set-cookie"].startswith("desk-browser=")
    assert "strict-transport-security" not in plain.headers


def test_a_form_behind_a_proxy_comes_from_the_address_of_the_desk(on_https: Stage) -> None:
    """With the origin that its browser knows."""
    held = {**PROXIED, "Cookie": f"__Host-desk={on_https.cookie('olga')}"}
    page = requests.get(on_https.url, headers=held, timeout=30).text
    token = page.partition('data-csrf="')[2].partition('"')[0]
    for origin, status in (("https://desk.example", 303), ("http://desk.example", 403)):
        answer = requests.post(
            on_https.url + "/sign-out",
            {"csrf": token},
            headers={**held, "Origin": origin},
            timeout=30,
            allow_redirects=False,
        )
        assert answer.status_code == status, origin
        if status == 303:
            assert "__Host-desk=" in answer.headers["set-cookie"]
            break


def test_limits_count_whom_the_proxy_heard(on_https: Stage) -> None:
    """Not the proxy, behind which everybody is; and not what the sender made up."""
    codes = []
    for number in range(42):
        headers = {**PROXIED, "X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        address = f"{on_https.url}/sign-in/link/wrong"
        codes.append(requests.get(address, headers=headers, timeout=30).status_code)
    assert codes[-1] == 429
    other = {**PROXIED, "X-Forwarded-For": "198.51.100.8"}
    found = requests.get(f"{on_https.url}/sign-in/link/wrong", headers=other, timeout=30)
    assert found.status_code == 410


def test_a_form_that_is_too_large_is_refused_with_a_page(seen: Stage) -> None:
    """Whether it says so beforehand or not; and the desk goes on."""
    visit = seen.visit("olga")
    token = visit.token("/")
    large = visit.send("/sign-out", {"csrf": token, "words": "x" * (bodies.LARGEST_FORM + 1)})
    assert large.status_code == 413 and "This is too large" in large.text

    def parts() -> Iterator[bytes]:
        yield f"csrf={token}&words=".encode()
        for _ in range(30):
            yield b"x" * 50_000

    headers = {
        "Origin": seen.url,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    chunked = visit.http.post(
        seen.url + "/sign-out", data=parts(), headers=headers, timeout=30, allow_redirects=False
    )
    assert chunked.status_code == 413
    assert visit.get("/", allow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {f"field-{number}": "x" for number in range(2100)},
        {"words": "a\0b"},
        {"a\0b": "words"},
    ],
    ids=["many", "nul", "nul in a name"],
)
def test_a_form_that_no_page_sends_is_unreadable(seen: Stage, fields: dict[str, str]) -> None:
    """422, and no error of the program."""
    visit = seen.visit("olga")
    answer = visit.send("/sign-out", {**fields, "csrf": visit.token("/")})
    assert answer.status_code == 422 and "is not whole" in answer.text


@pytest.mark.parametrize(
    "content",
    [b"", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n', b"\xff" * 99],
)
def test_a_broken_upload_is_refused(seen: Stage, content: bytes) -> None:
    """By the form's token at the latest."""
    visit = seen.visit("olga")
    headers = {
        "Origin": seen.url,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    answer = visit.http.post(seen.url + "/sign-out", data=content, headers=headers, timeout=30)
    assert answer.status_code in (403, 422)


@pytest.mark.parametrize("path", ["/%00", "/sign-in?x=%00", "/people/%00?a=b"])
def test_an_address_with_a_nul_is_refused(seen: Stage, path: str) -> None:
    """No database takes one."""
    assert seen.visit("olga").get(path).status_code == 400


def test_whoever_sends_no_request_is_not_waited_for(
    seen: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at the beginning of a connection, nor in the middle of the headers."""
    monkeypatch.setattr(TimelyProtocol, "slowest", 0.2)
    assert wire(seen, "") == ""
    assert wire(seen, "GET / HTTP/1.1\nHost: 127.0.0.1\nX-Slow: ") == ""
    whole = wire(seen, "GET /sign-in HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
    assert whole.startswith("HTTP/1.1 200")


def test_headers_that_are_too_long_are_refused(seen: Stage) -> None:
    """Whether they come at once or not."""
    long = f"Connection: close\nX-Long: {'x' * 70_000}\n\n"
    answer = wire(seen, f"GET / HTTP/1.1\nHost: 127.0.0.1\n{long}")
    assert answer.startswith(("HTTP/1.1 431", "HTTP/1.1 400"))
