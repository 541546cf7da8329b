"""Which pictures of a variant a network takes; what it does not take is refused before any call."""

from __future__ import annotations

from campaign.errors import UnsupportedFeature
from campaign.model import Limits, Media, Upload, Variant


def fitting(variant: Variant, limits: Limits, name: str) -> tuple[Upload, ...]:
    """The variant's pictures as uploads; raises UnsupportedFeature naming the bound they break."""
    if len(variant.media) > limits.images:
        count = len(variant.media)
        raise UnsupportedFeature(f"{name}: {count} pictures, {limits.images} are allowed")
    for media in variant.media:
        _check(media, limits, name)
    return tuple(Upload(m.sha256, m.mime, m.width, m.height, m.size, m.alt) for m in variant.media)


def _check(media: Media, limits: Limits, name: str) -> None:
    if media.mime not in limits.image_types:
        taken = ", ".join(limits.image_types)
        raise UnsupportedFeature(f"{name}: a picture of type {media.mime}; it takes {taken}")
    if limits.image_bytes and media.size > limits.image_bytes:
        raise UnsupportedFeature(
            f"{name}: a picture of {media.size:,} bytes, {limits.image_bytes:,} are allowed"
        )
    if limits.alt is None and media.alt:
        raise UnsupportedFeature(f"{name}: it takes no alt text, and the picture has one")
    if limits.alt and len(media.alt) > limits.alt:
        raise UnsupportedFeature(
            f"{name}: an alt text of {len(media.alt)} characters, {limits.alt} are allowed"
        )
