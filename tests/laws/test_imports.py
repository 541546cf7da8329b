"""Light commands stay light, and every module has its floor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

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
        registry.limits(platform), registry.Rates()[platform]
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
                "pandas",
                "PIL",
                "requests",
                "rich",
                "tweepy",
                "uvicorn",
            },
        ),
        (PUBLISH_ELSEWHERE, {"tweepy"}),
    ],
    ids=["version", "publish", "publish-elsewhere"],
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


def test_a_module_without_a_floor_is_refused(tmp_path: Path) -> None:
    """Who adds a module says where it belongs, or the contracts would not judge it."""
    for part in ("campaign", "analytics"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "campaign" / "homeless.py").write_text('"""Belongs nowhere."""\n')
    said = lint_imports(tmp_path)
    assert said.returncode != 0
    assert "homeless" in said.stdout + said.stderr
