"""What is told after a backup was put back: what is out, in doubt, or waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from campaign.cli.findings import counted
from campaign.cli.terminal import say, wall
from campaign.engine.after_restore.marks import Marked
from campaign.model import Publication
from campaign.printable import shell_word

# How many publications of a kind are listed before the rest is counted.
_SHOWN = 20


def tell_marked(marked: Marked, zone: tzinfo | None, *, error: bool = False) -> None:
    """Say what was marked, by what comes of it."""
    say(f"The database knows what happened until {wall(marked.known_until, zone)}.", error=error)
    for some, said in (
        (marked.booked, "out since then, as the journal of receipts tells"),
        (marked.asked, "may be out: their networks are asked before anything is sent"),
        (marked.person, "may be out, and nobody can ask there: `campaign resolve` shows each"),
    ):
        if some:
            say(f"{counted(len(some), 'publication')}: {said}.", *_named(some), error=error)
    if marked.later:
        say(
            f"{counted(marked.later, 'publication')} to be sent later: asked about before that.",
            error=error,
        )
    tell_unlooked(marked.unlooked, error=error)
    if marked.unplaced:
        posts = {entry.identity for entry in marked.unplaced}
        say(
            f"{counted(len(posts), 'post')} of the journal {'is' if len(posts) == 1 else 'are'} "
            "not in this copy: `campaign apply` adds what the calendar still has, as published.",
            error=error,
        )
    if not (marked.booked or marked.asked or marked.person):
        say("Nothing can have gone out since then.", error=error)


def tell_unlooked(waiting: Mapping[str, int], *, error: bool = False) -> None:
    """Say by channel what waits until somebody has looked at an account that cannot be asked."""
    for channel, number in waiting.items():
        say(
            f"{counted(number, 'publication')} to be sent later on {channel}: a backup was put "
            "back, and nobody can ask there. Run `campaign apply`, then look at the account; if "
            "nothing that is not published by our count is out, say "
            f"`campaign resolve --none-out {shell_word(channel)}`.",
            error=error,
        )


def _named(some: Sequence[Publication]) -> list[str]:
    lines = [f"  {p.id} {p.post} on {p.channel}" for p in some[:_SHOWN]]
    if len(some) > _SHOWN:
        lines.append(f"  … and {len(some) - _SHOWN} more: --json tells them")
    return lines
