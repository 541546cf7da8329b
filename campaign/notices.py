"""What a notice to people says: one message for all that needs them, with the command that helps.

A notice reports what has happened and decides nothing. Whatever happens to the message, no
publication changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from campaign.printable import one_line, shell_word

#: The kinds of notices, in the order of the message; `campaign status` has the same words.
UNKNOWN, FAILED, MISSED, PAUSED = "unknown", "failed", "missed", "channel-paused"
FOREIGN, LIMITS, UNAPPROVED = "foreign", "server-limits", "unapproved"
TAKING_BACK, DIFFERS = "taking-back", "differs"
KINDS: Final = (
    *(UNKNOWN, FOREIGN, FAILED, MISSED, TAKING_BACK, DIFFERS, UNAPPROVED, LIMITS, PAUSED),
)
#: The shortest time between two messages with the same kind.
APART: Final = timedelta(minutes=1)

_SHOWN = 20  # of one kind; a person acts on no more at once
_LONGEST = 300  # characters of a network's own words
_SAID: Mapping[str, Callable[[int], str]] = {
    UNKNOWN: lambda n: f"{n} unknown: {'they' if n > 1 else 'it'} may be out",
    FOREIGN: lambda n: (
        f"{n} held: {'their' if n > 1 else 'its'} words are on the account already, and not by us"
    ),
    FAILED: lambda n: f"{n} failed",
    MISSED: lambda n: f"{n} missed",
    TAKING_BACK: lambda n: f"{n} to be withdrawn or corrected by hand, or not done for an hour",
    UNAPPROVED: lambda n: f"{n} not approved: {'they wait' if n > 1 else 'it waits'} for a yes",
    DIFFERS: lambda n: (
        f"{n} out, and readers get {'them' if n > 1 else 'it'} otherwise than approved"
    ),
    LIMITS: lambda n: f"{n} held: {'their' if n > 1 else 'its'} server allows less by now",
    PAUSED: lambda n: f"{n} channel{'s' if n > 1 else ''} paused",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that needs a person.

    `number` is the publication's; for a paused channel it is the pause's. `decided` numbers the
    last decision a person took about it (0: none); after another decision it is a new notice. For
    what readers get, it is the number of the look.
    `says` is the reason, in the network's own words where it had any.
    """

    kind: str
    number: int
    channel: str
    says: str
    post: str = ""
    decided: int = 0


def message(campaign: str, notices: Sequence[Notice]) -> tuple[str, str]:
    """The title and the text of one message for all of these; `campaign` is its title."""
    by_kind = {kind: [n for n in notices if n.kind == kind] for kind in KINDS}
    some = {kind: found for kind, found in by_kind.items() if found}
    brief = ", ".join(_brief(kind, found) for kind, found in some.items())
    title = f"{one_line(campaign)}: {brief}"
    parts = []
    for kind, found in some.items():
        lines = [_line(notice) for notice in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"… and {len(found) - _SHOWN} more")
        parts.append("\n".join([f"{_SAID[kind](len(found))}.", *lines]))
    return title, "\n\n".join([*parts, "All that waits for a person: campaign status"])


def _brief(kind: str, found: Sequence[Notice]) -> str:
    return _SAID[kind](len(found)).partition(":")[0]


def _line(notice: Notice) -> str:
    says = one_line(" ".join(notice.says.split()))
    says = says if len(says) <= _LONGEST else f"{says[: _LONGEST - 1]}…"
    if notice.kind == PAUSED:
        head = notice.channel
    else:
        head = f"no. {notice.number} {notice.post} on {notice.channel}"
    return f"- {head}: {says or 'no reason was given'}\n  → {_help(notice)}"


def _help(notice: Notice) -> str:
    match notice.kind:
        case "unknown":
            return (
                f"unless its network has told meanwhile, decide: campaign resolve {notice.number}"
            )
        case "foreign":
            return f"is it the same post? campaign resolve {notice.number} there, again or cancel"
        case "failed":
            again = f'campaign reschedule {notice.number} --to "2026-12-02 10:00"'
            return f"mend the post and campaign apply, or {again}"
        case "missed":
            return f'campaign reschedule {notice.number} --to "2026-12-02 10:00"'
        case "taking-back":
            return (
                f"campaign withdraw {shell_word(notice.post)} shows how it stands; with --done you "
                "say that you deleted it by hand"
            )
        case "unapproved":
            return f"look at it, and say yes or ask for a change: campaign approve {notice.post}"
        case "differs":
            post = shell_word(notice.post)
            return (
                f"compare: campaign read-back {post}; then correct or withdraw it, or live with "
                f"it: campaign read-back {post} --accept --reason …"
            )
        case "server-limits":
            return "campaign check says where: shorten the post, then campaign apply and approve"
        case _:
            again = shell_word(f"channel:{notice.channel}")
            return (
                "mend the credential, try it with campaign channels test, then "
                f"campaign resume {again}"
            )
