"""Whether a bot may post in its channel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from campaign.errors import (
    Unauthorized,
    UnsupportedFeature,
)
from campaign.model import Payload, Standing
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    START,
    standing,
)
from tests.platforms.scripted import Reply, Scripted, Seen, always
from tests.platforms.telegram.telegraphing import (
    ACCOUNT,
    REAL,
    SHOWN,
    TRACKED,
    message,
    no,
    ok,
    plain,
    telegram,
)


def test_identify_names_the_bot_and_the_channel(box: SandboxServer) -> None:
    """Nothing is posted."""
    assert telegram(box.url).identify() == "@planted_bot for @eubelong"
    assert standing(box.url, "telegram") == []


def tried(
    replies: Mapping[str, Reply], secret: str = REAL, account: str = ACCOUNT
) -> tuple[Standing, str]:
    """How a token stands on a server with these answers."""
    usual = {
        "getMe": ok({"id": 1, "is_bot": True, "first_name": "EU", "username": "eu_bot"}),
        "getChat": ok({"id": -1001, "type": "channel", "title": "EU", "username": "EUbelong"}),
        "getChatMember": ok({"status": "administrator", "can_post_messages": True}),
    }

    def script(seen: Seen) -> Reply:
        return {**usual, **replies}[seen.path.rpartition("/")[2]]

    with Scripted(script) as server:
        found = telegram(server.url, secret=secret, account=account).examine()
    assert secret not in repr(found)
    if found.standing is Standing.WORKS:
        assert found.names == {"eubelong", "-1001"} and found.account == "@EUbelong"
    return found.standing, found.says


def test_a_token_is_told_from_all_that_is_wrong_with_it() -> None:
    """Whose it is, whether the channel is there, and whether the bot may post in it."""
    assert tried({}) == (Standing.WORKS, "@eu_bot posts in @EUbelong")
    owner = {"getChatMember": ok({"status": "creator"})}
    assert tried(owner)[0] is Standing.WORKS
    for status, refusal in ((401, "Unauthorized"), (404, "Not Found")):
        assert tried({"getMe": no(status, refusal)})[0] is Standing.REVOKED
        assert tried({"getMe": no(status, refusal)}, "a password")[0] is Standing.WRONG_KIND
    none = tried({"getChat": no(400, "Bad Request: chat not found")})
    assert none[0] is Standing.WRONG_ACCOUNT and "there is no @eubelong" in none[1]
    kicked = tried({"getChat": no(403, "Forbidden: bot was kicked from the channel chat")})
    assert kicked[0] is Standing.MISSING_RIGHT and "administrators" in kicked[1]
    for member in (
        {"status": "administrator", "can_post_messages": False},
        {"status": "administrator"},
        {"status": "member"},
        {"status": "left"},
        {"status": "kicked"},
    ):
        standing, says = tried({"getChatMember": ok(member)})
        assert standing is Standing.MISSING_RIGHT and "may not post in @EUbelong" in says
    hidden = {"getChatMember": no(400, "Bad Request: member list is inaccessible")}
    assert tried(hidden)[0] is Standing.MISSING_RIGHT


@pytest.mark.parametrize("method", ["getMe", "getChat", "getChatMember"])
@pytest.mark.parametrize(
    "reply",
    [Reply(200, {"hello": 1}), Reply(200, raw=b"<p>"), no(502, "Bad Gateway"), no(429, "Slow")],
    ids=str,
)
def test_a_server_that_is_not_telegrams_is_unreachable(method: str, reply: Reply) -> None:
    """Down, busy, or somebody else's."""
    assert tried({method: reply})[0] is Standing.UNREACHABLE


@pytest.mark.parametrize(
    ("member", "may"),
    [
        ({"status": "member"}, True),
        ({"status": "administrator"}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, False),
        ({"status": "left"}, False),
    ],
)
def test_in_a_group_members_may_post(member: Mapping[str, Any], may: bool) -> None:
    """Unless they were restricted."""
    group = ok({"id": -1001, "type": "supergroup", "title": "EU", "username": "EUbelong"})
    standing, _ = tried({"getChat": group, "getChatMember": ok(member)})
    assert (standing is Standing.WORKS) is may


def test_on_the_sandbox_another_bots_channel_is_closed(box: SandboxServer) -> None:
    """The first bot works; the second is told what it lacks."""
    assert telegram(box.url).examine().standing is Standing.WORKS
    other = telegram(box.url, secret="5:sandbox-other")
    assert other.examine().standing is Standing.MISSING_RIGHT
    with pytest.raises(Unauthorized, match="not a member"):
        other.publish(other.payloads(plain(), START)[0], "key")


def test_a_private_channel_has_no_public_address() -> None:
    """Its number alone says where it is; only its members could open it."""
    private = ok(message(7, username="", chat=-1001234567890))
    with Scripted(always(private)) as server:
        adapter = telegram(server.url, account="-1001234567890")
        receipt = adapter.publish(adapter.payloads(plain(), START)[0], "key")
    assert (receipt.remote_id, receipt.url) == ("7", "")


def test_a_thread_is_refused_before_any_call() -> None:
    """Never the first part alone."""
    thread = replace(plain(), texts=("1/2", "2/2"))
    with pytest.raises(UnsupportedFeature, match="no threads"):
        telegram().payloads(thread, START)


def test_a_payload_survives_its_storing() -> None:
    """It is kept as JSON before anything is sent."""
    payload = telegram(silent="yes").payloads(plain(link=TRACKED, text=SHOWN), START)[0]
    kept = json.loads(json.dumps(payload.body))
    assert Payload(payload.platform, kept, payload.uploads) == payload
