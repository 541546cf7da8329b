"""What a write asks for, checked, and the ledger entry it becomes."""

from dataclasses import dataclass, replace
from typing import Any

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.cid import NotData, commit_cid, record_cid
from campaign.sandbox.bluesky.embeds import Carried, carried
from campaign.sandbox.bluesky.gate import invalid, refuse
from campaign.sandbox.bluesky.names import POST, Address, address, is_tid, tid
from campaign.sandbox.bluesky.reading import BadRecord
from campaign.sandbox.bluesky.rules import check_post
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Wanted:
    """A checked record and its place; `thumb` is the hash of a link card's picture."""

    address: Address
    record: dict[str, Any]
    cid: str
    pictures: tuple[Picture, ...]
    thumb: str | None


def look_up(world: World, repo: str) -> Account | None:
    """The account behind a handle or DID, or None."""
    return world.accounts.find(BLUESKY, repo if repo.startswith("did:") else repo.lower())


def wanted(world: World, writer: Account, sent: Sent, spare_key: str = "") -> Wanted:
    """Read and check a write. Raises Refusal in Bluesky's words.

    The sandbox keeps posts only, and checks them also when `validate` is false.
    """
    for name in ("repo", "collection", "record"):
        if name not in sent.fields:
            raise invalid(f'Input must have the property "{name}"')
    if look_up(world, sent.text("repo")) != writer:
        raise refuse(401, "AuthenticationRequired", "Authentication Required")
    collection, rkey = sent.text("collection"), sent.text("rkey") or spare_key
    if collection != POST:
        raise invalid(f"The sandbox keeps {POST} only, not {collection}")
    if not is_tid(rkey):
        raise invalid(f"Invalid record key for {POST}: expected a tid, got {rkey!r}")
    record = sent.fields["record"]
    if not isinstance(record, dict):
        raise invalid("Input/record must be an object")
    record = {"$type": collection, **record}
    try:
        check_post(record)
        cid = record_cid(record)
    except (BadRecord, NotData) as problem:
        raise invalid(f"Invalid {POST} record: {problem}") from None
    _check_reply(world, record)
    blobs = [(each, _blob(world, writer, each)) for each in carried(record.get("embed"))]
    return Wanted(
        Address(writer.did, collection, rkey),
        record,
        cid,
        tuple(replace(seen, alt=each.alt) for each, seen in blobs if each.alt is not None),
        next((seen.sha256 for each, seen in blobs if each.alt is None), None),
    )


def entry_of(world: World, writer: Account, want: Wanted) -> Entry:
    """The ledger entry of a write that is accepted now."""
    reply = want.record.get("reply")
    rev = revision(world)
    commit = {"cid": commit_cid(writer.did, rev, want.cid), "rev": rev}
    return Entry(
        network=BLUESKY,
        account=writer.name,
        remote_id=str(want.address),
        path=f"/profile/{writer.name}/post/{want.address.rkey}",
        text=want.record["text"],
        languages=tuple(want.record.get("langs", ())),
        pictures=want.pictures,
        key=want.address.rkey,
        accepted_at=world.clock.now(),
        reply_to=None if reply is None else reply["parent"]["uri"],
        body={"record": want.record, "cid": want.cid, "thumb": want.thumb, "commit": commit},
    )


def revision(world: World) -> str:
    """The next revision of a repository, or a free record key: both are made of the time."""
    return tid(world.new_id() * 1000 >> 16, world.new_id() & 1023)


def _check_reply(world: World, record: dict[str, Any]) -> None:
    """Check that a reply names a standing version, when the post's author is known here."""
    for name, ref in record.get("reply", {}).items():
        if name not in ("root", "parent"):
            continue
        at = address(ref["uri"])
        if at is None or world.accounts.find(BLUESKY, at.repo) is None:
            continue
        entry = world.ledger.find(BLUESKY, ref["uri"])
        if entry is None or entry.body["cid"] != ref["cid"]:
            raise invalid(f"Record/reply/{name} points to no post that stands: {ref['uri']}")


def _blob(world: World, writer: Account, blob: Carried) -> Picture:
    """The picture behind a reference. Raises Refusal when it is missing or another."""
    own = world.upload(BLUESKY, writer.name, blob.cid)
    if own is None:
        raise refuse(400, "BlobNotFound", f"Could not find blob: {blob.cid}")
    if own.picture.size > blob.most_bytes:
        raise refuse(
            400,
            "BlobTooLarge",
            f"This file is too large. It is {own.picture.size} bytes but the maximum size is "
            f"{blob.most_bytes} bytes.",
        )
    if (own.picture.mime, own.picture.size) != (blob.mime, blob.size):
        raise refuse(
            400,
            "InvalidMimeType",
            f"Referenced blob is {blob.mime} of {blob.size} bytes, stored is "
            f"{own.picture.mime} of {own.picture.size} bytes",
        )
    return own.picture
