"""A post goes to a webhook once, whatever happens on the way; the engine with its real adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.model import Channel, State
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from tests.engine.stage import LEASE_ENDS, Stage
from tests.platforms.contracts import Site
from tests.platforms.samples import SECRET, channel
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on
from tests.platforms.webhook.contract import example
from tests.storage.conftest import database, kind, migrated, url
from tests.usecases.conftest import network, stage

__all__ = ["database", "kind", "migrated", "network", "stage", "url"]


class Between:
    """What stands between, and does harm to the first post that comes by."""

    def __init__(self, site: Site, *, arrives: bool) -> None:
        self.site = site
        self.posts = 0
        self._lossy = passing_on(site.server, self._is_first)
        self._arrives = arrives

    def __call__(self, seen: Seen) -> Reply | Mishap:
        """Pass on, or lose the answer, or the request as well."""
        self.posts += seen.method == "POST"
        if not self._arrives and self._is_first(seen):
            return Mishap.RESET
        return self._lossy(seen)

    def _is_first(self, seen: Seen) -> bool:
        return seen.method == "POST" and self.posts == 1


@contextmanager
def published(stage: Stage, folder: Path, lookup: str, *, arrives: bool) -> Iterator[Between]:
    """One post of which the first answer is lost, and ten minutes in which the engine works."""

    def connect(place: Channel) -> Platform:
        """A new adapter, as a new process has one."""
        return registry.connect(place, SECRET, stage.media, lambda: stage.now, lambda _: None)

    with example(folder, lambda: stage.now) as site:
        between = Between(site, arrives=arrives)
        with Scripted(between) as server:
            place = channel("webhook", server.url, {"lookup": lookup})
            stage.channels = {place.name: place}
            stage.ready(stage.wanted(channel=place.name, platform=place.platform))
            for _ in range(10):
                stage.tick(timedelta(minutes=1), connect=connect)
            stage.tick(LEASE_ENDS, connect=connect)
            yield between


@pytest.mark.parametrize(("arrives", "posts"), [(True, 1), (False, 2)], ids=["arrived", "lost"])
def test_a_receiver_that_can_be_asked_has_it_once(
    stage: Stage, tmp_path: Path, arrives: bool, posts: int
) -> None:
    """Found under its key; or not there, and sent again under the same one."""
    with published(stage, tmp_path, "yes", arrives=arrives) as between:
        held = stage.held()
        assert held.state is State.PUBLISHED
        assert between.posts == posts
        assert [post["id"] for post in between.site.posts()] == [held.remote_id]


@pytest.mark.parametrize("arrives", [True, False], ids=["arrived", "lost"])
def test_of_any_other_a_person_decides_and_nothing_is_sent_again(
    stage: Stage, tmp_path: Path, arrives: bool
) -> None:
    """It is asked nothing, for some tools run at any request."""
    with published(stage, tmp_path, "", arrives=arrives) as between:
        assert stage.held().state is State.UNKNOWN
        assert between.posts == 1
        assert len(between.site.posts()) == arrives
