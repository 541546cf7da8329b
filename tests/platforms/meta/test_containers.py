"""How a container stands, and whose post a publishing gave: on Instagram and on Threads alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.model import Absent, Evidence, Pending, Receipt
from campaign.platforms import wording
from campaign.platforms.instagram import captions
from campaign.platforms.instagram.adapter import Instagram
from campaign.platforms.meta.containers import PUBLISH_TIMEOUT
from campaign.platforms.meta.ticket import Ticket
from campaign.platforms.threads.adapter import Threads
from tests.platforms.meta.graphing import instagram
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen
from tests.platforms.threads.threading import threads

WORDS = "Tres dies."
GONE = Reply(400, {"error": {"message": "does not exist", "code": 100, "error_subcode": 33}})
NO_FIELD = Reply(400, {"error": {"message": "nonexisting field", "code": 100}})
BROKEN = Reply(500, {"error": {"message": "words", "code": 2}})


@dataclass(frozen=True)
class Network:
    """What one of the two calls things."""

    open: Callable[..., Instagram | Threads]
    digest: Callable[[str], str]
    status: str
    posts: str
    publish: str
    text: str

    def pending(self, letters: str = wording.digest(WORDS)) -> Pending:
        """What is kept of container 5."""
        return Pending(Ticket("5", START, self.digest(WORDS), letters=letters).written())

    def post(self, **other: Any) -> dict[str, Any]:
        """The post as the account shows it."""
        told = {
            "id": "9",
            self.text: WORDS,
            "timestamp": "2026-12-01T09:00:05+0000",
            "permalink": "https://example.org/p/9",
        }
        return told | {self.text if name == "text" else name: v for name, v in other.items()}

    def server(
        self,
        status: str | Reply,
        *listed: dict[str, Any],
        publish: Reply | Mishap = Mishap.RESET,
        shown: Reply | None = None,
    ) -> Scripted:
        """A network on which container 5 stands so."""
        state = status if isinstance(status, Reply) else Reply(data={self.status: status})
        replies = {
            "/me": Reply(data={"id": "17", "user_id": "17"}),
            "/5": state,
            "/9": shown or Reply(data=self.post()),
            self.posts: Reply(data={"data": list(listed)}),
            self.publish: publish,
            "/refresh_access_token": Reply(400, {"error": {"message": "too young", "code": 100}}),
        }

        def answer(seen: Seen) -> Reply | Mishap:
            end = "/" + seen.path.partition("/")[2].partition("/")[2]
            return replies.get(end) or replies[seen.path]

        return Scripted(answer)


NETWORKS = {
    "instagram": Network(
        instagram,
        captions.digest,
        "status_code",
        "/17/media",
        "/17/media_publish",
        "caption",
    ),
    "threads": Network(
        threads,
        wording.digest,
        "status",
        "/me/threads",
        "/me/threads_publish",
        "text",
    ),
}


@pytest.fixture(params=list(NETWORKS))
def network(request: pytest.FixtureRequest) -> Network:
    """Instagram, and Threads."""
    return NETWORKS[request.param]


def published(server: Scripted) -> int:
    """How often something was to be made public."""
    return sum(seen.method == "POST" for seen in server.seen)


# How it stands


@pytest.mark.parametrize("status", ["FINISHED", "IN_PROGRESS"])
def test_a_container_that_is_not_out_stays_as_it_is(network: Network, status: str) -> None:
    """It is ready, or is worked on, and the list does not show its post: nothing is published."""
    with network.server(status) as server:
        adapter = network.open(server.url)
        assert adapter.stands(network.pending()) == network.pending()
    assert published(server) == 0


@pytest.mark.parametrize("status", ["FINISHED", "IN_PROGRESS", "PUBLISHED", "DREAMING", GONE])
def test_a_post_that_is_listed_is_out_whatever_its_container_says(
    network: Network, status: str | Reply
) -> None:
    """A status may lag behind, and a container may be forgotten."""
    with network.server(status, network.post()) as server:
        found = network.open(server.url).stands(network.pending())
    assert isinstance(found, Receipt) and found.remote_id == "9"
    assert found.url == "https://example.org/p/9"
    assert published(server) == 0


@pytest.mark.parametrize("status", ["FINISHED", "PUBLISHED", GONE])
def test_another_publications_post_with_the_same_words_is_passed_over(
    network: Network, status: str | Reply
) -> None:
    """It is newer than the own one, which is found behind it."""
    other, ours = network.post(id="10"), network.post()
    with network.server(status, other, ours) as server:
        adapter = network.open(server.url)
        found = adapter.stands(network.pending(), {"10"})
        finished = adapter.finish(network.pending(), START, {"10"})
    assert isinstance(found, Receipt) and isinstance(finished, Receipt)
    assert (found.remote_id, finished.remote_id) == ("9", "9")
    assert published(server) == 0


@pytest.mark.parametrize("status", ["ERROR", "EXPIRED"])
def test_a_container_that_came_to_nothing_is_absent(network: Network, status: str) -> None:
    """By its own word, which no list has to confirm."""
    with network.server(status) as server:
        found = network.open(server.url).stands(network.pending())
    assert isinstance(found, Absent) and found.by is Evidence.OWN_ID and status in found.because
    assert published(server) == 0


def test_a_container_that_is_nowhere_tells_nothing(network: Network) -> None:
    """Perhaps it is not known everywhere yet: no absence is claimed."""
    with network.server(GONE) as server:
        assert network.open(server.url).stands(network.pending()) is None
    assert published(server) == 0


def test_a_refusal_of_another_kind_is_no_word_of_the_container(network: Network) -> None:
    """The question itself was refused: the list is not asked in its place."""
    abusive = Reply(400, {"error": {"message": "against the rules", "code": 368}})
    with network.server(abusive, network.post()) as server:
        adapter = network.open(server.url)
        with pytest.raises(Rejected, match="against the rules"):
            adapter.stands(network.pending())
    assert published(server) == 0


def test_a_post_that_is_out_and_not_listed_yet_is_asked_for_again(network: Network) -> None:
    """It is neither absent nor waiting: its container says that it is out."""
    unlisted = r"is out, and \w+ does not list it yet"
    with network.server("PUBLISHED") as server, pytest.raises(Unavailable, match=unlisted):
        network.open(server.url).stands(network.pending())
    assert published(server) == 0


@pytest.mark.parametrize("status", ["DREAMING", BROKEN, Reply(data={}), Reply(data=[])])
def test_a_status_nobody_knows_decides_nothing(network: Network, status: str | Reply) -> None:
    """Asked again later."""
    with network.server(status) as server, pytest.raises(Unavailable):
        network.open(server.url).stands(network.pending())
    assert published(server) == 0


# A second step in doubt


def test_the_same_container_is_published_again_when_nothing_can_be_under_way(
    network: Network, clock: Clock
) -> None:
    """Looked for first, waited for, then asked for once more: a container is published once."""
    pending, began = network.pending(), clock()
    answer = Reply(data={"id": "9"})
    with network.server("FINISHED", publish=answer) as server:
        adapter = network.open(server.url, clock)
        clock.pass_by((PUBLISH_TIMEOUT - timedelta(seconds=1)).total_seconds())
        assert adapter.finish(pending, began) == pending and published(server) == 0
        clock.pass_by(1)
        assert isinstance(adapter.finish(pending, began), Receipt)
        (sent,) = [seen for seen in server.seen if seen.method == "POST"]
    assert sent.path.endswith(network.publish) and b"creation_id=5" in sent.body


def test_the_same_words_of_another_publication_do_not_keep_a_container_back(
    network: Network, clock: Clock
) -> None:
    """Its own publishing never arrived: it would have stayed pending for ever."""
    pending, began = network.pending(), clock()
    clock.pass_by(PUBLISH_TIMEOUT.total_seconds())
    with network.server(
        "FINISHED", network.post(id="10"), publish=Reply(data={"id": "9"})
    ) as server:
        answer = network.open(server.url, clock).finish(pending, began, {"10"})
    assert isinstance(answer, Receipt) and answer.remote_id == "9"
    assert published(server) == 1


def test_a_post_in_doubt_that_is_listed_is_not_published_again(
    network: Network, clock: Clock
) -> None:
    """However old the doubt."""
    clock.pass_by(10 * PUBLISH_TIMEOUT.total_seconds())
    with network.server("FINISHED", network.post()) as server:
        found = network.open(server.url, clock).finish(network.pending(), START)
    assert isinstance(found, Receipt) and published(server) == 0


def test_the_same_words_of_an_hour_ago_are_another_post(network: Network, clock: Clock) -> None:
    """The network's own clock said when the container was made: what is older is not its post."""
    earlier = network.post(timestamp="2026-12-01T08:30:00+0000")
    since = START.isoformat()
    known = Pending(network.pending().token[:-1] + f', "since": "{since}"}}')
    with network.server("FINISHED", earlier, publish=Reply(data={"id": "9"})) as server:
        adapter = network.open(server.url, clock)
        assert adapter.stands(known) == known
        clock.pass_by(PUBLISH_TIMEOUT.total_seconds())
        assert isinstance(adapter.finish(known, START), Receipt) and published(server) == 1
        found = adapter.stands(network.pending())
        assert isinstance(found, Receipt), "without that, two clocks may be an hour apart"


# Whose post it is


@pytest.mark.parametrize(
    ("id", "shown"),
    [
        ("9", None),
        ("9", {"text": "TRES  DIES"}),
        ("9", BROKEN),
        ("9", GONE),
        ("9", Reply(data={"id": "9"})),
        (9, None),
    ],
)
def test_a_publishing_gives_a_receipt_also_while_its_post_cannot_be_read(
    network: Network, id: Any, shown: Reply | dict[str, str] | None
) -> None:
    """Marks and spaces may be set otherwise; what is out is out."""
    reply = Reply(data=network.post(**shown)) if isinstance(shown, dict) else shown
    answer = Reply(data={"id": id})
    with network.server("FINISHED", publish=answer, shown=reply) as server:
        found = network.open(server.url).finish(network.pending())
    assert isinstance(found, Receipt) and found.remote_id == "9"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"id": "9"}, {"text": "Una altra cosa."}),
        ({"id": "9"}, NO_FIELD),
        ({"id": "9/.."}, None),
        ({"id": {"id": "9"}}, None),
        ({"id": True}, None),
        ({"data": []}, None),
        ([{"id": "9"}], None),
        (None, None),
    ],
)
def test_an_id_that_is_not_that_of_our_post_is_no_receipt(
    network: Network, answer: Any, shown: Reply | dict[str, str] | None
) -> None:
    """An answer that belongs to another question leaves ours open: then it is looked for."""
    reply = Reply(data=network.post(**shown)) if isinstance(shown, dict) else shown
    server = network.server("FINISHED", publish=Reply(data=answer), shown=reply)
    with server, pytest.raises(OutcomeUnknown):
        network.open(server.url).finish(network.pending())
    assert published(server) == 1


@pytest.mark.parametrize(("code", "sub"), [(100, 33), (24, 4279009), (9007, 2207027), (4, 0)])
def test_after_a_5xx_no_code_says_that_nothing_was_published(
    network: Network, code: int, sub: int
) -> None:
    """A server on the way may put any beside it: then the post is looked for."""
    told = Reply(504, {"error": {"message": "words", "code": code, "error_subcode": sub}})
    server = network.server("FINISHED", publish=told)
    with server, pytest.raises(OutcomeUnknown):
        network.open(server.url).finish(network.pending())
    assert published(server) == 1


def test_a_ticket_of_an_earlier_version_is_not_compared(network: Network) -> None:
    """It holds no digest of the letters; its post is out as before."""
    answer, other = Reply(data={"id": "9"}), Reply(data=network.post(text="Una altra cosa."))
    with network.server("FINISHED", publish=answer, shown=other) as server:
        found = network.open(server.url).finish(network.pending(letters=""))
    assert isinstance(found, Receipt)


def test_a_state_of_another_container_is_asked_for_again(network: Network) -> None:
    """Neither an error nor a publishing follows from it."""
    for status in ("FINISHED", "ERROR", "PUBLISHED"):
        other = Reply(data={"id": "6", network.status: status})
        with network.server(other) as server:
            for ask in (network.open(server.url).finish, network.open(server.url).stands):
                with pytest.raises(Unavailable, match="belongs to something else"):
                    ask(network.pending())
        assert published(server) == 0


@pytest.mark.parametrize("id", [None, "", {}, "9/.."])
def test_a_listed_post_without_an_id_proves_nothing(
    network: Network, clock: Clock, id: Any
) -> None:
    """No receipt can be made of it, and ours is not called absent: nothing is sent again."""
    clock.pass_by(10 * PUBLISH_TIMEOUT.total_seconds())
    with network.server("FINISHED", network.post(id=id)) as server:
        adapter = network.open(server.url, clock)
        assert adapter.finish(network.pending(), START) == network.pending()
        assert adapter.stands(network.pending()) == network.pending()
    assert published(server) == 0


@pytest.mark.parametrize(
    "kept",
    [
        '{"id": "5", "made": "0001-01-01T00:00:00+14:00", "words": ""}',
        '{"id": "5", "made": "9999-12-31T23:59:59-14:00", "words": ""}',
        '{"id": "5", "made": 5, "words": ""}',
        '{"id": ["5"], "made": "2026-12-01", "words": ""}',
        "[]",
    ],
)
def test_a_token_of_another_shape_is_refused(network: Network, kept: str) -> None:
    """Whatever the database holds."""
    for ask in (
        network.open("http://127.0.0.1:9").finish,
        network.open("http://127.0.0.1:9").stands,
    ):
        with pytest.raises(Rejected):
            ask(Pending(kept))
