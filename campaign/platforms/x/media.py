"""Uploads pictures and films to X, with their alt texts; tweepy has no methods for this.

https://docs.x.com/x-api/media/introduction: a picture is sent in one request, a film in pieces,
which X processes for a while. After a day, X drops media that no post uses.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from campaign.errors import Rejected, Unavailable
from campaign.model import Upload
from campaign.platforms.fitting import is_film
from campaign.platforms.x.client import XClient
from campaign.platforms.x.responses import is_id

UPLOAD = "/2/media/upload"
PIECE = 3 * 1024 * 1024  # bytes; they are 4 MiB in base64, and X takes 5
PATIENCE = 240.0  # seconds to wait for a film
_WORKING = ("pending", "in_progress")


def hand_in(client: XClient, data: bytes, upload: Upload, wait: Callable[[float], object]) -> str:
    """Upload one file, wait for X to process it, add its alt text; gives its id.

    `wait` lets a number of seconds pass. Raises PlatformError's kinds.
    """
    if is_film(upload.mime):
        number = _in_pieces(client, data, upload, wait)
    else:
        category = "tweet_gif" if upload.mime == "image/gif" else "tweet_image"
        body = {"media": base64.b64encode(data).decode(), "media_category": category}
        media = _request_media(client, "POST", UPLOAD, json=body)
        number = media["id"]
        _finished(client, media, wait)
    if upload.alt and not is_film(upload.mime):
        metadata = {"alt_text": {"text": upload.alt}}
        client.request("POST", "/2/media/metadata", json={"id": number, "metadata": metadata})
    return number


def _in_pieces(
    client: XClient, data: bytes, upload: Upload, wait: Callable[[float], object]
) -> str:
    begin = {
        "media_type": upload.mime,
        "total_bytes": len(data),
        "media_category": "tweet_video",
    }
    number: str = _request_media(client, "POST", f"{UPLOAD}/initialize", json=begin)["id"]
    for index, at in enumerate(range(0, len(data), PIECE)):
        piece = base64.b64encode(data[at : at + PIECE]).decode()
        body = {"media": piece, "segment_index": index}
        client.request("POST", f"{UPLOAD}/{number}/append", json=body)
    _finished(client, _request_media(client, "POST", f"{UPLOAD}/{number}/finalize"), wait)
    return number


def _finished(client: XClient, media: dict[str, Any], wait: Callable[[float], object]) -> None:
    """Ask for the state of an upload, at X's own intervals, until X has processed it."""
    number, waited = media["id"], 0.0
    while (state := _state(media)) in _WORKING:
        seconds = _pause(media)
        waited += seconds
        if waited > PATIENCE:
            raise Unavailable("x: the network is still busy with what was uploaded")
        wait(seconds)
        media = _request_media(
            client, "GET", UPLOAD, params={"command": "STATUS", "media_id": number}
        )
        if media["id"] != number:
            raise Unavailable("x: the network speaks of something else than was uploaded")
    if state == "failed":
        raise Rejected("x: the network cannot use what was uploaded", code="media-failed")


def _state(media: dict[str, Any]) -> str:
    info = media.get("processing_info")
    return str(info.get("state") or "") if isinstance(info, dict) else ""


def _pause(media: dict[str, Any]) -> float:
    """The seconds until X wants the next question; 1 when it gives no usable number."""
    seconds = media["processing_info"].get("check_after_secs")
    return float(seconds) if type(seconds) is int and 1 <= seconds <= PATIENCE else 1.0


def _request_media(client: XClient, method: str, route: str, **more: Any) -> dict[str, Any]:
    answer = client.request(method, route, **more)
    media = answer.data.get("data") if isinstance(answer.data, dict) else None
    if not isinstance(media, dict) or not is_id(media.get("id")):
        raise client.unreadable(answer)
    return media
