"""Somebody on X, speaking plain HTTP, and a way for tweepy to come to the sandbox."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

import requests
import tweepy
from requests.adapters import HTTPAdapter

from tests.sandbox.visitors import read


class Poster:
    """Somebody with an account on X."""

    def __init__(self, url: str, name: str = "catalonia_ca", token: str = "") -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token or f'sandbox-{name}'}"}

    def get(self, path: str, **query: Any) -> requests.Response:
        """Ask for something under /2."""
        return requests.get(f"{self.url}/2{path}", query, headers=self.headers, timeout=10)

    def send(self, path: str, **body: Any) -> requests.Response:
        """Send JSON to something under /2."""
        return requests.post(f"{self.url}/2{path}", json=body, headers=self.headers, timeout=10)

    def post(self, text: str, **more: Any) -> requests.Response:
        """Post something."""
        return self.send("/tweets", text=text, **more)

    def delete(self, id: str) -> requests.Response:
        """Take a post down."""
        return requests.delete(f"{self.url}/2/tweets/{id}", headers=self.headers, timeout=10)

    def upload(self, data: bytes, category: str = "tweet_image") -> str:
        """Hand a picture in and give its id."""
        media = base64.b64encode(data).decode()
        told = read(self.send("/media/upload", media=media, media_category=category))
        return str(told["data"]["id"])

    def own(self, **query: Any) -> Any:
        """The account's own posts."""
        me = read(self.get("/users/me"))["data"]["id"]
        return read(self.get(f"/users/{me}/tweets", **query))


class _Detour(HTTPAdapter):
    """Leads what is meant for X to the sandbox, which is told what it was meant for."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = server

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        request.headers["Host"] = parts.netloc
        request.headers["X-Forwarded-Proto"] = parts.scheme
        request.url = f"{self._server}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, **more)


def led(client: tweepy.Client, server: str) -> tweepy.Client:
    """The same client, with the sandbox where X is."""
    client.session.mount("https://api.twitter.com", _Detour(server))
    client.session.trust_env = False
    return client


def closed(told: Any) -> Any:
    """The same description without leave to hold what is not described."""
    if isinstance(told, list):
        return [closed(each) for each in told]
    if not isinstance(told, dict):
        return told
    kept = {name: closed(value) for name, value in told.items()}
    if isinstance(told.get("properties"), dict) and told.get("type") == "object":
        kept.setdefault("additionalProperties", False)
    return kept


def upload(data: bytes, category: str = "tweet_image") -> dict[str, str]:
    """The body of an upload in one request."""
    return {"media": base64.b64encode(data).decode(), "media_category": category}
