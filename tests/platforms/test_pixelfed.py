"""What is Pixelfed's own beside Mastodon's API: pictures only, no key, no source, bare refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.compose.length import measure
from campaign.errors import ConfigError, RateLimited, UnsupportedFeature
from campaign.model import Absent, Receipt, Standing
from campaign.platforms.base import Finds, Measures, Tells
from campaign.platforms.connect import steps
from campaign.platforms.connect.flow import Application
from campaign.platforms.oauth import Grant, written
from campaign.platforms.pixelfed import Pixelfed
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    LINK,
    START,
    Clock,
    Shelf,
    connected,
    picture,
    standing,
    threaded,
    variant,
)
from tests.platforms.scripted import Reply, Scripted, Seen

TEXT = f"Tres dies. Una taula.\n\n{LINK} @maria@far.example"
# As Pixelfed's Autolink shows it: a mention loses its host.
HTML = (
    f'Tres dies. Una taula.<br />\n<br />\n<a href="{LINK}">{LINK}</a> '
    '<a class="u-url mention" href="https://far.example/@maria">@maria</a>'
)
STATUS = {
    "id": "5",
    "url": "https://pixelfed.example/p/catalonia/5",
    "created_at": START.isoformat(),
    "content": HTML,
    "media_attachments": [{"id": "1"}],
}
Script = Callable[[Seen], Reply]


def server(**captions: str) -> Script:
    """A server with one post; `caption` is what its own form of that post holds."""

    def script(seen: Seen) -> Reply:
        query = dict(seen.query)
        if seen.path == "/api/v1/accounts/verify_credentials":
            return Reply(data={"id": "7", "acct": "catalonia"})
        if seen.path == "/api/v1/accounts/7/statuses":
            return Reply(data=[] if "max_id" in query else [STATUS])
        if seen.path == "/api/v1/statuses/5" and query.get("_pe") == "1" and captions:
            return Reply(data={**STATUS, "content_text": captions["caption"]})
        return Reply(404)

    return script


def opened(url: str, shelf: Shelf | None = None, clock: Clock | None = None) -> Pixelfed:
    """Our adapter."""
    adapter = connected("pixelfed", url, shelf, clock)
    assert isinstance(adapter, Pixelfed)
    return adapter


def found(script: Script, text: str = TEXT) -> Receipt | Absent | None:
    """What `find` says ten minutes after the first try."""
    shelf = Shelf()
    with Scripted(script) as there:
        adapter = opened(there.url, shelf, Clock(START + timedelta(minutes=10)))
        made = variant("pixelfed", shelf.put(picture()), text=text)
        return adapter.find(adapter.payloads(made, START)[0], "key", START)


def test_a_post_without_a_picture_is_refused_before_any_call(shelf: Shelf) -> None:
    """The server would say 403, "Empty statuses are not allowed"."""
    with Scripted(lambda seen: Reply()) as there:
        adapter = opened(there.url, shelf)
        with pytest.raises(UnsupportedFeature, match=r"^pixelfed: a post needs a picture$"):
            adapter.payloads(variant("pixelfed"), START)
    assert there.seen == []


@pytest.mark.parametrize("text", ["I <3 you", "a<b>c</b>", "ends with <"])
def test_words_that_the_server_would_cut_are_refused(text: str, shelf: Shelf) -> None:
    """It takes what stands behind a < for HTML, unless that is a space."""
    adapter, media = opened("http://127.0.0.1:9", shelf), shelf.put(picture())
    with pytest.raises(UnsupportedFeature, match="text behind a < would be lost"):
        adapter.payloads(variant("pixelfed", media, text=text), START)
    fine = adapter.payloads(variant("pixelfed", media, text="3 < 4 > 2"), START)[0]
    assert fine.body["status"] == "3 < 4 > 2"


def test_there_are_neither_threads_nor_first_comments(shelf: Shelf) -> None:
    """The listing leaves replies out, so that a lost one could not be found."""
    adapter = opened("http://127.0.0.1:9", shelf)
    assert isinstance(adapter, Finds)
    with pytest.raises(UnsupportedFeature, match="no comments"):
        adapter.payloads(threaded(variant("pixelfed", shelf.put(picture()))), START)


def test_pictures_go_up_one_by_one_and_no_key_goes_with_the_post(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Their order and alt texts stay; the sandbox has all of it."""
    first, second = shelf.put(picture(), "Una"), shelf.put(picture("#ffcc00"), "Dues")
    adapter = opened(box.url, shelf, clock)
    receipt = adapter.publish(adapter.payloads(variant("pixelfed", first, second), START)[0], "key")
    (post,) = standing(box.url, "pixelfed")
    assert post["id"] == receipt.remote_id and post["key"] in (None, "")
    assert [each["alt"] for each in post["media"]] == ["Una", "Dues"]
    assert isinstance(adapter, Measures) and receipt.remote_id in adapter.counts(
        [receipt.remote_id]
    )


def test_a_refused_post_may_be_tried_again(shelf: Shelf) -> None:
    """With a key, the next try after a 429 would be refused as its duplicate."""
    asked: list[Seen] = []

    def script(seen: Seen) -> Reply:
        if seen.path == "/api/v2/media":
            return Reply(202, {"id": "3"})
        if seen.path == "/api/v1/media/3":
            return Reply(data={"id": "3"})
        asked.append(seen)
        if "idempotency-key" in seen.headers and len(asked) > 1:
            return Reply(400, {"error": "Duplicate idempotency key."})
        return Reply(429) if len(asked) == 1 else Reply(data=STATUS)

    with Scripted(script) as there:
        adapter = opened(there.url, shelf)
        payload = adapter.payloads(variant("pixelfed", shelf.put(picture())), START)[0]
        with pytest.raises(RateLimited):
            adapter.publish(payload, "key")
        assert adapter.publish(payload, "key").remote_id == "5"


def test_a_lost_post_is_found_by_the_caption_the_server_keeps() -> None:
    """The HTML has lost a host; the caption has not."""
    answer = found(server(caption=TEXT))
    assert isinstance(answer, Receipt) and answer.remote_id == "5"


def test_another_caption_is_another_post_and_an_unknown_one_is_no_proof() -> None:
    """Absent only where every post could be compared."""
    assert isinstance(found(server(caption=f"{TEXT}!")), Absent)
    assert found(server()) is None


def test_the_servers_limits_are_taken_but_a_link_counts_its_length(shelf: Shelf) -> None:
    """`characters_reserved_per_url` is told for Mastodon's sake; captions are cut by letters."""
    told: dict[str, Any] = {
        "statuses": {
            "max_characters": 2200,
            "max_media_attachments": 20,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {"image_size_limit": 30_720_000},
    }
    with Scripted(lambda seen: Reply(data={"configuration": told})) as there:
        adapter = opened(there.url, shelf)
        assert isinstance(adapter, Tells)
        limits = adapter.ask_limits()
    wanted = replace(Pixelfed.static, text=2200, images=20, image_bytes=30_720_000)
    assert limits == wanted
    assert measure(LINK, limits) == len(LINK)


@pytest.mark.parametrize(
    ("status", "standing"), [(404, Standing.WORKS), (403, Standing.MISSING_RIGHT)]
)
def test_a_missing_right_is_known_by_a_bare_403(status: int, standing: Standing) -> None:
    """Reading is allowed, writing is not, and the server does not say why."""

    def script(seen: Seen) -> Reply:
        if seen.path.endswith("verify_credentials"):
            return Reply(data={"id": "7", "acct": "catalonia"})
        return Reply(status if seen.method == "PUT" else 404, {"error": ""})

    with Scripted(script) as there:
        access = opened(there.url).examine()
    assert access.standing is standing
    assert ("lacks write" in access.says) == (status == 403)


def test_a_token_that_ends_is_kept_with_its_end_and_sent_alone() -> None:
    """What `campaign channels connect` keeps is JSON; nobody can renew it."""
    told = {"access_token": "abc", "refresh_token": "def", "expires_in": 1_296_000}
    kept = steps.not_renewed(None, Application("1"), told)  # type: ignore[arg-type]
    assert kept == {"access_token": "abc", "expires_in": 1_296_000}
    secret = written(Grant("abc", expires=START, ends=START))
    with Scripted(lambda seen: Reply(data={"id": "7", "acct": "catalonia"})) as there:
        adapter = connected("pixelfed", there.url, secret=secret)
        assert isinstance(adapter, Pixelfed) and "@catalonia" in adapter.identify()
    assert [seen.headers["authorization"] for seen in there.seen] == ["Bearer abc"]


def test_a_content_warning_has_140_characters() -> None:
    """Said when the configuration is read, not when the post is due."""
    with pytest.raises(ConfigError, match="spoiler has 141 characters, 140 are allowed"):
        connected("pixelfed", "https://pixelfed.example", options={"spoiler": "a" * 141})
