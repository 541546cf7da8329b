"""Our Bluesky adapter against Bluesky's own server code, running on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.errors import Rejected, Unauthorized, UnsupportedFeature
from campaign.keys import part_key
from campaign.model import Absent, Media, Receipt
from campaign.platforms import registry
from campaign.platforms.bluesky.adapter import Bluesky
from campaign.platforms.bluesky.session import Session
from tests.platforms.samples import (
    LINK,
    START,
    Clock,
    Shelf,
    channel,
    connected,
    key_for,
    picture,
    threaded,
    variant,
)
from tests.sandbox.visitors import film

SERVER = Path(__file__).parents[2] / "pds"
PASSWORD = "app-pass-word-1234"
HANDLE = "catalonia-ca.test"
TEXT = f"""«Tres dies. Una taula.» L·laboratori d’aprenentatge comença avui 🇪🇺👩🏽‍💻

Tothom hi cap: la integració es fa plegats. {LINK}
Amb @{HANDLE} i @ningu.test

#EUBelong #Integració"""
ALT = "Tretze persones al voltant d’una taula; al mur, «Ens hi trobem». 🇪🇺"

pytestmark = pytest.mark.slow


def packages(node: str) -> Path:
    """The folder with the newest server that this Node runs; the Makefile goes by the same."""
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major = int(version.removeprefix("v").partition(".")[0])
    return SERVER / ("node20" if major < 22 else "node22")


@pytest.fixture(scope="session")
def pds() -> Iterator[str]:
    """The address of a real PDS with nothing in it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not here; with it, `make pds` sets the real Bluesky server up")
    folder = packages(node)
    if not (folder / "node_modules/better-sqlite3/build").is_dir():
        pytest.skip("the real Bluesky server is not set up; `make pds` does it")
    with subprocess.Popen(
        [node, str(SERVER / "server.mjs")],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin and process.stdout
        try:
            line = process.stdout.readline()
            assert line, f"the PDS did not start; `node ../server.mjs` in {folder} tells why"
            yield json.loads(line)["pds"]
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def account(pds: str) -> str:
    """The DID of an account there."""
    answer = requests.post(
        f"{pds}/xrpc/com.atproto.server.createAccount",
        json={"handle": HANDLE, "email": "catalonia@example.org", "password": PASSWORD},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    did: str = answer.json()["did"]
    return did


@pytest.fixture
def adapter(pds: str, account: str, shelf: Shelf, clock: Clock) -> Bluesky:
    """Our adapter, logged in as the account when it first needs to be."""
    return opened(pds, account, shelf, clock)


def opened(pds: str, account: str, shelf: Shelf, clock: Clock, secret: str = PASSWORD) -> Bluesky:
    """An adapter for the account; its channel names it by DID."""
    adapter = connected("bluesky", pds, shelf, clock, secret, account=account)
    assert isinstance(adapter, Bluesky)
    return adapter


def minted(occurrence: str) -> str:
    """A key for one test."""
    return key_for("bluesky", ("learning-labs-01", occurrence, "catalonia-ca"), START)


def stored(pds: str, account: str, key: str) -> dict[str, Any]:
    """The record as the server gives it to anybody."""
    answer = requests.get(
        f"{pds}/xrpc/com.atproto.repo.getRecord",
        {"repo": account, "collection": "app.bsky.feed.post", "rkey": key},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()["value"]
    return record


def test_a_catalan_post_with_its_picture_reads_back_as_it_was_written(
    adapter: Bluesky, pds: str, account: str, shelf: Shelf
) -> None:
    """Text, language, alt text, picture and facets stand on a real server as we meant them."""
    data = picture()
    wanted = variant("bluesky", shelf.put(data, ALT), text=TEXT)
    payload = adapter.payloads(wanted, START)[0]
    key = minted("reads back")
    receipt = adapter.publish(payload, key)
    assert receipt.remote_id == f"at://{account}/app.bsky.feed.post/{key}"
    assert receipt.url == f"https://bsky.app/profile/{HANDLE}/post/{key}"
    assert receipt.raw["validationStatus"] == "valid"

    record = stored(pds, account, key)
    assert record["text"] == TEXT.replace(LINK, "eu-belong.aer.eu/…")
    assert record["langs"] == ["ca"]
    assert record["createdAt"] == "2026-12-01T09:00:00.000Z"
    [image] = record["embed"]["images"]
    assert image["alt"] == ALT
    assert image["aspectRatio"] == {"width": 1200, "height": 675}
    assert image["image"]["mimeType"] == "image/png" and image["image"]["size"] == len(data)

    raw = record["text"].encode()
    said = [
        (raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"])
        for f in record["facets"]
    ]
    kind = "app.bsky.richtext.facet#"
    assert said == [
        ("eu-belong.aer.eu/…", [{"$type": f"{kind}link", "uri": LINK}]),
        (f"@{HANDLE}", [{"$type": f"{kind}mention", "did": account}]),
        ("#EUBelong", [{"$type": f"{kind}tag", "tag": "EUBelong"}]),
        ("#Integració", [{"$type": f"{kind}tag", "tag": "Integració"}]),
    ]
    blob = requests.get(
        f"{pds}/xrpc/com.atproto.sync.getBlob",
        {"did": account, "cid": image["image"]["ref"]["$link"]},
        timeout=30,
    )
    assert blob.content == data


def test_a_film_reads_back_with_its_description(
    adapter: Bluesky, pds: str, account: str, shelf: Shelf
) -> None:
    """A real server takes the bytes as what they are, and the record that points to them."""
    data = film()
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    media = Media(name, "video/mp4", 640, 360, len(data), ALT)
    key = minted("film")
    receipt = adapter.publish(adapter.payloads(variant("bluesky", media), START)[0], key)
    assert receipt.raw["validationStatus"] == "valid"
    embed = stored(pds, account, key)["embed"]
    assert embed["$type"] == "app.bsky.embed.video"
    assert embed["alt"] == ALT
    assert embed["aspectRatio"] == {"width": 640, "height": 360}
    assert (embed["video"]["mimeType"], embed["video"]["size"]) == ("video/mp4", len(data))


def test_a_film_may_be_as_big_as_the_servers_blob(
    adapter: Bluesky, pds: str, account: str, shelf: Shelf
) -> None:
    """To the byte, by what the server tells or by its default; one byte more is never sent."""
    asked = adapter.ask_limits()
    most = registry.limits_of(channel("bluesky", pds), asked).video_bytes
    data = film(more=bytes(most - len(film(more=b""))))
    assert len(data) == most == 5 * 1024 * 1024
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    media = Media(name, "video/mp4", 640, 360, most, ALT)
    key = minted("big film")
    adapter.publish(adapter.payloads(variant("bluesky", media), START)[0], key)
    assert stored(pds, account, key)["embed"]["video"]["size"] == most
    with pytest.raises(UnsupportedFeature, match="more than the"):
        adapter.payloads(variant("bluesky", replace(media, size=most + 1)), START)
    more = requests.post(
        f"{pds}/xrpc/com.atproto.repo.uploadBlob",
        data=bytes(most + 1),
        headers={
            "Authorization": f"Bearer {adapter._login.session().access}",
            "Content-Type": "video/mp4",
        },
        timeout=30,
    )
    assert more.status_code == 413


def test_the_server_vouches_for_the_account_at_a_video_service(
    pds: str, account: str, shelf: Shelf, clock: Clock
) -> None:
    """Signed, for one method of one server, for half an hour: the ways of asking are right."""
    clock.now = datetime.now(UTC)
    options = {"video": "http://127.0.0.1:9"}
    adapter = connected("bluesky", pds, shelf, clock, PASSWORD, options=options, account=account)
    assert isinstance(adapter, Bluesky) and adapter._films is not None
    own = requests.get(f"{pds}/xrpc/com.atproto.server.describeServer", timeout=30).json()["did"]
    told = adapter._films._transfer_token().split(".")[1]
    claims = json.loads(urlsafe_b64decode(told + "=="))
    assert (claims["iss"], claims["lxm"]) == (account, "com.atproto.repo.uploadBlob")
    assert claims["aud"].removesuffix("127.0.0.1") in (own, "did:web:")
    assert 1700 < claims["exp"] - clock.now.timestamp() <= 1800
    service = "did:web:video.bsky.app"
    told = adapter._films._asked_token("app.bsky.video.getUploadLimits", service).split(".")[1]
    claims = json.loads(urlsafe_b64decode(told + "=="))
    assert (claims["aud"], claims["lxm"]) == (service, "app.bsky.video.getUploadLimits")


def test_the_same_publish_again_is_the_same_record(
    adapter: Bluesky, pds: str, account: str, shelf: Shelf, clock: Clock
) -> None:
    """A repeat from another process changes nothing, and the server makes no commit of it."""
    payload = adapter.payloads(variant("bluesky", shelf.put(picture("#ffcc00"))), START)[0]
    key = minted("again")
    first = adapter.publish(payload, key)
    clock.pass_by(3600)
    second = opened(pds, account, shelf, clock).publish(payload, key)
    assert (second.remote_id, second.raw["cid"]) == (first.remote_id, first.raw["cid"])
    assert "commit" in first.raw and "commit" not in second.raw


def test_another_post_under_our_key_is_never_overwritten(
    adapter: Bluesky, pds: str, account: str
) -> None:
    """InvalidSwap: rejected, in words, and what stood there still stands."""
    key = minted("taken")
    adapter.publish(adapter.payloads(variant("bluesky", text="El primer."), START)[0], key)
    other = adapter.payloads(variant("bluesky", text="Un altre."), START)[0]
    with pytest.raises(Rejected, match=f"another post is there under the key {key}") as caught:
        adapter.publish(other, key)
    assert caught.value.code == "InvalidSwap"
    assert stored(pds, account, key)["text"] == "El primer."


def test_a_record_that_differs_only_by_a_mention_is_ours(
    adapter: Bluesky, pds: str, account: str
) -> None:
    """A handle that was resolved at the first try and is gone at the second."""
    key = minted("mention")
    named = adapter.payloads(variant("bluesky", text=f"Amb @{HANDLE}."), START)[0]
    first = adapter.publish(named, key)
    assert len(stored(pds, account, key)["facets"]) == 1
    adapter._resolved = lambda record: {}  # type: ignore[method-assign]
    assert adapter.publish(named, key).remote_id == first.remote_id


def test_find_tells_there_from_absent(adapter: Bluesky) -> None:
    """The record under our key is there, or it is proved not to be."""
    payload = adapter.payloads(variant("bluesky", text="Hi és?"), START)[0]
    key = minted("find")
    assert isinstance(adapter.find(payload, key, START), Absent)
    receipt = adapter.publish(payload, key)
    found = adapter.find(payload, key, START)
    assert isinstance(found, Receipt)
    assert (found.remote_id, found.url) == (receipt.remote_id, receipt.url)


def test_a_thread_reads_back_as_a_chain_of_replies(
    adapter: Bluesky, pds: str, account: str, shelf: Shelf
) -> None:
    """Root and parent of every part, by address and hash, as the server itself gave them."""
    thread = threaded(variant("bluesky", shelf.put(picture("#336699"))))
    parts = adapter.payloads(replace(thread, texts=thread.texts[1:]), START)
    keys = [part_key(minted("thread"), number) for number in range(3)]
    before: list[Receipt] = []
    for part, key in zip(parts, keys, strict=True):
        assert isinstance(adapter.find(part, key, START, before), Absent)
        receipt = adapter.publish(part, key, before)
        assert receipt.raw["validationStatus"] == "valid"
        again = adapter.publish(part, key, before)
        assert (again.remote_id, "commit" in again.raw) == (receipt.remote_id, False)
        found = adapter.find(part, key, START, before)
        assert isinstance(found, Receipt) and found.raw["cid"] == receipt.raw["cid"]
        before.append(Receipt(**json.loads(json.dumps(asdict(receipt)))))
    stands = [stored(pds, account, key) for key in keys]
    assert [record["text"] for record in stands] == [
        Bluesky.visible(text) for text in thread.texts[1:]
    ]
    first, second, third = ({"uri": each.remote_id, "cid": each.raw["cid"]} for each in before)
    assert "reply" not in stands[0] and len(stands[0]["embed"]["images"]) == 1
    assert stands[1]["reply"] == {"root": first, "parent": first}
    assert stands[2]["reply"] == {"root": first, "parent": second}
    assert stands[2]["embed"]["external"]["uri"] == LINK
    assert [record["createdAt"][-5:] for record in stands] == [".000Z", ".001Z", ".002Z"]
    assert third["uri"].endswith(keys[2])


def test_a_reply_finds_the_hash_it_must_name(adapter: Bluesky, pds: str, account: str) -> None:
    """A receipt that a person wrote down by hand holds no more than the address."""
    one, two = adapter.payloads(
        replace(variant("bluesky", link=""), texts=("El fil.", "Segueix.")), START
    )
    key = minted("by hand")
    receipt = adapter.publish(one, key)
    bare = Receipt(receipt.remote_id)
    adapter.publish(two, part_key(key, 1), [bare])
    reply = stored(pds, account, part_key(key, 1))["reply"]
    assert reply["parent"] == {"uri": receipt.remote_id, "cid": receipt.raw["cid"]}
    adapter.withdraw(receipt.remote_id)
    with pytest.raises(Rejected, match="to be replied to, is gone"):
        adapter.publish(two, part_key(key, 2), [bare])


def test_a_wrong_password_is_unauthorized(
    pds: str, account: str, shelf: Shelf, clock: Clock
) -> None:
    """And the password is not in what is said about it."""
    adapter = opened(pds, account, shelf, clock, "wrong-pass-word-0000")
    with pytest.raises(Unauthorized, match="401 AuthenticationRequired: Invalid") as caught:
        adapter.identify()
    assert "wrong-pass" not in repr(caught.value) + caught.value.answer
    with pytest.raises(Unauthorized, match="no app password"):
        opened(pds, account, shelf, clock, "").identify()


def test_a_session_that_ended_is_renewed_by_itself(adapter: Bluesky, account: str) -> None:
    """A dead access token is renewed by the other one; two dead ones by the password."""
    assert adapter.identify().startswith(f"@{HANDLE} ({account})")
    alive = adapter._login.session()
    dead = alive.access[:-4] + "AAAA"
    adapter._login._session = replace(alive, access=dead)
    payload = adapter.payloads(variant("bluesky", text="Encara hi som."), START)[0]
    assert adapter.publish(payload, minted("renewed")).remote_id
    adapter._login._session = Session(account, HANDLE, dead, dead)
    assert isinstance(adapter.find(payload, minted("renewed"), START), Receipt)


def test_a_withdrawn_post_is_gone(adapter: Bluesky) -> None:
    """Deleted, and deleting it once more is quiet; afterwards it is absent."""
    payload = adapter.payloads(variant("bluesky", text="Fins aviat."), START)[0]
    key = minted("withdrawn")
    receipt = adapter.publish(payload, key)
    adapter.withdraw(receipt.remote_id)
    adapter.withdraw(receipt.remote_id)
    assert isinstance(adapter.find(payload, key, START), Absent)


def test_a_link_without_a_picture_becomes_a_card(adapter: Bluesky, pds: str, account: str) -> None:
    """The client must build the link card; the server accepts ours."""
    key = minted("card")
    adapter.publish(adapter.payloads(variant("bluesky"), START)[0], key)
    embed = stored(pds, account, key)["embed"]
    assert embed["external"] == {
        "uri": LINK,
        "title": "Tres dies. Una taula.",
        "description": "",
    }


def test_the_server_takes_our_keys_and_no_others(adapter: Bluesky) -> None:
    """A key must be a TID; an idempotency key of another network is refused, not stored."""
    payload = adapter.payloads(variant("bluesky", text="Clau."), START)[0]
    with pytest.raises(Rejected):
        adapter.publish(payload, key_for("mastodon", ("a", "", "b"), START))
    later = key_for("bluesky", ("a", "", "b"), START + timedelta(days=3))
    assert adapter.publish(payload, later).remote_id.endswith(later)
