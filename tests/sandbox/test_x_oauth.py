"""The sandbox's X gives tokens to who may have them, and renews each of them once."""

from __future__ import annotations

import base64
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import move_clock, picture, read, start
from tests.sandbox.xer import Poster, upload

TOKEN = "/2/oauth2/token"
VERIFIER = "v" * 60
SCOPES = "tweet.read tweet.write users.read media.write offline.access"


def question(url: str, **changes: str) -> requests.Response:
    """A browser goes to the page on which its owner says yes."""
    digest = sha256(VERIFIER.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": "sandbox-catalonia_ca",
        "redirect_uri": "http://127.0.0.1:9/back",
        "scope": SCOPES,
        "state": "s",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return requests.get(
        f"{url}/i/oauth2/authorize", query | changes, allow_redirects=False, timeout=10
    )


def code_from(answer: requests.Response) -> dict[str, str]:
    """What to change into tokens."""
    assert answer.status_code == 302, answer.text
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert told["state"] == ["s"]
    return {
        "grant_type": "authorization_code",
        "code": told["code"][0],
        "redirect_uri": "http://127.0.0.1:9/back",
        "code_verifier": VERIFIER,
        "client_id": "sandbox-catalonia_ca",
    }


def renewal(token: str) -> dict[str, str]:
    """What to change into the next tokens."""
    return {"grant_type": "refresh_token", "refresh_token": token, "client_id": "any"}


def test_a_yes_in_the_browser_becomes_tokens_once(box: SandboxServer) -> None:
    """With PKCE, within 30 seconds, for the application that asked."""
    form = code_from(question(box.url))
    for change in ({"code_verifier": "w" * 60}, {"client_id": "x"}, {"code": "x"}):
        told = read(requests.post(box.url + TOKEN, form | change, timeout=10), 400)
        assert told["error"] == "invalid_request"
    form = code_from(question(box.url))
    told = read(requests.post(box.url + TOKEN, form, timeout=10))
    assert told["expires_in"] == 7200 and set(told["scope"].split()) == set(SCOPES.split())
    assert told["refresh_token"] == "sandbox-refresh-catalonia_ca-1"
    owner = Poster(box.url, token=told["access_token"])
    assert read(owner.get("/users/me"))["data"]["username"] == "catalonia_ca"
    read(requests.post(box.url + TOKEN, form, timeout=10), 400)
    late = code_from(question(box.url))
    move_clock(box.url, (start() + timedelta(seconds=30)).isoformat())
    read(requests.post(box.url + TOKEN, late, timeout=10), 400)


def test_a_person_says_as_whom_or_no(box: SandboxServer) -> None:
    """An application that is no account of the sandbox asks on a page."""
    page = question(box.url, client_id="our-app")
    assert page.status_code == 200 and "our-app wants to access" in page.text
    form = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    said = f"{box.url}/i/oauth2/authorize"
    yes = {**form, "account": "navarra_es", "answer": "yes"}
    answer = requests.post(said, yes, allow_redirects=False, timeout=10)
    tokens = code_from(answer) | {"client_id": "our-app"}
    told = read(requests.post(box.url + TOKEN, tokens, timeout=10))
    owner = Poster(box.url, token=told["access_token"])
    assert read(owner.get("/users/me"))["data"]["username"] == "navarra_es"
    no = requests.post(said, {**yes, "answer": "no"}, allow_redirects=False, timeout=10)
    assert "error=access_denied" in no.headers["location"]
    for wrong in ({"state": ""}, {"code_challenge": ""}, {"scope": "all"}, {"redirect_uri": "x"}):
        assert question(box.url, **wrong).status_code == 400


def test_a_refresh_token_is_used_up(box: SandboxServer) -> None:
    """Each brings the next, and no access token lives longer than two hours."""
    token = "sandbox-refresh-catalonia_ca-1"
    for number in (2, 3):
        told = read(requests.post(box.url + TOKEN, renewal(token), timeout=10))
        again = read(requests.post(box.url + TOKEN, renewal(token), timeout=10), 400)
        assert again["error_description"] == "Value passed for the token was invalid."
        token = told["refresh_token"]
        assert token == f"sandbox-refresh-catalonia_ca-{number}"
    owner = Poster(box.url, token=told["access_token"])
    read(owner.post("a"), 201)
    move_clock(box.url, (start() + timedelta(hours=2)).isoformat())
    read(owner.post("b"), 401)
    read(Poster(box.url, token=token).post("c"), 401)
    for wrong in ("sandbox-refresh-catalonia_ca-7", "sandbox-catalonia_ca", ""):
        read(requests.post(box.url + TOKEN, renewal(wrong), timeout=10), 400)


def test_an_application_names_itself(box: SandboxServer) -> None:
    """By its id, or with its secret in a header."""
    form = {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-a-1"}
    read(requests.post(box.url + TOKEN, form, timeout=10), 401)
    read(requests.post(box.url + TOKEN, form, auth=("app", ""), timeout=10), 401)
    read(requests.post(box.url + TOKEN, form, auth=("app", "secret"), timeout=10))
    read(requests.post(box.url + TOKEN, {"client_id": "a", "grant_type": "x"}, timeout=10), 400)


def test_a_token_does_what_it_was_given_for(box: SandboxServer) -> None:
    """Without media.write no picture, without offline.access no renewal."""
    form = code_from(question(box.url, scope="tweet.read tweet.write users.read"))
    told = read(requests.post(box.url + TOKEN, form, timeout=10))
    assert "refresh_token" not in told
    owner = Poster(box.url, token=told["access_token"])
    read(owner.post("a"), 201)
    read(owner.send("/media/upload", **upload(picture())), 403)
    app = Poster(box.url, token="A" * 30 + "%2Fx")
    assert read(app.get("/users/me"), 403)["title"] == "Unsupported Authentication"


def test_its_posts_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    """Also that a refresh token was used."""
    token = "sandbox-refresh-catalonia_ca-1"
    with SandboxServer(state=tmp_path, clock=start) as box:
        read(requests.post(box.url + TOKEN, renewal(token), timeout=10))
        made = read(Poster(box.url).post("Tres dies"), 201)["data"]["id"]
    with SandboxServer(state=tmp_path, clock=start) as box:
        read(requests.post(box.url + TOKEN, renewal(token), timeout=10), 400)
        assert [each["id"] for each in Poster(box.url).own()["data"]] == [made]
        read(Poster(box.url).post("Tres dies"), 403)
