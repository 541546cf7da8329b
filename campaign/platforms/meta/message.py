"""The fields of a container for several pictures, as Instagram and Threads take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def with_items(
    items: Sequence[Mapping[str, Any]], words: Mapping[str, str], yes: bool | str
) -> dict[str, Any]:
    """The container of one item with its words, or a carousel that has the items as `children`.

    `yes` is how the network writes that a container is a carousel's item.
    """
    if len(items) == 1:
        return {**items[0], **words}
    children = [{**item, "is_carousel_item": yes} for item in items]
    return {"media_type": "CAROUSEL", **words, "children": children}
