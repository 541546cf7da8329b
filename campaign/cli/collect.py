"""`collect`: the figures of the posts, as the networks tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import typer

from analytics.collect import CollectResult
from analytics.isoweek import Week
from campaign.bootstrap import Workspace
from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say
from campaign.usecases.reporting.collect import collect as take
from campaign.usecases.reporting.link_clicks import take_link_clicks


def collect(context: typer.Context, as_json: Json = False) -> None:
    """Ask the networks for the figures that are due, and keep them."""
    with workspace(context) as opened, progress("Collecting", quiet=as_json) as bar:
        done = collect_now(opened, (lambda _, at, of: bar(at, of)) if bar else None)
    if as_json:
        emit(done)
    else:
        taken = counted(done.snapshots, "snapshot"), counted(done.audiences, "follower count")
        say(f"{taken[0]} and {taken[1]} taken.")
        if done.missing:
            say(f"The networks gave no figures for {counted(done.missing, 'post')} that were due.")
        for failure in done.failures:
            say(f"✗ {failure.channel}: {failure.message}")
    raise typer.Exit(FINDINGS if done.failures else DONE)


def collect_now(opened: Workspace, bar: object = None) -> CollectResult:
    """Take what is due in a workspace."""
    _ = opened.secrets
    clicks = take_link_clicks(
        opened.database, opened.config.channels, opened.connect, opened.config.zone, opened.now()
    )
    done = take(
        opened.database,
        opened.config.channels,
        opened.connect,
        opened.now(),
        budgets=opened.budgets,
        ages=opened.config.ages,
        report=bar,  # type: ignore[arg-type]
    )
    return replace(done, failures=tuple(dict.fromkeys((*done.failures, *clicks))))


def last_week(opened: Workspace) -> Week:
    """The last whole week, in the zone in which the campaign's weeks begin."""
    return Week.of(opened.clock() - timedelta(days=7), opened.config.zone)
