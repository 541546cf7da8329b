"""Send the API whatever its description allows, and what it does not; it may break nowhere.

    python -m tests.bench.fuzz_api --seconds 300

Requests are made by schemathesis out of /api/v1/openapi.json, to a desk of its own on loopback. An
answer with 5xx, one with a status, a type or a body that is not described, and one that sets a
cookie is a failure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from campaign.model.machines import Scope
from tests.web.api.asking import program, unhurried
from tests.web.stage import Stage, staged

_EXAMPLES = 15  # requests to one route in one round
_CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@dataclass
class Found:
    """What was sent, to how many of the routes, and what went wrong, each once."""

    requests: int = 0
    operations: int = 0
    reached: int = 0
    failures: list[str] = field(default_factory=list)

    def failed(self, what: str) -> None:
        """Remember a failure, once."""
        if what not in self.failures:
            self.failures.append(what)


def examined(stage: Stage, *, seconds: float, seed: int) -> Found:
    """Send requests to a stage's API for some seconds, at least one round to each route."""
    asked = program(stage, list(Scope), person="ada")
    schema = schemathesis.openapi.from_url(f"{stage.url}/api/v1/openapi.json")
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    found = Found(operations=len(operations))
    reached: set[str] = set()
    end = monotonic() + seconds
    for number in count(seed):
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if monotonic() > end and len(reached) == len(operations):
                    found.reached = len(reached)
                    return found
                try:
                    strategy = operation.as_strategy(generation_mode=mode)
                    _round(strategy, number, asked.text, stage.url, found)
                except hypothesis.errors.Unsatisfiable:
                    continue  # nothing is wrong for a route that takes nothing
                reached.add(operation.label)
        if monotonic() > end and len(reached) == len(operations):
            break
    found.reached = len(reached)
    return found


def _round(strategy: Any, seed: int, token: str, url: str, found: Found) -> None:
    @hypothesis.seed(seed)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case: Case[Any]) -> None:
        found.requests += 1
        headers = {"Authorization": f"Bearer {token}"}
        answer = case.call(base_url=f"{url}/api/v1", headers=headers, timeout=60)
        if not str(answer.request.url).startswith(f"{url}/api/v1/"):
            return  # ".." as an id leads out of the API before it is asked
        where = f"{case.method} {case.operation.path}"
        if answer.status_code >= 500:
            found.failed(
                f"{where}: {answer.status_code} to {case.as_curl_command(headers=headers)}"
            )
            return
        if "set-cookie" in answer.headers:
            found.failed(f"{where}: sets a cookie")
        try:
            case.validate_response(answer, checks=_CHECKS)
        except FailureGroup as group:
            for each in group.exceptions:
                found.failed(f"{where}: {each}"[:1500])

    send()


def _rounds(seconds: float, seed: int) -> Iterator[Found]:
    """Desks one after the other: what was written to one makes it slow after some minutes."""
    end = monotonic() + seconds
    for number in count(seed):
        left = end - monotonic()
        if left <= 0:
            return
        with (
            tempfile.TemporaryDirectory() as folder,
            unhurried(),
            staged(Path(folder) / "campaign", posts=("platforms-01",)) as stage,
        ):
            stage.plan()
            yield examined(stage, seconds=min(left, 100), seed=number * 1000)


def main() -> int:
    """Fuzz for the wanted time; 1 when something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    requests, failures = 0, list[str]()
    for found in _rounds(options.seconds, options.seed):
        requests += found.requests
        failures += [each for each in found.failures if each not in failures]
    sys.stdout.write(f"{requests} requests, {len(failures)} failures\n")
    sys.stdout.write("".join(f"\n{each}\n" for each in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
