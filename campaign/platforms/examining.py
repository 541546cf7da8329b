"""What a refusal says of a credential that is being tried."""

from __future__ import annotations

from campaign.errors import PlatformError, Unauthorized
from campaign.model import Access, Standing


def failed(error: PlatformError) -> Access:
    """How a credential stands whose trial ended so; what only one network says it says itself."""
    standing = Standing.REVOKED if isinstance(error, Unauthorized) else Standing.UNREACHABLE
    return Access(standing, str(error))
