"""The sandbox's Telegram: as strict as the Bot API's own description, and stricter."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import TELEGRAM, secret_for
from campaign.sandbox.telegram.table import METHODS, OBJECTS, Parameter
from tests.aside import run_aside
from tests.sandbox.bots import CHANNEL, Bot, BotApi
from tests.sandbox.visitors import ledger, move_clock, picture, read, start

FILM = b"\0\0\0\x18ftypisom" + bytes(64)


@pytest.fixture
def bot(box: SandboxServer) -> Bot:
    """A bot, for which the first channel it names is its own."""
    return Bot(box.url)


@pytest.fixture(scope="session")
def api(specs: Path) -> BotApi:
    """The Bot API's own description."""
    return BotApi.read(specs)


def refused(answer: requests.Response, status: int = 400) -> str:
    """Why a call was refused, in Telegram's words; the body says the status too."""
    told = read(answer, status)
    assert told["ok"] is False and told["error_code"] == status
    return str(told["description"])


def result(answer: requests.Response) -> Any:
    """What a call that worked gave."""
    told = read(answer)
    assert told["ok"] is True and set(told) == {"ok", "result"}
    return told["result"]


def table(known: dict[str, Parameter]) -> dict[str, tuple[set[str], bool]]:
    """Names, types and need of parameters."""
    return {name: (set(each.types), each.required) for name, each in known.items()}


@pytest.mark.parametrize("name", [*METHODS, *OBJECTS])
def test_the_table_is_that_of_the_bot_api(name: str, api: BotApi) -> None:
    """Every parameter of every method served, its types, and whether it is needed."""
    described = api.methods.get(name) or api.types[name]
    fields = described.get("fields", ())
    theirs = {each["name"]: (set(each["types"]), each["required"]) for each in fields}
    assert table(dict((METHODS.get(name) or OBJECTS.get(name) or {}).items())) == theirs


def test_answers_have_the_shapes_of_the_bot_api(bot: Bot, api: BotApi) -> None:
    """All that a method gives back, by its own description."""
    me = result(bot.get("getMe"))
    chat = {"chat_id": CHANNEL}
    said = result(bot.json("sendMessage", text="Hola #EUBelong https://example.org", **chat))
    photo = result(bot.form("sendPhoto", {"photo": picture()}, caption="Una taula", **chat))
    film = result(bot.form("sendVideo", {"video": FILM}, **chat))
    pair = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    album = result(
        bot.form("sendMediaGroup", {"a": picture(), "b": picture("red")}, media=pair, **chat)
    )
    for method, value in [
        ("getMe", me),
        ("getChat", result(bot.get("getChat", **chat))),
        ("getChatMember", result(bot.get("getChatMember", user_id=bot.id, **chat))),
        ("getChatMemberCount", result(bot.get("getChatMemberCount", **chat))),
        ("sendMessage", said),
        ("sendPhoto", photo),
        ("sendVideo", film),
        ("sendMediaGroup", album),
        ("deleteMessage", result(bot.get("deleteMessage", message_id=said["message_id"], **chat))),
    ]:
        assert api.of_result(method, value) == [], method
    broken = {**said, "chat": {"id": "x"}}
    assert api.of_result("sendMessage", broken), "the judge is asleep"


def test_links_and_tags_are_found_beside_the_given_marks(bot: Bot) -> None:
    """In UTF-16 units; what was given stays what it is."""
    text = "🇪🇺 https://example.org #EUBelong"
    given = [{"type": "text_link", "offset": 5, "length": 19, "url": "https://example.org/?utm=1"}]
    told = result(bot.json("sendMessage", chat_id=CHANNEL, text=text, entities=given))
    assert told["entities"] == [*given, {"type": "hashtag", "offset": 25, "length": 9}]
    assert text.encode("utf-16-le")[50:68].decode("utf-16-le") == "#EUBelong"


def test_a_chat_belongs_to_the_bot_that_named_it_first(box: SandboxServer, bot: Bot) -> None:
    """By its name in any case, or by its number; to all other bots it is closed."""
    first = result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))
    again = result(bot.json("sendMessage", chat_id=first["chat"]["id"], text="Adéu"))
    assert again["chat"] == first["chat"]
    assert again["message_id"] == first["message_id"] + 1
    other = Bot(box.url, "navarra-es", 5)
    said = refused(other.json("sendMessage", chat_id=CHANNEL.upper(), text="Kaixo"), 403)
    assert said == "Forbidden: bot is not a member of the channel chat"
    place = result(other.get("getChatMember", chat_id=CHANNEL, user_id=5))
    assert place["status"] == "left"
    assert result(other.get("getChat", chat_id=CHANNEL))["username"] == "eubelong"
    private = result(bot.json("sendMessage", chat_id=-1009876543210, text="Entre nosaltres"))
    assert "username" not in private["chat"]
    refused(other.get("getChat", chat_id=-1009876543210), 403)
    assert [post["account"] for post in ledger(box.url)["posts"]] == [
        "eubelong",
        "eubelong",
        "c9876543210",
    ]


@pytest.mark.parametrize(
    ("token", "status", "said"),
    [
        ("nonsense", 404, "Not Found"),
        ("123:AAF-somebody-else", 401, "Unauthorized"),
        ("123:", 404, "Not Found"),
    ],
)
def test_a_token_that_opens_nothing_is_refused(
    box: SandboxServer, token: str, status: int, said: str
) -> None:
    """As Telegram does, which finds no bot for what is no token."""
    assert refused(requests.get(f"{box.url}/bot{token}/getMe", timeout=10), status) == said


def test_other_addresses_are_not_found_in_its_own_words(bot: Bot) -> None:
    """A method that is none, none at all, and an HTTP method that is none."""
    assert refused(bot.get("sendPigeon"), 404) == "Not Found: method not found"
    assert refused(requests.get(bot.address, timeout=10), 404) == "Not Found"
    assert refused(requests.put(f"{bot.address}/getMe", timeout=10), 404) == "Not Found"
    assert result(bot.get("GETME"))["id"] == bot.id


BIG = "x" * 4096
CAPTION = "🇪🇺" * 256  # 1024 UTF-16 units, 512 code points


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda b: b.json("sendMessage", text="a"), "chat_id is empty"),
        (lambda b: b.json("sendMessage", chat_id="nobody", text="a"), "chat not found"),
        (lambda b: b.json("sendMessage", chat_id=12, text="a"), "chat not found"),
        (lambda b: b.json("sendMessage", chat_id=CHANNEL), "message text is empty"),
        (lambda b: b.json("sendMessage", chat_id=CHANNEL, text=" \n"), "message text is empty"),
        (lambda b: b.json("sendMessage", chat_id=CHANNEL, text=BIG + "x"), "message is too long"),
        (lambda b: b.json("sendMessage", chat_id=CHANNEL, text=1), "text must be String"),
        (
            lambda b: b.json("sendMessage", chat_id=CHANNEL, text="a", disable_notification="yes"),
            "disable_notification must be Boolean",
        ),
        (
            lambda b: b.json("sendMessage", chat_id=CHANNEL, text="*a*", parse_mode="MarkdownV2"),
            "the sandbox does not keep parse_mode",
        ),
        (
            lambda b: b.json(
                "sendMessage",
                chat_id=CHANNEL,
                text="abc",
                entities=[{"type": "bold", "offset": 2, "length": 2}],
            ),
            "entity at UTF-16 offset 2 lies outside the text",
        ),
        (
            lambda b: b.json(
                "sendMessage",
                chat_id=CHANNEL,
                text="abc",
                entities=[{"type": "text_link", "offset": 0, "length": 2}],
            ),
            "a text_link has a URL, and nothing else has one",
        ),
        (
            lambda b: b.form("sendMessage", chat_id=CHANNEL, text="abc", entities="[{"),
            "can't parse entities JSON object",
        ),
        (lambda b: b.form("sendPhoto", chat_id=CHANNEL), "there is no photo in the request"),
        (
            lambda b: b.form(
                "sendPhoto", {"photo": picture()}, chat_id=CHANNEL, caption=CAPTION + "x"
            ),
            "message caption is too long",
        ),
        (
            lambda b: b.form("sendPhoto", {"photo": b"GIF89a"}, chat_id=CHANNEL),
            "IMAGE_PROCESS_FAILED",
        ),
        (
            lambda b: b.form("sendPhoto", {"photo": picture(size=(210, 10))}, chat_id=CHANNEL),
            "PHOTO_INVALID_DIMENSIONS",
        ),
        (
            lambda b: b.form("sendPhoto", chat_id=CHANNEL, photo="attach://other"),
            "file must be non-empty",
        ),
        (
            lambda b: b.form("sendVideo", {"video": picture()}, chat_id=CHANNEL),
            "VIDEO_CONTENT_TYPE_INVALID",
        ),
        (
            lambda b: b.form(
                "sendMediaGroup",
                {"a": picture()},
                chat_id=CHANNEL,
                media=[{"type": "photo", "media": "attach://a"}],
            ),
            "media must include 2-10 items",
        ),
        (
            lambda b: b.json("sendMediaGroup", chat_id=CHANNEL, media=[{"type": "voice"}] * 2),
            "media[0]: type 'voice' is none of an album",
        ),
        (lambda b: b.json("deleteMessage", chat_id=CHANNEL, message_id=7), "message to delete"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(
    bot: Bot, box: SandboxServer, call: Callable[[Bot], requests.Response], said: str
) -> None:
    """Missing, unknown, of the wrong type, too long, or more than can be shown here."""
    assert refused(call(bot)).startswith(f"Bad Request: {said}")
    assert ledger(box.url)["count"] == 0


def test_what_just_fits_is_taken(bot: Bot) -> None:
    """4096 and 1024, in UTF-16 units; also by GET, as everything may be."""
    assert result(bot.json("sendMessage", chat_id=CHANNEL, text=BIG))["text"] == BIG
    photo = bot.form("sendPhoto", {"photo": picture()}, chat_id=CHANNEL, caption=CAPTION)
    assert result(photo)["caption"] == CAPTION
    asked = bot.get("sendMessage", chat_id=CHANNEL, text="Hola", disable_notification="true")
    assert result(asked)["text"] == "Hola"


def test_a_photo_too_heavy_is_refused_by_its_size(bot: Bot) -> None:
    """10 MB, whatever it shows."""
    heavy = picture() + bytes(10 * 1024 * 1024)
    said = refused(bot.form("sendPhoto", {"photo": heavy}, chat_id=CHANNEL))
    assert "is too big for a photo; the maximum size is 10485760 bytes" in said


def test_a_file_once_sent_can_be_named(bot: Bot, box: SandboxServer) -> None:
    """By its file_id, of the same bot only; nothing is fetched from elsewhere."""
    sent = result(bot.form("sendPhoto", {"photo": picture()}, chat_id=CHANNEL))
    [size] = sent["photo"]
    again = result(bot.json("sendPhoto", chat_id=CHANNEL, photo=size["file_id"]))
    assert again["photo"] == sent["photo"]
    other = Bot(box.url, "navarra-es", 5)
    said = refused(other.json("sendPhoto", chat_id="@navarra", photo=size["file_id"]))
    assert said.startswith("Bad Request: wrong remote file identifier")
    refused(bot.json("sendPhoto", chat_id=CHANNEL, photo="https://example.org/a.png"))


def test_an_album_is_one_post_and_goes_picture_by_picture(bot: Bot, box: SandboxServer) -> None:
    """The caption stands on the first; the post is gone when its last message is."""
    media: list[dict[str, Any]] = [{"type": "photo", "media": f"attach://{n}"} for n in "abc"]
    media[0] |= {"caption": "Tres dies"}
    files = {n: picture(colour) for n, colour in zip("abc", ("red", "green", "blue"), strict=True)}
    sent = result(bot.form("sendMediaGroup", files, chat_id=CHANNEL, media=media))
    assert [each.get("caption") for each in sent] == ["Tres dies", None, None]
    assert len({each["media_group_id"] for each in sent}) == 1
    [post] = ledger(box.url)["posts"]
    assert (post["id"], post["text"], len(post["media"])) == ("1", "Tres dies", 3)
    for number in (3, 1):
        result(bot.json("deleteMessage", chat_id=CHANNEL, message_id=number))
    refused(bot.json("deleteMessage", chat_id=CHANNEL, message_id=1))
    assert ledger(box.url)["posts"][0]["deleted_at"] is None
    assert result(bot.json("deleteMessages", chat_id=CHANNEL, message_ids=[1, 2, 99])) is True
    assert ledger(box.url)["posts"][0]["deleted_at"] is not None


def test_no_bot_deletes_a_message_of_more_than_two_days(bot: Bot, box: SandboxServer) -> None:
    """Whatever its rights are; several at once are all refused, and none is deleted."""
    old = result(bot.json("sendMessage", chat_id=CHANNEL, text="Una"))
    move_clock(box.url, (start() + timedelta(hours=24)).isoformat())
    new = result(bot.json("sendMessage", chat_id=CHANNEL, text="Dues"))
    move_clock(box.url, (start() + timedelta(hours=48)).isoformat())
    numbers = [new["message_id"], old["message_id"]]
    for sent in ({"message_ids": numbers}, {"message_id": old["message_id"]}):
        method = "deleteMessages" if "message_ids" in sent else "deleteMessage"
        answer = bot.json(method, chat_id=CHANNEL, **sent)
        assert refused(answer) == "Bad Request: message can't be deleted"
    assert not any(post["deleted_at"] for post in ledger(box.url)["posts"])
    assert result(bot.json("deleteMessage", chat_id=CHANNEL, message_id=numbers[0])) is True


def test_the_same_words_are_posted_as_often_as_they_are_sent(bot: Bot, box: SandboxServer) -> None:
    """Telegram knows no keys: the ledger tells the repeat."""
    for _ in range(2):
        result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))
    assert ledger(box.url)["duplicates"] == 1


def test_a_flood_is_told_how_long_to_wait(bot: Bot) -> None:
    """20 messages a minute and chat; an album counts each of its pictures; in the body alone."""
    for _ in range(19):
        result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))
    media = [{"type": "photo", "media": f"attach://{n}"} for n in "ab"]
    files = {n: picture() for n in "ab"}
    answer = bot.form("sendMediaGroup", files, chat_id=CHANNEL, media=media)
    assert refused(answer, 429) == "Too Many Requests: retry after 60"
    assert answer.json()["parameters"] == {"retry_after": 60}
    assert "retry-after" not in answer.headers
    result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))
    refused(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"), 429)
    result(bot.json("sendMessage", chat_id="@other", text="Hola"))
    move_clock(bot.address.rpartition("/")[0], "2026-12-01T09:01:00Z")
    result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))


def test_it_remembers_after_a_new_start(tmp_path: Path) -> None:
    """Chats, the numbers of messages, and what was deleted."""
    with SandboxServer(state=tmp_path) as box:
        bot = Bot(box.url)
        first = result(bot.json("sendMessage", chat_id=CHANNEL, text="Hola"))
        result(bot.json("deleteMessage", chat_id=CHANNEL, message_id=first["message_id"]))
    with SandboxServer(state=tmp_path) as box:
        refused(Bot(box.url, "other", 5).json("sendMessage", chat_id=CHANNEL, text="a"), 403)
        again = Bot(box.url)
        refused(again.json("deleteMessage", chat_id=CHANNEL, message_id=first["message_id"]))
        next_one = result(again.json("sendMessage", chat_id=CHANNEL, text="Adéu"))
        assert next_one["message_id"] == first["message_id"] + 1


def test_it_stands_on_the_wall(bot: Bot, box: SandboxServer) -> None:
    """With the channel's name, its picture and the way to it."""
    result(bot.form("sendPhoto", {"photo": picture()}, chat_id=CHANNEL, caption="Una taula"))
    [post] = ledger(box.url)["posts"]
    page = requests.get(post["url"], timeout=10)
    assert page.status_code == 200
    assert "Una taula" in page.text and "@eubelong" in page.text
    assert post["media"][0]["sha256"] in page.text


def test_the_secret_of_a_rehearsal_opens_it(box: SandboxServer) -> None:
    """The form in which the sandbox itself writes tokens."""
    token = secret_for(TELEGRAM, "catalonia-ca")
    assert result(requests.get(f"{box.url}/bot{token}/getMe", timeout=10))["is_bot"]


def test_a_client_that_no_one_here_wrote_posts_a_photo_and_an_album(
    box: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """python-telegram-bot, which validates every answer against classes of its own."""
    telegram = pytest.importorskip("telegram", reason="python-telegram-bot judges the sandbox")
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # spans of time, without a warning that they come
    token = secret_for(TELEGRAM, "catalonia-ca")

    async def use() -> tuple[Any, ...]:
        async with telegram.Bot(token, base_url=f"{box.url}/bot") as client:
            said = await client.send_message(
                CHANNEL,
                "Hola https://example.org",
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                disable_notification=True,
            )
            photo = await client.send_photo(CHANNEL, BytesIO(picture()), caption="Una taula")
            media = [telegram.InputMediaPhoto(picture(each)) for each in ("red", "blue")]
            album = await client.send_media_group(CHANNEL, media, caption="Tres dies")
            member = await client.get_chat_member(CHANNEL, client.id)
            count = await client.get_chat_member_count(CHANNEL)
            gone = await client.delete_message(CHANNEL, said.message_id)
            with pytest.raises(telegram.error.BadRequest, match=r"(?i)message is too long"):
                await client.send_message(CHANNEL, BIG + "x")
            async with telegram.Bot("5:sandbox-other", base_url=f"{box.url}/bot") as other:
                with pytest.raises(telegram.error.Forbidden):
                    await other.send_message(CHANNEL, "Hola")
            with pytest.raises(telegram.error.RetryAfter) as flooded:
                for _ in range(20):
                    await client.send_message(CHANNEL, "Hola")
            return said, photo, album, member, count, gone, flooded.value

    said, photo, album, member, count, gone, flooded = run_aside(use())
    assert [each.type for each in said.entities] == ["url"]
    assert photo.caption == "Una taula" and photo.photo[0].width == 40
    assert [each.caption for each in album] == ["Tres dies", None]
    assert member.can_post_messages and count > 0 and gone is True
    assert flooded.retry_after
    texts = [post["text"] for post in ledger(box.url)["posts"][:3]]
    assert texts == ["Hola https://example.org", "Una taula", "Tres dies"]


def test_a_parameter_that_telegram_does_not_know_is_ignored(bot: Bot) -> None:
    """In JSON, in a form, in the address, in an object, on methods with and without others."""
    entity = {"type": "bold", "offset": 0, "length": 4, "colour": "blue"}
    preview = {"is_disabled": True, "size": "large"}
    for told in (
        bot.get("getMe", lang="ca"),
        bot.json("sendMessage", chat_id=CHANNEL, text="Tres", lang="ca", chat="x"),
        bot.form("sendMessage", chat_id=CHANNEL, text="Tres", nothing="null", alt="Una taula"),
        bot.get("sendMessage", chat_id=CHANNEL, text="Tres", Text="Una"),
        bot.json("sendMessage", chat_id=CHANNEL, text="Tres dies", entities=[entity]),
        bot.json("sendMessage", chat_id=CHANNEL, text="Tres", link_preview_options=preview),
        bot.form("sendPhoto", {"photo": picture(), "other": b"x"}, chat_id=CHANNEL, caption="a"),
    ):
        assert result(told)


def test_a_file_that_was_sent_can_be_fetched(bot: Bot) -> None:
    """By the path that getFile names; another bot has no such file."""
    made = result(bot.form("sendPhoto", {"photo": picture()}, chat_id=CHANNEL))
    found = result(bot.get("getFile", file_id=made["photo"][-1]["file_id"]))
    assert found["file_size"] == len(picture())
    address = bot.address.replace("/bot", "/file/bot")
    given = requests.get(f"{address}/{found['file_path']}", timeout=10)
    assert (given.content, given.headers["Content-Type"]) == (picture(), "image/png")
    assert "wrong file_id" in read(bot.get("getFile", file_id="x"), 400)["description"]
    assert read(requests.get(f"{address}/photos/x.png", timeout=10), 404)["ok"] is False
    other = Bot(bot.address.partition("/bot")[0], "navarra", 777).address
    gone = requests.get(f"{other.replace('/bot', '/file/bot')}/{found['file_path']}", timeout=10)
    read(gone, 404)
