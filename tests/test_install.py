"""`make install` says how far it is, and shows all that pip said when that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

#: Stands in for pip: says what pip says, and ends as it is told.
PIP = """
import os, sys
print("Ignoring pywin32: markers 'sys_platform' don't match your environment")
for number in range(33):
    print(f"Collecting package-{number}==1.{number} (from -r some.lock (line {number}))")
    print(f"  Downloading package_{number}-1.{number}-py3-none-any.whl (1.2 MB)")
print("Installing collected packages: some")
print("arguments: " + " ".join(sys.argv[1:]))
sys.exit(int(os.environ["ENDS"]))
"""


def installed(folder: Path, ends: int = 0) -> subprocess.CompletedProcess[str]:
    """What the script says, on a lock of 34 packages of which this machine needs all but one."""
    lock = folder / "some.lock"
    pins = [f"package-{number}==1.{number} \\\n    --hash=sha256:0" for number in range(32)]
    lock.write_text("\n".join(["# made", *pins, "pywin32==1", "psycopg[binary,pool]==3"]))
    (folder / "pip").mkdir()
    (folder / "pip" / "__init__.py").touch()
    (folder / "pip" / "__main__.py").write_text(PIP)
    return subprocess.run(
        [sys.executable, str(PROJECT / "install.py"), str(lock)],
        env={**os.environ, "PYTHONPATH": str(folder), "ENDS": str(ends)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_how_far_it_is_in_a_few_lines(tmp_path: Path) -> None:
    """Without a terminal: a line every fifteen packages, and the end."""
    done = installed(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:-1] == [
        "  1 of 33 fetched: package-0",
        "  16 of 33 fetched: package-15",
        "  31 of 33 fetched: package-30",
        "  unpacking 33 packages",
    ]
    assert done.stdout.splitlines()[-1].startswith("  33 packages in ")


def test_what_went_wrong_is_shown_whole(tmp_path: Path) -> None:
    """And make stops, because the exit code is pip's; every package must have its hash."""
    done = installed(tmp_path, ends=3)
    assert done.returncode == 3
    assert "Downloading package_32" in done.stderr and "--require-hashes" in done.stderr
    assert done.stderr.endswith("pip could not install them; above is all that it said.\n")


@pytest.mark.parametrize("target", ["install", "demo", "test"])
def test_make_says_each_step_before_it_takes_it(tmp_path: Path, target: str) -> None:
    """As a dry run in a clean clone shows."""
    done = subprocess.run(
        ["make", "-n", f"VENV={tmp_path / 'venv'}", target],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 127:
        pytest.skip("there is no make here")
    lines = done.stdout.splitlines()
    slow = [number for number, line in enumerate(lines) if "install.py" in line or "-m pip" in line]
    assert len(slow) == (3 if target == "test" else 2)
    for number in slow:
        assert lines[number - 1].startswith("echo"), lines[number]
