"""What Meta's networks share: each refusal as the Graph API words it, over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from campaign.errors import (
    AlreadyThere,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.platforms.http.wire import Wire
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph
from campaign.platforms.oauth import Tokens
from tests.platforms.scripted import Reply, Scripted, Seen, always

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TOKEN = "EAAB-secret-token"


def made(server: Scripted, version: str = "v25.0") -> Graph:
    def clock() -> datetime:
        return NOW

    wire = Wire(server.url, name="page", dialect=graph.dialect(clock), clock=clock)
    return Graph(wire, version, Tokens("page", TOKEN, clock))


def refused(code: int, sub: int | None = None, **more: Any) -> dict[str, Any]:
    error = {"message": "(#1) words", "type": "OAuthException", "code": code} | more
    if sub is not None:
        error["error_subcode"] = sub
    return {"error": error}


def error_of(answer: Any, status: int = 400, *, creates: bool = False) -> PlatformError:
    with (
        Scripted(always(Reply(status, answer))) as server,
        pytest.raises(PlatformError) as caught,
    ):
        made(server).post("/17/feed", creates=creates, message="words")
    assert len(server.seen) == 1
    return caught.value


def limited(headers: dict[str, str], code: int) -> RateLimited:
    reply = Reply(400, refused(code), headers=headers)
    with Scripted(always(reply)) as server, pytest.raises(RateLimited) as caught:
        made(server).get("/17")
    return caught.value


@pytest.mark.parametrize(
    ("code", "sub", "kind"),
    [
        (190, 463, Unauthorized),
        (190, None, Unauthorized),
        (10, None, Unauthorized),
        (200, None, Unauthorized),
        (299, None, Unauthorized),
        (220, None, Rejected),
        (100, 33, Rejected),
        (368, None, Rejected),
        (368, 1390008, RateLimited),
        (4, None, RateLimited),
        (4, 2207051, Rejected),
        (17, None, RateLimited),
        (32, None, RateLimited),
        (613, None, RateLimited),
        (80001, None, RateLimited),
        (80002, None, RateLimited),
        (9, 2207042, RateLimited),
        (506, None, AlreadyThere),
        (100, 1366051, AlreadyThere),
        (9007, 2207027, Unavailable),
        (9004, 2207052, Unavailable),
        (-2, 2207003, Unavailable),
        (24, 2207008, Unavailable),
        (-1, 2207032, Unavailable),
        (1, 2207057, Rejected),
        (36003, 2207009, Rejected),
        (25, 2207050, Unauthorized),
        (2635, None, Unauthorized),
        (424242, None, Rejected),
    ],
)
def test_each_code_is_one_of_our_errors(
    code: int, sub: int | None, kind: type[PlatformError]
) -> None:
    """The code decides; but after a 5xx anything may have happened."""
    for creates, doubt in ((False, Unavailable), (True, OutcomeUnknown)):
        error = error_of(refused(code, sub), creates=creates)
        assert type(error) is kind
        assert error.code == (f"{code}/{sub}" if sub else str(code))
        assert type(error_of(refused(code, sub), 504, creates=creates)) is doubt


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("code", [-2, -1, 1, 2])
def test_trouble_of_metas_own_is_unknown_only_after_a_create(code: int, status: int) -> None:
    """A 400 with code 1 says no more than a 500 does whether the post is there."""
    assert type(error_of(refused(code), status, creates=True)) is OutcomeUnknown
    assert type(error_of(refused(code), status)) is Unavailable


def test_a_transient_error_nobody_has_named_is_doubtful_too() -> None:
    """`is_transient` decides where the code is not known."""
    passing = refused(777, is_transient=True)
    assert type(error_of(passing, creates=True)) is OutcomeUnknown
    assert type(error_of(passing)) is Unavailable
    known = refused(4, is_transient=True)
    assert type(error_of(known, creates=True)) is RateLimited


def test_an_error_is_told_in_the_words_meant_for_people() -> None:
    """The title and the sentence for users come first, the developers' message after them."""
    answer = refused(
        36003,
        2207009,
        error_user_title="The aspect ratio is not supported.",
        error_user_msg="The submitted image cannot be published.",
        message="Only photo or video can be accepted",
    )
    said = str(error_of(answer))
    assert said == (
        "page: 400 36003/2207009: The aspect ratio is not supported.: The submitted image cannot "
        "be published. (Only photo or video can be accepted)"
    )


@pytest.mark.parametrize(
    "answer", [{}, {"error": "what"}, {"error": {"code": "x", "message": None}}, [], None, "text"]
)
def test_an_answer_of_another_shape_is_still_a_refusal(answer: Any) -> None:
    """The status decides then."""
    assert type(error_of(answer)) is Rejected


def test_the_minutes_of_a_business_use_case_become_an_instant() -> None:
    """The longest of what the header names."""
    usage = {
        "17": [
            {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19},
            {"type": "instagram", "call_count": 30, "estimated_time_to_regain_access": 0},
        ],
        "18": [{"type": "pages", "estimated_time_to_regain_access": 7}],
    }
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    assert limited(headers, 80001).until == NOW + timedelta(minutes=19)


def test_an_application_past_its_hour_waits_an_hour_at_most() -> None:
    """`X-App-Usage` tells percents and no time."""
    for used, until in ((100, NOW + timedelta(hours=1)), (99, None)):
        headers = {"X-App-Usage": json.dumps({"call_count": used, "total_time": 5})}
        assert limited(headers, 4).until == until


@pytest.mark.parametrize("header", ["", "{", "[]", '{"17": 3}', '{"17": [3]}', '{"17": [{}]}'])
def test_a_broken_usage_header_says_nothing(header: str) -> None:
    """And breaks nothing."""
    assert graph.reset({"x-business-use-case-usage": header, "x-app-usage": header}, NOW) is None


def test_the_token_goes_in_a_header_and_nowhere_else() -> None:
    """Addresses end up in the logs of every machine between."""
    with Scripted(always(Reply(200, {"id": "17"}))) as server:
        made(server).get("/17", fields="id", limit=3)
    [asked] = server.seen
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.target == "/v25.0/17?fields=id&limit=3"


def test_an_error_that_repeats_the_token_does_not_show_it() -> None:
    """Meta quotes a malformed token in full."""
    error = error_of(refused(190, message=f"Malformed access token {TOKEN}"))
    assert TOKEN not in str(error)
    assert TOKEN not in error.answer


def test_links_to_other_pages_are_dropped_because_they_hold_the_token() -> None:
    """At any depth; the cursors stay."""
    paging = {"cursors": {"after": "QVF"}, "next": f"https://x/?access_token={TOKEN}"}
    told = {"data": [{"id": "1", "comments": {"data": [], "paging": paging}}], "paging": paging}
    with Scripted(always(Reply(200, told))) as server:
        answer = made(server).get("/17/feed")
    assert TOKEN not in json.dumps(answer)
    assert answer["paging"]["cursors"]["after"] == "QVF"


def test_lists_and_truth_go_as_the_graph_api_reads_them() -> None:
    """JSON inside a form."""
    with Scripted(always(Reply(200, {"id": "17_4"}))) as server:
        made(server).post(
            "/17/feed",
            creates=True,
            message="Grüße",
            published=False,
            attached_media=[{"media_fbid": "5"}],
            link=None,
        )
    assert dict(parse_qsl(server.seen[0].body.decode())) == {
        "message": "Grüße",
        "published": "false",
        "attached_media": '[{"media_fbid": "5"}]',
    }


def test_pages_follow_the_cursor_and_end() -> None:
    """A page without a cursor is the last, and so is an empty one; each knows when it came."""

    def answer(seen: Seen) -> Reply:
        after = dict(seen.query).get("after", "")
        data = {"": [{"id": "1"}], "a": [{"id": "2"}], "b": []}[after]
        cursor = {"": "a", "a": "b", "b": "b"}[after]
        told = {"data": data, "paging": {"cursors": {"after": cursor}}}
        return Reply(200, told, headers={"Date": "Tue, 01 Dec 2026 09:00:00 GMT"})

    with Scripted(answer) as server:
        pages = list(made(server).pages("/17/feed", limit=1))
    assert [each["id"] for page in pages for each in page.posts] == ["1", "2"]
    assert {page.date for page in pages} == {"Tue, 01 Dec 2026 09:00:00 GMT"}
    with Scripted(always(Reply(200, {"data": [{"id": "1"}]}))) as server:
        assert len(list(made(server).pages("/17/feed"))) == 1


@pytest.mark.parametrize("version", ["25.0", "v25", "", "v25.0/..", "latest"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    """It becomes part of every path."""
    with Scripted(always(Reply())) as server, pytest.raises(ValueError, match="version looks like"):
        made(server, version)


@pytest.mark.parametrize("value", ["", "17/feed", "17?x=1", "..", "1 2"])
def test_an_id_that_is_none_never_becomes_a_path(value: str) -> None:
    """Ids come from answers and from the database."""
    with pytest.raises(Rejected):
        graph.node(value)
    assert graph.node("17_4") == "17_4"
