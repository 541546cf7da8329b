"""A small campaign of one clean post, which no check has anything to say about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from campaign.checks import check_all
from campaign.checks.context import Rules
from campaign.checks.languages import Detect
from campaign.errors import Place
from campaign.model import (
    Activity,
    Campaign,
    CardWish,
    Channel,
    Copy,
    CopyState,
    Day,
    Fact,
    Finding,
    InWeek,
    Planned,
    Post,
    Region,
    Registers,
    Statement,
    Term,
    Variant,
    Vocabulary,
    copy_hash,
)

FILE = "content/calendar/labs.yaml"
DUE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
_ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Configured:
    """What the checks need of a configuration."""

    campaign: Campaign
    regions: Mapping[str, Region]
    channels: Mapping[str, Channel]


SETTING = Configured(
    Campaign(
        "eu-belong", "EU-BELONG", date(2026, 11, 30), "", "en", ("en", "it"), "art17", "cofunded"
    ),
    {
        "emilia-romagna": Region("emilia-romagna", {"it": "Emilia-Romagna"}, _ROME, ("it",)),
        "donegal": Region("donegal", {"en": "Donegal"}, ZoneInfo("Europe/Dublin"), ("en",)),
        "eu": Region("eu", {"en": "EU-BELONG"}, _ROME, ("en",), counted=False),
    },
    {
        "emilia-romagna-mastodon": Channel(
            "emilia-romagna-mastodon", "mastodon", "emilia-romagna", "it", _ROME
        ),
        "donegal-mastodon": Channel(
            "donegal-mastodon", "mastodon", "donegal", "en", ZoneInfo("Europe/Dublin")
        ),
    },
)

REGISTERS = Registers(
    facts={
        "F01": Fact("F01", "regions in the partnership", "2", place=Place("facts.toml", 4)),
        "F04": Fact("F04", "stakeholders", "165"),
        "F10": Fact("F10", "pilot projects", "1165"),
        "F14": Fact("F14", "theory of change approach"),
    },
    activities={"A02": Activity("A02", "Learning Labs", "O1")},
    vocabulary=Vocabulary(acronyms=("TCN", "CSO", "AMIF", "ICC", "AER"), region_count="F01"),
    statements={
        ("art17", "cofunded", language): Statement(
            language, f"Co-funded ({language})", "seen", place=Place("statements.toml", line)
        )
        for language, line in (("en", 1), ("it", 5))
    },
    glossary={
        "en": (
            Term("T01", "block", ("illegal migrant", "illegals"), ("undocumented person",), "r"),
            Term("T05", "block", ("UAM",), ("unaccompanied child",), evidence="seen"),
        ),
        "it": (
            Term("T01", "block", ("clandestino",), ("persona irregolare",), evidence="memory"),
            Term("T07", "warn", ("l'emergenza migranti",), ()),
        ),
    },
    days=(
        Day("12-18", "International Migrants Day"),
        Day("09-20", "Patron's day", region="emilia-romagna"),
    ),
)

_ENGLISH = Copy(
    "en",
    "One shared table",
    "Around {{ fact.F04 }} people design it together. See https://eu-belong.aer.eu/ for more.",
    "People of all ages sit around a long wooden table with maps on it.",
    CopyState.SOURCE,
    place=Place(FILE, 12),
)
_ITALIAN = Copy(
    "it",
    "Un tavolo condiviso",
    "Circa {{ fact.F04 }} persone lo progettano insieme. Vedi https://eu-belong.aer.eu/ ora.",
    "Persone di ogni età siedono a un lungo tavolo di legno con delle mappe.",
    CopyState.REVIEWED,
    of=copy_hash(_ENGLISH),
    place=Place(FILE, 18),
)
POST = Post(
    "labs",
    InWeek(1, 1, time(10)),
    ("all",),
    "A02",
    {"en": _ENGLISH, "it": _ITALIAN},
    facts=("F04",),
    link="https://eu-belong.aer.eu/",
    hashtags=("EUBelong",),
    card=CardWish("figure", "dusk", "{{ fact.F04 }}"),
    place=Place(FILE),
    lines={"copy": 10, "copy.en": 11, "copy.en.alt": 14, "copy.it": 16, "copy.it.text": 18},
)


def bound(post: Post) -> Post:
    """The post with translations that were made from its source as it is."""
    source = post.source
    of = copy_hash(source) if source else ""
    return replace(
        post,
        copy={
            name: copy if copy is source else replace(copy, of=of)
            for name, copy in post.copy.items()
        },
    )


def with_copy(language: str, **changes: Any) -> Post:
    """The clean post with changes in one copy; a changed source takes its translation along."""
    copies = {**POST.copy, language: replace(POST.copy[language], **changes)}
    changed = replace(POST, copy=copies)
    return bound(changed) if language == "en" else changed


def planned(
    post: str = "labs",
    channel: str = "donegal-mastodon",
    due: datetime = DUE,
    **changes: Any,
) -> Planned:
    """One publication of a post on a channel."""
    where = SETTING.channels[channel]
    variant = Variant(post, channel, where.platform, where.language, ("Words.",), "H", alt="Alt")
    return Planned(replace(variant, **changes), due, where.region, "A02")


EVERYWHERE = (planned(), planned(channel="emilia-romagna-mastodon"))


def found(
    *posts: Post,
    plan: tuple[Planned, ...] = EVERYWHERE,
    registers: Registers = REGISTERS,
    setting: Configured = SETTING,
    rules: Rules | None = None,
    detect: Detect | None = None,
) -> list[Finding]:
    """What the checks say about posts (the clean one, unless told otherwise)."""
    return check_all(posts or (POST,), registers, setting, plan, rules or Rules(), detect)
