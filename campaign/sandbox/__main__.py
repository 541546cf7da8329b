"""`python -m campaign.sandbox`: serve the sandbox until interrupted."""

import argparse
import contextlib
import sys
from pathlib import Path

from campaign.sandbox.faults import read_fault
from campaign.sandbox.server import DEFAULT_PORT, LOOPBACK, serve


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m campaign.sandbox", description=__doc__)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--seed", type=int, default=7, help="decides all engagement")
    parser.add_argument("--state", type=Path, help="folder that keeps posts for the next start")
    parser.add_argument("--ledger", type=Path, help="file that gets a line for every public post")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        help="what goes wrong, such as x:timeout-after-accept=0.1; may be repeated",
    )
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        help="another name it answers to, such as sandbox.internal:8778; may be repeated",
    )
    options = parser.parse_args()
    try:
        faults = [read_fault(each) for each in options.fault]
    except ValueError as error:
        parser.error(str(error))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            serve(
                options.host,
                options.port,
                seed=options.seed,
                state=options.state,
                ledger=options.ledger,
                faults=faults,
                announce=_announce,
                names=options.name,
            )
    except OSError as error:
        # The port is taken, or the folder cannot be made: a stack trace would not help.
        parser.exit(2, f"{error.filename}: {error.strerror or error}\n")


def _announce(url: str) -> None:
    sys.stdout.write(f"The wall, all networks and the ledger are at {url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
