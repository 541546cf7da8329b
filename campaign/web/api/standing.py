"""How publishing stands, for whoever has a token to read."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from campaign.usecases.machines.shown import instant
from campaign.web.api.access import Reader
from campaign.web.desk import TheDesk
from campaign.web.health import TheHealth

router = APIRouter(tags=["health"])


class Standing(BaseModel):
    """How publishing stands; `reasons` says why `ok` is false."""

    ok: bool
    reasons: list[str]
    at: str
    oldest_due_seconds: float | None
    worker_seen: str | None
    disk_free_bytes: int | None
    clock_slow_by_seconds: float | None


@router.get("/health", response_model=Standing)
def read_health(desk: TheDesk, let: Reader, watched: TheHealth) -> Standing:
    """Whether publishing goes on; always 200 here, /health answers 503 where it does not."""
    found = watched.look(desk)
    return Standing(
        ok=found.ok,
        reasons=list(found.reasons),
        at=instant(found.at) or "",
        oldest_due_seconds=found.oldest_due,
        worker_seen=instant(found.worker_seen),
        disk_free_bytes=found.free,
        clock_slow_by_seconds=found.slow_by,
    )
