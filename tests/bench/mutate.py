"""Answers that no good server gives, made of good ones by a seeded hand.

::

    tree      another type, null, a key missing or twice, numbers and dates nobody can mean
    strings   lone surrogates, NUL, markup that never closes, words without end
    whole     another status, an error's form, an empty list, cut off, not JSON at all
    headers   dates and waits nobody can mean, wrong lengths, wrong encodings, hundreds of them
    endless   every page new, and every page with another one behind it
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it leaves: its status, its headers but the length, the bytes of its body.

    `more` is added to the length it promises; `chunked` sends the body in pieces; after a `last`
    one the connection is closed.
    """

    status: int
    headers: Headers
    body: bytes
    more: int = 0
    chunked: bool = False
    last: bool = False

    def raw(self) -> bytes:
        """All of it, as bytes on the wire."""
        lines = [f"HTTP/1.1 {self.status} x", *(f"{name}: {value}" for name, value in self.headers)]
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
            body = (
                b"%x\r\n%b\r\n0\r\n\r\n" % (len(self.body), self.body)
                if self.body
                else b"0\r\n\r\n"
            )
        else:
            lines.append(f"Content-Length: {len(self.body) + self.more}")
            body = self.body
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


Numbered = Callable[[int], Told]
"""The answer to the first, the second … request of one kind."""

# Texts that stand for what `json.dumps` cannot write: they are put in afterwards.
_RAW = {
    "@deep": "[" * 5000 + "]" * 5000,
    "@deeper": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "@open": "[" * 50_000,
    "@hundred": "[" * 90 + "]" * 90,
    "@digits": "9" * 5000,
    "@huge": "9" * 400,
    "@infinite": "1e999",
}
_DATES = (
    "0000-00-00T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "99999-12-31T00:00:00Z",
    "2026-12-01",
    "2026-12-01T09:00:00",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "soon",
)
_TEXTS = (
    "",
    " ",
    "\ud800",
    "a\udfffb",
    "a\0b",
    "\x1b[31m",
    "x" * 20_000,
    "<" * 20_000,
    "<p>" * 5000,
    '<p class="quote-inline">' * 1000,
    "</p>" * 3000 + " " * 3000,
    "&amp;" * 4000,
    "&#" + "9" * 5000 + ";",
    "https://t.co/a " * 1500,
    "https://" + "a." * 5000,
    "#" + "é" * 10_000,
    "@" + "a-" * 5000 + ".b",
    " " * 20_000,
    "../../x",
    "5/reblog?x=1",
    "at://a/b",
    "at://did:plc:x/app.bsky.feed.post/3mzzzzzzzzz22",
    "handle.invalid",
    "123456789012345678901234567890",
    "-1",
    "http://[",
    "https://user:pass@x.example/?a#b",
)
_NUMBERS = (0, -1, 1, 2**31, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 1.5, -0.0, 1e308)
_STATUSES = (
    *(200, 201, 202, 204, 206, 207, 226, 300, 301, 303, 304, 307, 400, 401, 402, 403, 404),
    *(405, 408, 409, 410, 413, 421, 422, 424, 426, 429, 451, 500, 501, 502, 503, 504, 599, 999),
)
_ERRORS: tuple[Any, ...] = (
    {"error": "The access token is invalid"},
    {"error": "Duplicate idempotency key."},
    {"error": "InvalidSwap", "message": "Record was at null"},
    {"error": "RecordNotFound", "message": "Could not locate record"},
    {"error": "ExpiredToken", "message": "Token has expired"},
    {"error": {"message": "(#4) limit", "type": "OAuthException", "code": 4, "error_subcode": 1}},
    {"error": {"message": "unknown", "type": "OAuthException", "code": 190, "fbtrace_id": "A"}},
    {"error": {"message": "no such object", "code": 100, "error_subcode": 33}},
    {"title": "Forbidden", "detail": "duplicate content", "type": "about:blank", "status": 403},
    {"errors": [{"code": 187, "message": "Status is a duplicate."}]},
    {"ok": False, "error_code": 429, "description": "wait", "parameters": {"retry_after": 7}},
    {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"},
    {"message": "Not enough permissions", "serviceErrorCode": 100, "status": 403},
    {"message": "duplicate", "errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]}},
)
_HEADERS: Headers = (
    ("Retry-After", "9" * 5000),
    ("Retry-After", "Fri, 31 Dec 9999 23:59:59 -1400"),
    ("Retry-After", "-5"),
    ("Date", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ("Date", "Fri, 31 Dec 9999 23:59:59 -1400"),
    ("Date", "Tue, 01 Dec 99999999999999999999 09:00:00 GMT"),
    ("Date", ""),
    ("X-RateLimit-Reset", "0001-01-01T00:00:00+14:00"),
    ("X-Rate-Limit-Reset", "99999999999"),
    ("X-Rate-Limit-Remaining", "0"),
    ("RateLimit-Reset", "99999999999"),
    ("X-App-Usage", '{"call_count": 1e999, "total_time": []}'),
    ("X-App-Usage", "[" * 5000),
    ("X-Business-Use-Case-Usage", '{"1": [{"estimated_time_to_regain_access": 1e400}]}'),
    ("X-Business-Use-Case-Usage", '{"1": {"a": null}}'),
    ("X-RestLi-Id", ""),
    ("X-RestLi-Id", "urn:li:share:\xff\x80"),
    ("X-RestLi-Id", "../../x"),
    ("Location", "http://["),
    ("Location", "/" + "x" * 60_000),
    ("ETag", "a\0b"),
    ("ETag", ""),
    ("X-Access-Level", "\xff"),
    ("X-Long", "x" * 70_000),
    ("Content-Type", "text/html; charset=nothing"),
    ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Encoding", "gzip"),
    ("Content-Encoding", "br, gzip, deflate, x"),
    ("Connection", "close"),
    ("Set-Cookie", "a=b; domain=.example; expires=Fri, 31 Dec 99999 23:59:59 GMT"),
    ("Transfer-Encoding", "chunked"),
    (" folded", "header"),
    ("", "nameless"),
    ("Bad Name\x01", "x"),
)


def mutated(told: Told, seed: str) -> Numbered:
    """The answer with one to three things wrong with it, always the same for one seed."""
    hand = Random(seed)  # a repeatable choice, and no secret
    if hand.random() < 0.08:
        return _endless(told)
    for _ in range(hand.choice((1, 1, 1, 2, 3))):
        told = hand.choice(_WAYS)(told, hand)
    return lambda number: told


def _tree(told: Told, hand: Random) -> Told:
    try:
        root = json.loads(told.body)
    except (ValueError, RecursionError):
        return _whole(told, hand)
    places = list(_places(root))
    if not places:
        return replace(told, body=_written(_value(hand, root), hand))
    # What stands near the root decides most; what stands deep is most of it.
    shallow = [place for place in places if place[2] < 3]
    for _ in range(hand.choice((1, 1, 2, 4))):
        holder, name, _ = hand.choice(shallow if shallow and hand.random() < 0.6 else places)
        _spoil(holder, name, hand)
    return replace(told, body=_written(root, hand))


def _spoil(holder: Any, name: Any, hand: Random) -> None:
    if isinstance(holder, dict):
        if name not in holder:
            return
        if hand.random() < 0.2:
            del holder[name]
        elif hand.random() < 0.1:
            holder[hand.choice(("\ud800", "a\0", "", "x" * 3000, "__class__"))] = holder.pop(name)
        else:
            holder[name] = _value(hand, holder[name])
    elif name < len(holder):
        holder[name] = _value(hand, holder[name])


def _value(hand: Random, old: Any) -> Any:
    kind = hand.randrange(9)
    if kind == 0:
        return None
    if kind == 1:
        return hand.choice(_NUMBERS)
    if kind == 2:
        return hand.choice(_TEXTS)
    if kind == 3:
        return hand.choice(_DATES)
    if kind == 4:
        return hand.choice(([], {}, [None], [[]], {"a": {}}, [{}], True, False, [1] * 2000))
    if kind == 5:
        return hand.choice(tuple(_RAW))
    if kind == 6:
        return [old, old]
    if kind == 7:
        return {"id": old}
    return str(old) if not isinstance(old, str) else int(old) if old.isdecimal() else [old]


def _places(node: Any, depth: int = 0) -> list[tuple[Any, Any, int]]:
    found: list[tuple[Any, Any, int]] = []
    if depth > 40:  # what went wrong before may be deeper than Python goes
        return found
    inside = list(node.items()) if isinstance(node, dict) else []
    inside = list(enumerate(node)) if isinstance(node, list) else inside
    for name, value in inside:
        found.append((node, name, depth))
        found += _places(value, depth + 1)
    return found


def _written(root: Any, hand: Random) -> bytes:
    try:
        text = json.dumps(root, ensure_ascii=hand.random() < 0.5)
    except (RecursionError, ValueError):  # already as deep, or as long a number, as can be
        return _RAW["@open"].encode()
    for name, raw in _RAW.items():
        text = text.replace(f'"{name}"', raw)
    if hand.random() < 0.05 and text.startswith("{"):
        inner = text[1:-1]
        text = "{" + ", ".join((inner, inner) if hand.random() < 0.5 else ('"id": null', inner))
        text += "}"
    return text.encode("utf-8", "surrogatepass")


def _whole(told: Told, hand: Random) -> Told:
    body = told.body
    cut = hand.randrange(len(body) + 1)
    bodies: tuple[bytes, ...] = (
        *(b"", b" ", b"null", b"[]", b"{}", b"0", b'"x"', b"true", b"[null]", b"NaN", b"\0"),
        *(body[:cut], body + b"}", b"[" + body + b"]", b"\xff\xfe" + body, b"\xef\xbb\xbf" + body),
        b"<html><body>" + b"<p>busy</p>" * 500 + b"</body></html>",
        *(raw.encode() for raw in _RAW.values()),
        body.decode("utf-8", "replace").encode("utf-16"),
        b"\xed\xa0\x80" * 50,
        body.replace(b'"', b"'"),
    )
    return replace(told, body=hand.choice(bodies))


def _status(told: Told, hand: Random) -> Told:
    status = hand.choice(_STATUSES)
    return replace(told, status=status, last=told.last or status in (204, 304))


def _error(told: Told, hand: Random) -> Told:
    body = json.dumps(hand.choice(_ERRORS)).encode()
    refused = replace(_status(told, hand), body=body)
    return _tree(refused, hand) if hand.random() < 0.7 else refused


def _header(told: Told, hand: Random) -> Told:
    # What follows an answer with wrong headers cannot be told from it.
    told, kind = replace(told, last=True), hand.randrange(8)
    if kind == 0:
        return replace(told, headers=())
    if kind == 1:
        return replace(told, headers=(*told.headers, *((f"X-{n}", "x") for n in range(150))))
    if kind == 2:
        return replace(told, more=hand.choice((1, 1000, 10**12)))
    if kind == 3:
        whole = gzip.compress(told.body)
        return _packed(told, whole[: hand.choice((9, len(whole)))])
    if kind == 4:
        return _packed(told, _bomb())
    if kind == 5:
        return replace(told, chunked=True)
    junk = hand.choice(_HEADERS)
    kept = tuple(each for each in told.headers if each[0].lower() != junk[0].lower())
    return replace(told, headers=(*kept, junk))


def _packed(told: Told, body: bytes) -> Told:
    return replace(told, headers=(*told.headers, ("Content-Encoding", "gzip")), body=body)


@cache
def _bomb() -> bytes:
    """Twenty kilobytes that unpack to twenty megabytes."""
    return gzip.compress(b" " * 20_000_000)


def _endless(told: Told) -> Numbered:
    """Every page is new and has another one behind it, in the words of all networks."""
    try:
        root = json.loads(told.body)
    except (ValueError, RecursionError):
        return lambda number: told

    def page(number: int) -> Told:
        fresh = _renamed(root, number)
        if isinstance(fresh, dict):
            token = f"token{number}"
            pages = {"cursors": {"after": token}, "next": "https://x.example/", "total": 10**9}
            links = [{"rel": "next", "href": f"/rest/posts?start={number}"}]
            fresh |= {"cursor": token, "paging": {**pages, "links": links, "start": number}}
            meta = fresh.get("meta")
            fresh["meta"] = {**(meta if isinstance(meta, dict) else {}), "next_token": token}
        return replace(told, body=json.dumps(fresh).encode())

    return page


def _renamed(node: Any, number: int, name: str = "") -> Any:
    if isinstance(node, dict):
        return {each: _renamed(value, number, each) for each, value in node.items()}
    if isinstance(node, list):
        return [_renamed(each, number, name) for each in node]
    if name in ("id", "uri", "urn") and isinstance(node, str):
        return f"{node[:-4]}{number:04d}"
    return node


_WAYS: tuple[Callable[[Told, Random], Told], ...] = (
    *(_tree, _tree, _tree, _tree, _tree),
    *(_whole, _status, _error, _error, _header, _header),
)
