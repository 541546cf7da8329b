"""What is Instagram's own: pictures it fetches, containers published once, tokens that end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.metrics import Counts
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Absent, Delivery, Kept, Pending, Receipt, Renewed, Standing
from campaign.platforms.base import Connection
from campaign.platforms.graph_containers import UNDER_WAY, Ticket
from campaign.platforms.instagram import Instagram
from campaign.platforms.instagram_container import digest
from campaign.sandbox import SandboxServer
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from tests.platforms.graphing import (
    NOWHERE,
    PUBLIC,
    TOKEN,
    begun,
    film_of,
    instagram,
    laid,
    said,
    through,
)
from tests.platforms.metaspecs import judged
from tests.platforms.samples import ALT, LINK, START, Clock, Shelf, channel, standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on
from tests.sandbox.grapher import jpeg, sandbox, shelved
from tests.sandbox.visitors import film

DAY = 86_400
PUBLISH = "/media_publish"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(clock: Clock, media: Path) -> Iterator[SandboxServer]:
    """A sandbox that runs by the same clock and has Instagram on it."""
    with sandbox(clock, media) as server:
        yield server


def opened(box: SandboxServer, clock: Clock, server: str = "", **more: Any) -> Instagram:
    """An adapter whose pictures lie where the sandbox finds them."""
    public = f"{box.url}/_sandbox/public-media"
    return instagram(server or box.url, clock, public=public, **more)


def texts(box: SandboxServer) -> list[str]:
    return [each["text"] for each in standing(box.url, "instagram")]


def publishes(seen: Seen) -> bool:
    """The one request that makes a post public."""
    return seen.method == "POST" and seen.path.endswith(PUBLISH)


def scripted(*steps: tuple[str, Reply | Mishap], quota: int = 0) -> Callable[[Seen], Any]:
    """A script by the end of the path; the account is 17, and its quota hardly used."""
    limit = {"data": [{"quota_usage": quota, "config": {"quota_total": 50}}]}
    usual = (
        ("/me", Reply(data={"user_id": "17"})),
        ("/refresh_access_token", Reply(400, {"error": {"message": "too young", "code": 100}})),
        ("/content_publishing_limit", Reply(data=limit)),
    )

    def answer(seen: Seen) -> Reply | Mishap:
        for end, reply in (*steps, *usual):
            if seen.path.endswith(end):
                return reply
        raise AssertionError(seen.path)

    return answer


def refused(code: int, sub: int, status: int = 400) -> Reply:
    error = {"message": "words", "code": code, "error_subcode": sub}
    return Reply(status, {"error": error})


def test_a_post_is_seen_when_it_is_finished_and_not_before(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """A container first; it is asked, published, and asked once more by another process."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    pending = begun(adapter, payload)
    assert adapter.finish(Pending(pending.token)) == Pending(pending.token), "still worked on"
    assert texts(box) == []
    first = adapter.finish(Pending(pending.token))
    again = opened(box, clock).finish(Pending(pending.token))
    assert isinstance(first, Receipt) and isinstance(again, Receipt)
    assert (first.remote_id, first.url) == (again.remote_id, again.url)
    [entry] = standing(box.url, "instagram")
    assert (entry["id"], entry["text"], entry["url"]) == (first.remote_id, "Tres dies.", first.url)


def test_a_carousel_keeps_the_order_and_the_descriptions(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Each picture is an item first, which has to be ready."""
    adapter = opened(box, clock)
    pictures = laid(media, *(jpeg(colour=each) for each in ("#003399", "#ffcc00", "#ffffff")))
    pictures = (pictures[0], replace(pictures[1], alt="Groc"), replace(pictures[2], alt=""))
    through(adapter, adapter.payloads(said("instagram", *pictures), START)[0])
    [entry] = standing(box.url, "instagram")
    assert [each["alt"] for each in entry["media"]] == [ALT, "Groc", ""]
    assert [each["sha256"] for each in entry["media"]] == [each.sha256 for each in pictures]


def test_a_film_goes_out_as_a_reel(box: SandboxServer, clock: Clock, media: Path) -> None:
    """By its address, like a picture."""
    data = film((1080, 1920))
    path = shelved(media, data, ".mp4")
    adapter = opened(box, clock)
    one = replace(film_of(len(data)), sha256=path.partition("/")[2].removesuffix(".mp4"))
    payload = adapter.payloads(said("instagram", one), START)[0]
    assert payload.body["media_type"] == "REELS" and "image_url" not in payload.body
    through(adapter, payload)
    assert texts(box) == ["Tres dies."]


def test_pictures_are_named_by_their_hash_under_the_public_address() -> None:
    """As the folder of pictures lies on disk, so that any web server can show it."""
    one = laid_nowhere()
    body = instagram().payloads(said("instagram", one), START)[0].body
    assert body == {
        "image_url": f"{PUBLIC}/{one.sha256[:2]}/{one.sha256}.jpg",
        "alt_text": ALT,
        "caption": "Tres dies.",
    }


def laid_nowhere(**other: Any) -> Any:
    return replace(Shelf().put(jpeg(), mime="image/jpeg"), **other)


@pytest.mark.parametrize(
    ("variant", "says"),
    [
        (said("instagram"), "takes no text alone"),
        (said("instagram", laid_nowhere(mime="image/png")), "it takes image/jpeg"),
        (said("instagram", laid_nowhere(width=1000, height=400)), "from 4:5 to 1.91:1"),
        (said("instagram", laid_nowhere(width=400, height=1000)), "from 4:5 to 1.91:1"),
        (said("instagram", laid_nowhere(height=0)), "from 4:5 to 1.91:1"),
        (said("instagram", laid_nowhere(), film_of()), "a film stands alone"),
        (said("instagram", laid_nowhere(), text="#a " * 31), "31 hashtags, 1 more than the 30"),
        (said("instagram", laid_nowhere(), text="@a " * 21), "21 mentions, 1 more than the 20"),
        (replace(said("instagram", laid_nowhere()), texts=("1/2", "2/2")), "no threads"),
        (
            replace(said("instagram", laid_nowhere()), texts=("a", "b" * 301), commented=True),
            "a comment of 301 characters",
        ),
    ],
)
def test_what_instagram_does_not_take_is_refused_before_any_call(variant: Any, says: str) -> None:
    """In words that say what to do."""
    with pytest.raises(UnsupportedFeature, match=says):
        instagram().payloads(variant, START)


def test_landscape_cards_and_portraits_fit() -> None:
    """From 4:5 to 1.91:1, as Instagram has it."""
    for width, height in ((1200, 675), (1080, 1350), (1080, 566), (1080, 1080)):
        one = laid_nowhere(width=width, height=height)
        instagram().payloads(said("instagram", one), START)[0]


def test_without_a_public_address_it_says_what_to_set() -> None:
    """Instagram fetches pictures itself."""
    bare = replace(channel("instagram", NOWHERE), options={})
    adapter = Instagram(Connection(bare, TOKEN, Shelf(), Clock(), lambda _: None))
    with pytest.raises(UnsupportedFeature, match=r"^instagram: .* set public_media_url"):
        adapter.payloads(said("instagram", laid_nowhere()), START)
    with pytest.raises(ValueError, match="public_media_url must begin with https"):
        instagram(public="http://media.example.org")


def test_a_first_comment_stands_under_the_post(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """As a part of its own."""
    adapter = opened(box, clock)
    commented = replace(
        said("instagram", *laid(media, jpeg())),
        texts=("Tres dies.", f"Més: {LINK}"),
        commented=True,
    )
    post, comment = adapter.payloads(commented, START)
    out = through(adapter, post)
    below = through(adapter, comment, [out])
    assert [each["reply_to"] for each in standing(box.url, "instagram")] == [None, out.remote_id]
    assert below.url == out.url


def test_a_lost_answer_to_publishing_is_asked_for_and_never_sent_again(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """The container says that it is published; the post is found by its words and its time."""
    with Scripted(passing_on(box.url, publishes)) as lossy:
        adapter = opened(box, clock, lossy.url)
        payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
        pending = begun(adapter, payload)
        adapter.finish(Pending(pending.token))
        with pytest.raises(OutcomeUnknown):
            adapter.finish(Pending(pending.token))
        finishers = (adapter, opened(box, clock, lossy.url))
        found = [each.finish(Pending(pending.token)) for each in finishers]
        assert sum(publishes(seen) for seen in lossy.seen) == 1
    [entry] = standing(box.url, "instagram")
    for each in found:
        assert isinstance(each, Receipt)
        assert (each.remote_id, each.url) == (entry["id"], entry["url"])


def test_a_published_post_is_not_taken_for_the_newest_one(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Another one went out since: it has other words."""
    with Scripted(passing_on(box.url, publishes)) as lossy:
        adapter = opened(box, clock, lossy.url)
        pictures = laid(media, jpeg())
        pending = begun(adapter, adapter.payloads(said("instagram", *pictures), START)[0])
        adapter.finish(Pending(pending.token))
        with pytest.raises(OutcomeUnknown):
            adapter.finish(Pending(pending.token))
    direct = opened(box, clock)
    through(direct, direct.payloads(said("instagram", *pictures, text="Un altre."), START)[0])
    found = direct.finish(Pending(pending.token))
    assert isinstance(found, Receipt)
    assert {each["id"]: each["text"] for each in standing(box.url, "instagram")}[
        found.remote_id
    ] == "Tres dies."


def token(container: str = "5", made: datetime = START) -> Pending:
    return Pending(Ticket(container, made, digest("Tres dies.")).written())


def listed(*posts: dict[str, Any]) -> Reply:
    return Reply(data={"data": list(posts)})


POST = {
    "id": "9",
    "caption": "Tres  dies.",
    "timestamp": "2026-12-01T09:00:05+0000",
    "permalink": "https://www.instagram.com/p/A/",
}


def test_while_a_publishing_may_be_under_way_nothing_is_sent_again(clock: Clock) -> None:
    """The container still says that it is ready; after four minutes that is believed."""
    script = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Mishap.RESET),
        ("/17/media", listed()),
    )
    with Scripted(script) as server:
        began = clock()
        with pytest.raises(OutcomeUnknown):
            instagram(server.url, clock).finish(token())
        clock.pass_by(UNDER_WAY.total_seconds() - 1)
        assert instagram(server.url, clock).finish(token(), began) == token()
        assert sum(publishes(seen) for seen in server.seen) == 1
        clock.pass_by(1)
        with pytest.raises(OutcomeUnknown):
            instagram(server.url, clock).finish(token(), began)
        assert sum(publishes(seen) for seen in server.seen) == 2


def test_a_post_that_has_come_into_the_list_is_found_though_its_container_lags(
    clock: Clock,
) -> None:
    """It is looked for before anything is sent again."""
    lost = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Mishap.RESET),
        ("/17/media", listed(POST)),
    )
    with Scripted(lost) as server:
        adapter = instagram(server.url, clock)
        with pytest.raises(OutcomeUnknown):
            adapter.finish(token())
        found = adapter.finish(token(), clock())
    assert isinstance(found, Receipt) and found.remote_id == "9"
    assert found.url == "https://www.instagram.com/p/A/"


def test_a_published_post_that_is_not_listed_yet_is_waited_for(clock: Clock) -> None:
    """It is out, that is sure; where, the list or a person will tell."""
    script = scripted(("/5", Reply(data={"status_code": "PUBLISHED"})), ("/17/media", listed()))
    with Scripted(script) as server:
        adapter = instagram(server.url, clock)
        assert adapter.finish(token()) == token()
        clock.pass_by(3600)
        assert adapter.finish(token()) == token()


@pytest.mark.parametrize("status", ["ERROR", "EXPIRED"])
def test_a_container_that_came_to_nothing_is_refused_in_its_own_words(
    clock: Clock, status: str
) -> None:
    """Nothing was published, and nothing will be."""
    told = {"status_code": status, "status": f"{status}: 2207026 the video format"}
    with (
        Scripted(scripted(("/5", Reply(data=told)))) as server,
        pytest.raises(Rejected, match=r"nothing was published, .*2207026") as caught,
    ):
        instagram(server.url, clock).finish(token())
    assert caught.value.code == status


@pytest.mark.parametrize("status", [None, "DREAMING"])
def test_a_status_nobody_knows_leaves_the_container_as_it_is(
    clock: Clock, status: str | None
) -> None:
    """Asked again later."""
    script = scripted(("/5", Reply(data={"status_code": status})))
    with Scripted(script) as server, pytest.raises(Unavailable):
        instagram(server.url, clock).finish(token())


@pytest.mark.parametrize("error", [refused(9007, 2207027), refused(24, 2207008)])
def test_a_container_that_is_not_ready_after_all_stays_pending(clock: Clock, error: Reply) -> None:
    """Nothing was published: the next look asks again."""
    script = scripted(("/5", Reply(data={"status_code": "FINISHED"})), (PUBLISH, error))
    with Scripted(script) as server:
        assert instagram(server.url, clock).finish(token()) == token()


def test_a_post_whose_address_cannot_be_read_is_still_out(clock: Clock) -> None:
    """That it is out is what counts."""
    script = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Reply(data={"id": "9"})),
        ("/9", Reply(500, {"error": {"message": "words", "code": 2}})),
    )
    with Scripted(script) as server:
        found = instagram(server.url, clock).finish(token())
    assert isinstance(found, Receipt) and (found.remote_id, found.url) == ("9", "")


@pytest.mark.parametrize("kept", ["", "5", "{}", '{"id": "../5", "made": "x", "words": ""}'])
def test_a_token_that_cannot_be_read_is_refused(kept: str) -> None:
    """It is no container of ours."""
    with pytest.raises(Rejected):
        instagram().finish(Pending(kept))


@pytest.mark.parametrize(
    "trouble", [Mishap.RESET, Mishap.TORN, refused(-1, 2207001), refused(1, 0)]
)
def test_trouble_with_a_container_is_simply_tried_again(
    clock: Clock, trouble: Reply | Mishap
) -> None:
    """Nobody can see what it may have left behind."""
    with Scripted(scripted(("/17/media", trouble))) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key")


@pytest.mark.parametrize("sub", [2207003, 2207052])
def test_a_picture_that_cannot_be_fetched_is_tried_again_and_told(clock: Clock, sub: int) -> None:
    """With the address, which a person can try."""
    code = -2 if sub == 2207003 else 9004
    with Scripted(scripted(("/17/media", refused(code, sub)))) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(Unavailable, match=rf"can {PUBLIC}/.*\.jpg be read from outside\?"):
            adapter.publish(payload, "key")


def test_an_item_that_is_refused_or_never_ready_stops_the_carousel(clock: Clock) -> None:
    """Before the container that holds them all."""
    pictures = (laid_nowhere(), replace(laid_nowhere(), sha256="e" * 64))
    for told, kind in (
        ({"status_code": "ERROR", "status": "Error: 2207005"}, Rejected),
        ({"status_code": "IN_PROGRESS"}, Unavailable),
    ):
        script = scripted(("/17/media", Reply(data={"id": "6"})), ("/6", Reply(data=told)))
        with Scripted(script) as server:
            adapter = instagram(server.url, clock)
            payload = adapter.payloads(said("instagram", *pictures), START)[0]
            with pytest.raises(kind):
                adapter.publish(payload, "key")
        assert sum(seen.path.endswith("/17/media") for seen in server.seen) == 1


def test_a_quota_that_is_used_up_waits_for_the_oldest_post_to_leave_the_day(clock: Clock) -> None:
    """Nothing is made meanwhile."""
    posts = [{**POST, "timestamp": f"2026-12-01T0{hour}:30:00+0000"} for hour in (8, 7, 3)]
    posts.append({**POST, "timestamp": "2026-11-29T03:00:00+0000"})
    with Scripted(scripted(("/17/media", listed(*posts)), quota=50)) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(RateLimited, match="50 of 50 posts a day") as caught:
            adapter.publish(payload, "key")
    assert caught.value.until == datetime.fromisoformat("2026-12-02T03:30:00+00:00")
    assert all(seen.method == "GET" for seen in server.seen)


def test_a_quota_that_is_not_told_stops_nobody(clock: Clock) -> None:
    """The refusal of the post itself tells then."""
    script = scripted(
        ("/content_publishing_limit", Reply(data={"data": []})),
        ("/17/media", Reply(data={"id": "5"})),
    )
    with Scripted(script) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        assert Ticket.read(begun(adapter, payload).token).container == "5"


def test_the_sandboxes_quota_is_kept(box: SandboxServer, clock: Clock, media: Path) -> None:
    """A hundred posts a day, then told until when."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    through(adapter, payload)
    world = box._app.state.world
    [entry] = world.ledger.standing("instagram")
    for number in range(99):
        world.ledger.add(replace(entry, remote_id=str(number), text=str(number)))
    with pytest.raises(RateLimited) as caught:
        adapter.publish(payload, "key")
    assert caught.value.until == START + timedelta(days=1)


def test_what_is_out_is_found_and_what_is_not_is_absent(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """A container alone is not out."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    adapter.publish(payload, "key")
    assert adapter.find(payload, "key", START) is None, "too early to say"
    clock.pass_by(180)
    assert isinstance(adapter.find(payload, "key", START), Absent)
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
    adapter.withdraw(ids[0])
    adapter.withdraw(ids[0])
    assert list(adapter.counts(ids[:2])) == ids[1:2]


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
    with pytest.raises(UnsupportedFeature, match="only in its own application"):
        instagram("https://graph.instagram.com").withdraw("9")


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
