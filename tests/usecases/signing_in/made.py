"""Browsers and sessions that the tests of signing in share."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.model.people import Actor
from campaign.storage.database import Database
from campaign.usecases.signing_in import sessions, tokens
from campaign.usecases.signing_in.sessions import Browser, Lasting, SignedIn

LASTING = Lasting(timedelta(hours=12), timedelta(days=7))
HERE = Browser(tokens.digest("this browser"), "Firefox on Linux")
ELSEWHERE = Browser(tokens.digest("another browser"), "Safari on iPhone")
ALONE = Actor("root")


def whose(database: Database, token: str, now: datetime) -> str | None:
    """The name of who is signed in by a token; None for nobody."""
    found = who(database, token, now)
    return found.actor.name if found else None


def who(database: Database, token: str, now: datetime) -> SignedIn | None:
    """Who is signed in by a token."""
    return sessions.current(database, token, alone="alone", idle=LASTING.idle, now=now)
