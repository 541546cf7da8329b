"""A picture's file as it is laid out: what is shown, and what only stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.errors import StorageError

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
HEIC, AVIF = "image/heic", "image/avif"

#: What may stand beside the pixels, in a person's words.
CAMERA = "camera data (EXIF)"
XMP = "editing data (XMP)"
IPTC = "captions and rights (IPTC)"
COMMENT = "comments"
THUMBNAIL = "a thumbnail"
GAIN_MAP = "a gain map for HDR screens"
MORE_PICTURES = "further pictures behind the first"
FILM = "a film behind the picture"
TRAILING = "data behind its end"
OTHER = "other data"

_NOTHING = 64  # bytes; no encoder ends in so many zeros


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file says of itself.

    `width` and `height` are in pixels, before an orientation mark is followed. `clean` is the same
    file without metadata, and the same bytes where it has none. `icc_profile` is how its colours
    are meant, `exif` its EXIF block (both may be empty). `dropped` names what `clean` lacks.
    `frames` counts the pictures that are shown one after another, `work` the pixels that showing
    all of them decodes. `scans` are the passes in which a JPEG is drawn, `bits` those of one sample
    of a PNG (other formats: 8). `gamma` is what a PNG says of its brightness, 0.0 where nothing.
    `lossless` is true for what drawing programs write. `decoder_turns` says that the file turns
    itself upright, whatever its EXIF block says.
    """

    mime: str
    width: int
    height: int
    clean: bytes
    dropped: tuple[str, ...] = ()
    exif: bytes = b""
    icc_profile: bytes = b""
    frames: int = 1
    work: int = 0
    scans: int = 1
    progressive: bool = False
    bits: int = 8
    gamma: float = 0.0
    lossless: bool = False
    decoder_turns: bool = False

    @property
    def pixels(self) -> int:
        """Width × height."""
        return self.width * self.height


def is_empty_at_end(data: bytes) -> bool:
    """True for pixels of which the end was never written.

    A copy that stopped had taken its room beforehand, so that zeros stand there, and some decoders
    make a picture of anything.
    """
    return len(data) > 2 * _NOTHING and not data[-_NOTHING:].strip(b"\0")


def cut_short() -> StorageError:
    """What a file is that ends before it should."""
    return StorageError("the picture is cut off: it was not copied to its end, so copy it again")


def damaged(what: str) -> StorageError:
    """What a file is that contradicts itself."""
    return StorageError(f"the picture is damaged ({what}): open it in a program and save it anew")


def for_hdr() -> StorageError:
    """What a file is whose colours only HDR screens show as they are meant."""
    return StorageError("the picture has colours for HDR screens: export it for the web (sRGB)")
