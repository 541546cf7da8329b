"""The extra steps of servers with Mastodon's API while an account is connected."""

from __future__ import annotations

from typing import Any

from campaign.errors import Rejected
from campaign.platforms.connect.flow import Application, Calls


def registered(calls: Calls, redirect: str, scopes: str) -> Application:
    """Register an application: https://docs.joinmastodon.org/methods/apps/#create."""
    form = {"client_name": "campaign", "redirect_uris": redirect, "scopes": scopes}
    created = calls.body_of(calls.call("POST", "/api/v1/apps", data=form))
    if not created.get("client_id") or not created.get("client_secret"):
        raise Rejected(f"{calls.channel.name}: the server registers no applications")
    return Application(str(created["client_id"]), str(created["client_secret"]))


def not_renewed(calls: Calls, application: Application, granted: dict[str, Any]) -> dict[str, Any]:
    """The granted token without its refresh token, which needs the application that we forget.

    Without a refresh token, the credential ends when its access token ends.
    """
    return {name: value for name, value in granted.items() if name != "refresh_token"}
