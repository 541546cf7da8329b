"""Pictures and films on disk, named by the SHA-256 of their bytes; a stored file never changes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from campaign.bounded_file import LARGEST_FILM, LARGEST_PICTURE, read_file
from campaign.errors import StorageError
from campaign.film import MP4, is_film, read_film
from campaign.model import Media

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_HEAD = 4096  # bytes; the first box of a film ends before
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    MP4: ".mp4",
}
_MOVING = ("image/gif", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class MediaStore:
    """A folder of pictures and films, named by what they hold."""

    folder: Path

    def put(self, data: bytes, alt: str = "") -> Media:
        """Store a picture or film, once, and say what it is.

        The file appears whole or not at all. Raises StorageError when it cannot be written or
        is neither.
        """
        media = describe(data, alt)
        target = self.path(media.sha256, media.mime)
        if not _holds(target, data):
            _write(target, data)
        return media

    def holds(self, media: Media) -> bool:
        """True when a file of that hash, type and size lies there; its bytes are not read."""
        try:
            return self.path(media.sha256, media.mime).stat().st_size == media.size
        except OSError:
            return False

    def has(self, digest: str) -> bool:
        """True when a picture or film is stored under a hash; its bytes are not read."""
        return any(self._at(digest, suffix).is_file() for suffix in _SUFFIXES.values())

    def read(self, digest: str) -> bytes:
        """The bytes stored under a hash; raises StorageError when they are gone or changed."""
        for suffix in _SUFFIXES.values():
            path = self._at(digest, suffix)
            try:
                data = read_file(path, LARGEST_FILM)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
            if sha256(data).hexdigest() != digest:
                raise StorageError(f"{path}: was changed after it was stored; restore it")
            return data
        raise StorageError(f"{self.folder}: the picture {digest} is gone; restore it from a backup")

    def path(self, digest: str, mime: str) -> Path:
        """Where a picture or film of that hash and type lies, or would."""
        return self._at(digest, _SUFFIXES[mime])

    def _at(self, digest: str, suffix: str) -> Path:
        return self.folder / digest[:2] / (digest + suffix)


@dataclass(frozen=True, slots=True)
class PublicFolder:
    """A folder that a web server shows; files in it are for everybody to read."""

    folder: Path

    def holds(self, path: str, size: int) -> bool:
        """True when a file of that size lies there; its bytes are not read."""
        try:
            return (self.folder / path).stat().st_size == size
        except OSError:
            return False

    def put(self, path: str, data: bytes, mime: str) -> None:
        """Store a file there, whole or not at all; raises StorageError."""
        _write(self.folder / path, data, mode=0o644)


def _write(target: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file that appears whole or not at all; `mode` says who may read it."""
    try:
        fresh = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        if fresh and mode is not None:
            # Whoever may read the file has to get to it, also under this program's narrow umask.
            target.parent.chmod(mode | 0o111)
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            whole = Path(file.name)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                if mode is not None:
                    whole.chmod(mode)
            except BaseException:
                whole.unlink(missing_ok=True)
                raise
        try:
            whole.replace(target)
        except OSError:
            whole.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{target}: cannot be written ({error.strerror})") from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return read_file(path, len(data)) == data
    except OSError:
        return False


def read_media(path: Path) -> bytes:
    """The bytes of a picture or film that people supply; raises StorageError.

    Only a film may be as large as films are.
    """
    try:
        film = is_film(read_file(path, LARGEST_FILM, _HEAD))
        return read_file(path, LARGEST_FILM if film else LARGEST_PICTURE)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error


def describe(data: bytes, alt: str = "") -> Media:
    """What a picture or film is: its hash, type, size in bytes and in pixels; raises StorageError.

    The first bytes tell an MP4 film from a picture. A film has a length in seconds too.
    """
    if is_film(data):
        film = read_film(data)
        size = (film.width, film.height, len(data))
        return Media(sha256(data).hexdigest(), MP4, *size, alt, film.seconds)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - not for commands without any

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            mime = Image.MIME.get(picture.format or "", "")
            width, height = picture.size
            # A phone's photo may hold pictures behind its first one; they are no frames.
            frames = getattr(picture, "n_frames", 1) if mime in _MOVING else 1
    except UnidentifiedImageError as error:
        raise StorageError(
            "this is no picture: PNG, JPEG, GIF and WebP can be used, and MP4 for a film"
        ) from error
    except Exception as error:  # Pillow's readers raise anything over damaged files
        raise StorageError(f"this is no picture that can be used: {error}") from error
    if mime not in _SUFFIXES:
        raise StorageError(f"pictures are PNG, JPEG, GIF or WebP; this is {mime or 'none of them'}")
    return Media(sha256(data).hexdigest(), mime, width, height, len(data), alt, frames=frames)
