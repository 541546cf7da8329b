"""Campaigns at the moment before an act, and what an act left behind in files and tables."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from requests import Response
from sqlalchemy import func, select

from campaign.bootstrap import open_workspace
from campaign.cli.simulation import Journey
from campaign.model import Publication
from campaign.model.machines import Scope
from campaign.model.people import EVERYWHERE, Role
from campaign.model.sessions import Passkey
from campaign.model.webhooks import Event
from campaign.storage import publications
from campaign.storage.desk import passkeys
from campaign.storage.tables import metadata, record
from campaign.usecases.machines import tokens, webhooks
from campaign.usecases.operations.pause import pause
from campaign.usecases.planning.skip import skip
from campaign.usecases.trust import invite, people
from campaign.usecases.trust.approve import approve
from campaign.usecases.trust.review_token import PURPOSE
from campaign.usecases.trust.take_back import send_back
from campaign.web.desk import Desk
from tests.web.killed import NONE, Send, desk_that_lives, walk
from tests.web.stage import NOW, PEOPLE, Stage, prepare

POST: Final = "platforms-02"
REGION: Final = "catalonia"
CHANNEL: Final = "catalonia-mastodon-ca"

#: What a repeat may write again without doing the act again: who is here, how often one asked, and
#: that an edit is about to be written, which is noted before it is.
_BESIDES: Final = frozenset({"openings", "sign_in_tries", "edits_made", "file_texts", "record"})
#: Entries of the record that tell of rows, beside the entry of the act.
OF_ROWS: Final = frozenset({"rows.stand", "rows.gone"})


@contextmanager
def opened(folder: Path, after: timedelta = timedelta(), **environ: str) -> Iterator[Stage]:
    """The workspace of a folder without a server."""
    clock = Journey(NOW + after)
    with closing(open_workspace(folder / "config.toml", environ, clock, clock.wait)) as workspace:
        yield Stage("", folder, workspace, clock, Desk(lambda: workspace), "")


def planned(folder: Path) -> Path:
    """A campaign with people, and one post that is planned in one region and not approved."""
    prepare(folder, (POST,))
    file = folder / "content" / "calendar" / f"{POST}.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("channels: [all]", f"channels: [{REGION}]"), "utf-8")
    with opened(folder) as stage:
        for id, roles in PEOPLE.items():
            stage.register(id, roles)
        stage.plan()
    return folder


def rows(stage: Stage) -> list[Publication]:
    """The publications of the post."""
    with stage.opened.database.read() as connection:
        return publications.all_of(connection, [POST])


def shown(stage: Stage) -> list[str]:
    """What the forms of a request say was shown."""
    return [f"{p.id}:{p.variant_hash}" for p in rows(stage)]


@dataclass(frozen=True)
class Traces:
    """What there is: rows by table, entries of the record by act, and the files of the content."""

    tables: Mapping[str, int]
    record: Mapping[str, int]
    files: Mapping[str, str]


def traces(folder: Path) -> Traces:
    """What there is in a folder at this moment."""
    with opened(folder) as stage, stage.opened.database.read() as connection:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name not in _BESIDES
        }
        acts = connection.scalars(select(record.c.act).where(record.c.act.not_in(OF_ROWS)))
        entries = Counter(map(str, acts))
    files = {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted((folder / "content" / "calendar").iterdir())
        if not each.name.startswith(".")
    }
    return Traces(counts, entries, files)


State = Callable[[Stage], None]


def nothing_more(stage: Stage) -> None:
    """Planned, and that is all."""


def approved(stage: Stage) -> None:
    """Marta said yes."""
    rules, actor = stage.opened.config.approval, stage.person("marta")
    approve(stage.opened.database, rows(stage), actor=actor, now=NOW, rules=rules)


def sent_back(stage: Stage) -> None:
    """Marta wished for a change."""
    send_back(stage.opened.database, rows(stage), "Shorter.", actor=stage.person("marta"), now=NOW)


def invited(stage: Stage) -> str:
    """The path of a link for somebody without an account."""
    made = invite.invite(
        stage.opened.database,
        stage.opened.keyring.signing_keys(PURPOSE),
        POST,
        "mayor@example.org",
        NOW + timedelta(days=10),
        region=REGION,
        actor=stage.person("olga"),
        now=NOW,
    )
    return made.path


def skipped(stage: Stage) -> None:
    """The first publication is skipped."""
    skip(
        stage.opened.database,
        rows(stage)[0].id,
        actor=stage.person("olga"),
        reason="ill",
        now=NOW,
    )


def stopped(stage: Stage) -> None:
    """One channel is paused."""
    opened_here = stage.opened
    pause(
        opened_here.database,
        f"channel:{CHANNEL}",
        actor=stage.person("olga"),
        reason="a rest",
        now=NOW,
        channels=opened_here.config.channels,
    )


def disabled(stage: Stage) -> None:
    """Edgar may do nothing any more."""
    people.disable(stage.opened.database, "edgar", actor=stage.person("ada"), now=NOW)


def let_in(stage: Stage) -> str:
    """The text of a token of a machine that may do what a machine may."""
    made = tokens.make(
        stage.opened.database,
        "cms",
        scopes=tuple(Scope),
        role=Role.COORDINATOR,
        region=EVERYWHERE,
        regions=stage.opened.config.regions,
        actor=stage.person("ada"),
        now=NOW,
    )
    return made.text


def listening(stage: Stage) -> None:
    """An address hears of publications."""
    webhooks.make(
        stage.opened.database,
        stage.opened.keyring,
        "Site",
        "https://site.example/hear",
        [Event.MISSED],
        inside=False,
        actor=stage.person("ada"),
        now=NOW,
    )


def listening_no_more(stage: Stage) -> None:
    """The address is paused."""
    listening(stage)
    webhooks.pause(stage.opened.database, 1, actor=stage.person("ada"), now=NOW)


def with_passkey(stage: Stage) -> None:
    """Edgar has a passkey."""
    with stage.opened.database.write() as connection:
        passkeys.add(
            connection, Passkey("key", "edgar", "handle", "phone", "public", 0, (), NOW, None)
        )


@dataclass(frozen=True)
class Act:
    """Somebody's form, and what it leaves in the record when it is done once.

    `again` is the status of the answer to the same form afterwards, `state` what was done before,
    and `after` how long after the morning of the stage it is.
    """

    name: str
    who: str
    path: str
    record: Mapping[str, int]
    form: Callable[[Stage], Mapping[str, Any]] = field(default=lambda stage: {})
    state: State = nothing_more
    answer: int = 303
    again: int = 303
    after: timedelta = timedelta()


def is_done_once(
    folder: Path,
    now: datetime,
    send: Send,
    entries: Mapping[str, int],
    *,
    answer: int = 303,
    again: int = 303,
    later: timedelta = timedelta(),
    changes: Collection[str] = (),
    environ: Mapping[str, str] = NONE,
    look: Callable[[Path], None] = lambda folder: None,
) -> None:
    """Check that a request leaves the same, wherever the desk died, as when nothing happened to it.

    That is these `entries` of the record, and changes of these files. `look` is shown each folder.
    """
    before = traces(folder)
    straight = folder.with_name("straight")
    shutil.copytree(folder, straight)
    with desk_that_lives(straight, now, environ) as url:
        first = send(url)
        assert first.status_code == answer, (
            first.status_code,
            dict(first.headers),
            first.text[-3000:],
        )
    wanted = traces(straight)
    done = Counter(wanted.record) - Counter(before.record)
    assert done == entries, done
    names = wanted.files.keys() | before.files.keys()
    changed = {
        Path(each).name for each in names if wanted.files.get(each) != before.files.get(each)
    }
    assert changed == set(changes), changed
    assert wanted != before, "nothing was done"

    def check(copy: Path, repeated: Response) -> None:
        assert repeated.status_code in (again, answer), repeated.text[-3000:]
        found = traces(copy)
        assert found.files == wanted.files
        assert found.record == wanted.record, (found.record, wanted.record)
        assert found.tables == wanted.tables, {
            name: (count, wanted.tables[name])
            for name, count in found.tables.items()
            if count != wanted.tables[name]
        }
        look(copy)

    assert walk(folder, now, send, check, later=later, environ=environ) >= 2
