"""What we send to X, held against X's own description, which knows every field there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from campaign.model import Receipt
from campaign.sandbox import SandboxServer
from tests.platforms.golden import cases, made
from tests.platforms.samples import START, Clock, Shelf, picture, threaded, variant
from tests.platforms.scripted import Scripted, Seen, passing_on
from tests.platforms.x.server import opened
from tests.platforms.x.test_media import GIF, filmed
from tests.sandbox.xer import closed

CASES = {case.name.partition(".")[0]: case for case in cases() if case.parent.name == "x"}


class Description:
    """X's OpenAPI 2.167, whose objects here hold nothing that it does not name."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "x/openapi-2.167.json").read_text())
        self._paths: dict[str, Any] = told["paths"]
        self._parameters: dict[str, Any] = told["components"]["parameters"]
        self._components = {"components": {"schemas": closed(told["components"]["schemas"])}}

    def judge(self, seen: Seen) -> None:
        """Hold one request against it; raises ValidationError, KeyError for what it knows not."""
        operation = self._operation(seen)
        known = {
            self._parameters[each["$ref"].rpartition("/")[2]]["name"]
            if "$ref" in each
            else each["name"]: each
            for each in operation.get("parameters", ())
        }
        # Its pages and recordings of it say `tweet.fields` where this version says `post.fields`.
        for name, value in seen.query:
            told = known[name.replace("tweet.", "post.")]
            if "schema" in told and told["schema"].get("type") == "integer":
                self._check(int(value), told["schema"])
            elif "schema" in told and told["schema"].get("type") == "array":
                self._check(value.split(","), told["schema"])
            elif "schema" in told:
                self._check(value, told["schema"])
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            self._check(seen.data, content["schema"])
        else:
            assert not seen.body

    def body(self, path: str, body: Any) -> None:
        """Hold the body of a POST against it."""
        content = self._paths[path]["post"]["requestBody"]["content"]["application/json"]
        self._check(body, content["schema"])

    def _operation(self, seen: Seen) -> dict[str, Any]:
        for path, operations in self._paths.items():
            pattern = re.sub(r"\{\w+\}", r"[0-9]+", path)
            if re.fullmatch(pattern, seen.path) and seen.method.lower() in operations:
                found: dict[str, Any] = operations[seen.method.lower()]
                return found
        raise KeyError(f"{seen.method} {seen.path}")

    def _check(self, value: Any, schema: dict[str, Any]) -> None:
        Draft202012Validator({**schema, **self._components}).validate(value)


@pytest.fixture(scope="module")
def description(specs: Path) -> Description:
    """X's own description."""
    return Description(specs)


@pytest.mark.parametrize("case", CASES)
def test_x_s_own_description_accepts_the_post(case: str, description: Description) -> None:
    """With the ids of its pictures and of what it replies to."""
    for number, payload in enumerate(made(CASES[case])):
        body: dict[str, Any] = dict(payload.body)
        if payload.uploads:
            body["media"] = {"media_ids": [str(number) for number, _ in enumerate(payload.uploads)]}
        if number:
            body["reply"] = {"in_reply_to_tweet_id": "116"}
        description.body("/2/tweets", body)


def requests_of(box: SandboxServer, clock: Clock, shelf: Shelf) -> Iterator[Seen]:
    """Everything that the adapter ever sends, once."""
    with Scripted(passing_on(box.url, lambda seen: False)) as server:
        adapter = opened(server.url, clock, shelf, account="catalonia-ca.example.test")
        before: list[Receipt] = []
        thread = threaded(variant("x", shelf.put(picture()), shelf.put(picture("red"))))
        for part in adapter.payloads(thread, START):
            before.append(adapter.publish(part, "key", before))
        for media in (shelf.put(GIF, mime="image/gif"), filmed(shelf, 10)):
            made_of = variant("x", media, text=f"Amb {media.mime}")
            adapter.publish(adapter.payloads(made_of, START)[0], "key")
        clock.pass_by(180)
        adapter.find(adapter.payloads(thread, START)[1], "key", START, before[:1])
        adapter.recent(START)
        adapter.counts([each.remote_id for each in before])
        adapter.audience()
        adapter.identify()
        adapter.examine()
        adapter.withdraw(before[-1].remote_id)
        yield from server.seen


def test_every_request_is_one_that_x_describes(
    box: SandboxServer, clock: Clock, shelf: Shelf, description: Description
) -> None:
    """Its path, its parameters and its body, down to the last field."""
    sent = list(requests_of(box, clock, shelf))
    for seen in sent:
        description.judge(seen)
    paths = {re.sub(r"/[0-9]{5,}", "/{id}", f"{seen.method} {seen.path}") for seen in sent}
    assert paths == {
        "DELETE /2/tweets/{id}",
        "GET /2/media/upload",
        "GET /2/tweets",
        "GET /2/users/me",
        "GET /2/users/{id}/tweets",
        "POST /2/media/metadata",
        "POST /2/media/upload",
        "POST /2/media/upload/initialize",
        "POST /2/media/upload/{id}/append",
        "POST /2/media/upload/{id}/finalize",
        "POST /2/tweets",
    }


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("POST", "/2/tweets", {"text": "a", "language": "ca"}),
        ("POST", "/2/tweets", {"text": "a", "media": {"media_ids": []}}),
        ("POST", "/2/tweets", {"text": "a", "reply": {"in_reply_to_tweet_id": "x"}}),
        ("POST", "/2/media/upload", {"media": "YQ==", "media_category": "song"}),
        ("POST", "/2/media/metadata", {"id": "1", "metadata": {"alt": {"text": "a"}}}),
        ("POST", "/2/media/metadata", {"id": "1", "metadata": {"alt_text": {"text": "a" * 1001}}}),
        ("POST", "/2/media/upload/1/append", {"media": "YQ==", "segment_index": 1000}),
        ("GET", "/2/users/7/tweets?max_results=101", None),
        ("GET", "/2/users/7/tweets?exclude=likes", None),
    ],
)
def test_the_description_can_refuse(
    method: str, target: str, body: Any, description: Description
) -> None:
    """The judge above is awake."""
    with pytest.raises(ValidationError):
        description.judge(
            Seen(method, target, {}, b"" if body is None else json.dumps(body).encode())
        )


def test_the_description_knows_no_other_parameter_and_path(description: Description) -> None:
    """Nor what is not there."""
    for target in ("/2/users/me?colour=red", "/2/nothing"):
        with pytest.raises(KeyError):
            description.judge(Seen("GET", target, {}, b""))
