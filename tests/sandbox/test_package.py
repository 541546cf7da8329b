"""The sandbox is light to import, knows nothing of the house, and serves as a program."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
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


def test_a_file_in_place_of_its_folder_is_told_and_left_alone(tmp_path: Path) -> None:
    """The path, what it is, and what to do; before anything is served."""
    file = tmp_path / "posts.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match="this is a file, and the sandbox") as caught:
        SandboxServer(state=file)
    assert caught.value.filename == str(file)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_port_that_is_taken_is_told_by_its_number(box: SandboxServer) -> None:
    """Not as a file that nobody named."""
    host = box.url.removeprefix("http://")
    with (
        pytest.raises(OSError, match=host),
        SandboxServer(port=int(host.rpartition(":")[2])),
    ):
        pass


@pytest.mark.slow
def test_the_program_ends_with_2_and_no_trace(tmp_path: Path) -> None:
    """What its options name cannot be used."""
    file = tmp_path / "posts.txt"
    file.touch()
    command = [sys.executable, "-m", "campaign.sandbox", "--port", "0", "--state", str(file)]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=SANDBOX.parents[1], check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{file}: this is a file, and the sandbox")


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
