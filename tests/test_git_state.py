"""What git is in the middle of is told from its files, as git itself leaves them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from campaign.calendar.decode import conflict_in
from campaign.git_state import in_conflict, under_way

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(folder: Path, *words: str, check: bool = True) -> None:
    """Run a git command there, with nobody's configuration."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": "true"}
    who = ["-c", "user.name=Aina", "-c", "user.email=aina@example.org"]
    subprocess.run(
        ["git", "-C", str(folder), *who, *words],
        check=check,
        capture_output=True,
        env={**os.environ, **nobody},
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with two branches that change the same line."""
    folder = tmp_path / "work"
    content = folder / "content"
    content.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    post = content / "post.yaml"
    for branch, words in (("main", "one"), ("other", "two"), ("main", "three")):
        git(folder, "checkout", "-q", *(["-B"] if branch == "other" else []), branch, check=False)
        post.write_text(f"id: post\ntext: {words}\n", encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", words)
    return folder


@needs_git
@pytest.mark.parametrize(
    ("words", "what", "ends"),
    [
        (("merge", "other"), "a merge", ("merge", "--abort")),
        (("rebase", "other"), "a rebase", ("rebase", "--abort")),
        (("rebase", "--apply", "other"), "a rebase", ("rebase", "--abort")),
        (("cherry-pick", "other"), "a cherry-pick", ("cherry-pick", "--abort")),
        (("revert", "HEAD~1"), "a revert", ("revert", "--abort")),
        (("bisect", "start"), "a bisect", ("bisect", "reset")),
    ],
)
def test_what_git_leaves_is_recognised(
    checkout: Path, words: tuple[str, ...], what: str, ends: tuple[str, ...]
) -> None:
    """From the content's folder, until it is finished or given up."""
    content = checkout / "content"
    assert under_way(content) is None
    git(checkout, *words, check=False)
    found = under_way(content)
    assert found is not None
    assert found.what == what
    assert found.ends == f"git {' '.join(ends)}"
    git(checkout, *ends)
    assert under_way(content) is None


@needs_git
def test_a_further_worktree_has_a_state_of_its_own(checkout: Path) -> None:
    """Its `.git` is a file, and a merge in it is none in the first checkout."""
    further = checkout.parent / "further"
    git(checkout, "worktree", "add", "-q", str(further), "other")
    assert under_way(further / "content") is None
    git(further, "merge", "main", check=False)
    assert under_way(further / "content") is not None
    assert under_way(checkout / "content") is None


@needs_git
def test_a_conflict_that_git_left_is_found_with_its_line(checkout: Path) -> None:
    """As a stash that does not fit leaves it, where nothing is under way."""
    post = checkout / "content" / "post.yaml"
    post.write_text("id: post\ntext: mine\n", encoding="utf-8")
    git(checkout, "stash", "-q")
    git(checkout, "checkout", "-q", "other")
    git(checkout, "stash", "pop", check=False)
    assert under_way(checkout / "content") is None
    assert list(in_conflict([post, post.with_name("none.yaml")])) == [(post, 2)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", 2),
        ("<<<<<<< HEAD\r\nb\r\n||||||| base\r\na\r\n=======\r\nc\r\n>>>>>>> x\r\n", 1),
        ("<<<<<<< of a drawing\nno middle\n>>>>>>> end\n", 0),
        ("text: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\n", 0),
        ("a heading\n=======\n", 0),
        ("", 0),
    ],
)
def test_only_a_whole_conflict_is_one(text: str, line: int) -> None:
    """An arrow in a text is none."""
    assert conflict_in(text.encode()) == line


@pytest.mark.parametrize("data", [b"", b"gitdir: \xff\n", b"gitdir: ../gone\n", b"x" * 20_000])
def test_a_broken_link_to_git_is_no_state(tmp_path: Path, data: bytes) -> None:
    """Nobody is kept from writing by a file that means nothing."""
    (tmp_path / ".git").write_bytes(data)
    (tmp_path / "content").mkdir()
    assert under_way(tmp_path / "content") is None


def test_a_folder_that_is_not_there_is_in_no_checkout(tmp_path: Path) -> None:
    """Nor is a link that leads to itself."""
    assert under_way(tmp_path / "none") is None
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert under_way(loop) is None
