"""`schema`: the JSON Schema of a post file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign import content
from campaign.bootstrap import read_config
from campaign.calendar.known import Known
from campaign.calendar.schema import schema_text
from campaign.cli.context import config_file
from campaign.cli.streams import is_wide
from campaign.errors import StorageError
from campaign.file_modes import usual_files


def schema(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Write it there instead of printing.")] = None,
) -> None:
    """Print the JSON Schema of a post file, for editors to complete and check.

    It offers the words of this campaign's vocabulary.toml, its activities and its backgrounds.
    """
    known = words_for_posts(config_file(context))
    if out is None:
        # A terminal that lacks letters gets them escaped, which is the same JSON.
        sys.stdout.write(schema_text(known, plain=not is_wide(sys.stdout)))
        return
    try:
        with usual_files():
            out.write_text(schema_text(known), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out}: cannot be written ({error.strerror})") from error


def words_for_posts(file: Path) -> Known:
    """The words that posts choose from, of the campaign whose configuration is `file`.

    Without that file, the folders `content` and `assets` beside it count. Languages, channels and
    facts are left out: they change more often than an editor's schema is written anew. Raises
    ConfigError.
    """
    folder, assets = file.parent / "content", file.parent / "assets"
    if file.exists():
        config = read_config(file)
        folder, assets = config.content, config.assets
    return content.words(folder, content.backgrounds(assets))
