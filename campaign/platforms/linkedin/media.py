"""Uploads pictures, documents and films to LinkedIn: register, send the bytes, wait.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api, and
.../shares/videos-api: a film is sent in the parts that LinkedIn names, each to a signed address,
which takes no token. The ETag of each answer, without its quotes, is the part's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from campaign.errors import Rejected, Unauthorized, Unavailable
from campaign.model import Upload
from campaign.platforms.fitting import is_film
from campaign.platforms.http.wire import Wire
from campaign.platforms.linkedin.client import Client
from campaign.platforms.linkedin.facts import DOCUMENT as PDF
from campaign.platforms.linkedin.responses import encoded, is_urn
from campaign.platforms.servers import is_loopback

TITLE = 400  # characters
WAITS = (1.0, 1.0, 2.0, 4.0, 8.0, 16.0, 28.0)  # seconds; a minute in all
FILM_WAITS = (*WAITS, *(30.0,) * 8)  # five minutes in all, because a film takes longer
To = Callable[[str], Wire]


class _Kind(NamedTuple):
    """One kind of media: LinkedIn's words for several and for one, and how long to wait for it."""

    several: str
    one: str
    waits: tuple[float, ...] = WAITS


_IMAGE, _DOCUMENT = _Kind("images", "image"), _Kind("documents", "document")
_VIDEO = _Kind("videos", "video", FILM_WAITS)


def hand_in(
    api: Client, to: To, upload: Upload, data: bytes, wait: Callable[[float], object]
) -> str:
    """Upload one file; gives its URN. LinkedIn drops a file that no post uses.

    `to` gives the way to a server by its address; `wait` lets a number of seconds pass. Raises
    Unavailable when LinkedIn takes too long, Rejected when it cannot use the file.
    """
    kind = _kind(upload.mime)
    size = {"fileSizeBytes": len(data)} if kind is _VIDEO else {}
    registration = _action(api, kind, "initializeUpload", {"owner": api.organisation, **size})
    value = _table(_table(registration).get("value"))
    urn = _required_text(value, kind.one, kind)
    if not is_urn(urn):
        raise Unavailable(f"linkedin: what it calls the {kind.one} is no id")
    if kind is _VIDEO:
        _send_parts(api, to, urn, value, data)
    else:
        _send(api, to, _required_text(value, "uploadUrl", kind), data, upload.mime)
    for seconds in (0.0, *kind.waits):
        if seconds:
            wait(seconds)
        answer = api.call("GET", f"/rest/{kind.several}/{encoded(urn)}", anew=True)
        status = str(_table(answer.data).get("status"))
        if status == "AVAILABLE":
            return urn
        if status == "PROCESSING_FAILED":
            raise Rejected(f"linkedin: the {kind.one} could not be worked through")
    raise Unavailable(f"linkedin: it is still busy with the {kind.one}")


def trusted(where: str, api: str) -> bool:
    """Whether the token may go to an address: on the API's own host or another one of LinkedIn's.

    Raises ValueError for a text that is not an address.
    """
    host, own = (urlsplit(each).hostname or "" for each in (where, api))
    if host == own or (is_loopback(where) and is_loopback(api)):
        return True
    return host == "linkedin.com" or host.endswith(".linkedin.com")


def content(urns: list[tuple[str, Upload]]) -> dict[str, Any]:
    """The `content` of a post with these media, each with its alt text.

    A document and a film take no alt text: it becomes their title.
    """
    if len(urns) > 1:
        return {"multiImage": {"images": [{"id": urn, "altText": u.alt} for urn, u in urns]}}
    ((urn, upload),) = urns
    if _kind(upload.mime) is _IMAGE:
        return {"media": {"id": urn, "altText": upload.alt}}
    title = {"title": upload.alt[:TITLE]} if upload.alt else {}
    return {"media": {"id": urn, **title}}


def _kind(mime: str) -> _Kind:
    if is_film(mime):
        return _VIDEO
    return _DOCUMENT if mime == PDF else _IMAGE


def _action(api: Client, kind: _Kind, action: str, request: dict[str, Any]) -> Any:
    body = {f"{action}Request": request}
    return api.call("POST", f"/rest/{kind.several}?action={action}", body=body).data


def _send_parts(api: Client, to: To, urn: str, value: Mapping[str, Any], data: bytes) -> None:
    """Send each part of a film to its address in order, then finish the upload with their ids."""
    ids = []
    for where, part in _parts(value, data):
        wire, path = _way(to, where)
        headers = {"Content-Type": "application/octet-stream"}
        try:
            answer = wire.call("PUT", path, data=part, headers=headers, anew=True)
        except Unauthorized as error:  # the signed address has expired, not the token
            raise Unavailable(str(error), status=error.status) from None
        ids.append(answer.headers.get("etag", "").strip('"'))
        if not ids[-1]:
            raise wire.unreadable(answer, creates=False)
    request = {"video": urn, "uploadToken": value.get("uploadToken") or "", "uploadedPartIds": ids}
    _action(api, _VIDEO, "finalizeUpload", request)


def _parts(value: Mapping[str, Any], data: bytes) -> list[tuple[str, bytes]]:
    """The named addresses, each with its bytes; raises Unavailable unless they cover the film."""
    instructions = value.get("uploadInstructions")
    named = [_table(each) for each in instructions] if isinstance(instructions, list) else []
    parts: list[tuple[str, bytes]] = []
    at = 0
    for place in named:
        last = place.get("lastByte")
        if place.get("firstByte") != at or type(last) is not int or not at <= last < len(data):
            break
        parts.append((_required_text(place, "uploadUrl", _VIDEO), data[at : last + 1]))
        at = last + 1
    if at != len(data) or len(parts) != len(named):
        raise Unavailable("linkedin: the parts that were named are not those of the video")
    return parts


def _send(api: Client, to: To, where: str, data: bytes, mime: str) -> None:
    """Send bytes to the named address; with the token, if the address is LinkedIn's."""
    wire, path = _way(to, where)
    more: dict[str, Any] = {"data": data, "headers": {"Content-Type": mime}, "anew": True}
    if trusted(where, api.wire.base_url):
        api.tokens.call(lambda token: wire.call("PUT", path, bearer=token, **more))
    else:
        wire.call("PUT", path, **more)


def _required_text(value: Mapping[str, Any], name: str, kind: _Kind) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not text:
        raise Unavailable(f"linkedin: no place to put a {kind.one} was named")
    return text


def _way(to: To, where: str) -> tuple[Wire, str]:
    try:
        parts = urlsplit(where)
        wire = to(f"{parts.scheme}://{parts.netloc}")
    except ValueError as error:
        raise Unavailable(f"linkedin: a place was named that cannot be used: {error}") from None
    return wire, f"{parts.path}?{parts.query}" if parts.query else parts.path


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
