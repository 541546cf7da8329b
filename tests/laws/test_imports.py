"""Light commands stay light, and every module has its floor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.laws.house import ROOT

VERSION = """
from campaign.cli.__main__ import main
try:
    main(["--version"])
except SystemExit:
    pass
"""
PUBLISH = "import campaign.cli.publish"
PUBLISH_ELSEWHERE = """
from campaign.platforms import registry
for platform in registry.names():
    if platform != "x":
        registry.adapter(platform)
"""
FACTS = """
from campaign.platforms import registry
for platform in registry.names():
    registry.facts(platform)
"""


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        (
            VERSION,
            {"alembic", "altair", "fastapi", "pandas", "PIL", "requests", "rich", "sqlalchemy"},
        ),
        (
            PUBLISH,
            {
                "alembic",
                "altair",
                "fastapi",
                "numpy",
                "pandas",
                "PIL",
                "py3langid",
                "requests",
                "rich",
                "tweepy",
                "uvicorn",
            },
        ),
        (PUBLISH_ELSEWHERE, {"tweepy"}),
        (FACTS, {"alembic", "apprise", "PIL", "pydantic", "requests", "sqlalchemy", "tweepy"}),
    ],
    ids=["version", "publish", "publish-elsewhere", "facts"],
)
def test_a_light_command_imports_nothing_heavy(code: str, heavy: set[str]) -> None:
    """cron starts it every minute: what it does not need, it does not load."""
    report = f"{code}\nimport sys\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "campaign" in loaded
    assert loaded & heavy == set()


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the house in a folder."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_imports_go_down_the_floors_only() -> None:
    """The contracts of `pyproject.toml` hold."""
    said = lint_imports(ROOT)
    assert said.returncode == 0, said.stdout


#: What somebody may write by mistake, where, and what import-linter then says.
SLIPS = [
    ("campaign/homeless.py", '"""Belongs nowhere."""', "homeless"),
    ("campaign/cli/context.py", "from campaign.cli import plan", "in campaign.cli."),
    ("campaign/storage/tables.py", "from campaign.storage import queue", "in campaign.storage."),
    ("analytics/isoweek.py", "from analytics import period", "in analytics."),
    ("campaign/plan/gate.py", "import os", "campaign.plan.gate -> os"),
    ("campaign/film.py", "from pathlib import Path", "campaign.film -> pathlib"),
]


def test_what_breaks_the_house_is_refused(tmp_path: Path) -> None:
    """A module without a floor, two that know each other, a pure one that reads the disk."""
    for part in ("campaign", "analytics"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line, _ in SLIPS:
        with (tmp_path / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    said = lint_imports(tmp_path)
    assert said.returncode != 0
    for _, _, complaint in SLIPS:
        assert complaint in said.stdout + said.stderr


@pytest.mark.parametrize("package", ["campaign", "analytics"])
def test_no_modules_import_each_other(package: str) -> None:
    """Not even a package and a module in it, which the contract on siblings does not see."""
    graph = grimp.build_graph(package, cache_dir=None)
    known = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(known).prepare()  # raises CycleError, which names them
