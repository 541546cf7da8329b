"""Who asks: the token in the header, what it is for, and how often it may ask."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from campaign.errors import Forbidden
from campaign.model.machines import Scope
from campaign.usecases.machines import tokens
from campaign.usecases.machines.reading import Reading
from campaign.usecases.machines.tokens import Let
from campaign.web.api.problems import Refused
from campaign.web.desk import Desk, TheDesk

_SCHEME: Final = HTTPBearer(
    auto_error=False,
    description="A token of `campaign token make`, or of the page Machines of the desk.",
)
_REMEMBERED: Final = 1000  # tokens whose pace is known at a time


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one token may ask: `burst` at once, and `each_second` in the long run."""

    burst: int = 100
    each_second: float = 20.0


class Paces:
    """Counts the requests of each token; in the memory of this process."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, token: int) -> float:
        """Count one request; gives 0, or the seconds to wait before the next one is let through."""
        now = monotonic()
        with self._lock:
            left, at = self._left.pop(token, (float(self._pace.burst), now))
            left = min(self._pace.burst, left + (now - at) * self._pace.each_second)
            if left < 1:
                self._left[token] = (left, now)
                return (1 - left) / self._pace.each_second
            self._left[token] = (left - 1, now)
            while len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0.0


def _let_in(request: Request, desk: TheDesk) -> Let:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    wanted = {"WWW-Authenticate": 'Bearer realm="campaign"'}
    if scheme.casefold() != "bearer" or not text.strip():
        raise Refused(401, "no-token", "A token is needed: Authorization: Bearer …", None, wanted)
    found = tokens.let_in(desk.database, text.strip(), desk.now())
    if found is None:
        wanted = {"WWW-Authenticate": 'Bearer realm="campaign", error="invalid_token"'}
        raise Refused(
            401,
            "bad-token",
            "This token lets nobody in: it is unknown, ended or over.",
            None,
            wanted,
        )
    paces: Paces = request.app.state.paces
    if seconds := paces.wait(found.token.id):
        again = {"Retry-After": str(int(seconds) + 1)}
        raise Refused(429, "too-often", "This token asks too often: slow down.", None, again)
    return found


def _for(scope: Scope) -> object:
    def demand(let: Annotated[Let, Depends(_let_in)]) -> Let:
        if scope not in let.token.scopes:
            raise Forbidden(f"this takes a token with the scope {scope.value}")
        return let

    return Depends(demand)


#: What the description of the API says of tokens.
SECURED: Final = [Depends(_SCHEME)]

Reader = Annotated[Let, _for(Scope.READ)]
Writer = Annotated[Let, _for(Scope.WRITE_POSTS)]
Mover = Annotated[Let, _for(Scope.MOVE_PUBLICATIONS)]
Pauser = Annotated[Let, _for(Scope.PAUSE)]
Teller = Annotated[Let, _for(Scope.ENTER_FIGURES)]


def reading_of(desk: Desk, let: Let) -> Reading:
    """What a token's bearer reads from: the calendar as its files stand."""
    calendar = desk.calendar()
    return Reading(
        desk.config,
        desk.database,
        calendar.content,
        calendar.made,
        calendar.mistakes,
        let.actor,
        desk.now(),
    )


def _reading(desk: TheDesk, let: Reader) -> Reading:
    return reading_of(desk, let)


TheReading = Annotated[Reading, Depends(_reading)]
