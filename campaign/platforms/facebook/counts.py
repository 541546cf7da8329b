"""The counts of a Facebook page's posts.

https://developers.facebook.com/docs/graph-api/reference/page-post/ documents reactions, comments
and shares; https://developers.facebook.com/docs/graph-api/reference/insights documents views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from analytics.metrics import Counts
from campaign.errors import Rejected, Unauthorized
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph
from campaign.platforms.meta.timeline import figures

BATCH = 50  # ids in one call
VIEWS = "post_media_view"  # since November 2025 instead of post_impressions
_FIELDS = ",".join(
    (
        "id",
        "shares",
        "reactions.limit(0).summary(total_count)",
        "comments.limit(0).summary(total_count)",
    )
)

_Fields = Mapping[str, Any]


def counts(api: Graph, remote_ids: Sequence[str]) -> dict[str, Counts]:
    """Counts by id, without posts that are gone; None for a count that Facebook does not give."""
    posts = dict(_asked(remote_ids, lambda **ids: api.get("/", **ids, fields=_FIELDS), api, _node))
    seen = dict(_views(api, list(posts)))
    return {
        each: Counts(
            reactions=graph.number(posts[each], "reactions", "summary", "total_count"),
            replies=graph.number(posts[each], "comments", "summary", "total_count"),
            reposts=graph.number(posts[each], "shares", "count"),
            views=seen.get(each),
        )
        for each in remote_ids
        if each in posts
    }


def _views(api: Graph, remote_ids: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Views by id; nothing when the token may not read insights."""

    def batch(**ids: str) -> dict[str, Any]:
        return api.get("/insights", **ids, metric=VIEWS)

    try:
        for each, insights in _asked(remote_ids, batch, api, _insights):
            yield each, figures(insights).get(VIEWS)
    except Unauthorized:
        return  # the token has no read_insights; the reader of the counts sees a gap


def _node(api: Graph, remote_id: str) -> dict[str, Any]:
    return api.get(f"/{graph.node(remote_id)}", fields=_FIELDS)


def _insights(api: Graph, remote_id: str) -> dict[str, Any]:
    return api.get(f"/{graph.node(remote_id)}/insights", metric=VIEWS)


def _asked(
    remote_ids: Sequence[str],
    batch: Callable[..., dict[str, Any]],
    api: Graph,
    single: Callable[[Graph, str], dict[str, Any]],
) -> Iterator[tuple[str, _Fields]]:
    """The fields of each id. Facebook refuses a whole batch if one id is gone; then one by one."""
    for at in range(0, len(remote_ids), BATCH):
        some = remote_ids[at : at + BATCH]
        try:
            found = batch(ids=",".join(graph.node(each) for each in some))
        except Rejected:
            found = {}
            for each in some:
                try:
                    found[each] = single(api, each)
                except Rejected as error:
                    if error.status is not None and error.status >= 500:
                        raise
        for each in some:
            if isinstance(found.get(each), dict):
                yield each, found[each]
