"""Bluesky's video service: a film in parts, or in one request, and the work on it.

Lexicons: app.bsky.video.* (bluesky-social/atproto). Here the service and the account's server have
one address.
"""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.film_jobs import FILM_SECONDS, is_job, job_of, job_status, work_on
from campaign.sandbox.bluesky.gate import Counted, invalid, refuse
from campaign.sandbox.bluesky.service_auth import LIMITS, Allowed, Uploader
from campaign.sandbox.clock import wire_time
from campaign.sandbox.limits import Window
from campaign.sandbox.wire import RawBody, TheBody, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/xrpc", dependencies=[Counted])

FILM_BYTES = 300_000_000
PART_BYTES = 8 * 1024 * 1024
TYPES = ("video/mp4", "video/mpeg", "video/webm", "video/quicktime", "image/gif")
UPLOAD_LIVES = timedelta(hours=1)
DAILY_FILMS = Window("bluesky films", 100, 86_400)
DAILY_BYTES = Window("bluesky film bytes", 10_000_000_000, 86_400)


PartNumber = Annotated[int, Query(alias="partNumber", ge=1)]
JobId = Annotated[str, Query(alias="jobId", min_length=1, max_length=256)]


@router.get(f"/{LIMITS}")
def get_upload_limits(request: Request, world: TheWorld, account: Allowed) -> JSONResponse:
    """Tell how many films and bytes the account may still upload today."""
    films, size = (
        world.limiter.spend(window, account.did, world.clock.now(), 0).remaining
        for window in (DAILY_FILMS, DAILY_BYTES)
    )
    told: dict[str, Any] = {
        "canUpload": films > 0 and size > 0,
        "remainingDailyVideos": films,
        "remainingDailyBytes": size,
    }
    if not told["canUpload"]:
        told |= {"error": "limit_exceeded", "message": "User has exceeded daily upload limits"}
    return say(request, told)


@router.post("/app.bsky.video.startUpload")
def start_upload(
    request: Request, world: TheWorld, uploader: Uploader, sent: TheBody
) -> JSONResponse:
    """Begin an upload in parts; what is declared is held against the bounds at once."""
    size, mime = sent.fields.get("sizeBytes"), sent.fields.get("mimeType")
    if type(size) is not int or size < 1 or not isinstance(mime, str):
        raise invalid('Input must have the properties "sizeBytes" and "mimeType"')
    if mime not in TYPES:
        raise refuse(400, "UnsupportedContentType", f"{mime} is not supported")
    if size > FILM_BYTES:
        raise refuse(400, "VideoTooLarge", f"the video exceeds {FILM_BYTES} bytes")
    length = sent.fields.get("durationMs", 0)
    if type(length) is not int or length > FILM_SECONDS * 1000:
        raise refuse(400, "VideoTooLong", f"the video exceeds {FILM_SECONDS} seconds")
    now = world.clock.now()
    with world.lock:
        if world.limiter.spend(DAILY_FILMS, uploader.did, now).refused or (
            world.limiter.spend(DAILY_BYTES, uploader.did, now, size).refused
        ):
            raise refuse(400, "DailyLimitExceeded", "User has exceeded daily upload limits")
        job = f"job{world.new_id():x}"
        until = wire_time(now + UPLOAD_LIVES)
        facts = {
            "did": uploader.did,
            "size": size,
            "mime": mime,
            "state": "created",
            "parts": {},
            "until": until,
            "ends": (now + UPLOAD_LIVES).timestamp(),
        }
        world.remember(BLUESKY, f"film:{job}", facts)
    return say(
        request,
        {
            "jobId": job,
            "partSizeBytes": PART_BYTES,
            "partCount": _count(size),
            "expiresAt": until,
        },
    )


@router.post("/app.bsky.video.uploadPart")
def upload_part(
    request: Request,
    world: TheWorld,
    uploader: Uploader,
    data: RawBody,
    job: JobId,
    number: PartNumber,
) -> JSONResponse:
    """Take one part; the same part again is the same part."""
    with world.lock:
        facts = _open(world, uploader, job)
        count = _count(facts["size"])
        if number > count:
            raise refuse(400, "InvalidPartNumber", f"there are {count} parts")
        wanted = PART_BYTES if number < count else facts["size"] - PART_BYTES * (count - 1)
        if len(data) != wanted:
            raise refuse(400, "PartSizeMismatch", f"expected {wanted} bytes, got {len(data)}")
        parts = {**facts["parts"], str(number): world.media.put(data)}
        world.remember(BLUESKY, f"film:{job}", {**facts, "parts": parts})
    return say(request, {"partNumber": number, "sizeBytes": len(data)})


@router.post("/app.bsky.video.finishUpload")
def finish_upload(
    request: Request, world: TheWorld, uploader: Uploader, sent: TheBody
) -> JSONResponse:
    """Put the parts together and begin to work on them; bytes known already are one job."""
    job = sent.text("jobId")
    with world.lock:
        facts = _own(world, uploader, job)
        if facts["state"] != "completed":
            facts = _open(world, uploader, job)
            missing = [
                str(number)
                for number in range(1, _count(facts["size"]) + 1)
                if str(number) not in facts["parts"]
            ]
            if missing:
                raise refuse(400, "MissingParts", f"missing parts: {', '.join(missing)}")
            facts = _assembled(world, uploader, job, facts)
        completed = facts["completed"]
        status = job_status(world, completed)
    return say(request, {"completedJobId": completed, "jobStatus": status})


@router.get("/app.bsky.video.getUploadStatus")
def get_upload_status(
    request: Request, world: TheWorld, uploader: Uploader, job: JobId
) -> JSONResponse:
    """Tell how far an upload is."""
    facts = _own(world, uploader, job)
    told = {
        "jobId": job,
        "partSizeBytes": PART_BYTES,
        "partCount": _count(facts["size"]),
        "receivedParts": sorted(int(number) for number in facts["parts"]),
        "expiresAt": facts["until"],
        "state": facts["state"],
    }
    if facts["state"] == "completed":
        completed = facts["completed"]
        told |= {"completedJobId": completed, "jobStatus": job_status(world, completed)}
    return say(request, told)


@router.post("/app.bsky.video.abortUpload")
def abort_upload(
    request: Request, world: TheWorld, uploader: Uploader, sent: TheBody
) -> JSONResponse:
    """Give up an upload that is not finished; one that is stays as it is."""
    job = sent.text("jobId")
    with world.lock:
        facts = _own(world, uploader, job)
        if facts["state"] == "created":
            facts = {**facts, "state": "aborted"}
            world.remember(BLUESKY, f"film:{job}", facts)
    told = {"state": facts["state"]}
    if facts["state"] == "completed":
        told["completedJobId"] = facts["completed"]
    return say(request, told)


@router.post("/app.bsky.video.uploadVideo")
def upload_video(
    request: Request, world: TheWorld, uploader: Uploader, data: RawBody
) -> JSONResponse:
    """Take a film in one request, as older clients send it."""
    if len(data) > FILM_BYTES:
        raise refuse(413, "PayloadTooLarge", "request entity too large")
    with world.lock:
        known = job_of(world, uploader, data)
        if known:
            status = {**job_status(world, known), "error": "already_exists"}
            return say(request, {**status, "message": "Video already processed"}, 409)
        now = world.clock.now()
        if world.limiter.spend(DAILY_FILMS, uploader.did, now).refused or (
            world.limiter.spend(DAILY_BYTES, uploader.did, now, len(data)).refused
        ):
            raise refuse(429, "limit_exceeded", "User has exceeded daily upload limits")
        job = f"job{world.new_id():x}"
        work_on(world, uploader, job, data)
        return say(request, {"jobStatus": job_status(world, job)})


@router.get("/app.bsky.video.getJobStatus")
def get_job_status(request: Request, world: TheWorld, job: JobId) -> JSONResponse:
    """Tell how far the work on a film is; anybody who knows the job may ask."""
    if not is_job(world, job):
        raise refuse(404, "JobNotFound", "no such job")
    with world.lock:
        return say(request, {"jobStatus": job_status(world, job)})


def _count(size: int) -> int:
    return -(-size // PART_BYTES)


def _own(world: World, uploader: Account, job: str) -> dict[str, Any]:
    facts = world.recall(BLUESKY, f"film:{job}")
    if facts is None or facts["did"] != uploader.did:
        raise refuse(404, "UploadNotFound", "no such upload")
    return facts


def _open(world: World, uploader: Account, job: str) -> dict[str, Any]:
    """An upload that still takes parts. Raises Refusal by its state."""
    facts = _own(world, uploader, job)
    if facts["state"] == "completed":
        raise refuse(400, "UploadAlreadyCompleted", "the upload is complete")
    if facts["state"] == "aborted":
        raise refuse(400, "UploadAborted", "the upload was aborted")
    if world.clock.now().timestamp() >= facts["ends"]:
        raise refuse(400, "UploadExpired", "the upload expired")
    return facts


def _assembled(world: World, uploader: Account, job: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The upload, complete, with the job of these bytes: an earlier one, or its own."""
    parts = sorted(facts["parts"].items(), key=lambda each: int(each[0]))
    data = b"".join(world.media.get(digest) or b"" for _, digest in parts)
    known = job_of(world, uploader, data)
    if not known:
        work_on(world, uploader, job, data)
    facts = {**facts, "state": "completed", "completed": known or job}
    world.remember(BLUESKY, f"film:{job}", facts)
    return facts
