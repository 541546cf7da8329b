"""Clients that nobody here wrote use the sandbox as they use the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from atproto import Client, client_utils, models  # type: ignore[import-untyped]
from atproto_client.exceptions import (  # type: ignore[import-untyped]
    BadRequestError,
    RequestErrorBase,
)
from mastodon import (
    Mastodon,
    MastodonAPIError,
    MastodonNotFoundError,
    MastodonRatelimitError,
    MastodonUnauthorizedError,
)

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import film, ledger, move_clock, picture, start

ALT = "Una taula amb tretze cadires"

# The SDK hands bytes to its HTTP client under the name that client has given up.
uploads = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture
def running() -> Iterator[SandboxServer]:
    """A sandbox whose time runs, as these clients expect of a server."""
    with SandboxServer(seed=7) as server:
        yield server


def tooter(box: SandboxServer, name: str = "catalonia-ca") -> Mastodon:
    """A client that throws when it is told to wait, rather than sleep."""
    return Mastodon(access_token=f"sandbox-{name}", api_base_url=box.url, ratelimit_method="throw")


@pytest.fixture
def toot(box: SandboxServer) -> Iterator[Mastodon]:
    """Somebody on Mastodon with Mastodon.py."""
    client = tooter(box)
    yield client
    client.session.close()


@pytest.fixture
def sky(box: SandboxServer) -> Iterator[Client]:
    """Somebody on Bluesky with the atproto SDK, logged in."""
    client = Client(base_url=box.url)
    client.login("catalonia-ca.sandbox.test", "sandbox-catalonia-ca")
    yield client
    client.request.close()


def test_mastodon_py_posts_a_picture_with_its_description(
    box: SandboxServer, toot: Mastodon
) -> None:
    """The account, the words, the language, the picture's bytes and its description."""
    assert toot.account_verify_credentials().acct == "catalonia-ca"
    media = toot.media_post(picture(), mime_type="image/png", description=ALT)
    status = toot.status_post("Tres dies. Una taula.", media_ids=[media], language="ca")
    assert status.created_at == start()
    assert status.content == "<p>Tres dies. Una taula.</p>"
    assert status.language == "ca"
    (shown,) = status.media_attachments
    assert shown.description == ALT
    assert shown.type == "image"
    assert requests.get(shown.url, timeout=10).content == picture()
    (post,) = ledger(box.url)["posts"]
    assert post["id"] == str(status.id)
    assert post["url"] == status.url


def test_mastodon_py_posts_once_under_one_key(box: SandboxServer, toot: Mastodon) -> None:
    """The same key gives the same status; another key another one."""
    first = toot.status_post("Tres dies", idempotency_key="learning-labs-01")
    again = toot.status_post("Tres dies", idempotency_key="learning-labs-01")
    other = toot.status_post("Una taula", idempotency_key="learning-labs-02")
    assert first.id == again.id != other.id
    assert ledger(box.url)["count"] == 2


def test_mastodon_py_answers_lists_counts_and_deletes(box: SandboxServer, toot: Mastodon) -> None:
    """A thread, the account's own posts, the figures of a day later, and nothing after that."""
    first = toot.status_post("1/2 Tres dies")
    second = toot.status_post("2/2 Una taula", in_reply_to_id=first)
    assert second.in_reply_to_id == first.id
    own = toot.account_statuses(toot.me(), limit=1)
    assert [status.id for status in own] == [second.id]
    assert [status.id for status in toot.fetch_next(own) or ()] == [first.id]
    move_clock(box.url, (start() + timedelta(days=1)).isoformat())
    told = toot.status(first)
    assert told.favourites_count > 0
    assert told.replies_count >= 1
    assert toot.status_source(first).text == "1/2 Tres dies"
    assert toot.status_delete(second).text == "2/2 Una taula"
    with pytest.raises(MastodonNotFoundError):
        toot.status(second)


def test_mastodon_py_understands_the_limits_and_the_refusals(toot: Mastodon) -> None:
    """What the instance tells, what is too long, whose token is none, and when to come again."""
    told = toot.instance()
    assert told.configuration.statuses.max_characters == 500
    assert told.configuration.media_attachments.image_size_limit == 16 * 1024 * 1024
    with pytest.raises(MastodonAPIError, match="character limit of 500 exceeded"):
        toot.status_post("x" * 501)
    assert toot.ratelimit_limit == 300
    assert toot.ratelimit_remaining < 300


def test_mastodon_py_is_told_to_wait_until_a_time_it_can_read(
    box: SandboxServer, toot: Mastodon
) -> None:
    """The reset is an instant of sandbox time; by its `Date` the client reckons it in its own."""
    order = {"faults": ["mastodon:rate-limited=1"]}
    requests.put(f"{box.url}/_sandbox/faults", json=order, timeout=10)
    with pytest.raises(MastodonRatelimitError):
        toot.status_post("Tres dies")
    reset = datetime.fromtimestamp(toot.ratelimit_reset, UTC)
    assert abs(reset - datetime.now(UTC) - timedelta(minutes=15)) < timedelta(seconds=5)


def test_mastodon_py_knows_a_token_that_is_none(box: SandboxServer) -> None:
    """401, in the words it looks for."""
    client = Mastodon(access_token="nobody", api_base_url=box.url)
    with pytest.raises(MastodonUnauthorizedError):
        client.account_verify_credentials()
    client.session.close()


@pytest.mark.slow
def test_mastodon_py_waits_for_a_film(running: SandboxServer) -> None:
    """202, then 206 until the film is ready, then it is posted."""
    client = tooter(running)
    media = client.media_post(film(), mime_type="video/mp4", description=ALT, synchronous=True)
    assert media.type == "video"
    status = client.status_post("Tres dies", media_ids=[media])
    assert status.media_attachments[0].description == ALT
    client.session.close()


@uploads
def test_the_atproto_sdk_posts_a_picture_with_its_description(
    box: SandboxServer, sky: Client
) -> None:
    """Log in, upload, post, read the record and the view; the bytes are those handed in."""
    assert sky.me.handle == "catalonia-ca.sandbox.test"
    assert sky.me.followers_count > 0
    told = sky.send_image("Tres dies. Una taula.", picture(), ALT, langs=["ca"])
    found = sky.get_post(told.uri.rpartition("/")[2])
    assert found.cid == told.cid
    assert found.value.text == "Tres dies. Una taula."
    assert found.value.langs == ["ca"]
    assert found.value.embed.images[0].alt == ALT
    (view,) = sky.get_posts([told.uri]).posts
    assert view.author.did == sky.me.did
    assert requests.get(view.embed.images[0].fullsize, timeout=10).content == picture()
    (post,) = ledger(box.url)["posts"]
    assert (post["id"], post["language"]) == (told.uri, "ca")


@uploads
def test_the_atproto_sdk_uploads_a_blob_under_its_own_hash(sky: Client) -> None:
    """The CID is the one the SDK reckons with; the same bytes give the same blob."""
    first, again = (sky.upload_blob(picture()).blob for _ in range(2))
    assert str(first.cid) == str(again.cid)
    assert (first.mime_type, first.size) == ("image/png", len(picture()))


@uploads
def test_the_atproto_sdk_sends_a_film(sky: Client) -> None:
    """With its description and its shape."""
    ratio = models.AppBskyEmbedDefs.AspectRatio(width=640, height=360)
    told = sky.send_video("Tres dies", film(), ALT, video_aspect_ratio=ratio)
    (view,) = sky.get_posts([told.uri]).posts
    assert view.embed.py_type == "app.bsky.embed.video#view"
    assert view.embed.alt == ALT
    assert requests.get(view.embed.playlist, timeout=10).content == film()


def test_the_atproto_sdk_writes_rich_text_and_a_thread(sky: Client) -> None:
    """Facets by bytes, a reply to root and parent, and figures that grow."""
    text = client_utils.TextBuilder().text("Una taula 🇪🇺 ")
    text = text.link("eu-belong.aer.eu", "https://eu-belong.aer.eu/").text(" ").tag("#EU", "EU")
    root = models.create_strong_ref(sky.send_post(text))
    reply = models.AppBskyFeedPost.ReplyRef(parent=root, root=root)
    under = sky.send_post("Més demà", reply_to=reply)
    (view,) = sky.get_posts([root.uri]).posts
    assert view.reply_count == 1
    assert [facet.features[0].py_type for facet in view.record.facets] == [
        "app.bsky.richtext.facet#link",
        "app.bsky.richtext.facet#tag",
    ]
    assert sky.get_post(under.uri.rpartition("/")[2]).value.reply.parent.uri == root.uri


def test_the_atproto_sdk_deletes_and_finds_nothing_after(box: SandboxServer, sky: Client) -> None:
    """The record is gone, and deleting it again is no mistake."""
    told = sky.send_post("Tres dies")
    assert sky.delete_post(told.uri)
    assert sky.delete_post(told.uri)
    with pytest.raises(BadRequestError, match="RecordNotFound"):
        sky.get_post(told.uri.rpartition("/")[2])
    (post,) = ledger(box.url)["posts"]
    assert post["deleted_at"]


def test_the_atproto_sdk_goes_on_from_a_kept_session(box: SandboxServer, sky: Client) -> None:
    """A session as text opens the account again, without the password."""
    kept = sky.export_session_string()
    other = Client(base_url=box.url)
    other.login(session_string=kept)
    assert other.me.did == sky.me.did
    other.request.close()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (lambda client: client.login("catalonia-ca.sandbox.test", "guessed"), "Authentication"),
        (lambda client: client.send_post("x" * 301), "300 graphemes"),
    ],
)
def test_the_atproto_sdk_understands_the_refusals(
    sky: Client, wrong: Callable[[Client], object], name: str
) -> None:
    """A wrong password and too long a text, in the network's words."""
    with pytest.raises(RequestErrorBase, match=name):
        wrong(sky)
