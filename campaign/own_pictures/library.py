"""Has the owner's pictures prepared for the networks, each once."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock

from campaign.errors import StorageError
from campaign.film import MP4, is_film, read_film
from campaign.model import Limits, Media
from campaign.own_pictures.kept import Kept
from campaign.pictures import Bounds, Prepared, Source, prepare

#: Gives the bytes of a file under `assets/`, by its name in a post; raises StorageError.
Read = Callable[[str], bytes]


class OwnPictures:
    """The pictures and films of the posts, by their names; several threads may ask.

    A file is read and judged once, also when it is changed meanwhile. The pixels of the picture
    asked for last stay in memory, because its other networks are asked for next.
    """

    def __init__(self, read: Read, folder: Path) -> None:
        """`folder` is where what came out is kept for the next command."""
        self._read = read
        self._kept = Kept(folder)
        self._lock = Lock()
        self._known: dict[tuple[str, Bounds], Prepared] = {}
        self._sources: dict[str, str] = {}
        self._films: dict[str, Media] = {}
        self._refused: dict[str, str] = {}
        self._asked: dict[str, tuple[str, Bounds]] = {}
        self._last: tuple[str, Source] | None = None

    def prepared(self, name: str, limits: Limits) -> Prepared:
        """What goes out of a picture or film to a network with such limits; raises StorageError."""
        bounds = Bounds.of(limits)
        with self._lock:
            known = self._known.get((name, bounds))
            if known is None:
                known = self._judged(name, bounds)
                self._known[name, bounds] = known
                self._asked[known.media.sha256] = (name, bounds)
            return known

    def data(self, digest: str) -> bytes:
        """The bytes that go out, by their SHA-256, after `prepared` has told it.

        Raises StorageError when the file is gone, or was changed in between.
        """
        with self._lock:
            name, bounds = self._asked[digest]
            known = self._known[name, bounds]
            if digest == known.source:
                data = self._read(name)
            else:
                data = self._kept.data(digest) or self._made(name, bounds)[1]
        if sha256(data).hexdigest() != digest:
            raise StorageError(f"{name}: was changed while it was looked at; start again")
        return data

    def name(self, digest: str) -> str:
        """The file of which this goes out, "" when `prepared` has not told it."""
        with self._lock:
            return self._asked[digest][0] if digest in self._asked else ""

    def rest(self) -> None:
        """Let go of the pixels of the last picture."""
        with self._lock:
            self._last = None

    def _judged(self, name: str, bounds: Bounds) -> Prepared:
        if name in self._refused:
            raise StorageError(self._refused[name])
        try:
            if name not in self._sources:
                self._look_at(name)
            film, source = self._films.get(name), self._sources[name]
            if film is not None:
                return Prepared(film, source=source)
            kept = self._kept.get(source, bounds)
            if kept is not None:
                return kept
            prepared, data = self._made(name, bounds)
        except StorageError as error:
            self._refused[name] = str(error)
            raise
        self._kept.put(prepared, bounds, data)
        return prepared

    def _look_at(self, name: str) -> None:
        """Take a file's hash, and a film's description."""
        data = self._read(name)
        digest = sha256(data).hexdigest()
        if is_film(data):
            film = read_film(data)
            size = (film.width, film.height, len(data))
            self._films[name] = Media(digest, MP4, *size, "", film.seconds)
        self._sources[name] = digest

    def _made(self, name: str, bounds: Bounds) -> tuple[Prepared, bytes]:
        if self._last is None or self._last[0] != name:
            self._last = None  # before the next takes memory
            self._last = (name, Source(self._read(name)))
        return prepare(self._last[1], bounds)
