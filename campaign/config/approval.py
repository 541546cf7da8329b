"""Reads who approves: `[approval]` for all regions, and what single regions say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from campaign.calendar.toml_lines import Path
from campaign.config.mistakes import Mistakes, dotted
from campaign.config.tables import ApprovalTable
from campaign.model.approval import ApprovalRules, Needed, Policy
from campaign.model.people import Role

_NONE: Final = "none"


def read_rules(
    data: Mapping[str, Any], regions: Iterable[str], mistakes: Mistakes
) -> ApprovalRules:
    """Who says yes in each of these regions before anything of it goes out.

    What a region does not say, `[approval]` says for it.
    """
    usual: Mapping[str, Any] = {}
    default: Policy | None = Policy()
    if "approval" in data:
        given = data["approval"]
        default = _policy(given, {}, ("approval",), mistakes)
        usual = given if isinstance(given, dict) else {}
    campaign = data.get("campaign")
    if isinstance(campaign, dict) and campaign.get("approval") == _NONE:
        if "approval" in data:
            message = '[approval] stands beside campaign.approval = "none"'
            mistakes.add(("approval",), message, "keep one of them")
        default = None
    return ApprovalRules(default, dict(_own(data, regions, usual, mistakes)))


def _own(
    data: Mapping[str, Any], regions: Iterable[str], usual: Mapping[str, Any], mistakes: Mistakes
) -> Iterable[tuple[str, Policy | None]]:
    """The regions that say themselves who approves, each with its policy."""
    for region in regions:
        table = data["regions"][region]
        if "approval" not in table:
            continue
        path: Path = ("regions", region, "approval")
        given = table["approval"]
        if given == _NONE:
            yield region, None
        else:
            yield region, _policy(given, usual, path, mistakes)


def _policy(
    given: object, usual: Mapping[str, Any], path: Path, mistakes: Mistakes
) -> Policy | None:
    if not isinstance(given, dict):
        message = f"{dotted(path)} must be a table"
        if path == ("approval",):
            mistakes.add(path, message, 'write [approval]; "none" stands under [campaign]')
        else:
            remedy = 'write for example approval = { steps = ["approver", "coordinator"] }'
            mistakes.add(path, f'{message}, or "none"', remedy)
        return None
    table = mistakes.check(ApprovalTable, {**usual, **given}, path)
    if table is None:
        return None
    steps = tuple(Role(step) for step in table.steps)
    if len(set(steps)) < len(steps):
        mistakes.add((*path, "steps"), f"{dotted(path)}.steps names a step twice", "keep one")
    return Policy(steps, Needed(table.needed), table.own_work, table.by)
