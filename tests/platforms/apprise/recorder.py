"""Stands in for the transports of Apprise's plugins: keeps what they send, and answers.

It replaces the transport of the whole process, so only `table.py` uses it, in a process of its own.
No plugin reaches a network: HTTP and mail are kept here, and any other connection is refused.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import io
import json
import smtplib
import socket
import time
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import requests

#: What a plugin may look for in an answer: ids, tokens, and every way to say that all is well.
_ID = "abc123"
_NAMES = (
    "token access_token refresh_token accessJwt refreshJwt id Id userId user_id room_id jobId name "
    "authToken session_token idToken key uuid event_id device_id roomId chat_id url username login "
    "cn channel_id stream upload_url content_uri jwt hash msgid message_id messageid AccessToken "
    "media_id media_id_string id_str channel file_id file_name"
)
_ANSWER: dict[str, Any] = dict.fromkeys(_NAMES.split(), _ID) | {
    "ok": True,
    "success": True,
    "status": "success",
    "code": 0,
    "errcode": 0,
    "error": 0,
    "retcode": 0,
    "result": {"message_id": 1, "id": 1},
    "data": {"id": _ID, "authToken": _ID, "userId": _ID, "token": _ID, "me": {"id": _ID}},
    "expires_in": 3600,
    "errors": [],
    "user": {"id": _ID},
    "User": {"Id": _ID},
    "joined_rooms": ["!abc:localhost"],
    "chunk": [],
    "attachments": [{"id": _ID}],
    "blob": {"ref": _ID},
    "files": [{"id": _ID}],
    "file_type": "image/png",
    "service": [{"type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example"}],
    "payload": {"picture_url": "https://i.example/1", "url": "https://i.example/1"},
    "sent": True,
    "upload_url": "https://upload.example/1",
    "file_url": "https://upload.example/1",
    "presignedPutUrl": "https://upload.example/1",
    "did": "did:plc:abc123",
}
_DEEPEST = 6  # JSON in JSON in …


class Recorder:
    """What was sent, as the bytes of each request and the texts in it, decoded."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.texts: list[str] = []

    def start(self) -> None:
        """Replace the transports of this process."""
        requests.Session.send = self._answer  # type: ignore[assignment,method-assign]
        smtplib.SMTP = smtplib.SMTP_SSL = self._mail  # type: ignore[misc,assignment]
        socket.socket.connect = _refused  # type: ignore[method-assign]
        time.sleep = lambda _: None  # plugins wait between requests

    def clear(self) -> None:
        """Forget what was sent."""
        self.bodies.clear()
        self.texts.clear()

    def _answer(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        body = _bytes(request.body)
        self.bodies.append(body)
        self.texts += _of_request(request, body, self.bodies)
        response = requests.Response()
        response.status_code = 200
        response.request, response.url = request, str(request.url)
        answer: object = _ANSWER
        if urlsplit(response.url).path == "/Sessions":
            answer = [{"Id": _ID}]
        response.raw = io.BytesIO(json.dumps(answer).encode())
        response.headers["Content-Type"] = "application/json"
        return response

    def _mail(self, *_: object, **__: object) -> Mailer:
        return Mailer(self)


class Mailer:
    """What a plugin takes for a mail server."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def sendmail(self, sender: str, receivers: object, message: str | bytes) -> dict[str, object]:
        """Keep a mail; it refuses no receiver."""
        data = message.encode() if isinstance(message, str) else message
        self._recorder.bodies.append(data)
        self._recorder.texts += _of_mail(data, self._recorder.bodies)
        return {}

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: (250, b"")


def _refused(*_: object) -> NoReturn:
    raise ConnectionRefusedError("nothing leaves this process")


def _bytes(body: Any) -> bytes:
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode()
    return bytes(body or b"")


def _of_request(
    request: requests.PreparedRequest, body: bytes, bodies: list[bytes]
) -> Iterator[str]:
    address = urlsplit(str(request.url))
    yield from (unquote(each) for each in address.path.split("/"))
    for _, value in parse_qsl(address.query, keep_blank_values=True):
        yield from _strings(value)
    for header in request.headers.values():
        yield _text(header)
    kind = _text(request.headers.get("Content-Type") or "")
    if "multipart" in kind:
        parts = email.message_from_bytes(b"Content-Type: %b\r\n\r\n%b" % (kind.encode(), body))
        for part in parts.walk():
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                yield from _strings(_decoded(data))
        return
    text = _decoded(body)
    if text.lstrip().startswith("<"):
        yield from (each.text or "" for each in ElementTree.fromstring(text).iter())
        return
    yield from _strings(text)
    for name, value in parse_qsl(text, keep_blank_values=True):
        yield from _strings(value)
        if name.startswith("RawMessage"):
            yield from _of_mail(base64.b64decode(value), bodies)


def _of_mail(data: bytes, bodies: list[bytes]) -> Iterator[str]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        content = None if part.is_multipart() else part.get_content()
        if isinstance(content, str):
            yield content
        elif isinstance(content, bytes):
            bodies.append(content)


def _strings(value: object, deep: int = 0) -> Iterator[str]:
    """Every string in a value, and in the JSON and base64 inside strings."""
    if deep > _DEEPEST:
        return
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _strings(each, deep + 1)
    elif isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            try:
                yield from _strings(json.loads(value), deep + 1)
            except ValueError:
                return
        elif len(value) > 99 and " " not in value:
            try:
                yield _decoded(base64.b64decode(value, validate=True))
            except binascii.Error:
                return


def _decoded(data: bytes) -> str:
    return data.decode(errors="replace")


def _text(value: Any) -> str:
    """Headers are bytes where a library wrote them, whatever its types say."""
    return _decoded(value) if isinstance(value, bytes) else str(value)
