"""How a network shows a post otherwise than it was sent: the answers of a lying server.

Only what is shown is changed, never what the ledger holds. Networks name the same thing in few
ways, so one table of names serves them all.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import regex

from campaign.sandbox.faults import Kind
from campaign.sandbox.jsontext import read_json

#: The fields that hold the words of a post, of a comment or of a film.
TEXTS = frozenset({"content", "text", "message", "caption", "commentary", "description"})
ALTS = frozenset({"alt", "alt_text", "alt_text_custom", "altText"})
LANGUAGES = frozenset({"language", "lang"})
#: The fields whose lists have an entry for each picture.
PICTURES = frozenset({"media_attachments", "images", "media_keys", "children", "media"})
#: The fields that hold the address behind a link, beside those in a text.
ADDRESSES = frozenset({"uri", "expanded_url", "unshimmed_url", "link_attachment_url", "source"})

ELSEWHERE = "https://elsewhere.example/"
_ADDRESS = regex.compile(r"https?://(?!127\.0\.0\.1|t\.co/)[^\s\"<>]+")
_SHOWN = regex.compile(r"(?<=<p>).+(?=</p>)", regex.DOTALL)


def retold(body: bytes, told: Iterable[Kind]) -> bytes:
    """The JSON of an answer with these lies in it; what is no JSON stays as it is."""
    try:
        value = read_json(body)
    except ValueError:
        return body
    for kind in told:
        value = _LIES[kind](value)
    return json.dumps(value, ensure_ascii=False).encode()


def _each(value: Any, change: Callable[[str, Any, Mapping[str, Any]], Any]) -> Any:
    """The value with each field as `change` gives it, by its name, its value and its object."""
    if isinstance(value, list):
        return [_each(each, change) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _each(change(name, each, value), change) for name, each in value.items()}


def _is_picture(within: Mapping[str, Any]) -> bool:
    """Whether an object is Mastodon's of a picture, whose description is its alt text."""
    return "preview_url" in within and "description" in within


def _no_alt(name: str, value: Any, within: Mapping[str, Any]) -> Any:
    if name in ALTS or (name == "description" and _is_picture(within)):
        return "" if isinstance(value, str) else value
    return value


def _cut(name: str, value: Any, within: Mapping[str, Any]) -> Any:
    if name not in TEXTS or not isinstance(value, str) or _is_picture(within):
        return value
    if (inside := _SHOWN.search(value)) is not None:
        words = inside[0].partition("</p>")[0]
        return f"<p>{words[: len(words) // 2]}</p>"
    return value[: len(value) // 2]


def _moved(name: str, value: Any, within: Mapping[str, Any]) -> Any:
    is_link = name in ADDRESSES or name in TEXTS
    # A reference to another post is no link that readers follow.
    if not is_link or not isinstance(value, str) or value.startswith("at://"):
        return value
    if name == "uri" and "external" not in within and "content" in within:
        return value  # the address of the post itself
    return _ADDRESS.sub(ELSEWHERE, value)


def _fewer(name: str, value: Any, within: Mapping[str, Any]) -> Any:
    if name == "data" and isinstance(value, list) and _hang(value):
        return value[:-1]
    if name in PICTURES and isinstance(value, list):
        return value[:-1]
    if name == "attachments" and isinstance(value, dict) and _hang(value.get("data")):
        return {"data": value["data"][:-1]}
    if name == "children" and isinstance(value, dict) and isinstance(value.get("data"), list):
        return {"data": value["data"][:-1]}
    if name == "media_type" and value == "IMAGE":
        return "TEXT_POST"
    if name in ("content", "embed") and isinstance(value, dict) and "media" in value:
        return {}
    return value


def _hang(value: Any) -> bool:
    """Whether a list is of photos that hang on a post of Facebook."""
    return isinstance(value, list) and any(
        isinstance(each, dict) and each.get("media_type") in ("photo", "video") for each in value
    )


def _foreign(name: str, value: Any, within: Mapping[str, Any]) -> Any:
    if name in LANGUAGES and isinstance(value, str):
        return "fi"
    return ["fi"] if name == "langs" and isinstance(value, list) else value


_LIES: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.DROP_ALT: lambda value: _each(value, _no_alt),
    Kind.CHANGE_LINK: lambda value: _each(value, _moved),
    Kind.CUT_TEXT: lambda value: _each(value, _cut),
    Kind.LOSE_PICTURE: lambda value: _each(value, _fewer),
    Kind.OTHER_LANGUAGE: lambda value: _each(value, _foreign),
}
