"""One thing that is said about a line of a file, as every format needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from campaign.errors import Mistake, Place
from campaign.model import Dismissal, Dismissed, Finding, Severity

#: The code under which the mistakes of files are told, which have none of their own.
MISTAKE: Final = "mistake"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is said, how much it weighs, and where.

    `file` is relative, with /, and "" where nothing is known; `line` is counted from 1, 0 for the
    whole file. `fingerprint` stays the same while the finding and its words do; "" for none.
    `dismissal` is there when somebody lets it stand.
    """

    code: str
    severity: Severity
    file: str
    line: int
    message: str
    remedy: str = ""
    post: str = ""
    channel: str = ""
    language: str = ""
    fingerprint: str = ""
    dismissal: Dismissal | None = None


def annotated(
    mistakes: Iterable[Mistake],
    findings: Iterable[Finding],
    dismissed: Iterable[Dismissed],
    *,
    file_of: Callable[[Place], str],
    fingerprint: Callable[[Finding], str],
) -> Iterator[Annotation]:
    """Everything that there is to say, mistakes first; `file_of` gives the path of a place."""
    for mistake in mistakes:
        place = mistake.place
        yield Annotation(
            MISTAKE, Severity.BLOCK, file_of(place), place.line, mistake.message, mistake.remedy
        )
    every: list[tuple[Finding, Dismissal | None]] = [(each, None) for each in findings]
    every += [(each.finding, each.dismissal) for each in dismissed]
    for finding, dismissal in every:
        yield Annotation(
            finding.code,
            finding.severity,
            file_of(finding.place),
            finding.place.line,
            finding.message,
            finding.remedy,
            finding.post,
            finding.channel,
            finding.language,
            fingerprint(finding),
            dismissal,
        )
