"""Compares pictures and films with a network's limits; the checks and the adapters both ask here.

So a bound stands in one place, a network's `Limits`, and is compared in one place, this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from campaign.model import Limits, Media, PictureSize

_GIF = "image/gif"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a network would refuse a post's media, and what a person can do about it.

    `number` says which of the media it is about, from 0; None: all of them together.
    """

    reason: str
    remedy: str
    number: int | None = None
    film: bool = False


def refusals(media: Sequence[Media], limits: Limits) -> Iterator[Refusal]:
    """Each reason why a network with these limits would refuse the media of one post.

    A size, a length in bytes or in seconds that is 0 is not known, as of a card that is not drawn
    yet; no bound is compared with it.
    """
    pictures = sum(not each.is_film for each in media)
    for number, each in enumerate(media):
        compare = _of_film if each.is_film else _of_picture
        for reason, remedy in compare(each, limits, len(media)):
            yield Refusal(reason, remedy, number, each.is_film)
    if pictures > max(limits.images, 1):
        yield Refusal(
            f"{pictures} pictures, and the network takes {limits.images}",
            "leave some out, or leave the channel out",
        )


def _of_picture(media: Media, limits: Limits, together: int) -> Iterator[tuple[str, str]]:
    if limits.images < 1:
        yield "the network takes no pictures", "leave the channel out"
        return
    if media.mime not in limits.image_types:
        yield f"the network takes no {media.mime}", f"save it as one of: {_kinds(limits)}"
        return
    if media.mime in limits.alone and together > 1:
        kind = media.mime.partition("/")[2].upper()
        yield (
            f"a {kind} goes out alone, without a card or pictures beside it",
            "save it as another kind of picture, or make a post of its own of it",
        )
    gif = media.mime == _GIF
    most = (gif and limits.gif_bytes) or limits.image_bytes
    size = (gif and limits.gif_size) or limits.picture_size
    yield from _too_big(media, most, "save it smaller")
    yield from _ill_sized(media, size)
    if limits.animations and limits.frames and media.frames > limits.frames:
        yield (
            f"it has {media.frames} frames, more than the {limits.frames} the network takes",
            "leave frames out, or make a film of it",
        )


def _of_film(media: Media, limits: Limits, together: int) -> Iterator[tuple[str, str]]:
    if limits.videos < 1:
        remedy = "leave the channel out, or give the post pictures instead"
        yield "the network takes no films", remedy
        return
    if together > 1:
        yield (
            "a film goes out alone, without a card or pictures beside it",
            "make a post of its own of them",
        )
    if media.mime not in limits.video_types:
        kinds = ", ".join(kind.removeprefix("video/").upper() for kind in limits.video_types)
        yield f"the network takes no {media.mime}", f"save it as one of: {kinds}"
        return
    if limits.video_seconds and media.seconds > limits.video_seconds:
        seconds = _apart(media.seconds, limits.video_seconds)
        yield (
            f"it lasts {seconds} seconds, longer than the {limits.video_seconds} the network takes",
            "cut it shorter",
        )
    if 0 < media.seconds < limits.video_least_seconds:
        least = limits.video_least_seconds
        yield (
            f"it lasts {_apart(media.seconds, least)} seconds, shorter than the {least:g} the "
            "network takes",
            "make it longer",
        )
    if 0 < media.size < limits.video_least_bytes:
        size, least_size = _in_bytes(media.size, limits.video_least_bytes)
        yield f"it has {size}, less than the {least_size} the network takes", "save it larger"
    yield from _too_big(media, limits.video_bytes, "save it smaller, or cut it shorter")
    yield from _ill_sized(media, limits.video_size)


def _too_big(media: Media, most: int, remedy: str) -> Iterator[tuple[str, str]]:
    if most and media.size > most:
        size, taken = _in_bytes(media.size, most)
        yield f"it has {size}, more than the {taken} the network takes", remedy


def _ill_sized(media: Media, bounds: PictureSize) -> Iterator[tuple[str, str]]:
    """Each bound in pixels that a picture or film breaks."""
    width, height = media.width, media.height
    if not (width and height):
        return
    shown = f"it has {width} × {height} pixels"
    smaller, larger = "save it with fewer pixels", "save it with more pixels"
    for counted, most, what in (
        (width * height, bounds.pixels, "pixels"),
        (width + height, bounds.sides, "pixels of width and height together"),
        (max(width, height), bounds.side, "pixels on its longer side"),
        (width, bounds.width, "pixels of width"),
        (height, bounds.height, "pixels of height"),
    ):
        if most and counted > most:
            yield f"{shown}, and the network takes {most:,} {what} at most", smaller
    for counted, least, what in (
        (width, bounds.least_width, "pixels of width"),
        (min(width, height), bounds.least_side, "pixels on its shorter side"),
    ):
        if counted < least:
            yield f"{shown}, and the network takes {least:,} {what} at least", larger
    if bounds.ratios is not None:
        narrowest, widest = bounds.ratios
        # Multiplied, so that a picture at the bound itself is never lost to a rounded quotient.
        if width < narrowest * height:
            most_high = int(width / narrowest)
            remedy = f"cut it to {most_high} pixels of height at most"
        elif width > widest * height:
            remedy = f"cut it to {int(widest * height)} pixels of width at most"
        else:
            return
        yield (
            f"{shown}, and the network takes from {_ratio(narrowest)} to {_ratio(widest)} "
            "(width to height)",
            remedy,
        )


def _kinds(limits: Limits) -> str:
    return ", ".join(kind.removeprefix("image/").upper() for kind in limits.image_types)


def _ratio(value: float) -> str:
    """A ratio of width to height as people write it: 4:5, 1.91:1, 1:20."""
    plain = Fraction(value).limit_denominator(20)
    if abs(plain - Fraction(value)) < Fraction(1, 10**9):
        return f"{plain.numerator}:{plain.denominator}"
    return f"{int(value * 100) / 100:.2f}:1"


def _apart(value: float, bound: float) -> str:
    """Seconds with as many digits as it takes to tell them from a bound, one at least."""
    return next((s for n in (1, 2, 3) if float(s := f"{value:.{n}f}") != bound), f"{value}")


def _in_bytes(size: int, bound: int) -> tuple[str, str]:
    """A size and its bound in people's units, or in bytes where those would look the same."""
    shown, taken = _megabytes(size), _megabytes(bound)
    return (shown, taken) if shown != taken else (f"{size:,} bytes", f"{bound:,}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.0f} kB"
