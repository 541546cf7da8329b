"""What may happen between the two steps on Facebook: to posts and films that nobody sees yet."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.model import Absent, Evidence, Pending, Receipt
from campaign.platforms.facebook.drafts import SOUGHT
from campaign.platforms.meta.ticket import Ticket
from campaign.sandbox import SandboxServer
from tests.platforms.facebook.facebooking import (
    DONE,
    DRAFT,
    GONE,
    OUT,
    VIDEO,
    WORDS,
    answering,
    box,
    film_token,
    in_turn,
    page,
    posted,
    texts,
    token,
)
from tests.platforms.meta.graphing import begun, facebook, said
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on

__all__ = ["box"]


def test_a_lost_answer_to_the_second_step_is_asked_for(box: SandboxServer, clock: Clock) -> None:
    """It is unknown for a moment; then the post itself tells that it is out."""
    lost: list[Seen] = []

    def lose(seen: Seen) -> bool:
        if seen.method == "POST" and b"is_published" in seen.body:
            lost.append(seen)
            return True
        return False

    with Scripted(passing_on(box.url, lose)) as lossy:
        adapter = facebook(lossy.url, clock)
        pending = begun(adapter, adapter.payloads(said("facebook"), START)[0])
        with pytest.raises(OutcomeUnknown):
            adapter.finish(Pending(pending.token))
        receipt = adapter.finish(Pending(pending.token))
    assert isinstance(receipt, Receipt)
    assert len(lost) == 1, "it was published twice"
    assert texts(box) == ["Tres dies."]


def test_a_lost_second_step_that_never_arrived_is_done_again(
    box: SandboxServer, clock: Clock
) -> None:
    """The post says that it is not published."""
    adapter = facebook(box.url, clock)
    pending = begun(adapter, adapter.payloads(said("facebook"), START)[0])
    draft = Ticket.read(pending.token).container
    script = {
        f"GET /v25.0/{draft}": Reply(data={"id": draft, "is_published": False}),
        f"POST /v25.0/{draft}": Mishap.RESET,
    }
    with Scripted(answering(script)) as broken, pytest.raises(OutcomeUnknown):
        facebook(broken.url, clock).finish(Pending(pending.token))
    assert texts(box) == []
    assert isinstance(adapter.finish(Pending(pending.token)), Receipt)
    assert texts(box) == ["Tres dies."]


def test_a_change_that_is_not_confirmed_is_unknown() -> None:
    """`success: false` says nothing of what happened."""
    script = {
        "GET /v25.0/17_4": Reply(data={"id": "17_4", "is_published": False}),
        "POST /v25.0/17_4": Reply(data={"success": False}),
    }
    with Scripted(answering(script)) as server, pytest.raises(OutcomeUnknown):
        facebook(server.url).finish(Pending("17_4"))


# What Meta does not know (yet)


@pytest.mark.parametrize("where", ["GET", "POST"])
def test_a_draft_that_is_not_known_everywhere_yet_is_waited_for(clock: Clock, where: str) -> None:
    """100/33 on reading or on publishing what was just made: the next look finds it."""
    script = {
        "GET /v25.0/17_4": in_turn(GONE, Reply(data=DRAFT), Reply(data=OUT)),
        "POST /v25.0/17_4": DONE,
        "GET /v25.0/17/published_posts": page(),
    }
    if where == "POST":
        script["GET /v25.0/17_4"] = in_turn(Reply(data=DRAFT), Reply(data=DRAFT), Reply(data=OUT))
        script["POST /v25.0/17_4"] = in_turn(GONE, DONE)
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        assert adapter.finish(token()) == token()
        found = adapter.finish(token())
    assert isinstance(found, Receipt)
    assert (found.remote_id, found.url) == ("17_4", "https://www.facebook.com/17/posts/4")


def test_a_draft_that_stays_nowhere_is_given_up(box: SandboxServer, clock: Clock) -> None:
    """Somebody has deleted it there, or Meta has lost it: a person gives it another time."""
    adapter = facebook(box.url, clock)
    pending = begun(adapter, adapter.payloads(said("facebook"), START)[0])
    adapter.withdraw(Ticket.read(pending.token).container)
    assert adapter.finish(Pending(pending.token)) == Pending(pending.token)
    clock.pass_by(SOUGHT.total_seconds() - 1)
    assert adapter.finish(Pending(pending.token)) == Pending(pending.token)
    clock.pass_by(1)
    with pytest.raises(Rejected, match=r"does not exist.*lost the draft: give the post another"):
        adapter.finish(Pending(pending.token))
    assert texts(box) == []


@pytest.mark.parametrize("pending", [token(), film_token()], ids=["post", "film"])
def test_what_is_nowhere_by_its_id_and_listed_is_out(clock: Clock, pending: Pending) -> None:
    """Never given up while its words stand on the page, and never sent again."""
    listed = {**OUT, "created_time": "2026-12-01T09:00:30+0000"}
    script = {
        "GET /v25.0/17_4": GONE,
        "GET /v25.0/5": GONE,
        "GET /v25.0/17/published_posts": page(listed),
    }
    clock.pass_by(2 * SOUGHT.total_seconds())
    with Scripted(answering(script)) as server:
        found = facebook(server.url, clock).finish(pending)
        stands = facebook(server.url, clock).stands(pending)
    assert isinstance(found, Receipt) and found.remote_id == "17_4"
    assert stands == found and posted(server) == []


def test_what_is_nowhere_and_listed_for_another_publication_is_not_out(clock: Clock) -> None:
    """The same words are that one's; ours stay to be looked for."""
    other = {**OUT, "id": "17_8", "created_time": "2026-12-01T09:00:30+0000"}
    script = {"GET /v25.0/17_4": GONE, "GET /v25.0/17/published_posts": page(other)}
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        assert adapter.finish(token(), None, {"17_8"}) == token()
        assert adapter.stands(token(), {"17_8"}) is None


def test_it_is_not_given_up_while_the_list_leaves_it_open(clock: Clock) -> None:
    """So many posts since then that the list does not reach back: it may be among them."""

    def busy(seen: Seen) -> Reply:
        after = int(dict(seen.query).get("after", "0"))
        posts = [{"id": f"17_{after}{n}", "message": f"{after} {n}"} for n in range(100)]
        return Reply(data={"data": posts, "paging": {"cursors": {"after": str(after + 1)}}})

    script = {"GET /v25.0/17_4": GONE, "GET /v25.0/17/published_posts": busy}
    clock.pass_by(2 * SOUGHT.total_seconds())
    with Scripted(answering(script)) as server:
        assert facebook(server.url, clock).finish(token()) == token()


def test_a_bare_id_of_an_older_database_still_works(box: SandboxServer, clock: Clock) -> None:
    """Without its words nothing can be looked for: what is nowhere is given up at once."""
    adapter = facebook(box.url, clock)
    pending = begun(adapter, adapter.payloads(said("facebook"), START)[0])
    bare = Pending(Ticket.read(pending.token).container)
    assert adapter.stands(bare) == bare
    assert isinstance(adapter.finish(bare), Receipt) and texts(box) == [WORDS]
    assert isinstance(adapter.stands(bare), Receipt)
    adapter.withdraw(bare.token)
    assert adapter.stands(bare) is None
    with pytest.raises(Rejected, match="lost the draft"):
        adapter.finish(bare)


@pytest.mark.parametrize("wrong", ["", "17/4", "{", "{}", '{"id": "../me", "made": "x"}', "video/"])
def test_a_token_that_cannot_be_read_asks_nobody(wrong: str) -> None:
    """Whatever the database holds."""
    with Scripted(answering({})) as server:
        for ask in (facebook(server.url).finish, facebook(server.url).stands):
            with pytest.raises(Rejected):
                ask(Pending(wrong))
    assert server.seen == []


# How it stands, by its own id


def test_a_draft_stands_there_and_is_not_out(box: SandboxServer, clock: Clock) -> None:
    """However often it is asked for, asking makes nothing public."""
    adapter = facebook(box.url, clock)
    pending = begun(adapter, adapter.payloads(said("facebook"), START)[0])
    kept = Pending(pending.token)
    assert adapter.stands(kept) == kept and adapter.stands(kept) == kept
    assert texts(box) == []
    receipt = adapter.finish(kept)
    assert isinstance(receipt, Receipt) and adapter.stands(kept) == receipt


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (VIDEO, film_token()),
        ({**VIDEO, "status": {"video_status": "processing"}}, film_token()),
        ({**VIDEO, "published": True}, Receipt("17_4")),
        ({**VIDEO, "published": True, "post_id": "17_4"}, Receipt("17_4")),
        ({**VIDEO, "published": True, "post_id": None}, Receipt("5")),
        ({**VIDEO, "status": {"video_status": "error"}}, Absent("", Evidence.OWN_ID)),
        ({**VIDEO, "status": {"video_status": "expired"}}, Absent("", Evidence.OWN_ID)),
        (GONE, None),
    ],
)
@pytest.mark.parametrize("bare", [False, True])
def test_how_a_film_stands_is_told_and_nothing_is_published(
    clock: Clock, told: Any, stands: Receipt | Pending | Absent | None, bare: bool
) -> None:
    """Public, not public, failed, nowhere; also by the bare id that an older database holds."""
    pending = Pending("video/5") if bare else film_token()
    reply = told if isinstance(told, Reply) else Reply(data=told)
    script = {"GET /v25.0/5": reply, "GET /v25.0/17/published_posts": page()}
    with Scripted(answering(script)) as server:
        found = facebook(server.url, clock).stands(pending)
    assert posted(server) == []
    match stands:
        case Receipt():
            assert isinstance(found, Receipt) and found.remote_id == stands.remote_id
        case Absent():
            assert isinstance(found, Absent) and found.by is stands.by
        case Pending():
            assert found == pending
        case None:
            assert found is None


def test_a_film_that_facebook_cannot_use_is_refused() -> None:
    """With its own word for it."""
    broken = {"id": "5", "status": {"video_status": "error"}, "published": False}
    with (
        Scripted(answering({"GET /v25.0/5": Reply(data=broken)})) as server,
        pytest.raises(Rejected, match="cannot use the film: error"),
    ):
        facebook(server.url).finish(Pending("video/5"))


def test_a_film_that_is_not_known_everywhere_yet_is_waited_for(clock: Clock) -> None:
    """As a post; and a film that Facebook has lost is given up in the end."""
    script = {"GET /v25.0/5": GONE, "GET /v25.0/17/published_posts": page()}
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        assert adapter.finish(film_token()) == film_token()
        clock.pass_by(SOUGHT.total_seconds())
        with pytest.raises(Rejected, match="lost the draft"):
            adapter.finish(film_token())


@pytest.mark.parametrize("told", [{}, {"is_published": "no"}, {"published": True}])
def test_an_answer_that_does_not_say_whether_it_is_out_is_asked_for_again(
    clock: Clock, told: dict[str, Any]
) -> None:
    """Nothing is published by guessing, and nothing is called absent."""
    with Scripted(answering({"GET /v25.0/17_4": Reply(data={"id": "17_4", **told})})) as server:
        for ask in (facebook(server.url, clock).finish, facebook(server.url, clock).stands):
            with pytest.raises(Unavailable, match="cannot be read"):
                ask(token())
    assert posted(server) == []
