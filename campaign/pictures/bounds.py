"""What a network takes of a picture, without all that it takes of a text."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.model import Limits, PictureSize

_ANY = PictureSize()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part of a network's limits that decides how a picture is prepared.

    `types` are those it takes, `most_bytes` how big a file may be (0: no bound), `size` its bounds
    in pixels; `moves` says that it shows an animation moving.
    """

    types: tuple[str, ...]
    most_bytes: int = 0
    size: PictureSize = _ANY
    moves: bool = False

    @classmethod
    def of(cls, limits: Limits) -> Bounds:
        """The bounds in a network's limits; two networks may have the same."""
        return cls(limits.image_types, limits.image_bytes, limits.picture_size, limits.animations)
