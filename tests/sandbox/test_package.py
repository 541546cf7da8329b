"""The sandbox is light to import, knows nothing of the house, and serves as a program."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.sandbox.visitors import Tooter, ledger

SANDBOX = Path(__file__).parents[2] / "campaign" / "sandbox"


@pytest.mark.slow
def test_importing_it_loads_no_web_framework() -> None:
    """FastAPI and uvicorn wait until somebody wants a server."""
    code = (
        "import sys, campaign.sandbox; "
        "assert not {'fastapi', 'uvicorn', 'jinja2'} & set(sys.modules); "
        "campaign.sandbox.SandboxServer; assert 'fastapi' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SANDBOX.parents[1])


def test_it_imports_nothing_else_of_the_house() -> None:
    """It knows the networks, not us, so that it cannot share our mistakes."""
    for path in SANDBOX.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip().startswith(("from campaign", "import campaign", "from analytics")):
                assert "campaign.sandbox" in line, f"{path.name}: {line}"


@pytest.mark.slow
def test_a_killed_program_loses_nothing_it_has_answered_for(tmp_path: Path) -> None:
    """Posts are sent until the process is killed; each that was answered is kept."""
    command = [sys.executable, "-m", "campaign.sandbox", "--port", "0", "--state", str(tmp_path)]
    answered: list[str] = []
    for _ in range(2):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=SANDBOX.parents[1]
        ) as program:
            assert program.stdout is not None
            url = program.stdout.readline().split()[-1]
            tooter = Tooter(url)
            assert {post["id"] for post in ledger(url)["posts"]} >= set(answered)
            stop = time.monotonic() + 0.5
            while time.monotonic() < stop:
                answered.append(tooter.post(f"post {len(answered)}").json()["id"])
            program.kill()
    assert len(set(answered)) == len(answered) > 2
    with pytest.raises(requests.ConnectionError):
        tooter.post("too late")
