"""Payloads word for word, and judged by the networks' own descriptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from lexrpc.base import Base as Lexicons
from lexrpc.base import ValidationError as LexiconError

from campaign.keys import part_key, record_key
from campaign.model import Receipt
from campaign.platforms.bluesky import message
from campaign.platforms.registry import names
from tests.platforms.golden import cases, made, payload_file, written
from tests.platforms.samples import START

CASES = {f"{case.parent.name}/{case.name.partition('.')[0]}": case for case in cases()}
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
BLOB: dict[str, Any] = {
    "$type": "blob",
    "ref": {"$link": "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"},
    "mimeType": "image/png",
    "size": 48213,
}


@pytest.mark.parametrize("case", CASES)
def test_the_payload_is_the_golden_one(case: str) -> None:
    """A changed payload is a decision: `python -m tests.platforms.golden` writes them anew."""
    assert written(made(CASES[case])) == payload_file(CASES[case]).read_text()


def test_every_platform_has_golden_pairs() -> None:
    """A new adapter brings its own pairs."""
    assert {case.parent.name for case in cases()} == set(names())


def mastodon_create(specs: Path) -> Draft202012Validator:
    """The judge of a body of `POST /api/v1/statuses`."""
    described = json.loads((specs / "mastodon/openapi.schema.json").read_text())
    content = described["paths"]["/api/v1/statuses"]["post"]["requestBody"]["content"]
    schema = dict(content["application/json"]["schema"])
    # A text with pictures is both a TextStatus and a MediaStatus, which `oneOf` forbids though
    # the server takes it: https://docs.joinmastodon.org/methods/statuses/#create.
    schema["anyOf"] = schema.pop("oneOf")
    return Draft202012Validator({**schema, "components": described["components"]})


def known_fields(specs: Path) -> set[str]:
    """Every field the description of a status to create knows."""
    schemas = json.loads((specs / "mastodon/openapi.schema.json").read_text())["components"]
    found: set[str] = set()
    for name in ("BaseStatus", "TextStatus", "MediaStatus"):
        schema = schemas["schemas"][name]
        for part in (schema, *schema.get("allOf", ())):
            found |= set(part.get("properties", ()))
    return found


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith("mastodon/")])
def test_mastodons_own_description_accepts_the_request(case: str, specs: Path) -> None:
    """Every field is one that Mastodon knows, of the kind it wants."""
    for number, payload in enumerate(made(CASES[case])):
        body: dict[str, Any] = dict(payload.body)
        if payload.uploads:
            body["media_ids"] = [str(number) for number, _ in enumerate(payload.uploads)]
        if number:
            body["in_reply_to_id"] = "116"
        mastodon_create(specs).validate(body)
        assert set(body) <= known_fields(specs)


def test_mastodons_description_can_refuse(specs: Path) -> None:
    """The judge above is awake."""
    for wrong in ({"status": 1}, {"status": "a", "visibility": "loud"}, {"language": "ca"}):
        with pytest.raises(ValidationError):
            mastodon_create(specs).validate(wrong)


@pytest.fixture(scope="module")
def lexicons(specs: Path) -> Lexicons:
    """Bluesky's lexicons, read by somebody else's validator."""
    files = (specs / "bluesky/lexicons").rglob("*.json")
    return Lexicons([json.loads(file.read_text()) for file in files])


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith("bluesky/")])
def test_blueskys_own_lexicons_accept_the_record(case: str, lexicons: Lexicons) -> None:
    """The record, and the call that carries it."""
    before: list[Receipt] = []
    for payload in made(CASES[case]):
        blobs = [{**BLOB, "mimeType": each.mime} for each in payload.uploads]
        record = message.complete(payload.body["record"], blobs)
        record = message.answering(record, before)
        lexicons.validate("app.bsky.feed.post", "record", record)
        key = part_key(record_key(("a", "", "b"), START), len(before))
        body = {**payload.body, "record": record, "repo": DID}
        lexicons.validate("com.atproto.repo.putRecord", "input", {**body, "rkey": key})
        uri = f"at://{DID}/app.bsky.feed.post/{key}"
        before.append(Receipt(uri, raw={"uri": uri, "cid": BLOB["ref"]["$link"]}))


def test_blueskys_lexicons_can_refuse(lexicons: Lexicons) -> None:
    """The judge above is awake."""
    record = made(CASES["bluesky/plain"])[0].body["record"]
    without_picture = made(CASES["bluesky/picture"])[0].body["record"]
    unmoored = {**record, "reply": {"root": {"uri": "at://x"}, "parent": {}}}
    for wrong in (
        {**record, "text": "a" * 301},
        {**record, "createdAt": "today"},
        without_picture,
        unmoored,
    ):
        with pytest.raises(LexiconError):
            lexicons.validate("app.bsky.feed.post", "record", wrong)
