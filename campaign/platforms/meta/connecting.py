"""The extra steps of Meta's networks while an account is connected: long-lived and page tokens."""

from __future__ import annotations

from typing import Any

from campaign.errors import Rejected
from campaign.platforms.connect.flow import Application, Calls
from campaign.platforms.meta.versions import VERSION

_GRAPH = "https://graph.facebook.com/{version}"
_PAGES = 100  # a person's pages in one answer; more come behind a cursor


def page_of_facebook(
    calls: Calls, application: Application, granted: dict[str, Any]
) -> dict[str, Any]:
    """The token of the page that the channel's `account` names; it does not expire."""
    pages = _pages(calls, application, granted, "id,name,access_token")
    return _chosen(calls, [(page, page) for page in pages])


def page_of_instagram(
    calls: Calls, application: Application, granted: dict[str, Any]
) -> dict[str, Any]:
    """The token of the page that is linked to the Instagram account in the channel's `account`.

    https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/get-started
    """
    fields = "id,name,access_token,instagram_business_account{id,username}"
    pages = _pages(calls, application, granted, fields)
    return _chosen(
        calls,
        [
            (page, account)
            for page in pages
            if isinstance(account := page.get("instagram_business_account"), dict)
        ],
    )


def _pages(
    calls: Calls, application: Application, granted: dict[str, Any], fields: str
) -> list[dict[str, Any]]:
    """A person's pages, read with their one-hour token exchanged for one of sixty days.

    https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived/
    """
    longer = _exchanged(
        calls,
        f"{_GRAPH}/oauth/access_token",
        {
            "grant_type": "fb_exchange_token",
            "client_id": application.id,
            "client_secret": application.secret,
            "fb_exchange_token": str(granted.get("access_token") or ""),
        },
    )
    pages: list[dict[str, Any]] = []
    after = ""
    while True:
        query = {"fields": fields, "limit": str(_PAGES)} | ({"after": after} if after else {})
        token = str(longer.get("access_token") or "")
        listed = calls.call("GET", f"{_GRAPH}/me/accounts", VERSION, params=query, bearer=token)
        answer = calls.body_of(listed)
        pages += [each for each in answer.get("data") or () if isinstance(each, dict)]
        paging = answer.get("paging") or {}
        later = str((paging.get("cursors") or {}).get("after") or "") if "next" in paging else ""
        if not later or later == after:
            return pages
        after = later


def _chosen(calls: Calls, pages: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """The token of the page with the channel's account; raises Rejected, which names the others."""
    wanted = calls.channel.account.casefold().removeprefix("@")
    for page, account in pages:
        names = (str(account.get(key) or "").casefold() for key in ("id", "name", "username"))
        if wanted in names:
            return {"access_token": page.get("access_token")}
    theirs = ", ".join(
        f"{account.get('name') or account.get('username')} ({account.get('id')})"
        for _, account in pages
    )
    raise Rejected(
        f"{calls.channel.name}: this person may not speak for the page {calls.channel.account}; "
        f"the pages that were allowed: {theirs or 'none'}"[:500]
    )


def long_lived_on_instagram(
    calls: Calls, application: Application, granted: dict[str, Any]
) -> dict[str, Any]:
    """Exchange a one-hour token for one of sixty days.

    https://developers.facebook.com/docs/instagram-platform/reference/access_token/
    """
    return _exchanged(
        calls,
        "https://graph.instagram.com/access_token",
        {
            "grant_type": "ig_exchange_token",
            "client_secret": application.secret,
            "access_token": str(granted.get("access_token") or ""),
        },
    )


def long_lived_on_threads(
    calls: Calls, application: Application, granted: dict[str, Any]
) -> dict[str, Any]:
    """Exchange a one-hour token for one of sixty days.

    https://developers.facebook.com/docs/threads/get-started/long-lived-tokens/
    """
    return _exchanged(
        calls,
        "https://graph.threads.net/access_token",
        {
            "grant_type": "th_exchange_token",
            "client_secret": application.secret,
            "access_token": str(granted.get("access_token") or ""),
        },
    )


def _exchanged(calls: Calls, address: str, query: dict[str, str]) -> dict[str, Any]:
    hide = [
        query["client_secret"],
        query.get("access_token", ""),
        query.get("fb_exchange_token", ""),
    ]
    answer = calls.call("GET", address, VERSION, params=query, hide=hide)
    return calls.body_of(answer)
