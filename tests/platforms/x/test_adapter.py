"""What is X's own: its refusals, its figures, and what a credential may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from analytics.metrics import Audience, Counts
from campaign.errors import (
    AlreadyThere,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Standing
from campaign.platforms.x import responses
from tests.platforms.samples import (
    START,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always
from tests.platforms.x.server import ME, TWEETS, Script, opened

DUPLICATE = {
    "title": "Forbidden",
    "detail": "You are not allowed to create a Tweet with duplicate content.",
    "type": "about:blank",
    "status": 403,
}


def failed(script: Script) -> PlatformError:
    """The error that posting ends in."""
    with Scripted(script) as server:
        adapter = opened(server.url)
        with pytest.raises(PlatformError) as caught:
            adapter.publish(adapter.payloads(variant("x"), START)[0], "key")
    assert len(server.seen) == 1, "a request was repeated"
    return caught.value


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply(403, DUPLICATE), AlreadyThere, None),
        (Reply(403, {"errors": [{"code": 187, "message": "a duplicate."}]}), AlreadyThere, "187"),
        (Mishap.RESET, OutcomeUnknown, None),
        (Mishap.TORN, OutcomeUnknown, None),
        (Reply(503, {"title": "Service Unavailable", "status": 503}), OutcomeUnknown, None),
        (Reply(201, {"data": {"text": "Tres dies"}}), OutcomeUnknown, None),
        (Reply(201, {"errors": []}), OutcomeUnknown, None),
        (Reply(401, {"title": "Unauthorized", "detail": "Unauthorized"}), Unauthorized, None),
        (Reply(402, {"title": "CreditsDepleted", "detail": "no credits"}), Unauthorized, None),
        (
            Reply(403, {"type": "https://api.x.com/2/problems/client-forbidden", "detail": "no"}),
            Unauthorized,
            "client-forbidden",
        ),
        (
            Reply(403, {"errors": [{"code": 326, "message": "temporarily locked"}]}),
            Unauthorized,
            "326",
        ),
        (Reply(403, {"detail": "You can only reply to posts where you are"}), Rejected, None),
        (
            Reply(400, {"type": "https://api.x.com/2/problems/invalid-request", "detail": "no"}),
            Rejected,
            "invalid-request",
        ),
        (Reply(429, {"title": "Too Many Requests"}), RateLimited, None),
        (Reply(301, headers={"Location": "https://elsewhere.example/2"}), Rejected, None),
    ],
    ids=str,
)
def test_a_refusal_means_what_x_means(
    reply: Reply | Mishap, kind: type[PlatformError], code: str | None
) -> None:
    """Words that stand there already are evidence; what shuts the account is no post's fault."""
    error = failed(always(reply))
    assert type(error) is kind and error.code == code


def test_the_words_of_a_refused_repeat_are_kept() -> None:
    """For the person who decides, should nobody else be able to."""
    error = failed(always(Reply(403, DUPLICATE)))
    assert error.answer == DUPLICATE["detail"] and str(DUPLICATE["detail"]) in str(error)
    problem = {
        "detail": "One or more parameters to your request was invalid.",
        "errors": [{"message": "$.text: is missing"}, {"message": "$.a: is not defined"}],
    }
    said = failed(always(Reply(400, problem))).answer
    assert said == f"{problem['detail']}: $.text: is missing: $.a: is not defined"


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1796116500"}, 1796116500),
        ({"x-rate-limit-reset": "1796116500"}, 1796116500),
        (
            {
                "x-rate-limit-remaining": "12",
                "x-rate-limit-reset": "1796116500",
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": "1796150000",
            },
            1796150000,
        ),
        ({"x-rate-limit-reset": "1796999999"}, 1796115600 + 86400),
        ({"x-rate-limit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_a_429_says_until_when(headers: Mapping[str, str], until: int | None) -> None:
    """Unix seconds; of several windows the one that is used up; never more than a day."""
    error = failed(always(Reply(429, {"title": "Too Many Requests"}, headers)))
    assert isinstance(error, RateLimited)
    assert error.until == (datetime.fromtimestamp(until, UTC) if until else None)


def test_on_x_itself_people_see_a_post_on_its_pages() -> None:
    """And without a server of its own, a channel is on X itself."""
    assert repr(opened("")) == "X('catalonia-ca', 'https://api.x.com')"
    for server in ("https://api.x.com", "https://api.twitter.com"):
        assert responses.url("5", "catalonia", server) == "https://x.com/catalonia/status/5"
    assert responses.url("5", "", "https://api.x.com") == "https://x.com/i/status/5"


@pytest.mark.parametrize("reposts", ["retweet_count", "repost_count"])
def test_counts_come_in_batches_and_missing_ones_are_left_out(reposts: str) -> None:
    """100 a call, under either name; clicks are not told."""

    def script(seen: Seen) -> Reply:
        asked = dict(seen.query)["ids"].split(",")
        assert seen.path == TWEETS and 0 < len(asked) <= 100
        told = {"like_count": 3, reposts: 2, "reply_count": 1, "quote_count": 0}
        metrics = {**told, "bookmark_count": 4, "impression_count": 99}
        data = [{"id": each, "public_metrics": metrics} for each in asked if each != "13"]
        return Reply(data={"data": data, "errors": [{"title": "Not Found Error"}]})

    with Scripted(script) as server:
        counts = opened(server.url).counts([str(number) for number in range(1, 206)])
    assert len(server.seen) == 3
    assert len(counts) == 204 and "13" not in counts
    known = Counts(reactions=3, reposts=2, replies=1, quotes=0, saves=4, views=99)
    assert counts["205"] == known and known.clicks is None


def test_posts_that_are_all_gone_have_no_counts() -> None:
    """Which is not the same as an answer that says nothing."""
    gone = {"errors": [{"title": "Not Found Error"}]}
    with Scripted(always(Reply(data=gone))) as server:
        assert opened(server.url).counts(["1"]) == {}
    with Scripted(always(Reply(data={"hello": "world"}))) as server, pytest.raises(Unavailable):
        opened(server.url).counts(["1"])


def test_followers_are_told() -> None:
    """None where X hides them."""
    for metrics, meant in (({"followers_count": 41}, 41), (None, None)):
        own = {"id": "7", "username": "catalonia", "public_metrics": metrics}
        with Scripted(always(Reply(data={"data": own}))) as server:
            assert opened(server.url).audience() == Audience(meant)
        assert dict(server.seen[0].query) == {"user.fields": "public_metrics"}


@pytest.mark.parametrize(
    ("reply", "standing", "words"),
    [
        (ME, Standing.WORKS, "@catalonia (7)"),
        (
            Reply(200, ME.data, {"x-access-level": "read"}),
            Standing.MISSING_RIGHT,
            "may only read",
        ),
        (Reply(200, ME.data, {"x-access-level": "read-write"}), Standing.WORKS, "@catalonia"),
        (Reply(401, {"title": "Unauthorized"}), Standing.REVOKED, "Unauthorized"),
        (
            Reply(403, {"type": "https://api.x.com/2/problems/unsupported-authentication"}),
            Standing.WRONG_KIND,
            "of the application itself",
        ),
        (
            Reply(403, {"type": "https://api.x.com/2/problems/client-forbidden", "detail": "no"}),
            Standing.MISSING_RIGHT,
            "client-forbidden",
        ),
        (Reply(503), Standing.UNREACHABLE, "503"),
        (Reply(200, {"hello": "world"}), Standing.UNREACHABLE, "does not answer like X"),
    ],
    ids=str,
)
def test_a_credential_is_tried_without_posting(
    reply: Reply, standing: Standing, words: str
) -> None:
    """What works is told from what may only read, opens no account, or is not let in."""
    with Scripted(always(reply)) as server:
        access = opened(server.url).examine()
        assert {seen.method for seen in server.seen} == {"GET"}
    assert access.standing is standing and words in access.says


def test_a_password_does_not_look_like_a_token() -> None:
    """So its owner is told what to bring instead."""
    with Scripted(always(Reply(401, {"title": "Unauthorized"}))) as server:
        access = opened(server.url, secret="hunter2").examine()
    assert access.standing is Standing.WRONG_KIND and "channels connect" in access.says


def test_a_post_that_is_gone_is_withdrawn_quietly_and_another_s_is_not() -> None:
    """404 is what was wanted; 403 is not."""
    with Scripted(always(Reply(404, {"title": "Not Found Error"}))) as server:
        opened(server.url).withdraw("5")
    assert [(seen.method, seen.path) for seen in server.seen] == [("DELETE", "/2/tweets/5")]
    forbidden = always(Reply(403, {"title": "Forbidden"}))
    with Scripted(forbidden) as server, pytest.raises(Rejected):
        opened(server.url).withdraw("5")


def test_an_id_is_never_a_path() -> None:
    """Said before anything is sent."""
    adapter = opened("http://127.0.0.1:9")
    for wrong in ("../users/7", "", "5?x", "٥"):
        with pytest.raises(Rejected, match="is no id"):
            adapter.withdraw(wrong)
        with pytest.raises(Rejected, match="is no id"):
            adapter.counts([wrong])
