"""tweepy's client for X, whose requests go out over our own HTTP edge.

tweepy knows X's endpoints, their parameters and OAuth 1.0a. We replace only its method `request`,
because it has a fixed host, logs the Authorization header, and cannot say whether a request without
an answer has left.
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
_TWEET = "/2/tweets/"
_MEDIA = "/2/media/"

# These libraries log the signed header at DEBUG.
for _name in ("requests_oauthlib.oauth1_auth", "oauthlib.oauth1.rfc5849"):
    logging.getLogger(_name).addFilter(lambda record: record.levelno > logging.DEBUG)


class XClient(Client):  # type: ignore[misc]  # tweepy ships no types
    """One user's way to X: tweepy's methods, answered with our `Answer` and our errors."""

    def __init__(self, wire: Wire, credential: Tokens | Signature, *, anew: bool = False) -> None:
        # With this return type, tweepy returns the result of `request` unchanged.
        super().__init__(return_type=requests.Response)
        self._wire = wire
        self._credential = credential
        self._anew = anew

    def anew(self) -> XClient:
        """The same client, but with a new connection for each request; see `Wire.call`."""
        return XClient(self._wire, self._credential, anew=True)

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        user_auth: bool = False,
    ) -> Answer:
        """Send one request, signed with the channel's credential; raises PlatformError."""
        # A media id does not show its picture: the id in an earlier request's answer would be
        # taken for ours.
        anew = self._anew or route.startswith(_MEDIA)
        more: dict[str, Any] = {"params": params, "body": json, "anew": anew}
        deletes = method == "DELETE" and route.startswith(_TWEET)
        more["creates"] = (method, route) == _CREATE or deletes
        if isinstance(self._credential, Signature):
            signed = self._credential
            return self._wire.call(method, route, auth=signed.auth, hide=signed.hide, **more)
        return self._credential.call(
            lambda token: self._wire.call(method, route, bearer=token, **more)
        )

    def unreadable(self, answer: Answer, *, creates: bool = False) -> PlatformError:
        """The error for an answer that arrived but lacks what it must hold."""
        return self._wire.unreadable(answer, creates=creates)
