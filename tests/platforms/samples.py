"""Variants, channels, pictures and a clock to test adapters with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import requests
from PIL import Image

from campaign import keys
from campaign.errors import StorageError
from campaign.model import Channel, ChannelKeys, Media, Variant
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from tests.platforms.contracts import CONTRACTS, Contract

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LINK = "https://eu-belong.aer.eu/?utm_source=catalonia-ca&utm_campaign=eu-belong"
TEXT = (
    f"Tres dies. Una taula. 🇪🇺\n\nLa integració és cosa de tothom: {LINK}\n\n#EUBelong #Catalunya"
)
ALT = "Una taula amb tretze cadires i el lema «Tres dies. Una taula.»"
SECRET = "sandbox-catalonia-ca.example.test"
ACCOUNT = "catalonia-ca.example.test"
MEDIA_URL = "http://127.0.0.1:9/media"


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Shelf:
    """Pictures in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, data: bytes, alt: str = ALT, mime: str = "image/png") -> Media:
        """Keep a picture and say what it is."""
        name = sha256(data).hexdigest()
        self.kept[name] = data
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
        return Media(name, mime, width, height, len(data), alt)

    def read(self, sha256: str) -> bytes:
        """The picture's bytes."""
        try:
            return self.kept[sha256]
        except KeyError:
            raise StorageError(f"{sha256} is gone") from None


def picture(colour: str = "#003399", size: tuple[int, int] = (1200, 675)) -> bytes:
    """A PNG of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def variant(platform: str, *media: Media, text: str = TEXT, link: str = LINK) -> Variant:
    """A Catalan variant."""
    return Variant(
        post="learning-labs-01",
        channel="catalonia-ca",
        platform=platform,
        language="ca",
        texts=(text,),
        headline="Tres dies. Una taula.",
        link=link,
        hashtags=("EUBelong", "Catalunya"),
        alt=ALT,
        media=media,
    )


def channel(
    platform: str,
    server: str,
    options: Mapping[str, str] | None = None,
    account: str = "",
) -> Channel:
    """Catalonia's channel in Catalan."""
    known = CONTRACTS.get(platform, Contract())
    usual = {"public_media_url": MEDIA_URL} if fetches(platform) else {}
    return Channel(
        name="catalonia-ca",
        platform=platform,
        region="catalonia",
        language="ca",
        zone=ZoneInfo("Europe/Madrid"),
        server=server,
        account=account or known.account or ACCOUNT,
        secret="CATALONIA_CA",
        options={**usual, **known.options, **(options or {})},
    )


def fetches(platform: str) -> bool:
    """Whether the network fetches pictures from a public address of ours."""
    keys = registry.KEYS.get(platform, ChannelKeys())
    return "public_media_url" in keys.options


def secret_of(platform: str) -> str:
    """A credential in the form that a network gives out."""
    return CONTRACTS.get(platform, Contract()).secret or SECRET


def connected(
    platform: str,
    server: str,
    shelf: Shelf | None = None,
    clock: Clock | None = None,
    secret: str | None = None,
    options: Mapping[str, str] | None = None,
    account: str = "",
) -> Platform:
    """An adapter for the channel; waiting moves its clock."""
    clock = clock or Clock()
    place = channel(platform, server, options, account)
    secret = secret_of(platform) if secret is None else secret
    return registry.connect(place, secret, shelf or Shelf(), clock, clock.pass_by)


def key_for(platform: str, identity: Sequence[str], now: datetime) -> str:
    """The key under which the network knows a publication, in the form it takes."""
    return keys.key_for(registry.key_form(platform), identity, now)


def threaded(plain: Variant) -> Variant:
    """The same variant as a thread of three with a first comment, which holds the link."""
    texts = ("1/3 Tres dies.", "2/3 Una taula. 🇪🇺", "3/3 A qui hi convidaríeu?", f"Més: {LINK}")
    return replace(plain, texts=texts, commented=True)


def standing(url: str, network: str) -> list[dict[str, Any]]:
    """The posts that stand on a sandbox, oldest first."""
    query = {"network": CONTRACTS[network].sandbox or network}
    posts = requests.get(f"{url}/_sandbox/ledger", query, timeout=10).json()["posts"]
    return [post for post in posts if not post["deleted_at"]]
