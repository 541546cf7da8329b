"""The pictures and films the sandbox was given, kept by the hash of their bytes."""

import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

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


class NotAFilm(Exception):
    """The bytes are no MP4."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or film as a post carries it; width and height in pixels, 0 when unknown.

    `seconds` is how long a film lasts, 0 when unknown; `frames` is how many pictures move in one.
    """

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str = ""
    seconds: float = 0.0
    frames: int = 1

    @property
    def is_film(self) -> bool:
        """True for a film."""
        return self.mime.startswith("video/")

    def as_json(self) -> dict[str, Any]:
        """Plain values, from which `Picture(**values)` is made again."""
        return asdict(self)


def look_at(data: bytes) -> Picture:
    """Tell what picture these bytes are. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            # Nothing is decoded here; how many pixels are too many, each network says itself.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                mime = MIME_TYPES[image.format or ""]
                width, height = image.size
                frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
                image.verify()
    except (
        UnidentifiedImageError,
        KeyError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise NotAPicture(str(error)) from error
    return Picture(sha256(data).hexdigest(), mime, width, height, len(data), frames=frames)


#: Brands of MP4 in the box every such file begins with: https://mp4ra.org/registered-types/brands
_MP4 = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
)
_NESTED = frozenset({b"moov", b"trak"})


def look_at_film(data: bytes) -> Picture:
    """Tell what film these bytes are: an MP4, by the box it begins with. Raises NotAFilm."""
    kind, start, end = next(_boxes(data, 0, len(data)), (b"", 0, 0))
    brands = {data[at : at + 4] for at in range(start, end, 4)}
    if kind != b"ftyp" or not brands & _MP4:
        raise NotAFilm("these bytes do not begin as an MP4 does")
    width, height = _size(data, 0, len(data))
    seconds = _seconds(data)
    return Picture(sha256(data).hexdigest(), "video/mp4", width, height, len(data), seconds=seconds)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a stretch of an MP4: kind, and where its content begins and ends."""
    while at + 8 <= end:
        size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield kind, at + head, at + size
        at += size


def _seconds(data: bytes) -> float:
    """How long a film lasts, by the head of the whole (mvhd); 0 when it does not say."""
    for kind, begin, stop in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, start, end in _boxes(data, begin, stop):
            if inner == b"mvhd":
                at, width = (start + 20, 8) if data[start : start + 1] == b"\1" else (start + 12, 4)
                ticks = int.from_bytes(data[at : min(at + 4, end)])
                length = int.from_bytes(data[at + 4 : min(at + 4 + width, end)])
                return length / ticks if ticks else 0.0
    return 0.0


def _size(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Width and height of the first track that has any, in whole pixels."""
    for kind, begin, stop in _boxes(data, start, end):
        if kind == b"tkhd" and stop - begin >= 8:
            found = (
                int.from_bytes(data[stop - 8 : stop - 6]),
                int.from_bytes(data[stop - 4 : stop - 2]),
            )
        else:
            found = _size(data, begin, stop) if kind in _NESTED else (0, 0)
        if all(found):
            return found
    return 0, 0


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
