"""The sandbox in a process of its own, without rate limits, until its standard input ends.

It tells its address in its first line; its ledger goes into a file, a line for every public post.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from campaign.sandbox import SandboxServer


def main() -> None:
    """Serve until standard input ends."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("ledger", type=Path)
    options.add_argument("--media", type=Path, help="the publisher's pictures, for who fetches")
    given = options.parse_args()
    with SandboxServer(ledger=given.ledger, media=given.media, enforce_limits=False) as box:
        sys.stdout.write(f"{box.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
