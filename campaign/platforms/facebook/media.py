"""Uploads pictures and films to a Facebook page, unpublished, and reads the status of a film.

https://developers.facebook.com/docs/graph-api/reference/page/photos/ and .../page/videos/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.model import Upload
from campaign.platforms.meta.graph import Graph, made


def photo(api: Graph, page: str, upload: Upload, data: bytes) -> str:
    """Upload an unpublished picture; gives its id. Facebook drops an unused one after a day."""
    answer = api.post(
        f"/{page}/photos",
        files={"source": _file(upload, data)},
        published=False,
        alt_text_custom=upload.alt or None,
    )
    return made(api, answer)


def film(api: Graph, page: str, upload: Upload, data: bytes, words: str) -> str:
    """Upload an unpublished film with its words; gives its id."""
    answer = api.post(
        f"/{page}/videos",
        files={"source": _file(upload, data)},
        description=words,
        published=False,
    )
    return made(api, answer)


def failed(state: Mapping[str, Any]) -> str:
    """The status of a film that has failed for good; "" for any other film."""
    status = _status(state)
    return status if status in ("error", "expired", "upload_failed") else ""


def is_ready(state: Mapping[str, Any]) -> bool:
    """Whether Facebook has finished processing a film."""
    return _status(state) == "ready"


def _status(state: Mapping[str, Any]) -> str:
    status = state.get("status")
    return str(status.get("video_status")) if isinstance(status, dict) else ""


def _file(upload: Upload, data: bytes) -> tuple[str, bytes, str]:
    return f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}", data, upload.mime
