"""Ids that are opaque, tokens that are dead, and names without `uri`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from campaign.errors import Rejected, Unauthorized
from campaign.model import Channel, Standing, State
from campaign.platforms import registry
from campaign.platforms.mastodon import responses
from campaign.platforms.protocols import Examines, Platform
from campaign.storage.pauses import open as open_pauses
from tests.engine.stage import Stage
from tests.platforms.mastodon import servers
from tests.platforms.mastodon.mastodoning import OWN, STATUSES, opened
from tests.platforms.mastodon.servers import speaking
from tests.platforms.samples import START, Shelf, connected, picture, variant
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.storage.conftest import database, kind, migrated, url
from tests.usecases.conftest import network, stage

__all__ = ["database", "kind", "migrated", "network", "stage", "url"]

WHOSE = "/api/v1/accounts/verify_credentials"
TAKAHE = Reply(400, raw=b"Invalid Bearer token")
SNAC = Reply(422, {"error": "Unprocessable Content"})


@pytest.mark.parametrize(
    "number",
    [
        "33",
        "01HXYZ",
        "a1b2c3.png",
        "2f9e_81-a.jpeg",
        "5d2c7a4e-2e9b-4b0e-9a7e-1f8f8e1f5f55",
        "bWVkaWE=",
        "at:sign,comma;~",
        7,
    ],
)
def test_an_id_is_opaque(number: object, shelf: Shelf) -> None:
    """What the server gives for a picture goes back to it as it is, also in a path."""

    def script(seen: Seen) -> Reply:
        if seen.path == "/api/v2/media":
            return Reply(202, {"id": number})
        if seen.path.startswith("/api/v1/media/"):
            return Reply(data={"id": number})
        words = {"content": seen.data["status"], "media_attachments": [{"id": number}]}
        return Reply(data={"id": "5", "url": "https://m.example/5", **words})

    with Scripted(script) as server:
        adapter = opened(server.url, shelf=shelf)
        payload = adapter.payloads(variant("mastodon", shelf.put(picture())), START)[0]
        assert adapter.publish(payload, "key-1").remote_id == "5"
    assert server.seen[-1].data["media_ids"] == [str(number)]
    assert server.seen[1].path.count("/") == 4


@pytest.mark.parametrize(
    "number",
    [
        "",
        ".",
        "..",
        "a/../b",
        "a/b",
        "a..b",
        "a\\b",
        "a b",
        "a\nb",
        "a\x00b",
        "5?x",
        "5#x",
        "a%2fb",
        "é" * 3,
        "x" * 256,
        0,
        -1,
        True,
        None,
        1.5,
        2**63,
    ],
)
def test_what_could_lead_elsewhere_is_no_id(number: object) -> None:
    """Slashes, steps upwards and control characters above all."""
    assert not responses.is_id(number)
    if isinstance(number, str):
        with pytest.raises(Rejected, match="is no id"):
            responses.in_path(number)


def refusing(answer: Reply, whose: Reply) -> Callable[[Seen], Reply]:
    """A server that refuses a post, and answers whose the token is."""
    return lambda seen: whose if seen.path == WHOSE else answer


@pytest.mark.parametrize("dead", [TAKAHE, SNAC, Reply(401, {"error": "no"})])
def test_a_dead_token_is_known_when_a_post_is_refused(dead: Reply) -> None:
    """Takahe says 400 and snac 422: both are asked whose the token is, and then say the same."""
    with Scripted(refusing(dead, dead)) as server:
        adapter = opened(server.url)
        with pytest.raises(Unauthorized) as refused:
            adapter.publish(adapter.payloads(variant("mastodon"), START)[0], "key-1")
        with pytest.raises(Unauthorized):
            adapter.identify()
        with pytest.raises(Unauthorized):
            adapter.counts(["5"])
    assert refused.value.status == dead.status
    assert sum(seen.path == STATUSES and seen.method == "POST" for seen in server.seen) == 1


@pytest.mark.parametrize(
    "whose", [Reply(data=OWN), Reply(500, {"error": "busy"}), Reply(404, {"error": "no"})]
)
@pytest.mark.parametrize(
    "refusal",
    [
        Reply(422, {"error": "Validation failed: Text character limit of 500 exceeded"}),
        Reply(400, {"error": "Bad Request: status exceeds 5000 characters"}),
        Reply(422, {"error": "Validation failed: File content type is invalid"}),
    ],
)
def test_a_refused_post_is_no_dead_token(refusal: Reply, whose: Reply) -> None:
    """The token opens its account, or nobody can say: then the refusal is about the post."""
    with Scripted(refusing(refusal, whose)) as server:
        adapter = opened(server.url)
        with pytest.raises(Rejected) as refused:
            adapter.publish(adapter.payloads(variant("mastodon"), START)[0], "key-1")
    assert refused.value.status == refusal.status


@pytest.mark.parametrize("dead", [TAKAHE, SNAC])
def test_a_dead_token_is_tested_as_revoked(dead: Reply) -> None:
    """And not as a server that cannot be reached."""
    with Scripted(lambda seen: dead) as server:
        adapter = opened(server.url)
        assert isinstance(adapter, Examines)
        found = adapter.examine()
    assert found.standing is Standing.REVOKED
    assert "does not know this token" in found.says


@pytest.mark.parametrize(
    ("own", "v2", "v1"),
    [
        ({"acct": "catalonia", "url": "https://social.example/@catalonia"}, None, None),
        ({"acct": "catalonia", "url": ""}, servers.GOTOSOCIAL, None),
        ({"acct": "catalonia"}, servers.MASTODON, None),
        ({"acct": "catalonia", "uri": None}, None, servers.OLD_TAKAHE),
        ({"acct": "catalonia"}, None, servers.PLEROMA),
        ({"acct": "catalonia@social.example"}, None, None),
    ],
)
def test_names_are_right_where_a_server_gives_no_uri(
    own: dict[str, object], v2: dict[str, object] | None, v1: dict[str, object] | None
) -> None:
    """The name with its domain is among them, and nothing that is half a name."""
    script = speaking(v2, v1, otherwise=lambda seen: Reply(data={"id": "7", **own}))
    with Scripted(script) as server:
        adapter = connected("mastodon", server.url, account="@catalonia@social.example")
        assert isinstance(adapter, Examines)
        found = adapter.examine()
    assert found.standing is Standing.WORKS
    assert {"catalonia", "catalonia@social.example"} <= found.names
    assert not any(
        name.endswith("@") or name.startswith("@") or "@@" in name for name in found.names
    )
    if v2 is servers.GOTOSOCIAL:
        assert "catalonia@example.eu" in found.names, "its names may have another domain"


@pytest.mark.parametrize(
    ("dead", "whose", "pauses"),
    [
        (TAKAHE, TAKAHE, True),
        (SNAC, SNAC, True),
        (SNAC, Reply(data=OWN), False),
        (Reply(400, {"error": "status exceeds 5000 characters"}), Reply(data=OWN), False),
    ],
)
def test_only_a_dead_token_pauses_its_channel(
    stage: Stage, dead: Reply, whose: Reply, pauses: bool
) -> None:
    """A post that is refused fails alone; with a dead token it waits, and nothing else is tried."""
    with Scripted(refusing(dead, whose)) as server:
        place = replace(stage.channels["catalonia"], platform="mastodon", server=server.url)

        def connect(_: Channel) -> Platform:
            return registry.connect(place, "token", stage.media, lambda: stage.now, lambda _: None)

        stage.channels = {"catalonia": place}
        stage.ready(stage.wanted(platform="mastodon"))
        stage.tick(connect=connect)
    with stage.database.read() as connection:
        on = open_pauses(connection, stage.now).on
    assert [each.scope for each in on] == (["channel:catalonia"] if pauses else [])
    assert stage.states() == [State.SCHEDULED if pauses else State.FAILED]
