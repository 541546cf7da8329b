"""The sandbox's X behaves as X does, also to a client that nobody here wrote."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests
import tweepy
import yaml
from jsonschema import Draft202012Validator

from campaign.sandbox import SandboxServer
from campaign.sandbox.counting import x_length
from tests.sandbox.visitors import film, ledger, move_clock, picture, read, sandbox, start
from tests.sandbox.xer import Poster, closed, led, upload

LINK = "https://eu-belong.aer.eu/?utm_source=x&utm_campaign=eu-belong"
ALL = "attachments,author_id,conversation_id,created_at,entities,in_reply_to_user_id,lang"
FIELDS = f"{ALL},public_metrics,referenced_tweets,reply_settings"


@pytest.fixture
def box(media: Path) -> Iterator[SandboxServer]:
    """A sandbox that answers to X's name as well, which tweepy does not let anybody change."""
    with sandbox(start, media, names=["api.twitter.com"]) as server:
        yield server


@pytest.fixture
def poster(box: SandboxServer) -> Poster:
    """Somebody on X."""
    return Poster(box.url)


@pytest.fixture
def tweeter(box: SandboxServer) -> Iterator[tweepy.Client]:
    """The same with tweepy."""
    client = led(tweepy.Client("sandbox-catalonia_ca"), box.url)
    yield client
    client.session.close()


def test_tweepy_posts_a_picture_and_finds_it_again(
    box: SandboxServer, tweeter: tweepy.Client
) -> None:
    """Upload, alt text, post, list, count, delete: with the methods of its own that it has."""
    me = tweeter.get_me(user_auth=False, user_fields=["public_metrics"]).data
    assert me.username == "catalonia_ca" and me.public_metrics["followers_count"] > 100
    body = {"media": base64.b64encode(picture()).decode(), "media_category": "tweet_image"}
    number = tweeter.request("POST", "/2/media/upload", json=body).json()["data"]["id"]
    described = {"id": number, "metadata": {"alt_text": {"text": "Una taula"}}}
    tweeter.request("POST", "/2/media/metadata", json=described)
    made = tweeter.create_tweet(text=f"Tres dies {LINK}", media_ids=[number], user_auth=False).data
    (post,) = ledger(box.url)["posts"]
    assert post["id"] == made["id"] and post["text"] == f"Tres dies {LINK}"
    assert post["media"] == [{"sha256": sha256(picture()).hexdigest(), "alt": "Una taula"}]
    fields = ["created_at", "entities", "public_metrics"]
    (listed,) = tweeter.get_users_tweets(me.id, max_results=5, tweet_fields=fields).data
    assert listed.id == int(made["id"]) and listed.created_at == start()
    assert listed.entities["urls"][0]["expanded_url"] == LINK
    move_clock(box.url, (start() + timedelta(days=2)).isoformat())
    (counted,) = tweeter.get_tweets([made["id"]], tweet_fields=["public_metrics"]).data
    assert counted.public_metrics["like_count"] > 0
    assert tweeter.delete_tweet(made["id"], user_auth=False).data == {"deleted": True}
    assert tweeter.get_tweets([made["id"]]).errors[0]["title"] == "Not Found Error"


def test_tweepy_signs_as_the_sandbox_reckons(box: SandboxServer) -> None:
    """OAuth 1.0a, with a query and a body; another secret opens nothing."""
    names = ("app", "app-secret", "sandbox-catalonia_ca", "sandbox-catalonia_ca-secret")
    client = led(tweepy.Client(None, *names), box.url)
    assert client.create_tweet(text="Tres dies & una taula ~").data["id"]
    posts = client.get_users_tweets(
        client.get_me().data.id, start_time=start(), tweet_fields=["created_at"], user_auth=True
    )
    assert len(posts.data) == 1
    client.access_token_secret = "sandbox-another-secret"
    with pytest.raises(tweepy.Unauthorized):
        client.create_tweet(text="b")
    client.session.close()


def test_tweepy_understands_the_refusals(tweeter: tweepy.Client) -> None:
    """The same words, too many words, and somebody else's token."""
    tweeter.create_tweet(text="a", user_auth=False)
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        tweeter.create_tweet(text="a", user_auth=False)
    with pytest.raises(tweepy.BadRequest, match="too long"):
        tweeter.create_tweet(text="é" * 281, user_auth=False)
    tweeter.bearer_token = "nobody"
    with pytest.raises(tweepy.Unauthorized):
        tweeter.get_me(user_auth=False)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "a", "language": "ca"}, "$.language: is not defined in the schema"),
        ({"text": "a", "reply": {"to": "1"}}, "$.reply.to: is not defined"),
        ({"text": 7}, "$.text: int found, str expected"),
        ({"text": "a", "media": {"media_ids": []}}, "must have 1 to 4 items"),
        ({"text": "a", "media": {"media_ids": ["1"]}}, "media IDs are invalid"),
        ({"text": "a", "poll": {"options": ["b", "c"]}}, "the sandbox does not keep it"),
        ({"text": "  "}, "$.text: is missing"),
        ({"text": "a", "reply_settings": "nobody"}, "$.reply_settings"),
    ],
)
def test_what_x_does_not_know_is_refused(poster: Poster, body: dict[str, Any], words: str) -> None:
    """As a problem, with nothing dropped silently."""
    answer = poster.send("/tweets", **body)
    told = read(answer, 400)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["type"].endswith("/problems/invalid-request")
    assert words in told["errors"][0]["message"]
    assert ledger(poster.url)["count"] == 0


def test_links_are_wrapped_and_their_places_told(poster: Poster) -> None:
    """Each behind t.co, one more for the pictures, and HTML's three letters escaped."""
    text = f"1 < 2 & web: eu-belong.aer.eu, {LINK}. #EUBelong 🇪🇺"
    ids = [poster.upload(picture(colour)) for colour in ("navy", "red")]
    made = read(poster.post(text, media={"media_ids": ids}), 201)["data"]
    assert made["text"].startswith("1 &lt; 2 &amp; web: https://t.co/") and LINK not in made["text"]
    (post,) = poster.own(**{"tweet.fields": "entities,attachments"})["data"]
    urls = post["entities"]["urls"]
    assert [each["expanded_url"] for each in urls[:2]] == ["http://eu-belong.aer.eu", LINK]
    assert all(post["text"][each["start"] : each["end"]] == each["url"] for each in urls)
    assert len({each["url"] for each in urls[2:]}) == 1 and post["text"].endswith(urls[3]["url"])
    assert [each["media_key"] for each in urls[2:]] == post["attachments"]["media_keys"]
    assert [each["tag"] for each in post["entities"]["hashtags"]] == ["EUBelong"]


def test_the_same_words_are_refused_for_a_day(poster: Poster) -> None:
    """By one account, under one post; when they were deleted, or a day is over, they go again."""
    first = read(poster.post("Tres dies"), 201)["data"]["id"]
    told = read(poster.post("Tres dies"), 403)
    assert told == {
        "title": "Forbidden",
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "status": 403,
    }
    read(poster.post("Tres dies", reply={"in_reply_to_tweet_id": first}), 201)
    read(Poster(poster.url, "navarra_es").post("Tres dies"), 201)
    read(poster.delete(first))
    read(poster.post("Tres dies"), 201)
    read(poster.post("Tres dies"), 403)
    move_clock(poster.url, (start() + timedelta(days=1)).isoformat())
    read(poster.post("Tres dies"), 201)


def test_one_answers_only_oneself(poster: Poster) -> None:
    """As whoever pays by use may; a reply raises the count and belongs to the conversation."""
    first = read(poster.post("1/2"), 201)["data"]["id"]
    second = read(poster.post("2/2", reply={"in_reply_to_tweet_id": first}), 201)["data"]["id"]
    fields = {"tweet.fields": "conversation_id,referenced_tweets,public_metrics"}
    answer, begun = poster.own(**fields)["data"]
    assert answer["referenced_tweets"] == [{"type": "replied_to", "id": first}]
    assert answer["conversation_id"] == begun["conversation_id"] == first
    assert begun["public_metrics"]["reply_count"] == 1
    assert [each["id"] for each in poster.own(exclude="replies")["data"]] == [first]
    stranger = Poster(poster.url, "navarra_es")
    told = read(stranger.post("a", reply={"in_reply_to_tweet_id": second}), 403)
    assert "where you are mentioned or are the author" in told["detail"]
    read(stranger.delete(second), 403)
    read(poster.post("b", reply={"in_reply_to_tweet_id": "1"}), 403)
    read(poster.delete("1"), 404)


def cases(specs: Path) -> list[dict[str, Any]]:
    """The vendor's own cases of the weighted length, for configuration v3."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load((specs / "twitter-text/validate.yml").read_text("utf-8"), loader)["tests"]
    names = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
    return [case for name in names for case in told[name]]


def test_a_post_is_weighed_as_its_vendor_weighs_it(specs: Path) -> None:
    """Every case of twitter-text, by an implementation of the sandbox's own."""
    known = cases(specs)
    assert len(known) == 24
    for case in known:
        assert x_length(case["text"]) == case["expected"]["weightedLength"], case["description"]


def test_what_fits_by_weight_is_accepted(poster: Poster) -> None:
    """280: a link is 23, an emoji 2, a Chinese sign 2."""
    for number, text in enumerate(("x" * 255 + f" {LINK}x", "👩‍👩‍👧‍👦" * 139, "桜" * 139)):
        read(poster.post(f"{number} {text}"[: 280 if number == 0 else None]), 201)
        assert "too long" in read(poster.post(f"{number} {text}!!!"), 400)["detail"]


def test_pictures_have_bounds(poster: Poster) -> None:
    """Kind, size, number, alt text, owner and age."""
    assert "unrecognized" in str(read(poster.send("/media/upload", **upload(b"abc")), 400))
    assert "exceeds" in str(read(poster.send("/media/upload", **upload(bytes(5 * 2**20 + 1))), 400))
    assert "base64" in str(read(poster.send("/media/upload", **upload(b"") | {"media": "é"}), 400))
    wrong = upload(picture(), "tweet_song")
    assert "enumeration" in str(read(poster.send("/media/upload", **wrong), 400))
    number = poster.upload(picture())
    metadata = {"alt_text": {"text": "x" * 1001}}
    read(poster.send("/media/metadata", id=number, metadata=metadata), 400)
    other = Poster(poster.url, "navarra_es")
    read(other.post("a", media={"media_ids": [number]}), 400)
    read(poster.post("b", media={"media_ids": [number] * 5}), 400)
    move_clock(poster.url, (start() + timedelta(days=1)).isoformat())
    read(poster.post("c", media={"media_ids": [number]}), 400)


def test_a_picture_can_be_sent_as_a_file(poster: Poster) -> None:
    """Multipart, as the description allows."""
    answer = requests.post(
        f"{poster.url}/2/media/upload",
        files={"media": ("card.png", picture(), "image/png")},
        data={"media_category": "tweet_image"},
        headers=poster.headers,
        timeout=10,
    )
    assert read(answer)["data"]["image"] == {"image_type": "image/png", "w": 40, "h": 30}


def test_a_film_goes_in_pieces_and_is_worked_on(poster: Poster) -> None:
    """Initialize, append out of order, finalize, ask, post; before it is ready it is none."""
    data = film(more=bytes(3000))
    begin = {"media_type": "video/mp4", "total_bytes": len(data), "media_category": "tweet_video"}
    number = read(poster.send("/media/upload/initialize", **begin))["data"]["id"]
    for index in (1, 0):
        piece = base64.b64encode(data[index * 2000 : (index + 1) * 2000]).decode()
        read(poster.send(f"/media/upload/{number}/append", media=piece, segment_index=index))
    told = read(poster.send(f"/media/upload/{number}/finalize"))["data"]
    assert told["processing_info"] == {"state": "pending", "check_after_secs": 1}
    ask = {"command": "STATUS", "media_id": number}
    states = []
    for seconds in (1, 2, 4):
        move_clock(poster.url, (start() + timedelta(seconds=seconds)).isoformat())
        told = read(poster.get("/media/upload", **ask))["data"]
        states.append(told["processing_info"]["state"])
        answer = poster.post("Un film", media={"media_ids": [number]})
        assert answer.status_code == (201 if states[-1] == "succeeded" else 400)
    assert states == ["in_progress", "in_progress", "succeeded"]
    (post,) = ledger(poster.url)["posts"]
    assert [each["sha256"] for each in post["media"]] == [sha256(data).hexdigest()]
    read(poster.send(f"/media/upload/{number}/finalize"), 400)


def test_a_film_with_a_hole_is_none(poster: Poster) -> None:
    """A piece that is missing, a size that is wrong, bytes that are no film."""
    data = film()
    for total, index, sent in ((len(data), 1, data), (len(data) + 1, 0, data), (3, 0, b"abc")):
        begin = {"media_type": "video/mp4", "total_bytes": total, "media_category": "tweet_video"}
        number = read(poster.send("/media/upload/initialize", **begin))["data"]["id"]
        piece = base64.b64encode(sent).decode()
        read(poster.send(f"/media/upload/{number}/append", media=piece, segment_index=index))
        read(poster.send(f"/media/upload/{number}/finalize"), 400)
    read(poster.send("/media/upload/1/append", media="YQ==", segment_index=0), 400)
    read(poster.send(f"/media/upload/{number}/append", media="YQ==", segment_index=1000), 400)


def test_the_timeline_comes_page_by_page_and_since_an_instant(poster: Poster) -> None:
    """Newest first, none twice, none left out; what is not known is refused."""
    made = [read(poster.post(f"number {n}"), 201)["data"]["id"] for n in range(7)]
    page = poster.own(max_results=5)
    seen = [each["id"] for each in page["data"]]
    assert page["meta"]["result_count"] == 5
    page = poster.own(max_results=5, pagination_token=page["meta"]["next_token"])
    seen += [each["id"] for each in page["data"]]
    assert seen == made[::-1] and "next_token" not in page["meta"]
    move_clock(poster.url, (start() + timedelta(hours=1)).isoformat())
    last = read(poster.post("late"), 201)["data"]["id"]
    since = (start() + timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    assert [each["id"] for each in poster.own(start_time=since)["data"]] == [last]
    assert poster.own(start_time=since, until_id=made[0]) == {"meta": {"result_count": 0}}
    me = read(poster.get("/users/me"))["data"]["id"]
    for query in ({"max_results": 4}, {"start_time": "soon"}, {"foo": "1"}):
        read(poster.get(f"/users/{me}/tweets", **query), 400)
    read(poster.get("/users/1/tweets"), 404)
    read(poster.get("/nothing"), 404)


def test_a_hundred_posts_in_a_quarter_of_an_hour(poster: Poster) -> None:
    """Then 429, with the Unix second at which the window opens again."""
    for number in range(100):
        answer = poster.post(f"number {number}")
    assert answer.headers["x-rate-limit-limit"] == "100"
    assert answer.headers["x-rate-limit-remaining"] == "0"
    refused = poster.post("one more")
    assert read(refused, 429)["title"] == "Too Many Requests"
    assert refused.headers["x-app-limit-24hour-remaining"] == "9899"
    reset = int(refused.headers["x-rate-limit-reset"])
    assert reset == int(start().timestamp()) + 900
    move_clock(poster.url, (start() + timedelta(seconds=900)).isoformat())
    read(poster.post("one more"), 201)


def test_a_post_stands_on_the_wall_at_its_own_address(poster: Poster) -> None:
    """As X's own pages have it."""
    id = read(poster.post(f"Tres dies {LINK} #Taula"), 201)["data"]["id"]
    page = requests.get(f"{poster.url}/catalonia_ca/status/{id}", timeout=10)
    assert page.status_code == 200 and page.text.count("<article") == 1
    assert '<span class="badge x">X</span>' in page.text
    read(poster.delete(id))
    assert requests.get(f"{poster.url}/catalonia_ca/status/{id}", timeout=10).status_code == 404


def described(specs: Path) -> dict[str, Any]:
    """X's own description."""
    told: dict[str, Any] = json.loads((specs / "x/openapi-2.167.json").read_text())
    return told


def check(told: dict[str, Any], name: str, value: Any) -> None:
    """Hold a value against one of X's schemas, whose objects may hold no more than they name."""
    problems = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(
            {**closed(told), "$ref": f"#/components/schemas/{name}"}
        ).iter_errors(value)
    ]
    assert not problems


def test_every_answer_fits_x_s_own_description(poster: Poster, specs: Path) -> None:
    """With the names of its version 2.167, which who asks for `post.fields` gets."""
    told = described(specs)
    number = poster.upload(picture())
    alt = {"alt_text": {"text": "Una taula"}}
    metadata = poster.send("/media/metadata", id=number, metadata=alt)
    status = poster.get("/media/upload", media_id=number)
    first = read(poster.post(f"Hola #EUBelong {LINK}", media={"media_ids": [number]}), 201)
    reply = {"in_reply_to_tweet_id": first["data"]["id"]}
    read(poster.post("Tres dies", reply=reply), 201)
    fields = FIELDS.replace("referenced_tweets", "referenced_posts")
    user = {"user.fields": "created_at,public_metrics", "post.fields": "id"}
    data = film()
    begin = {"media_type": "video/mp4", "total_bytes": len(data), "media_category": "tweet_video"}
    begun = read(poster.send("/media/upload/initialize", **begin))
    path = f"/media/upload/{begun['data']['id']}"
    piece = {"media": base64.b64encode(data).decode(), "segment_index": 0}
    several = poster.get("/tweets", ids=f"{first['data']['id']},1", **{"post.fields": fields})
    created = {"data": {n: v for n, v in first["data"].items() if n in ("id", "text")}}
    for name, answer in [
        ("MediaUploadResponse", read(poster.send("/media/upload", **upload(picture("red"))))),
        ("CreateMediaMetadataResponse", read(metadata)),
        ("GetMediaUploadStatusResponse", read(status)),
        ("InitializeMediaUploadResponse", begun),
        ("AppendMediaUploadResponse", read(poster.send(f"{path}/append", **piece))),
        ("FinalizeMediaUploadResponse", read(poster.send(f"{path}/finalize"))),
        ("CreatePostsResponse", created),
        ("GetUsersMeResponse", read(poster.get("/users/me", **user))),
        ("GetUsersPostsResponse", poster.own(**{"post.fields": fields})),
        ("GetPostsByIdsResponse", read(several)),
        ("DeletePostsResponse", read(poster.delete(first["data"]["id"]))),
    ]:
        check(told, name, answer)
    with pytest.raises(AssertionError, match="language"):
        check(told, "GetUsersPostsResponse", {"data": [{"language": "ca"}]})
