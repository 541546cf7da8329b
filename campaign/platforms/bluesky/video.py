"""Hands a film to the video service, which works it up and lays it down at the account's server.

::

    getUploadLimits → startUpload → uploadPart, each part → finishUpload → getJobStatus … → blob

Nothing is public before the record that names the blob. Every step may be repeated: a part and
`finishUpload` change nothing the second time, and the service knows the same bytes again. The steps
are those of the network's lexicons app.bsky.video.* and of its own app (social-app #11222).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from campaign.errors import (
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Channel, Upload
from campaign.platforms.bluesky.session import Login, words
from campaign.platforms.http import timestamps
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire

PATIENCE = 600.0  # seconds to wait until a film is worked up; the network's longest has ten minutes
_PAUSES = (1.0, 2.0, 3.0)  # seconds between two questions; the last repeats
_TRIES = 3  # of one part, or of the finish
_TOKEN_LIFE = timedelta(minutes=30)  # a server gives a token for an hour at most
_MARGIN = timedelta(minutes=12)  # a token must outlive the work on the film, which goes on with it
_BLOB = "com.atproto.repo.uploadBlob"
_MOST_PARTS = 10_000

_WAIT = {"DailyLimitExceeded", "TooManyOpenUploads"}
# The upload is gone or not whole, or the service has no room: another try begins anew.
_BUSY = {
    "MissingParts",
    "ServiceOverloaded",
    "UploadAborted",
    "UploadExpired",
    "UploadNotFound",
    "UploadNotReady",
}
# Failures of a job that another try may mend; every other is about the film itself.
_PASSING = {"pds_upload_failure", "generic_failure"}


@dataclass(frozen=True, slots=True)
class _Token:
    """A token that lets the service act for the account, and until when (UTC)."""

    text: str
    until: datetime


class VideoService:
    """The way of one account's films; `wait` lets a number of seconds pass."""

    def __init__(
        self,
        channel: Channel,
        address: str,
        login: Login,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._wire = Wire.of(channel, _dialect(), clock, address)
        self._login = login
        self._clock = clock
        self._wait = wait
        self._token: _Token | None = None
        # A try that ran out of patience has left its film at work: the next one asks for that.
        self._jobs: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"VideoService({self._wire.base_url!r})"

    def hand_in(self, data: bytes, upload: Upload) -> dict[str, Any]:
        """The blob of a film, worked up. Raises PlatformError's kinds; nothing is public yet."""
        job = self._jobs.pop(upload.sha256, "")
        if not job:
            self._check_allowance(len(data))
            job = self._uploaded(data, upload)
        try:
            return self._worked_up(job)
        except (RateLimited, Unavailable) as error:
            if error.code not in _PASSING:  # a job that has failed stays so
                self._jobs[upload.sha256] = job
            raise

    def _check_allowance(self, size: int) -> None:
        """Ask what the account may still upload today. Raises RateLimited and Rejected."""
        token = self._asked_token("app.bsky.video.getUploadLimits", _did_of(self._wire.base_url))
        path = "/xrpc/app.bsky.video.getUploadLimits"
        try:
            answer = self._wire.call("GET", path, bearer=token, anew=True)
        except Unauthorized as error:
            raise _not_accepted(error) from error
        told = answer.data if isinstance(answer.data, dict) else {}
        if not isinstance(told.get("canUpload"), bool):
            raise self._wire.unreadable(answer, creates=False)
        films, room = told.get("remainingDailyVideos"), told.get("remainingDailyBytes")
        name, why = self._wire.name, " ".join(str(told.get("message") or "").split())[:300]
        if films == 0 or (type(room) is int and 0 <= room < size):
            left = f"{films} films and {room:,} bytes" if type(room) is int else f"{films} films"
            raise RateLimited(
                f"{name}: the video service takes no more today ({left} are left"
                f"{f'; {why}' if why else ''})",
                status=answer.status,
                code="DailyLimitExceeded",
                answer=why,
            )
        if not told["canUpload"]:
            raise Rejected(
                f"{name}: the account may not upload films: {why or 'the service gives no reason'}",
                status=answer.status,
                code=str(told.get("error") or "UploadForbidden")[:80],
                answer=why,
            )

    def _uploaded(self, data: bytes, upload: Upload) -> str:
        """Send a film in parts and finish; gives the job that works it up."""
        body: dict[str, Any] = {
            "sizeBytes": len(data),
            "mimeType": upload.mime,
            "name": f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}",
        }
        if upload.width and upload.height:
            body |= {"width": upload.width, "height": upload.height}
        answer = self._call("startUpload", body=body, anew=True)
        begun = answer.data
        job, size, number = (begun.get(key) for key in ("jobId", "partSizeBytes", "partCount"))
        fit = type(size) is int and size > 0 and number == -(-len(data) // size)
        if not isinstance(job, str) or not job or not fit or number > _MOST_PARTS:
            raise self._wire.unreadable(answer, creates=False)
        try:
            for part in range(number):
                self._send_part(job, part + 1, data[part * size : (part + 1) * size])
            return self._finished(job)
        except PlatformError:
            self._abort(job)
            raise

    def _send_part(self, job: str, number: int, part: bytes) -> None:
        """Send one part; one that is sent twice is the same part."""
        params = {"jobId": job, "partNumber": str(number)}
        headers = {"Content-Type": "application/octet-stream"}
        answer = self._patiently("uploadPart", params=params, data=part, headers=headers)
        if (answer.data.get("partNumber"), answer.data.get("sizeBytes")) != (number, len(part)):
            raise self._wire.misplaced(answer, "it names another part", creates=False)

    def _finished(self, job: str) -> str:
        """Say that all parts are there; gives the job to ask for, which may be an earlier one's."""
        answer = self._patiently("finishUpload", body={"jobId": job}, anew=True)
        completed = answer.data.get("completedJobId")
        if not isinstance(completed, str) or not completed:
            raise self._wire.unreadable(answer, creates=False)
        return completed

    def _abort(self, job: str) -> None:
        """Give back what the service keeps free for an upload; quiet when it does not answer."""
        try:
            self._call("abortUpload", body={"jobId": job})
        except PlatformError:
            return  # the service frees it itself when the upload expires

    def _worked_up(self, job: str) -> dict[str, Any]:
        """Ask until the film is worked up; gives its blob at the account's server."""
        waited, asked = 0.0, 0
        did = self._login.session().did
        while True:
            answer = self._wire.call(
                "GET", "/xrpc/app.bsky.video.getJobStatus", params={"jobId": job}, anew=True
            )
            status = answer.data.get("jobStatus") if isinstance(answer.data, dict) else None
            if not isinstance(status, dict) or not isinstance(status.get("state"), str):
                raise self._wire.unreadable(answer, creates=False)
            if status.get("jobId") != job or status.get("did") != did:
                raise self._wire.misplaced(answer, "it names another film", creates=False)
            # A film that was worked up before comes with its blob, and says so as an error.
            known = status.get("error") == "already_exists"
            if status["state"] == "JOB_STATE_COMPLETED" or (known and status.get("blob")):
                return self._blob(answer, status)
            if status["state"] == "JOB_STATE_FAILED":
                raise self._failure(answer, status)
            pause = _PAUSES[min(asked, len(_PAUSES) - 1)]
            if waited + pause > PATIENCE:
                raise Unavailable(
                    f"{self._wire.name}: the video service still works on the film after "
                    f"{PATIENCE / 60:.0f} minutes"
                )
            self._wait(pause)
            waited, asked = waited + pause, asked + 1

    def _blob(self, answer: Answer, status: Mapping[str, Any]) -> dict[str, Any]:
        blob = status.get("blob")
        if not isinstance(blob, dict) or not str(blob.get("mimeType")).startswith("video/"):
            raise self._wire.unreadable(answer, creates=False)
        return blob

    def _failure(self, answer: Answer, status: Mapping[str, Any]) -> PlatformError:
        """The error of a job that failed, in the service's words."""
        code = str(status.get("failureCode") or status.get("error") or "video-failed")[:80]
        why = " ".join(str(status.get("message") or status.get("error") or code).split())[:300]
        kind = Unavailable if code in _PASSING else Rejected
        message = f"{self._wire.name}: the video service cannot use the film: {code}: {why}"
        return kind(message, status=answer.status, code=code, answer=why)

    def _patiently(self, step: str, **more: Any) -> Answer:
        """Call a step that may be repeated, up to three times while the service is not there."""
        for pause in _PAUSES[: _TRIES - 1]:
            try:
                return self._call(step, **more)
            except Unavailable:
                self._wait(pause)
        return self._call(step, **more)

    def _call(self, step: str, **more: Any) -> Answer:
        """Call a step as the account; with a new token, once, when the service refuses the old."""
        path = f"/xrpc/app.bsky.video.{step}"
        try:
            answer = self._wire.call("POST", path, bearer=self._transfer_token(), **more)
        except Unauthorized:
            self._token = None
            try:
                answer = self._wire.call("POST", path, bearer=self._transfer_token(), **more)
            except Unauthorized as error:
                raise _not_accepted(error) from error
        if not isinstance(answer.data, dict):
            raise self._wire.unreadable(answer, creates=False)
        return answer

    def _transfer_token(self) -> str:
        """The token by which the service may lay a film down at the account's server."""
        now = self._clock()
        if self._token is None or now > self._token.until - _MARGIN:
            until = now + _TOKEN_LIFE
            text = self._asked_token(_BLOB, self._login.host(), until)
            self._token = _Token(text, until)
        return self._token.text

    def _asked_token(self, method: str, audience: str, until: datetime | None = None) -> str:
        """A token for one method of one server, which the account's own server signs.

        https://docs.bsky.app/docs/api/com-atproto-server-get-service-auth
        """
        params = {"aud": audience, "lxm": method}
        if until is not None:
            params["exp"] = str(int(until.timestamp()))
        name = "com.atproto.server.getServiceAuth"
        answer = self._login.call("GET", name, params=params, anew=True)
        token = answer.data.get("token") if isinstance(answer.data, dict) else None
        if not isinstance(token, str) or not token:
            raise self._wire.unreadable(answer, creates=False)
        return token


def _not_accepted(error: Unauthorized) -> Rejected:
    """The error when the service refuses a token that the account's server has just given.

    The account's own credential works, so its channel must not be paused.
    """
    return Rejected(
        f"{error} (the video service does not accept the account's server: with video = "
        '"none", films go up as plain files)',
        status=error.status,
        code=error.code,
        answer=error.answer,
    )


def _did_of(address: str) -> str:
    """The DID of a server that is named by its host."""
    return f"did:web:{urlsplit(address).hostname}"


def _dialect() -> Dialect:
    """How the video service words its refusals, by its lexicons' errors."""
    return Dialect(
        words=words,
        kind=_kind,
        reset=lambda headers: timestamps.unix(headers.get("ratelimit-reset")),
    )


def _kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    if code in _WAIT:
        return RateLimited
    if code in _BUSY:
        return Unavailable
    if code == "MethodNotImplemented":  # no 501 of this kind passes
        return Rejected
    return Unauthorized if code in ("unauthenticated", "AuthRequired", "BadJwt") else None
