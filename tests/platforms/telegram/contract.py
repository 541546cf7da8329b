"""Telegram, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import UTF16, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/bot[^/]+/send\w+",
    account="@catalonia_ca",
    secret="4839574812:sandbox-catalonia-ca.example.test",
    bounds=(
        Row("text", 4096, UTF16, "UTF-16 units", "message is too long"),
        Row("caption", 1024, UTF16, "UTF-16 units", "caption is too long"),
    ),
)
