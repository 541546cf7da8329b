"""Whether anybody else may read the campaign's state."""

from __future__ import annotations

from pathlib import Path

from campaign.file_modes import looser
from campaign.printable import shell_word
from campaign.usecases.operations.doctor import Check, Standing, good
from campaign.usecases.operations.surroundings import FOLDERS


def of_rights(var: Path) -> Check:
    """Whether a folder and all in it are for their owner alone; it need not exist yet.

    Every command takes the rights of others away where it may: what is left belongs to another
    user.
    """
    found = looser(var) if var.exists() else 0
    if not found:
        return good("rights", f"nobody else may read {var}", FOLDERS)
    says = f"others may read {found} files or folders under {var}"
    remedy = f"as their owner: chmod -R go= {shell_word(str(var))}"
    return Check("rights", Standing.BAD, says, remedy, FOLDERS)
