"""Which settings there are, and where the code reads each: for the law that none is ignored.

The way of a setting::

    config.toml ─ tables.py (what may stand there)
        ─ read.py, regions.py, channels.py → a field of Config, Campaign, Region, Channel, Notices
        ─ the rest of the house reads that field; a network's own key is read as an option
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.laws.house import ROOT

Trees = Mapping[str, ast.Module]

#: Where the file of settings is read; nothing in here counts as heeding one. What looks secrets up
#: by the names that were set heeds them.
CONFIG = "campaign/config/"
_HEEDS = "campaign/config/secrets.py"


def house() -> dict[str, ast.Module]:
    """Every module of the program, by its path from the root; what imitates networks is left out.

    The sandbox imports nothing of the house, so that it reads no setting either.
    """
    files = sorted([*ROOT.glob("campaign/**/*.py"), *ROOT.glob("analytics/**/*.py")])
    named = {path.relative_to(ROOT).as_posix(): path for path in files}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in named.items()
        if not name.startswith("campaign/sandbox/")
    }


def unread(table: str, keys: Iterable[str], trees: Trees) -> set[str]:
    """The keys of a table, by the name of its model, that the reader of the file never takes."""
    taken: set[str] = set()
    for name, tree in trees.items():
        if name.startswith(CONFIG):
            for function in _functions(tree):
                held = _checked(function, table)
                taken |= {attribute for base, attribute in _reads(function) if base in held}
    return set(keys) - taken


def unheeded(value: str, fields: Iterable[str], trees: Trees) -> set[str]:
    """The fields of a value of the configuration that nothing outside `config/` reads.

    An attribute counts where it is read from a name that somewhere holds that value: one annotated
    with it, one assigned from such a name, or `self` within its class.
    """
    names = _holders(value, trees)
    read: set[str] = set()
    for name, tree in trees.items():
        if name.startswith(CONFIG) and name != _HEEDS:
            continue
        read |= {attribute for base, attribute in _reads(tree) if base in names}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == value:
                read |= {attribute for base, attribute in _reads(node) if base == "self"}
    return set(fields) - read


def unused_options(network: str, keys: Iterable[str], trees: Trees) -> set[str]:
    """The network's own keys that neither its package, nor what that imports, nor a floor above
    the networks reads.
    """
    mine = _imported(network, trees)
    others = re.compile(rf"campaign/platforms/(?!{network}/)\w+/")
    used: set[str] = set()
    for name, tree in trees.items():
        within = name in mine or not (name.startswith(CONFIG) or others.match(name))
        if within and not name.endswith("/facts.py"):
            used |= {key for key in keys if any(re.fullmatch(p, key) for p in _options(tree))}
    return set(keys) - used


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _checked(function: ast.FunctionDef, table: str) -> set[str]:
    """The names in a function that hold this table, or values of it."""
    held = {
        argument.arg
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.annotation is not None and table in ast.unparse(argument.annotation)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.AnnAssign) and table in ast.unparse(node.annotation):
            held.add(_base(node.target))
        elif isinstance(node, ast.Assign) and table in ast.unparse(node.value):
            held |= {_base(target) for target in node.targets}
            for target in node.targets:
                if isinstance(target, ast.Tuple):
                    held |= {_base(each) for each in target.elts}
    return held


def _holders(value: str, trees: Trees) -> set[str]:
    """The names that hold such a value anywhere in the house."""
    found: set[str] = set()
    assigned: list[tuple[str, str]] = []
    for node in (node for tree in trees.values() for node in ast.walk(tree)):
        if isinstance(node, ast.arg) and _means(node.annotation, value):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and _means(node.annotation, value):
            found.add(_base(node.target))
        elif isinstance(node, ast.FunctionDef) and _means(node.returns, value):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            assigned.append((_base(node.targets[0]), _base(node.value)))
    found |= {target for target, source in assigned if source in found}
    return found - {"", "self"}


def _means(annotation: ast.expr | None, value: str) -> bool:
    if annotation is None:
        return False
    words = ast.unparse(annotation).replace("'", "").split("|")
    return value in (word.strip() for word in words)


@cache
def _reads(tree: ast.AST) -> frozenset[tuple[str, str]]:
    """Each attribute that is read, after the name that it is read from."""
    return frozenset(
        (_base(node.value), node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    )


def _base(expression: ast.expr) -> str:
    """The last name of an expression: `channel` of `opened.config.channel`."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        return expression.attr
    if isinstance(expression, ast.Subscript):
        return _base(expression.value)
    if isinstance(expression, ast.Call):
        return _base(expression.func)
    return ""


@cache
def _options(tree: ast.Module) -> frozenset[str]:
    """What `_looked_up` gives, once for each module."""
    return frozenset(_looked_up(tree))


def _looked_up(tree: ast.Module) -> Iterator[str]:
    """Every key by which options are looked up, as a pattern: `client_.*` for f"client_{each}"."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr == "get" and _base(node.func.value) == "options":
                key = node.args[0]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            key = node.slice if _base(node.value) == "options" else None
        if isinstance(key, ast.Constant):
            yield re.escape(str(key.value))
        elif isinstance(key, ast.Name) and key.id in constants:
            yield re.escape(constants[key.id])
        elif isinstance(key, ast.JoinedStr):
            words = (v.value if isinstance(v, ast.Constant) else None for v in key.values)
            yield "".join(".+" if word is None else re.escape(str(word)) for word in words)


def _imported(network: str, trees: Trees) -> set[str]:
    """The modules of a network's package, and all of `platforms/` that they import."""
    waiting = [name for name in trees if name.startswith(f"campaign/platforms/{network}/")]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for node in ast.walk(trees[name]):
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
                waiting += [
                    path
                    for module in wanted
                    if (path := f"{Path(*module.split('.')).as_posix()}.py") in trees
                    and path.startswith("campaign/platforms/")
                ]
    return found
