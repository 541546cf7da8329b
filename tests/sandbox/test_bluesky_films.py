"""Bluesky's video service as its lexicons say: tokens, parts, the work on a film, and refusals."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.bluesky.video import DAILY_BYTES, DAILY_FILMS, PART_BYTES
from tests.sandbox.visitors import Skywriter, film, move_clock, picture, read, record, start

BLOB = "com.atproto.repo.uploadBlob"
LIMITS = "app.bsky.video.getUploadLimits"
READY = "2026-12-01T09:00:06Z"


class Filmer:
    """Somebody with an account who hands films in."""

    def __init__(self, sky: Skywriter) -> None:
        self.sky = sky
        self.token = read(self.vouched())["token"]

    def vouched(self, lxm: str = BLOB, aud: str = "", exp: int = 1800) -> requests.Response:
        """Ask the account's server for a token, which ends `exp` seconds from now."""
        until = int(start().timestamp()) + exp
        aud = aud or "did:web:127.0.0.1"
        return self.sky.ask("com.atproto.server.getServiceAuth", aud=aud, lxm=lxm, exp=until)

    def post(
        self, step: str, data: bytes | None = None, *, token: str = "", **more: Any
    ) -> requests.Response:
        """Call a step; `more` are its fields, or its query where `data` is sent."""
        return requests.post(
            f"{self.sky.url}/xrpc/app.bsky.video.{step}",
            params=more if data is not None else None,
            data=data,
            json=more if data is None else None,
            headers={"Authorization": f"Bearer {token or self.token}"},
            timeout=10,
        )

    def start(self, size: int, mime: str = "video/mp4", **more: Any) -> requests.Response:
        """Begin an upload."""
        return self.post("startUpload", sizeBytes=size, mimeType=mime, **more)

    def part(self, job: str, number: int, data: bytes) -> requests.Response:
        """Send a part."""
        return self.post("uploadPart", data, jobId=job, partNumber=number)

    def status(self, job: str) -> dict[str, Any]:
        """The state of a job, which anybody may ask for."""
        url = f"{self.sky.url}/xrpc/app.bsky.video.getJobStatus"
        told: dict[str, Any] = read(requests.get(url, {"jobId": job}, timeout=10))["jobStatus"]
        return told

    def sent(self, data: bytes) -> str:
        """Hand a whole film in; gives the job that works it up."""
        begun = read(self.start(len(data)))
        for at in range(begun["partCount"]):
            piece = data[at * PART_BYTES : (at + 1) * PART_BYTES]
            read(self.part(begun["jobId"], at + 1, piece))
        told: str = read(self.post("finishUpload", jobId=begun["jobId"]))["completedJobId"]
        return told


@pytest.fixture
def filmer(sky: Skywriter) -> Filmer:
    """Somebody with a token."""
    return Filmer(sky)


def error(answer: requests.Response, status: int = 400) -> str:
    """The name of a refusal that must have this status."""
    told: str = read(answer, status)["error"]
    return told


def test_a_film_is_worked_on_before_a_post_can_show_it(
    box: SandboxServer, sky: Skywriter, filmer: Filmer
) -> None:
    """In process at first; its blob comes when it is done, and stands in a record."""
    data = film(more=bytes(PART_BYTES + 5))
    job = filmer.sent(data)
    early = filmer.status(job)
    assert (early["state"], "blob" in early) == ("JOB_STATE_ENCODING", False)
    move_clock(box.url, READY)
    done = filmer.status(job)
    assert (done["state"], done["did"]) == ("JOB_STATE_COMPLETED", sky.did)
    assert (done["blob"]["mimeType"], done["blob"]["size"]) == ("video/mp4", len(data))
    read(sky.put(record(embed={"$type": "app.bsky.embed.video", "video": done["blob"]})))


def test_a_part_may_come_twice_and_in_any_order(box: SandboxServer, filmer: Filmer) -> None:
    """And to finish twice is to finish once."""
    data = film(more=bytes(2 * PART_BYTES))
    pieces = [data[at : at + PART_BYTES] for at in range(0, len(data), PART_BYTES)]
    job = read(filmer.start(len(data)))["jobId"]
    for number in (3, 1, 3):
        read(filmer.part(job, number, pieces[number - 1]))
    assert error(filmer.post("finishUpload", jobId=job)) == "MissingParts"
    read(filmer.part(job, 2, pieces[1]))
    first, second = (read(filmer.post("finishUpload", jobId=job)) for _ in range(2))
    assert first["completedJobId"] == second["completedJobId"]
    move_clock(box.url, READY)
    assert filmer.status(first["completedJobId"])["state"] == "JOB_STATE_COMPLETED"
    assert error(filmer.part(job, 1, pieces[0])) == "UploadAlreadyCompleted"


def test_the_same_bytes_again_are_the_same_job(filmer: Filmer) -> None:
    """In parts, and in one request, which says `already_exists`."""
    first = filmer.sent(film())
    assert filmer.sent(film()) == first
    again = read(filmer.post("uploadVideo", film()), 409)
    assert (again["error"], again["jobId"]) == ("already_exists", first)
    assert read(filmer.post("uploadVideo", film((10, 10))))["jobStatus"]["jobId"] != first


@pytest.mark.parametrize("data", [b"no film", film(seconds=601), picture()])
def test_what_is_no_fit_film_fails_as_a_job(
    box: SandboxServer, filmer: Filmer, data: bytes
) -> None:
    """Not as an error of a step: the service looks at a film only when it has it."""
    job = filmer.sent(data)
    move_clock(box.url, READY)
    told = filmer.status(job)
    assert (told["state"], told["failureCode"]) == ("JOB_STATE_FAILED", "validation_failure")
    assert told["message"]


@pytest.mark.parametrize(
    ("size", "mime", "more", "code"),
    [
        (300_000_001, "video/mp4", {}, "VideoTooLarge"),
        (5, "video/x-matroska", {}, "UnsupportedContentType"),
        (5, "video/mp4", {"durationMs": 600_001}, "VideoTooLong"),
        (0, "video/mp4", {}, "InvalidRequest"),
        ("5", "video/mp4", {}, "InvalidRequest"),
    ],
)
def test_what_is_declared_is_held_against_the_bounds(
    filmer: Filmer, size: Any, mime: str, more: dict[str, Any], code: str
) -> None:
    """Before a byte was sent."""
    assert error(filmer.start(size, mime, **more)) == code
    read(filmer.start(300_000_000, durationMs=600_000))


def test_a_part_has_its_place_and_its_length(filmer: Filmer) -> None:
    """Each of the refusals of the lexicon."""
    job = read(filmer.start(PART_BYTES + 3))["jobId"]
    assert error(filmer.part(job, 3, b"abc")) == "InvalidPartNumber"
    assert error(filmer.part(job, 0, b"abc")) == "InvalidRequest"
    assert error(filmer.part(job, 1, b"abc")) == "PartSizeMismatch"
    assert error(filmer.part(job, 2, b"abcd")) == "PartSizeMismatch"
    assert error(filmer.part("job0", 1, b"abc"), 404) == "UploadNotFound"
    other = Filmer(Skywriter(filmer.sky.url, "arad.sandbox.test"))
    assert error(other.part(job, 2, b"abc"), 404) == "UploadNotFound"


def test_an_upload_is_given_up_or_expires(box: SandboxServer, filmer: Filmer) -> None:
    """Its state tells, and then it takes nothing more."""
    job, late = (read(filmer.start(3))["jobId"] for _ in range(2))
    assert read(filmer.post("abortUpload", jobId=job)) == {"state": "aborted"}
    assert error(filmer.part(job, 1, b"abc")) == "UploadAborted"
    url = f"{box.url}/xrpc/app.bsky.video.getUploadStatus"
    way = {"headers": {"Authorization": f"Bearer {filmer.token}"}, "timeout": 10}
    told = read(requests.get(url, {"jobId": job}, **way))  # type: ignore[arg-type]
    assert (told["state"], told["receivedParts"]) == ("aborted", [])
    token = read(filmer.vouched(exp=3600))["token"]
    move_clock(box.url, "2026-12-01T09:59:59Z")
    read(filmer.post("uploadPart", b"abc", token=token, jobId=late, partNumber=1))
    fresh = read(filmer.vouched(exp=7000))["token"]
    move_clock(box.url, "2026-12-01T10:00:01Z")
    answer = filmer.post("uploadPart", b"abc", token=fresh, jobId=late, partNumber=1)
    assert error(answer) == "UploadExpired"


def allowance(filmer: Filmer, token: str = "") -> requests.Response:
    """What the account may still upload today."""
    token = token or read(filmer.vouched(LIMITS, "did:web:video.bsky.app", 60))["token"]
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{filmer.sky.url}/xrpc/{LIMITS}", headers=headers, timeout=10)


@pytest.mark.parametrize("window", [DAILY_FILMS, DAILY_BYTES])
def test_a_day_has_so_many_films_and_bytes(box: SandboxServer, filmer: Filmer, window: Any) -> None:
    """Told beforehand, and refused afterwards."""
    assert read(allowance(filmer))["canUpload"] is True
    world = box._app.state.world
    world.limiter.spend(window, filmer.sky.did, start(), window.points)
    told = read(allowance(filmer))
    assert (told["canUpload"], told["error"]) == (False, "limit_exceeded")
    assert error(filmer.start(5)) == "DailyLimitExceeded"
    assert error(filmer.post("uploadVideo", film()), 429) == "limit_exceeded"


def test_a_token_opens_what_it_was_given_for(box: SandboxServer, filmer: Filmer) -> None:
    """Not another method, not at another server, not when it has ended; none opens nothing."""
    session = filmer.sky.session["accessJwt"]
    elsewhere = read(filmer.vouched(BLOB, "did:web:other.example"))["token"]
    limits = read(filmer.vouched(LIMITS, "did:web:video.bsky.app"))["token"]
    for token in (session, elsewhere, limits, "x", filmer.token[:-3]):
        answer = filmer.post("startUpload", token=token, sizeBytes=5, mimeType="video/mp4")
        assert error(answer, 401) == "unauthenticated"
    assert error(allowance(filmer, session), 401) == "unauthenticated"
    move_clock(box.url, "2026-12-01T09:30:01Z")
    assert error(filmer.start(5), 401) == "unauthenticated"


def test_a_server_vouches_for_an_hour_at_most(filmer: Filmer) -> None:
    """And not for a time that has passed, nor for what is no server."""
    assert error(filmer.vouched(exp=3601)) == "BadExpiration"
    assert error(filmer.vouched(exp=-1)) == "BadExpiration"
    assert error(filmer.vouched("", exp=61)) == "BadExpiration"
    assert error(filmer.vouched(aud="video.bsky.app")) == "InvalidRequest"
    read(filmer.vouched("", exp=60))


def test_a_job_that_nobody_knows(filmer: Filmer) -> None:
    """It is not found."""
    url = f"{filmer.sky.url}/xrpc/app.bsky.video.getJobStatus"
    assert requests.get(url, {"jobId": "job0"}, timeout=10).status_code == 404
