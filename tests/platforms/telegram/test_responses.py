"""What Telegram answers: refusals, waits, a lost answer, counts, and no token anywhere."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import Any

import pytest

from analytics.metrics import Audience
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Receipt, Standing, Variant
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    START,
    Clock,
    Shelf,
    picture,
    standing,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, free_port
from tests.platforms.telegram.telegraphing import (
    ACCOUNT,
    REAL,
    SHOWN,
    TOKEN,
    TRACKED,
    message,
    no,
    ok,
    plain,
    telegram,
)


def failing(reply: Reply | Mishap) -> PlatformError:
    """The error that publishing ends in."""
    with Scripted(always(reply)) as server, pytest.raises(PlatformError) as caught:
        adapter = telegram(server.url)
        adapter.publish(adapter.payloads(plain(), START)[0], "key")
    return caught.value


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (no(400, "Bad Request: chat not found"), Unauthorized),
        (no(400, "Bad Request: need administrator rights in the channel chat"), Unauthorized),
        (no(400, "Bad Request: not enough rights to send photos to the chat"), Unauthorized),
        (no(400, "Bad Request: have no rights to send a message"), Unauthorized),
        (no(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Unauthorized),
        (no(401, "Unauthorized"), Unauthorized),
        (no(403, "Forbidden: bot was kicked from the channel chat"), Unauthorized),
        (no(403, "Forbidden: bot is not a member of the channel chat"), Unauthorized),
        (no(404, "Not Found"), Unauthorized),
        (no(404, "Not Found: method not found"), Rejected),
        (no(400, "Bad Request: message is too long"), Rejected),
        (no(400, "Bad Request: IMAGE_PROCESS_FAILED"), Rejected),
        (no(413, "Request Entity Too Large"), Rejected),
        (no(429, "Too Many Requests: retry after 7", retry_after=7), RateLimited),
        (no(500, "Internal Server Error"), OutcomeUnknown),
        (Reply(502, raw=b"<h1>Bad Gateway</h1>"), OutcomeUnknown),
        (Mishap.RESET, OutcomeUnknown),
        (Mishap.TORN, OutcomeUnknown),
        (Reply(200, {"ok": True}), OutcomeUnknown),
        (ok([]), OutcomeUnknown),
        (ok({"message_id": "7"}), OutcomeUnknown),
        (ok(message(0)), OutcomeUnknown),
        (Reply(200, raw=b"<h1>Hello</h1>"), OutcomeUnknown),
    ],
    ids=lambda value: str(getattr(value, "data", value))[:60],
)
def test_refusals_by_status_and_description(
    reply: Reply | Mishap, kind: type[PlatformError]
) -> None:
    """What meets every post pauses the channel; what is in doubt is never sent again."""
    error = failing(reply)
    assert type(error) is kind
    if isinstance(reply, Reply) and reply.data and "description" in reply.data:
        assert error.answer == reply.data["description"] and error.status == reply.status


def test_nobody_there_took_nothing() -> None:
    """It may be tried again."""
    adapter = telegram(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable, match="refused"):
        adapter.publish(adapter.payloads(plain(), START)[0], "key")


@pytest.mark.parametrize(
    "reply",
    [
        no(429, "Too Many Requests: retry after 35", retry_after=35),
        no(429, "Too Many Requests", retry_after=35),
        no(429, "Too Many Requests: retry after 35"),
    ],
)
def test_the_wait_is_read_from_the_body(reply: Reply) -> None:
    """From its parameters, or from the words; a wild one parks nobody for longer than a day."""
    error = failing(reply)
    assert isinstance(error, RateLimited) and error.until == START + timedelta(seconds=35)
    assert error.__cause__ is None and error.__context__ is None
    wild = failing(no(429, "Too Many Requests", retry_after=999_999_999))
    assert isinstance(wild, RateLimited) and wild.until == START + timedelta(days=1)
    mute = failing(no(429, "Too Many Requests"))
    assert isinstance(mute, RateLimited) and mute.until is None


def test_a_group_that_moved_says_where_to() -> None:
    """Its number changed: the configuration needs the new one."""
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    error = failing(no(400, said, migrate_to_chat_id=-100777))
    assert isinstance(error, Unauthorized) and "its number is now -100777" in str(error)


@pytest.mark.parametrize("secret", [TOKEN, REAL, "a/b?c#d %:é", "../../etc"])
@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500, Mishap.RESET, Mishap.TORN])
def test_the_token_in_the_address_shows_nowhere(
    secret: str, status: int | Mishap, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in logs of ours or of libraries, not in errors, reprs or what is stored."""
    caplog.set_level(logging.DEBUG)

    def echo(seen: Seen) -> Reply | Mishap:
        if isinstance(status, Mishap):
            return status
        return Reply(status, {"ok": False, "description": f"{seen.target} {secret}"})

    with Scripted(echo) as server:
        adapter = telegram(server.url, shelf, secret=secret)
        payload = adapter.payloads(plain(shelf.put(picture())), START)[0]
        with pytest.raises(PlatformError) as caught:
            adapter.publish(payload, "key")
        access = adapter.examine()
    [seen, *_] = server.seen
    assert seen.path.count("/") == 2, "the token is one step of the path"
    error = caught.value
    shown = [caplog.text, repr(adapter), repr(payload), repr(error), error.answer, repr(access)]
    shown += [str(error.code), *traceback.format_exception(error)]
    shown += [repr(value) for value in vars(adapter).values() if not isinstance(value, str)]
    assert "urllib3" in caplog.text, "nothing was logged that could have shown it"
    for text in (secret, seen.path.split("/")[1].removeprefix("bot")):
        assert text not in "".join(shown)


def test_an_address_that_cannot_be_reached_keeps_the_token_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where connecting fails, libraries say most."""
    caplog.set_level(logging.DEBUG)
    adapter = telegram(f"http://127.0.0.1:{free_port()}", secret=REAL)
    with pytest.raises(Unavailable) as caught:
        adapter.audience()
    shown = "".join([caplog.text, *traceback.format_exception(caught.value)])
    assert REAL not in shown and "/bot" not in str(caught.value)


def test_without_a_token_nothing_is_sent() -> None:
    """The channel rests until there is one."""
    with Scripted(always(ok({}))) as server:
        adapter = telegram(server.url, secret=" ")
        with pytest.raises(Unauthorized, match="there is no token"):
            adapter.publish(adapter.payloads(plain(), START)[0], "key")
        assert adapter.examine().standing is Standing.MISSING
    assert server.seen == []


@pytest.mark.parametrize("count", [0, 1, 10])
def test_on_the_sandbox_it_is_what_we_meant(
    count: int, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The ledger's words and pictures; withdrawn whole, and more than once."""
    media = [shelf.put(picture(f"#0000{number:02x}")) for number in range(count)]
    adapter = telegram(box.url, shelf, clock)
    made = plain(*media, text=f"Vine: {SHOWN}", link=TRACKED)
    receipt = adapter.publish(adapter.payloads(made, START)[0], "key")
    assert isinstance(receipt, Receipt)
    [entry] = standing(box.url, "telegram")
    assert entry["id"] == receipt.remote_id.split(",")[0]
    assert (entry["account"], entry["text"]) == ("eubelong", made.text)
    assert [each["sha256"] for each in entry["media"]] == [each.sha256 for each in media]
    first = receipt.raw["messages"][0]
    marks = first["caption_entities" if count else "entities"]
    assert [mark["url"] for mark in marks] == [TRACKED]
    adapter.withdraw(receipt.remote_id)
    adapter.withdraw(receipt.remote_id)
    assert standing(box.url, "telegram") == []


def test_the_same_payload_sent_twice_is_two_posts(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Which is why the engine never does: see `Delivery.AT_MOST_ONCE`."""
    adapter = telegram(box.url, shelf, clock)
    payload = adapter.payloads(plain(), START)[0]
    assert adapter.publish(payload, "key") != adapter.publish(payload, "key")
    assert len(standing(box.url, "telegram")) == 2


def test_a_flood_is_told_until_when(box: SandboxServer, shelf: Shelf, clock: Clock) -> None:
    """And then goes on."""
    adapter = telegram(box.url, shelf, clock)
    payload = adapter.payloads(plain(), START)[0]
    with pytest.raises(RateLimited) as caught:
        for _ in range(30):
            adapter.publish(payload, "key")
    assert caught.value.until == START + timedelta(minutes=1)
    clock.now = caught.value.until
    adapter.publish(payload, "key")
    assert len(standing(box.url, "telegram")) == 21


def test_a_post_that_cannot_be_deleted_is_told() -> None:
    """Too old for any bot; and what is no number is not asked for."""
    with Scripted(always(no(400, "Bad Request: message can't be deleted"))) as server:
        with pytest.raises(Rejected, match="for 48 hours"):
            telegram(server.url).withdraw("7")
        for wrong in ("", "7,", "a", "-1", "0", "1/2"):
            with pytest.raises(Rejected, match="no number of a message"):
                telegram(server.url).withdraw(wrong)
    assert len(server.seen) == 1


def test_subscribers_are_counted_and_what_is_unsaid_is_none(
    box: SandboxServer, clock: Clock
) -> None:
    """None, never 0."""
    followers = telegram(box.url, clock=clock).audience().followers
    assert followers is not None and followers > 0
    with Scripted(always(Reply(200, {"ok": True, "result": "many"}))) as server:
        assert telegram(server.url).audience() == Audience(None)


def receipt_of(made: Variant, *told: Reply, shelf: Shelf | None = None, account: str = "") -> str:
    """The id of what was posted, after these answers in turn."""
    left = list(told)
    with Scripted(lambda seen: left.pop(0) if len(left) > 1 else left[0]) as server:
        adapter = telegram(server.url, shelf, account=account or ACCOUNT)
        return adapter.publish(adapter.payloads(made, START)[0], "key").remote_id


@pytest.mark.parametrize(
    "said", [{}, {"text": "Tres dies. Una taula."}, {"text": "tres  dies.\nuna taula"}]
)
def test_a_receipt_is_for_what_was_sent(said: dict[str, Any]) -> None:
    """Marks and spaces may be set otherwise; in the chat's own spelling of its name."""
    assert receipt_of(plain(), ok(message(7, "EUBelong", **said))) == "7"


@pytest.mark.parametrize(
    "told",
    [
        message(7, text="Una altra cosa."),
        message(7, caption="Una altra cosa."),
        message(7, text=""),
        [message(7), message(8)],
        message(-7),
        message(2**53),
        message(10**400),
    ],
)
def test_a_message_that_is_not_ours_leaves_it_open(told: Any) -> None:
    """Other words, or more messages than were sent: a person looks at the chat."""
    with pytest.raises(OutcomeUnknown):
        receipt_of(plain(), ok(told))


def test_an_album_has_as_many_messages_as_pictures(shelf: Shelf) -> None:
    """Fewer or more are another's."""
    album = plain(*(shelf.put(picture(colour)) for colour in ("#003399", "#ffcc00")))
    both = [message(7, caption=album.text), message(8)]
    assert receipt_of(album, ok(both), shelf=shelf) == "7,8"
    for wrong in (both[:1], [*both, message(9)], both[0]):
        with pytest.raises(OutcomeUnknown):
            receipt_of(album, ok(wrong), shelf=shelf)


def test_a_message_in_another_chat_leaves_it_open() -> None:
    """By its name, or by its number."""
    with pytest.raises(OutcomeUnknown, match="belongs to something else"):
        receipt_of(plain(), ok(message(7, "another")), no(400, "Bad Request: chat not found"))
    with pytest.raises(OutcomeUnknown, match="belongs to something else"):
        receipt_of(plain(), ok(message(7, "another")), ok({"id": -1002, "type": "channel"}))
    with pytest.raises(OutcomeUnknown):
        receipt_of(plain(), ok(message(7, "", -1002)), account="-1001")


def test_a_chat_that_goes_by_another_of_its_names_is_asked_for() -> None:
    """A channel may have several: its number tells that it is ours."""
    answers = ok(message(7, "another")), ok({"id": -1001, "type": "channel", "username": "another"})
    assert receipt_of(plain(), *answers) == "7"


@pytest.mark.parametrize("name", ["a\0b", "#" * 300, "a/b", 5, {}, ["eubelong"]])
def test_a_name_that_is_none_is_part_of_no_address(name: Any) -> None:
    """The chat's number is ours, whatever it is called."""
    told, chat = ok(message(7, name)), ok({"id": -1001, "type": "channel"})
    answers = [told, chat]
    with Scripted(lambda seen: answers.pop(0)) as server:
        adapter = telegram(server.url)
        receipt = adapter.publish(adapter.payloads(plain(), START)[0], "key")
    assert receipt.url == "https://t.me/eubelong/7"
