"""All the networks on loopback, with a ledger of what was accepted and a wall to see it on.

It imitates the networks at wire level and imports nothing else of the house: it knows the
networks, not us, so that it cannot share our mistakes.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaign.sandbox.server import SandboxServer, create_app, serve

__all__ = ["SandboxServer", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # FastAPI and uvicorn are loaded only when a server is wanted.
    from campaign.sandbox import server  # noqa: PLC0415

    return getattr(server, name)
