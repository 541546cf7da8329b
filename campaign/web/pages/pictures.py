"""The small pictures of posts, drawn when somebody first looks at them.

::

    /pictures/KEY-520.webp             a card or a picture of the calendar's files, or of the store
    /pictures/KEY-520.webp?card=…      a card of a post that is not saved, signed by a page
    /pictures/KEY.mp4                  a film as it is

A name is a hash of what is shown, so browsers keep a picture for good. Nobody can have another
thing drawn: a key has to be known, or its card signed.
"""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final
from xml.sax.saxutils import escape

from fastapi import Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.datastructures import UploadFile

from campaign.errors import RenderError, StorageError
from campaign.film import MP4
from campaign.model import Card, Media
from campaign.plan.rights import Act
from campaign.usecases.planning.picture_shelf import PictureShelf
from campaign.usecases.planning.picture_sources import PictureSources, Pixels, by_key
from campaign.usecases.planning.signed_cards import read_card
from campaign.usecases.planning.thumbnails import write_whole
from campaign.usecases.writing.bring_picture import bring_picture
from campaign.web.calendar_cache import Calendar
from campaign.web.desk import Desk, TheDesk
from campaign.web.picture_addresses import card_address, pictures_of
from campaign.web.routing import Pages
from campaign.web.visitor import TheForm, TheVisitor
from campaign.web.words import N_, Words

__all__ = ["card_address", "pages", "pictures_of"]

pages = Pages("pictures")

_NAME: Final = re.compile(r"(?P<key>[0-9a-f]{64})(?:-(?P<width>\d{2,4})\.webp|\.mp4)")
_FOR_GOOD: Final = "private, max-age=31536000, immutable"
_LINE: Final = 40  # characters of a line of what stands in a picture's place
_LINES: Final = 6
# Drawing takes a processor for a tenth of a second. It has its own threads, so that a page with
# fifty new cards keeps nobody else waiting.
_THREADS: Final = 2


class Studio:
    """Draws and keeps the small pictures of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.config.var / "pictures"
        self.shelf = PictureShelf(self._folder, threads=_THREADS)
        self.pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="pictures")
        self._lock = Lock()
        self._known: tuple[Calendar, dict[str, Card | Media]] | None = None

    def small(self, key: str, width: int, signed: str) -> Path | None:
        """The file of a small picture; None when nothing is known by its key.

        Raises RenderError and StorageError when it cannot be drawn.
        """
        pixels = self._pixels(key, signed)
        return None if pixels is None else self.shelf.make(key, width, pixels)

    def film(self, key: str) -> Path | None:
        """The file of a film; None when none is known by its hash. Raises StorageError."""
        workspace = self._desk.workspace
        stored = workspace.media.path(key, MP4)
        if stored.is_file():
            return stored
        what = self._calendar().get(key)
        if not isinstance(what, Media) or not what.is_film:
            return None
        path = self._folder / key[:2] / f"{key}.mp4"
        if not path.is_file() or path.stat().st_size != what.size:
            write_whole(path, workspace.picture_bytes(key))
        return path

    def _pixels(self, key: str, signed: str) -> Pixels | None:
        workspace = self._desk.workspace
        sources = PictureSources(workspace.brand, workspace.picture_bytes, workspace.media)
        if signed and (drawn := sources.of_card(key, read_card(signed, self._desk.key))):
            return drawn
        if found := sources.of_calendar(key, self._calendar()):
            return found
        with self._desk.database.read() as connection:
            return sources.of_store(key, connection)

    def _calendar(self) -> dict[str, Card | Media]:
        """What the calendar's files show, by key; made anew only when they have changed."""
        calendar = self._desk.calendar()
        with self._lock:
            if self._known is None or self._known[0] is not calendar:
                self._known = (calendar, by_key(calendar.made.planned))
            return self._known[1]


@pages.get("/pictures/{name}", needs=Act.READ)
async def picture(
    request: Request, desk: TheDesk, visitor: TheVisitor, name: str, card: str = ""
) -> Response:
    """One small picture, or a film; what cannot be drawn says why in its place."""
    found = _NAME.fullmatch(name)
    if found is None:
        return _in_its_place(visitor.words(N_("There is no such picture.")), 404)
    studio = studio_of(request, desk)
    key, width = found["key"], int(found["width"] or 0)
    path = studio.shelf.held(key, width) if width else None
    try:
        if path is None:
            path = await asyncio.get_running_loop().run_in_executor(
                studio.pool,
                *((studio.small, key, width, card) if width else (studio.film, key)),
            )
    except ValueError:
        path = None
    except (RenderError, StorageError) as error:
        return _in_its_place(_why(visitor.words, error), 200)
    if path is None:
        return _in_its_place(visitor.words(N_("There is no such picture.")), 404)
    headers = {"Cache-Control": _FOR_GOOD}
    return FileResponse(path, media_type="image/webp" if width else MP4, headers=headers)


@pages.post("/pictures", needs=Act.EDIT)
def bring(desk: TheDesk, visitor: TheVisitor, form: TheForm) -> PlainTextResponse:
    """Keep a picture of one's own under `assets/`; gives its path there, or why it is refused."""
    upload = form.get("upload")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return PlainTextResponse(visitor.words(N_("No file was chosen.")), 422)
    try:
        brought = bring_picture(
            upload.file.read(),
            upload.filename,
            desk.config.assets,
            desk.database,
            tuple(desk.config.regions),
            actor=visitor.actor,
        )
    except StorageError as error:
        words = visitor.words(N_("This picture was not taken: %(reason)s"), reason=error)
        return PlainTextResponse(words, 422)
    return PlainTextResponse(brought.path)


def _why(words: Words, error: Exception) -> str:
    return words(N_("This picture cannot be drawn: %(reason)s"), reason=error)


def _in_its_place(sentence: str, status: int) -> Response:
    """A picture of a sentence, so that a page says in the picture's place what is wrong."""
    lines: list[str] = [""]
    for word in sentence.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()[: _LINE + 20]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], "…"]
    written = "".join(
        f'<text x="24" y="{48 + 26 * number}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="520" height="292" viewBox="0 0 520 292">'
        '<rect width="520" height="292" fill="#f1f0eb"/>'
        '<g font-family="Inter, system-ui, sans-serif" font-size="19" fill="#1b1c31">'
        f"{written}</g></svg>"
    )
    headers = {"Cache-Control": "no-store"}
    return Response(drawing, status, media_type="image/svg+xml", headers=headers)


_BUILDING: Final = Lock()


def studio_of(request: Request, desk: Desk) -> Studio:
    """The desk's studio, made when its first picture is asked for."""
    with _BUILDING:
        if not hasattr(request.app.state, "studio"):
            request.app.state.studio = Studio(desk)
        studio: Studio = request.app.state.studio
        return studio
