"""What all networks' endpoints share: the world behind a request, its body, its base address."""

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from campaign.sandbox import malformed
from campaign.sandbox.complaints import Complaint
from campaign.sandbox.jsontext import read_json
from campaign.sandbox.world import World

FORMS = (malformed.MULTIPART, malformed.FORM)
LARGEST_FIELD = 8 * 1024 * 1024  # bytes


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


TheWorld = Annotated[World, Depends(_world)]


def base_of(request: Request) -> str:
    """The sandbox's address as the client sees it, without a closing slash."""
    return str(request.base_url).rstrip("/")


Base = Annotated[str, Depends(base_of)]


class Refusal(Exception):
    """A request is refused in the network's own words."""

    media_type = "application/json"

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def refusal(complaint: Complaint) -> Refusal:
    """A complaint as a refusal; a problem of X has a media type of its own."""
    refused = Refusal(complaint.status, complaint.body)
    if complaint.body.get("type", "").startswith(("about:blank", "https://api.x.com/")):
        refused.media_type = "application/problem+json"
    return refused


def say(request: Request, body: Any, status: int = 200) -> JSONResponse:
    """Answer with JSON and with the headers that were noted on the way."""
    return JSONResponse(body, status, headers=noted(request))


def note(request: Request, headers: Mapping[str, str]) -> None:
    """Add headers to whatever will be answered, also to a refusal."""
    request.state.noted = {**noted(request), **headers}


def noted(request: Request) -> dict[str, str]:
    """The headers noted so far."""
    headers: dict[str, str] = getattr(request.state, "noted", {})
    return headers


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as fields and files, in whatever encoding it came.

    `parts` are the bytes of a form's fields: some clients send a file without a name for it, which
    makes it a field.
    """

    fields: Mapping[str, Any]
    files: Mapping[str, bytes]
    parts: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as text, empty when it was not sent."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """A field as Rails reads a boolean."""
        return self.text(name).lower() in {"1", "true", "t", "on", "yes"}

    def many(self, name: str) -> list[str]:
        """A repeated field: `name[]` in a form, a list in JSON."""
        value = self.fields.get(name, [])
        return [str(each) for each in value] if isinstance(value, list) else [str(value)]

    def without(self, names: Collection[str]) -> "Sent":
        """The same without some of its fields."""
        fields = {name: value for name, value in self.fields.items() if name not in names}
        return replace(self, fields=fields)


async def _sent(request: Request) -> Sent:
    """Read a body. Only this and what it calls await: the endpoints themselves run in threads.

    Raises Refusal for a body that is broken, too large, or of a kind that the network refuses.
    """
    path = request.url.path
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    size = request.headers.get("content-length", "0")
    if size.isdigit() and int(size) > malformed.largest(path):
        raise refusal(malformed.too_large(path))
    is_other = kind in FORMS or (kind != malformed.JSON and bool(await request.body()))
    if is_other and (refused := malformed.unsupported(path, kind)) is not None:
        raise refusal(refused)
    try:
        if kind in FORMS:
            return await _form(request, kind)
        if kind != malformed.JSON:
            return Sent({}, {})
        data = read_json(await request.body() or b"{}")
    except (ValueError, MultiPartException):
        data = None
    if not isinstance(data, dict):
        raise refusal(malformed.unreadable(path))
    return Sent(data, {})


async def _form(request: Request, kind: str) -> Sent:
    """Read a form. The bytes of its fields come as Latin-1, in which no byte is lost."""
    parser: FormParser | MultiPartParser
    if kind == malformed.MULTIPART:
        given = request.headers.get("content-type", "").split(";")
        spared = [each for each in given if not each.strip().lower().startswith("charset=")]
        headers = Headers({"content-type": ";".join([*spared, " charset=latin-1"])})
        parser = MultiPartParser(headers, request.stream(), max_part_size=LARGEST_FIELD)
    else:
        parser = FormParser(request.headers, request.stream())
    form = await parser.parse()
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    parts: dict[str, bytes] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
            continue
        text = value
        if kind == malformed.MULTIPART:
            parts[name] = value.encode("latin-1")
            text = parts[name].decode(errors="replace")
        if "[]" in name:
            fields.setdefault(name.removesuffix("[]"), []).append(text)
        else:
            fields[name] = text
    await form.close()
    return Sent(fields, files, parts=parts)


async def _raw(request: Request) -> bytes:
    return await request.body()


TheBody = Annotated[Sent, Depends(_sent)]
RawBody = Annotated[bytes, Depends(_raw)]


def _asked(request: Request, sent: TheBody) -> Sent:
    return replace(sent, fields={**request.query_params, **sent.fields})


Asked = Annotated[Sent, Depends(_asked)]
"""The parameters of a request, of its address and of its body alike."""


def authorization(request: Request) -> tuple[str, str]:
    """The scheme of a request's credential in small letters, and the credential; "" for none."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return scheme.lower(), credential.strip()


def bearer(request: Request, params: Sent | None = None) -> str:
    """The access token of a request: the header's, or the parameter where `params` may hold it."""
    scheme, token = authorization(request)
    if scheme == "bearer":
        return token
    return "" if params is None else params.text("access_token")


def client(request: Request, sent: Sent) -> tuple[str, str]:
    """The application that asks for a token, and its secret: by HTTP Basic, or in the form."""
    scheme, pair = authorization(request)
    if scheme != "basic":
        return sent.text("client_id"), sent.text("client_secret")
    try:
        name, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return name, secret
