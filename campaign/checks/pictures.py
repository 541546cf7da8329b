"""Checks a post's own pictures and films: does the network take their kind, number and size?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign.model import Finding, Limits, Media, Post, Severity


def check_pictures(
    post: Post, channel: str, own: Sequence[Media], limits: Limits
) -> Iterator[Finding]:
    """Each reason why a channel's network would refuse the post's pictures.

    `own` holds the post's pictures and films in their order, without its card. `limits` are the
    network's, with sizes in bytes.
    """
    count = len(post.pictures)
    pictures = count - sum(media.is_film for media in own)
    for number, (name, media) in enumerate(zip(post.images, own, strict=True)):
        if media.is_film:
            code, fault = "film-refused", _of_film(media, limits, alone=count == 1)
        else:
            code, fault = "picture-refused", _of_picture(media, limits)
        if fault:
            what = "film" if media.is_film else "picture"
            message = f"the {what} {name} cannot go to {channel}: {fault[0]}"
            yield _finding(post, channel, code, f"image.{number}", message, fault[1])
    if pictures > max(limits.images, 1):
        yield _finding(
            post,
            channel,
            "pictures-many",
            "image",
            f"the {pictures} pictures cannot all go to {channel}: the network takes "
            f"{limits.images} ({', '.join(post.pictures)})",
            "leave some out, or leave the channel out",
        )


def _finding(post: Post, channel: str, code: str, path: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.BLOCK, post.at(path), message, remedy, post.id, channel)


def _of_picture(media: Media, limits: Limits) -> tuple[str, str] | None:
    """Why the network would refuse a picture, and what helps; None when it takes it."""
    if limits.images < 1:
        return "the network takes no pictures", "leave the channel out"
    if media.mime not in limits.image_types:
        kinds = ", ".join(kind.removeprefix("image/").upper() for kind in limits.image_types)
        return f"the network takes no {media.mime}", f"save it as one of: {kinds}"
    return _too_big(media, limits.image_bytes, "save it smaller")


def _of_film(media: Media, limits: Limits, *, alone: bool) -> tuple[str, str] | None:
    """Why the network would refuse a film, and what helps; None when it takes it."""
    if limits.videos < 1:
        return (
            "the network takes no films",
            "leave the channel out, or give the post pictures instead",
        )
    if not alone:
        return (
            "a film goes out alone, without a card or pictures beside it",
            "make a post of its own of them",
        )
    if media.mime not in limits.video_types:
        kinds = ", ".join(kind.removeprefix("video/").upper() for kind in limits.video_types)
        return f"the network takes no {media.mime}", f"save it as one of: {kinds}"
    if limits.video_seconds and media.seconds > limits.video_seconds:
        return (
            f"it lasts {media.seconds:.1f} seconds, longer than the {limits.video_seconds} "
            "the network takes",
            "cut it shorter",
        )
    return _too_big(media, limits.video_bytes, "save it smaller, or cut it shorter")


def _too_big(media: Media, most: int, remedy: str) -> tuple[str, str] | None:
    if not most or media.size <= most:
        return None
    size, taken = _megabytes(media.size), _megabytes(most)
    return f"it has {size}, more than the {taken} the network takes", remedy


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.0f} kB"
