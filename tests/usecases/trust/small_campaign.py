"""A small real campaign, published on the sandbox, with all that the record tells of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from campaign.media import MediaStore
from campaign.model import Planned
from campaign.model.people import Actor
from campaign.storage import pauses, record
from campaign.storage.database import Database
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.seal import seal
from campaign.usecases.trust.take_back import revoke
from campaign.usecases.trust.verification.findings import Verified
from campaign.usecases.trust.verify_record import Outside, verify
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.scripted import Ledger, Scripted
from tests.engine.stage import Stage
from tests.sandbox.grapher import jpeg

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The folder of a campaign that is over, with its database, pictures and sealed heads."""

    folder: Path

    @property
    def file(self) -> Path:
        """The database, in one file."""
        return self.folder / "campaign.db"

    @property
    def media(self) -> MediaStore:
        """Its pictures."""
        return MediaStore(self.folder / "media")

    @property
    def heads(self) -> SealedHeads:
        """Its sealed heads."""
        return SealedHeads(self.folder / "evidence" / "heads.jsonl")

    @property
    def stamps(self) -> StampFiles:
        """What an authority answered."""
        return StampFiles(self.folder / "evidence" / "stamps")

    @property
    def outside(self) -> Outside:
        """All that lies beside the database."""
        return Outside(self.media, self.heads, self.stamps)

    def verified(self, database: Database) -> Verified:
        """What a check says of it."""
        return verify(database, self.outside)


def publish(database: Database, folder: Path) -> OnSandbox:
    """Plan, approve, change, take back, publish and lose answers."""
    media = MediaStore(folder / "media")
    stage = Stage(database, folder, Scripted(Ledger(folder / "ledger.jsonl"), media))
    with on_sandbox(stage, "mastodon") as box:
        posts = [
            pictured(box, box.post("labs")),
            box.post("thread", "La segona part.", "La tercera."),
            box.post("quote", at=HOUR),
            box.post("dropped", at=2 * HOUR),
        ]
        stage.apply(*posts)
        with database.write() as connection:
            pauses.begin(connection, "all", who="aina", reason="a moment", now=stage.now)
            pauses.end(connection, "all", who="aina", now=stage.now)
        approve(database, waiting(database), actor=Actor("aina"), now=stage.now, note="ben fet")
        quote = stage.held(stage.number("quote"))
        revoke(database, [quote], actor=Actor("joan"), now=stage.now, note="no")
        stage.apply(*posts[:2], box.post("quote", at=HOUR, headline="Una altra"))
        stage.approve()
        box.ticks(5)
        keep(database, Recorded(folder), stage)
        stage.now += HOUR
        box.ticks(3)
        made = Recorded(folder)
        seal(database, made.heads, made.stamps, sealer="worker", now=stage.now)
        keep(database, made, stage)
    return box


def pictured(box: OnSandbox, planned: Planned) -> Planned:
    """The same with a picture."""
    picture = replace(box.stage.media.put(jpeg()), alt="Una taula llarga")
    return replace(planned, variant=planned.variant.illustrated((picture,)))


def keep(database: Database, made: Recorded, stage: Stage) -> None:
    """Seal the head as it is now."""
    with database.read() as connection:
        number, last = record.head(connection)
    assert made.heads.keep(number, last, stage.now)
