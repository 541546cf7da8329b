"""A user of each network, speaking plain HTTP, and pictures to hand in."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from campaign.sandbox import SandboxServer

START = "2026-12-01T09:00:00Z"
POST = "app.bsky.feed.post"
RKEY = "3mzzzzzzzzz22"


def picture(colour: str = "navy", size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def film(
    size: tuple[int, int] = (640, 360), more: bytes = bytes(80_000), seconds: float = 0
) -> bytes:
    """The boxes of an MP4 that tell its kind, size and length; there is nothing to see in it."""

    def box(kind: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4) + kind + content

    width, height = (each.to_bytes(2) + b"\0\0" for each in size)
    head = bytes(12) + (1000).to_bytes(4) + round(seconds * 1000).to_bytes(4) + bytes(80)
    track = box(b"tkhd", b"\0" * 76 + width + height)
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
        + box(b"moov", box(b"mvhd", head) + box(b"trak", track))
        + box(b"mdat", more)
    )


def move_clock(url: str, now: str, *, force: bool = False) -> requests.Response:
    """Set the sandbox's time."""
    return requests.put(f"{url}/_sandbox/clock", json={"now": now, "force": force}, timeout=10)


def ledger(url: str) -> dict[str, Any]:
    """The sandbox's ledger."""
    told: dict[str, Any] = read(requests.get(f"{url}/_sandbox/ledger", timeout=10))
    return told


def on_the_wall(url: str) -> list[str]:
    """The texts of what was posted, in the order in which it was accepted."""
    return [each["text"] for each in ledger(url)["posts"]]


def refusal(answer: requests.Response, status: int = 400) -> tuple[int, int]:
    """The code and subcode of a refusal of Meta's that must have this status."""
    error = read(answer, status)["error"]
    return error["code"], error.get("error_subcode", 0)


def sandbox(
    clock: Callable[[], datetime], media: Path | None = None, state: Path | None = None, **more: Any
) -> SandboxServer:
    """A sandbox that is not started yet; `media` is the publisher's folder of pictures."""
    return SandboxServer(seed=7, clock=clock, media=media, state=state, **more)


def shelved(folder: Path, data: bytes, suffix: str = "") -> str:
    """Lay a file where a publisher's pictures lie; gives its path below that folder."""
    suffix = suffix or (".jpg" if data.startswith(b"\xff\xd8\xff") else ".png")
    name = sha256(data).hexdigest() + suffix
    (folder / name[:2]).mkdir(parents=True, exist_ok=True)
    (folder / name[:2] / name).write_bytes(data)
    return f"{name[:2]}/{name}"


def read(answer: requests.Response, status: int = 200) -> Any:
    """The JSON of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


class Tooter:
    """Somebody with an account on Mastodon."""

    def __init__(self, url: str, name: str = "catalonia-ca") -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer sandbox-{name}"}

    def get(self, path: str, **query: Any) -> requests.Response:
        """Ask for something under /api."""
        return requests.get(f"{self.url}/api{path}", query, headers=self.headers, timeout=10)

    def post(
        self, status: str, *, key: str | None = None, media: Sequence[str] = (), **fields: Any
    ) -> requests.Response:
        """Post a status as a form."""
        headers = self.headers if key is None else {**self.headers, "Idempotency-Key": key}
        return requests.post(
            f"{self.url}/api/v1/statuses",
            data={"status": status, "media_ids[]": media, **fields},
            headers=headers,
            timeout=10,
        )

    def upload(self, data: bytes, description: str = "") -> requests.Response:
        """Hand in a picture or film, whatever it is called."""
        return requests.post(
            f"{self.url}/api/v2/media",
            files={"file": ("card.png", data, "image/png")},
            data={"description": description},
            headers=self.headers,
            timeout=10,
        )

    def delete(self, id: str) -> requests.Response:
        """Take a status down."""
        return requests.delete(f"{self.url}/api/v1/statuses/{id}", headers=self.headers, timeout=10)


class Skywriter:
    """Somebody with an account on Bluesky."""

    def __init__(self, url: str, handle: str = "catalonia-ca.sandbox.test") -> None:
        self.url = url
        self.session = read(
            self.call("com.atproto.server.createSession", identifier=handle, password="sandbox-x")
        )
        self.did = self.session["did"]

    @property
    def headers(self) -> dict[str, str]:
        """The headers of this session, empty before there is one."""
        token = getattr(self, "session", {}).get("accessJwt")
        return {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, **query: Any) -> requests.Response:
        """Call a query."""
        return requests.get(f"{self.url}/xrpc/{method}", query, headers=self.headers, timeout=10)

    def call(self, method: str, **body: Any) -> requests.Response:
        """Call a procedure."""
        return requests.post(
            f"{self.url}/xrpc/{method}", json=body, headers=self.headers, timeout=10
        )

    def put(self, record: dict[str, Any], rkey: str = RKEY, **more: Any) -> requests.Response:
        """Write a post under a key."""
        return self.call(
            "com.atproto.repo.putRecord",
            repo=self.did,
            collection=POST,
            rkey=rkey,
            record=record,
            **more,
        )

    def upload(self, data: bytes, mime: str = "image/png") -> dict[str, Any]:
        """Hand in a picture and give its blob."""
        answer = requests.post(
            f"{self.url}/xrpc/com.atproto.repo.uploadBlob",
            data=data,
            headers={**self.headers, "Content-Type": mime},
            timeout=10,
        )
        blob: dict[str, Any] = read(answer)["blob"]
        return blob


def record(text: str = "Tres dies. Una taula.", **more: Any) -> dict[str, Any]:
    """A post's record in Catalan."""
    return {"$type": POST, "text": text, "createdAt": START, "langs": ["ca"], **more}


def images(*blobs: dict[str, Any], alt: str = "Una taula") -> dict[str, Any]:
    """An embed of pictures."""
    pictures = [
        {"image": each, "alt": alt, "aspectRatio": {"width": 4, "height": 3}} for each in blobs
    ]
    return {"$type": "app.bsky.embed.images", "images": pictures}


def start() -> datetime:
    """The clock every sandbox of these tests begins with; it stands still."""
    return datetime.fromisoformat(START)
