"""A stage for each test."""

from tests.engine.conftest import database, kind, migrated, network, postgres, stage, url

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]
