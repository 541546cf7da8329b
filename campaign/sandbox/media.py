"""The pictures the sandbox was given, kept by the hash of their bytes."""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from PIL import Image, UnidentifiedImageError

MIME_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


class NotAPicture(Exception):
    """The bytes are no picture of a kind the sandbox shows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a post carries it; width and height in pixels."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str = ""


def look_at(data: bytes) -> Picture:
    """Tell what picture these bytes are. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                mime = MIME_TYPES[image.format or ""]
                width, height = image.size
                image.verify()
    except (
        UnidentifiedImageError,
        KeyError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise NotAPicture(str(error)) from error
    return Picture(sha256(data).hexdigest(), mime, width, height, len(data))


class MediaStore:
    """Bytes by their SHA-256, in a folder or in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their hash in hex; the same bytes are kept once."""
        digest = sha256(data).hexdigest()
        if self._folder is None:
            self._memory[digest] = data
        elif not (target := self._folder / digest).exists():
            # Two accounts may send the same picture at once: each writes a file of its own.
            with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as half:
                half.write(data)
            Path(half.name).replace(target)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes behind a hash, or None."""
        if self._folder is None:
            return self._memory.get(digest)
        if len(digest) != 64 or not digest.isalnum():
            return None
        path = self._folder / digest
        return path.read_bytes() if path.is_file() else None
