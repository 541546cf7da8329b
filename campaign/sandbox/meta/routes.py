"""Addresses that Instagram, Threads and Mastodon share on the sandbox's one server."""

from typing import ClassVar
from urllib.parse import parse_qs

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class SharedRoute(APIRoute):
    """A route that leaves to other networks what their addresses and its own network's share.

    A question is known by its scopes, a token's renewal by its grant type; both are in the query.
    """

    scopes: ClassVar[str]
    grants: ClassVar[str]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for what another network is asked."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        rights, grant = (",".join(query.get(name, ())) for name in ("scope", "grant_type"))
        if self.scopes not in rights and not grant.startswith(self.grants):
            return Match.NONE, {}
        return super().matches(scope)
