"""Every change carries a key, so that a request that is sent again is carried out once.

::

    key new                  → taken, carried out, its answer kept for a day
    same key, same request   → the same answer; 409 while it is being carried out
    same key, other request  → 422
    refused, or broken       → the key is free again

Each act is harmless when it is done twice, by its own conditions: that is what counts if the
program ends between the act and the keeping of its answer.
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Header
from fastapi.responses import JSONResponse

from campaign.storage.desk import repeats
from campaign.usecases.machines.tokens import Let
from campaign.web.api.problems import Refused
from campaign.web.desk import Desk

#: For how long a request that has not ended is believed to be at work.
_AT_WORK: Final = timedelta(seconds=30)
_BEGUN: Final = "begun"

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=repeats.LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of your own, such as a UUID; the same one when you send it again.",
    ),
]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a change, as it is answered."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def once(
    desk: Desk, let: Let, key: str, what: Mapping[str, Any], act: Callable[[], Done]
) -> JSONResponse:
    """Carry a request out, unless that was done; `what` is all that it says, as JSON values."""
    who, now = f"api:{let.token.id}", desk.now()
    with desk.database.write() as connection:
        earlier = repeats.once(connection, key, who, what, now)
        if earlier and _BEGUN not in earlier:
            return _answer(Done(**earlier), repeated=True)
        begun = datetime.fromisoformat(earlier[_BEGUN]) if earlier else None
        if begun is not None and now - begun < _AT_WORK:
            raise Refused(
                409,
                "at-work",
                "A request with this key is being carried out: ask again in a moment.",
                None,
                {"Retry-After": "5"},
            )
        repeats.keep(connection, key, {_BEGUN: now.isoformat()})
    try:
        done = act()
    except BaseException:
        with desk.database.write() as connection:
            repeats.free(connection, key, who)
        raise
    desk.changed()
    kept = {"status": done.status, "body": dict(done.body), "headers": dict(done.headers)}
    with desk.database.write() as connection:
        repeats.renew(connection, key, who, kept)
    return _answer(done)


def _answer(done: Done, *, repeated: bool = False) -> JSONResponse:
    headers = dict(done.headers)
    if repeated:
        headers["Idempotent-Replayed"] = "true"
    return JSONResponse(dict(done.body), done.status, headers)
