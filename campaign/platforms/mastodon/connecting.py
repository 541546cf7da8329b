"""What servers that speak Mastodon's API want while an account is connected."""

from __future__ import annotations

from typing import Any

from campaign.errors import Rejected
from campaign.platforms.connect.flow import Application, Calls


def registered(calls: Calls, redirect: str, scopes: str) -> Application:
    """Make an application there: https://docs.joinmastodon.org/methods/apps/#create."""
    form = {"client_name": "campaign", "redirect_uris": redirect, "scopes": scopes}
    told = calls.told(calls.call("POST", "/api/v1/apps", data=form))
    if not told.get("client_id") or not told.get("client_secret"):
        raise Rejected(f"{calls.channel.name}: the server registers no applications")
    return Application(str(told["client_id"]), str(told["client_secret"]))


def not_renewed(calls: Calls, application: Application, told: dict[str, Any]) -> dict[str, Any]:
    """The answer without its refresh token, of no use once the application is forgotten.

    So the credential is known to end when its access token does.
    """
    return {name: value for name, value in told.items() if name != "refresh_token"}
