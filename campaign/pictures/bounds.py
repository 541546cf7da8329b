"""What a network takes of a picture, without all that it takes of a text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campaign.model import Limits, PictureSize
from campaign.pictures.formats.outline import GIF

_ANY = PictureSize()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part of a network's limits that decides how a picture is prepared.

    `types` are those it takes, `most_bytes` how big a file may be (0: no bound), `size` its bounds
    in pixels; `gif_bytes` and `gif_size` hold for a GIF instead (0 and None: the same). `moves`
    says that it shows an animation moving.
    """

    types: tuple[str, ...]
    most_bytes: int = 0
    size: PictureSize = _ANY
    moves: bool = False
    gif_bytes: int = 0
    gif_size: PictureSize | None = None

    @classmethod
    def of(cls, limits: Limits) -> Bounds:
        """The bounds in a network's limits; two networks may have the same."""
        return cls(
            limits.image_types,
            limits.image_bytes,
            limits.picture_size,
            limits.animations,
            limits.gif_bytes,
            limits.gif_size,
        )

    def for_type(self, mime: str) -> Bounds:
        """The same for pictures of a type, where a GIF has bounds of its own."""
        if mime != GIF:
            return self
        return replace(
            self, most_bytes=self.gif_bytes or self.most_bytes, size=self.gif_size or self.size
        )
