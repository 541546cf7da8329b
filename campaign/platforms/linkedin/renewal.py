"""Renews LinkedIn's access token, which lives sixty days; its refresh token lives a year, fixed.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Grant, is_token

TOKEN = "/oauth/v2/accessToken"  # noqa: S105  # an address


@dataclass(frozen=True, slots=True)
class Renewal:
    """The application that was let in, and the way to LinkedIn's token endpoint."""

    wire: Wire
    client: str
    clock: Callable[[], datetime]
    secret: str = field(repr=False)

    def __call__(self, ended: Grant) -> Grant:
        """The grant after one that ended; raises Unauthorized when only a person can bring it."""
        if not ended.refresh:
            name = self.wire.name
            raise Unauthorized(f"{name}: its token ended, and there is none to renew it with")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": ended.refresh,
            "client_id": self.client,
            "client_secret": self.secret,
        }
        hide = [ended.access, ended.refresh, self.secret]
        try:
            answer = self.wire.call("POST", TOKEN, data=form, hide=hide)
        except Rejected as error:
            raise Unauthorized(str(error), status=error.status, code=error.code) from None
        told: Any = answer.data if isinstance(answer.data, dict) else {}
        access, refresh = told.get("access_token"), told.get("refresh_token")
        if not is_token(access) or not (refresh is None or is_token(refresh)):
            raise self.wire.unreadable(answer, creates=False)
        return Grant(
            str(access),
            str(refresh or ended.refresh),
            self._after(told.get("expires_in")),
            self._after(told.get("refresh_token_expires_in")) or ended.ends,
        )

    def _after(self, seconds: Any) -> datetime | None:
        return after(self.clock(), seconds)
