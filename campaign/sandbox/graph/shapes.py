"""How the Graph API shows what was asked for: fields, lists with cursors, figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import regex

from campaign.sandbox.graph.gate import invalid, listed
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta import answers
from campaign.sandbox.wire import Sent

LONGEST_PAGE = 100
Shape = Mapping[str, Any]

# One field: its name, and what follows in parentheses, braces or behind points.
_FIELD = regex.compile(r"([a-z_0-9]+)((?:\.[a-z_]+(?:\([^()]*\))?|\{(?:[^{}]|(?2))*\})*)(?:,|$)")


def fields(params: Sent) -> list[str]:
    """The names of the fields that are asked for, without their parameters."""
    return [found[1] for found in _FIELD.finditer(params.text("fields").replace(" ", ""))]


def chosen(shape: Shape, params: Sent, kind: str, usual: Sequence[str] = ("id",)) -> dict[str, Any]:
    """The fields that were asked for, and the id; empty ones are left out.

    Raises Refusal for a field that this kind of node does not have.
    """
    names = fields(params) or usual
    for name in names:
        if name not in shape:
            raise invalid(f"Tried accessing nonexisting field ({name}) on node type ({kind})")
    return {
        name: value for name, value in shape.items() if name in {*names, "id"} and value is not None
    }


def listing(
    entries: Iterable[Entry], params: Sent, show: Callable[[Entry], dict[str, Any]]
) -> dict[str, Any]:
    """One page of a list with the cursors to its neighbours. Raises Refusal."""
    try:
        size = max(1, min(int(params.text("limit") or 25), LONGEST_PAGE))
        since = float(params.text("since") or 0)
    except ValueError:
        raise invalid("since and limit must be numbers") from None
    fitting = [each for each in entries if each.accepted_at.timestamp() >= since]
    return answers.paged(fitting, params.text("after"), size, show)


def insights(id: str, params: Sent, figures: Mapping[str, int]) -> dict[str, Any]:
    """Some of the figures of a post. Raises Refusal for one that is no metric (any more)."""
    names = [str(each) for each in listed(params, "metric")]
    if not names or not set(names) <= set(figures):
        raise invalid("The value must be a valid insights metric")
    return answers.insights(id, names, figures, lambda name: f"Lifetime: {name}")
