"""`campaign user link`: a link that signs somebody in at the desk, for one who gets no mail."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, run, workspace

__all__ = ["run", "workspace"]

ADA = ("user", "add", "ada", "--name", "Ada", "--email", "ada@example.org")


def test_a_link_is_made_by_those_who_register_people(workspace: Path, run: Run) -> None:
    """It is shown once, with its end; others may not, and for nobody there is none."""
    assert run(*ADA, "--role", "admin", "--region", "all").code == 0
    jon = ("user", "add", "jon", "--name", "Jon", "--email", "jon@example.org", "--as", "ada")
    assert run(*jon, "--role", "editor", "--region", "all").code == 0
    made = run("user", "link", "jon", "--as", "ada")
    assert made.code == 0 and "/sign-in/link/" in made.out
    assert "Put the address of your desk before it" in made.out
    plain = json.loads(run("user", "link", "jon", "--as", "ada", "--json").out)
    assert plain["person"] == "jon" and plain["path"].startswith("/sign-in/link/")
    assert plain["path"] not in made.out
    assert run("user", "link", "ada", "--as", "jon").code == 1
    assert run("user", "link", "nobody", "--as", "ada").code == 1
