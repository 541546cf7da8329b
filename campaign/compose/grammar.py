"""What templates may say: enough to place words, too little to run for ever or to get out.

Jinja2's sandbox keeps a template from the program's insides, but not from a loop within a loop or
from a number raised to itself. So the tree of every template is read first, and it may only hold
what ends in a time that its own length bounds: values, filters that do not multiply, conditions,
and loops over the lists it is given.
"""

from __future__ import annotations

from difflib import get_close_matches

from jinja2 import nodes

_FILTERS = frozenset(
    {"capitalize", "d", "default", "first", "join", "last", "length", "lower"}
    | {"sort", "title", "trim", "unique", "upper"}
)
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


def refused(tree: nodes.Template, names: frozenset[str], *, logic: bool) -> tuple[int, str] | None:
    """The first thing a template must not say, as (line, words); None when all is allowed.

    `names` are the values it is given; `logic` allows conditions and loops (a platform's template
    has them, copy has not).
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


def _said(node: nodes.Node) -> str:
    """What an author calls a kind of node."""
    return {
        "Call": "a call, such as range()",
        "Assign": "set",
        "CallBlock": "call",
        "FromImport": "from … import",
    }.get(type(node).__name__, type(node).__name__.lower())


def _nearest(name: str, known: frozenset[str]) -> str:
    """“; did you mean …?” for the nearest known name, else what there is."""
    if near := get_close_matches(name, sorted(known), 1, 0.5):
        return f"; did you mean `{near[0]}`?"
    return f"; there is {', '.join(f'`{one}`' for one in sorted(known))}"
