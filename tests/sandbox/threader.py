"""Somebody on Threads, speaking plain HTTP, and a sandbox that serves it."""

from __future__ import annotations

from typing import Any

import requests

from tests.sandbox.visitors import read
from tests.sandbox.visitors import sandbox as sandbox
from tests.sandbox.visitors import shelved as shelved


class Threader:
    """Somebody with an account on Threads."""

    def __init__(self, url: str, token: str = "sandbox-catalonia") -> None:
        self.url = url
        self.token = token

    def call(self, method: str, path: str, **fields: Any) -> requests.Response:
        """Ask for something under /v1.0, its parameters in the address, as Meta's examples do."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        there = f"{self.url}/v1.0{path}"
        return requests.request(method, there, params=fields, headers=headers, timeout=10)

    def get(self, path: str, **query: Any) -> requests.Response:
        """Read something."""
        return self.call("GET", path, **query)

    def make(self, text: str = "Tres dies.", **fields: Any) -> requests.Response:
        """Ask for a container, of a text unless something else is named."""
        said = {"text": text} if text else {}
        return self.call("POST", "/me/threads", **{"media_type": "TEXT", **said, **fields})

    def picture(self, path: str, text: str = "Tres dies.", **fields: Any) -> requests.Response:
        """Ask for a container of one of the publisher's pictures."""
        there = f"{self.url}/_sandbox/public-media/{path}"
        return self.make(text, **{"media_type": "IMAGE", "image_url": there, **fields})

    def status(self, container: str) -> dict[str, Any]:
        """How a container stands."""
        told: dict[str, Any] = read(self.get(f"/{container}", fields="id,status,error_message"))
        return told

    def publish(self, container: str) -> requests.Response:
        """Publish a container."""
        return self.call("POST", "/me/threads_publish", creation_id=container)

    def post(self, text: str = "Tres dies.", **fields: Any) -> str:
        """Both steps of a text; gives the post's id."""
        container = read(self.make(text, **fields))["id"]
        id: str = read(self.publish(container))["id"]
        return id
