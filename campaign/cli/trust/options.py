"""The options by which a person names what is out: a post, and where."""

from __future__ import annotations

from typing import Annotated

import typer

Post = Annotated[str, typer.Argument(help="The post's id.", show_default=False)]
Channels = Annotated[
    list[str] | None, typer.Option("--channel", help="Only on this channel; may be repeated.")
]
Regions = Annotated[
    list[str] | None, typer.Option("--region", help="Only in this region; may be repeated.")
]
