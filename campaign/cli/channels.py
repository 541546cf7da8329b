"""`channels`: the accounts, and whether their credentials work."""

from __future__ import annotations

import typer

from campaign.cli.door import DONE, FINDINGS, Json, emit, say, table, workspace

channels = typer.Typer(help="The accounts.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(channels, name="channels")


@channels.command("list")
def list_channels(context: typer.Context, as_json: Json = False) -> None:
    """List every channel with what its network allows."""
    from campaign.platforms import registry  # noqa: PLC0415 - not for the other commands

    with workspace(context) as opened:
        rows = []
        for channel in opened.config.channels.values():
            limits = opened.limits(channel.platform)
            rows.append(
                {
                    "channel": channel.name,
                    "platform": channel.platform,
                    "region": channel.region,
                    "language": channel.language,
                    "zone": str(channel.zone),
                    "server": channel.server,
                    "delivery": registry.delivery(channel.platform),
                    "text": f"{limits.text} {limits.unit}",
                    "paused": channel.paused,
                }
            )
    if as_json:
        emit({"channels": rows})
    else:
        table(
            f"{len(rows)} channels",
            ("channel", "language", "zone", "delivery", "text", ""),
            [
                (
                    row["channel"],
                    row["language"],
                    row["zone"],
                    row["delivery"],
                    f"{str(row['text']).split()[0]} characters",
                    "paused" if row["paused"] else "",
                )
                for row in rows
            ],
        )


@channels.command("test")
def test_channels(context: typer.Context, as_json: Json = False) -> None:
    """Try every channel's credential; posts nothing."""
    from campaign.errors import CampaignError  # noqa: PLC0415
    from campaign.platforms.base import Identifies  # noqa: PLC0415

    rows = []
    with workspace(context) as opened:
        for channel in opened.config.channels.values():
            if channel.paused:
                rows.append((channel.name, True, "paused"))
                continue
            try:
                platform = opened.connect(channel)
                words = (
                    platform.identify() if isinstance(platform, Identifies) else "nothing to try"
                )
                rows.append((channel.name, True, words))
            except CampaignError as error:
                rows.append((channel.name, False, str(error)))
    works = all(ok for _, ok, _ in rows)
    if as_json:
        emit({"channels": [{"channel": n, "works": ok, "says": words} for n, ok, words in rows]})
    else:
        for name, ok, words in rows:
            say(f"{'✓' if ok else '✗'} {name}: {words}")
    raise typer.Exit(DONE if works else FINDINGS)
