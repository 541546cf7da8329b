"""A small campaign that is over, as stories, proofs and exports tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.metrics import Counts
from analytics.store import Snapshot, add_snapshots
from campaign.config import Config
from campaign.media import MediaStore
from campaign.model import (
    Activity,
    Campaign,
    CardWish,
    Planned,
    Post,
    Registers,
    Statement,
    Vocabulary,
)
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.model.posts import OnDate
from campaign.storage import publications, record
from campaign.storage.database import Database
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.storage.trust import people
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.contents import Source
from campaign.usecases.trust.evidence.export import Exported, export
from campaign.usecases.trust.read_story import StoryReader
from campaign.usecases.trust.story import Story
from campaign.usecases.trust.take_back import revoke
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.scripted import Ledger, Scripted
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW, channel, region
from tests.sandbox.grapher import jpeg

AINA = Person("aina", "Aina Ferrer", "aina@example.org", {EVERYWHERE: frozenset({Role.ADMIN})})
ADMIN = Actor("aina", AINA)
ZONE = ZoneInfo("Europe/Brussels")
SPAN = Span(date(2026, 12, 1), date(2026, 12, 1), ZONE)


@dataclass(frozen=True, slots=True)
class Told:
    """The campaign's database and folder, and what its files say."""

    database: Database
    folder: Path
    stage: Stage
    registers: Registers
    posts: tuple[Post, ...]

    @property
    def config(self) -> Config:
        """One channel, of Catalonia."""
        return config(self.folder)

    @property
    def media(self) -> MediaStore:
        """Its pictures."""
        return MediaStore(self.folder / "media")

    @property
    def source(self) -> Source:
        """Where an export comes from, an hour after the last act."""
        heads = SealedHeads(self.folder / "evidence" / "heads.jsonl")
        now = self.stage.now + timedelta(hours=1)
        stamps = StampFiles(self.folder / "evidence" / "stamps")
        return Source(self.config, self.registers, self.posts, self.media, heads, stamps, now)

    def story(self, post: str, **other: object) -> Story:
        """The story of one post as it is now."""
        with self.database.read() as connection:
            reader = StoryReader(connection, self.config, self.source.now)
            return reader.story(post, **other)  # type: ignore[arg-type]

    def export(self, target: Path, span: Span = SPAN, **other: object) -> Exported:
        """Export some days, the day of the campaign if no other is named."""
        given: Mapping[str, object] = {"actor": ADMIN, **other}
        return export(self.database, self.source, target, span, **given)  # type: ignore[arg-type]


def config(folder: Path) -> Config:
    """A configuration of one channel, whose database lies in the folder."""
    place = replace(channel(), platform="mastodon", account="eubelong_catalonia")
    return Config(
        Campaign("c", "Belonging & more", date(2026, 11, 30), "", "ca", ("ca",), "art17", "funded"),
        {"catalonia": region(names={"en": "Catalonia", "ca": "Catalunya"})},
        {"catalonia": place},
        folder / "config.toml",
        *(folder, folder, folder, folder / "var"),
        f"sqlite:///{folder}/campaign.db",
        ZONE,
    )


def registers() -> Registers:
    """What the content says of activities, outcomes and the funder."""
    return Registers(
        activities={"A02": Activity("A02", "Learning Labs", "O1")},
        vocabulary=Vocabulary(
            audiences=("everybody", "insiders"),
            outcomes={"O1": "Knowledge"},
            portal={"everybody": ("Citizens",)},
        ),
        statements={
            ("art17", "funded", "ca"): Statement("ca", "Finançat per la Unió Europea", "seen")
        },
    )


def post(id: str, audience: str = "everybody") -> Post:
    """A post's file, of which only the head matters here."""
    when = OnDate(NOW.replace(tzinfo=None))
    return Post(id, when, ("all",), "A02", {}, audience=audience, card=CardWish("text"))


def publish(database: Database, folder: Path) -> Stage:
    """Plan, approve, change, take back and publish, with pictures; seal the head twice."""
    media = MediaStore(folder / "media")
    stage = Stage(database, folder, Scripted(Ledger(folder / "ledger.jsonl"), media))
    with on_sandbox(stage, "mastodon") as box:
        labs = _pictured(box, box.post("labs", headline="Taula"), "Una taula.", "Dues taules.")
        thread = box.post("thread", "La segona part.", "La tercera.")
        quote = _pictured(box, box.post("quote", at=HOUR), "Una cita.")
        stage.apply(labs, thread, quote, box.post("dropped", at=2 * HOUR))
        approve(database, waiting(database), actor=Actor("aina"), now=stage.now, note="ben fet")
        quoted = [stage.held(stage.number("quote"))]
        revoke(database, quoted, actor=Actor("joan"), now=stage.now, note="no")
        again = _pictured(box, box.post("quote", at=HOUR), "Una altra cita.")
        stage.apply(labs, thread, again)
        stage.approve()
        box.ticks(5)
        _seal(database, folder, stage)
        stage.now += HOUR
        box.ticks(3)
        _seal(database, folder, stage)
    return stage


def _pictured(box: OnSandbox, wanted: Planned, *alts: str) -> Planned:
    """The same with a picture for each alt text."""
    some = tuple(
        replace(box.stage.media.put(jpeg((32 + number, 32))), alt=alt)
        for number, alt in enumerate(alts)
    )
    return replace(wanted, variant=replace(wanted.variant, alt=alts[0]).illustrated(some))


def _seal(database: Database, folder: Path, stage: Stage) -> None:
    with database.read() as connection:
        number, last = record.head(connection)
    assert SealedHeads(folder / "evidence" / "heads.jsonl").keep(number, last, stage.now)


def told(database: Database, folder: Path) -> Told:
    """Published on the sandbox, measured twice, with one registered person."""
    stage = publish(database, folder)
    with database.write() as connection:
        people.add(connection, AINA, NOW)
        (labs,) = [p for p in publications.all_of(connection) if p.post == "labs"]
        add_snapshots(
            connection,
            [
                Snapshot(labs.id, timedelta(hours=1), NOW, Counts(reactions=0, reposts=2)),
                Snapshot(labs.id, timedelta(days=1), NOW, Counts(reactions=1_234, reposts=2)),
            ],
        )
    posts = (post("labs"), post("thread", "insiders"), post("quote"))
    return Told(database, folder, stage, registers(), posts)
