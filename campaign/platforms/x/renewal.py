"""Renews a user's OAuth 2.0 token at X, where a refresh token can be used once.

https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Grant

TOKEN = "/2/oauth2/token"  # noqa: S105  # an address


@dataclass(frozen=True, slots=True)
class Renewal:
    """The application a user has let in, and the way to X; `secret` is "" for a public client."""

    wire: Wire
    client: str
    clock: Callable[[], datetime]
    secret: str = field(default="", repr=False)

    def __call__(self, ended: Grant) -> Grant:
        """The grant after one that ended; raises Unauthorized when only a person can bring it."""
        form = {"grant_type": "refresh_token", "refresh_token": ended.refresh}
        headers, hide = {}, [ended.access, ended.refresh, self.secret]
        if self.secret:
            pair = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
            hide.append(pair)
        else:
            form["client_id"] = self.client
        try:
            # Over a connection of its own: another account's token would post as it.
            answer = self.wire.call("POST", TOKEN, data=form, headers=headers, hide=hide, anew=True)
        except Rejected as error:
            raise Unauthorized(
                str(error), status=error.status, code=error.code, answer=error.answer
            ) from None
        told: Any = answer.data if isinstance(answer.data, dict) else {}
        access, refresh = told.get("access_token"), told.get("refresh_token")
        if not isinstance(access, str) or not access:
            raise self.wire.unreadable(answer, creates=False)
        expires = after(self.clock(), told.get("expires_in"))
        # A server that gives no new refresh token leaves the old one as it is, RFC 6749 section 6.
        if not isinstance(refresh, str) or not refresh:
            refresh = ended.refresh
        return Grant(access, refresh, expires)
