"""Lists in portions: a cursor says where the next one begins."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any, Final

from fastapi import Query

from campaign.web.api.problems import FieldError, Refused

#: The most entries of one answer.
MOST: Final = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many entries at most.")]
Cursor = Annotated[
    str, Query(max_length=300, description="`next` of the answer before; nothing for the first.")
]


def written(*place: str | int) -> str:
    """A cursor for a place."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read(cursor: str, *shape: type[str] | type[int]) -> tuple[Any, ...] | None:
    """The place of a cursor, None for none; raises Refused for what is no cursor of ours."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = json.loads(text)
    except (ValueError, binascii.Error, RecursionError):
        place = None
    if (
        isinstance(place, list)
        and len(place) == len(shape)
        and all(type(each) is kind for each, kind in zip(place, shape, strict=True))
    ):
        return tuple(place)
    raise Refused(
        422,
        "invalid",
        "The cursor is not one of ours.",
        [FieldError(at="query.cursor", message="take it from `next` of an answer")],
    )
