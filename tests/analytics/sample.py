"""A plausible campaign to report on: 28 channels, four texts in two weeks, counts that grow.

Nothing is random from run to run: the same seed gives the same figures. Run as a program, it
writes the report of the second week to a folder, to be looked at.
"""

from __future__ import annotations

import hashlib
import io
import math
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont

from analytics import by_hand, store
from analytics.by_hand import About, Entered
from analytics.collect import collect
from analytics.isoweek import Week
from analytics.metrics import Audience, Counts, Subject
from analytics.period import Period
from analytics.report import ReportFiles, write_report
from analytics.words import Labels, Masthead
from campaign.platforms import registry

BRUSSELS = ZoneInfo("Europe/Brussels")
NAMES = {
    "eu": "EU voice",
    "arad": "Arad",
    "catalonia": "Catalonia",
    "donegal": "Donegal",
    "emilia-romagna": "Emilia-Romagna",
    "leipzig": "Leipzig",
    "navarra": "Navarra",
    "pomerania": "Pomerania",
    "salzburg": "Salzburg",
    "timis": "Timiș",
    "vastra-gotaland": "Västra Götaland",
    "wielkopolska": "Wielkopolska",
}
TONGUES = {
    "eu": ("en",),
    "arad": ("ro",),
    "catalonia": ("ca", "es"),
    "donegal": ("ga",),
    "emilia-romagna": ("it",),
    "leipzig": ("de",),
    "navarra": ("es", "eu"),
    "pomerania": ("pl",),
    "salzburg": ("de",),
    "timis": ("ro",),
    "vastra-gotaland": ("sv",),
    "wielkopolska": ("pl",),
}
ZONES = {"donegal": "Europe/Dublin", "arad": "Europe/Bucharest", "timis": "Europe/Bucharest"}
ACTIVITIES = {
    "A01": "Capacity-building programme",
    "A02": "Learning Labs",
}
HEADLINES = {
    "learning-together-01": {
        "en": "Integration works better when people learn together",
        "es": "La integración funciona mejor cuando aprendemos juntos",
        "ca": "La integració funciona millor quan aprenem plegats",
        "eu": "Integrazioak hobeto funtzionatzen du elkarrekin ikasten dugunean",
        "pl": "Integracja działa lepiej, gdy uczymy się razem",
        "it": "L'integrazione funziona meglio quando si impara insieme",
        "de": "Integration gelingt besser, wenn wir gemeinsam lernen",
        "sv": "Integration fungerar bättre när vi lär oss tillsammans",
        "ro": "Integrarea merge mai bine când învățăm împreună",
        "ga": "Oibríonn lánpháirtiú níos fearr nuair a fhoghlaimímid le chéile",
    },
    "learning-labs-01": {
        "en": "Three days. One table.",
        "es": "Tres días. Una mesa.",
        "ca": "Tres dies. Una taula.",
        "eu": "Hiru egun. Mahai bat.",
        "pl": "Trzy dni. Jeden stół.",
        "it": "Tre giorni. Un tavolo.",
        "de": "Drei Tage. Ein Tisch.",
        "sv": "Tre dagar. Ett bord.",
        "ro": "Trei zile. O masă.",
        "ga": "Trí lá. Bord amháin.",
    },
}
HEADLINES["learning-together-02"] = HEADLINES["learning-together-01"]
HEADLINES["learning-labs-02"] = HEADLINES["learning-labs-01"]
PLAN = (  # in each region's own morning
    ("learning-together-01", "A01", date(2026, 11, 24)),
    ("learning-together-02", "A01", date(2026, 11, 26)),
    ("learning-labs-01", "A02", date(2026, 12, 1)),
    ("learning-labs-02", "A02", date(2026, 12, 3)),
)
FONT = Path(__file__).parents[2] / "assets" / "fonts" / "InterDisplay-Bold.ttf"
WEEK = Week(2026, 49)
MONDAY_MORNING = datetime(2026, 12, 7, 7, 5, tzinfo=UTC)


def channels() -> dict[str, tuple[str, str, str]]:
    """The 28 channels: platform, region and language by name."""
    return {
        f"{region}-{platform}" + (f"-{language}" if len(tongues) > 1 else ""): (
            platform,
            region,
            language,
        )
        for region, tongues in TONGUES.items()
        for language in tongues
        for platform in ("mastodon", "bluesky")
    }


def subjects() -> list[Subject]:
    """112 published posts: four texts on every channel, each at ten in its region's morning."""
    found: list[Subject] = []
    for post, activity, when in PLAN:
        for channel, (platform, region, language) in channels().items():
            zone = ZoneInfo(ZONES.get(region, "Europe/Brussels"))
            headline = HEADLINES[post][language]
            number = len(found) + 1
            found.append(
                Subject(
                    publication_id=number,
                    post=post,
                    headline=headline,
                    channel=channel,
                    platform=platform,
                    region=region,
                    language=language,
                    activity=activity,
                    outcome="O1",
                    remote_id=f"{platform}-{number}",
                    url=f"https://{platform}.example/{region}/{number}",
                    published_at=datetime.combine(when, time(10), zone)
                    + timedelta(seconds=7 * number % 60),
                    card=hashlib.sha256(f"{post}{language}".encode()).hexdigest(),
                    text=f"{headline} #EUBelong eu-belong.aer.eu",
                )
            )
    return found


@dataclass
class Networks:
    """A scripted source: counts that grow with age from a fixed seed, and faults on request."""

    posts: Sequence[Subject]
    now: datetime
    down: dict[str, Exception] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def counts(self, channel: str, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What the channel's network says at `now`."""
        self.asked.append((channel, tuple(remote_ids)))
        if channel in self.down:
            raise self.down[channel]
        by_id = {each.remote_id: each for each in self.posts}
        return {each: self._of(by_id[each]) for each in remote_ids if each not in self.gone}

    def audience(self, channel: str) -> Audience | None:
        """A few hundred followers, and a few more every day."""
        if channel in self.down:
            raise self.down[channel]
        chance = random.Random(f"followers {channel}")
        start, daily = chance.randint(120, 2400), chance.uniform(-0.4, 6)
        days = (self.now - datetime(2026, 11, 23, tzinfo=UTC)).days
        return Audience(start + round(daily * days))

    def _of(self, subject: Subject) -> Counts:
        chance = random.Random(subject.remote_id)
        hours = (self.now - subject.published_at).total_seconds() / 3600
        final = chance.lognormvariate(2.5, 0.55) * (1.15 if "labs" in subject.post else 1)
        grown = final * (1 - math.exp(-hours / 20))
        parts = [round(grown * part) for part in (1, 0.32, 0.18, 0.06, 0.09)]
        if subject.platform == "mastodon":
            return Counts(reactions=parts[0], reposts=parts[1], replies=parts[2])
        return Counts(
            reactions=parts[0], reposts=parts[1], replies=parts[2], quotes=parts[3], saves=parts[4]
        )


def collect_until(engine: sa.Engine, networks: Networks, start: datetime, end: datetime) -> None:
    """Collect every half hour, as the daemon does, with the time moved on."""
    networks.now = start
    while networks.now <= end:
        collect(engine, networks.posts, networks, networks.now, followers=networks)
        networks.now += timedelta(minutes=30)


def database(path: Path) -> sa.Engine:
    """An empty analytics database on disk."""
    engine = sa.create_engine(f"sqlite:///{path}")
    store.metadata.create_all(engine)
    return engine


def cards() -> Callable[[str], bytes | None]:
    """A source of sample cards, one for each text and language."""
    known = {each.card: each for each in subjects()}

    def card(sha256: str) -> bytes | None:
        subject = known.get(sha256)
        return None if subject is None else draw(subject.headline)

    return card


def draw(headline: str) -> bytes:
    """A plain card with a headline, 1080 × 1080, PNG."""
    image = Image.new("RGB", (1080, 1080), "#12355b")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 860, 1080, 1080), fill="#f4f1ea")
    pen.ellipse((720, -160, 1240, 360), fill="#e0a526")
    font = ImageFont.truetype(str(FONT), 88)
    words, rows = headline.split(), [""]
    for word in words:
        if pen.textlength(f"{rows[-1]} {word}", font) > 900:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    pen.multiline_text((80, 330), "\n".join(rows), fill="white", font=font, spacing=22)
    pen.text((80, 930), "EU-BELONG", fill="#12355b", font=ImageFont.truetype(str(FONT), 52))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def labels() -> Labels:
    """Names for the sample's identifiers."""
    return Labels(
        channel={
            name: f"{NAMES[region]}, {platform.title()}"
            + (f" ({language})" if len(TONGUES[region]) > 1 else "")
            for name, (platform, region, language) in channels().items()
        },
        platform=registry.TITLES,
        terms=registry.TERMS,
        region=NAMES,
        activity=ACTIVITIES,
        outcome={"O1": "Knowledge and competences"},
    )


def emblem() -> bytes:
    """The emblem of the European Union by its geometry, as SVG."""
    stars = "".join(
        f'<use href="#s" x="{75 + 100 / 3 * math.sin(math.radians(30 * hour)):.3f}" '
        f'y="{50 - 100 / 3 * math.cos(math.radians(30 * hour)):.3f}"/>'
        for hour in range(12)
    )
    points = " ".join(
        f"{reach * math.sin(turn):.3f},{-reach * math.cos(turn):.3f}"
        for n, turn in enumerate(map(math.radians, range(0, 360, 36)))
        for reach in [100 / 18 * (0.381966 if n % 2 else 1)]
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 100">'
        f'<defs><polygon id="s" points="{points}" fill="#FFCC00"/></defs>'
        f'<rect width="150" height="100" fill="#003399"/>{stars}</svg>'
    ).encode()


MASTHEAD = Masthead(
    emblem=emblem(),
    campaign="EU-BELONG: An Intercultural Approach to Migrant Integration in Europe's Regions",
    owner="Assembly of European Regions",
    statement="Co-funded by the European Union",
    disclaimer="Views and opinions expressed are however those of the author(s) only and do not "
    "necessarily reflect those of the European Union or the European Commission. Neither the "
    "European Union nor the granting authority can be held responsible for them.",
    grant="101038215",
)


def write(folder: Path, languages: Sequence[str] = ("en",)) -> ReportFiles:
    """Collect two weeks and write the second one's report; two channels have their troubles."""
    engine = database(folder / "sample.db")
    networks = Networks(subjects(), datetime(2026, 11, 23, 6, tzinfo=UTC))
    networks.gone = {"bluesky-100"}
    collect_until(engine, networks, networks.now, datetime(2026, 12, 2, tzinfo=UTC))
    networks.down = {"salzburg-mastodon": ConnectionError("salzburg.social does not answer")}
    collect_until(engine, networks, networks.now, MONDAY_MORNING)
    silent = About(channel="eu-telegram", week=str(WEEK))
    entered = Entered(silent, "views", 412, "Telegram", "aina", MONDAY_MORNING)
    with engine.begin() as connection:
        by_hand.add(connection, entered)
    files = write_report(
        engine,
        networks.posts,
        Period.week(WEEK),
        BRUSSELS,
        MONDAY_MORNING,
        folder,
        card=cards(),
        labels=lambda _language: labels(),
        masthead=lambda _language: MASTHEAD,
        languages=languages,
        fonts=FONT.parent,
        asked=[(About(week=str(WEEK)), "press_mentions")],
    )
    engine.dispose()
    return files


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{write(target, sys.argv[2:] or ['en']).page}\n")
