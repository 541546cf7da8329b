"""The wall shows the posts as followers would see them."""

import re
from html import unescape
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.bots import Bot
from tests.sandbox.grapher import Grapher
from tests.sandbox.threader import Threader
from tests.sandbox.visitors import (
    RKEY,
    Skywriter,
    Tooter,
    images,
    ledger,
    move_clock,
    picture,
    read,
    record,
)
from tests.sandbox.xer import Poster

LINK = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a?b=1&c=2"}


def page(url: str, path: str = "/", **query: str | int) -> str:
    """A page's HTML."""
    answer = requests.get(url + path, query, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_post_is_shown_with_picture_alt_language_and_counts(tooter: Tooter) -> None:
    """The picture is served, its description readable, and the text knows its language."""
    media = read(tooter.upload(picture(), "Una taula «parada»"))
    tooter.post("Tres dies #EUBelong", language="ca", media=[media["id"]])
    html = page(tooter.url)
    digest = ledger(tooter.url)["posts"][0]["media"][0]["sha256"]
    served = requests.get(f"{tooter.url}/_sandbox/media/{digest}", timeout=10)
    assert served.content == picture()
    assert served.headers["Content-Type"] == "image/png"
    assert f'src="/_sandbox/media/{digest}" alt="Una taula «parada»"' in html
    assert "<summary>ALT" in html
    assert '<p class="text" dir="auto" lang="ca">Tres dies <a href="/?tag=EUBelong">' in html
    assert "Favourites: </span>0" in html
    assert "Catalonia CA" in html


def test_a_facet_becomes_the_link_it_means(sky: Skywriter) -> None:
    """Byte offsets behind letters of two bytes; the text is cut where the facet says."""
    marked = {"index": {"byteStart": 7, "byteEnd": 15}, "features": [LINK]}
    sky.put(record("àèò més → fi", facets=[marked]))
    assert (
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow">més →</a> fi'
        in page(sky.url)
    )


def test_what_people_write_is_never_markup(tooter: Tooter, sky: Skywriter) -> None:
    """Tags in text, alt and names are shown; a javascript address is no link."""
    media = read(tooter.upload(picture(), '"><script>alert(1)</script>'))
    tooter.post("<script>alert(2)</script>", media=[media["id"]])
    evil = {"$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(3)"}
    sky.put(record("abc", facets=[{"index": {"byteStart": 0, "byteEnd": 3}, "features": [evil]}]))
    html = page(tooter.url)
    assert "<script" not in html
    assert "javascript:" not in html
    assert "<script>alert(2)</script>" in unescape(html)


def test_the_wall_can_be_narrowed(tooter: Tooter, sky: Skywriter) -> None:
    """By network, account, language and hashtag."""
    tooter.post("Tres dies #Taula", language="ca")
    Tooter(tooter.url, "navarra-es").post("Tres días", language="es")
    sky.put(record("Una taula"))
    for query, shown in [
        ({}, 3),
        ({"network": "bluesky"}, 1),
        ({"account": "navarra-es"}, 1),
        ({"account": sky.did}, 1),
        ({"language": "ca"}, 2),
        ({"tag": "taula"}, 1),
        ({"language": "ca", "network": "mastodon"}, 1),
        ({"language": "ga"}, 0),
    ]:
        assert page(tooter.url, **query).count("<article") == shown, query


def test_newest_come_first_page_by_page(tooter: Tooter) -> None:
    """Fifty a page; older ones are one link away."""
    for number in range(53):
        tooter.post(f"post number {number}.")
    first, second = page(tooter.url), page(tooter.url, page=2)
    assert first.index("post number 52.") < first.index("post number 51.")
    assert first.count("<article") == 50
    assert second.count("<article") == 3
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


def test_a_post_has_an_address_of_its_own(tooter: Tooter, sky: Skywriter) -> None:
    """The URLs both networks give out lead to the post; a deleted or private one is 404."""
    status = read(tooter.post("Tres dies"))
    assert page(status["url"]).count("<article") == 1
    sky.put(record("Una taula"))
    assert "Una taula" in page(sky.url, f"/profile/{sky.session['handle']}/post/{RKEY}")
    assert page(status["account"]["url"]).count("<article") == 1
    secret = read(tooter.post("for followers", visibility="private"))
    tooter.delete(status["id"])
    for address in (secret["url"], status["url"]):
        assert requests.get(address, timeout=10).status_code == 404
    assert "for followers" not in page(tooter.url)


def test_the_wall_needs_nothing_from_elsewhere(tooter: Tooter, sky: Skywriter) -> None:
    """No script, no style and no picture from another server; the browser is told so."""
    sky.put(record(embed=images(sky.upload(picture()))))
    answer = requests.get(tooter.url, timeout=10)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert 'src="http' not in answer.text
    assert "@import" not in answer.text


def test_an_empty_wall_says_so(tooter: Tooter) -> None:
    """Nothing posted yet is a sentence, not a blank page."""
    assert "Nothing has been posted here yet." in page(tooter.url)


def test_a_network_in_a_name_is_written_as_it_writes_itself(box: SandboxServer) -> None:
    """Short words are abbreviations, all others begin with a large letter."""
    for name, shown in (("eu-linkedin", "EU LinkedIn"), ("navarra-es", "Navarra ES")):
        Tooter(box.url, name).post("Tres dies")
        assert f">{shown}</a></h2>" in page(box.url, account=name)


LONG = "https://www.example.org/learning-labs/the-first-three-days?utm_source=wall"


def threads_of(html: str) -> list[list[str]]:
    """The texts of the posts of each thread, from top to bottom."""
    sections = re.findall(r'<section class="thread".*?</section>', html, re.DOTALL)
    return [re.findall(r'<p class="text"[^>]*>(.*?)</p>', each, re.DOTALL) for each in sections]


def linked(html: str) -> list[tuple[str, str]]:
    """Words and targets of the links in the posts' texts."""
    texts = re.findall(r'<p class="text"[^>]*>(.*?)</p>', html, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)" rel="[^"]+">(.*?)</a>', " ".join(texts))
    return [(unescape(words), unescape(target)) for target, words in found]


def test_a_thread_stands_together_with_its_first_post_on_top(tooter: Tooter) -> None:
    """Whatever came between its posts, and whatever network it is on."""
    first = read(tooter.post("1/3"))["id"]
    tooter.post("between")
    second = read(tooter.post("2/3", in_reply_to_id=first))["id"]
    poster = Poster(tooter.url)
    one = read(poster.post("one"), 201)["data"]["id"]
    read(tooter.post("3/3", in_reply_to_id=second))
    read(poster.post("two", reply={"in_reply_to_tweet_id": one}), 201)
    html = page(tooter.url)
    assert threads_of(html) == [["one", "two"], ["1/3", "2/3", "3/3"]]
    assert "Thread of 3 posts" in html
    assert html.index(">one</p>") < html.index(">between</p>") < html.index(">1/3</p>")
    assert "In reply to" not in html


def test_a_thread_that_is_cut_says_what_is_missing(tooter: Tooter) -> None:
    """A choice shows a part of it; a post in the middle may be deleted."""
    first = read(tooter.post("1/3"))["id"]
    second = read(tooter.post("2/3", in_reply_to_id=first, language="ca"))
    read(tooter.post("3/3", in_reply_to_id=second["id"]))
    assert "In reply to an earlier post" in page(tooter.url, language="ca")
    assert "In reply to an earlier post" in page(second["url"])
    tooter.delete(second["id"])
    html = page(tooter.url)
    assert threads_of(html) == []
    assert "In reply to a post that is gone" in html


def test_a_page_holds_fifty_threads_or_posts_and_no_thread_is_cut(tooter: Tooter) -> None:
    """A thread counts as one."""
    for number in range(49):
        read(tooter.post(f"post number {number}"))
    first = read(tooter.post("1/3"))["id"]
    for text in ("2/3", "3/3"):
        read(tooter.post(text, in_reply_to_id=first))
    assert page(tooter.url).count("<article") == 52
    assert "Older posts" not in page(tooter.url)


def test_a_comment_stands_under_its_post(box: SandboxServer) -> None:
    """On networks whose answers are comments."""
    one = Grapher(box.url)
    post = one.post(f"/{one.page}/feed", message="Tres dies.")["id"]
    one.post(f"/{post}/comments", message="Una taula.")
    html = page(box.url)
    assert threads_of(html) == [["Tres dies.", "Una taula."]]
    assert "Post with 1 comment" in html and "Thread of" not in html


@pytest.mark.parametrize(
    ("network", "name", "handle"),
    [
        ("mastodon", "Catalonia CA", "@catalonia-ca@{host}"),
        ("bluesky", "Catalonia CA", "@catalonia-ca.sandbox.test"),
        ("x", "Catalonia CA", "@catalonia_ca"),
        ("facebook", "Catalonia", ""),
        ("threads", "catalonia", ""),
        ("telegram", "Eubelong", "@eubelong"),
    ],
)
def test_an_account_is_called_as_its_network_calls_it(
    tooter: Tooter, sky: Skywriter, network: str, name: str, handle: str
) -> None:
    """With its server, its handle, or by the page's name alone."""
    fill(tooter, sky, "Tres dies")
    html = page(tooter.url, network=network)
    host = tooter.url.partition("//")[2]
    assert re.findall(r"<h2[^>]*><a[^>]*>(.*?)</a>", html) == [name]
    handles = re.findall(r'<p class="handle">(.*?)</p>', html)
    assert handles == ([handle.format(host=host)] if handle else [])


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("mastodon", "example.org/learning-labs/the-…"),
        ("x", "example.org/learning-labs/…"),
        ("facebook", LONG),
        ("threads", "example.org/learning-labs…"),
        ("telegram", LONG),
    ],
)
def test_a_link_looks_as_its_network_shows_it(
    tooter: Tooter, sky: Skywriter, network: str, words: str
) -> None:
    """Whole, without its scheme, or cut; it leads where it was meant to."""
    fill(tooter, sky, f"Tres dies: {LONG} i més")
    assert linked(page(tooter.url, network=network)) == [(words, LONG)]


def test_what_x_adds_for_a_picture_is_not_shown(tooter: Tooter) -> None:
    """Its text has an address for each picture; readers see the picture instead."""
    poster = Poster(tooter.url)
    media = {"media_ids": [poster.upload(picture())]}
    read(poster.post("A & B <c> #Taula", media=media), 201)
    html = page(tooter.url)
    assert '<p class="text" dir="auto">A &amp; B &lt;c&gt; <a href="/?tag=Taula">' in html
    assert "t.co" not in html and "pic.x.com" not in html


def test_a_poll_and_an_edit_are_seen(tooter: Tooter) -> None:
    """The answers to choose from, and that the words were changed."""
    poll: dict[str, Any] = {"poll[options][]": ["Sí <b>", "No"], "poll[expires_in]": "3600"}
    made = read(tooter.post("Vens?", **poll))
    assert '<li dir="auto">Sí &lt;b&gt;</li>' in page(tooter.url)
    assert "Edited" not in page(tooter.url)
    read(move_clock(tooter.url, "2026-12-01T10:00:00Z"))
    address = f"{tooter.url}/api/v1/statuses/{made['id']}"
    read(requests.put(address, json={"status": "Vindràs?"}, headers=tooter.headers, timeout=10))
    assert "Edited" in page(tooter.url) and "<li dir" not in page(tooter.url)


def test_telegram_is_not_blamed_for_a_description_that_it_cannot_hold(tooter: Tooter) -> None:
    """A picture without one is marked on every other network."""
    bot = Bot(tooter.url)
    read(bot.form("sendPhoto", {"photo": picture()}, chat_id="@eubelong", caption="Tres dies"))
    assert "No description" not in page(tooter.url)
    tooter.post("Tres dies", media=[read(tooter.upload(picture()))["id"]])
    assert "No description" in page(tooter.url)


def fill(tooter: Tooter, sky: Skywriter, text: str) -> None:
    """The same words on six networks."""
    read(tooter.post(text))
    read(sky.put(record(text)))
    read(Poster(tooter.url).post(text), 201)
    one = Grapher(tooter.url)
    one.post(f"/{one.page}/feed", message=text)
    Threader(tooter.url).post(text)
    read(Bot(tooter.url).json("sendMessage", chat_id="@eubelong", text=text))
