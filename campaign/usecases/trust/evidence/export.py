"""Export the evidence of some days as one ZIP that is opened and checked without this program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people
from campaign.usecases.trust.evidence.archive import Archive, write_archive
from campaign.usecases.trust.evidence.chain import Run
from campaign.usecases.trust.evidence.chosen import Span, chosen
from campaign.usecases.trust.evidence.contents import Progress, Source, write_contents


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds; `fingerprint` names exactly this one.

    `first` and `last` are the numbers of its entries of the record, None where it has none.
    """

    file: Path
    fingerprint: str
    files: int
    posts: int
    publications: int
    first: int | None
    last: int | None


def export(
    database: Database,
    source: Source,
    target: Path,
    span: Span,
    *,
    actor: Actor,
    replace: bool = False,
    report: Progress | None = None,
) -> Exported:
    """Write the export and say so in the record, with its fingerprint.

    The file appears whole or not at all. Raises Forbidden, FileExists, StorageError.
    """
    with database.write() as connection:
        people.demand(connection, actor, Act.EXPORT, [EVERYWHERE])
        record.chain(connection)
    with database.read() as connection:
        posts = chosen(connection, span)
        needed: list[Run | None] = []
        files: list[int] = []

        def fill(archive: Archive) -> None:
            needed.append(
                write_contents(archive, connection, source, span, posts, target.parent, report)
            )
            files.append(archive.files)

        def placing(fingerprint: str) -> None:
            told = {"fingerprint": fingerprint, "first": span.first.isoformat()}
            with database.write() as writing:
                people.demand(writing, actor, Act.EXPORT, [EVERYWHERE])
                record.append(
                    writing,
                    RecordAct.EXPORTED,
                    who=actor.name,
                    now=source.now,
                    details={**told, "last": span.last.isoformat(), "posts": len(posts)},
                )

        fingerprint = write_archive(target, fill, placing, replace=replace)
    run = needed[0]
    return Exported(
        file=target,
        fingerprint=fingerprint,
        files=files[0],
        posts=len(posts),
        publications=sum(len(ids) for ids in posts.values()),
        first=run.first if run else None,
        last=run.last if run else None,
    )
