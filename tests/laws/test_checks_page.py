"""`docs/checks.md` tells every code that can be printed, and each of its examples fires."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from campaign.checks.judging.codes import REASONS
from campaign.checks.registry import CODES, OF_CALENDAR, OF_POST, OF_VARIANT, reason
from tests.checks.example_campaign import example_campaign
from tests.checks.examples import EXAMPLES
from tests.checks.page_of_checks import PAGE, codes, page
from tests.laws.house import ROOT

#: What makes a finding, and at which argument it takes the code. Functions of the house that have
#: a parameter called `code` and pass it on are found by that name.
_MAKERS = {"Finding": 0, "finding": 0, "block": 0, "warn": 0, "inform": 0}
_MAKERS |= {"of_language": 0, "of_network": 0, "about_post": 0}

REGISTERED = {*OF_POST, *OF_VARIANT, *OF_CALENDAR}


def test_the_page_is_what_the_checks_say_now() -> None:
    """After a change of a check or an example: `make docs`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_campaign_of_the_examples_has_no_findings() -> None:
    """So that what an example shows comes from the keys that it shows."""
    with example_campaign() as campaign:
        heard = campaign.try_out(None)
    assert (heard.findings, heard.mistakes) == ((), ())


def test_every_code_in_the_house_has_an_example() -> None:
    """The registry's, and those that are found while texts are made; no example for any other."""
    assert set(codes()) == written_codes() == CODES
    assert written_codes() >= REGISTERED


def test_every_code_says_why_it_is_there_in_one_place() -> None:
    """A check in its docstring, everything else in the table of reasons."""
    assert set(REASONS) == set(codes()) - REGISTERED
    assert all(reason(code).endswith((".", "?")) for code in codes())


def test_the_examples_stand_in_the_order_of_the_page() -> None:
    """By code, so that a new one is put where a reader looks for it."""
    assert [example.code for example in EXAMPLES] == sorted(example.code for example in EXAMPLES)


def written_codes() -> set[str]:
    """Every code that stands in the source as that of a finding."""
    found: set[str] = set()
    for file in sorted((ROOT / "campaign").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if "Finding" in _imported(tree) or "Notes" in _imported(tree):
            found.update(_codes(tree, file))
    return found


def _imported(tree: ast.Module) -> set[str]:
    """The names that a module imports, wherever that stands."""
    froms = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {alias.name for node in froms for alias in node.names}


def _codes(tree: ast.Module, file: Path) -> Iterator[str]:
    """The codes that one module gives to what makes findings."""
    makers = dict(_MAKERS)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        names = [each.arg for each in function.args.args if each.arg != "self"]
        if "code" in names:
            makers[function.name] = names.index("code")
    assigned = dict(_assigned(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        place = makers.get(called)
        if place is None or called == "code" or len(node.args) <= place:
            continue
        match node.args[place]:
            case ast.Constant(value=str(code)):
                yield code
            case ast.Name(id="code"):
                yield from assigned.values()
            case _:
                raise AssertionError(f"{file}:{node.lineno}: which code is this?")


def _assigned(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each text that a variable called `code` becomes, with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and name.id == "code":
                    assert isinstance(value, ast.Constant), f"line {node.lineno}: which code?"
                    yield value.lineno, str(value.value)
