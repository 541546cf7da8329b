"""`doctor`: whether the database fits what went out, the accounts, the clocks and the disk."""

from __future__ import annotations

import typer

from campaign.bootstrap import Workspace
from campaign.cli.backup import sqlite_file
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import progress, table
from campaign.cli.terminal import emit, say
from campaign.engine.context import neighbours
from campaign.errors import ConfigError, StorageError
from campaign.model import Channel
from campaign.platforms.protocols import Platform
from campaign.storage.database import Database, open_database
from campaign.usecases.operations import doctor as usecase
from campaign.usecases.operations.doctor import Check

_MARKS = {"good": "✓", "bad": "✗", "unknown": "?"}


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look whether the database fits what went out, the accounts, the clocks and the disk."""
    with workspace(context) as opened, logs_withheld():
        checks = _checks(opened, quiet=as_json)
    bad = [each for each in checks if each.standing == "bad"]
    if as_json:
        emit({"healthy": not bad, "checks": checks})
    else:
        rows = [(_MARKS[each.standing], each.name, each.says) for each in checks]
        table("", ("", "what", "how it stands"), rows)
        for each in bad:
            say(f"✗ {each.name}: {each.remedy}")
    raise typer.Exit(FINDINGS if bad else DONE)


def _checks(opened: Workspace, *, quiet: bool) -> list[Check]:
    config = opened.config
    file = sqlite_file(opened)
    size = file.stat().st_size if file is not None and file.is_file() else 0
    checks = [
        usecase.of_journal(opened.journal),
        usecase.of_disk(file.parent if file is not None else config.var, size),
        *usecase.of_versions(config.channels.values(), clock().date()),
    ]
    if file is not None and not file.is_file():
        unknown = usecase.Standing.UNKNOWN
        return [usecase.Check("database", unknown, f"there is none yet at {file}"), *checks]
    if file is not None:
        whole = usecase.of_file(file)
        checks.insert(0, whole)
        if whole.standing == usecase.Standing.BAD:
            return checks
    try:
        database = open_database(config.database, migrate=False)
    except StorageError as error:
        remedy = "see docs/operations.md"
        return [usecase.Check("database", usecase.Standing.BAD, str(error), remedy), *checks]
    try:
        return [*checks, *_against(opened, database, quiet=quiet)]
    finally:
        database.close()


def _against(opened: Workspace, database: Database, *, quiet: bool) -> list[Check]:
    channels = opened.config.channels
    _ = opened.database  # of the right version by now; before threads ask for their credentials

    def connect(channel: Channel) -> Platform:
        # Another channel's secret may be missing: that is no reason not to look at this one.
        try:
            credential = opened.secret(channel)
        except ConfigError as error:
            raise usecase.NoCredential(str(error)) from error
        return opened.connect_with(channel, credential)

    found = [usecase.of_receipts(database, opened.journal, clock())]
    told = usecase.of_database_clock(database, clock)
    with progress("Asking the accounts", quiet=quiet) as report:
        found += usecase.of_accounts(
            database,
            channels,
            connect,
            lambda name: neighbours(channels, name),
            clock,
            report,
        )
    return found if told is None else [*found, told]
