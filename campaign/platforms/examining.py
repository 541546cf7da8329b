"""What a refusal says about a credential that is being tested."""

from __future__ import annotations

from campaign.errors import PlatformError, Unauthorized
from campaign.model import Access, Standing


def failed(error: PlatformError) -> Access:
    """The standing of a credential whose test ended with this error.

    It knows what all networks have in common; each network checks its own refusals first.
    """
    standing = Standing.REVOKED if isinstance(error, Unauthorized) else Standing.UNREACHABLE
    return Access(standing, str(error))
