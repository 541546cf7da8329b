"""The media that Meta's networks fetch for a post."""

from collections.abc import Collection

from campaign.sandbox.accounts import Account
from campaign.sandbox.media import NotAPicture, Picture, look_at
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.nearby import fetch
from campaign.sandbox.world import World


def fetched(world: World, who: Account, address: str, most: int) -> bytes:
    """The bytes at an address, not much beyond `most` of them. Raises Refusal."""
    data = fetch(world, who, address, most)
    if data is None:
        message = "The media could not be fetched from this URI"
        raise refuse(
            message, 9004, 2207052, says=("Media download has failed", f"{message}: {address}")
        )
    return data


def picture_of(data: bytes, types: Collection[str]) -> Picture | None:
    """The picture that these bytes are; None for none, or for one of another type than these."""
    try:
        picture = look_at(data)
    except NotAPicture:
        return None
    return picture if picture.mime in types else None
