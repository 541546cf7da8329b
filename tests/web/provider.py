"""An OpenID Connect provider on loopback: authorization code with PKCE, signed tokens, and lies."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "campaign-desk", "planted-oidc-secret"


@dataclass
class Provider:
    """What the provider says; `lies` changes the claims, `signs` the way in which it signs."""

    email: str = "edgar@project.example"
    verified: Any = True
    lies: dict[str, Any] = field(default_factory=dict)
    signs: str = "RS256"
    in_token: bool = True
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    wrong_key: bool = False
    now: int = 0

    def description(self) -> dict[str, Any]:
        """What stands at the well-known address."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where a browser is sent back to, when its person agrees."""
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        code = token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code: once, for the client, and for whoever began."""
        name, _, secret = b64decode(authorization.partition(" ")[2]).decode().partition(":")
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(verifier).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": "person-7",
            "aud": CLIENT,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
        }
        if self.in_token:
            claims |= {"email": self.email, "email_verified": self.verified}
        claims = {k: v for k, v in {**claims, **self.lies}.items() if v is not None}
        return 200, {
            "access_token": "planted-access",
            "token_type": "Bearer",
            "id_token": self._signed(claims),
        }

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.signs == "none":
            parts = ({"alg": "none"}, claims)
            coded = (urlsafe_b64encode(json.dumps(each).encode()).decode() for each in parts)
            return ".".join(each.rstrip("=") for each in coded) + "."
        if self.signs == "HS256":
            key = OctKey.import_key(SECRET)
            return jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
        signing = self.other if self.wrong_key else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, signing)


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        """The description, the keys, what is told of a person, and the page to agree on."""
        parts = urlsplit(self.path)
        asked = {key: some[0] for key, some in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(200, self.provider.description())
            case "/keys":
                self._json(200, {"keys": [self.provider.key.as_dict(private=False)]})
            case "/userinfo":
                verified, email = self.provider.verified, self.provider.email
                self._json(200, {"sub": "person-7", "email": email, "email_verified": verified})
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", self.provider.authorize(asked))
                self.end_headers()
            case _:
                self._json(404, {})

    def do_POST(self) -> None:
        """Tokens."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: some[0] for key, some in parse_qs(body).items()}
        self._json(*self.provider.token(form, self.headers.get("Authorization", "")))

    def _json(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider while `with` lasts."""
    made = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"provider": made}))
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
