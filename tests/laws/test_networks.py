"""What is known of one network stands in its own package, and no other file knows its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.platforms import registry
from tests.laws.house import ROOT

#: Files that hold a network's name and mean something else by it, and why.
ALLOWED = {
    "campaign/config/tables.py": {"mastodon"},  # an example for people of what a key may hold
    "campaign/usecases/starting/answers.py": {"mastodon"},  # the same
    "campaign/usecases/starting/slug.py": {"x"},  # the letter
    "campaign/model/limits.py": {"mastodon"},  # a way to count, named after its first
    "campaign/platforms/http/log_redaction.py": {"apprise"},  # the name of a library's logger
}
#: The registry, the networks' own packages, what Meta's share, and what imitates networks.
OWN = (
    "campaign/platforms/registry.py",
    "campaign/sandbox/",
    *(f"campaign/platforms/{name}/" for name in registry.names()),
)


def names_in(file: Path) -> Iterator[tuple[int, str]]:
    """Every string in a file's code that is a network's name, with its line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and node.value in registry.names():
            yield node.lineno, str(node.value)


def named() -> dict[str, set[str]]:
    """The names that are told outside of the networks' own packages, by file."""
    found: dict[str, set[str]] = {}
    for file in sorted([*ROOT.glob("campaign/**/*.py"), *ROOT.glob("analytics/**/*.py")]):
        path = file.relative_to(ROOT).as_posix()
        if not path.startswith(OWN):
            for _, name in names_in(file):
                found.setdefault(path, set()).add(name)
    return found


def test_no_file_outside_a_network_s_package_names_it() -> None:
    """A network is added by its package and one line of the registry; the rest asks its facts."""
    assert named() == ALLOWED


@pytest.mark.parametrize("text", ['a == "linkedin"', '{"x": 1}', 'f("threads")'])
def test_a_name_is_seen_wherever_it_stands_in_code(tmp_path: Path, text: str) -> None:
    """Compared, as a key, and handed on."""
    file = tmp_path / "module.py"
    file.write_text(f"{text}\n")
    assert [line for line, _ in names_in(file)] == [1]
