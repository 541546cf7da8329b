"""A small real campaign, published on the sandbox, with all that the record tells of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from campaign.media import MediaStore
from campaign.model import Dismissal, Planned
from campaign.model.changes import ChangeKind, ChangeState
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.storage import pauses, record
from campaign.storage.database import Database
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.storage.trust import (
    authors,
    changes,
    consents,
    dismissals,
    invitations,
    people,
    read_backs,
    remarks,
)
from campaign.storage.trust.read_backs import Outcome, ReadBack
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


def judge(database: Database, stage: Stage) -> None:
    """Two rows of each kind that people write: who they are, what they said, asked and accepted."""
    now, publication = stage.now, stage.held(stage.number("labs"))
    name = publication.variant_hash
    with database.write() as connection:
        for id, role in (("aina", Role.ADMIN), ("joan", Role.APPROVER)):
            person = Person(id, id.title(), f"{id}@example.org", {EVERYWHERE: frozenset({role})})
            people.add(connection, person, now)
            authors.planned(connection, name, "labs", "ca", who=id, now=now)
            authors.edited(connection, "labs", "ca", who=id, now=now)
            remarks.add(connection, [name], f"diu {id}", who=id, now=now, sends_back=id == "joan")
            token = sha256(id.encode()).hexdigest()
            invitations.add(
                connection,
                token=token,
                post="labs",
                region="catalonia",
                language="ca",
                to=f"{id}@example.org",
                who="aina",
                now=now,
                until=now + HOUR,
            )
            consents.end(connection, f"c-{id}", who=id, reason="no", at=now, now=now)
            pauses.begin(connection, f"channel:{id}", who=id, reason="so", now=now)
            finding = ("card-long", "labs", "catalonia", "ca", "posts/labs.md", "long", token)
            dismissals.add(connection, [Dismissal(0, *finding, "so it is", id, now)])
        for part in (0, 1):
            differences = [{"sentence": "The alt text is gone."}] * part
            outcome = Outcome.DIFFERENT if part else Outcome.SAME
            look = ReadBack(publication.id, part, name, now, outcome, differences=differences)
            read_backs.keep(connection, look)
            kind, id = ChangeKind.WITHDRAWAL, f"1{part}"
            asked = changes.ask(
                *(connection, publication, part, kind),
                remote_id=id,
                url="",
                who="aina",
                reason="no",
                now=now,
            )
            taken = changes.take_up(
                *(connection, asked),
                worker="w",
                lease_until=now + HOUR,
                now=now,
                request="DELETE",
            )
            assert taken is not None
            changes.end_try(connection, taken[1], outcome="absent", answer="404", now=now)
            changes.end(connection, taken[0], ChangeState.DROPPED, ended_by="w", now=now)
        read_backs.accept(connection, publication.id, "aina", now)
        dismissals.end(connection, 1, who="aina", now=now)


def pictured(box: OnSandbox, planned: Planned) -> Planned:
    """The same with a picture."""
    picture = replace(box.stage.media.put(jpeg()), alt="Una taula llarga")
    return replace(planned, variant=planned.variant.illustrated((picture,)))


def keep(database: Database, made: Recorded, stage: Stage) -> None:
    """Seal the head as it is now."""
    with database.read() as connection:
        number, last = record.head(connection)
    assert made.heads.keep(number, last, stage.now)
