"""`schema`: the JSON Schema of a post file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.calendar.schema import post_schema, schema_text
from campaign.cli.streams import is_wide
from campaign.errors import StorageError
from campaign.file_modes import usual_files


def schema(
    out: Annotated[Path | None, typer.Option(help="Write it there instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of a post file, for editors to complete and check."""
    text = schema_text()
    if out is None:
        # A terminal that lacks letters gets them escaped, which is the same JSON.
        narrow = json.dumps(post_schema(), indent=2) + "\n"
        sys.stdout.write(text if is_wide(sys.stdout) else narrow)
        return
    try:
        with usual_files():
            out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out}: cannot be written ({error.strerror})") from error
