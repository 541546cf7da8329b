"""Checks a variant against a network's limits: its parts, its pictures and its films."""

from __future__ import annotations

from campaign.compose.bounds import too_many
from campaign.compose.length import overrun
from campaign.errors import UnsupportedFeature
from campaign.model import Limits, Media, Upload, Variant


def fitting(variant: Variant, limits: Limits, name: str) -> tuple[Upload, ...]:
    """The variant's pictures, or its film, as uploads; a post has one or the other.

    Raises UnsupportedFeature, which names the limit that they or the variant's parts exceed.
    """
    check_parts(variant, limits, name)
    films = sum(is_film(media.mime) for media in variant.media)
    pictures = len(variant.media) - films
    if films and pictures:
        raise UnsupportedFeature(f"{name}: a film stands alone, without pictures beside it")
    if films > limits.videos:
        raise UnsupportedFeature(f"{name}: {films} films, {limits.videos} are allowed")
    if pictures > limits.images:
        raise UnsupportedFeature(f"{name}: {pictures} pictures, {limits.images} are allowed")
    for media in variant.media:
        _check(media, limits, name)
    return tuple(Upload(m.sha256, m.mime, m.width, m.height, m.size, m.alt) for m in variant.media)


def is_film(mime: str) -> bool:
    """True for the MIME type of a film."""
    return mime.startswith("video/")


def check_parts(variant: Variant, limits: Limits, name: str) -> None:
    """Check the number and the texts of a variant's parts.

    Raises UnsupportedFeature for a thread or a first comment that the network does not have, for a
    first comment that is too long, and for a text with too many hashtags, mentions or links.
    """
    if variant.commented and not limits.comments:
        raise UnsupportedFeature(f"{name}: it has no comments for a first one")
    if len(variant.texts) > 1 + variant.commented and not limits.threads:
        only = ", only a first comment" if limits.comments else ""
        raise UnsupportedFeature(f"{name}: it has no threads{only}")
    tight = variant.commented and limits.comment
    if tight and (over := overrun(variant.texts[-1], limits.in_comment)):
        raise UnsupportedFeature(f"{name}: a comment of {over}")
    for text in variant.texts:
        for excess in too_many(text, limits):
            raise UnsupportedFeature(f"{name}: {excess}")


def _check(media: Media, limits: Limits, name: str) -> None:
    what, types, most = "picture", limits.image_types, limits.image_bytes
    if is_film(media.mime):
        what, types, most = "film", limits.video_types, limits.video_bytes
    if media.mime not in types:
        taken = ", ".join(types)
        raise UnsupportedFeature(f"{name}: a {what} of type {media.mime}; it takes {taken}")
    if most and media.size > most:
        raise UnsupportedFeature(f"{name}: a {what} of {media.size:,} bytes, {most:,} are allowed")
    if limits.video_seconds and media.seconds > limits.video_seconds:
        raise UnsupportedFeature(
            f"{name}: a film of {media.seconds:.1f} seconds, {limits.video_seconds} are allowed"
        )
    if limits.alt is None and media.alt:
        raise UnsupportedFeature(f"{name}: it takes no alt text, and the {what} has one")
    if limits.alt and len(media.alt) > limits.alt:
        raise UnsupportedFeature(
            f"{name}: an alt text of {len(media.alt)} characters, {limits.alt} are allowed"
        )
