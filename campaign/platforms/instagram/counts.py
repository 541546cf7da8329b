"""The counts of an Instagram account's posts.

https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights: insights
may be two days late, and a small account has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.metrics import Counts
from campaign.errors import Rejected, Unauthorized
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph
from campaign.platforms.meta.timeline import figures

METRICS = "views,reach,likes,comments,saved,shares,total_interactions"
_SHOWN = "id,like_count,comments_count"


def counts(api: Graph, remote_ids: Sequence[str]) -> dict[str, Counts]:
    """Counts by id, without posts that are gone; None for a count that Instagram does not give."""
    found = {}
    for each in remote_ids:
        insights = _insights(api, each)
        if insights is not None:
            found[each] = Counts(
                reactions=insights.get("likes"),
                replies=insights.get("comments"),
                reposts=insights.get("shares"),
                saves=insights.get("saved"),
                views=insights.get("views"),
            )
            continue
        shown = _shown(api, each)
        if shown is not None:
            found[each] = Counts(
                reactions=graph.number(shown, "like_count"),
                replies=graph.number(shown, "comments_count"),
            )
    return found


def _insights(api: Graph, remote_id: str) -> dict[str, int] | None:
    """The insights by name; None when the token lacks the right or the account is too small."""
    try:
        return figures(api.get(f"/{graph.node(remote_id)}/insights", metric=METRICS))
    except Rejected:
        return None
    except Unauthorized as error:
        if graph.numbers(error.code)[0] == 190:
            raise
        return None


def _shown(api: Graph, remote_id: str) -> Mapping[str, Any] | None:
    """The counts that the post itself shows; None for a post that is gone."""
    try:
        return api.get(f"/{graph.node(remote_id)}", fields=_SHOWN)
    except Rejected as error:
        if not graph.is_gone(error):
            raise
        return None
