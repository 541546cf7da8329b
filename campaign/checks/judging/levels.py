"""Gives findings the level that a campaign has set for their code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from campaign.checks.judging.codes import why_binding
from campaign.model import Finding, Severity

#: The levels as a configuration names them; None takes the findings out.
LEVELS: Final[Mapping[str, Severity | None]] = {
    "off": None,
    "info": Severity.INFO,
    "note": Severity.INFO,
    "warn": Severity.WARN,
    "block": Severity.BLOCK,
}


def at_levels(findings: Iterable[Finding], levels: Mapping[str, str]) -> Iterable[Finding]:
    """The findings, each at the level of its code; `levels` are words of `LEVELS` by code.

    What nobody can lower stays as it is.
    """
    if not levels:
        return findings
    return [leveled for finding in findings if (leveled := _at_level(finding, levels)) is not None]


def _at_level(finding: Finding, levels: Mapping[str, str]) -> Finding | None:
    level = levels.get(finding.code)
    if level is None or why_binding(finding):
        return finding
    severity = LEVELS[level]
    return None if severity is None else replace(finding, severity=severity)
