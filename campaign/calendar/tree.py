"""Turns YAML text into plain keys, lists and strings, and remembers the line of each.

Every scalar stays a string, so that Norwegian `no:` is a language and `3` a figure as written.
Events are read one by one rather than composed, so that neither aliases ("a billion laughs") nor
deep nesting can cost more than the text is long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from campaign.errors import ContentError, Mistake, Place

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml reads the same, more slowly
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_DEEPEST = 12
"""A post needs four levels (overrides, platform, language, text)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ONE_FILE = "keep one post a file, without --- between"


@dataclass(slots=True)
class Tree:
    """The keys of one file as dict, list and str; `lines` by path ("copy.es.alt", "facts.0")."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def place(self, path: str) -> Place:
        """Where a path stands, or its nearest parent that stands anywhere."""
        while path:
            if path in self.lines:
                return Place(self.file, self.lines[path])
            path = path.rpartition(".")[0]
        return Place(self.file, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; `key` is the key whose value comes next.

    `again` says that the key was here before, so that its value is read and dropped.
    """

    node: dict[str, Any] | list[Any]
    path: str
    key: str | None = None
    again: bool = False

    def child(self) -> str:
        step = str(len(self.node)) if isinstance(self.node, list) else (self.key or "")
        path = f"{self.path}.{step}" if self.path else step
        return f"{path} (again)" if self.again else path


def read_tree(text: str, file: str) -> Tree:
    """Reads YAML whose root is keys and values.

    Raises ContentError when the text is not YAML at all, or not text, or has nothing in it;
    smaller mistakes (a key twice, an alias, a tag) are in the tree's `mistakes`.
    """
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise ContentError(
            Mistake(
                Place(file, line),
                f"this is not a text file: it holds the character U+{ord(control[0]):04X}",
                "if it is a picture or another document, move it out of the calendar",
            )
        )
    tree = Tree(file)
    try:
        _build(text, tree)
    except yaml.MarkedYAMLError as error:
        raise ContentError([*tree.mistakes, _not_yaml(error, text, file)]) from None
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
        kind = type(event)
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            continue
        if kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                _mistake(tree, event, "a second document begins here", _ONE_FILE)
                return
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        if isinstance(event, yaml.AliasEvent):
            remedy = "write the text out; a name that begins with * needs quotes"
            _mistake(
                tree, event, f"*{event.anchor} is a YAML alias, which posts do not use", remedy
            )
            value: Any = ""
        elif isinstance(event, yaml.ScalarEvent):
            value = event.value
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        tag = getattr(event, "tag", None)
        if tag is not None:
            _mistake(tree, event, f"{tag} is a YAML tag, which posts do not use", "take it away")
        path = _put(value, event, stack, tree)
        if not isinstance(value, str):
            if len(stack) >= _DEEPEST:
                raise ContentError(
                    Mistake(_place(tree, event), "lists and keys are nested too deep to be a post")
                )
            stack.append(_Open(value, path))
    if not documents:
        remedy = "write a post in it, or delete it"
        raise ContentError([*tree.mistakes, Mistake(Place(tree.file), "the file is empty", remedy)])


def _put(value: Any, event: yaml.NodeEvent, stack: list[_Open], tree: Tree) -> str:
    """Puts a value where it belongs and tells its path; a mapping's first scalar is its key."""
    line = _place(tree, event).line
    if not stack:
        if not isinstance(value, dict):
            what = "a list" if isinstance(value, list) else "a plain text"
            remedy = "a post begins with `id: its-name` on a line of its own"
            raise ContentError(
                Mistake(Place(tree.file, line), f"this is {what}, not keys and values", remedy)
            )
        tree.data = value
        return ""
    top = stack[-1]
    if isinstance(top.node, dict) and top.key is None:
        if not isinstance(value, str):
            remedy = "text that begins with {{ or [ needs quotes around it"
            raise ContentError(Mistake(Place(tree.file, line), "a key must be one word", remedy))
        top.key, top.again = value, False
        path = top.child()
        top.again = path in tree.lines
        if top.again:
            message = f'the key "{path}" is here twice, first on line {tree.lines[path]}'
            _mistake(tree, event, message, "keep one of the two")
        else:
            tree.lines[path] = line
        return path
    path = top.child()
    if isinstance(top.node, list):
        top.node.append(value)
        tree.lines[path] = line
    else:
        assert top.key is not None
        if not top.again:
            top.node[top.key] = value
        top.key = None
    return path


def _place(tree: Tree, event: yaml.Event) -> Place:
    return Place(tree.file, event.start_mark.line + 1 if event.start_mark else 1)


def _mistake(tree: Tree, event: yaml.Event, message: str, remedy: str) -> None:
    tree.mistakes.append(Mistake(_place(tree, event), message, remedy))


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> Mistake:
    """The parser's complaint in the words of somebody who writes posts."""
    problem = error.problem or "it cannot be read"
    mark = error.problem_mark
    if error.context == "while scanning a quoted scalar":
        # The end of the file is where it was noticed; the open quote is what to mend.
        mark = error.context_mark or mark
    number = mark.line + 1 if mark else 0
    lines = text.split("\n")
    if number > len(lines) or (number and not lines[number - 1].strip()):
        number = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
    line = lines[number - 1] if number else ""
    return Mistake(Place(file, number), f"this is not YAML: {problem}", _remedy(error, line))


def _remedy(error: yaml.MarkedYAMLError, line: str) -> str:
    problem, context = error.problem or "", error.context or ""
    if re.match(r"[ ]*\t", line):
        return "the line begins with a tab; YAML is indented with spaces"
    if "quoted scalar" in context:
        return "a quote is opened here and never closed"
    if "alias" in context:
        return 'a selector that begins with * needs quotes: "*/mastodon"'
    if re.search(r":\s*\{\{", line):
        return 'text that begins with {{ needs quotes: "{{ fact.F01 }}"'
    if "mapping values" in problem:
        return "put text that holds a colon in quotes, and check the line's indentation"
    if "cannot start any token" in problem:
        return "text that begins with @, ` or % needs quotes"
    if "flow" in context:
        return "check the commas and the closing bracket"
    return "check the indentation and the quotes of this line and the one above"
