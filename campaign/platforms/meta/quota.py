"""How many posts an account of Instagram or Threads may still publish today."""

from __future__ import annotations

from campaign.platforms.meta.graph import Graph, number


def published(api: Graph, where: str, prefix: str = "") -> tuple[int | None, int | None]:
    """The number of posts in the last 24 hours, and the largest allowed; None for a missing number.

    `where` is the path of the quota. `prefix` chooses another quota than that of posts.
    https://developers.facebook.com/documentation/threads/overview
    """
    usage, config = f"{prefix}quota_usage", f"{prefix}config"
    data = api.get_anew(where, fields=f"{usage},{config}").get("data")
    quota = data[0] if isinstance(data, list) and data else {}
    return number(quota, usage), number(quota, config, "quota_total")
