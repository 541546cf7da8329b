"""LinkedIn's endpoints for films: announced first, sent in parts, put together, then worked on.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/videos-api. The
address of a part is signed and takes no token; the ETag of its answer is the part's id. How long a
film is worked on, and how a wrong part is refused, is not documented.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import LINKEDIN, Account
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.linkedin.assets import (
    AVAILABLE,
    FAILED,
    VIDEO,
    WAITING,
    WORKING,
    facts_of,
    status,
)
from campaign.sandbox.linkedin.gate import Member, Versioned, invalid, not_found, owned, refuse
from campaign.sandbox.media import NotAFilm, look_at_film
from campaign.sandbox.wire import Base, RawBody, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter()
SMALLEST, BIGGEST = 75_000, 500_000_000  # bytes
SECONDS = (3.0, 1800.0)
PART = 4 * 1024 * 1024  # bytes
LIVES = timedelta(days=30)
WORKED_ON = timedelta(seconds=5)


@router.post("/rest/videos", dependencies=[Versioned])
def act(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody, action: str = ""
) -> Response:
    """Begin an upload, or end it."""
    if action == "initializeUpload":
        return say(request, {"value": _begin(world, base, member, _asked(sent, action))})
    if action == "finalizeUpload":
        with world.lock:
            _end(world, member.name, _asked(sent, action))
        return Response(status_code=200)
    raise refuse(400, "ILLEGAL_ARGUMENT", "action is initializeUpload or finalizeUpload")


@router.put("/dms-uploads/{urn}/uploadedVideo")
def receive(world: TheWorld, urn: str, body: RawBody, part: int = -1, sau: str = "") -> Response:
    """Take one part of exactly the announced length; its id is in the ETag."""
    with world.lock:
        facts = world.recall(LINKEDIN, urn)
        if facts is None or sau != _signature(world, urn, part):
            raise refuse(403, "ACCESS_DENIED", "The signature of the address is wrong")
        if facts["status"] != WAITING or world.clock.now() >= read_moment(facts["ends"]):
            raise refuse(403, "ACCESS_DENIED", "The address has expired")
        first, last = _ranges(facts["size"])[part]
        if len(body) != last - first + 1:
            message = f"Bytes {first} to {last} are {last - first + 1}, and {len(body)} came"
            raise refuse(400, "ILLEGAL_ARGUMENT", message)
        parts = {**facts["parts"], str(part): world.media.put(body)}
        world.remember(LINKEDIN, urn, {**facts, "parts": parts})
    # Not in quotes, as LinkedIn sends it.
    return Response(status_code=200, headers={"ETag": _id_of(parts[str(part)], part)})


@router.get("/rest/videos/{urn}", dependencies=[Versioned])
def progress(request: Request, world: TheWorld, member: Member, urn: str) -> JSONResponse:
    """Show the state of a film."""
    owner = facts_of(world, member.name, urn)["owner"]
    return say(request, {"id": urn, "owner": owner, "status": status(world, member.name, urn)})


def _asked(sent: Sent, action: str) -> dict[str, Any]:
    name = f"{action}Request"
    fields = sent.fields.get(name)
    if not isinstance(fields, dict) or set(sent.fields) != {name}:
        raise refuse(400, "ILLEGAL_ARGUMENT", f"{action} needs {name}")
    return fields


def _begin(world: World, base: str, member: Account, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"}
    if unknown or fields.get("uploadCaptions") or fields.get("uploadThumbnail"):
        message = "initializeUploadRequest takes owner and fileSizeBytes, here no captions"
        raise invalid("INVALID_FIELD", message, "initializeUploadRequest")
    size, owner = fields.get("fileSizeBytes"), str(fields.get("owner") or "")
    owned(world, member, owner)
    if type(size) is not int or not SMALLEST <= size <= BIGGEST:
        message = f"fileSizeBytes is {SMALLEST} to {BIGGEST}"
        raise invalid("INVALID_FIELD", message, "fileSizeBytes")
    number = world.new_id()
    urn, ends = f"{VIDEO}C{number}", world.clock.now() + LIVES
    facts = {"account": member.name, "owner": owner, "size": size, "ends": wire_time(ends)}
    more = {"token": str(number), "parts": {}, "status": WAITING}
    world.remember(LINKEDIN, urn, {**facts, **more})
    where = f"{base}/dms-uploads/{urn}/uploadedVideo"
    instructions = [
        {
            "uploadUrl": f"{where}?part={part}&sau={_signature(world, urn, part)}",
            "lastByte": last,
            "firstByte": first,
        }
        for part, (first, last) in enumerate(_ranges(size))
    ]
    return {
        "uploadUrlsExpireAt": int(ends.timestamp() * 1000),
        "video": urn,
        "uploadInstructions": instructions,
        "uploadToken": more["token"],
    }


def _end(world: World, account: str, fields: dict[str, Any]) -> None:
    """Put the parts together, named by their ids and in order."""
    if set(fields) != {"video", "uploadToken", "uploadedPartIds"}:
        message = "finalizeUploadRequest takes video, uploadToken and uploadedPartIds"
        raise invalid("INVALID_FIELD", message, "finalizeUploadRequest")
    urn = str(fields["video"])
    facts = facts_of(world, account, urn)
    if not urn.startswith(VIDEO):
        raise not_found(urn)
    if facts["status"] != WAITING or fields["uploadToken"] != facts["token"]:
        raise refuse(400, "ILLEGAL_ARGUMENT", "There is no such upload")
    wanted = range(len(_ranges(facts["size"])))
    parts = [facts["parts"].get(str(part), "") for part in wanted]
    ids = [_id_of(digest, part) for part, digest in zip(wanted, parts, strict=True)]
    if not all(parts) or fields["uploadedPartIds"] != ids:
        raise refuse(400, "ILLEGAL_ARGUMENT", "All chunks IDs must be signed")
    data, becomes = b"".join(world.media.get(each) or b"" for each in parts), AVAILABLE
    try:
        film = look_at_film(data)
    except NotAFilm:
        becomes = FAILED
    else:
        least, most = SECONDS
        if film.seconds and not least <= film.seconds <= most:
            becomes = FAILED
        world.media.put(data)
        world.keep_upload(Upload(LINKEDIN, account, urn, film))
    until = wire_time(world.clock.now() + WORKED_ON)
    now = {"status": WORKING, "until": until, "becomes": becomes}
    world.remember(LINKEDIN, urn, {**facts, **now})


def _ranges(size: int) -> list[tuple[int, int]]:
    """The first and the last byte of each part."""
    return [(at, min(at + PART, size) - 1) for at in range(0, size, PART)]


def _signature(world: World, urn: str, part: int) -> str:
    return sha256(f"{world.seed} {urn} {part}".encode()).hexdigest()[:32]


def _id_of(digest: str, part: int) -> str:
    return f"/ambry-video/signedId/{digest[:32]}-{part}.bin"
