"""A backup is put back while a desk runs: the desk goes on with it, and nothing typed is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.killed_process import Place, place
from tests.web.stage import ROOT
from tests.web.test_kept_forms import fields_of

__all__ = ["place"]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="SIGKILL")]

JON = {"id": "jon", "name": "Jon Etxea", "email": "jon@project.example", "role": "", "region": ""}


def run(place: Place, *words: str) -> str:
    """A command at a terminal, in a process of its own; gives what it says."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "campaign.cli",
            "--config",
            str(place.folder / "config.toml"),
            *words,
        ],
        cwd=ROOT,
        env={**os.environ, "CAMPAIGN_USER": "ada"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_desk_goes_on_with_the_backup_that_is_put_back_beside_it(
    place: Place, tmp_path: Path
) -> None:
    """Everybody signs in anew, because nobody knows who was signed out since the backup."""
    copy = str(tmp_path / "copy.db")
    with place.desk() as (process, visit):
        run(place, "backup", copy)
        assert visit.post("/people", JON, page="/new-person").status_code == 303
        assert "jon" in visit.get("/people").text
        token = visit.token("/me")
        run(place, "restore", copy)
        assert visit.get("/people", allow_redirects=False).headers["location"] == "/sign-in"
        late = visit.send("/me", {"csrf": token, "name": "Ada Lovelace", "shortcuts": "on"})
        assert late.status_code == 401
        found = re.search(r"/sign-in/link/[\w-]+", run(place, "user", "link", "ada"))
        assert found is not None
        back = visit.post(found[0], page=found[0])
        assert (back.status_code, back.headers["location"]) == (303, "/people")
        people = visit.get("/people").text
        assert "Ada" in people and "jon" not in people
        again = visit.send("/me", fields_of(late.text))
        assert again.status_code == 409
        assert visit.send("/me", fields_of(again.text)).status_code == 303
        assert "Ada Lovelace" in visit.get("/people").text
        assert visit.get("/health").status_code == 200
        assert process.poll() is None
