"""Pictures of a post's own: of a kind and size that the network takes."""

from __future__ import annotations

from campaign.model import Finding, Limits, Media, Post, Severity


def check_picture(post: Post, channel: str, media: Media, limits: Limits) -> Finding | None:
    """What speaks against a picture on a channel's network; None when nothing does.

    `limits` are the network's; sizes are in bytes.
    """
    if limits.images < 1:
        message, remedy = "the network takes no pictures", "leave the channel out"
    elif media.mime not in limits.image_types:
        kinds = ", ".join(kind.removeprefix("image/").upper() for kind in limits.image_types)
        message, remedy = f"the network takes no {media.mime}", f"save it as one of: {kinds}"
    elif limits.image_bytes and media.size > limits.image_bytes:
        message = (
            f"it has {_megabytes(media.size)}, more than the {_megabytes(limits.image_bytes)} "
            "the network takes"
        )
        remedy = "save it smaller"
    else:
        return None
    return Finding(
        "picture-refused",
        Severity.BLOCK,
        post.at("image"),
        f"the picture {post.image} cannot go to {channel}: {message}",
        remedy,
        post.id,
        channel,
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.0f} kB"
