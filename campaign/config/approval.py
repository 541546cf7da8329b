"""Reads who approves: `[approval]` for all regions, and what single regions say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from campaign.calendar.toml_lines import Path
from campaign.config.mistakes import Mistakes, dotted
from campaign.config.tables import ApprovalTable
from campaign.model.approval import ApprovalRules, Needed, Policy
from campaign.model.people import Role

_NONE: Final = "none"


def read_rules(
    data: Mapping[str, Any], regions: Mapping[str, object], mistakes: Mistakes, *, required: bool
) -> ApprovalRules:
    """Who says yes in each region before anything of it goes out.

    `regions` has what single regions say of it. What a region does not say, `[approval]` says for
    it. Without `required`, nobody has to say yes where no region asks for it.
    """
    usual: Mapping[str, Any] = {}
    default: Policy | None = Policy()
    if "approval" in data:
        given = data["approval"]
        default = _policy(given, {}, ("approval",), mistakes)
        usual = given if isinstance(given, dict) else {}
        if not required:
            message = '[approval] stands beside campaign.approval = "none"'
            mistakes.add(("approval",), message, "keep one of them")
    if not required:
        default = None
    own = {
        region: None
        if given == _NONE
        else _policy(given, usual, ("regions", region, "approval"), mistakes)
        for region, given in regions.items()
    }
    return ApprovalRules(default, own)


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
