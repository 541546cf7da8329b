"""What an Instagram account tells: its posts, its figures, and its token, which ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from analytics.metrics import Counts
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    Rejected,
    Unauthorized,
    UnsupportedFeature,
)
from campaign.model import Absent, Delivery, Evidence, Kept, Reading, Receipt, Renewed, Standing
from campaign.platforms.instagram.adapter import Instagram
from campaign.sandbox import SandboxServer
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from tests.platforms.instagram.instagramming import (
    box,
    laid_nowhere,
    media,
    opened,
    refused,
    scripted,
)
from tests.platforms.meta.graphing import TOKEN, film_of, instagram, laid, said, through
from tests.platforms.meta.metaspecs import judged
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Reply, Scripted, Seen, always, passing_on
from tests.sandbox.grapher import jpeg, shelved
from tests.sandbox.visitors import film

__all__ = ["box", "media"]


DAY = 86_400


def test_what_is_out_is_found_and_what_is_not_is_absent(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """A container alone is not out."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    adapter.publish(payload, "key")
    absent = adapter.find(payload, "key", START)
    assert isinstance(absent, Absent) and absent.by is Evidence.LISTING
    out = through(adapter, payload)
    found = adapter.find(payload, "key", START)
    assert isinstance(found, Receipt) and found.remote_id == out.remote_id


def test_a_comment_whose_answer_was_lost_is_found(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Under its own post alone."""

    def lose(seen: Seen) -> bool:
        return seen.method == "POST" and seen.path.endswith("/comments")

    adapter = opened(box, clock)
    commented = replace(
        said("instagram", *laid(media, jpeg())), texts=("Tres dies.", "Més"), commented=True
    )
    post, comment = adapter.payloads(commented, START)
    out, other = through(adapter, post), through(adapter, post)
    with Scripted(passing_on(box.url, lose)) as lossy, pytest.raises(OutcomeUnknown):
        opened(box, clock, lossy.url).publish(comment, "key", [out])
    clock.pass_by(180)
    assert isinstance(adapter.find(comment, "key", START, [out]), Receipt)
    assert isinstance(adapter.find(comment, "key", START, [other]), Absent)


def test_counts_audience_and_recent_posts(box: SandboxServer, clock: Clock, media: Path) -> None:
    """What is gone is left out; clicks and quotes nobody tells."""
    adapter = opened(box, clock)
    pictures = laid(media, jpeg())
    ids = [
        through(
            adapter, adapter.payloads(said("instagram", *pictures, text=str(n)), START)[0]
        ).remote_id
        for n in range(20)
    ]
    gone = through(adapter, adapter.payloads(said("instagram", *pictures), START)[0]).remote_id
    adapter.withdraw(gone)
    adapter.withdraw(gone)
    clock.pass_by(7 * DAY)
    found = adapter.counts(ids)
    assert list(found) == ids
    assert sum(each.engagement or 0 for each in found.values()) > 0
    assert sum(each.views or 0 for each in found.values()) > 0
    assert all(each.clicks is None and each.quotes is None for each in found.values())
    assert all(each.saves is not None for each in found.values())
    assert (adapter.audience().followers or 0) > 0
    assert adapter.identify() == "@catalonia on Instagram"
    assert [each.text for each in adapter.recent(START)][:2] == ["19", "18"]
    assert list(adapter.counts([gone, ids[1]])) == ids[1:2]


def test_a_post_without_insights_is_counted_by_what_it_shows(clock: Clock) -> None:
    """A small account has none, or the right to read them was not given."""
    for error in (refused(10, 0), refused(100, 2108006), refused(10, 0, 403)):
        script = scripted(
            ("/insights", error), ("/9", Reply(data={"like_count": 3, "comments_count": 1}))
        )
        with Scripted(script) as server:
            found = instagram(server.url, clock).counts(["9"])
        assert found == {"9": Counts(reactions=3, replies=1)}
    dead = Reply(400, {"error": {"message": "expired", "code": 190}})
    with Scripted(always(dead)) as server, pytest.raises(Unauthorized):
        instagram(server.url, clock).counts(["9"])


def test_posts_are_deleted_only_with_a_pages_token() -> None:
    """On Instagram's own server nothing can delete them."""
    with pytest.raises(UnsupportedFeature, match="a program cannot delete a post"):
        instagram("https://graph.instagram.com").withdraw("9")


def test_a_token_that_may_read_and_not_delete_is_not_told_that_the_post_is_gone(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Meta words both alike; after a day the token is one of Instagram's own login."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    out = through(adapter, payload)
    clock.pass_by(2 * DAY)
    adapter.counts([out.remote_id])
    with pytest.raises(Rejected, match="the post still stands: this token may read it"):
        adapter.withdraw(out.remote_id)
    assert isinstance(adapter.read(out.remote_id), Reading)


class Cupboard:
    """A vault that one test looks into."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.renewals = 0

    def get(self) -> Kept:
        """What is kept."""
        return self.kept

    def renew(self, version: int, renewal: Callable[[Kept], Renewed]) -> Kept:
        """Keep what the renewal gives."""
        renewed = renewal(self.kept)
        self.renewals += 1
        self.kept = Kept(self.kept.version + 1, renewed.text, renewed.expires)
        return self.kept


def test_a_bare_token_is_renewed_when_it_is_old_enough_and_its_end_is_foretold(
    box: SandboxServer, clock: Clock
) -> None:
    """Too young, it serves as it is and is tried again a day later."""
    vault = Cupboard()
    adapter = opened(box, clock)
    adapter.remember_in(vault)
    adapter.identify()
    assert vault.renewals == 1 and vault.kept.expires is None
    clock.pass_by(DAY + 1)
    adapter.identify()
    assert vault.kept.expires == clock() + timedelta(days=60)
    assert TOKEN not in vault.kept.text
    adapter.identify()
    clock.pass_by(29 * DAY)
    adapter.identify()
    assert vault.renewals == 2, "half of its life is left"
    clock.pass_by(DAY)
    later = opened(box, clock)
    later.remember_in(vault)
    assert later.identify() == "@catalonia on Instagram"
    assert vault.renewals == 3
    assert vault.kept.expires == clock() + timedelta(days=60)


def test_a_renewal_that_fails_does_not_stop_a_token_that_lives(clock: Clock) -> None:
    """And one that has ended is told as such."""
    secret = json.dumps(
        {
            "access_token": "IGQ",
            "expires_at": (START - timedelta(days=1)).timestamp(),
            "ends_at": (START + timedelta(days=29)).timestamp(),
        }
    )
    busy = ("/refresh_access_token", Reply(503, {"error": {"message": "busy", "code": 2}}))
    with Scripted(scripted(busy, ("/17", Reply(data={"username": "c"})))) as server:
        assert instagram(server.url, clock, secret=secret).identify() == "@c on Instagram"
    ended = Reply(400, {"error": {"message": "Session has expired", "code": 190}})
    with Scripted(always(ended)) as server, pytest.raises(Unauthorized):
        instagram(server.url, clock, secret=secret).identify()


def test_a_pages_token_is_not_renewed_and_finds_the_pages_account() -> None:
    """With Facebook's server the account belongs to a page."""
    adapter = instagram("https://graph.facebook.com")
    assert adapter._tokens.grant().access == TOKEN
    assert adapter._by_page


def test_examining_tells_what_a_token_may(box: SandboxServer, clock: Clock) -> None:
    """A good one, another network's, one that ended, and none."""
    access = opened(box, clock).examine()
    assert access.standing is Standing.WORKS and "catalonia" in access.names
    world = box._app.state.world
    person = tokens.Opened("p", "facebook", True, rights=PAGE_RIGHTS, long=True)
    page = tokens.of_page(world, "catalonia", person)
    assert opened(box, clock, secret=page).examine().standing is Standing.WRONG_KIND
    own = tokens.of_instagram(world, "catalonia")
    soon = opened(box, clock, secret=own, version="v21.0").examine()
    assert "version v21.0 of instagram's API ends on 21 Jan 2027" in soon.says
    clock.pass_by(61 * DAY)
    assert opened(box, clock, secret=own).examine().standing is Standing.EXPIRED
    assert opened(box, clock, secret="IGQ").examine().standing is Standing.WRONG_KIND


def test_a_token_without_the_right_to_publish_is_told(clock: Clock) -> None:
    """By asking for the quota, which posts nothing."""
    script = scripted(
        ("/content_publishing_limit", refused(10, 0)),
        ("/17", Reply(data={"username": "c", "id": "17"})),
    )
    with Scripted(script) as server:
        access = instagram(server.url, clock).examine()
    assert access.standing is Standing.MISSING_RIGHT
    assert "lacks instagram_business_content_publish" in access.says


def test_no_message_holds_the_token(clock: Clock) -> None:
    """Nor an address, nor the adapter's own name."""
    echo = Reply(400, {"error": {"message": f"Malformed access token {TOKEN}", "code": 190}})
    with Scripted(always(echo)) as server:
        adapter = instagram(server.url, clock)
        with pytest.raises(PlatformError) as caught:
            adapter.identify()
    assert TOKEN not in f"{caught.value} {adapter!r}"
    assert all(TOKEN not in seen.target for seen in server.seen)


def test_every_request_holds_only_what_metas_description_knows(
    specs: Path, box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Names of parameters and their types, edge by edge, of all that is sent in a post's life."""
    path = shelved(media, film(), ".mp4")
    with Scripted(passing_on(box.url, lambda seen: False)) as between:
        adapter = opened(box, clock, between.url)
        pictures = laid(media, jpeg(), jpeg(colour="#ffcc00"))
        commented = replace(
            said("instagram", *pictures), texts=("Tres dies.", "Més"), commented=True
        )
        post, comment = adapter.payloads(commented, START)
        out = through(adapter, post)
        through(adapter, comment, [out])
        one = replace(film_of(), sha256=path.partition("/")[2].removesuffix(".mp4"))
        through(adapter, adapter.payloads(said("instagram", one), START)[0])
        adapter.find(comment, "key", START, [out])
        adapter.counts([out.remote_id])
        adapter.recent(START)
        adapter.audience()
        adapter.identify()
    edges = {
        judged(specs, seen, "instagram")
        for seen in between.seen
        if not seen.path.endswith("_token")
    }
    assert {"POST IGUser/media", "POST IGUser/media_publish", "POST IGMedia/comments"} <= edges
    assert {"GET ShadowIGMediaBuilder", "GET IGMedia", "GET IGMedia/insights"} <= edges


def test_it_says_what_kind_of_network_it_is() -> None:
    """Two steps, JPEG alone, a first comment."""
    assert Instagram.delivery is Delivery.TWO_PHASE
    assert Instagram.static.image_types == ("image/jpeg",)
    assert Instagram.static.card_type == "image/jpeg"
    assert Instagram.static.comments and not Instagram.static.threads
    with pytest.raises(ValueError, match="no time zone"):
        instagram().payloads(said("instagram", laid_nowhere()), datetime(2026, 12, 1, 9))
    with pytest.raises(UnsupportedFeature):
        instagram().payloads(said("instagram", *[laid_nowhere()] * 11), START)[0]
