"""`resolve`: what only a person can know is shown and decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, Verbose, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.cli.restored import tell_unlooked
from campaign.cli.screen import progress
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.cli.whereabouts import ADDRESS, add_where, asked_where, seen_at, tell_missing
from campaign.engine.after_restore.marks import by_channel, unlooked
from campaign.engine.after_restore.person_checks import none_out
from campaign.model import Channel, Decision, State
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.lifecycle import OPEN
from campaign.plan.reasons import in_words
from campaign.platforms.protocols import Platform, Seen
from campaign.printable import shell_word
from campaign.storage import publications
from campaign.usecases.operations.inspect_unknown import Look, look
from campaign.usecases.operations.resolve import resolve as decide

_SHOWN = 20
_POSTS = 5  # of an account, beside the decision; there may be hundreds
_DECISIONS = tuple(each.value for each in Decision if each)


def resolve(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="The publication's number.", show_default=False)
    ] = None,
    decision: Annotated[
        str, typer.Argument(help="there, again, absent or cancel.", show_default=False)
    ] = "",
    url: Annotated[
        str, typer.Option(help="Where it is, with `there`; it can be added later.")
    ] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Send again though it may be there, or is.")
    ] = False,
    none_out: Annotated[
        str,
        typer.Option(
            metavar="CHANNEL",
            help="After a backup was put back and the calendar applied: you have looked, and "
            "nothing that this channel has not published by our count is out.",
        ),
    ] = "",
    who: Who = "",
    as_who: As = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Show what may be out though nobody knows, with what the account shows; and decide."""
    if decision and decision not in _DECISIONS:
        raise typer.BadParameter(f"{decision!r}: say {', '.join(_DECISIONS[:-1])} or cancel")
    if url and decision != Decision.THERE:
        raise typer.BadParameter("--url goes with `there`")
    if url and not url.startswith(ADDRESS):
        raise typer.BadParameter(f"{url!r} is no address of a post: it begins with https://")
    if none_out and (number is not None or anyway):
        raise typer.BadParameter("--none-out CHANNEL is said alone: it decides for all of it")
    with workspace(context) as opened, logs_withheld():
        if none_out:
            _none_out(opened, none_out, actor(opened, as_who, who), as_json=as_json)
            raise typer.Exit(DONE)
        if decision:
            assert number is not None  # typer fills arguments from the left
            chosen = Decision(decision)
            acts = actor(opened, as_who, who)
            _decide(opened, number, chosen, url, acts, anyway=anyway, as_json=as_json)
            raise typer.Exit(DONE)
        looks, count = _look(opened, number, _SHOWN if not verbose else 10_000, quiet=as_json)
        unlooked = _unlooked(opened) if number is None else {}
        if as_json:
            shown = [_plain(each) for each in looks]
            emit({"unknown": count, "publications": shown, "unlooked": unlooked})
        else:
            _tell(opened, looks, count if number is None else len(looks), unlooked)
    raise typer.Exit(FINDINGS if count or unlooked else DONE)


def _unlooked(opened: Workspace) -> dict[str, int]:
    """How many of each channel wait until somebody has looked at its account."""
    with opened.database.read() as connection:
        return by_channel(unlooked(connection))


def _none_out(opened: Workspace, channel: str, acts: Actor, *, as_json: bool) -> None:
    known_one = opened.config.channels.get(channel)
    if known_one is None:
        with opened.database.read() as connection:  # one that left may come back
            known = publications.has_channel(connection, channel)
        if not known:
            raise typer.BadParameter(f'--none-out: there is no channel "{channel}"')
    region = known_one.region if known_one else EVERYWHERE
    done = none_out(opened.database, channel, actor=acts, now=clock(), region=region)
    if as_json:
        emit({"channel": channel, "released": done})
    elif done:
        say(
            f"{counted(done, 'publication')} of {channel} may be sent: what is scheduled goes at "
            "its time."
        )
    else:
        say(f"Nothing that {channel} may still send waits for that.")


def _look(
    opened: Workspace, number: int | None, limit: int, *, quiet: bool
) -> tuple[list[Look], int]:
    def connect(channel: Channel) -> Platform:
        # Another channel's secret may be missing: that is no reason not to look at this one.
        return opened.connect_with(channel, opened.secret(channel))

    with progress("Asking the accounts", quiet=quiet):
        # What is in doubt on a channel that has left is looked at by its last settings.
        channels = {**opened.former.all(), **opened.config.channels}
        return look(opened.database, channels, connect, number=number, limit=limit)


def _decide(
    opened: Workspace,
    number: int,
    decision: Decision,
    url: str,
    acts: Actor,
    *,
    anyway: bool,
    as_json: bool,
) -> None:
    seen: Seen | None = None
    looked: Look | None = None
    if decision in (Decision.THERE, Decision.AGAIN):
        (looked,), _ = _look(opened, number, 1, quiet=as_json)
        if decision is Decision.THERE:
            url = url or asked_where(looked, as_json=as_json)
            seen = seen_at(looked, url)
            if looked.publication.state is State.PUBLISHED:
                add_where(opened, number, url, seen, acts, as_json=as_json)
                return
    state = decide(
        opened.database,
        number,
        decision,
        actor=acts,
        now=clock(),
        url=url,
        seen=seen,
        looked=looked,
        anyway=anyway,
        book=opened.journal,
    )
    if as_json:
        told = {"url": seen.url, "remote_id": seen.remote_id} if seen else {"url": url}
        emit({"publication": number, "state": state, **told})
        return
    say(f"Publication {number} is now {state}.")
    if decision is Decision.THERE and seen is None:
        tell_missing(number, url)
    if decision is Decision.AGAIN and looked is not None and looked.shown is None:
        say(f"Nobody could look whether the same words are there: {looked.trouble}.")


def _tell(opened: Workspace, looks: list[Look], count: int, unlooked: Mapping[str, int]) -> None:
    if not looks and not unlooked:
        say("Nothing is unknown. `campaign status` shows what failed or was missed.")
    for found in looks:
        _show(opened, found)
    if count > len(looks):
        say(f"… and {count - len(looks)} more: --verbose shows them")
    tell_unlooked(unlooked)


def _show(opened: Workspace, found: Look) -> None:
    p, attempt, variant = found.publication, found.attempt, found.variant
    channel = opened.config.channels.get(p.channel)
    zone = channel.zone if channel else opened.config.zone
    say(
        f"No. {p.id}: {p.post} on {p.channel}, due {wall(p.due, zone)}, is {p.state}: {in_words(p)}"
    )
    if attempt is not None:
        said = attempt.answer or attempt.outcome
        say(
            f"  sent {wall(attempt.started, zone)} by {attempt.worker} "
            f"(try {p.tries}): {said[:200]}"
        )
    for number, at in enumerate(found.urls, start=1):
        say(f"  part {number} of {len(variant.texts)} is out: {at or 'its address is not known'}")
    for text in variant.texts:
        say(f"  text: {_short(text, 500)}")
    for media in variant.media:
        say(f"  picture: sha256 {media.sha256[:16]}…, {media.width}×{media.height}, {media.alt}")
    if found.shown is None:
        say(f"  nobody can ask there ({found.trouble}): look at {found.where}")
    elif not found.shown:
        say(f"  the account shows nothing since then: {found.where}")
    else:
        say(f"  the account shows since then ({found.where}):")
    for seen in _worth_showing(found):
        same = "  ← the same words" if seen in found.alike else ""
        if seen.remote_id in found.booked:
            same = f"  ← no. {found.booked[seen.remote_id]}"
        say(f"    {wall(seen.at, zone)}  {seen.url}  {_short(seen.text, 80)}{same}")
    if found.out:
        _show_ways(found)
    else:
        say(f"  → campaign resolve {p.id} there --url … | again | absent | cancel")


def _show_ways(found: Look) -> None:
    """What can be done about a thread that is out in part."""
    number, next_part = found.publication.id, found.out + 1
    post = shell_word(found.publication.post)
    if found.publication.state in OPEN:
        say(f"  → campaign resolve {number} there --url …: part {next_part} is out too")
        say(f"  → campaign resolve {number} absent: part {next_part} is not there")
    say(
        f"  → campaign resolve {number} again: the rest follows, from part {next_part} on",
        f"  → campaign resolve {number} cancel: what is out stays, and nothing follows it",
        f"    to withdraw what is out, say cancel, then campaign withdraw {post}; to publish the "
        "rest as one post, say cancel, and give it a file of its own in the calendar",
    )


def _worth_showing(found: Look) -> list[Seen]:
    """Those with the same words, and of the others the newest."""
    others = [seen for seen in found.shown or () if seen not in found.alike]
    return [*found.alike, *others[: max(0, _POSTS - len(found.alike))]]


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _plain(found: Look) -> dict[str, object]:
    p, attempt = found.publication, found.attempt
    return {
        "id": p.id,
        "post": p.post,
        "channel": p.channel,
        "state": p.state,
        "due": p.due,
        "reason": in_words(p),
        "tries": p.tries,
        "sent": attempt.started if attempt else None,
        "worker": attempt.worker if attempt else "",
        "answer": (attempt.answer or attempt.outcome) if attempt else "",
        "texts": found.variant.texts,
        "pictures": [media.sha256 for media in found.variant.media],
        "parts_out": found.out,
        "parts_at": found.urls,
        "account": found.where,
        "shown": found.shown,
        "alike": [seen.url for seen in found.alike],
        "booked": found.booked,
        "in_doubt": found.in_doubt,
        "trouble": found.trouble,
    }
