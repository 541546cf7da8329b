"""Says what a template may contain, so that none runs for ever.

Jinja2's sandbox keeps a template away from the program itself. It does not prevent loops within
loops, or huge powers of a number. So the syntax tree of every template is checked first. It may
hold values, filters that do not multiply text, the calls that a copy is offered (`date`, `time`),
conditions, and loops over the lists that it is given. Then the running time is bounded by the
length of the template.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from math import isfinite

from jinja2 import nodes

_FILTERS = frozenset(
    {"capitalize", "d", "default", "first", "join", "last", "length", "lower"}
    | {"sort", "title", "trim", "unique", "upper"}
)
#: What a copy may call, with an example of each.
CALLED = {"date": 'date("2026-12-03")', "time": 'time("19:30")'}
_COPY: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.Keyword,
    nodes.Call,
)
_PLATFORM: tuple[type[nodes.Node], ...] = (
    *_COPY,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Concat,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_DEEPEST_TREE = 50
# Codes that no text holds; they come from an escape, such as "\\x1b", or from another program.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def refused(tree: nodes.Template, names: frozenset[str], *, logic: bool) -> tuple[int, str] | None:
    """The first thing that a template must not contain, as (line, words); None for nothing.

    `names` are the values that the template gets. `logic` allows conditions and loops: a platform's
    template may have them, a copy may not.
    """
    return _refused(tree, names, _PLATFORM if logic else _COPY, looping=False, depth=0)


def _refused(
    node: nodes.Node,
    names: frozenset[str],
    allowed: tuple[type[nodes.Node], ...],
    looping: bool,
    depth: int,
) -> tuple[int, str] | None:
    if depth > _DEEPEST_TREE:
        return node.lineno, "it is nested too deeply"
    if type(node) not in allowed:
        return node.lineno, f"`{_said(node)}` is not allowed in it"
    if isinstance(node, nodes.Const) and isinstance(node.value, float) and not isfinite(node.value):
        return node.lineno, "it has a number that no machine holds"
    if code := _CONTROL.search(_written(node)):
        return node.lineno, f"it writes the character U+{ord(code[0]):04X}, which nobody can read"
    if isinstance(node, nodes.Call) and (why := _no_call(node, names)):
        return node.lineno, why
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        hint = _nearest(node.name, _FILTERS)
        return node.lineno, f"the filter `{node.name}` is not offered{hint}"
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in names:
        return node.lineno, f"`{node.name}` is not known here{_nearest(node.name, names)}"
    if isinstance(node, nodes.For):
        if looping or node.recursive:
            return node.lineno, "a loop in a loop is not allowed in it"
        if not isinstance(node.iter, nodes.Name) or not isinstance(node.target, nodes.Name):
            return node.lineno, "a loop goes over one of the given lists"
        looping = True
        names = names | {node.target.name, "loop"}
    for child in node.iter_child_nodes():
        if found := _refused(child, names, allowed, looping, depth + 1):
            return found
    return None


def _written(node: nodes.Node) -> str:
    """The text that a node writes as it is."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else ""


def _no_call(node: nodes.Call, names: frozenset[str]) -> str:
    """Why a call is refused, "" for one that a template may make: with plain words alone."""
    name = node.node.name if isinstance(node.node, nodes.Name) else ""
    if name not in CALLED or name not in names:
        offered = [example for called, example in CALLED.items() if called in names]
        hint = f"; there is {', '.join(offered)}" if offered else ""
        return f"`{_said(node)}` is not allowed in it{hint}"
    plain = all(isinstance(word, nodes.Const) for word in node.args)
    if not plain or not node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return f"`{name}` is written with its words in quotation marks: {CALLED[name]}"
    return ""


def _said(node: nodes.Node) -> str:
    """The name of a kind of node, in an author's words."""
    return {
        "Call": "a call, such as range()",
        "Assign": "set",
        "CallBlock": "call",
        "FromImport": "from … import",
    }.get(type(node).__name__, type(node).__name__.lower())


def _nearest(name: str, known: frozenset[str]) -> str:
    """“; did you mean …?” with the nearest known name, or all known names."""
    if near := get_close_matches(name, sorted(known), 1, 0.5):
        return f"; did you mean `{near[0]}`?"
    return f"; there is {', '.join(f'`{one}`' for one in sorted(known))}"
