"""Reads a method's parameters, however they were sent.

Parameters that a method does not have are ignored, as the real Bot API does; clients send some of
their own. Those that it has and the sandbox cannot show are refused, so that none is dropped
silently.
"""

from collections.abc import Mapping
from typing import Any

import regex
from fastapi import Request

from campaign.sandbox.jsontext import read_json
from campaign.sandbox.telegram.gate import bad
from campaign.sandbox.telegram.table import METHODS, OBJECTS, Parameter
from campaign.sandbox.wire import Sent

_NUMBER = regex.compile(r"-?\d{1,19}")
_ARRAY = "Array of "
_NO_OBJECTS = frozenset({"Integer", "String", "Boolean", "InputFile"})
#: What the Bot API says when these are missing.
_EMPTY = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "video": "there is no video in the request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
}


def read(request: Request, sent: Sent, method: str) -> dict[str, Any]:
    """A method's parameters with their own types. Raises Refusal 400.

    A file in the request belongs to the parameter of the same name.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    typed = kind == "application/json"
    given: dict[str, Any] = {**dict(request.query_params), **sent.fields}
    known = METHODS[method]
    for name in sent.files.keys() & known.keys():
        given.setdefault(name, f"attach://{name}")
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            continue
        loose = name in request.query_params or not typed
        found[name] = _value(name, known[name], value, loose=loose)
    _complete(found, known)
    return found


def _complete(found: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    for name, parameter in known.items():
        if parameter.required and found.get(name) in (None, ""):
            raise bad(_EMPTY.get(name, f"{name} is empty"))
        if not parameter.kept and found.get(name) not in (None, "", False):
            raise bad(f"the sandbox does not keep {name}")


def _value(name: str, parameter: Parameter, value: Any, *, loose: bool) -> Any:
    """A value of one of the parameter's types; in a query or a form (`loose`) all is text."""
    text = isinstance(value, str)
    types = parameter.types
    if "Integer" in types:
        if loose and text and _NUMBER.fullmatch(value):
            return int(value)
        if type(value) is int:
            return value
    if "String" in types and text:
        return value
    if "Boolean" in types:
        if type(value) is bool:
            return value
        if loose and text and value.lower() in ("true", "false", "1", "0"):
            return value.lower() in ("true", "1")
    structured = [each for each in types if each not in _NO_OBJECTS]
    if structured:
        return _structured(name, structured, _parsed(name, value) if loose and text else value)
    raise bad(f"{name} must be {' or '.join(types)}")


def _parsed(name: str, value: str) -> Any:
    try:
        return read_json(value)
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None


def _structured(name: str, types: list[str], value: Any) -> Any:
    if types[0].startswith(_ARRAY):
        if not isinstance(value, list):
            raise bad(f"{name} must be an Array")
        inner = [each.removeprefix(_ARRAY) for each in types]
        return [_element(f"{name}[{at}]", inner, each) for at, each in enumerate(value)]
    return _object(name, types[0], value)


def _element(name: str, types: list[str], value: Any) -> Any:
    if types == ["Integer"]:
        if type(value) is not int:
            raise bad(f"{name} must be Integer")
        return value
    if len(types) == 1:
        return _object(name, types[0], value)
    kind = str(value.get("type")) if isinstance(value, dict) else ""
    named = f"InputMedia{kind.title().replace('_', '')}"
    if named not in types:
        raise bad(f"{name}: type {kind!r} is none of an album")
    return _object(name, named, value)


def _object(name: str, type: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad(f"{name} must be {type}")
    known = OBJECTS.get(type)
    if known is None:
        raise bad(f"the sandbox does not keep {name} ({type})")
    found = {}
    for field, inside in value.items():
        if field not in known:
            continue
        found[field] = _value(f"{name}.{field}", known[field], inside, loose=False)
    _complete(found, known)
    return found
