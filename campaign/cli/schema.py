"""`schema`: the JSON Schema of a post file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.calendar.schema import post_schema
from campaign.cli.streams import is_wide
from campaign.errors import StorageError


def schema(
    out: Annotated[Path | None, typer.Option(help="Write it there instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of a post file, for editors to complete and check."""
    text = json.dumps(post_schema(), indent=2, ensure_ascii=not is_wide(sys.stdout)) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out}: cannot be written ({error.strerror})") from error
