"""A small campaign, made by hand, for the tests of composing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.errors import Place
from campaign.model import (
    Campaign,
    CardWish,
    Channel,
    Copy,
    CopyState,
    Fact,
    InWeek,
    Limits,
    Post,
    Region,
    Registers,
    Statement,
    Unit,
)

TEMPLATES = {
    path.name.partition(".")[0]: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[2] / "content" / "templates").glob("*.txt.j2")
}
MASTODON = Limits(500, Unit.MASTODON, url_length=23, alt=1500)
BLUESKY = Limits(300, Unit.GRAPHEMES, text_bytes=3000, alt=2000)

CAMPAIGN = Campaign(
    name="eu-belong",
    title="EU-BELONG",
    start=date(2026, 11, 30),
    site="https://eu-belong.aer.eu/",
    source_language="en",
    languages=("en", "es", "ca", "ga", "eu"),
    visibility="art17",
    funding="cofunded",
    utm={
        "utm_source": "{{ platform }}",
        "utm_campaign": "{{ campaign }}",
        "utm_content": "{{ post }}",
    },
)

CATALONIA = Region(
    "catalonia",
    {"en": "Catalonia", "es": "Cataluña", "ca": "Catalunya"},
    ZoneInfo("Europe/Madrid"),
    ("ca", "es"),
)

_STATEMENTS = {
    "en": ("Co-funded by the European Union", "seen"),
    "es": ("Cofinanciado por la Unión Europea", "memory"),
    "ca": ("Cofinançat per la Unió Europea", "seen"),
    "ga": ("", "unconfirmed"),
    "eu": ("", "unconfirmed"),
}
REGISTERS = Registers(
    facts={
        "F01": Fact("F01", "regions in the partnership", "11"),
        "F08": Fact("F08", "participants in each lab", "20"),
        "F14": Fact("F14", "theory of change approach"),
    },
    statements={
        ("art17", "cofunded", language): Statement(
            language, text, evidence, place=Place("statements.toml", 10)
        )
        for language, (text, evidence) in _STATEMENTS.items()
    },
    templates=TEMPLATES,
)

_COPY = {
    "en": (
        "Three days. One table.",
        "Three days. Around {{ fact.F08 }} people. One lab in each of {{ fact.F01 }} regions. "
        "Who would you invite?",
        "A round table in {{ region }} seen from above, with empty chairs around it.",
    ),
    "es": (
        "Tres días. Una mesa.",
        "Tres días. Unas {{ fact.F08 }} personas. Un laboratorio en cada una de las "
        "{{ fact.F01 }} regiones. ¿A quién invitarías?",
        "Una mesa redonda en {{ region }} vista desde arriba, con sillas vacías alrededor.",
    ),
    "ca": (
        "Tres dies. Una taula.",
        "Tres dies. Unes {{ fact.F08 }} persones. Un laboratori a cadascuna de les "
        "{{ fact.F01 }} regions. A qui hi convidaries?",
        "Una taula rodona a {{ region }} vista des de dalt, amb cadires buides al voltant.",
    ),
    "ga": (
        "Trí lá. Bord amháin.",
        "Trí lá. Tuairim is {{ fact.F08 }} duine. Saotharlann amháin i ngach ceann de "
        "{{ fact.F01 }} réigiún. Cé a thabharfá cuireadh dó?",
        "Bord cruinn in {{ region }} ón aer, agus cathaoireacha folmha thart air.",
    ),
    "eu": (
        "Hiru egun. Mahai bat.",
        "Hiru egun. {{ fact.F08 }} lagun inguru. Laborategi bat {{ fact.F01 }} eskualdeetako "
        "bakoitzean. Nor gonbidatuko zenuke?",
        "Mahai biribila {{ region }}n goitik ikusita, inguruan aulki hutsak dituela.",
    ),
}


def post(
    *,
    texts: Mapping[str, str] | None = None,
    hashtags: tuple[str, ...] = ("EUBelong", "learning labs", "#eubelong"),
    link: str = "https://eu-belong.aer.eu/labs?lang=en#top",
    card: CardWish | None = CardWish("figure", "dusk", "{{ fact.F01 }}"),  # noqa: B008
    overrides: Mapping[tuple[str, str], str] | None = None,
) -> Post:
    """The learning-lab post; `texts` replaces its texts by language."""
    copies = {
        language: Copy(
            language,
            headline,
            (texts or {}).get(language, text),
            alt,
            CopyState.SOURCE if language == "en" else CopyState.DRAFT,
        )
        for language, (headline, text, alt) in _COPY.items()
    }
    return Post(
        id="learning-labs-01",
        slot=InWeek(1, 1, time(10)),
        channels=("all",),
        activity="A02",
        copy=copies,
        facts=("F01", "F08"),
        link=link,
        hashtags=hashtags,
        card=card,
        overrides=overrides or {},
        place=Place("calendar/learning-labs-01.yaml"),
        lines={"copy": 10, "copy.es": 17, "copy.es.text": 19, "copy.en.text": 13, "link": 8},
    )


def channel(platform: str, language: str, region: Region = CATALONIA) -> Channel:
    """A channel of Catalonia on a network, in a language."""
    return Channel(f"{region.id}-{platform}-{language}", platform, region.id, language, region.zone)
