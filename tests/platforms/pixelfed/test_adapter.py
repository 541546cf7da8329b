"""What is Pixelfed's own beside Mastodon's API: pictures only, keys that refuse, bare refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.compose.length import measure
from campaign.errors import (
    AlreadyThere,
    ConfigError,
    PlatformError,
    RateLimited,
    Rejected,
    UnsupportedFeature,
)
from campaign.model import Absent, Evidence, Receipt, Standing
from campaign.platforms.connect.flow import Application
from campaign.platforms.mastodon import connecting
from campaign.platforms.oauth import Grant, written
from campaign.platforms.pixelfed.adapter import Pixelfed
from campaign.platforms.protocols import Finds, Measures, Tells
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


def found(script: Script, after: timedelta = timedelta(minutes=10)) -> Receipt | Absent | None:
    """What `find` says, so long after the first try."""
    shelf = Shelf()
    with Scripted(script) as there:
        adapter = opened(there.url, shelf, Clock(START + after))
        made = variant("pixelfed", shelf.put(picture()), text=TEXT)
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


def test_pictures_go_up_one_by_one_and_the_key_goes_with_the_post(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Their order and alt texts stay; the sandbox has all of it."""
    first, second = shelf.put(picture(), "Una"), shelf.put(picture("#ffcc00"), "Dues")
    adapter = opened(box.url, shelf, clock)
    receipt = adapter.publish(adapter.payloads(variant("pixelfed", first, second), START)[0], "key")
    (post,) = standing(box.url, "pixelfed")
    assert post["id"] == receipt.remote_id and post["key"] == "key"
    assert [each["alt"] for each in post["media"]] == ["Una", "Dues"]
    assert isinstance(adapter, Measures) and receipt.remote_id in adapter.counts(
        [receipt.remote_id]
    )


def refusing(refusal: Reply) -> Script:
    """A server that takes pictures and refuses posts."""

    def script(seen: Seen) -> Reply:
        if seen.path == "/api/v2/media":
            return Reply(202, {"id": "3"})
        return Reply(data={"id": "3"}) if seen.path == "/api/v1/media/3" else refusal

    return script


@pytest.mark.usefixtures("nothing_strays")
@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Reply(400, {"error": "Duplicate idempotency key."}), AlreadyThere),
        (Reply(400, {"error": "Validation failed"}), Rejected),
        (Reply(422, {"error": "Duplicate idempotency key."}), Rejected),
        (Reply(429), RateLimited),
    ],
)
def test_a_key_that_was_seen_already_is_a_try_that_has_arrived(
    refusal: Reply, kind: type[PlatformError], shelf: Shelf
) -> None:
    """A server keeps each for an hour; whether the post stands there has to be looked for."""
    with Scripted(refusing(refusal)) as there:
        adapter = opened(there.url, shelf)
        payload = adapter.payloads(variant("pixelfed", shelf.put(picture())), START)[0]
        with pytest.raises(PlatformError) as caught:
            adapter.publish(payload, "key")
    assert type(caught.value) is kind and caught.value.status == refusal.status
    assert there.seen[-1].headers["idempotency-key"] == "key"


def test_silence_is_guarded_by_the_key_for_as_long_as_the_server_keeps_it() -> None:
    """Within the hour the server itself would refuse a repeat; later nobody would notice one."""
    for minutes, by in ((1, Evidence.GUARDED), (49, Evidence.GUARDED), (51, Evidence.LISTING)):
        absent = found(server(caption="Altra"), after=timedelta(minutes=minutes))
        assert isinstance(absent, Absent) and absent.by is by


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
        asked = adapter.ask_limits()
    assert asked is not None
    limits = asked.limits
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
    kept = connecting.not_renewed(None, Application("1"), told)  # type: ignore[arg-type]
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
