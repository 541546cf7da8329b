"""The page on which all the sandbox's networks ask an owner."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.signin.consent import OUT_OF_BAND
from tests.sandbox.visitors import read

BACK = "http://127.0.0.1:1/callback"
COMMON = {"response_type": "code", "redirect_uri": BACK, "state": "s", "client_id": "<b>app</b>"}
ASKED = {
    "/i/oauth2/authorize": {**COMMON, "scope": "tweet.read", "code_challenge": "c"},
    "/oauth/authorize": {**COMMON, "scope": "threads_basic"},
    "/oauth/v2/authorization": {**COMMON, "scope": "r_organization_social"},
    "/v25.0/dialog/oauth": {**COMMON, "scope": "pages_show_list"},
}


@pytest.mark.parametrize("path", sorted(ASKED))
def test_it_says_who_asks_for_what_and_where_it_leads(box: SandboxServer, path: str) -> None:
    """An application's name is text and nothing else, and the page runs no script."""
    page = requests.get(box.url + path, ASKED[path], timeout=10)
    assert page.status_code == 200
    assert "&lt;b&gt;app&lt;/b&gt;" in page.text and "<b>" not in page.text
    assert f"<code>{ASKED[path]['scope']}</code>" in page.text and BACK in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script" not in policy
    assert "form-action" not in policy, "a browser would not follow the answer to the application"


@pytest.mark.parametrize("path", sorted(ASKED))
@pytest.mark.parametrize("account", ["", "-", "two words"])
def test_nobody_answers_as_an_account_that_there_cannot_be(
    box: SandboxServer, path: str, account: str
) -> None:
    """It is told on a page, and no code is made."""
    form = {"account": account.replace(" ", " & "), "answer": "yes"}
    said = requests.post(
        box.url + path, form, params=ASKED[path], timeout=10, allow_redirects=False
    )
    assert said.status_code == 400 and "There is no such account." in said.text


def test_a_code_is_shown_to_who_has_to_copy_it(box: SandboxServer) -> None:
    """Applications without an address: the code on the page is worth a token."""
    form = {"client_name": "app", "redirect_uris": OUT_OF_BAND, "scopes": "read"}
    app = read(requests.post(f"{box.url}/api/v1/apps", form, timeout=10))
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": OUT_OF_BAND,
        "scope": "read",
    }
    address = f"{box.url}/oauth/authorize?{urlencode(asked)}"
    page = requests.post(address, {"account": "eubelong", "answer": "yes"}, timeout=10)
    found = re.search(r'<p class="message">([^<]+)</p>', page.text)
    assert page.status_code == 200 and found is not None
    form = {
        "grant_type": "authorization_code",
        "code": found[1],
        "redirect_uri": OUT_OF_BAND,
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
    }
    assert read(requests.post(f"{box.url}/oauth/token", form, timeout=10))["scope"] == "read"
    denied = requests.post(address, {"account": "eubelong", "answer": "no"}, timeout=10)
    assert denied.status_code == 400 and "denied the request" in denied.text
