"""Hands pictures and documents in at LinkedIn: told of first, then sent, then waited for.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from campaign.errors import Rejected, Unavailable
from campaign.model import Upload
from campaign.platforms.linkedin_answers import encoded
from campaign.platforms.servers import is_loopback
from campaign.platforms.wire import Wire

PDF = "application/pdf"
WAITS = (1.0, 1.0, 2.0, 4.0, 8.0, 16.0, 28.0)  # seconds; a minute in all
Call = Callable[..., Any]


def hand_in(
    call: Call,
    send: Callable[[str, bytes, str], object],
    owner: str,
    upload: Upload,
    data: bytes,
    wait: Callable[[float], object],
) -> str:
    """The URN of what was handed in; `call` asks the API, `send` puts bytes to an address.

    What ends up in no post is dropped by LinkedIn. Raises Unavailable when it takes too long.
    """
    kind, answer_key = ("documents", "document") if upload.mime == PDF else ("images", "image")
    told = call(
        "POST",
        f"/rest/{kind}?action=initializeUpload",
        body={"initializeUploadRequest": {"owner": owner}},
    ).data
    value = _table(_table(told).get("value"))
    where, urn = str(value.get("uploadUrl") or ""), str(value.get(answer_key) or "")
    if not where or not urn:
        raise Unavailable(f"linkedin: no place to put a {answer_key} was named")
    send(where, data, upload.mime)
    for seconds in (0.0, *WAITS):
        if seconds:
            wait(seconds)
        status = str(_table(call("GET", f"/rest/{kind}/{encoded(urn)}").data).get("status"))
        if status == "AVAILABLE":
            return urn
        if status == "PROCESSING_FAILED":
            raise Rejected(f"linkedin: the {answer_key} could not be worked through")
    raise Unavailable(f"linkedin: it is still busy with the {answer_key}")


def put(
    wire_to: Callable[[str], Wire], under: Callable[[Callable[[str], Any]], Any], api: str
) -> Callable[[str, bytes, str], object]:
    """How bytes get to the address that was named: under the account's token, if it is LinkedIn's.

    `under` carries something out under a token, which it renews when it has ended.
    """

    def send(where: str, data: bytes, mime: str) -> object:
        parts = urlsplit(where)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            wire = wire_to(f"{parts.scheme}://{parts.netloc}")
        except ValueError as error:
            raise Unavailable(f"linkedin: a place was named that cannot be used: {error}") from None
        more: dict[str, Any] = {"data": data, "headers": {"Content-Type": mime}}
        if not trusted(where, api):
            return wire.call("PUT", path, **more)
        return under(lambda token: wire.call("PUT", path, bearer=token, **more))

    return send


def trusted(where: str, api: str) -> bool:
    """Whether an address may see the token: the API's own host, or another one of LinkedIn's."""
    host, own = (urlsplit(each).hostname or "" for each in (where, api))
    if host == own or (is_loopback(where) and is_loopback(api)):
        return True
    return host == "linkedin.com" or host.endswith(".linkedin.com")


def content(urns: list[tuple[str, Upload]]) -> dict[str, Any]:
    """The `content` of a post with these, each with its alt text; a document has a title."""
    if len(urns) > 1:
        return {"multiImage": {"images": [{"id": urn, "altText": u.alt} for urn, u in urns]}}
    ((urn, upload),) = urns
    key = "title" if upload.mime == PDF else "altText"
    return {"media": {"id": urn, key: upload.alt}}


def _table(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}
