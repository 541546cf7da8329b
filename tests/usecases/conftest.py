"""A stage for each test: the engine's."""

from tests.engine.conftest import (
    chain,
    database,
    kind,
    migrated,
    mute,
    network,
    postgres,
    stage,
    url,
)

__all__ = ["chain", "database", "kind", "migrated", "mute", "network", "postgres", "stage", "url"]
