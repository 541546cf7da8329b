"""OAuth 2 by authorization code, https://www.rfc-editor.org/rfc/rfc6749#section-4.1, with PKCE.

`ask` makes the authorization address for a browser, `code_in` checks the answer that the browser
brings back, and `redeem` exchanges its code for tokens. A network that needs more steps names them
as `then`; a network on which applications register themselves names a `register`; see
`facts.OAuth`. Nothing here opens a browser or waits.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from campaign.errors import Rejected
from campaign.model import Channel
from campaign.platforms.facts import OAuth
from campaign.platforms.http import log_redaction
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Grant, written

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Application:
    """This program as the network knows it: client id and secret; a public client has no secret."""

    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """The authorization request of a browser: its address, and what the answer must match."""

    address: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    application: Application


@dataclass(frozen=True, slots=True)
class Granted:
    """What a network granted, the rights it names, and the requested rights that are missing.

    `lives_on` says that the access token itself can be exchanged for the next one. Then nobody has
    to connect the account again while publishing goes on.
    """

    grant: Grant
    rights: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    lives_on: bool = False

    @property
    def renews(self) -> bool:
        """Whether we get a new access token without a person."""
        return self.lives_on or bool(self.grant.refresh)

    @property
    def secret(self) -> str:
        """The secret to keep: the bare token, or JSON when there is more to keep with it."""
        alone = self.grant == Grant(self.grant.access)
        return self.grant.access if alone else written(self.grant)


class Calls:
    """One channel's calls while it is connected; addresses follow the channel's `server`.

    If the channel has a server of its own (a test server, the sandbox), the path of each address is
    used on that server. `{version}` in an address is the channel's `version`, or the one that is
    known to work.
    """

    def __init__(self, channel: Channel, clock: Clock, official: frozenset[str]) -> None:
        self.channel = channel
        self.clock = clock
        own = urlsplit(channel.server).netloc.casefold()
        self._server = "" if own in official else channel.server.rstrip("/")

    @property
    def elsewhere(self) -> bool:
        """Whether the channel uses a server that the network does not run."""
        return bool(self._server)

    def address(self, known: str, version: str = "") -> str:
        """An address of the network, as this channel uses it."""
        full = known.replace("{version}", self.channel.options.get("version") or version)
        return self._server + urlsplit(full).path if self._server else full

    def call(self, method: str, known: str, version: str = "", **more: Any) -> Answer:
        """Call an address of the network; raises PlatformError's kinds, ValueError."""
        # Some networks take these as a part of the address, and libraries log addresses.
        log_redaction.hide(*filter(None, more.get("hide", ())))
        parts = urlsplit(self.address(known, version))
        origin = f"{parts.scheme}://{parts.netloc}"
        wire = Wire.of(self.channel, Dialect(words=words), self.clock, origin)
        return wire.call(method, parts.path, **more)

    def body_of(self, answer: Answer) -> dict[str, Any]:
        """The JSON object in an answer's body; raises Rejected when there is none."""
        if not isinstance(answer.data, dict):
            raise Rejected(f"{self.channel.name}: the answer is not what was asked for")
        return answer.data


Register = Callable[[Calls, str, str], Application]
Then = Callable[[Calls, Application, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps in which an account's owner authorizes us in a browser, by one network's facts.

    `title` is the network's name as people write it.
    """

    title: str
    oauth: OAuth

    @property
    def register(self) -> Register | None:
        """The function that registers an application; None when a person registers it."""
        return cast(Register, _step(self.oauth.register)) if self.oauth.register else None

    @property
    def official(self) -> frozenset[str]:
        """The network's own hosts, in small letters."""
        found = {
            urlsplit(each).netloc.casefold() for each in (self.oauth.authorize, self.oauth.token)
        }
        return frozenset(found - {""})

    def calls(self, channel: Channel, clock: Clock) -> Calls:
        """The way to the network while this channel is connected."""
        return Calls(channel, clock, self.official)

    def ask(self, calls: Calls, application: Application, redirect: str) -> Question:
        """A new authorization request; its answer fits no other request."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        query = {
            "response_type": "code",
            "client_id": application.id,
            "redirect_uri": redirect,
            "scope": self.oauth.separator.join(self.oauth.scopes),
            "state": state,
        }
        if self.oauth.pkce:
            query |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        page = calls.address(self.oauth.authorize, self.oauth.version)
        # Spaces as %20: not every authorization page reads a plus as a space.
        return Question(
            f"{page}?{urlencode(query, quote_via=quote)}", redirect, state, verifier, application
        )

    def redeem(self, calls: Calls, question: Question, code: str) -> Granted:
        """Exchange a code for tokens; raises PlatformError's kinds."""
        application = question.application
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.redirect,
        }
        headers = {}
        hide = [code, question.verifier, application.secret]
        if self.oauth.pkce:
            form["code_verifier"] = question.verifier
        if self.oauth.basic and application.secret:
            pair = f"{application.id}:{application.secret}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
            hide.append(headers["Authorization"].partition(" ")[2])
        else:
            form["client_id"] = application.id
            if application.secret:
                form["client_secret"] = application.secret
        if self.oauth.reads == "GET":
            form.pop("grant_type")  # https://developers.facebook.com documents none
        more = {"params": form} if self.oauth.reads == "GET" else {"data": form}
        answer = calls.call(
            self.oauth.reads,
            self.oauth.token,
            self.oauth.version,
            headers=headers,
            hide=hide,
            **more,
        )
        body = calls.body_of(answer)
        first = body.get("data")
        if isinstance(first, list) and first and isinstance(first[0], dict):
            body = first[0]  # how Instagram wraps it
        rights = _rights(body.get("scope") or body.get("permissions") or "")
        lacking = tuple(each for each in self.oauth.scopes if rights and each not in rights)
        if self.oauth.then:
            body = cast(Then, _step(self.oauth.then))(calls, application, body)
        return Granted(self._grant(calls, body), rights, lacking, self.oauth.renews)

    def _grant(self, calls: Calls, body: Mapping[str, Any]) -> Grant:
        access, now = str(body.get("access_token") or ""), calls.clock()
        if not access:
            raise Rejected(f"{calls.channel.name}: {self.title} gave no access token")
        refresh = str(body.get("refresh_token") or "")
        seconds = _seconds(body.get("expires_in"))
        expires = now + timedelta(seconds=seconds) if seconds else None
        later = _seconds(body.get("refresh_token_expires_in"))
        ends = now + timedelta(seconds=later) if later else None if refresh else expires
        if self.oauth.renews and expires is not None:
            # A token can be renewed only while it is valid, so half of its life is left for that.
            expires = now + timedelta(seconds=seconds / 2)
        return Grant(access, refresh, expires, ends)


def code_in(question: Question, name: str, query: str) -> str:
    """The code that a browser brought back; raises Rejected with the reason when there is none.

    `name` is the channel's name; `query` is the query of the redirect address, after the `?`.
    """
    fields = dict(parse_qsl(query))
    if not answers(question, query):
        raise Rejected(f"{name}: this is not the answer to what was asked (another `state`)")
    if "code" in fields:
        return fields["code"]
    why = fields.get("error_description") or fields.get("error_reason") or ""
    what = fields.get("error") or "no code came back"
    reason = "".join(c for c in f"{what}: {why}" if c.isprintable()).removesuffix(": ")[:300]
    raise Rejected(f"{name}: not allowed there: {reason}", code=what)


def answers(question: Question, query: str) -> bool:
    """Whether a query answers this question: it has the same `state`, once."""
    states = [value for key, value in parse_qsl(query) if key == "state"]
    return len(states) == 1 and secrets.compare_digest(states[0].encode(), question.state.encode())


def challenge(verifier: str) -> str:
    """S256 of a verifier: https://www.rfc-editor.org/rfc/rfc7636#section-4.2."""
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def words(body: Any) -> tuple[str, str]:
    """The code and the sentence of a refusal, in the forms of RFC 6749 and of Meta's networks."""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error")
    if isinstance(error, dict):
        return str(error.get("code") or ""), str(error.get("message") or "")
    code = error or body.get("error_type") or ""
    sentence = (
        body.get("error_description") or body.get("error_message") or body.get("detail") or ""
    )
    return str(code), str(sentence or body.get("message") or "")


def _seconds(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0


def _rights(scope: Any) -> tuple[str, ...]:
    """The rights that a network names: a list, or a text separated by spaces or commas."""
    some = scope if isinstance(scope, list) else str(scope).replace(",", " ").split()
    return tuple(str(each) for each in some)


def _step(name: str) -> object:
    """The function that a network names as `module:function`; imported on first use."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)
