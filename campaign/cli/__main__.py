"""`campaign`: the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import campaign
from campaign.cli import calendar, channels, demo, measure, plan, publish, sandbox, sheet
from campaign.cli.door import FINDINGS, WRONG, Settings
from campaign.errors import CampaignError, ConfigError, StorageError

app = typer.Typer(
    name="campaign",
    help="From a content calendar to posts that went out once, and a report on how they did.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (calendar, plan, publish, measure, channels, sheet, sandbox, demo):
    group.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"campaign {campaign.__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(help="The configuration file.", envvar="CAMPAIGN_CONFIG")
    ] = Path("config.toml"),
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a content calendar to posts that went out once, and a report on how they did."""
    context.obj = Settings(config)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; whatever goes wrong on purpose ends in its message and an exit code.

    Always ends in SystemExit. `arguments` are those of the process when not given.
    """
    try:
        app(arguments)
    except CampaignError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG if isinstance(error, ConfigError | StorageError) else FINDINGS)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
