"""A post file as fields, and a draft of a post that is in no file yet.

::

    text ─fields_of→ fields ─merged, with what somebody types→ data ─draft_of→ Post, or mistakes

A field is what stands under one key path of the file ("copy.es.text"): a text, or a list of texts.
A list with further keys in it, such as pictures with their origin, is a field for each of its texts
("image.0.file").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from campaign.calendar.characters import all_composed, composed, named, refused
from campaign.calendar.known import Known
from campaign.calendar.read import read_tree_as_post
from campaign.calendar.tree import Tree, read_tree
from campaign.errors import ContentError, Place
from campaign.model import Post

Value = str | tuple[str, ...]
"""What a field holds."""

Fields = Mapping[str, Value]
"""The fields of a file, by key path, in the order of the file."""

Changes = Mapping[str, Value | None]
"""New values of fields; None takes a field away, and with it everything that stands under it."""


@dataclass(frozen=True, slots=True)
class FieldMistake:
    """What is wrong with a field; `key` is its path, "" where it is about the whole post."""

    key: str
    message: str
    remedy: str = ""


class _Numbers(dict[str, int]):
    """A number for each key path that is asked for, also of what is not there, counted from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def __contains__(self, path: object) -> bool:
        return True

    def __missing__(self, path: str) -> int:
        self.paths.append(path)
        self[path] = len(self.paths)
        return self[path]


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as it would be read, or what is wrong with it.

    A place of `post` names no line, because there is none, but a field: `key_of` tells which.
    """

    post: Post | None
    mistakes: tuple[FieldMistake, ...] = ()
    numbers: _Numbers = field(default_factory=_Numbers, compare=False, repr=False)

    def key_of(self, place: Place) -> str:
        """The key path at a place of this post; "" for the whole post, or another file."""
        here = self.post is not None and place.file == self.post.place.file
        return _path_at(self.numbers, place) if here else ""


def _path_at(numbers: _Numbers, place: Place) -> str:
    return numbers.paths[place.line - 1] if 0 < place.line <= len(numbers.paths) else ""


def fields_of(text: str, file: str = "") -> dict[str, Value]:
    """The fields of a post's file; raises ContentError when it cannot be read as YAML."""
    tree = read_tree(text, file)
    if tree.mistakes:
        raise ContentError(tree.mistakes)
    return flat(tree.data)


def flat(data: Mapping[str, Any]) -> dict[str, Value]:
    """Keys and values within each other as fields."""
    return dict(_leaves(data, ""))


def merged(data: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The data with these fields set; `data` stays as it is.

    A field takes the place of a text that stands where its parent should be ("card: none"), and a
    text that of everything under its key. A parent of which nothing is left goes as well.
    """
    made: dict[str, Any] = dict(data)
    for key, value in changes.items():
        made = _set(made, key.split("."), value)
    return made


def same(one: Value | None, other: Value | None) -> bool:
    """True when two values of a field mean the same: browsers send other line ends than files."""
    return plain(one) == plain(other)


def plain(value: Value | None) -> Value | None:
    """A value as a file has it: composed, with line ends of \\n, and no white space around it.

    An empty text, an empty list and nothing at all are the same; and so are a text and a list that
    holds it alone.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return composed(value.replace("\r\n", "\n").replace("\r", "\n")).strip() or None
    some = tuple(plain(each) or "" for each in value)
    texts = tuple(each for each in some if isinstance(each, str))
    return texts[0] or None if len(texts) == 1 else texts or None


def draft_of(data: Mapping[str, Any], file: str, known: Known) -> Draft:
    """The post that these keys and values make; never raises for what somebody typed."""
    numbers = _Numbers()
    tree = Tree(file, all_composed(dict(data)), numbers)
    found = [_unfit(key, text) for key, text in _texts(tree.data) if refused(text)]
    post: Post | None = None
    try:
        post = read_tree_as_post(tree, known)
    except ContentError as error:
        found += [
            FieldMistake(_path_at(numbers, each.place), each.message, each.remedy)
            for each in error.mistakes
        ]
    if found or post is None:
        return Draft(None, tuple(dict.fromkeys(found)), numbers)
    return Draft(replace(post, place=Place(file)), (), numbers)


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in _leaves(data, ""):
        yield from ((key, text) for text in ((value,) if isinstance(value, str) else value))


def _unfit(key: str, text: str) -> FieldMistake:
    found = refused(text)
    what, remedy = named(found[0] if found else "")
    return FieldMistake(key, f"{key} holds {what}", remedy)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield path, tuple(value)
    else:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))


def _set(data: Any, keys: list[str], value: Value | None) -> dict[str, Any]:
    made: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
    key, deeper = keys[0], keys[1:]
    if not deeper:
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value if isinstance(value, str) else list(value)
        return made
    if value is None and not isinstance(made.get(key), dict):
        return made
    inner = _set(made.get(key), deeper, value)
    if inner or value is not None:
        made[key] = inner
    else:
        del made[key]
    return made
