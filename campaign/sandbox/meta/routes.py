"""Addresses that Instagram, Threads and Mastodon share on the sandbox's one server."""

from typing import ClassVar
from urllib.parse import parse_qs

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class SharedRoute(APIRoute):
    """A route that serves only its own network's requests at an address that networks share.

    The scopes show whose consent page is meant, the grant type whose token is renewed. Both are in
    the query.
    """

    scopes: ClassVar[str]
    grants: ClassVar[str]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for a request to another network."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        rights, grant = (",".join(query.get(name, ())) for name in ("scope", "grant_type"))
        if self.scopes not in rights and not grant.startswith(self.grants):
            return Match.NONE, {}
        return super().matches(scope)
