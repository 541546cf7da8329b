"""Every request of our Threads adapter, held against Meta's own Postman collection.

The collection names the addresses and, for each, the parameters. What we send has to be there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from campaign.model import Receipt
from campaign.sandbox.meta.tokens import LONG
from campaign.sandbox.threads import tokens
from tests.platforms.samples import LINK, START, Clock, picture, threaded
from tests.platforms.scripted import Scripted, Seen, passing_on
from tests.platforms.threads.threading import laid, said, threads, through
from tests.sandbox.threader import sandbox

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """One request of the collection: its parameters with the values of Meta's example."""

    name: str
    method: str
    path: re.Pattern[str]
    query: Query

    def takes(self, method: str, path: str, query: Query) -> bool:
        """Whether it is this request: same address, no other parameters, the kind it is for."""
        kind = query.get("media_type", self.query.get("media_type"))
        return (
            method == self.method
            and self.path.fullmatch(path) is not None
            and query.keys() <= self.query.keys()
            and kind == self.query.get("media_type")
        )


class Collection:
    """The official collection: https://github.com/fbsamples/threads_api."""

    def __init__(self, specs: Path) -> None:
        told = json.loads((specs / "threads/threads-api.postman_collection.json").read_text())
        self.variables = {each["key"]: str(each.get("value", "")) for each in told["variable"]}
        self.requests = list(self._all(told["item"]))

    def _all(self, items: list[dict[str, Any]]) -> Iterator[Described]:
        for item in items:
            if "item" in item:
                yield from self._all(item["item"])
                continue
            asked = item["request"]
            path = "/".join(asked["url"]["path"]).strip("/")
            pattern = re.sub(r"\\\{\\\{\w+\\\}\\\}", r"[0-9]+", re.escape(path))
            query = {each["key"]: each.get("value") or "" for each in asked["url"].get("query", ())}
            yield Described(item["name"], asked["method"], re.compile(pattern), query)

    def of(self, method: str, path: str, query: Query) -> list[Described]:
        """The requests that this one may be; an address may have several."""
        return [each for each in self.requests if each.takes(method, path, query)]

    def values(self, described: Described, name: str) -> set[str]:
        """The values that the collection knows for a parameter that is a list."""
        value = described.query[name]
        known = re.sub(r"\{\{(\w+)\}\}", lambda each: self.variables[each[1]], value)
        return set(re.sub(r"\{[^{}]*\}", "", known).split(","))


@pytest.fixture(scope="module")
def collection(specs: Path) -> Collection:
    """Meta's own description."""
    return Collection(specs)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """Everything our adapter sends in the life of an account."""
    folder, clock = tmp_path_factory.mktemp("media"), Clock()
    with sandbox(clock, folder) as box, Scripted(passing_on(box.url, lambda seen: False)) as way:
        token = tokens.issue(box._app.state.world, "catalonia", LONG)
        public = f"{box.url}/_sandbox/public-media"
        adapter = threads(way.url, clock, token, public=public)
        one, two = laid(folder, picture(), picture("#ffcc00"))
        adapter.examine()
        clock.pass_by(86_400)
        since = clock()
        through(adapter, adapter.payloads(said(f"Vine! {LINK}", link=LINK), START)[0])
        carousel = adapter.payloads(said("Dues", one, two, link=LINK), START)[0]
        through(adapter, carousel)
        before: list[Receipt] = []
        for part in adapter.payloads(threaded(said("x", one, link=LINK)), START):
            before.append(through(adapter, part, before))
        clock.pass_by(300)
        assert adapter.find(carousel, "key", since)
        assert adapter.find(part, "key", since, before[:-1])
        adapter.recent(since)
        adapter.counts([before[0].remote_id])
        adapter.audience()
        adapter.identify()
        adapter.withdraw(before[0].remote_id)
        return list(way.seen)


def asked(seen: Seen) -> tuple[str, str, dict[str, str]]:
    """Method, path without the version, and all parameters of a request."""
    return (
        seen.method,
        seen.path.removeprefix("/v1.0").strip("/"),
        dict(seen.query) | dict(parse_qsl(seen.body.decode(), keep_blank_values=True)),
    )


#: Lists of which we may ask for less than Meta's example does.
LISTS = ("fields", "metric")


def test_every_request_is_one_of_metas_own(sent: list[Seen], collection: Collection) -> None:
    """Address, method, parameters, and the names in lists."""
    for seen in sent:
        method, path, query = asked(seen)
        found = collection.of(method, path, query)
        assert found, f"Meta knows no {method} {path} with {sorted(query)}"
        for name in set(LISTS) & query.keys():
            known = set().union(*(collection.values(each, name) for each in found))
            assert set(query[name].split(",")) <= known, f"{method} {path}: {name}={query[name]}"


def test_the_life_of_an_account_has_all_its_requests(
    sent: list[Seen], collection: Collection
) -> None:
    """What the test above has looked at: nothing of the adapter is left out."""
    found = {each.name for seen in sent for each in collection.of(*asked(seen))}
    assert found >= {
        "Refresh Access Token",
        "1.1 Create Text Container",
        "1.2 Create Image Container",
        "1.1 Create an Image Item Container",
        "2. Create a Carousel Container",
        "2. Publish Threads Post",
        "Check Container's Publishing Status",
        "Retrieve Publishing Quota Limit",
        "Get Threads Post Details",
        "Get a List of All a User's Threads",
        "Get a List of All a User's Replies",
        "Get Post Insights",
        "Get Account Insights",
        "Get App-Scoped User's Profile Information",
        "Delete Threads Post",
    }


def test_no_request_publishes_in_one_step_or_holds_a_token(sent: list[Seen]) -> None:
    """Of Meta's parameters, the two that we never use."""
    for seen in sent:
        assert not {"auto_publish_text", "access_token"} & asked(seen)[2].keys()
        assert seen.headers["authorization"].startswith("Bearer THSB")


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", "me/threads", {"media_type": "TEXT", "image_url": "a"}),
        ("POST", "me/threads", {"media_type": "TEXT", "language": "ca"}),
        ("POST", "me/media", {"media_type": "IMAGE"}),
        ("PUT", "me/threads", {"media_type": "TEXT"}),
        ("GET", "me/replies/7", {"fields": "id"}),
    ],
)
def test_the_collection_can_refuse(
    collection: Collection, method: str, path: str, query: dict[str, str]
) -> None:
    """The judge above is awake."""
    assert collection.of(method, path, query) == []
