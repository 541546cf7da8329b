"""Bring a picture or film of one's own under `assets/`, so that posts can show it.

::

    bytes ─ looked at, decoded, within bounds ─ without metadata, encoded anew where need be
          └ refused, with the reason            └→ assets/pictures/NAME-HASH.jpg, written once

The name holds a hash of what it shows: the same picture, brought twice, is one file.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Final

from campaign import post_files
from campaign.bounded_file import LARGEST_PICTURE, MEGABYTE
from campaign.errors import Forbidden, StorageError
from campaign.film import is_film, read_film
from campaign.model.people import Actor
from campaign.pictures import Bounds, Source, prepare
from campaign.plan import rights
from campaign.plan.rights import Act
from campaign.storage.database import Database
from campaign.storage.trust import people
from campaign.usecases.starting.slug import slug

#: The folder under `assets/` for what is brought through the desk.
FOLDER: Final = "pictures"

_KEPT: Final = Bounds(("image/png", "image/jpeg", "image/gif", "image/webp"), moves=True)
_SUFFIXES: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture under `assets/`: its path as a post names it, and what was changed of it."""

    path: str
    changes: tuple[str, ...] = ()


def bring_picture(
    data: bytes,
    name: str,
    assets: Path,
    database: Database,
    regions: Collection[str],
    *,
    actor: Actor,
) -> Brought:
    """Keep a picture or film under `assets/`; `name` is what its file is called.

    Whoever may edit in one of the `regions` may. A picture loses its metadata, as where it was
    taken. Raises Forbidden, and StorageError with the reason for what is no picture, is damaged,
    or is too large.
    """
    with database.read() as connection:
        known = people.current(connection, actor)
    if not any(rights.may(known, Act.EDIT, region) for region in regions):
        raise Forbidden(f"{known.name} may not {Act.EDIT} in any region")
    if not data:
        raise StorageError("the file is empty")
    if len(data) > LARGEST_PICTURE:
        most = LARGEST_PICTURE // MEGABYTE
        raise StorageError(f"it has {len(data) // MEGABYTE} MB, more than the {most} that are read")
    changes: tuple[str, ...] = ()
    if is_film(data):
        read_film(data)
        suffix = ".mp4"
    else:
        prepared, data = prepare(Source(data), _KEPT)
        suffix, changes = _SUFFIXES[prepared.media.mime], prepared.changes
    stem = slug(PurePath(name.replace("\\", "/")).stem, "picture")[:_LONGEST_NAME].rstrip("-")
    path = f"{FOLDER}/{stem}-{sha256(data).hexdigest()[:12]}{suffix}"
    post_files.create(assets / path, data)
    return Brought(path, changes)
