"""`doctor`: what the program needs and has here, and what is missing and what to do."""

from __future__ import annotations

import typer
from PIL import features

from campaign.bootstrap import Workspace, worker_name
from campaign.bounded_file import why_no_file
from campaign.cards.brandfile import font_files
from campaign.cli.backup import sqlite_file
from campaign.cli.context import Json, Verbose, clock, config_file, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.engine.context import neighbours
from campaign.errors import ConfigError, StorageError
from campaign.model import Channel
from campaign.platforms.protocols import Platform
from campaign.storage import timestamps
from campaign.storage.database import Database, open_database
from campaign.usecases.operations import doctor as usecase
from campaign.usecases.operations import surroundings
from campaign.usecases.operations.doctor import Check, Standing
from campaign.usecases.operations.rights import of_rights
from campaign.zone_data import use_newest

_MARKS = {Standing.GOOD: "✓", Standing.BAD: "✗", Standing.UNKNOWN: "?"}


def doctor(context: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """Look at all that the program needs here, and say what is missing and what to do."""
    file = config_file(context)
    checks = [surroundings.of_python(), surroundings.of_sqlite()]
    rules = use_newest()
    checks.append(surroundings.of_zone_data(rules))
    checks.append(surroundings.of_pictures(features.check))
    try:
        with workspace(context) as opened, logs_withheld():
            checks.append(surroundings.of_configuration(file, None))
            checks += _checks(opened, quiet=as_json)
    except ConfigError as error:
        checks.append(surroundings.of_configuration(file, error))
    except OSError as error:
        checks.append(surroundings.of_unreadable(error))
    except StorageError as error:
        remedy = "see docs/operations.md"
        checks.append(Check("database", Standing.BAD, str(error), remedy, usecase.DATABASE))
    if not any(each.name == surroundings.TIME for each in checks):
        checks.append(surroundings.of_clock(clock(), rules))
    bad = [each for each in checks if each.standing is Standing.BAD]
    if as_json:
        emit({"healthy": not bad, "checks": checks})
    else:
        _show(checks, verbose=verbose)
        say(f"{counted(len(bad), 'fault')}." if bad else "Nothing is missing.")
    raise typer.Exit(FINDINGS if bad else DONE)


def _show(checks: list[Check], *, verbose: bool) -> None:
    """A line for a group in which all is well; else a line for each fault, with what to do."""
    for group, found in surroundings.in_groups(checks).items():
        standing = surroundings.worst(found)
        if standing is Standing.GOOD and not verbose:
            say(f"{_MARKS[standing]} {group}: {'; '.join(each.says for each in found)}")
            continue
        say(f"{_MARKS[standing]} {group}")
        for each in found:
            if verbose or each.standing is not Standing.GOOD:
                say(f"    {_MARKS[each.standing]} {each.name}: {each.says}")
                if each.remedy:
                    say(f"      → {each.remedy}")


def _checks(opened: Workspace, *, quiet: bool) -> list[Check]:
    config = opened.config
    file = sqlite_file(opened)
    size = file.stat().st_size if file is not None and file.is_file() else 0
    checks = [
        surroundings.of_fonts(lambda: _fonts(opened), shapes=bool(features.check("raqm"))),
        surroundings.of_content(config),
        surroundings.of_var(config.var),
        usecase.of_disk(file.parent if file is not None else config.var, size),
        *usecase.of_versions(config.channels.values(), clock().date()),
        of_rights(config.var),
        usecase.of_journal(opened.journal),
    ]
    if file is not None and (found_there := why_no_file(file)):
        says = f"{file}: {found_there}"
        remedy = "move it away, and put a backup back: campaign restore FILE"
        return [*checks, Check("database", Standing.BAD, says, remedy, usecase.DATABASE)]
    if file is not None and not file.is_file():
        says = f"there is none yet at {file}: `campaign apply` makes it"
        return [*checks, Check("database", Standing.UNKNOWN, says, group=usecase.DATABASE)]
    if file is not None:
        whole = usecase.of_file(file)
        checks.append(whole)
        if whole.standing is Standing.BAD:
            return checks
    try:
        database = open_database(config.database, migrate=False)
    except StorageError as error:
        remedy = "see docs/operations.md"
        broken = Check("schema", Standing.BAD, str(error), remedy, usecase.DATABASE)
        return [*checks, broken]
    try:
        return [*checks, surroundings.of_schema(database), *_against(opened, database, quiet=quiet)]
    finally:
        database.close()


def _fonts(opened: Workspace) -> tuple[str, ...]:
    _ = opened.brand  # it can be used, with every font that it names
    return font_files((opened.config.assets / "brand.toml").read_text(encoding="utf-8"))


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

    with database.read() as connection:
        newest = timestamps.newest(connection, but=worker_name())
    found = [
        usecase.of_receipts(database, opened.journal, clock()),
        surroundings.of_clock(clock(), use_newest(), newest),
        *usecase.of_approval(database, opened.config.approval, opened.config.regions),
    ]
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
    found += usecase.of_prices((each.platform for each in channels.values()), clock())
    return found if told is None else [*found, told]
