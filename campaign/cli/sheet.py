"""`sheet`: the calendar as a spreadsheet, there and back."""

from __future__ import annotations

import typer

sheet = typer.Typer(
    help="The calendar as a spreadsheet.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(sheet, name="sheet")
