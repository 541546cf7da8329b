"""What is Facebook's own: drafts that nobody sees, published by id, and found when in doubt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from analytics.metrics import Counts
from campaign.errors import (
    AlreadyThere,
    OutcomeUnknown,
    RateLimited,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Absent, Delivery, Evidence, Pending, Receipt, Standing
from campaign.platforms.facebook.adapter import Facebook
from campaign.sandbox import SandboxServer
from campaign.sandbox.graph import tokens
from campaign.sandbox.graph.rules import PAGE_RIGHTS
from campaign.sandbox.meta.tokens import LONG
from tests.platforms.facebook.facebooking import answering, box, texts
from tests.platforms.meta.graphing import TOKEN, begun, card, facebook, film_of, said, through
from tests.platforms.meta.metaspecs import check, judged
from tests.platforms.samples import ALT, LINK, START, TEXT, Clock, Shelf, standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on
from tests.sandbox.grapher import Grapher
from tests.sandbox.visitors import film

__all__ = ["box"]

DAY = 86_400


def test_a_post_is_seen_when_it_is_finished_and_not_before(
    box: SandboxServer, clock: Clock
) -> None:
    """The first step leaves a draft; the second publishes it, once, however often it is done."""
    adapter = facebook(box.url, clock)
    pending = begun(adapter, adapter.payloads(said("facebook", text=TEXT, link=LINK), START)[0])
    assert texts(box) == []
    first = adapter.finish(Pending(pending.token))
    again = facebook(box.url, clock).finish(Pending(pending.token))
    assert texts(box) == [TEXT]
    assert isinstance(first, Receipt) and isinstance(again, Receipt)
    assert (first.remote_id, first.url) == (again.remote_id, again.url)
    assert first.url.startswith(f"{box.url}/catalonia/posts/")


def test_pictures_go_with_their_descriptions_in_order(
    box: SandboxServer, clock: Clock, shelf: Shelf
) -> None:
    """Byte for byte what was drawn."""
    adapter = facebook(box.url, clock, shelf)
    media = [card(shelf), replace(card(shelf, "#ffcc00"), alt="")]
    through(adapter, adapter.payloads(said("facebook", *media), START)[0])
    [entry] = standing(box.url, "facebook")
    assert entry["media"] == [
        {"sha256": media[0].sha256, "alt": ALT},
        {"sha256": media[1].sha256, "alt": ""},
    ]


def test_only_a_post_without_pictures_brings_a_link_for_its_card(shelf: Shelf) -> None:
    """And only when readers see the link in it."""
    adapter = facebook()
    plain = said("facebook", text=TEXT, link=LINK)
    assert adapter.payloads(plain, START)[0].body == {"message": TEXT, "link": LINK}
    pictured = said("facebook", card(shelf), text=TEXT, link=LINK)
    assert adapter.payloads(pictured, START)[0].body == {"message": TEXT}
    below = said("facebook", text="Tres dies.", link=LINK)
    assert adapter.payloads(below, START)[0].body == {"message": "Tres dies."}


def test_a_first_comment_stands_under_the_post(box: SandboxServer, clock: Clock) -> None:
    """As a part of its own, with the post's address."""
    adapter = facebook(box.url, clock)
    commented = replace(said("facebook"), texts=("Tres dies.", f"Més: {LINK}"), commented=True)
    post, comment = adapter.payloads(commented, START)
    out = through(adapter, post)
    below = through(adapter, comment, [out])
    assert texts(box) == ["Tres dies.", f"Més: {LINK}"]
    assert [each["reply_to"] for each in standing(box.url, "facebook")] == [None, out.remote_id]
    assert below.remote_id != out.remote_id and below.url == out.url


def test_threads_are_refused_before_any_call() -> None:
    """There are none on Facebook."""
    thread = replace(said("facebook"), texts=("1/2", "2/2"))
    with pytest.raises(UnsupportedFeature, match=r"^facebook: "):
        facebook().payloads(thread, START)


def test_a_film_goes_alone_and_waits_until_it_was_worked_on(
    box: SandboxServer, clock: Clock, shelf: Shelf
) -> None:
    """Made unpublished like any other post."""
    data = film((1080, 1920))
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    media = replace(film_of(len(data)), sha256=name)
    adapter = facebook(box.url, clock, shelf)
    payload = adapter.payloads(said("facebook", media), START)[0]
    pending = begun(adapter, payload)
    assert adapter.finish(Pending(pending.token)) == Pending(pending.token), "still worked on"
    assert texts(box) == []
    receipt = adapter.finish(Pending(pending.token))
    assert isinstance(receipt, Receipt)
    again = adapter.finish(Pending(pending.token))
    assert isinstance(again, Receipt)
    assert (again.remote_id, again.url) == (receipt.remote_id, receipt.url)
    [entry] = standing(box.url, "facebook")
    assert (entry["id"], entry["text"]) == (receipt.remote_id, "Tres dies.")
    assert receipt.url.startswith("https://www.facebook.com/catalonia/posts/")


@pytest.mark.parametrize("mishap", [Mishap.RESET, Mishap.TORN, Reply(500, {"error": {"code": 2}})])
@pytest.mark.parametrize("path", ["photos", "feed"])
def test_trouble_in_the_first_step_is_simply_tried_again(
    shelf: Shelf, mishap: Reply | Mishap, path: str
) -> None:
    """Nobody can see what it may have left behind."""
    script: dict[str, Reply | Mishap] = {"POST /v25.0/17/photos": Reply(data={"id": "5"})}
    script[f"POST /v25.0/17/{path}"] = mishap
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, shelf=shelf)
        payload = adapter.payloads(said("facebook", card(shelf)), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key")


def test_a_duplicate_is_evidence_that_sends_us_looking(clock: Clock) -> None:
    """(#506) is no refusal: the words stand there, perhaps by our own doing."""
    duplicate = {"error": {"message": "(#506) Duplicate status message", "code": 506}}
    with Scripted(answering({"POST /v25.0/17/feed": Reply(400, duplicate)})) as server:
        adapter = facebook(server.url, clock)
        with pytest.raises(AlreadyThere):
            adapter.publish(adapter.payloads(said("facebook"), START)[0], "key")


def test_what_is_out_is_found_and_what_is_not_is_absent(box: SandboxServer, clock: Clock) -> None:
    """By its words among what the page has published since the try."""
    adapter = facebook(box.url, clock)
    payload = adapter.payloads(said("facebook", text=TEXT), START)[0]
    adapter.publish(payload, "key")
    absent = adapter.find(payload, "key", START)
    assert isinstance(absent, Absent), "a draft is not out"
    assert absent.by is Evidence.LISTING, "how long such a silence must last, the engine knows"
    out = through(adapter, payload)
    found = adapter.find(payload, "key", START)
    assert isinstance(found, Receipt)
    assert (found.remote_id, found.url) == (out.remote_id, out.url)
    other = adapter.payloads(said("facebook", text="Altres paraules."), START)[0]
    assert isinstance(adapter.find(other, "key", START), Absent)


def test_a_comment_whose_answer_was_lost_is_found(box: SandboxServer, clock: Clock) -> None:
    """Under its own post alone."""

    def lose(seen: Seen) -> bool:
        return seen.method == "POST" and seen.path.endswith("/comments")

    adapter = facebook(box.url, clock)
    commented = replace(said("facebook"), texts=("Tres dies.", "Més"), commented=True)
    post, comment = adapter.payloads(commented, START)
    out, other = through(adapter, post), through(adapter, post)
    with Scripted(passing_on(box.url, lose)) as lossy, pytest.raises(OutcomeUnknown):
        facebook(lossy.url, clock).publish(comment, "key", [out])
    clock.pass_by(180)
    found = adapter.find(comment, "key", START, [out])
    assert isinstance(found, Receipt) and "_" in found.remote_id
    assert isinstance(adapter.find(comment, "key", START, [other]), Absent)


def test_counts_say_what_facebook_says_and_nothing_more(box: SandboxServer, clock: Clock) -> None:
    """Fifty and more in few calls; what is gone is left out."""
    adapter = facebook(box.url, clock)
    ids = [
        through(adapter, adapter.payloads(said("facebook", text=f"Dia {n}."), START)[0]).remote_id
        for n in range(52)
    ]
    clock.pass_by(7 * DAY)
    with Scripted(passing_on(box.url, lambda seen: False)) as between:
        found = facebook(between.url, clock).counts(ids)
    assert len(between.seen) == 4
    assert list(found) == ids
    assert sum(each.engagement or 0 for each in found.values()) > 0
    assert sum(each.views or 0 for each in found.values()) > 0
    assert all(each.clicks is None and each.saves is None for each in found.values())
    adapter.withdraw(ids[0])
    adapter.withdraw(ids[0])
    assert list(adapter.counts(ids[:3])) == ids[1:3]
    assert adapter.counts([]) == {}


def test_views_are_left_open_without_the_right_to_read_them(
    box: SandboxServer, clock: Clock
) -> None:
    """Not zero; all else is counted."""
    world = box._app.state.world
    person = tokens.Opened("p", "facebook", True, rights=PAGE_RIGHTS - {"read_insights"}, long=True)
    adapter = facebook(box.url, clock, secret=tokens.of_page(world, "catalonia", person))
    out = through(adapter, adapter.payloads(said("facebook"), START)[0])
    counted = adapter.counts([out.remote_id])[out.remote_id]
    assert counted == Counts(reactions=0, replies=0)


def test_the_audience_and_the_page_are_told(box: SandboxServer, clock: Clock) -> None:
    """By number and name."""
    adapter = facebook(box.url, clock)
    assert (adapter.audience().followers or 0) > 0
    assert adapter.identify() == "Catalonia on Facebook"


def test_recent_posts_are_seen_the_newest_first(box: SandboxServer, clock: Clock) -> None:
    """Since an instant."""
    adapter = facebook(box.url, clock)
    for text in ("a", "b", "c"):
        through(adapter, adapter.payloads(said("facebook", text=text), START)[0])
        clock.pass_by(60)
    seen = adapter.recent(START + timedelta(seconds=30))
    assert [each.text for each in seen] == ["c", "b"]
    assert seen[0].at == START + timedelta(seconds=120)
    assert seen[0].url.startswith(box.url)


def test_the_token_of_another_page_posts_nothing() -> None:
    """Where Meta itself is asked, a number that is named has to be the token's."""
    adapter = facebook(account="18")
    adapter._graph.wire.base_url = "https://graph.facebook.com"
    with pytest.raises(Unauthorized, match="opens 17, the configuration says 18"):
        adapter._graph.check_account("18", "17", "https://graph.facebook.com")
    adapter._graph.check_account("17", "17", "https://graph.facebook.com")
    adapter._graph.check_account("Catalonia", "17", "https://graph.facebook.com")


def test_examining_a_good_token_changes_nothing(box: SandboxServer, clock: Clock) -> None:
    """It names the page in all the ways in which a configuration may."""
    access = facebook(box.url, clock).examine()
    assert access.standing is Standing.WORKS
    assert access.names >= {"catalonia", Grapher(box.url).page}
    assert texts(box) == []


def test_examining_tells_the_wrong_kind_a_missing_right_and_an_end(
    box: SandboxServer, clock: Clock
) -> None:
    """Each in words that say what to do."""
    world = box._app.state.world
    person = tokens.of_person(world, ["catalonia"], PAGE_RIGHTS, LONG)
    access = facebook(box.url, clock, secret=person).examine()
    assert access.standing is Standing.WRONG_KIND and "choose the page" in access.says
    lesser = tokens.Opened(
        "p", "facebook", True, rights=PAGE_RIGHTS - {"pages_manage_posts"}, long=True
    )
    access = facebook(box.url, clock, secret=tokens.of_page(world, "catalonia", lesser)).examine()
    assert access.standing is Standing.MISSING_RIGHT and "lacks pages_manage_posts" in access.says
    assert "catalonia" in access.names
    short = tokens.Opened("p", "facebook", True, long=False)
    token = tokens.of_page(world, "catalonia", short)
    clock.pass_by(DAY)
    assert facebook(box.url, clock, secret=token).examine().standing is Standing.EXPIRED
    assert facebook(box.url, clock, secret="EAAB").examine().standing is Standing.WRONG_KIND
    assert facebook(secret=TOKEN).examine().standing is Standing.UNREACHABLE


def test_a_version_that_has_ended_is_told_and_nothing_is_posted(
    box: SandboxServer, clock: Clock
) -> None:
    """It is the channel's trouble, not the post's: the channel rests until it is mended."""
    adapter = facebook(box.url, clock, version="v20.0")
    with pytest.raises(Unauthorized, match=r"deprecated version .* v26\.0"):
        adapter.publish(adapter.payloads(said("facebook"), START)[0], "key")
    soon = facebook(box.url, clock, version="v21.0").examine()
    assert soon.standing is Standing.WORKS
    assert "version v21.0 of facebook's API ends on 21 Jan 2027" in soon.says
    with pytest.raises(ValueError, match="version looks like"):
        facebook(version="25")


def test_too_many_calls_wait_for_the_minutes_that_are_told(clock: Clock) -> None:
    """In the header, as minutes."""
    usage = json.dumps({"17": [{"estimated_time_to_regain_access": 19}]})
    busy = {"error": {"message": "(#80001) too many calls", "code": 80001}}
    reply = Reply(400, busy, headers={"X-Business-Use-Case-Usage": usage})
    with Scripted(always(reply)) as server:
        adapter = facebook(server.url, clock)
        with pytest.raises(RateLimited) as caught:
            adapter.publish(adapter.payloads(said("facebook"), START)[0], "key")
    assert caught.value.until == START + timedelta(minutes=19)


def test_no_message_holds_the_token(clock: Clock) -> None:
    """Not the error's, not the adapter's own name."""
    echo = Reply(400, {"error": {"message": f"Malformed access token {TOKEN}", "code": 190}})
    with Scripted(always(echo)) as server:
        adapter = facebook(server.url, clock)
        with pytest.raises(Unauthorized) as caught:
            adapter.identify()
    assert TOKEN not in f"{caught.value} {adapter!r}"
    assert all(TOKEN not in seen.target for seen in server.seen)


def test_every_request_holds_only_what_metas_description_knows(
    specs: Path, box: SandboxServer, clock: Clock, shelf: Shelf
) -> None:
    """Names of parameters and their types, edge by edge, of all that is sent in a post's life."""
    data = film()
    shelf.kept["f" * 64] = data
    with Scripted(passing_on(box.url, lambda seen: False)) as between:
        adapter = facebook(between.url, clock, shelf)
        commented = replace(
            said("facebook", card(shelf)), texts=("Tres dies.", "Més"), commented=True
        )
        post, comment = adapter.payloads(commented, START)
        out = through(adapter, post)
        below = through(adapter, comment, [out])
        linked = adapter.payloads(said("facebook", text=TEXT, link=LINK), START)[0]
        through(adapter, linked)
        through(adapter, adapter.payloads(said("facebook", film_of(len(data))), START)[0])
        adapter.find(comment, "key", START, [out])
        adapter.counts([out.remote_id])
        adapter.recent(START)
        adapter.audience()
        adapter.withdraw(below.remote_id)
    edges = {judged(specs, seen, "facebook") for seen in between.seen}
    assert {"POST Page/photos", "POST Page/feed", "POST Page/videos"} <= edges
    assert {"POST PagePost", "POST PagePost/comments", "POST AdVideo"} <= edges


def test_the_judge_of_parameters_can_refuse(specs: Path) -> None:
    """It is awake: a name nobody knows, and a value of another type."""
    check(specs, "Page", "POST", "feed", {"message": "a", "published": "false"})
    for wrong in (
        {"massage": "a"},
        {"published": "perhaps"},
        {"attached_media": "5"},
        {"attached_media": '["5"]'},
    ):
        with pytest.raises(AssertionError):
            check(specs, "Page", "POST", "feed", wrong)


def test_it_says_what_kind_of_network_it_is() -> None:
    """Two steps, JPEG cards, a first comment."""
    assert Facebook.delivery is Delivery.TWO_PHASE
    assert Facebook.static.card_type == "image/jpeg"
    assert Facebook.static.comments and not Facebook.static.threads
    assert Facebook.static.image_bytes <= 4 * 1024 * 1024
    with pytest.raises(ValueError, match="no time zone"):
        facebook().payloads(said("facebook"), datetime(2026, 12, 1, 9))
