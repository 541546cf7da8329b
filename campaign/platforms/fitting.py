"""Checks a variant against a network's limits: its parts, its pictures and its films.

The checks of the calendar find the same beforehand, by the same functions.
"""

from __future__ import annotations

from campaign.checks.media_bounds import refusals
from campaign.compose.bounds import too_many
from campaign.compose.length import overrun
from campaign.errors import UnsupportedFeature
from campaign.model import Limits, Media, Upload, Variant


def fitting(variant: Variant, limits: Limits, name: str) -> tuple[Upload, ...]:
    """The variant's pictures, or its film, as uploads; a post has one or the other.

    Raises UnsupportedFeature, which names the limit that they or the variant's parts exceed.
    """
    check_parts(variant, limits, name)
    for refusal in refusals(variant.media, limits):
        which = "" if refusal.number is None else _which(variant.media, refusal.number)
        raise UnsupportedFeature(f"{name}: {which}{refusal.reason}")
    for number, media in enumerate(variant.media):
        if fault := _of_alt(media, limits):
            raise UnsupportedFeature(f"{name}: {_which(variant.media, number)}{fault}")
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


def _which(media: tuple[Media, ...], number: int) -> str:
    """Names one of a post's media, as the beginning of a sentence about it."""
    what = "film" if media[number].is_film else "picture"
    return f"the {what}: " if len(media) == 1 else f"{what} {number + 1}: "


def _of_alt(media: Media, limits: Limits) -> str:
    """What is wrong with an alt text, "" for nothing."""
    if limits.alt is None and media.alt:
        return "it has an alt text, and the network takes none"
    if limits.alt and len(media.alt) > limits.alt:
        return f"an alt text of {len(media.alt)} characters, {limits.alt} are allowed"
    return ""
