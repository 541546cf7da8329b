"""A database for each test."""

from __future__ import annotations

from tests.storage.conftest import database, kind, migrated, postgres, url

__all__ = ["database", "kind", "migrated", "postgres", "url"]
