"""What Threads fetches for a container, checks by its rules, and keeps."""

from campaign.sandbox.accounts import Account
from campaign.sandbox.media import NotAFilm, Picture, look_at_film
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.media import fetched, picture_of
from campaign.sandbox.nearby import fetch
from campaign.sandbox.threads.rules import (
    IMAGE_BYTES,
    IMAGE_TYPES,
    VIDEO_BYTES,
    VIDEO_NARROWEST,
    VIDEO_SECONDS,
    VIDEO_WIDEST,
    VIDEO_WIDTH,
    WIDEST,
)
from campaign.sandbox.world import World


def picture(world: World, member: Account, address: str) -> tuple[Picture, str]:
    """A picture, and the word for what is wrong with its shape, "" for nothing.

    Raises Refusal for what cannot be fetched, or is no picture that Threads takes.
    """
    data = fetched(world, member, address, IMAGE_BYTES)
    if len(data) > IMAGE_BYTES:
        raise refuse("The image is too large", 36000, 2207004)
    seen = picture_of(data, IMAGE_TYPES)
    if seen is None:
        raise refuse("The image format is not supported", 36001, 2207005)
    world.media.put(data)
    fits = 1 / WIDEST <= seen.width / seen.height <= WIDEST
    return seen, "" if fits else "INVALID_ASPEC_RATIO"  # so it is spelt


def film(world: World, member: Account, address: str) -> tuple[Picture | None, str]:
    """A film, or the word for what is wrong with it, which its container shows later.

    https://developers.facebook.com/documentation/threads/troubleshooting
    """
    data = fetch(world, member, address, VIDEO_BYTES)
    if data is None:
        return None, "FAILED_DOWNLOADING_VIDEO"
    try:
        seen = look_at_film(data)
    except NotAFilm:
        return None, "FAILED_PROCESSING_VIDEO"
    if len(data) > VIDEO_BYTES:
        return None, "UNKNOWN"
    world.media.put(data)
    return seen, _unfit(seen)


def _unfit(seen: Picture) -> str:
    """The word for what is wrong with a film's length or shape, "" for nothing."""
    if seen.seconds > VIDEO_SECONDS:
        return "INVALID_DURATION"
    if not (seen.width and seen.height):
        return ""
    if not VIDEO_NARROWEST <= seen.width / seen.height <= VIDEO_WIDEST:
        return "INVALID_ASPEC_RATIO"
    return "INVALID_WIDTH" if seen.width > VIDEO_WIDTH else ""
