"""Telegram: one method a post, a token that nobody sees, and no second try in doubt."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from analytics.metrics import Audience
from campaign.errors import (
    ConfigError,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Delivery, Media, Payload, Receipt, Standing, Unit, Variant
from campaign.platforms import registry
from campaign.platforms.base import Finds, Identifies, Measures, Withdraws
from campaign.platforms.telegram import Telegram
from campaign.sandbox import SandboxServer
from tests.platforms.golden import cases, made
from tests.platforms.samples import (
    START,
    Clock,
    Shelf,
    channel,
    connected,
    picture,
    standing,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, free_port
from tests.sandbox.bots import BotApi

TOKEN = "4242424242:sandbox-planted"
REAL = "123456789:AAF-planted_Token-of-thirty-five-letters"
ACCOUNT = "@eubelong"
SHOWN = "https://eu-belong.aer.eu/labs?lang=ca#top"
TRACKED = "https://eu-belong.aer.eu/labs?lang=ca&utm_source=telegram#top"


def telegram(
    server: str = "http://127.0.0.1:9",
    shelf: Shelf | None = None,
    clock: Clock | None = None,
    *,
    secret: str = TOKEN,
    account: str = ACCOUNT,
    **options: str,
) -> Telegram:
    """A bot that posts in the project's channel."""
    adapter = connected(
        "telegram", server, shelf, clock, secret=secret, options=options, account=account
    )
    assert isinstance(adapter, Telegram)
    return adapter


def plain(*media: Media, text: str = "Tres dies. Una taula.", link: str = "") -> Variant:
    """A variant whose pictures have no alt text, because Telegram takes none."""
    return variant("telegram", *(replace(each, alt="") for each in media), text=text, link=link)


def params(adapter: Telegram, made: Variant) -> dict[str, Any]:
    """What the method is told."""
    told: dict[str, Any] = adapter.payloads(made, START)[0].body["params"]
    return told


def ok(result: Any) -> Reply:
    """An answer that worked."""
    return Reply(200, {"ok": True, "result": result})


def no(status: int, description: str, **parameters: int) -> Reply:
    """A refusal in Telegram's shape."""
    told = {"ok": False, "error_code": status, "description": description}
    return Reply(status, {**told, "parameters": parameters} if parameters else told)


def message(number: int, username: str = "eubelong") -> dict[str, Any]:
    """A message in a channel, as an answer holds it."""
    named = {"username": username} if username else {}
    chat = {"id": -1001, "type": "channel", "title": "EU", **named}
    return {"message_id": number, "date": 1, "chat": chat}


def failing(reply: Reply | Mishap) -> PlatformError:
    """The error that publishing ends in."""
    with Scripted(always(reply)) as server, pytest.raises(PlatformError) as caught:
        adapter = telegram(server.url)
        adapter.publish(adapter.payloads(plain(), START)[0], "key")
    return caught.value


def form(seen: Seen) -> tuple[dict[str, str], dict[str, bytes]]:
    """Fields and files of a multipart body."""
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    fields, files = {}, {}
    for part in message_from_bytes(head + seen.body).walk():
        name = part.get_param("name", header="content-disposition")
        body = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(body, bytes):
            continue
        if part.get_filename():
            files[name] = body
        else:
            fields[name] = body.decode()
    return fields, files


def test_what_it_can_do_and_cannot() -> None:
    """A network that cannot be asked, counts nothing, and says so."""
    adapter = telegram()
    assert adapter.delivery is Delivery.AT_MOST_ONCE
    assert not isinstance(adapter, Finds | Measures)
    assert isinstance(adapter, Identifies) and isinstance(adapter, Withdraws)
    limits = adapter.static
    assert (limits.text, limits.caption, limits.unit) == (4096, 1024, Unit.UTF16)
    assert limits.alt is None and not limits.languages
    assert not limits.threads and not limits.comments
    assert any("a person decides" in each for each in limits.lacks)


@pytest.mark.parametrize("case", [c for c in cases() if c.parent.name == "telegram"], ids=str)
def test_every_golden_request_is_one_of_the_bot_api(case: Path, specs: Path) -> None:
    """Names, types and what is required, by the Bot API's own description."""
    api = BotApi.read(specs)
    [payload] = made(case)
    body = payload.body
    assert api.of_call(body["method"], body["params"], set(body["files"])) == []
    for missing in ("chat_id", "text", "media"):
        broken = {name: value for name, value in body["params"].items() if name != missing}
        if len(broken) < len(body["params"]):
            assert api.of_call(body["method"], broken, set(body["files"])), "the judge is asleep"


def test_all_five_kinds_of_post_have_a_golden_pair() -> None:
    """Text, picture, album, film."""
    methods = {made(c)[0].body["method"] for c in cases() if c.parent.name == "telegram"}
    assert methods == {"sendMessage", "sendPhoto", "sendMediaGroup", "sendVideo"}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_is_sent_is_what_the_payload_says(count: int, shelf: Shelf) -> None:
    """As JSON without files; with them a form whose files are the pictures' own bytes."""
    colours = ("#003399", "#ffcc00", "#ffffff")[:count]
    data = [picture(colour) for colour in colours]
    media = [shelf.put(each) for each in data]
    numbers = list(range(7, 7 + max(1, count)))
    told = [message(number) for number in numbers]
    with Scripted(always(ok(told if count > 1 else told[0]))) as server:
        adapter = telegram(server.url, shelf, silent="yes")
        payload = adapter.payloads(plain(*media), START)[0]
        receipt = adapter.publish(payload, "key")
    [seen] = server.seen
    body = payload.body
    assert seen.method == "POST" and seen.path == f"/bot{TOKEN}/{body['method']}"
    assert "authorization" not in seen.headers
    if not count:
        assert seen.data == body["params"]
    else:
        fields, files = form(seen)
        assert list(files.values()) == data and list(files) == body["files"]
        plain_text = {n: v for n, v in body["params"].items() if isinstance(v, str)}
        assert {n: fields[n] for n in plain_text} == plain_text
        others = {n: json.loads(v) for n, v in fields.items() if n not in plain_text}
        assert plain_text | others == body["params"]
    assert receipt.remote_id == ",".join(map(str, numbers))
    assert receipt.url == "https://t.me/eubelong/7"
    assert receipt.raw == {"messages": told}
    json.dumps(receipt.raw)


def test_a_caption_is_bound_tighter_than_a_text(shelf: Shelf) -> None:
    """4096 units alone, 1024 under a picture; an emoji of a flag is four."""
    media = shelf.put(picture())
    adapter = telegram()
    fits, too_long = "🇪🇺" * 256, "🇪🇺" * 256 + "x"
    assert params(adapter, plain(media, text=fits))["caption"] == fits
    assert params(adapter, plain(text=too_long))["text"] == too_long
    with pytest.raises(UnsupportedFeature, match="1025 UTF-16 units, 1 more than the 1024"):
        adapter.payloads(plain(media, text=too_long), START)
    assert params(adapter, plain(text="x" * 4096))
    with pytest.raises(UnsupportedFeature, match="more than the 4096"):
        adapter.payloads(plain(text="x" * 4097), START)


@pytest.mark.parametrize(
    ("size", "said"),
    [((9000, 1001), "together may be 10,000"), ((2001, 100), "20 times the other")],
)
def test_a_picture_of_unfit_sides_is_refused_before_any_call(
    size: tuple[int, int], said: str
) -> None:
    """Telegram would refuse it only after it was sent."""
    media = Media("a" * 64, "image/png", *size, 1000, "")
    with pytest.raises(UnsupportedFeature, match=said):
        telegram().payloads(plain(media), START)
    film = replace(media, mime="video/mp4")
    assert telegram().payloads(plain(film), START)[0].body["method"] == "sendVideo"


def test_the_tracked_link_stands_behind_the_one_that_is_shown() -> None:
    """In UTF-16 units; without an entity where the text shows the whole of it already."""
    text = f"🇪🇺 Vine: {SHOWN} o {SHOWN}.\nhttps://eu-belong.aer.eu/ #EUBelong"
    marks = params(telegram(), plain(text=text, link=TRACKED))["entities"]
    for mark in marks:
        units = text.encode("utf-16-le")[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])]
        assert units.decode("utf-16-le") == SHOWN
    assert [(m["type"], m["url"]) for m in marks] == [("text_link", TRACKED)] * 2
    assert "entities" not in params(telegram(), plain(text=f"Vine: {TRACKED}", link=TRACKED))
    assert "entities" not in params(telegram(), plain(text=text))
    bare = plain(text="https://eu-belong.aer.eu", link="https://eu-belong.aer.eu/?utm=1")
    assert params(telegram(), bare)["entities"][0]["url"] == bare.link


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, {}),
        ({"silent": "yes"}, {"disable_notification": True}),
        ({"protect": "yes"}, {"protect_content": True}),
        ({"preview": "none"}, {"link_preview_options": {"is_disabled": True}}),
        (
            {"preview": "small"},
            {"link_preview_options": {"url": TRACKED, "prefer_small_media": True}},
        ),
        (
            {"preview": "large"},
            {"link_preview_options": {"url": TRACKED, "prefer_large_media": True}},
        ),
    ],
)
def test_options_of_the_channel_become_parameters(
    options: dict[str, Any], told: Mapping[str, Any]
) -> None:
    """And nothing is said that was not asked for."""
    found = params(telegram(**options), plain(text=TRACKED, link=TRACKED))
    assert found == {"chat_id": ACCOUNT, "text": TRACKED, **told}


def test_a_preview_is_of_a_link_and_only_of_a_text(shelf: Shelf) -> None:
    """Without a link there is nothing to size; a picture has no preview under it."""
    assert "link_preview_options" not in params(telegram(preview="large"), plain())
    pictured = plain(shelf.put(picture()), text=TRACKED, link=TRACKED)
    assert "link_preview_options" not in params(telegram(preview="none"), pictured)


@pytest.mark.parametrize(
    ("account", "chat"),
    [("@eubelong", "@eubelong"), ("eubelong", "@eubelong"), ("-1001234567890", -1001234567890)],
)
def test_an_account_is_a_channel_or_a_number(account: str, chat: str | int) -> None:
    """With or without the sign before the name."""
    assert params(telegram(account=account), plain())["chat_id"] == chat


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"account": "https://t.me/eubelong"}, "account is @channel or the chat's number"),
        ({"account": "t.me/+AbCd"}, "account is @channel or the chat's number"),
        ({"preview": "huge"}, "preview is one of small, large, none"),
        ({"server": "http://far.example"}, "clear text"),
    ],
)
def test_an_unfit_channel_is_told_with_the_way_out(wrong: dict[str, str], said: str) -> None:
    """When it is made, before anything is planned on it."""
    with pytest.raises(ConfigError, match=said):
        telegram(**wrong)  # type: ignore[arg-type]


def test_a_channel_without_an_account_is_told() -> None:
    """There is no chat to post in."""
    nowhere = replace(channel("telegram", ""), account="")
    with pytest.raises(ConfigError, match="needs `account`"):
        registry.connect(nowhere, TOKEN, Shelf(), Clock())


def test_without_a_server_it_is_telegrams_own() -> None:
    """Nobody needs to write it down."""
    assert repr(telegram("")) == "Telegram('catalonia-ca', 'https://api.telegram.org')"


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
    """Too old, for a bot without the right; and what is no number is not asked for."""
    with Scripted(always(no(400, "Bad Request: message can't be deleted"))) as server:
        with pytest.raises(Rejected, match="can't be deleted"):
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
    with Scripted(always(ok(message(7, username="")))) as server:
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
