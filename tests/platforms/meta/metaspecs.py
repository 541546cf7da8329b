"""Meta's own descriptions of its nodes as a judge of what we send: names and types of parameters.

They tell no lengths, and nothing reliable of what is required.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.platforms.scripted import Seen

#: What every address of the Graph API takes, whatever the description of its node says:
#: https://developers.facebook.com/docs/graph-api/results
ANYWHERE = frozenset({"after", "fields", "ids", "limit"})
#: Files are named by convention: https://developers.facebook.com/docs/graph-api/reference/page/photos/
FILES = frozenset({"source"})

_POST = re.compile(r"\d+_\d+")


@cache
def _node(specs: Path, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((specs / "meta/specs" / f"{name}.json").read_text())
    return told


@cache
def _enums(specs: Path) -> dict[str, list[str]]:
    told = json.loads((specs / "meta/specs/enum_types.json").read_text())
    return {each["name"]: each["values"] for each in told}


def parameters(specs: Path, node: str, method: str, edge: str) -> dict[str, str]:
    """The type of each parameter of an edge, or of the node itself where `edge` is empty."""
    for each in _node(specs, node)["apis"]:
        if each["method"] == method and (each.get("endpoint") or "") == edge:
            return {one["name"]: one["type"] for one in each["params"]}
    raise AssertionError(f"{node} knows no {method} /{edge}")


def check(
    specs: Path,
    node: str,
    method: str,
    edge: str,
    sent: Mapping[str, str],
    files: set[str] | None = None,
) -> None:
    """Every name is known there, and its value of the type that is told."""
    known = parameters(specs, node, method, edge)
    for name, value in sent.items():
        if name in ANYWHERE and name not in known:
            continue
        assert name in known, f"{node}/{edge} knows no {name}"
        assert _fits(specs, known[name], value), f"{node}/{edge}: {name}={value!r}: {known[name]}"
    assert (files or set()) <= FILES


def fields_known(specs: Path, node: str, fields: str) -> None:
    """Every field that is asked for is one of the node, or an edge of it."""
    told = _node(specs, node)
    known = {each["name"] for each in told["fields"]}
    known |= {each.get("endpoint") or "" for each in told["apis"] if each["method"] == "GET"}
    for name in re.findall(r"(?:^|,)([a-z_]+)", re.sub(r"\([^)]*\)", "", fields)):
        assert name in known, f"{node} has no field {name}"


def judged(specs: Path, seen: Seen, network: str) -> str:
    """Judge one request to a network; gives what it was, such as `POST Page/feed`."""
    steps = seen.path.strip("/").split("/")[1:]
    sent, files = _sent(seen)
    id, edge = [*steps, "", ""][:2]
    node, edge = (_facebooks if network == "facebook" else _instagrams)(id, edge, sent)
    if seen.method == "GET" and not edge:
        assert set(sent) <= ANYWHERE
    else:
        check(specs, node, seen.method, edge, sent, files)
    if "fields" in sent:
        fields_known(specs, _shown(node, edge), sent["fields"])
    return f"{seen.method} {node}{'/' if edge else ''}{edge}"


def _sent(seen: Seen) -> tuple[dict[str, str], set[str]]:
    """The parameters of a request, and the names of its files."""
    sent = dict(parse_qsl(urlsplit(seen.target).query))
    files: set[str] = set()
    kind = seen.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return sent | dict(parse_qsl(seen.body.decode())), files
    for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + seen.body).walk():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename():
            files.add(str(name))
        elif name:
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            sent[str(name)] = data.decode()
    return sent, files


def _facebooks(id: str, edge: str, sent: Mapping[str, str]) -> tuple[str, str]:
    """The node and the edge that an address means on Facebook."""
    if id == "insights":
        return "PagePost", "insights"
    if not id or _POST.fullmatch(id):
        return "PagePost", edge
    if edge in ("feed", "photos", "videos", "published_posts"):
        return "Page", edge
    if id == "me" or sent.get("fields") == "followers_count":
        return "Page", ""
    return "AdVideo", edge


def _instagrams(id: str, edge: str, sent: Mapping[str, str]) -> tuple[str, str]:
    """The same on Instagram; an account that logs in there is described apart."""
    asked = set(sent.get("fields", "").split(","))
    if edge in ("media", "media_publish", "content_publishing_limit"):
        return "IGUser", edge
    if edge in ("comments", "insights") or asked & {"caption", "like_count"}:
        return "IGMedia", edge
    if "status_code" in asked:
        return "ShadowIGMediaBuilder", ""
    if "text" in asked:
        return "IGComment", ""
    return "IGUserForIGOnlyAPI", ""


def _shown(node: str, edge: str) -> str:
    """The node whose fields an edge's answer has; a page's comment has those of a post."""
    if node.startswith("IG"):
        shows = {
            "comments": "IGComment",
            "content_publishing_limit": "ContentPublishingLimitResponse",
            "media": "IGMedia",
        }
        return shows.get(edge, node)
    return "PagePost" if edge in ("published_posts", "comments", "feed") else node


def _fits(specs: Path, kind: str, value: str) -> bool:
    """Whether a text as it is sent is a value of a type."""
    if found := re.fullmatch(r"list(?:<(.*)>)?", kind):
        inner = found[1] or "string"
        if not value.startswith("["):
            # Words with commas between, also where the description speaks of objects: metrics.
            if inner == "Object":
                return re.fullmatch(r"[a-z_]+(?:,[a-z_]+)*", value) is not None
            return all(_fits(specs, inner, each) for each in value.split(","))
        items: list[Any] = json.loads(value)
        return all(
            isinstance(each, dict) if inner in ("Object", "map") else _fits(specs, inner, str(each))
            for each in items
        )
    if kind in _enums(specs):
        return value in _enums(specs)[kind]
    if kind in ("int", "unsigned int"):
        return re.fullmatch(r"-?\d+", value) is not None
    if kind == "bool":
        return value in ("true", "false")
    if kind in ("Object", "map"):
        return value.startswith("{")
    if kind == "datetime":
        return value.isdigit() or "T" in value
    return True
