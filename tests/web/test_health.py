"""What monitors are told: whether publishing goes on, in a status and in figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from campaign.config import MachinesSettings
from campaign.engine.leases import report_alive
from campaign.model.machines import Scope
from campaign.usecases.machines import health as usecase
from campaign.usecases.machines.health import health
from tests.web.api.asking import program
from tests.web.stage import Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One post, planned and approved, and not due yet."""
    with staged(tmp_path / "campaign", posts=("platforms-01",)) as made:
        made.plan(approved=True)
        yield made


def ask(stage: Stage, path: str, **headers: str) -> requests.Response:
    """A monitor's request."""
    return requests.get(stage.url + path, headers=headers, timeout=30)


def looked(stage: Stage) -> usecase.Health:
    """A fresh look."""
    return health(stage.opened.database, stage.opened.config, stage.opened.now())


def test_a_stranger_learns_whether_publishing_goes_on_and_no_more(stage: Stage) -> None:
    """200; no name, no address, no count, and no cookie."""
    answer = ask(stage, "/health")
    assert answer.status_code == 200
    found = answer.json()
    assert set(found) == {"status", "reasons", "at", "oldest_due_seconds", "worker_seen"}
    assert (found["status"], found["reasons"]) == ("ok", [])
    assert "set-cookie" not in answer.headers
    detail = program(stage, [Scope.READ]).get("/health").json()
    assert detail["disk_free_bytes"] > 0


def test_what_is_due_and_goes_nowhere_is_a_failure(stage: Stage) -> None:
    """503 after ten minutes without a publisher; what waits for a person is none."""
    assert looked(stage).ok
    stage.clock.move_to(stage.opened.now() + timedelta(days=1, hours=2, minutes=30))
    found = looked(stage)
    assert found.oldest_due is not None
    assert found.reasons == ("unattended",)
    answer = ask(stage, "/health")
    assert answer.status_code == 503
    assert answer.json()["oldest_due_seconds"] % 60 == 0
    assert answer.json()["status"] == "failing"


def test_what_nobody_approved_is_no_failure_of_the_machine(tmp_path: Path) -> None:
    """It waits for a person, and `campaign status` says so."""
    with staged(tmp_path / "campaign", posts=("platforms-01",)) as stage:
        stage.plan()
        stage.clock.move_to(stage.opened.now() + timedelta(days=1, hours=2, minutes=30))
        found = looked(stage)
    assert found.ok
    assert found.oldest_due is not None


def test_a_worker_that_fell_silent_is_a_failure(stage: Stage) -> None:
    """Until it reports again, or another one does."""
    report_alive(stage.opened.engine_context())
    assert looked(stage).worker_seen == stage.opened.now()
    stage.clock.move_to(stage.opened.now() + timedelta(minutes=10))
    assert looked(stage).reasons == ("worker",)
    report_alive(stage.opened.engine_context())
    assert looked(stage).ok


def test_a_full_disk_is_a_failure(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything that was stored is in danger."""
    monkeypatch.setattr(usecase, "ROOM", 2**62)
    assert looked(stage).reasons == ("disk",)


def test_figures_are_for_a_token_and_for_this_machine_where_that_is_set(stage: Stage) -> None:
    """And never for what a proxy brings."""
    assert ask(stage, "/metrics").status_code == 401
    right = {"Authorization": f"Bearer {program(stage, [Scope.READ_METRICS]).text}"}
    wrong = {"Authorization": f"Bearer {program(stage, [Scope.READ]).text}"}
    assert ask(stage, "/metrics", **wrong).status_code == 401
    assert ask(stage, "/metrics", **right).status_code == 200
    stage.opened.config = replace(stage.opened.config, machines=MachinesSettings(open_metrics=True))
    assert ask(stage, "/metrics").status_code == 200
    assert ask(stage, "/metrics", **{"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    assert ask(stage, "/metrics", **wrong).status_code == 401


def test_figures_are_in_the_form_of_prometheus(stage: Stage) -> None:
    """By state and network; nothing of a post, a person or an address."""
    right = {"Authorization": f"Bearer {program(stage, [Scope.READ_METRICS]).text}"}
    answer = ask(stage, "/metrics", **right)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    assert "campaign_up 1.0" in text
    assert 'campaign_publications{platform="mastodon",state="scheduled"}' in text
    assert 'campaign_trouble{reason="unattended"} 0.0' in text
    assert "platforms-01" not in text
    assert "http" not in text.replace("# HELP", "")
