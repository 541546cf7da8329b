"""An OpenID Connect provider that people sign in at: where to send them, and what it says of them.

Authorization code flow with PKCE (RFC 7636), state and nonce, as
https://openid.net/specs/openid-connect-core-1_0.html has it. Only the provider's own signature
counts: by a key of its key set, with an algorithm that is not shared with us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from campaign.errors import CampaignError

_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA")
_SECONDS: Final = 10.0  # that the provider has for each answer
_LEEWAY: Final = 60  # seconds between its clock and ours
_KEPT: Final = timedelta(hours=1)  # for which its description counts
_LARGEST: Final = 1_000_000  # bytes of an answer that is read
_HERE: Final = ("127.0.0.1", "::1", "localhost")


class ProviderFault(CampaignError):
    """The provider cannot be used, or what it says cannot be believed."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of whoever signed in there."""

    email: str
    is_verified: bool


class IdentityProvider:
    """One provider; `back` is the desk's address to which it sends people back.

    Its description is asked for when it is first needed, and again after an hour.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str, back: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._id, self._secret, self._back = client_id, client_secret, back
        self._described: Mapping[str, Any] = {}
        self._until: datetime | None = None

    def __repr__(self) -> str:
        return f"IdentityProvider({self._issuer!r})"

    def is_issuer(self, name: str) -> bool:
        """True where this is what the provider calls itself."""
        return name.rstrip("/") == self._issuer

    def address(self, state: str, nonce: str, verifier: str, now: datetime) -> str:
        """Where to send a browser to sign in; raises ProviderFault."""
        where = self._endpoint("authorization_endpoint", now)
        with self._client() as client:
            address, _ = client.create_authorization_url(
                where, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    def claims(self, code: str, nonce: str, verifier: str, now: datetime) -> Claims:
        """What the provider says of whoever came back with this code; raises ProviderFault."""
        where = self._endpoint("token_endpoint", now)
        try:
            with self._client() as client:
                token = client.fetch_token(
                    where,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self._back,
                )
                told = self._checked(client, token, nonce, now)
                if "email" not in told and "userinfo_endpoint" in self._described:
                    more = self._read(client, self._endpoint("userinfo_endpoint", now), token)
                    # What is not signed counts only for whom the signed token is about.
                    told = {**more, **told} if more.get("sub") == told.get("sub") else told
        except (AuthlibBaseError, JoseError, HTTPError, ValueError, KeyError, TypeError) as error:
            # Its words may hold what was sent: only the kind of error is told.
            raise ProviderFault(
                f"what {self._issuer} answered cannot be believed ({type(error).__name__})"
            ) from None
        email = told.get("email")
        verified = told.get("email_verified") in (True, "true")
        return Claims(email if isinstance(email, str) else "", verified)

    def _checked(
        self, client: Any, token: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        """The claims of the token, after its signature, issuer, audience, times and nonce."""
        known: Any = self._read(client, self._endpoint("jwks_uri", now))
        keys = KeySet.import_key_set(known)
        offered = self._described.get("id_token_signing_alg_values_supported", _ALGORITHMS)
        registry = JWSRegistry(
            algorithms=[each for each in _ALGORITHMS if each in offered], strict_check_header=False
        )
        found = jwt.decode(str(token["id_token"]), key=keys, registry=registry)
        claims = CodeIDToken(
            found.claims,
            found.header,
            {
                "iss": {"essential": True, "value": self._described["issuer"]},
                "aud": {"essential": True, "value": self._id},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": self._id,
                "access_token": token.get("access_token", ""),
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        return dict(claims)

    def _endpoint(self, name: str, now: datetime) -> str:
        described = self._description(now)
        address = described.get(name)
        if not isinstance(address, str) or not _is_safe(address):
            raise ProviderFault(f"{self._issuer} has no {name} that can be used")
        return address

    def _description(self, now: datetime) -> Mapping[str, Any]:
        # One that counts for longer than it may was read by a clock that was set back since.
        if self._until is not None and now < self._until <= now + _KEPT:
            return self._described
        try:
            with self._client() as client:
                found = self._read(client, f"{self._issuer}/.well-known/openid-configuration")
        except (HTTPError, ValueError) as error:
            raise ProviderFault(
                f"{self._issuer} cannot be reached ({type(error).__name__}): try again"
            ) from None
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise ProviderFault(f"{self._issuer} says that it is another issuer")
        self._described, self._until = found, now + _KEPT
        return found

    def _read(
        self, client: Any, address: str, token: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The JSON object at an address; raises HTTPError, ValueError."""
        answer = client.request("GET", address, withhold_token=token is None)
        answer.raise_for_status()
        if len(answer.content) > _LARGEST:
            raise ValueError("the answer is too large")
        found = answer.json()
        if not isinstance(found, dict):
            raise ValueError("the answer is no object")
        return found

    def _client(self) -> Any:
        return OAuth2Client(
            client_id=self._id,
            client_secret=self._secret,
            scope="openid email profile",
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=_SECONDS,
            follow_redirects=False,
        )


def _is_safe(address: str) -> bool:
    """True for https, and on this machine for http as well."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
