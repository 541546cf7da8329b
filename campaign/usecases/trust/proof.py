"""The story of one post as one page that opens anywhere, and as plain values for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jinja2

from analytics.cadence import age_words
from analytics.metrics import METRICS
from analytics.pictures import data_uri
from analytics.words import METRIC_NAMES
from campaign.cards import emblem
from campaign.config import Config
from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Media, Registers, State
from campaign.pictures.encode import on_white
from campaign.usecases.trust import proof_page
from campaign.usecases.trust.deeds import STATES
from campaign.usecases.trust.proof_page import PictureSource
from campaign.usecases.trust.story import Account, Story

# Pixels: twice the width that a picture has on the page, so that it is sharp on dense screens.
_WIDTH = 360
_EMBLEM = 120  # pixels high


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page says beside the story: whose campaign it is, and the funder's signs.

    `statement` and `disclaimer` are the funder's words in `language`, "" where there are none.
    `emblem` is the European emblem as a data URI. `activity` is the title of the post's activity.
    """

    campaign: str
    statement: str
    disclaimer: str
    language: str
    emblem: str
    activity: str
    zone: ZoneInfo


def setting(config: Config, registers: Registers, activity: str) -> Setting:
    """The setting of a page; what the registers do not hold is left out."""
    campaign = config.campaign
    found, language = None, campaign.source_language
    for language in dict.fromkeys(("en", campaign.source_language)):
        found = registers.statement(campaign, language)
        if found is not None and found.text:
            break
    disclaimer = registers.statements.get((campaign.visibility, "disclaimer", language))
    known = registers.activities.get(activity)
    return Setting(
        campaign=campaign.title,
        statement=found.text if found else "",
        disclaimer=disclaimer.text if disclaimer else "",
        language=language,
        emblem=_emblem(),
        activity=f"{activity} {known.title}" if known else activity,
        zone=config.zone,
    )


def write_page(story: Story, setting: Setting, picture: PictureSource) -> str:
    """The page, to be written as UTF-8.

    `picture` gives the address of each picture. Nothing is loaded but what it names.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        age=age_words,
        local=_local,
        utc=_utc,
        link=_link,
        shortened=proof_page.shortened,
        states=STATES,
        metrics=METRICS,
        metric_name=METRIC_NAMES.__getitem__,
        shape=_shape,
        numbers=_numbers,
    )
    shown = proof_page.page(story, setting.zone, picture)
    template = environment.get_template("proof.html.j2")
    return template.render(story=story, page=shown, setting=setting)


def inlined(media: MediaStore) -> PictureSource:
    """Pictures scaled down and within the page; None for a film, and for what is gone."""
    made: dict[str, str | None] = {}

    def source(wanted: Media) -> str | None:
        if wanted.sha256 not in made:
            made[wanted.sha256] = None if wanted.is_film else _small(media, wanted)
        return made[wanted.sha256]

    return source


def plain(value: Any) -> Any:
    """A story as JSON values: instants and ages as text and seconds, states by their word."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _small(media: MediaStore, wanted: Media) -> str | None:
    from PIL import Image  # noqa: PLC0415 - only where a page has a picture

    try:
        with Image.open(BytesIO(media.read(wanted.sha256))) as opened:
            small = on_white(opened.convert("RGBA" if opened.has_transparency_data else "RGB"))
    except (StorageError, OSError, Image.DecompressionBombError):
        return None  # a page without one picture is better than no page: it says so
    small.thumbnail((_WIDTH, _WIDTH * 2), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=82, method=6)
    return data_uri(out.getvalue(), "image/webp")


def _emblem() -> str:
    out = BytesIO()
    emblem.draw(_EMBLEM).save(out, "PNG", optimize=True)
    return data_uri(out.getvalue(), "image/png")


def _link(url: str) -> str:
    """The address when it is a web address, else "": a script is never made a link."""
    return url if urlsplit(url).scheme in {"http", "https"} else ""


def _local(instant: datetime, account: Account) -> str:
    """An instant on the account's own clock: Tue 1 Dec 2026, 10:00 EET."""
    there = instant.astimezone(ZoneInfo(account.zone))
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M %Z}"


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


#: By which shape a reader tells states apart without colour; the template draws them.
_SHAPES = {
    State.PUBLISHED: "out",
    State.WITHDRAWN: "withdrawn",
    State.FAILED: "failed",
    State.MISSED: "missed",
    State.UNKNOWN: "unknown",
    State.CANCELLED: "cancelled",
}


def _shape(state: State) -> str:
    return _SHAPES.get(state, "ready")


def _numbers(numbers: tuple[int, ...]) -> str:
    """Numbers of entries in short: 3, 5 to 9."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a} to {b}" if b > a else f"{a}" for a, b in spans)
