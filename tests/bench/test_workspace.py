"""The workspaces of benchmarks are such as a person would write."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.bootstrap import read_config
from campaign.platforms import registry
from campaign.sandbox.accounts import account_in, is_handle
from tests.bench.recovery_cases import NETWORKS
from tests.bench.workspace import ROOT, Account, Tree, checked_out, configure

SERVER = "http://127.0.0.1:9"


def test_a_configuration_of_every_network_can_be_read_and_sets_nobodys_waits(
    tmp_path: Path,
) -> None:
    """What is measured are the usual waits."""
    accounts = [Account(name, name, SERVER, f"someone-{name}") for name in NETWORKS]
    configure(tmp_path, accounts, pictures=SERVER)
    read = read_config(tmp_path / "config.toml")
    assert set(read.channels) == set(NETWORKS) <= set(registry.names())
    assert read.tick == timedelta(seconds=30)
    assert read.channels["instagram"].options == {"public_media_url": SERVER}


@pytest.mark.parametrize("platform", NETWORKS)
def test_a_credential_opens_the_account_that_the_ledger_names(platform: str) -> None:
    """So that each case finds its own posts; on Bluesky it is a handle."""
    account = Account("channel", platform, SERVER, "case-1")
    assert account_in(account.secret) == account.named
    assert is_handle(account.named) == (platform == "bluesky")


def trees() -> str:
    """The checkouts that git knows of; skips where the code came without its history."""
    command = ["git", "worktree", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("there are no commits here")
    return listed.stdout


def test_another_commit_is_checked_out_beside_and_taken_away() -> None:
    """Also when what is measured with it fails."""
    trees()
    seen: list[Tree] = []
    with pytest.raises(RuntimeError, match="measured"), checked_out("HEAD") as tree:
        seen.append(tree)
        assert (tree.folder / "campaign" / "cli" / "__main__.py").is_file()
        assert str(tree.folder) in trees()
        raise RuntimeError("measured")
    assert str(seen[0].folder) not in trees()
    assert not seen[0].folder.exists()
