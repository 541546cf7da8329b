"""A program that asks the API of a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests

from campaign.model.machines import Scope
from campaign.model.people import Role
from campaign.usecases.machines import tokens
from campaign.web.api import app
from campaign.web.api.access import Pace
from tests.web.stage import Stage


class Program:
    """A program with a token, or without one."""

    def __init__(self, stage: Stage, text: str) -> None:
        self.stage, self.text = stage, text
        self.http = requests.Session()
        self.http.trust_env = False
        if text:
            self.http.headers["Authorization"] = f"Bearer {text}"

    def ask(self, method: str, path: str, **other: Any) -> requests.Response:
        """One request below /api/v1."""
        url = f"{self.stage.url}/api/v1{path}"
        return self.http.request(method, url, timeout=60, allow_redirects=False, **other)

    def get(self, path: str, **query: Any) -> requests.Response:
        """Read something."""
        return self.ask("GET", path, params=query)

    def change(
        self, method: str, path: str, body: Any, key: str = "", **headers: str
    ) -> requests.Response:
        """Change something, under a new key unless one is given."""
        sent = {"Idempotency-Key": key or str(uuid4()), **headers}
        return self.ask(method, path, json=body, headers=sent)


@contextmanager
def unhurried() -> Iterator[None]:
    """Within this block, desks are made whose API is asked as often as one likes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "PACE", Pace(10_000, 10_000))
        yield


def program(
    stage: Stage,
    scopes: Sequence[Scope] = tuple(Scope),
    *,
    person: str = "",
    role: Role = Role.COORDINATOR,
    region: str = "all",
    name: str = "",
    days: int = 30,
) -> Program:
    """A program that acts as a machine, or as one of the stage's people."""
    made = tokens.make(
        stage.opened.database,
        name or f"p-{uuid4().hex[:12]}",
        scopes=scopes,
        person=person,
        role=None if person else role,
        region="" if person else region,
        lasts=timedelta(days=days),
        regions=stage.opened.config.regions,
        actor=stage.person(person or "ada"),
        now=stage.opened.now(),
    )
    return Program(stage, made.text)


def problem(answer: requests.Response, status: int, kind: str) -> dict[str, Any]:
    """A refusal in the form of RFC 9457."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert (found["status"], found["type"]) == (status, f"urn:campaign:{kind}"), found
    assert found["title"]
    assert "set-cookie" not in answer.headers
    return found
