"""com.atproto.repo: blobs and records, written and read.

Semantics: https://github.com/bluesky-social/atproto/tree/main/packages/pds/src/api/com/atproto/repo
"""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.cid import blob_cid, commit_cid, digest_in
from campaign.sandbox.bluesky.gate import (
    CREATE,
    DELETE,
    UPDATE,
    Counted,
    Writer,
    invalid,
    refuse,
    spend_write,
)
from campaign.sandbox.bluesky.names import POST, Address
from campaign.sandbox.bluesky.shapes import did_document
from campaign.sandbox.bluesky.write import entry_of, look_up, revision, wanted
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import NotAFilm, NotAPicture, Picture, look_at, look_at_film
from campaign.sandbox.wire import Base, RawBody, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter(prefix="/xrpc", dependencies=[Counted])

UPLOAD_BYTES = 50 * 1024 * 1024
PAGE = Query(ge=1, le=100)


@router.post("/com.atproto.repo.uploadBlob")
def upload_blob(request: Request, world: TheWorld, writer: Writer, data: RawBody) -> JSONResponse:
    """Keep bytes under their own hash; the same bytes are the same blob."""
    if len(data) > UPLOAD_BYTES:
        raise refuse(413, "PayloadTooLarge", "request entity too large")
    digest = world.media.put(data)
    picture = _seen(data, digest, request.headers.get("content-type", ""))
    cid = blob_cid(data)
    world.keep_upload(Upload(BLUESKY, writer.name, cid, picture))
    blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": picture.mime, "size": len(data)}
    return say(request, {"blob": blob})


@router.post("/com.atproto.repo.putRecord")
def put_record(
    request: Request, world: TheWorld, base: Base, writer: Writer, sent: TheBody
) -> JSONResponse:
    """Write a record under the caller's key.

    The same record again changes nothing. Another record replaces it only when `swapRecord`
    allows it."""
    with world.lock:
        want = wanted(world, writer, sent)
        current = world.ledger.find(BLUESKY, str(want.address))
        spend_write(request, world, writer, CREATE if current is None else UPDATE)
        if current is not None and current.body["cid"] == want.cid:
            return say(request, _written(current, committed=False))
        _check_swap(sent.fields, current)
        if current is not None:
            world.delete(current)
        return say(request, _written(world.accept(entry_of(world, writer, want), base)))


@router.post("/com.atproto.repo.createRecord")
def create_record(
    request: Request, world: TheWorld, base: Base, writer: Writer, sent: TheBody
) -> JSONResponse:
    """Write a new record; a key that is taken ends in a plain 500, as on the reference server."""
    with world.lock:
        spare = revision(world)
        want = wanted(world, writer, sent, spare_key=spare)
        if world.ledger.find(BLUESKY, str(want.address)) is not None:
            raise refuse(500, "InternalServerError", "Internal Server Error")
        spend_write(request, world, writer, CREATE)
        return say(request, _written(world.accept(entry_of(world, writer, want), base)))


@router.post("/com.atproto.repo.deleteRecord")
def delete_record(request: Request, world: TheWorld, writer: Writer, sent: TheBody) -> JSONResponse:
    """Delete a record; deleting one that is not there is no mistake, and makes no commit."""
    with world.lock:
        if look_up(world, sent.text("repo")) != writer:
            raise refuse(401, "AuthenticationRequired", "Authentication Required")
        at = Address(writer.did, sent.text("collection"), sent.text("rkey"))
        spend_write(request, world, writer, DELETE)
        current = world.ledger.find(BLUESKY, str(at))
        if "swapRecord" in sent.fields:
            _check_swap(sent.fields, current)
        if current is None:
            return say(request, {})
        world.delete(current)
        rev = revision(world)
    cid = commit_cid(writer.did, rev, current.body["cid"])
    return say(request, {"commit": {"cid": cid, "rev": rev}})


@router.get("/com.atproto.sync.getBlob")
def get_blob(world: TheWorld, did: str = "", cid: str = "") -> Response:
    """Give the bytes of an account's blob."""
    owner = _owner(world, did)
    own = world.upload(BLUESKY, owner.name, cid)
    data = None if own is None else world.media.get(digest_in(cid))
    if own is None or data is None:
        raise refuse(400, "BlobNotFound", "Blob not found")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(data, media_type=own.picture.mime, headers=headers)


@router.get("/com.atproto.repo.describeRepo")
def describe_repo(request: Request, world: TheWorld, base: Base, repo: str = "") -> JSONResponse:
    """Tell whose repository it is and what kinds of records it holds."""
    owner = _owner(world, repo)
    kept = [POST] if world.ledger.standing(BLUESKY, owner.name) else []
    body = {"handle": owner.name, "did": owner.did, "didDoc": did_document(owner, base)}
    return say(request, {**body, "collections": kept, "handleIsCorrect": True})


@router.get("/com.atproto.repo.getRecord")
def get_record(
    request: Request,
    world: TheWorld,
    repo: str,
    collection: str,
    rkey: str,
    cid: str | None = None,
) -> JSONResponse:
    """Give a record as it was written."""
    at = Address(_owner(world, repo).did, collection, rkey)
    entry = world.ledger.find(BLUESKY, str(at))
    if entry is None or cid not in (None, entry.body["cid"]):
        raise refuse(400, "RecordNotFound", f"Could not locate record: {at}")
    return say(request, _record(entry))


@router.get("/com.atproto.repo.listRecords")
def list_records(
    request: Request,
    world: TheWorld,
    repo: str,
    collection: str,
    limit: Annotated[int, PAGE] = 50,
    cursor: str | None = None,
    reverse: bool = False,
) -> JSONResponse:
    """List an account's records by key, the newest key first."""
    owner = _owner(world, repo)
    entries = world.ledger.standing(BLUESKY, owner.name) if collection == POST else []
    entries.sort(key=_rkey, reverse=not reverse)
    if cursor is not None:
        entries = [
            each for each in entries if (_rkey(each) > cursor if reverse else _rkey(each) < cursor)
        ]
    page = entries[:limit]
    body: dict[str, Any] = {"records": [_record(each) for each in page]}
    return say(request, {**body, "cursor": _rkey(page[-1])} if page else body)


def _seen(data: bytes, digest: str, called: str) -> Picture:
    """What bytes are, by themselves rather than by what they are `called`.

    Any bytes are a blob; whether they fit is asked when a record points to them.
    """
    for look in (look_at, look_at_film):
        with suppress(NotAPicture, NotAFilm):
            return look(data)
    mime = called.split(";")[0] or "application/octet-stream"
    if mime.startswith(("image/", "video/")):
        mime = "application/octet-stream"
    return Picture(digest, mime, 0, 0, len(data))


def _owner(world: World, repo: str) -> Account:
    owner = look_up(world, repo)
    if owner is None:
        raise invalid(f"Could not find repo: {repo}")
    return owner


def _check_swap(fields: Any, current: Entry | None) -> None:
    """Compare what the caller believes with what is there. Raises Refusal InvalidSwap."""
    cid = None if current is None else current.body["cid"]
    if "swapRecord" in fields and fields["swapRecord"] != cid:
        raise refuse(400, "InvalidSwap", f"Record was at {'null' if cid is None else cid}")


def _written(entry: Entry, *, committed: bool = True) -> dict[str, Any]:
    answer = {
        "uri": entry.remote_id,
        "cid": entry.body["cid"],
        "validationStatus": "valid",
    }
    if not committed:
        return answer
    return {**answer, "commit": entry.body["commit"]}


def _record(entry: Entry) -> dict[str, Any]:
    return {"uri": entry.remote_id, "cid": entry.body["cid"], "value": entry.body["record"]}


def _rkey(entry: Entry) -> str:
    assert entry.key is not None
    return entry.key
