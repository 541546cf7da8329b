"""Every answer has the shape the networks' own descriptions give it."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.sandbox.visitors import (
    POST,
    RKEY,
    Skywriter,
    Tooter,
    images,
    picture,
    read,
    record,
)


def check(described: dict[str, Any], name: str, value: Any) -> None:
    """Hold a value against one of Mastodon's schemas."""
    schema = {**described, "$ref": f"#/components/schemas/{name}"}
    problems = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(value)
    ]
    assert not problems


def test_mastodons_answers_fit_its_openapi(
    tooter: Tooter, mastodon_schemas: dict[str, Any]
) -> None:
    """Instance, account, attachment, status with all it can hold, source, error."""
    media = tooter.upload(picture(), "Una taula")
    first = read(tooter.post("Hola #EUBelong https://example.org", language="ca"))
    status = tooter.post("Tres dies", in_reply_to_id=first["id"], media=[read(media)["id"]])
    for name, answer in [
        ("MediaAttachment", media),
        ("Status", status),
        ("Instance", tooter.get("/v2/instance")),
        ("V1Instance", tooter.get("/v1/instance")),
        ("CredentialAccount", tooter.get("/v1/accounts/verify_credentials")),
        ("Account", tooter.get("/v1/accounts/lookup", acct="catalonia-ca")),
        ("StatusSource", tooter.get(f"/v1/statuses/{first['id']}/source")),
        ("Status", tooter.delete(first["id"])),
    ]:
        check(mastodon_schemas, name, read(answer))
    check(mastodon_schemas, "Error", read(tooter.post("x" * 501), 422))
    listed = read(tooter.get(f"/v1/accounts/{first['account']['id']}/statuses"))
    assert [each["id"] for each in listed] == [read(status)["id"]]
    for each in listed:
        check(mastodon_schemas, "Status", each)


def test_the_schema_check_can_fail(tooter: Tooter, mastodon_schemas: dict[str, Any]) -> None:
    """A status without its account is caught."""
    status = read(tooter.post("Hola"))
    del status["account"]
    with pytest.raises(AssertionError, match="account"):
        check(mastodon_schemas, "Status", status)


def test_blueskys_answers_fit_its_lexicons(sky: Skywriter, lexicons: list[dict[str, Any]]) -> None:
    """Session, write, record, post view with pictures and with a link card, profile, feed."""
    lexrpc = pytest.importorskip("lexrpc", reason="lexrpc reads the lexicons")
    judge = lexrpc.base.Base(lexicons=lexicons)
    blob = sky.upload(picture())
    judge.validate("com.atproto.repo.uploadBlob", "output", {"blob": blob})
    card = {"uri": "https://example.org", "title": "T", "description": "D", "thumb": blob}
    linked = record(embed={"$type": "app.bsky.embed.external", "external": card})
    pictured = record(embed=images(blob))
    judge.validate(POST, "record", pictured)
    judge.validate(POST, "record", linked)
    made = read(sky.put(pictured))
    other = read(sky.put(linked, rkey="3mzzzzzzzzz23"))
    where = {"repo": sky.did, "collection": POST}
    for method, output in [
        ("com.atproto.server.createSession", sky.session),
        ("com.atproto.repo.putRecord", made),
        ("com.atproto.repo.putRecord", read(sky.put(pictured))),
        ("com.atproto.server.getSession", read(sky.ask("com.atproto.server.getSession"))),
        (
            "com.atproto.repo.getRecord",
            read(sky.ask("com.atproto.repo.getRecord", **where, rkey=RKEY)),
        ),
        ("com.atproto.repo.listRecords", read(sky.ask("com.atproto.repo.listRecords", **where))),
        (
            "app.bsky.feed.getPosts",
            read(sky.ask("app.bsky.feed.getPosts", uris=[made["uri"], other["uri"]])),
        ),
        ("app.bsky.actor.getProfile", read(sky.ask("app.bsky.actor.getProfile", actor=sky.did))),
        (
            "app.bsky.feed.getAuthorFeed",
            read(sky.ask("app.bsky.feed.getAuthorFeed", actor=sky.did)),
        ),
    ]:
        judge.validate(method, "output", output)
    broken = {"posts": [{"uri": made["uri"]}]}
    with pytest.raises(lexrpc.base.ValidationError):
        judge.validate("app.bsky.feed.getPosts", "output", broken)


def test_identifiers_are_the_networks_own(sky: Skywriter) -> None:
    """An independent DAG-CBOR gives the same CID for a record, and for a blob's bytes."""
    libipld = pytest.importorskip("libipld", reason="libipld encodes DAG-CBOR independently")
    from campaign.sandbox.bluesky.cid import dag_cbor

    value = {"b": [1, -7, 300, 70_000, 2**40, True, None], "aa": "añ", "": {}, "$type": "x"}
    assert dag_cbor(value) == libipld.encode_dag_cbor(value)
    made = read(sky.put(record()))
    assert libipld.decode_cid(made["cid"])["codec"] == 0x71
    assert libipld.decode_cid(sky.upload(picture())["ref"]["$link"])["codec"] == 0x55
