"""What may happen between the two steps on Threads, by script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.errors import (
    OutcomeUnknown,
    RateLimited,
    Rejected,
)
from campaign.model import Pending, Receipt
from campaign.platforms.meta.containers import PUBLISH_TIMEOUT
from campaign.platforms.meta.ticket import Ticket
from campaign.platforms.wording import digest as words
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on
from tests.platforms.threads.threading import box, media, opened, said, threads, through

__all__ = ["box", "media"]

NOWHERE: dict[str, Any] = {
    "error": {
        "message": "The requested resource does not exist",
        "type": "OAuthException",
        "code": 24,
        "error_subcode": 4279009,
        "is_transient": False,
        "error_user_title": "Media Not Found",
        "error_user_msg": "The media with id 17 cannot be found.",
    }
}


def scripted(
    status: dict[str, Any] | Reply,
    publish: Callable[[], Reply | Mishap] = lambda: Reply(data={"id": "99"}),
    listed: Callable[[], list[dict[str, Any]]] = list,
) -> Callable[[Seen], Reply | Mishap]:
    """A network on which container 17 stands so."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path.endswith("refresh_access_token"):
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        if seen.path == "/v1.0/17":
            return status if isinstance(status, Reply) else Reply(data=status)
        if seen.path == "/v1.0/99":
            return Reply(data={"id": "99", "permalink": "https://www.threads.net/@c/post/x"})
        if seen.path == "/v1.0/me/threads":
            return Reply(data={"data": listed()})
        assert seen.path == "/v1.0/me/threads_publish"
        return publish()

    return script


PENDING = Pending(Ticket("17", START, words("Tres dies.")).written())
OURS = {
    "id": "99",
    "text": "Tres dies.",
    "timestamp": "2026-12-01T09:00:30+0000",
    "permalink": "https://www.threads.net/@c/post/x",
}


def publishes(server: Scripted) -> int:
    """How often it was asked to publish."""
    return sum(seen.path.endswith("threads_publish") for seen in server.seen)


def test_a_publish_in_doubt_is_not_repeated_before_it_must_have_settled() -> None:
    """The status may lag behind: so long a container that looks ready is left alone, by anyone."""
    answers: list[Reply | Mishap] = [Mishap.RESET, Reply(data={"id": "99"})]
    clock = Clock()
    with Scripted(scripted({"status": "FINISHED"}, lambda: answers.pop(0))) as server:
        began = clock()
        with pytest.raises(OutcomeUnknown):
            threads(server.url, clock).finish(PENDING)
        clock.pass_by(PUBLISH_TIMEOUT.total_seconds() - 1)
        assert threads(server.url, clock).finish(PENDING, began) == PENDING
        assert publishes(server) == 1
        clock.pass_by(1)
        assert isinstance(threads(server.url, clock).finish(PENDING, began), Receipt)
        assert publishes(server) == 2


def test_a_publish_in_doubt_that_the_list_shows_is_out() -> None:
    """Though the container says that it is ready still: it is not published again."""
    clock, posts = Clock(), list[dict[str, Any]]()
    lost = scripted({"status": "FINISHED"}, lambda: Mishap.RESET, lambda: posts)
    with Scripted(lost) as server:
        adapter = threads(server.url, clock)
        with pytest.raises(OutcomeUnknown):
            adapter.finish(PENDING)
        posts.append(OURS)
        clock.pass_by(600)
        found = adapter.finish(PENDING, START)
        assert isinstance(found, Receipt) and found.remote_id == "99"
        assert publishes(server) == 1


def test_a_reply_in_doubt_that_cannot_be_told_apart_is_not_published_again() -> None:
    """The list holds its words, but does not say what they answer."""
    clock, ticket = Clock(), Ticket("17", START, words("Tres dies."), "50")
    base = scripted({"status": "FINISHED"}, lambda: Mishap.RESET)

    def script(seen: Seen) -> Reply | Mishap:
        return Reply(data={"data": [OURS]}) if seen.path == "/v1.0/me/replies" else base(seen)

    with Scripted(script) as server:
        clock.pass_by(600)
        pending = Pending(ticket.written())
        assert threads(server.url, clock).finish(pending, START) == pending
        assert publishes(server) == 0


@pytest.mark.parametrize("mishap", [Mishap.RESET, Mishap.TORN, Reply(500, {}), Reply(data={})])
def test_every_doubtful_end_of_a_publish_is_unknown(mishap: Reply | Mishap) -> None:
    """No answer, half an answer, a broken network, an answer without an id."""
    script = scripted({"status": "FINISHED"}, lambda: mishap)
    with Scripted(script) as server, pytest.raises(OutcomeUnknown):
        threads(server.url).finish(PENDING)


def test_a_container_that_is_not_found_yet_is_asked_again_later() -> None:
    """Threads says FINISHED and then "not found": https://github.com/gitroomhq/postiz-app/pull/2047"""
    answers = [Reply(400, NOWHERE), Reply(data={"id": "99"})]
    with Scripted(scripted({"status": "FINISHED"}, lambda: answers.pop(0))) as server:
        adapter = threads(server.url)
        assert adapter.finish(PENDING) == PENDING
        assert isinstance(adapter.finish(PENDING), Receipt)


@pytest.mark.parametrize("told", [{"status": "FINISHED"}, Reply(400, NOWHERE)])
def test_a_container_that_threads_has_lost_is_given_up(told: dict[str, Any] | Reply) -> None:
    """Nowhere for ten minutes, and no post has its words: a person gives it another time."""
    clock = Clock()
    with Scripted(scripted(told, lambda: Reply(400, NOWHERE))) as server:
        adapter = threads(server.url, clock)
        clock.pass_by(599)
        assert adapter.finish(PENDING) == PENDING
        clock.pass_by(1)
        with pytest.raises(Rejected, match="lost the container: give the post another time"):
            adapter.finish(PENDING)


def test_a_container_that_is_nowhere_is_not_given_up_while_the_list_leaves_it_open() -> None:
    """So many posts since then that the list does not reach back: it may be among them."""
    pages = iter(range(100))

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path != "/v1.0/me/threads":
            return scripted(Reply(400, NOWHERE))(seen)
        number = str(next(pages))
        posts = [{**OURS, "id": f"{number}{each}", "text": number} for each in range(50)]
        return Reply(data={"data": posts, "paging": {"cursors": {"after": number}}})

    with Scripted(script) as server:
        adapter = threads(server.url, Clock(START + timedelta(hours=1)))
        assert adapter.finish(PENDING) == PENDING


def test_a_container_that_is_nowhere_but_out_is_found() -> None:
    """Never given up while a post with its words stands there."""
    clock = Clock(START + timedelta(hours=1))
    with Scripted(scripted(Reply(400, NOWHERE), listed=lambda: [OURS])) as server:
        found = threads(server.url, clock).finish(PENDING)
    assert isinstance(found, Receipt) and found.remote_id == "99"


def test_a_container_that_is_out_but_not_in_the_list_yet_waits() -> None:
    """Published for sure; its id comes with the list."""
    posts: list[dict[str, Any]] = [
        {**OURS, "id": "98", "text": "Una altra."},
        {**OURS, "id": "97", "timestamp": "2026-11-30T09:00:30+0000"},
    ]
    with Scripted(scripted({"status": "PUBLISHED"}, listed=lambda: posts)) as server:
        adapter = threads(server.url, Clock(START + timedelta(hours=2)))
        assert adapter.finish(PENDING) == PENDING
        posts.insert(0, OURS)
        found = adapter.finish(PENDING)
        assert publishes(server) == 0
    assert isinstance(found, Receipt) and found.url == OURS["permalink"]


@pytest.mark.parametrize("shown", ["Tres  dies.", "Tres\ndies.", "#Tres dies"])
def test_words_are_known_again_however_threads_sets_them(shown: str) -> None:
    """A tag may lose its sign, a line its break."""
    assert words(shown) == words("Tres dies.")
    assert words("🙂") != words("🙃") and words("Tres dias") != words("Tres dies")


def test_a_receipt_stands_though_its_address_cannot_be_read() -> None:
    """The post is out: nothing that fails afterwards changes that."""
    ready = scripted({"status": "FINISHED"})

    def script(seen: Seen) -> Reply | Mishap:
        return Reply(500, {}) if seen.path == "/v1.0/99" else ready(seen)

    with Scripted(script) as server:
        assert threads(server.url).finish(PENDING) == Receipt("99", "", {"id": "99"})


@pytest.mark.parametrize("token", ["", "17", "{}", '{"id": "../me", "made": "x", "words": ""}'])
def test_a_token_that_cannot_be_read_asks_nobody(token: str) -> None:
    """Whatever the database holds."""
    with Scripted(always(Reply())) as server, pytest.raises(Rejected, match="container"):
        threads(server.url).finish(Pending(token))
    assert server.seen == []


@pytest.mark.parametrize(("reply", "used", "most"), [(False, 250, 250), (True, 1000, 1000)])
def test_a_quota_that_is_used_up_is_waited_for(reply: bool, used: int, most: int) -> None:
    """Read before a container is made; posts and replies have one each."""
    prefix = "reply_" if reply else ""

    def script(seen: Seen) -> Reply:
        if "threads_publishing_limit" not in seen.path:
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        assert dict(seen.query)["fields"] == f"{prefix}quota_usage,{prefix}config"
        config = {"quota_total": most, "quota_duration": 86400}
        return Reply(data={"data": [{f"{prefix}quota_usage": used, f"{prefix}config": config}]})

    before = (Receipt("5"),) if reply else ()
    with Scripted(script) as server:
        adapter = threads(server.url)
        with pytest.raises(RateLimited, match=f"{used} of {most}") as caught:
            adapter.publish(adapter.payloads(said(), START)[0], "key", before)
    assert caught.value.until == START + timedelta(hours=1)
    assert all(seen.method == "GET" for seen in server.seen)


def test_a_quota_that_is_not_told_holds_nothing_up(box: SandboxServer, clock: Clock) -> None:
    """The network refuses by itself what is too much."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path.endswith("threads_publishing_limit"):
            return Reply(data={"data": []})
        return passing_on(box.url, lambda seen: False)(seen)

    with Scripted(script) as server:
        adapter = opened(box, clock, server.url)
        through(adapter, adapter.payloads(said(), START)[0])
    assert len(standing(box.url, "threads")) == 1


def test_an_id_from_the_database_is_never_a_path() -> None:
    """An id with a slash in it would name another address."""
    adapter = threads("http://127.0.0.1:9")
    for wrong in ("../me", "", "5?x", "5/repost"):
        with pytest.raises(Rejected, match="is no id"):
            adapter.withdraw(wrong)


def test_a_ticket_is_read_as_it_was_written() -> None:
    """By another process, days later."""
    ticket = Ticket("17", datetime(2026, 12, 1, 9, tzinfo=UTC), words("a"), "5")
    assert Ticket.read(ticket.written()) == ticket
