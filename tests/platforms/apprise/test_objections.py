"""What is approved arrives whole and once, or is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaign.errors import ConfigError, UnsupportedFeature
from campaign.model import Access, Channel, Standing
from campaign.platforms.apprise.services import Attachment, Services
from campaign.usecases.operations.credentials import examine
from tests.platforms.apprise.test_adapter import opened, sent
from tests.platforms.samples import START, Shelf, picture, variant
from tests.platforms.scripted import Reply, Scripted, Seen, always

LINK = "https://eu-belong.aer.eu/three_days?utm_source=chat&utm_campaign=learning-labs#one_table"
ROCKET = Reply(200, {"status": "success", "data": {"authToken": "a", "userId": "b"}, "success": 1})


def rocket(server: Scripted) -> str:
    """A Rocket.Chat server, which reads Markdown and cuts after 1,000 characters."""
    return f"{server.url.replace('http:', 'rocket:').replace('//', '//user:pass@')}/room"


def posted(server: Scripted) -> list[str]:
    """The messages that arrived at the Rocket.Chat server."""
    return [each.data["text"] for each in server.seen if each.path.endswith("chat.postMessage")]


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"Three days. One table!\n\n{LINK}\n\n#EUBelong #Learning_Labs",
        "1 * 2 * 3, snake_case_words, (brackets), a < b & c > d, 50 % - done.",
        "5. December: [we] begin ~10:00 – “quoted” + more = all | 100 {percent}",
        "— Élise & Jürgen: 3*4, a_b, #1 …",
    ],
)
def test_a_service_that_reads_markdown_gets_a_plain_text_as_it_stands(text: str) -> None:
    """Apprise would write a backslash before each mark, inside links as well."""
    with Scripted(always(ROCKET)) as server:
        sent(opened(rocket(server)), variant("apprise", text=text))
    assert posted(server) == [f"Tres dies. Una taula.\r\n{text}"]


def test_a_notice_to_people_keeps_its_link_as_well() -> None:
    """It goes through the same door, and is refused nothing."""
    with Scripted(always(ROCKET)) as server:
        assert Services(rocket(server)).send("", f"*Look* at {LINK}").all
    assert posted(server) == [f"*Look* at {LINK}"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Bürger*innen und Nachbar*innen", r"a pair of `\*`"),
        ("it is _really_ one table", "a pair of `_`"),
        ("~all~ of us", "a pair of `~`"),
        ("type `now` here", "a pair of backquotes"),
        ("see [here](now)", "a link in brackets"),
        ("<b>now</b>", "a tag"),
        ("R&amp;D", "an entity"),
        (r"a \* star", "a backslash"),
        ("# Three days", "a heading"),
        ("Three days\n---", "a line of `-` or `=`"),
        ("> so they said", "a quotation"),
        ("\tindented", "four spaces or a tab"),
    ],
)
def test_words_that_it_would_read_as_markup_are_refused(text: str, mark: str) -> None:
    """Before anything is sent; the same words go to a service that reads no Markdown."""
    with Scripted(always(ROCKET)) as server:
        adapter = opened(rocket(server))
        with pytest.raises(UnsupportedFeature, match=f"Rocket.Chat reads Markdown.*{mark}"):
            adapter.payloads(variant("apprise", text=text), START)
    assert server.seen == []
    assert opened("json://127.0.0.1:9/").payloads(variant("apprise", text=text), START)


def test_a_headline_above_the_text_is_looked_at_too() -> None:
    """Where a service has no title, it is the first line of the message."""
    starred = replace(variant("apprise"), headline="Bürger*innen, Nachbar*innen")
    with pytest.raises(UnsupportedFeature, match="reads Markdown"):
        opened("rocket://a:b@127.0.0.1:9/room").payloads(starred, START)


@pytest.mark.parametrize(
    "address",
    [
        "slack://xoxb-1234-1234-abc124/#general",
        "rocket://user:pass@127.0.0.1/room",
        "wxteams://abcdefgh1234/room",
        "revolt://abcdefgh1234/room",
        "github://abcdef12@owner/repository",
    ],
)
def test_a_format_in_which_links_break_is_refused_when_the_channel_is_made(address: str) -> None:
    """With what breaks, and the format that keeps links whole."""
    with pytest.raises(ConfigError, match=r'"html", Apprise damages the link .*format = "text"'):
        opened(address, format="html")
    assert opened(address) and opened(address, format="markdown")


def test_a_link_that_only_a_tag_holds_is_refused_where_tags_are_dropped() -> None:
    """A text message shows the label of a link, and not where it leads."""
    adapter = opened("json://127.0.0.1:9/?format=text", format="html")
    with pytest.raises(UnsupportedFeature, match=r"damages the link https://a\.example/b_c"):
        adapter.payloads(
            variant("apprise", text='<a href="https://a.example/b_c?d=1&amp;e=2">here</a>'), START
        )


@pytest.mark.parametrize("headline", ["R&D < 3 <b>", "Élise & Jürgen", "5 * 4", "“a”", "a_b"])
@pytest.mark.parametrize("written", ["text", "html"])
def test_a_headline_above_the_text_is_shown_as_it_stands(headline: str, written: str) -> None:
    """Apprise takes it for HTML when the text is: it is escaped there, and not where it is none."""
    with Scripted(always(ROCKET)) as server:
        adapter = opened(f"{rocket(server)}?format=text", format=written)
        sent(adapter, replace(variant("apprise", text="x"), headline=headline))
    assert posted(server) == [f"{headline}\r\nx"]
    with Scripted(always(Reply(200))) as server:  # a service with a title of its own
        sent(
            opened(server.url.replace("http:", "json:"), format=written),
            replace(variant("apprise", text="x"), headline=headline),
        )
    assert server.seen[0].data["title"] == headline


def test_a_headline_of_which_apprise_drops_a_mark_is_refused() -> None:
    """In Markdown it takes a hash at the beginning for that of a heading."""
    tagged = replace(variant("apprise"), headline="#EUBelong begins")
    with pytest.raises(UnsupportedFeature, match="not show the headline as it stands: #EUBelong"):
        opened("rocket://a:b@127.0.0.1:9/room", format="markdown").payloads(tagged, START)
    assert opened("rocket://a:b@127.0.0.1:9/room").payloads(tagged, START)


@pytest.mark.parametrize("mode", ["upstream", "split"])
def test_what_is_longer_than_a_service_takes_is_neither_cut_nor_split(mode: str) -> None:
    """Whatever its address asks for; what just fits goes out in one message."""
    title = len("Tres dies. Una taula.\r\n")
    with Scripted(always(ROCKET)) as server:
        adapter = opened(f"{rocket(server)}?overflow={mode}")
        sent(adapter, variant("apprise", text="x" * (1000 - title)))
        with pytest.raises(UnsupportedFeature, match=r"1000 (are what|characters of) Rocket"):
            adapter.payloads(variant("apprise", text="x" * (1001 - title)), START)
    assert [len(each) for each in posted(server)] == [1000]


def test_a_title_that_is_too_long_and_lines_that_are_not_shown_are_refused() -> None:
    """By the service's own bounds."""
    long = replace(variant("apprise"), headline="x" * 301)
    with pytest.raises(UnsupportedFeature, match="a title of 301 characters, 300 are what Simple"):
        opened("spush://abcdefgh1234").payloads(long, START)
    with pytest.raises(UnsupportedFeature, match="Kodi/XBMC: 3 lines, 2 are what it shows"):
        opened("kodi://127.0.0.1").payloads(variant("apprise", text="a\n\nb"), START)
    assert opened("kodi://127.0.0.1").payloads(variant("apprise", text="a\nb"), START)


def by_type(seen: Seen) -> Mapping[str, bytes]:
    """The parts of a form, by the start of their headers."""
    mark = seen.headers["content-type"].partition("boundary=")[2].encode()
    parts = [each.partition(b"\r\n\r\n") for each in seen.body.split(b"--" + mark)]
    return {head.decode("latin1"): body.removesuffix(b"\r\n") for head, _, body in parts}


def test_a_picture_reaches_a_service_that_wants_a_file(shelf: Shelf) -> None:
    """Some plugins of Apprise's open a picture by its path, and fail when it has none."""
    data = picture()
    with Scripted(always(Reply(200))) as server:
        form = opened(server.url.replace("http:", "form:"), shelf)
        sent(form, variant("apprise", shelf.put(data, alt="")))
    [seen] = server.seen
    assert [body for head, body in by_type(seen).items() if "1.png" in head] == [data]


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        ("json://127.0.0.1", ()),
        ("d7sms://token@15551234567", ("D7 Networks",)),
        ("slack://xoxb-1234-1234-abc124/#general", ()),
        (
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
            ("Slack without a bot's token instead of a webhook",),
        ),
        ("groupme://abc", ("GroupMe without an access token",)),
        ("notifyre://abcdefgh1234/15551234567?mode=fax", ()),
        ("notifyre://abcdefgh1234/15551234567", ("Notifyre without `mode=fax`",)),
        ("json://127.0.0.1 d7sms://token@15551234567", ("D7 Networks",)),
    ],
)
def test_which_addresses_take_no_pictures_is_known(address: str, left_out: tuple[str, ...]) -> None:
    """Also where Apprise says that a service takes some, and drops them for this address."""
    assert Services(address).without_pictures == left_out


def tried(secret: str, **options: str) -> Access:
    """What `campaign channels test` finds out about a channel with these addresses."""
    channel = Channel(
        name="news",
        platform="apprise",
        region="eu",
        language="en",
        zone=ZoneInfo("Europe/Brussels"),
        options=options,
    )

    def connect(channel: Channel, secret: str) -> Any:
        return opened(secret, None, **channel.options)

    return examine([channel], lambda _: secret, connect)["news"]


def test_channels_test_says_what_a_channel_cannot_do() -> None:
    """Without sending anything."""
    assert tried("json://127.0.0.1") == Access(Standing.WORKS, "there is nothing to try")
    without = tried("d7sms://token@15551234567")
    assert without.standing is Standing.WORKS
    assert without.says.endswith(
        "; posts go out without pictures, because these take none: D7 Networks"
    )
    refused = tried("rocket://a:b@127.0.0.1/room", format="html")
    assert refused.standing is Standing.UNUSABLE and "damages the link" in refused.says


def test_an_address_may_begin_with_a_digit() -> None:
    """46elks has such a one, also behind another."""
    both = Services("json://127.0.0.1 46elks://user:pass@15551234567/15557654321")
    assert both.names == ("JSON", "46elks")


def test_pictures_of_a_message_are_not_left_on_the_disk(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are files only while the message is sent."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Scripted(always(Reply(200))) as server:
        services = Services(server.url.replace("http:", "form:"))
        services.send("a", "b", [Attachment("1.png", "image/png", picture())])
    assert len(server.seen) == 1 and list(tmp_path.iterdir()) == []
