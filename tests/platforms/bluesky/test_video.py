"""A film's way through Bluesky's video service: in parts, worked up, and then in one post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import requests

from campaign.errors import (
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Media, Receipt, Upload
from campaign.platforms import registry
from campaign.platforms.bluesky import video
from campaign.platforms.bluesky.adapter import Bluesky
from campaign.sandbox import SandboxServer
from campaign.sandbox.bluesky.video import DAILY_FILMS
from tests.platforms import corpus
from tests.platforms.checked import compiled
from tests.platforms.samples import (
    ALT,
    START,
    Clock,
    Shelf,
    channel,
    connected,
    key_for,
    picture,
    standing,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen
from tests.sandbox.visitors import film

DID = "did:plc:catalonia"
JOB = "job1"
BLOB = {"$type": "blob", "ref": {"$link": "bafkfilm"}, "mimeType": "video/mp4", "size": 5}
DATA = b"0123456789"
XRPC = "/xrpc/app.bsky.video."


def on_shelf(shelf: Shelf, data: bytes) -> Media:
    """A film on the shelf."""
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    return Media(name, "video/mp4", 640, 360, len(data), ALT)


def opened(url: str, shelf: Shelf, clock: Clock) -> Bluesky:
    """An adapter whose server and video service are at one address."""
    adapter = connected("bluesky", url, shelf, clock, options={"video": url})
    assert isinstance(adapter, Bluesky)
    return adapter


def key() -> str:
    """The key of the post."""
    return key_for("bluesky", ("learning-labs-01", "", "catalonia-ca"), START)


@pytest.mark.parametrize("more", [10, 8 * 1024 * 1024, 20 * 1024 * 1024])
def test_a_film_goes_out_in_parts_and_once(
    box: SandboxServer, shelf: Shelf, clock: Clock, more: int
) -> None:
    """Whole, with its alt text; the second time its bytes and its post are known."""
    data = film(more=bytes(more))
    adapter = opened(box.url, shelf, clock)
    payload = adapter.payloads(variant("bluesky", on_shelf(shelf, data)), START)[0]
    first = adapter.publish(payload, key())
    again = opened(box.url, shelf, clock).publish(payload, key())
    assert isinstance(first, Receipt)
    assert first.remote_id == again.remote_id
    [entry] = standing(box.url, "bluesky")
    assert entry["media"] == [{"sha256": sha256(data).hexdigest(), "alt": ALT}]
    assert clock.now > START  # the service worked on it


def test_a_film_that_the_service_cannot_use_never_goes_public(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Its job fails, in the service's words: no film, and one that is too long."""
    adapter = opened(box.url, shelf, clock)
    for data, why in ((b"no film" * 99, "do not begin as"), (film(seconds=601), "600 seconds")):
        payload = adapter.payloads(variant("bluesky", on_shelf(shelf, data)), START)[0]
        with pytest.raises(Rejected, match=why) as caught:
            adapter.publish(payload, key())
        assert caught.value.code == "validation_failure"
    assert standing(box.url, "bluesky") == []


def test_an_account_that_used_up_its_day_waits(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The service is asked before anything is uploaded; the account goes on the next day."""
    adapter = opened(box.url, shelf, clock)
    did = adapter._login.session().did
    box._app.state.world.limiter.spend(DAILY_FILMS, did, clock.now, DAILY_FILMS.points)
    payload = adapter.payloads(variant("bluesky", on_shelf(shelf, film())), START)[0]
    with pytest.raises(RateLimited, match="takes no more today"):
        adapter.publish(payload, key())
    clock.pass_by(86_400)
    assert adapter.publish(payload, key()).remote_id


def test_a_picture_goes_up_as_before(box: SandboxServer, shelf: Shelf, clock: Clock) -> None:
    """The video service is for films."""
    adapter = opened(box.url, shelf, clock)
    payload = adapter.payloads(variant("bluesky", shelf.put(picture())), START)[0]
    assert adapter.publish(payload, key()).remote_id
    assert clock.now == START


Step = Callable[[Seen], Reply | Mishap]


class Service(Scripted):
    """An account's server and a video service whose steps a test changes.

    `steps` has the step's last word and what is done instead; each is done `times` times.
    """

    def __init__(self, steps: Mapping[str, Any] | None = None, times: int = 999) -> None:
        self.steps = dict(steps or {})
        self.left = dict.fromkeys(self.steps, times)
        super().__init__(self._answer)

    def _answer(self, seen: Seen) -> Reply | Mishap:
        step = seen.path.rpartition(".")[2]
        if self.left.get(step, 0) > 0:
            self.left[step] -= 1
            found: Reply | Mishap = self.steps[step]
            return found
        done = {"jobId": JOB, "did": DID, "state": "JOB_STATE_COMPLETED", "blob": BLOB}
        document = {"service": [{"id": "#atproto_pds", "serviceEndpoint": "https://host.example"}]}
        session = {"did": DID, "handle": "ca.example", "accessJwt": "a", "refreshJwt": "r"}
        answers: dict[str, Any] = {
            "createSession": session,
            "getSession": {"did": DID, "handle": "ca.example", "didDoc": document},
            "getServiceAuth": {"token": "vouched"},
            "getUploadLimits": {
                "canUpload": True,
                "remainingDailyVideos": 9,
                "remainingDailyBytes": 999,
            },
            "startUpload": {
                "jobId": JOB,
                "partSizeBytes": 4,
                "partCount": 3,
                "expiresAt": "2026-12-01T10:00:00Z",
            },
            "uploadPart": {
                "partNumber": int(dict(seen.query).get("partNumber", 0)),
                "sizeBytes": len(seen.body),
            },
            "finishUpload": {"completedJobId": JOB, "jobStatus": done},
            "getJobStatus": {"jobStatus": done},
            "abortUpload": {"state": "aborted"},
        }
        return Reply(200, answers[step])

    def calls(self) -> list[str]:
        """The last word of each request, in order."""
        return [each.path.rpartition(".")[2] for each in self.seen]


def upload() -> Upload:
    """A film of ten bytes."""
    return Upload(sha256(DATA).hexdigest(), "video/mp4", 640, 360, len(DATA), ALT)


def hand_in(server: Service, clock: Clock) -> dict[str, Any]:
    """Hand the film in at this service."""
    films = opened(server.url, Shelf(), clock)._films
    assert films is not None
    return films.hand_in(DATA, upload())


def test_the_steps_are_the_networks_own(clock: Clock) -> None:
    """In this order, each with the token for it, and the whole film in its parts."""
    with Service() as server:
        assert hand_in(server, clock) == BLOB
        assert server.calls() == [
            *("createSession", "getServiceAuth", "getUploadLimits"),
            *("getSession", "getServiceAuth", "startUpload"),
            *("uploadPart", "uploadPart", "uploadPart", "finishUpload", "getJobStatus"),
        ]
        limits, blob = (dict(s.query) for s in server.seen if s.path.endswith("getServiceAuth"))
        assert limits == {"aud": "did:web:127.0.0.1", "lxm": "app.bsky.video.getUploadLimits"}
        exp = str(int(START.timestamp()) + 1800)
        # The host behind the entrance, by the account's own document.
        assert blob == {
            "aud": "did:web:host.example",
            "lxm": "com.atproto.repo.uploadBlob",
            "exp": exp,
        }
        start = next(s.data for s in server.seen if s.path == f"{XRPC}startUpload")
        assert (start["sizeBytes"], start["mimeType"]) == (10, "video/mp4")
        assert (start["width"], start["height"]) == (640, 360)
        parts = [s for s in server.seen if s.path == f"{XRPC}uploadPart"]
        assert b"".join(s.body for s in parts) == DATA
        assert [dict(s.query) for s in parts] == [
            {"jobId": JOB, "partNumber": str(n)} for n in (1, 2, 3)
        ]
        assert {s.headers["authorization"] for s in parts} == {"Bearer vouched"}


def refusal(status: int, code: str) -> Reply:
    """A refusal in the service's form."""
    return Reply(status, {"error": code, "message": f"about {code}"})


@pytest.mark.parametrize(
    ("step", "reply", "kind"),
    [
        ("startUpload", refusal(400, "VideoTooLarge"), Rejected),
        ("startUpload", refusal(400, "UnsupportedContentType"), Rejected),
        ("startUpload", refusal(403, "UploadForbidden"), Rejected),
        ("startUpload", refusal(400, "DailyLimitExceeded"), RateLimited),
        ("startUpload", refusal(400, "TooManyOpenUploads"), RateLimited),
        ("startUpload", refusal(503, "ServiceOverloaded"), Unavailable),
        ("startUpload", refusal(401, "unauthenticated"), Rejected),
        ("startUpload", refusal(501, "MethodNotImplemented"), Rejected),
        (
            "startUpload",
            Reply(200, {"jobId": JOB, "partSizeBytes": 4, "partCount": 2}),
            Unavailable,
        ),
        ("uploadPart", refusal(404, "UploadNotFound"), Unavailable),
        ("uploadPart", refusal(400, "PartSizeMismatch"), Rejected),
        ("uploadPart", Mishap.RESET, Unavailable),
        ("uploadPart", Reply(200, {"partNumber": 7, "sizeBytes": 4}), Unavailable),
        ("finishUpload", refusal(400, "MissingParts"), Unavailable),
        ("finishUpload", refusal(400, "UploadFailed"), Rejected),
        ("finishUpload", Reply(200, {}), Unavailable),
        ("getUploadLimits", refusal(401, "unauthenticated"), Rejected),
        ("getUploadLimits", Reply(200, {}), Unavailable),
        ("getServiceAuth", refusal(400, "BadExpiration"), Rejected),
        ("getJobStatus", refusal(429, "RateLimitExceeded"), RateLimited),
    ],
)
def test_a_step_that_fails_is_known_for_what_it_is(
    step: str, reply: Any, kind: type[PlatformError], clock: Clock
) -> None:
    """Nothing of it counts as a dead credential, nor as a post that may be out."""
    with Service({step: reply}) as server, pytest.raises(kind) as caught:
        hand_in(server, clock)
    assert type(caught.value) is kind
    assert "vouched" not in str(caught.value)
    begun = step in ("uploadPart", "finishUpload")
    assert ("abortUpload" in server.calls()) == begun


def test_a_dead_password_is_still_a_dead_password(clock: Clock) -> None:
    """The account's own server refuses: that pauses the channel, as for any post."""
    dead = Reply(401, {"error": "AuthenticationRequired", "message": "Invalid"})
    with Service({"createSession": dead}) as server, pytest.raises(Unauthorized):
        hand_in(server, clock)


@pytest.mark.parametrize("step", ["uploadPart", "finishUpload"])
@pytest.mark.parametrize("mishap", [Mishap.RESET, Mishap.TORN, refusal(503, "ServiceOverloaded")])
def test_a_step_that_may_be_repeated_is(step: str, mishap: Any, clock: Clock) -> None:
    """Twice not there, then there: the film is handed in by one upload."""
    with Service({step: mishap}, times=2) as server:
        assert hand_in(server, clock) == BLOB
        assert server.calls().count("startUpload") == 1
        assert "abortUpload" not in server.calls()


def test_a_token_that_the_service_refuses_is_asked_for_anew(clock: Clock) -> None:
    """Once: it may have ended while the film went up."""
    with Service({"finishUpload": refusal(401, "unauthenticated")}, times=1) as server:
        assert hand_in(server, clock) == BLOB
        assert server.calls().count("getServiceAuth") == 3


def status(**more: Any) -> Reply:
    """The state of the job."""
    return Reply(200, {"jobStatus": {"jobId": JOB, "did": DID, **more}})


def test_a_film_worked_up_before_comes_with_its_blob(clock: Clock) -> None:
    """`already_exists` is no failure: it is the same film."""
    known = status(state="JOB_STATE_FAILED", error="already_exists", blob=BLOB)
    with Service({"getJobStatus": known}) as server:
        assert hand_in(server, clock) == BLOB


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("validation_failure", Rejected),
        ("encoding_failure", Rejected),
        ("pds_upload_unsupported_blob_size", Rejected),
        ("pds_upload_failure", Unavailable),
        ("generic_failure", Unavailable),
        ("one_of_next_year", Rejected),
    ],
)
def test_a_job_that_fails_says_why(code: str, kind: type[PlatformError], clock: Clock) -> None:
    """What passes is tried anew, what is about the film is final."""
    failed = status(state="JOB_STATE_FAILED", failureCode=code, message="it is too square")
    with Service({"getJobStatus": failed}, times=1) as server:
        films = opened(server.url, Shelf(), clock)._films
        assert films is not None
        with pytest.raises(kind, match=f"{code}: it is too square") as caught:
            films.hand_in(DATA, upload())
        assert caught.value.code == code
        assert films.hand_in(DATA, upload()) == BLOB
        assert server.calls().count("startUpload") == 2


def test_a_film_that_takes_longer_than_our_patience_is_not_sent_twice(clock: Clock) -> None:
    """The next try asks for the same job, and uploads nothing."""
    busy = status(state="JOB_STATE_ENCODING", progress=50)
    with Service({"getJobStatus": busy}) as server:
        films = opened(server.url, Shelf(), clock)._films
        assert films is not None
        with pytest.raises(Unavailable, match="still works on the film after 10 minutes"):
            films.hand_in(DATA, upload())
        assert 0 < (clock.now - START).total_seconds() <= video.PATIENCE
        server.left.clear()
        assert films.hand_in(DATA, upload()) == BLOB
        assert server.calls().count("startUpload") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        status(jobId="job2", state="JOB_STATE_COMPLETED", blob=BLOB),
        status(did="did:plc:other", state="JOB_STATE_COMPLETED", blob=BLOB),
        status(state="JOB_STATE_COMPLETED"),
        status(state="JOB_STATE_COMPLETED", blob={**BLOB, "mimeType": "image/png"}),
        Reply(200, []),
        Reply(200, {"jobStatus": {}}),
    ],
)
def test_another_films_blob_is_never_taken(wrong: Reply, clock: Clock) -> None:
    """An answer about another job, another account, or without a film's blob."""
    with Service({"getJobStatus": wrong}) as server, pytest.raises(Unavailable):
        hand_in(server, clock)


@pytest.mark.parametrize(
    ("told", "kind", "why"),
    [
        ({"canUpload": False, "message": "confirm your address"}, Rejected, "confirm your address"),
        ({"canUpload": False}, Rejected, "gives no reason"),
        ({"canUpload": False, "remainingDailyVideos": 0}, RateLimited, "0 films"),
        (
            {"canUpload": True, "remainingDailyVideos": 3, "remainingDailyBytes": 9},
            RateLimited,
            "3 films and 9 bytes are left",
        ),
    ],
)
def test_the_allowance_is_asked_for_before_anything_is_sent(
    told: dict[str, Any], kind: type[PlatformError], why: str, clock: Clock
) -> None:
    """And told in words."""
    with Service({"getUploadLimits": Reply(200, told)}) as server:
        with pytest.raises(kind, match=why):
            hand_in(server, clock)
        assert "startUpload" not in server.calls()


@pytest.mark.parametrize(
    ("server", "options", "most", "seconds"),
    [
        ("https://bsky.social", {}, 300_000_000, 600),
        ("https://morel.us-east.host.bsky.network", {}, 300_000_000, 600),
        ("https://bsky.social", {"video": "none"}, 50 * 1024 * 1024, 0),
        ("https://pds.example", {}, 5 * 1024 * 1024, 0),
        ("https://bsky.social.example", {}, 5 * 1024 * 1024, 0),
        ("https://pds.example", {"video": "https://video.example"}, 300_000_000, 600),
    ],
)
def test_a_films_bound_is_that_of_where_it_goes(
    server: str, options: dict[str, str], most: int, seconds: int
) -> None:
    """To the byte and to the second, before anything is sent."""
    adapter = connected("bluesky", server, options=options)
    fits = Media("a" * 64, "video/mp4", 640, 360, most, ALT, seconds=seconds or 9000)
    adapter.payloads(variant("bluesky", fits), START)
    with pytest.raises(UnsupportedFeature, match=f"{most + 1:,} bytes, more than the {most:,} "):
        adapter.payloads(variant("bluesky", replace(fits, size=most + 1)), START)
    if seconds:
        with pytest.raises(UnsupportedFeature, match=f"longer than the {seconds}"):
            adapter.payloads(variant("bluesky", replace(fits, seconds=seconds + 1)), START)


@pytest.mark.parametrize(
    ("server", "options", "size", "seconds", "words"),
    [
        ("https://bsky.social", {}, 300_000_000, 600, ""),
        ("https://bsky.social", {}, 300_000_001, 9, "300,000,001 bytes, more than the 300,000,000"),
        ("https://bsky.social", {}, 9_000_000, 601, "601.0 seconds, longer than the 600"),
        ("https://bsky.social", {"video": "none"}, 60_000_000, 9, "60.0 MB, more than the 52.4 MB"),
        ("https://pds.example", {}, 5_242_880, 700, ""),
        ("https://pds.example", {}, 5_242_881, 9, "5,242,881 bytes, more than the 5,242,880"),
        ("https://pds.example", {"video": "https://video.bsky.app"}, 60_000_000, 9, ""),
    ],
)
def test_check_says_beforehand_what_is_too_much(
    server: str, options: dict[str, str], size: int, seconds: int, words: str
) -> None:
    """With the numbers of where this channel's films go."""
    there = channel("bluesky", server, options)
    made = Media("a" * 64, "video/mp4", 640, 360, size, "", seconds)
    found = compiled(there, [corpus.post(0, images=["film.mp4"])], lambda name: made).findings
    said = [each.message for each in found if each.code in ("film-refused", "network-refuses")]
    assert [words in each for each in said] == ([True] if words else []), said


@pytest.mark.parametrize(
    ("told", "most"),
    [
        ({"blobUploadLimit": 104_857_600}, 104_857_600),
        ({"blobUploadLimit": 1_000_000}, 1_000_000),
        ({"blobUploadLimit": 300_000_000}, 300_000_000),
        ({"did": "did:web:pds.example"}, 5 * 1024 * 1024),
        ({"availableUserDomains": []}, 5 * 1024 * 1024),
        ({"blobUploadLimit": "much"}, 5 * 1024 * 1024),
        ({"blobUploadLimit": 0}, 5 * 1024 * 1024),
    ],
)
def test_a_server_is_asked_for_its_own_bound(told: Any, most: int) -> None:
    """Servers tell it since version 0.5; an older one is held to the default."""
    with Scripted(lambda seen: Reply(200, told)) as server:
        adapter = connected("bluesky", server.url)
        assert isinstance(adapter, Bluesky)
        asked = adapter.ask_limits()
        assert asked is not None
        assert [each.path for each in server.seen] == ["/xrpc/com.atproto.server.describeServer"]
        limits = registry.limits_of(channel("bluesky", server.url), asked)
    assert (limits.video_bytes, limits.image_bytes) == (most, min(most, 2_000_000))
    fits = Media("a" * 64, "video/mp4", 640, 360, most, ALT)
    adapter.payloads(variant("bluesky", fits), START)
    with pytest.raises(UnsupportedFeature, match="more than the"):
        adapter.payloads(variant("bluesky", replace(fits, size=most + 1)), START)


@pytest.mark.parametrize("told", [{}, [], {"message": "We are back soon"}], ids=str)
def test_another_answer_takes_no_known_bound_away(told: Any) -> None:
    """As a proxy gives while the server behind it is being mended."""
    with Scripted(lambda seen: Reply(200, told)) as server:
        adapter = connected("bluesky", server.url)
        assert isinstance(adapter, Bluesky)
        assert adapter.ask_limits() is None


def test_a_servers_bound_says_nothing_about_its_video_service() -> None:
    """The service takes its 300 MB whatever a plain blob may have."""
    with Scripted(lambda seen: Reply(200, {"blobUploadLimit": 1_000_000})) as server:
        adapter = connected("bluesky", server.url, options={"video": "https://video.example"})
        assert isinstance(adapter, Bluesky)
        asked = adapter.ask_limits()
    assert asked is not None
    fits = Media("a" * 64, "video/mp4", 640, 360, 300_000_000, ALT)
    adapter.payloads(variant("bluesky", fits), START)
    assert asked.limits.image_bytes == 1_000_000
    there = channel("bluesky", "https://pds.example", {"video": "https://video.example"})
    assert registry.limits_of(there, asked).video_bytes == 300_000_000


def test_a_video_service_over_http_is_refused() -> None:
    """It gets a token for the account."""
    with pytest.raises(Exception, match="clear text"):
        connected("bluesky", "https://pds.example", options={"video": "http://video.example"})


def test_the_sandbox_gives_the_service_no_other_servers_token(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The account's own access token opens nothing there."""
    session = opened(box.url, shelf, clock)._login.session()
    answer = requests.post(
        f"{box.url}{XRPC}startUpload",
        json={"sizeBytes": 5, "mimeType": "video/mp4"},
        headers={"Authorization": f"Bearer {session.access}"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")
