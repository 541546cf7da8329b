"""The sandbox changes and deletes what is out as each network does, and shows lies when ordered."""

from typing import Any
from urllib.parse import quote

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.creates import changed_on, created_on, read_on
from campaign.sandbox.faults import LIES, Kind, read_fault
from campaign.sandbox.lies import ELSEWHERE, retold
from tests.sandbox.bots import CHANNEL, Bot, BotApi
from tests.sandbox.grapher import Grapher, jpeg, shelved
from tests.sandbox.test_faults import order
from tests.sandbox.test_linkedin_films import HEADERS, OWNER
from tests.sandbox.visitors import Tooter, ledger, picture, read

URN = "urn:li:share:1"


@pytest.mark.parametrize(
    ("method", "path", "network"),
    [
        ("PUT", "/api/v1/statuses/1", "mastodon"),
        ("DELETE", "/api/v1/statuses/1", "mastodon"),
        ("POST", "/xrpc/com.atproto.repo.deleteRecord", "bluesky"),
        ("DELETE", "/2/tweets/1", "x"),
        ("POST", f"/rest/posts/{URN}", "linkedin"),
        ("DELETE", f"/rest/posts/{URN}", "linkedin"),
        ("DELETE", f"/rest/socialActions/{URN}/comments/5", "linkedin"),
        ("POST", f"/rest/socialActions/{URN}/comments/5", "linkedin"),
        ("POST", "/bot1:sandbox-eu/editMessageText", "telegram"),
        ("POST", "/bot1:sandbox-eu/editMessageCaption", "telegram"),
        ("POST", "/bot1:sandbox-eu/deleteMessage", "telegram"),
        ("DELETE", "/v1.0/17", "threads"),
        ("DELETE", "/v25.0/17_4", "facebook"),
        ("POST", "/v25.0/17", "facebook"),
        ("DELETE", "/v25.0/17", "instagram"),
    ],
)
def test_a_request_tells_whose_post_it_changes(method: str, path: str, network: str) -> None:
    """Faults strike it as they strike what makes a post; a look at it they leave alone."""
    assert changed_on(method, path) == network
    assert created_on(method, path) == "" and changed_on("GET", path) == ""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/api/v1/statuses/1", "mastodon"),
        ("/api/v1/accounts/1/statuses", ""),
        ("/xrpc/app.bsky.feed.getPosts", "bluesky"),
        ("/xrpc/com.atproto.repo.getRecord", ""),
        ("/2/tweets/1", "x"),
        ("/2/users/1/tweets", ""),
        (f"/rest/posts/{URN}", "linkedin"),
        ("/v1.0/17", "threads"),
        ("/v1.0/me", ""),
        ("/v25.0/17_4", "facebook"),
        ("/v25.0/17", "instagram"),
        ("/_sandbox/ledger", ""),
    ],
)
def test_a_request_tells_whose_post_it_shows(path: str, network: str) -> None:
    """Lies are told where a post is read, and never where it is looked for."""
    assert read_on("GET", path) == network
    assert read_on("POST", path) == ""


def test_a_lie_is_told_while_it_is_ordered_and_the_ledger_keeps_the_truth(
    box: SandboxServer, tooter: Tooter
) -> None:
    """The same post reads well again afterwards."""
    id = read(tooter.post("Tres dies de trobada"))["id"]
    there = f"{box.url}/api/v1/statuses/{id}"
    before = read(requests.get(there, timeout=10))
    assert order(box.url, "mastodon:cut-text=1", "x:cut-text=1").ok
    shown = read(requests.get(there, timeout=10))
    assert shown["content"] == "<p>Tres dies </p>"
    assert {**shown, "content": before["content"]} == before
    assert ledger(box.url)["posts"][0]["text"] == "Tres dies de trobada"
    struck = requests.get(f"{box.url}/_sandbox/faults", timeout=10).json()["struck"]
    assert struck == {"mastodon": {"cut-text": 1}}
    order(box.url)
    assert read(requests.get(there, timeout=10)) == before


@pytest.mark.parametrize("kind", LIES)
def test_what_cannot_be_told_otherwise_stays_as_it_is(kind: Kind) -> None:
    """An answer that is no JSON, and one without anything of a post."""
    assert retold(b"<html>", [kind]) == b"<html>"
    assert retold(b'{"id": "1", "likes": 3}', [kind]) == b'{"id": "1", "likes": 3}'
    assert read_fault(f"all:{kind}=0.5").kind is kind


def test_a_link_is_moved_wherever_it_stands_and_the_post_s_own_address_is_not() -> None:
    """In words, in markup, behind a shortened text; not the address of the server itself."""
    body = (
        b'{"content": "<a href=\\"https://aer.eu/a?b\\">x</a>", "uri": "http://127.0.0.1:1/s/1", '
        b'"facets": [{"uri": "https://aer.eu"}], "url": "https://m.example/1"}'
    )
    told = retold(body, [Kind.CHANGE_LINK]).decode()
    assert told.count(ELSEWHERE) == 2 and "aer.eu" not in told
    assert "http://127.0.0.1:1/s/1" in told and "https://m.example/1" in told


def result(answer: requests.Response) -> Any:
    """What a call of the Bot API gave."""
    return read(answer)["result"]


def why(answer: requests.Response) -> str:
    """Why it was refused."""
    return str(read(answer, 400)["description"])


def test_telegram_changes_words_and_says_what_it_does_not(box: SandboxServer, specs: Any) -> None:
    """An answer is the message; a change that changes nothing is refused, as Telegram does."""
    bot, api = Bot(box.url), BotApi.read(specs)
    there: dict[str, Any] = {"chat_id": CHANNEL}
    text = result(bot.json("sendMessage", text="Hola", **there))
    photo = result(bot.form("sendPhoto", {"photo": picture()}, caption="Una taula", **there))
    of_text = {**there, "message_id": text["message_id"]}
    of_photo = {**there, "message_id": photo["message_id"]}
    changed = result(bot.json("editMessageText", text="Adéu #EUBelong", **of_text))
    assert changed["text"] == "Adéu #EUBelong" and changed["edit_date"]
    assert api.of_result("editMessageText", changed) == []
    assert "not modified" in why(bot.json("editMessageText", text="Adéu #EUBelong", **of_text))
    captioned = result(bot.json("editMessageCaption", caption="Dues", **of_photo))
    assert captioned["caption"] == "Dues" and captioned["photo"]
    assert "no text in the message" in why(bot.json("editMessageText", text="x", **of_photo))
    assert "no caption in" in why(bot.json("editMessageCaption", caption="x", **of_text))
    assert "is too long" in why(bot.json("editMessageText", text="x" * 4097, **of_text))
    assert "is empty" in why(bot.json("editMessageText", text=" ", **of_text))
    assert "to edit not found" in why(bot.json("editMessageText", text="x", **there, message_id=99))
    assert "not specified" in why(bot.json("editMessageText", text="x"))
    assert result(bot.json("deleteMessage", **of_text)) is True
    assert "to edit not found" in why(bot.json("editMessageText", text="x", **of_text))
    assert [each["text"] for each in ledger(box.url)["posts"]] == ["Adéu #EUBelong", "Dues"]


def linkedin(
    box: SandboxServer, method: str, path: str, *, update: bool = True, **body: Any
) -> requests.Response:
    """Ask LinkedIn, as a partial update where it is a POST."""
    more = {"X-RestLi-Method": "PARTIAL_UPDATE"} if update else {}
    return requests.request(
        method, box.url + path, json=body or None, headers={**HEADERS, **more}, timeout=10
    )


def test_linkedin_changes_the_words_of_posts_and_comments(box: SandboxServer) -> None:
    """By a partial update alone, and only by who wrote them."""
    post: dict[str, Any] = {
        "author": OWNER,
        "commentary": "Hola",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }
    urn = linkedin(box, "POST", "/rest/posts", **post).headers["x-restli-id"]
    there = f"/rest/posts/{quote(urn, safe='')}"
    assert linkedin(box, "POST", there, patch={"$set": {"commentary": "Adéu"}}).status_code == 204
    assert read(linkedin(box, "GET", there))["commentary"] == "Adéu"
    too_long = {"commentary": "x" * 3001}
    wrongs: list[Any] = [{"$set": {"visibility": "x"}}, {"$set": {}}, {"a": 1}, {"$set": too_long}]
    for wrong in wrongs:
        assert linkedin(box, "POST", there, patch=wrong).status_code == 422
    assert linkedin(box, "POST", there, update=False, patch={}).status_code == 400
    comments = f"/rest/socialActions/{quote(urn, safe='')}/comments"
    said: dict[str, Any] = {"actor": OWNER, "object": urn, "message": {"text": "Més"}}
    number = read(linkedin(box, "POST", comments, **said), 201)["id"]
    one, by = f"{comments}/{number}", f"?actor={quote(OWNER, safe='')}"
    new = {"message": {"$set": {"text": "Més encara"}}}
    assert read(linkedin(box, "POST", one + by, patch=new))["message"] == {"text": "Més encara"}
    assert read(linkedin(box, "GET", one))["message"] == {"text": "Més encara"}
    other = "?actor=" + quote("urn:li:organization:7", safe="")
    assert linkedin(box, "DELETE", one + other).status_code == 403
    assert linkedin(box, "DELETE", one).status_code == 422
    assert linkedin(box, "POST", one + by, patch={"message": {"$set": {}}}).status_code == 422
    assert linkedin(box, "DELETE", one + by).status_code == 204
    assert linkedin(box, "GET", one).status_code == 404
    assert linkedin(box, "DELETE", one + by).status_code == 404


def test_facebook_changes_the_words_of_what_the_page_has_published(box: SandboxServer) -> None:
    """Of a post with pictures, of a draft, of a comment; not to nothing at all."""
    someone = Grapher(box.url)
    photo = someone.photo()
    attached = f'[{{"media_fbid":"{photo}"}}]'
    feed = f"/{someone.page}/feed"
    post = someone.post(feed, message="Hola", attached_media=attached)["id"]
    assert someone.post(f"/{post}", message="Adéu") == {"success": True}
    assert someone.get(f"/{post}", fields="message")["message"] == "Adéu"
    comment = someone.post(f"/{post}/comments", message="Més")["id"]
    assert someone.post(f"/{comment}", message="Més encara") == {"success": True}
    assert [each["text"] for each in ledger(box.url)["posts"]] == ["Adéu", "Més encara"]
    alone = someone.post(feed, message="Sol")["id"]
    assert someone.call("POST", f"/{alone}", message="").status_code == 400
    assert someone.call("POST", f"/{alone}", privacy="x").status_code == 400
    someone.call("DELETE", f"/{alone}")
    assert read(someone.call("POST", f"/{alone}", message="x"), 400)["error"]["code"] == 100


def test_instagram_shows_a_carousel_s_alt_texts_and_deletes_by_the_page_s_token(
    box: SandboxServer, media: Any
) -> None:
    """A comment goes by any token of the account."""
    someone = Grapher(box.url)
    names = [shelved(media, jpeg(colour=colour)) for colour in ("red", "blue")]
    children = [
        read(someone.image(name, is_carousel_item="true", alt_text=alt))["id"]
        for name, alt in zip(names, ("u", ""), strict=True)
    ]
    assert all(someone.ready(each) == "FINISHED" for each in children)
    whole = someone.post("/me/media", media_type="CAROUSEL", children=",".join(children))["id"]
    assert someone.ready(whole) == "FINISHED"
    post = someone.post("/me/media_publish", creation_id=whole)["id"]
    shown = someone.get(f"/{post}", fields="children{id,media_type,alt_text}")["children"]["data"]
    assert [each.get("alt_text") for each in shown] == ["u", None]
    comment = someone.post(f"/{post}/comments", message="Més")["id"]
    assert someone.call("DELETE", f"/{comment}").ok
    assert someone.call("DELETE", f"/{post}").ok
    assert read(someone.call("DELETE", f"/{post}"), 400)["error"]["error_subcode"] == 33
