"""Somebody with a Facebook page and an Instagram account, speaking plain HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import requests
from PIL import Image

from tests.sandbox.visitors import read
from tests.sandbox.visitors import sandbox as sandbox
from tests.sandbox.visitors import shelved as shelved


def jpeg(size: tuple[int, int] = (1080, 1080), colour: str = "#003399") -> bytes:
    """A JPEG of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


class Grapher:
    """Somebody whose token opens a page and an Instagram account of one name."""

    def __init__(self, url: str, token: str = "sandbox-catalonia", version: str = "v25.0") -> None:
        self.url = url
        self.token = token
        self.version = version

    def call(self, method: str, path: str, files: Any = None, **fields: Any) -> requests.Response:
        """Ask for something: a GET with its parameters in the address, a POST in a form."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        there = f"{self.url}/{self.version}{path}"
        asked, said = (fields, None) if method == "GET" else (None, fields)
        return requests.request(
            method, there, params=asked, data=said, headers=headers, files=files, timeout=10
        )

    def get(self, path: str, **query: Any) -> Any:
        """Read something that is there."""
        return read(self.call("GET", path, **query))

    def post(self, path: str, **fields: Any) -> Any:
        """Make something."""
        return read(self.call("POST", path, **fields))

    @property
    def page(self) -> str:
        """The page's number."""
        return str(self.get("/me", fields="id")["id"])

    def photo(self, data: bytes | None = None, **fields: Any) -> str:
        """Hand a picture in, unpublished unless something else is said."""
        files = {"source": ("a.jpg", jpeg() if data is None else data, "image/jpeg")}
        said = {"published": "false", **fields}
        return str(self.post(f"/{self.page}/photos", files=files, **said)["id"])

    def image(self, path: str, **fields: Any) -> requests.Response:
        """Ask for a container of one of the publisher's pictures."""
        there = f"{self.url}/_sandbox/public-media/{path}"
        return self.call("POST", "/me/media", **{"image_url": there, **fields})

    def ready(self, container: str) -> str:
        """Ask how a container stands until it is worked through; gives how it stands then."""
        for _ in range(2):
            told = self.get(f"/{container}", fields="status_code,status")
        return str(told["status_code"])
