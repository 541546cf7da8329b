"""Hands pictures and films in at a Facebook page, unpublished, and tells how a film stands.

https://developers.facebook.com/docs/graph-api/reference/page/photos/ and .../page/videos/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.model import Upload
from campaign.platforms.meta.graph import Graph, made


def photo(api: Graph, page: str, upload: Upload, data: bytes) -> str:
    """The id of a picture that nobody sees; one that ends up in no post is dropped after a day."""
    answer = api.post(
        f"/{page}/photos",
        files={"source": _file(upload, data)},
        published=False,
        alt_text_custom=upload.alt or None,
    )
    return made(api, answer)


def film(api: Graph, page: str, upload: Upload, data: bytes, words: str) -> str:
    """The id of a film with its words that nobody sees."""
    answer = api.post(
        f"/{page}/videos",
        files={"source": _file(upload, data)},
        description=words,
        published=False,
    )
    return made(api, answer)


def failed(state: Mapping[str, Any]) -> str:
    """Why nothing will come of a film, "" while something may."""
    stands = _status(state)
    return stands if stands in ("error", "expired", "upload_failed") else ""


def is_ready(state: Mapping[str, Any]) -> bool:
    """Whether a film was worked through."""
    return _status(state) == "ready"


def _status(state: Mapping[str, Any]) -> str:
    status = state.get("status")
    return str(status.get("video_status")) if isinstance(status, dict) else ""


def _file(upload: Upload, data: bytes) -> tuple[str, bytes, str]:
    return f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}", data, upload.mime
