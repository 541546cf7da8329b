"""Turns pydantic's errors into mistakes in the words of content authors, with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from campaign.calendar.known import did_you_mean
from campaign.calendar.tree import Tree
from campaign.errors import Mistake, Place

#: The mistakes of one file that a person reads before mending any.
_MOST = 50
_WANTED = {
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "string_type": "text",
    "bool_type": "true or false",
}


def complaints(
    error: ValidationError,
    tree: Tree,
    keys: Callable[[str], Iterable[str]],
    under: tuple[str, ...] = (),
) -> list[Mistake]:
    """One Mistake for each error in the part of the tree `under` a path.

    `keys` gives the valid keys at a path.
    """
    found = []
    errors = error.errors(include_url=False)
    if len(errors) > _MOST:
        message = f"there are {len(errors) - _MOST} more mistakes in this file"
        found.append(Mistake(Place(tree.file), message, "mend the first ones, then check again"))
    for details in errors[:_MOST]:
        path = ".".join(
            # What pydantic itself adds: "[key]", and which of two forms a text has.
            str(step)
            for step in (*under, *details["loc"])
            if step != "" and not str(step).startswith("[")
        )
        if path not in tree.lines and path.removesuffix(".0") in tree.lines:
            path = path.removesuffix(".0")  # one text in place of a list
        found.append(_mistake(dict(details), path, tree, keys))
    return found


def _mistake(
    details: dict[str, Any], path: str, tree: Tree, keys: Callable[[str], Iterable[str]]
) -> Mistake:
    place, key = tree.place(path), path.rpartition(".")[2]
    kind, value = details["type"], details["input"]
    if kind == "mistake":
        own = details["ctx"]
        return Mistake(place, f"{path}: {own['message']}", own["remedy"])
    if kind == "missing":
        return Mistake(place, f"{path} is missing", f'add the key "{key}"')
    if kind == "extra_forbidden":
        return Mistake(place, f'there is no key "{path}"', did_you_mean(key, keys(path)))
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", details["ctx"]["expected"])
        return Mistake(place, f'{path} cannot be "{value}"', did_you_mean(str(value), names))
    if kind == "too_short":
        return Mistake(place, f"{path} is empty", "write one at least")
    if kind in _WANTED:
        wanted = _WANTED[kind]
        return Mistake(
            place, f"{path} must be {wanted}, not {_what(value)}", _remedy(wanted, value)
        )
    return Mistake(place, f"{path}: {details['msg']}")


def _what(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", list: "a list", dict: "keys and values", int: "a number"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a number")


def _remedy(wanted: str, value: object) -> str:
    if wanted == "a list" and isinstance(value, str):
        return f"write it in brackets: [{value}]"
    if wanted == "text":
        return "text that begins with [ or { needs quotes around it"
    return ""
