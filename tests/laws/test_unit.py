"""The systemd unit in the docs is what systemd itself calls a guarded one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.laws.house import ROOT

#: The exposure that systemd finds at most, from 0 (best) to 10 (worst).
MOST = 2.0
PAGE = ROOT / "docs" / "operations.md"


def _unit() -> str:
    (unit,) = re.findall(r"```ini\n(\[Unit\].*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert isinstance(unit, str)
    return unit


@pytest.mark.parametrize(
    "line",
    [
        "UMask=0077",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ReadWritePaths=/srv/campaign/var",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service",
        "LimitCORE=0",
    ],
)
def test_the_unit_is_guarded(line: str) -> None:
    """Also where there is no systemd to ask."""
    assert line in _unit().splitlines()


def test_no_setting_is_there_twice() -> None:
    """Of two, systemd takes the later one; a filter alone is made of several lines."""
    keys = [line.partition("=")[0] for line in _unit().splitlines() if re.match(r"\w+=", line)]
    assert {key for key in keys if keys.count(key) > 1} <= {"SystemCallFilter"}


def test_systemd_knows_every_setting_and_finds_little_exposed(tmp_path: Path) -> None:
    """By its own judgement, which the page quotes."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("this machine has no systemd-analyze")
    unit = tmp_path / "campaign.service"
    unit.write_text(_unit(), "utf-8")
    command = [program, "security", "--offline=yes", "--no-pager", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if "unrecognized option" in said.stderr:
        pytest.skip("this systemd judges no file")
    assert "Unknown" not in said.stderr and "Failed to parse" not in said.stderr, said.stderr
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)
    assert found is not None, said.stdout + said.stderr
    assert float(found[1]) <= MOST
    quoted = re.search(r"the exposure ([\d.]+)", PAGE.read_text("utf-8"))
    assert quoted is not None
    assert abs(float(quoted[1]) - float(found[1])) < 0.3, "say the figure of today in the page"
