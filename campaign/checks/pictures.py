"""Checks a post's own pictures and films: does the network take their kind, number and size?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign.checks.media_bounds import Refusal, refusals
from campaign.model import Finding, Limits, Media, Post, Severity


def check_pictures(
    post: Post, channel: str, own: Sequence[Media], limits: Limits
) -> Iterator[Finding]:
    """Each reason why a channel's network would refuse the post's pictures.

    `own` holds the post's pictures and films in their order, without its card. `limits` are the
    network's, with sizes in bytes.
    """
    # The card counts as one of the pictures; its own size always fits.
    cards = () if post.card is None else (Media("", limits.card_type, 0, 0, 0, ""),)
    for refusal in refusals((*cards, *own), limits):
        if refusal.number is None:
            yield _too_many(post, channel, limits, sum(not m.is_film for m in (*cards, *own)))
        elif refusal.number >= len(cards):
            yield _of_one(post, channel, refusal, refusal.number - len(cards))


def _of_one(post: Post, channel: str, refusal: Refusal, number: int) -> Finding:
    code, what = "picture-refused", "picture"
    if refusal.film:
        code, what = "film-refused", "film"
    message = f"the {what} {post.images[number]} cannot go to {channel}: {refusal.reason}"
    return _finding(post, channel, code, f"image.{number}", message, refusal.remedy)


def _too_many(post: Post, channel: str, limits: Limits, count: int) -> Finding:
    return _finding(
        post,
        channel,
        "pictures-many",
        "image",
        f"the {count} pictures cannot all go to {channel}: the network takes "
        f"{limits.images} ({', '.join(post.pictures)})",
        "leave some out, or leave the channel out",
    )


def _finding(post: Post, channel: str, code: str, path: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.BLOCK, post.at(path), message, remedy, post.id, channel)
