"""The package for assistants reaches nothing of the house but what reads and what drafts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.laws.house import ROOT

#: What the package may import of the house: nothing else can be reached by a slip.
ALLOWED = {
    "campaign",
    "campaign.bootstrap",
    "campaign.calendar.machine_made",
    "campaign.calendar.post_fields",
    "campaign.errors",
    "campaign.mcp",
    "campaign.mcp.reading",
    "campaign.mcp.source",
    "campaign.model.machines",
    "campaign.model.people",
    "campaign.storage.database",
    "campaign.usecases.machines",
    "campaign.usecases.machines.draft_post",
    "campaign.usecases.machines.reading",
    "campaign.usecases.machines.shown",
    "campaign.usecases.writing.composer",
    "campaign.usecases.writing.desk_files",
    "campaign.usecases.writing.edit_post",
    "campaign.usecases.writing.joining",
    "campaign.usecases.writing.keep_copy",
    "campaign.usecases.writing.new_file",
    "campaign.usecases.writing.post_list",
}
#: Of use cases that do more than is wanted here, only these names.
NAMES = {
    "campaign.usecases.writing.edit_post": {"Invalid"},
    "campaign.usecases.machines": {"read_posts", "read_publications", "read_report", "tokens"},
}


def imported() -> Iterator[tuple[Path, str, set[str]]]:
    """What the package's modules import of the house, and which names of it."""
    for path in sorted((ROOT / "campaign" / "mcp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("campaign"):
                yield path, node.module or "", {each.name for each in node.names}
            elif isinstance(node, ast.Import):
                yield from ((path, a.name, set()) for a in node.names if "campaign" in a.name)


def test_the_package_imports_only_what_reads_and_what_drafts() -> None:
    """Whoever adds an import here adds it with open eyes."""
    found = list(imported())
    assert len(found) > 20
    for path, module, names in found:
        assert module in ALLOWED, f"{path}: {module}"
        assert names <= NAMES.get(module, names), f"{path}: {module} {names}"
