"""Findings on the terminal: the gravest first, and each thing said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from campaign.cli.terminal import say
from campaign.errors import Mistake
from campaign.model import Dismissed, Finding
from campaign.printable import one_line

_MARKS = {"block": "✗ block", "warn": "! warn ", "info": "· info "}
#: How many lines of one kind are shown before the rest is counted.
_SHOWN = {"block": 12, "warn": 3, "info": 3}


def findings_table(findings: Iterable[Finding], *, verbose: bool = False) -> None:
    """Print findings, the gravest first; what many channels share is one line.

    Of one kind only the first are shown unless `verbose`.
    """
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (list(_MARKS).index(f.severity), f.code)):
        by_code.setdefault((finding.severity, finding.code), []).append(finding)
    for (severity, code), alike in by_code.items():
        alike.sort(key=lambda f: (f.place, f.message, f.channel))
        lines = _lines(alike)
        most = _SHOWN[severity]
        few = most if severity == "block" else 1
        shown = lines if verbose or len(lines) <= most else lines[:few]
        for number, (line, remedy) in enumerate(shown):
            say(f"{_MARKS[severity]}  {line} ({code})")
            last = number + 1 == len(shown)
            if last and len(lines) > len(shown):
                say(f"         … and {len(lines) - len(shown)} more like it: --verbose lists them")
            if remedy and (last or remedy != shown[number + 1][1]):
                say(f"         → {remedy}")


def dismissed_list(dismissed: Sequence[Dismissed], *, everything: bool = False) -> None:
    """Print what somebody lets stand: a line for each person and reason, or all of it."""
    by: dict[tuple[str, str], list[Dismissed]] = {}
    for each in dismissed:
        by.setdefault((each.dismissal.who, each.dismissal.reason), []).append(each)
    for (who, reason), some in by.items():
        say(one_line(f"– {len(some)} dismissed by {who}: {reason}"))
        if everything:
            for line, _ in _lines([each.finding for each in some]):
                say(f"         {line}")


def mistakes_list(mistakes: Sequence[Mistake], *, error: bool = False) -> None:
    """Print the mistakes of files, one a line."""
    for mistake in mistakes:
        say(f"✗ {mistake}", error=error)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 warning", "3 warnings"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _lines(alike: Sequence[Finding]) -> list[tuple[str, str]]:
    """One line for each thing said, with whom it concerns, and what to do about it."""
    whom: dict[tuple[str, str], list[str]] = {}
    for finding in alike:
        said = (one_line(f"{finding.place}: {finding.message}"), one_line(finding.remedy))
        channels = whom.setdefault(said, [])
        if finding.channel and finding.channel not in channels:
            channels.append(finding.channel)
    return [(f"{said}{_whom(channels)}", remedy) for (said, remedy), channels in whom.items()]


def _whom(channels: Sequence[str]) -> str:
    if not channels:
        return ""
    if len(channels) <= 2:
        return f" [{', '.join(channels)}]"
    return f" [{channels[0]} and {counted(len(channels) - 1, 'more channel')}]"
