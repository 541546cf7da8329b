"""What is Telegram's own: messages, albums, captions, links, options."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import (
    ConfigError,
    Rejected,
    UnsupportedFeature,
)
from campaign.model import Delivery, Media, Receipt, Unit, Variant
from campaign.platforms import registry
from campaign.platforms.protocols import Finds, Identifies, Measures, Withdraws
from campaign.platforms.telegram.adapter import Telegram
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
from tests.platforms.scripted import Scripted, Seen, always
from tests.platforms.telegram.telegraphing import (
    ACCOUNT,
    SHOWN,
    TOKEN,
    TRACKED,
    message,
    ok,
    plain,
    telegram,
)
from tests.sandbox.bots import BotApi


def params(adapter: Telegram, made: Variant) -> dict[str, Any]:
    """What the method is told."""
    told: dict[str, Any] = adapter.payloads(made, START)[0].body["params"]
    return told


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
    [
        ((9000, 1001), "takes 10,000 pixels of width and height together at most"),
        ((2001, 100), "from 1:20 to 20:1"),
    ],
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


def test_a_message_too_old_for_a_bot_is_left_to_a_person(
    box: SandboxServer, clock: Clock, shelf: Shelf
) -> None:
    """A minute before, it still goes; the refusal says what to do, and deletes nothing."""
    adapter = connected("telegram", box.url, shelf, clock)
    assert isinstance(adapter, Withdraws)
    receipts = []
    for text in ("Una", "Dues"):
        (payload,) = adapter.payloads(variant("telegram", text=text, link=""), START)
        answer = adapter.publish(payload, text)
        assert isinstance(answer, Receipt)
        receipts.append(answer)
    clock.pass_by(48 * 3600 - 60)
    adapter.withdraw(receipts[0].remote_id)
    clock.pass_by(60)
    with pytest.raises(Rejected, match=r"for 48 hours.*delete this one in the channel"):
        adapter.withdraw(receipts[1].remote_id)
    assert [post["text"] for post in standing(box.url, "telegram")] == ["Dues"]
