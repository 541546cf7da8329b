"""`campaign`: the command line."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import campaign
from campaign.cli.commands import COMMANDS
from campaign.cli.exit_codes import FINDINGS, WRONG
from campaign.cli.lazy import add_commands
from campaign.cli.streams import ready, sealed
from campaign.cli.terminal import emit
from campaign.errors import CampaignError, ConfigError, ContentError, StorageError
from campaign.file_modes import private_files
from campaign.printable import one_line


class CommandLine(TyperGroup):
    """The commands of the table, each loaded when it is used."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        add_commands(self, COMMANDS)

    def invoke(self, context: Any) -> Any:
        """Run the command; wrong usage quotes what was given, and does so on one line."""
        try:
            return super().invoke(context)
        except Exception as error:
            # The class of such errors has no name that holds for all releases, see `lazy`.
            if hasattr(error, "format_message") and hasattr(error, "message"):
                error.message = one_line(str(error.message))
            raise


app = typer.Typer(
    name="campaign",
    cls=CommandLine,
    help="From a content calendar to posts that went out once, and a report on how they did.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


_UNFORESEEN = (
    "Nothing is half stored, and what went out is remembered. With CAMPAIGN_TRACE=1 set, the same "
    "command shows where it happened; please report that.\n"
)


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
    context.obj = config


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; whatever goes wrong ends in a message and an exit code.

    Always ends in SystemExit. `arguments` are those of the process when not given. With `--json`
    an error is an object too, the last thing on standard output.
    """
    ready()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        with private_files():
            app(arguments)
    except CampaignError as error:
        _end(error, words)
    except OSError as error:
        named = error.filename or "standard output"
        _end(StorageError(f"{named}: {error.strerror or error}"), words)
    except KeyboardInterrupt:
        sys.exit(130)
    except UnicodeEncodeError:
        _end(StorageError("a text from the command line is not in UTF-8: type it again"), words)
    except MemoryError:
        _end(StorageError("there is no memory left: close other programs, and try again"), words)
    except Exception as error:
        if os.environ.get("CAMPAIGN_TRACE"):
            raise
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        _end(CampaignError(f"nobody foresaw this: {said}"), words, _UNFORESEEN)
    finally:
        sealed()


def _end(error: CampaignError, words: Sequence[str], more: str = "") -> None:
    """Say what went wrong, to machines as well when they asked for it, and leave."""
    listed = isinstance(error, ConfigError | ContentError)  # a line for each mistake
    sys.stderr.write(f"{error if listed else one_line(str(error))}\n{more}")
    if "--json" in words:
        some = error.mistakes if isinstance(error, ConfigError | ContentError) else ()
        # Where standard output itself is what failed, the error stream has said it.
        with contextlib.suppress(OSError):
            emit({"error": str(error), "mistakes": some})
    sys.exit(WRONG if isinstance(error, ConfigError | StorageError) else FINDINGS)


if __name__ == "__main__":
    main()
