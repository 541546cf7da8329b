"""`channels`: the accounts, and whether their credentials work."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

import typer

from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.limits import ask, in_words, tell
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import progress, table
from campaign.cli.terminal import emit, say
from campaign.errors import StorageError
from campaign.model import Standing
from campaign.platforms import registry
from campaign.usecases.operations.credentials import examine
from campaign.usecases.operations.names import unknown_names


def list_channels(context: typer.Context, as_json: Json = False) -> None:
    """List every channel with what its network allows."""
    with workspace(context) as opened:
        rows = []
        for channel in opened.config.channels.values():
            limits, said = opened.limits_of(channel), opened.known_limits.told(channel)
            rows.append(
                {
                    "channel": channel.name,
                    "platform": channel.platform,
                    "region": channel.region,
                    "language": channel.language,
                    "zone": str(channel.zone),
                    "server": channel.server,
                    "delivery": registry.delivery(channel.platform, channel.options),
                    "text": f"{limits.text} {limits.unit}",
                    "limits": asdict(limits),
                    "limits_from": in_words(opened, channel),
                    "asked": said.asked if said else None,
                    "software": said.software if said else "",
                    "ignored": said.ignored if said else (),
                    "cannot": limits.lacks,
                    "paused": channel.paused,
                }
            )
    if as_json:
        emit({"channels": rows})
    else:
        table(
            counted(len(rows), "channel"),
            ("channel", "language", "zone", "delivery", "text", "limits", "what it cannot do", ""),
            [
                (
                    row["channel"],
                    row["language"],
                    row["zone"],
                    row["delivery"],
                    f"{str(row['text']).split()[0]} characters",
                    row["limits_from"],
                    ", ".join(opened.limits(str(row["platform"])).lacks),
                    "paused" if row["paused"] else "",
                )
                for row in rows
            ],
        )


def test_channels(context: typer.Context, as_json: Json = False) -> None:
    """Try every channel's credential and the names in its posts; posts nothing."""
    with workspace(context) as opened, logs_withheld():
        with suppress(StorageError):  # a channel that keeps something there will say so itself
            _ = opened.database
        with progress("Trying credentials", quiet=as_json) as bar:
            channels = opened.config.channels.values()
            found = examine(channels, opened.secret, opened.connect_with, bar)
        working = [each for each in channels if found[each.name].standing is Standing.WORKS]
        asked = ask(opened, working)
        names = unknown_names(
            opened.read_content()[0],
            working,
            opened.config.regions,
            opened.config.campaign.start,
            lambda channel: opened.connect_with(channel, opened.secret(channel)),
        )
    fine = (Standing.WORKS, Standing.PAUSED)
    works = sum(access.standing is Standing.WORKS for access in found.values())
    wrong = [name for name, access in found.items() if access.standing not in fine]
    if as_json:
        rows = [
            {
                "channel": name,
                "works": access.standing in fine,
                "standing": access.standing,
                "account": access.account,
                "says": access.says,
            }
            for name, access in found.items()
        ]
        emit(
            {
                "channels": rows,
                "unknown_names": [asdict(each) for each in names],
                "servers": [asdict(each) for each in asked],
            }
        )
    else:
        marks = {name: "✗" if name in wrong else "✓" for name in found}
        table(
            "",
            ("", "channel", "standing", "whose account, or what is wrong"),
            [(marks[n], n, access.standing, access.says) for n, access in found.items()],
        )
        work = "works" if works == 1 else "work"
        say(f"{works} of {counted(len(found), 'channel')} {work}; nothing was posted.")
        tell(asked)
        for each in names:
            say(f"{each.post} mentions {each.name}, whom nobody knows on {each.channel}.")
        if names:
            say("Correct the name, or write it without @: it would go out as plain words.")
        if any(access.standing is Standing.MISSING for access in found.values()):
            say("Set each missing NAME, or NAME_FILE to a file that holds it, or paused = true.")
            say("Where no NAME is missing: campaign channels connect CHANNEL brings a credential.")
    raise typer.Exit(FINDINGS if wrong or names else DONE)
