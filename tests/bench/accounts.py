"""Accounts on the sandbox's networks for real adapters: the same for who plans and who works.

An account's number makes its name, its credential and its channel, so that processes need to be
told no more than how many there are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image

from campaign.model import Channel, Media, Variant
from campaign.platforms import registry
from campaign.sandbox.accounts import secret_for

REGION = "everywhere"
ZONE = ZoneInfo("Europe/Brussels")
NETWORKS = (
    "bluesky",
    "facebook",
    "instagram",
    "linkedin",
    "mastodon",
    "pixelfed",
    "telegram",
    "threads",
    "x",
)
#: Those that take no post without a picture, and those that fetch it.
PICTURED = frozenset({"instagram", "pixelfed"})
FETCHED = frozenset({"instagram", "threads"})


def sandboxed(platform: str) -> str:
    """The network whose sandbox serves a platform: Pixelfed speaks Mastodon's API."""
    return "mastodon" if platform == "pixelfed" else platform


def account(platform: str, number: int) -> str:
    """The name under which the sandbox's ledger knows an account."""
    if platform == "bluesky":
        return f"bluesky-{number}.test"
    return f"telegram_{number}" if platform == "telegram" else f"{platform}-{number}"


def secret(channel: Channel) -> str:
    """The credential of a channel's account."""
    number = int(channel.name.rpartition("-")[2])
    return secret_for(sandboxed(channel.platform), account(channel.platform, number))


def channels(count: int, server: str, pictures: str) -> dict[str, Channel]:
    """That many accounts on each network, none of which keeps a pace.

    `pictures` is where networks fetch what they are not handed.
    """
    return {
        f"{platform}-{number}": _channel(platform, number, server, pictures)
        for number in range(count)
        for platform in NETWORKS
    }


def _channel(platform: str, number: int, server: str, pictures: str) -> Channel:
    named = {"linkedin": str(2000 + number), "telegram": f"@telegram_{number}"}
    return Channel(
        f"{platform}-{number}",
        platform,
        REGION,
        "en",
        ZONE,
        server=server,
        account=named.get(platform, account(platform, number)),
        options={"public_media_url": pictures} if platform in FETCHED else {},
        min_interval=timedelta(0),
    )


def picture() -> bytes:
    """A JPEG that every network takes, as small as they allow."""
    file = BytesIO()
    Image.new("RGB", (360, 360), "#003399").save(file, "JPEG")
    return file.getvalue()


def variant(
    number: int, channel: Channel, media: Media, words: str = "", pictured: bool = False
) -> Variant:
    """Post `number` for a channel: every fifth with a picture, every fourth with a second part.

    `words` come behind those that tell which post it is; with `pictured` each has a picture, and
    none a second part.
    """
    limits = registry.limits(channel.platform)
    texts = [f"This is post {number}.{words and ' '}{words}"]
    if number % 4 == 0 and not pictured and (limits.comments or limits.threads):
        texts.append(f"This is more of post {number}.")
    pictured = pictured or channel.platform in PICTURED or number % 5 == 0
    if limits.alt is None:
        media = replace(media, alt="")
    return Variant(
        post=f"post-{number}",
        channel=channel.name,
        platform=channel.platform,
        language="en",
        texts=tuple(texts),
        commented=len(texts) > 1 and limits.comments,
        alt=media.alt if pictured else "",
        media=(media,) if pictured else (),
    )
