"""Hands pictures and films in at a Facebook page, unpublished, and publishes a film.

https://developers.facebook.com/docs/graph-api/reference/page/photos/ and .../page/videos/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign.errors import PlatformError, Rejected
from campaign.model import Upload
from campaign.platforms.graph import Graph, made, node


def photo(api: Graph, page: str, upload: Upload, data: bytes) -> str:
    """The id of a picture that nobody sees; one that ends up in no post is dropped after a day."""
    told = api.post(
        f"/{page}/photos",
        files={"source": _file(upload, data)},
        published=False,
        alt_text_custom=upload.alt or None,
    )
    return made(api, told)


def film(api: Graph, page: str, upload: Upload, data: bytes, words: str) -> str:
    """The id of a film with its words that nobody sees."""
    told = api.post(
        f"/{page}/videos",
        files={"source": _file(upload, data)},
        description=words,
        published=False,
    )
    return made(api, told)


def finished(api: Graph, number: str) -> Mapping[str, Any] | None:
    """Publish a film that was worked through, unless it is out; None: it is still worked on.

    Raises Rejected when Facebook cannot use it.
    """
    where = f"/{node(number)}"
    told = asked(api, number)
    if told.get("published") is True:
        return told
    if stands := failed(told):
        raise Rejected(f"{api.name}: Facebook cannot use the film: {stands}")
    if _status(told) != "ready":
        return None
    confirmed(api, api.post(where, creates=True, published=True))
    now = shown(api, where, "id,published,permalink_url,post_id")
    return None if now.get("published") is False else {"id": number, **now}


def asked(api: Graph, number: str) -> dict[str, Any]:
    """How a film stands."""
    return api.get(f"/{node(number)}", fields="id,status,published,permalink_url,post_id")


def failed(told: Mapping[str, Any]) -> str:
    """Why nothing will come of a film, "" while something may."""
    stands = _status(told)
    return stands if stands in ("error", "expired", "upload_failed") else ""


def _status(told: Mapping[str, Any]) -> str:
    status = told.get("status")
    return str(status.get("video_status")) if isinstance(status, dict) else ""


def confirmed(api: Graph, told: Mapping[str, Any]) -> None:
    """Raises OutcomeUnknown when an answer to a publishing says that it did not happen."""
    if told.get("success") is False:
        raise api.unreadable(creates=True)


def shown(api: Graph, where: str, fields: str) -> dict[str, Any]:
    """What is shown of something that was just published; nothing when it cannot be read.

    It is out, and that is what counts.
    """
    try:
        return api.get(where, fields=fields)
    except PlatformError:
        return {}


def _file(upload: Upload, data: bytes) -> tuple[str, bytes, str]:
    return f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}", data, upload.mime
