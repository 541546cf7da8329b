"""Somebody with a Facebook page and an Instagram account, speaking plain HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from campaign.sandbox import SandboxServer
from campaign.sandbox.graph import routes
from tests.sandbox.visitors import read


def sandbox(
    clock: Callable[[], datetime], media: Path | None = None, state: Path | None = None, **more: Any
) -> SandboxServer:
    """A sandbox with both networks on it, not started yet; `media` is the publisher's folder."""
    server = SandboxServer(seed=7, clock=clock, media=media, state=state, **more)
    app = server._app
    if not any(getattr(each, "path", "") == "/{version}/{id}" for each in app.router.routes):
        known = len(app.router.routes)
        app.include_router(routes.router)
        app.router.routes[:0] = [app.router.routes.pop(known) for _ in app.router.routes[known:]]
    return server


def jpeg(size: tuple[int, int] = (1080, 1080), colour: str = "#003399") -> bytes:
    """A JPEG of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def shelved(folder: Path, data: bytes, suffix: str = ".jpg") -> str:
    """Lay a file where a publisher's pictures lie; gives its path below that folder."""
    name = sha256(data).hexdigest() + suffix
    (folder / name[:2]).mkdir(parents=True, exist_ok=True)
    (folder / name[:2] / name).write_bytes(data)
    return f"{name[:2]}/{name}"


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


def refusal(answer: requests.Response, status: int = 400) -> tuple[int, int]:
    """The code and subcode of a refusal that must have this status."""
    error = read(answer, status)["error"]
    return error["code"], error.get("error_subcode", 0)
