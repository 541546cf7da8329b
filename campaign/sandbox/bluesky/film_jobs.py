"""The work of Bluesky's video service on a film, and what comes of it."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.cid import blob_cid
from campaign.sandbox.media import NotAFilm, look_at_film
from campaign.sandbox.world import Upload, World

FILM_SECONDS = 600
WORKED_ON = timedelta(seconds=6)


def is_job(world: World, job: str) -> bool:
    """Whether there is such a job."""
    return world.recall(BLUESKY, f"film job:{job}") is not None


def job_of(world: World, uploader: Account, data: bytes) -> str:
    """The job that has worked up these bytes for this account; "" for new ones."""
    known = world.recall(BLUESKY, _known(uploader, data))
    return str(known["job"]) if known else ""


def _known(uploader: Account, data: bytes) -> str:
    return f"film of:{uploader.did}:{sha256(data).hexdigest()}"


def work_on(world: World, uploader: Account, job: str, data: bytes) -> None:
    """Begin a job; what will come of it is decided by the bytes, and told when it is done."""
    ready = (world.clock.now() + WORKED_ON).timestamp()
    facts: dict[str, Any] = {"did": uploader.did, "ready": ready, "blob": None}
    try:
        film = look_at_film(data)
    except NotAFilm as problem:
        facts |= {"failure": "validation_failure", "message": str(problem)}
    else:
        if film.seconds > FILM_SECONDS:
            message = f"the video exceeds {FILM_SECONDS} seconds"
            facts |= {"failure": "validation_failure", "message": message}
        else:
            world.media.put(data)
            cid = blob_cid(data)
            world.keep_upload(Upload(BLUESKY, uploader.name, cid, film))
            facts["blob"] = {
                "$type": "blob",
                "ref": {"$link": cid},
                "mimeType": film.mime,
                "size": len(data),
            }
            world.remember(BLUESKY, _known(uploader, data), {"job": job})
    world.remember(BLUESKY, f"film job:{job}", facts)


def job_status(world: World, job: str) -> dict[str, Any]:
    """A job as app.bsky.video.defs#jobStatus."""
    facts = world.recall(BLUESKY, f"film job:{job}")
    assert facts is not None
    told: dict[str, Any] = {"jobId": job, "did": facts["did"]}
    if world.clock.now().timestamp() < facts["ready"]:
        return {**told, "state": "JOB_STATE_ENCODING", "progress": 50}
    if facts["blob"] is None:
        return {
            **told,
            "state": "JOB_STATE_FAILED",
            "error": facts["message"],
            "failureCode": facts["failure"],
            "message": facts["message"],
        }
    return {**told, "state": "JOB_STATE_COMPLETED", "progress": 100, "blob": facts["blob"]}
