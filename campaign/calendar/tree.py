"""Turns YAML text into plain keys, lists and strings, and remembers the line of each.

Every scalar stays a string: `no:` can be the Norwegian language, and `3` stays as it was written.
YAML's events are read one by one, so that aliases ("a billion laughs") and deep nesting cost no
more than the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from campaign.calendar.characters import composed, mistakes_in, named, refused
from campaign.calendar.yaml_errors import not_yaml
from campaign.errors import ContentError, Mistake, Place

# PyYAML without libyaml reads the same, but more slowly.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEPEST = 12
"""A post needs four levels (overrides, platform, language, text)."""

_ONE_FILE = "keep one post a file, without --- between"


@dataclass(slots=True)
class Tree:
    """The keys of one file as dict, list and str; `lines` by path ("copy.es.alt", "facts.0")."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def place(self, path: str) -> Place:
        """The place of a path, or of its nearest parent that is in the file."""
        while path:
            if path in self.lines:
                return Place(self.file, self.lines[path])
            path = path.rpartition(".")[0]
        return Place(self.file, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; `key` is the key whose value comes next.

    `again` is true when the key was there before: its second value is dropped.
    """

    node: dict[str, Any] | list[Any]
    path: str
    key: str | None = None
    again: bool = False

    def child(self, step: str) -> str:
        """The path of a key or entry of this node."""
        path = f"{self.path}.{step}" if self.path else step
        return f"{path} (again)" if self.again else path


def read_tree(text: str, file: str) -> Tree:
    """Reads YAML whose root is keys and values.

    Raises ContentError when the text is not YAML at all, or not text, or has nothing in it;
    smaller mistakes (a key twice, an alias, a tag) are in the tree's `mistakes`.
    """
    text = text.removeprefix("\ufeff")
    if unseen := mistakes_in(text, file):
        raise ContentError(unseen)
    tree = Tree(file)
    try:
        _build(text, tree)
    except yaml.MarkedYAMLError as error:
        raise ContentError([*tree.mistakes, not_yaml(error, text, file)]) from None
    except yaml.YAMLError as error:
        raise ContentError(
            Mistake(Place(file), f"this is not YAML: {str(error).splitlines()[0]}")
        ) from None
    return tree


def _build(text: str, tree: Tree) -> None:
    """Walks the events of the text once and fills the tree."""
    stack: list[_Open] = []
    documents = 0
    for event in yaml.parse(text, Loader=Loader):
        # Nine of ten events are scalars, so they come first.
        if isinstance(event, ScalarEvent):
            if event.tag is not None:
                _refuse_tag(tree, event)
            value = composed(event.value)
            if escaped := refused(value):
                what, remedy = named(escaped[0])
                _mistake(tree, event, f"an escape stands for {what}", remedy)
            _put(value, event, stack, tree)
        elif isinstance(event, CollectionEndEvent):
            stack.pop()
        elif isinstance(event, CollectionStartEvent):
            if event.tag is not None:
                _refuse_tag(tree, event)
            if len(stack) >= _DEEPEST:
                message = "lists and keys are nested too deep to be a post"
                raise ContentError(Mistake(_place(tree, event), message))
            node: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            stack.append(_Open(node, _put(node, event, stack, tree)))
        elif isinstance(event, yaml.AliasEvent):
            message = f"*{event.anchor} is a YAML alias, which posts do not use"
            remedy = "write the text out; a name that begins with * needs quotes"
            _mistake(tree, event, message, remedy)
            _put("", event, stack, tree)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _mistake(tree, event, "a second document begins here", _ONE_FILE)
                return
    if not documents:
        raise ContentError(_empty(tree))


def _put(value: Any, event: yaml.NodeEvent, stack: list[_Open], tree: Tree) -> str:
    """Puts a value where it belongs and returns its path; a mapping's first scalar is its key."""
    line = event.start_mark.line + 1 if event.start_mark else 1
    if not stack:
        if not isinstance(value, dict):
            raise ContentError(_no_keys(value, tree, line))
        tree.data = value
        return ""
    top = stack[-1]
    node = top.node
    if isinstance(node, list):
        path = top.child(str(len(node)))
        node.append(value)
        tree.lines[path] = line
    elif top.key is not None:
        path = top.child(top.key)
        if not top.again:
            node[top.key] = value
        top.key, top.again = None, False
    else:
        if not isinstance(value, str):
            remedy = "text that begins with {{ or [ needs quotes around it"
            raise ContentError(Mistake(Place(tree.file, line), "a key must be one word", remedy))
        path = top.child(value)
        top.key, top.again = value, path in tree.lines
        if top.again:
            message = f'the key "{path}" is here twice, first on line {tree.lines[path]}'
            _mistake(tree, event, message, "keep one of the two")
        else:
            tree.lines[path] = line
    return path


def _empty(tree: Tree) -> Mistake:
    return Mistake(Place(tree.file), "the file is empty", "write a post in it, or delete it")


def _no_keys(value: object, tree: Tree, line: int) -> Mistake:
    """The mistake of a file whose root is a text or a list."""
    if value == "":
        return _empty(tree)
    what = "a list" if isinstance(value, list) else "a plain text"
    remedy = "a post begins with `id: its-name` on a line of its own"
    return Mistake(Place(tree.file, line), f"this is {what}, not keys and values", remedy)


def _refuse_tag(tree: Tree, event: ScalarEvent | CollectionStartEvent) -> None:
    message = f"{event.tag} is a YAML tag, which posts do not use"
    _mistake(tree, event, message, "take it away; text that begins with ! needs quotes")


def _place(tree: Tree, event: yaml.Event) -> Place:
    return Place(tree.file, event.start_mark.line + 1 if event.start_mark else 1)


def _mistake(tree: Tree, event: yaml.Event, message: str, remedy: str) -> None:
    tree.mistakes.append(Mistake(_place(tree, event), message, remedy))
