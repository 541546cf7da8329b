"""Reading an untyped record field by field, with the place named when something is wrong."""

from typing import Any, TypeVar

T = TypeVar("T")

_CALLED = {str: "a string", int: "an integer", dict: "an object", list: "an array"}


class BadRecord(Exception):
    """The record is not what its lexicon says; the message names the place and the reason."""


def member(value: dict[str, Any], name: str, kind: type[T], place: str) -> T:
    """A property that must be there, of one type. Raises BadRecord."""
    if name not in value:
        raise BadRecord(f'{place} must have the property "{name}"')
    found = value[name]
    if not isinstance(found, kind) or isinstance(found, bool):
        raise BadRecord(f"{place}/{name} must be {_CALLED[kind]}")
    return found


def members(
    value: dict[str, Any], name: str, kind: type[T], place: str, most: int | None = None
) -> list[T]:
    """A list of one type, at most `most` long; empty when it is not there. Raises BadRecord."""
    found = value.get(name, [])
    if not isinstance(found, list):
        raise BadRecord(f"{place}/{name} must be an array")
    if most is not None and len(found) > most:
        raise BadRecord(f"{place}/{name} must not have more than {most} elements")
    for number, each in enumerate(found):
        if not isinstance(each, kind):
            raise BadRecord(f"{place}/{name}/{number} must be {_CALLED[kind]}")
    return found


def plain(value: dict[str, Any], name: str, place: str) -> dict[str, Any] | None:
    """An object that may be missing. Raises BadRecord when it is something else."""
    return member(value, name, dict, place) if name in value else None
