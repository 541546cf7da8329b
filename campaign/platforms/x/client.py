"""tweepy's client for X, whose requests go out over the house's own HTTP edge.

tweepy knows X's endpoints, their parameters and OAuth 1.0a. Its own `request` has the host in its
code, writes the Authorization header into its log, and cannot say of a request without an answer
whether it left; so that one method is another here, and all others of tweepy's stay as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import requests
from tweepy.client import Client

from campaign.errors import PlatformError
from campaign.platforms.http.dialect import Answer
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Tokens
from campaign.platforms.x.credentials import Signature

_CREATE = ("POST", "/2/tweets")
_MEDIA = "/2/media/"

# These write the header they have signed into their logs, at DEBUG.
for _name in ("requests_oauthlib.oauth1_auth", "oauthlib.oauth1.rfc5849"):
    logging.getLogger(_name).addFilter(lambda record: record.levelno > logging.DEBUG)


class XClient(Client):  # type: ignore[misc]  # tweepy ships no types
    """One user's way to X: tweepy's methods, answered with our `Answer` and our errors."""

    def __init__(self, wire: Wire, credential: Tokens | Signature, *, anew: bool = False) -> None:
        # tweepy hands on whatever `request` gave when this is the type that is asked for.
        super().__init__(return_type=requests.Response)
        self._wire = wire
        self._credential = credential
        self._anew = anew

    def anew(self) -> XClient:
        """The same way to X, but each request over a connection of its own; see `Wire.call`."""
        return XClient(self._wire, self._credential, anew=True)

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        user_auth: bool = False,
    ) -> Answer:
        """Send one request, signed by whichever credential there is; raises PlatformError."""
        # The id of a picture says nothing of it: an earlier answer's would be another picture.
        anew = self._anew or route.startswith(_MEDIA)
        more: dict[str, Any] = {"params": params, "body": json, "anew": anew}
        more["creates"] = (method, route) == _CREATE
        if isinstance(self._credential, Signature):
            signed = self._credential
            return self._wire.call(method, route, auth=signed.auth, hide=signed.hide, **more)
        return self._credential.call(
            lambda token: self._wire.call(method, route, bearer=token, **more)
        )

    def unreadable(self, answer: Answer, *, creates: bool = False) -> PlatformError:
        """The error for an answer that came well but lacks what it must hold."""
        return self._wire.unreadable(answer, creates=creates)
