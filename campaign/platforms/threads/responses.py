"""Reads Threads' answers: posts, insights, and the error for a missing post or container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.metrics import Counts
from campaign.errors import PlatformError
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import number
from campaign.platforms.meta.timeline import Names, figures

POSTS = Names("text", "timestamp", "permalink")
METRICS = "views,likes,replies,reposts,quotes,shares"

#: "Media not found", also for a container that is not ready to be published:
#: https://github.com/fbsamples/threads_api/issues/70
_NOWHERE = (24, 4279009)


def is_nowhere(error: PlatformError) -> bool:
    """True when an error says that there is no such post or container."""
    return graph.is_gone(error) or graph.numbers(error.code) == _NOWHERE


def counts(insights: Mapping[str, Any]) -> Counts:
    """A post's counts; Threads gives no clicks and no saves, and its shares are not reposts."""
    values = figures(insights)
    return Counts(
        reactions=values.get("likes"),
        reposts=values.get("reposts"),
        replies=values.get("replies"),
        quotes=values.get("quotes"),
        views=values.get("views"),
    )


def link_clicks(insights: Mapping[str, Any]) -> dict[str, int]:
    """Clicks by link: `link_total_values` with `value` and `link_url`
    (https://www.postman.com/meta/threads, "Get User Insights: clicks").
    """
    found: dict[str, int] = {}
    data = insights.get("data")
    for told in data if isinstance(data, list) else ():
        values = told.get("link_total_values") if isinstance(told, dict) else None
        for each in values if isinstance(values, list) else ():
            link = each.get("link_url") if isinstance(each, dict) else None
            clicks = number(each, "value") if isinstance(link, str) else None
            if link and clicks is not None and clicks >= 0:
                found[link] = found.get(link, 0) + clicks
    return found
