"""One page for whoever is asked: the words and pictures of before and of now, side by side.

The page is one file. It holds its pictures, asks no server for anything, and sends nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import jinja2
from PIL import Image

from campaign.config import Config
from campaign.errors import StorageError
from campaign.model import Media
from campaign.pictures.encode import on_white
from campaign.plan.word_diff import Stretch
from campaign.usecases.planning.preview_texts import Piece, pieces
from campaign.usecases.planning.thumbnails import write_whole
from campaign.usecases.trust.comparison import Address, grouped
from campaign.usecases.trust.requests import Request

#: Pixels: sharp at half a page's width on most screens, and small enough to be sent by mail.
_WIDTH = 560


def approval_page(
    asked: Sequence[Request],
    config: Config,
    read: Callable[[str], bytes],
    path: Path,
    now: datetime,
    *,
    who: str = "",
) -> Path:
    """Write the page to a file, whole or not at all, and give its path; `now` is UTC.

    `read` gives a stored picture by its hash. `who` is for whom the page is, "" for everybody.
    Raises StorageError when the file cannot be written.
    """
    pictures = _Pictures(read)
    posts = tuple(grouped(asked, config, pictures.of))
    text = (
        _environment()
        .get_template("approval.html.j2")
        .render(
            title=config.campaign.title,
            who=who,
            posts=posts,
            count=len(asked),
            mine=sum(each.yours for each in asked),
            late=sum(each.late for each in asked),
            drafts=sum(each.draft for each in asked),
            made=now.astimezone(config.zone),
            zone=config.zone.key,
        )
    )
    write_whole(path, text.encode())
    return path


class _Pictures:
    """The stored pictures as addresses that hold them, each made once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._made: dict[str, Address] = {}

    def of(self, media: Media) -> Address:
        """The address of one picture."""
        if media.sha256 not in self._made:
            self._made[media.sha256] = self._make(media)
        return self._made[media.sha256]

    def _make(self, media: Media) -> Address:
        if media.is_film:
            words = f"A film of {media.seconds:.0f} seconds: `campaign preview` shows it."
            return Address("", 0, 0, words)
        try:
            with Image.open(BytesIO(self._read(media.sha256))) as opened:
                small = on_white(opened.convert("RGBA" if opened.has_transparency_data else "RGB"))
        except (StorageError, OSError) as error:
            return Address("", 0, 0, f"This picture cannot be shown: {error}")
        small.thumbnail((_WIDTH, _WIDTH * 2), Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "WEBP", quality=84)
        data = b64encode(out.getvalue()).decode()
        return Address(f"data:image/webp;base64,{data}", *small.size)


def _day(instant: datetime) -> str:
    """A day as people write it: Tue 1 Dec."""
    return f"{instant:%a} {instant.day} {instant:%b}"


def _linked(stretches: Iterable[Stretch]) -> list[tuple[bool, list[Piece]]]:
    """The stretches of a text, each with what of it links."""
    return [(each.differs, list(pieces(each.words))) for each in stretches]


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["linked"] = _linked
    return environment
