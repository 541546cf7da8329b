"""The sandbox's Facebook gives tokens for the pages that a person said yes for."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.graph import tokens
from tests.sandbox.grapher import Grapher
from tests.sandbox.visitors import (
    move_clock,
    read,
    refusal,
)

APP = {"client_id": "17", "redirect_uri": "https://campaign.example/back", "state": "s1"}


def connected(box: SandboxServer, pages: str, scope: str) -> str:
    """Let a person say yes; gives the token for sixty days."""
    there = f"{box.url}/v25.0/dialog/oauth"
    asked = {**APP, "scope": scope}
    assert "Continue" in requests.get(there, asked, timeout=10).text
    said = {"account": pages, "answer": "yes"}
    back = requests.post(there, said, params=asked, timeout=10, allow_redirects=False)
    address = back.headers["Location"]
    assert address.startswith("https://campaign.example/back?") and address.endswith("#_=_")
    query = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
    assert query["state"] == "s1"
    redeem = f"{box.url}/v25.0/oauth/access_token"
    app = {"client_id": "17", "client_secret": "s"}
    form = {**app, "redirect_uri": APP["redirect_uri"], "code": query["code"]}
    short = read(requests.get(redeem, form, timeout=10))
    assert short["expires_in"] == 7200
    assert refusal(requests.get(redeem, form, timeout=10)) == (100, 36009), "a code is used once"
    exchange = {**app, "grant_type": "fb_exchange_token"}
    exchange["fb_exchange_token"] = short["access_token"]
    long = read(requests.get(redeem, exchange, timeout=10))
    assert long["expires_in"] == 5_184_000
    return str(long["access_token"])


def test_a_person_lets_an_application_speak_for_pages(box: SandboxServer) -> None:
    """Code, token for an hour, for sixty days, and a page's own, which does not end."""
    scope = "pages_show_list,pages_manage_posts,pages_read_engagement"
    person = Grapher(box.url, connected(box, "catalonia navarra", scope))
    assert person.get("/me")["name"] == "Sandbox Person"
    assert refusal(person.call("GET", "/me", fields="category")) == (100, 0)
    pages = person.get("/me/accounts", fields="id,name,access_token")["data"]
    assert [each["name"] for each in pages] == ["Catalonia", "Navarra"]
    assert refusal(person.call("POST", f"/{pages[0]['id']}/feed", message="a"), 403) == (200, 0)
    page = Grapher(box.url, pages[0]["access_token"])
    assert page.get("/me", fields="category")["id"] == pages[0]["id"]
    id = page.post(f"/{page.page}/feed", message="Tres dies.")["id"]
    assert refusal(page.call("POST", f"/{id}/comments", message="a"), 403) == (200, 0)
    assert refusal(page.call("GET", f"/{id}/insights", metric="post_clicks"), 403) == (10, 0)
    assert refusal(page.call("POST", "/me/media"), 403) == (10, 0)
    move_clock(box.url, "2027-06-01T09:00:00Z")
    assert page.get("/me")["id"] == pages[0]["id"]
    assert refusal(person.call("GET", "/me"), 401) == (190, 463)


def test_a_token_keeps_only_rights_over_pages(box: SandboxServer) -> None:
    """A right to the person's own profile is asked for on the page, and is none over a page."""
    token = connected(box, "catalonia", "pages_show_list,public_profile")
    found = tokens.opened(box._app.state.world, token)
    assert found is not None and found.rights == {"pages_show_list"}


def test_a_person_may_say_no(box: SandboxServer) -> None:
    """And is sent back with that."""
    there = f"{box.url}/v25.0/dialog/oauth"
    back = requests.post(there, {"answer": "no"}, params=APP, timeout=10, allow_redirects=False)
    assert "error=access_denied" in back.headers["Location"]
    wrong = {**APP, "scope": "everything"}
    assert requests.get(there, wrong, timeout=10).status_code == 400
    wrong = {**APP, "redirect_uri": "nowhere"}
    assert requests.get(there, wrong, timeout=10).status_code == 400
