"""What Pixelfed does otherwise than Mastodon, for a sandbox that speaks Mastodon's API only.

It gives a caption back as it was sent when its own form of a status is asked for (`_pe`), and it
refuses an `Idempotency-Key` that it has seen, whatever came of the first time:
https://github.com/pixelfed/pixelfed/blob/dev/app/Http/Controllers/Api/V1Api/Statuses.php
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from threading import Lock
from time import monotonic

from tests.bench.exchange import Answer, asked
from tests.bench.traffic import Kind, Request, recognised

#: Seconds for which it knows a key; an hour there, as much less as all waits are here.
KEPT = 20.0
#: How the accounts begin that are on Pixelfed.
TOKEN = "Bearer sandbox-pixelfed"
_STATUS = re.compile(r"/api/v1/statuses/\d+")


class Pixelfed:
    """Answers for the network behind `upstream` where Pixelfed differs."""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self._upstream = upstream
        self._keys: dict[tuple[str, str], float] = {}
        self._lock = Lock()

    def answer(self, request: Request) -> Answer | None:
        """Pixelfed's own answer, None where it is Mastodon's; raises OSError, HTTPException."""
        token = request.headers.get("authorization", "")
        if not token.startswith(TOKEN):
            return None
        if recognised(request)[1] is Kind.CREATE:
            return self._refused(token, request.headers.get("idempotency-key", ""))
        if request.method == "GET" and _STATUS.fullmatch(request.path) and "_pe=1" in request.query:
            return self._own_form(request)
        return None

    def _refused(self, token: str, key: str) -> Answer | None:
        with self._lock:
            seen = monotonic() - self._keys.get((token, key), -KEPT) < KEPT
            if not seen:
                self._keys[token, key] = monotonic()
        if not key or not seen:
            return None
        body = json.dumps({"error": "Duplicate idempotency key detected."}).encode()
        return Answer(400, "Bad Request", (("Content-Type", "application/json"),), body)

    def _own_form(self, request: Request) -> Answer:
        status = asked(self._upstream, request)
        source = asked(self._upstream, replace(request, path=f"{request.path}/source"))
        if status.status != 200 or source.status != 200:
            return status
        told = json.loads(status.body) | {"content_text": json.loads(source.body)["text"]}
        return replace(status, body=json.dumps(told).encode())
