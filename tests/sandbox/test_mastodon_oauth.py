"""The sandbox's Mastodon gives a token only to who asked, once, and for what was allowed."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator
from mastodon import Mastodon, MastodonUnauthorizedError

from campaign.sandbox import SandboxServer
from tests.cli.connecting import agree, with_query
from tests.sandbox.visitors import START, move_clock, picture, read

BACK = "http://127.0.0.1:1/callback"
RIGHTS = "read:accounts write:statuses"
# https://www.rfc-editor.org/rfc/rfc7636#appendix-B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class Visitor:
    """An application that has registered, and a person who says yes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.app = read(self.post("/api/v1/apps", **FORM))

    def post(self, path: str, **form: Any) -> requests.Response:
        """Send a form."""
        return requests.post(self.url + path, data=form, timeout=10)

    def question(self, **changes: Any) -> str:
        """The address of the page on which a person is asked."""
        asked = {
            "response_type": "code",
            "client_id": self.app["client_id"],
            "redirect_uri": BACK,
            "scope": RIGHTS,
            "state": "s",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return with_query(f"{self.url}/oauth/authorize", **{**asked, **changes})

    def code(self, **changes: Any) -> str:
        """A code, after a yes."""
        return answer(agree(self.question(**changes), "eubelong"))["code"]

    def redeem(self, code: str, **changes: Any) -> requests.Response:
        """Change it into a token."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "client_id": self.app["client_id"],
            "client_secret": self.app["client_secret"],
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.post("/oauth/token", **{key: value for key, value in form.items() if value})

    def ask(self, token: str, path: str, method: str = "GET", **form: Any) -> requests.Response:
        """Use a token."""
        headers = {"Authorization": f"Bearer {token}"}
        return requests.request(method, self.url + path, headers=headers, data=form, timeout=10)


FORM = {"client_name": "campaign", "redirect_uris": BACK, "scopes": RIGHTS}


def answer(address: str) -> dict[str, str]:
    """What the browser brings back."""
    assert address.startswith(BACK)
    return dict(parse_qsl(urlsplit(address).query))


@pytest.fixture
def visitor(box: SandboxServer) -> Visitor:
    """Somebody with an application."""
    return Visitor(box.url)


def test_a_yes_becomes_a_token_with_just_these_rights(
    visitor: Visitor, mastodon_schemas: dict[str, Any]
) -> None:
    """What was not asked for is refused in Mastodon's words."""
    back = answer(agree(visitor.question(), "eubelong"))
    assert back.keys() == {"code", "state"} and back["state"] == "s"
    told = read(visitor.redeem(back["code"]))
    shape = {**mastodon_schemas, "$ref": "#/components/schemas/Token"}
    assert list(Draft202012Validator(shape).iter_errors(told)) == []
    assert told["scope"] == RIGHTS
    token = told["access_token"]
    own = read(visitor.ask(token, "/api/v1/accounts/verify_credentials"))
    assert own["acct"] == "eubelong"
    posted = read(visitor.ask(token, "/api/v1/statuses", "POST", status="One"))
    refused = visitor.ask(token, f"/api/v1/statuses/{posted['id']}/source")
    assert read(refused, 403) == {"error": "This action is outside the authorized scopes"}
    assert visitor.ask(token, "/api/v2/media", "POST").status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-verifier-that-is-long-enough-to-be-one"},
        {"code_verifier": None},
        {"redirect_uri": "http://127.0.0.1:2/callback"},
        {"code": "another"},
    ],
)
def test_a_code_is_worth_nothing_to_anybody_else(visitor: Visitor, changes: dict[str, Any]) -> None:
    """The verifier, the address and the code all have to be the question's own."""
    code = visitor.code()
    refused = read(visitor.redeem(**{"code": code, **changes}), 400)
    assert refused["error"] == "invalid_grant"


def test_a_code_is_used_once_and_soon(visitor: Visitor, box: SandboxServer) -> None:
    """It ends after ten minutes, or when it was used."""
    code, late = visitor.code(), visitor.code()
    assert visitor.redeem(code).status_code == 200
    assert read(visitor.redeem(code), 400)["error"] == "invalid_grant"
    move_clock(box.url, (datetime.fromisoformat(START) + timedelta(minutes=10)).isoformat())
    assert read(visitor.redeem(late), 400)["error"] == "invalid_grant"


def test_another_application_gets_nothing(visitor: Visitor, box: SandboxServer) -> None:
    """Neither with its own name nor with a wrong secret."""
    other = Visitor(box.url).app
    named = {key: other[key] for key in ("client_id", "client_secret")}
    assert read(visitor.redeem(visitor.code(), **named), 400)["error"] == "invalid_grant"
    wrong = visitor.redeem(visitor.code(), client_secret="wrong")
    assert read(wrong, 401)["error"] == "invalid_client"


def test_a_no_is_brought_back(visitor: Visitor) -> None:
    """With the state, and without a code."""
    told = answer(agree(visitor.question(), "eubelong", answer="no"))
    assert told["error"] == "access_denied" and told["state"] == "s" and "code" not in told


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "write:media"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_code_challenge_method"),
        ({"code_challenge_method": None}, "invalid_code_challenge_method"),
        ({"unheard": "of"}, "invalid_request"),
    ],
)
def test_a_question_that_is_wrong_is_sent_back(
    visitor: Visitor, changes: dict[str, Any], error: str
) -> None:
    """To the address that was registered."""
    assert answer(agree(visitor.question(**changes), "eubelong"))["error"] == error


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "http://127.0.0.1:2/callback"}, {"client_id": "nobody"}]
)
def test_nobody_is_sent_where_nobody_registered(visitor: Visitor, changes: dict[str, Any]) -> None:
    """Such a question ends on a page."""
    page = requests.get(visitor.question(**changes), timeout=10, allow_redirects=False)
    assert page.status_code == 400 and "An error has occurred" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"client_name": ""},
        {"redirect_uris": ""},
        {"redirect_uris": "not-absolute"},
        {"scopes": "read:everything"},
    ],
)
def test_an_application_that_is_none_is_not_registered(
    visitor: Visitor, changes: dict[str, str]
) -> None:
    """In the words of Rails."""
    refused = read(visitor.post("/api/v1/apps", **{**FORM, **changes}), 422)
    assert refused["error"].startswith("Validation failed: ")


def test_a_token_that_is_revoked_opens_nothing(visitor: Visitor, box: SandboxServer) -> None:
    """Only its own application revokes it; doing so twice is quiet."""
    token = read(visitor.redeem(visitor.code()))["access_token"]
    other = Visitor(box.url).app
    for app, status in ((other, 403), (visitor.app, 200), (visitor.app, 200)):
        named = {key: app[key] for key in ("client_id", "client_secret")}
        assert visitor.post("/oauth/revoke", **named, token=token).status_code == status
    gone = visitor.ask(token, "/api/v1/accounts/verify_credentials")
    assert read(gone, 401) == {"error": "The access token was revoked"}


def test_a_client_that_no_one_here_wrote_connects_and_posts(box: SandboxServer) -> None:
    """Mastodon.py: register, ask, log in, post with a picture, log out."""
    rights = ["read:accounts", "write:statuses", "write:media"]
    name, secret = Mastodon.create_app(
        "its-app", scopes=rights, redirect_uris=BACK, api_base_url=box.url
    )
    client = Mastodon(client_id=name, client_secret=secret, api_base_url=box.url)
    address = client.auth_request_url(
        redirect_uris=BACK, scopes=rights, state="s", allow_http=True, skip_server_info=True
    )
    code = answer(agree(address, "eubelong"))["code"]
    client.log_in(code=code, redirect_uri=BACK, scopes=rights, allow_http=True)
    media = client.media_post(
        picture(), mime_type="image/png", description="Navy", synchronous=True
    )
    status = client.status_post("One", media_ids=[media], language="en")
    assert status["account"]["acct"] == "eubelong"
    assert status["media_attachments"][0]["description"] == "Navy"
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonUnauthorizedError, match="revoked"):
        Mastodon(access_token=token, api_base_url=box.url).account_verify_credentials()
