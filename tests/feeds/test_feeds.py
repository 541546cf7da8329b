"""Atom and RSS as a reader that nobody here wrote understands them."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any
from xml.etree.ElementTree import fromstring

import feedparser  # type: ignore[import-untyped]  # ships none; only a judge
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.feeds import Feed, Link, atom, rss, tag
from tests.feeds.made import HOUR, LINKS, NOW, PICTURE, SITE, entry, feed

Write = Callable[[Feed], bytes]
BOTH = pytest.mark.parametrize("write", [atom, rss], ids=["atom", "rss"])


def read(data: bytes) -> Any:
    """The document as feedparser reads it, without any complaint."""
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    return found


@BOTH
def test_a_reader_finds_all_that_a_post_says(write: Write) -> None:
    """Its headline, words, author, instant and every network it is out on."""
    found = read(write(feed(entry(), language="ca")))
    assert (found.feed.title, found.feed.link) == ("EU-BELONG", SITE)
    assert found.feed.language == "ca"
    (item,) = found.entries
    assert item.id == "tag:eu-belong.aer.eu,2026:eu-belong/labs/catalonia/ca"
    assert (item.title, item.author) == ("Tres dies. Una taula.", "Catalunya")
    assert item.link == LINKS[0].url
    assert tuple(item.published_parsed[:6]) == (2026, 12, 1, 9, 0, 0)
    shown = item.summary
    assert '<p dir="auto">Tres dies.<br />Una taula.</p>' in shown
    address = "https://eu-belong.aer.eu/labs?a=1&amp;b=2"
    assert f'Més: <a href="{address}">{address}</a> &lt;aquí&gt;</p>' in shown
    for link, name in zip(LINKS, ("Mastodon", "Bluesky", "LinkedIn"), strict=True):
        assert f'<a href="{link.url.replace("&", "&amp;")}">{name}</a>' in shown


@BOTH
def test_each_entry_says_its_language(write: Write) -> None:
    """In a feed of many, for readers that speak it aloud."""
    data = write(feed(entry(), entry("labs-eu", language="eu")))
    spoken = "{http://www.w3.org/XML/1998/namespace}lang"
    names = ("{http://www.w3.org/2005/Atom}entry", "item")
    items = [each for each in fromstring(data).iter() if each.tag in names]
    assert [each.get(spoken) for each in items] == ["ca", "eu"]
    assert b'lang="eu"' in data.partition(b"labs-eu")[2]
    assert "language" not in read(data).feed


@BOTH
def test_a_page_that_the_text_does_not_name_is_linked_below_it(write: Write) -> None:
    """As where the link went into a first comment."""
    (item,) = read(write(feed(entry(text="Tres dies.", about="https://site.example/")))).entries
    assert '<p dir="auto"><a href="https://site.example/">https://site.example/</a></p>' in (
        item.summary
    )


@BOTH
def test_a_picture_is_an_enclosure_with_its_alt_text(write: Write) -> None:
    """And stands in the post, as a film does."""
    film = PICTURE.__class__("https://media.example/bb/bb.mp4", "video/mp4", 99, "Una mà")
    (item,) = read(write(feed(entry(pictures=(PICTURE, film))))).entries
    enclosures = [(e.href, e.type, e.length) for e in item.enclosures]
    assert enclosures[0] == (PICTURE.url, "image/png", "1234")
    assert len(enclosures) == (2 if write is atom else 1)
    assert 'alt="Una taula &amp; cadires"' in item.summary
    assert read(write(feed(entry()))).entries[0].get("enclosures", []) == []


def test_only_one_link_of_an_atom_entry_is_the_alternate() -> None:
    """RFC 4287, 4.1.2; the others are related, each with its network's name."""
    (item,) = read(atom(feed(entry()))).entries
    told = [(link.rel, link.get("title")) for link in item.links]
    assert told == [("alternate", "Mastodon"), ("related", "Bluesky"), ("related", "LinkedIn")]


def test_an_atom_feed_was_updated_when_its_newest_entry_was() -> None:
    """Not when it was written: the same entries are the same bytes at any time."""
    made = feed(entry(), entry("old", updated=NOW - HOUR))
    assert read(atom(made)).feed.updated == "2026-12-01T10:00:00Z"
    assert read(rss(made)).feed.updated == "Tue, 01 Dec 2026 10:00:00 GMT"
    assert atom(made) == atom(made)


@BOTH
def test_an_empty_feed_is_valid(write: Write) -> None:
    """A region that has not begun yet, or whose posts were all taken back."""
    found = read(write(feed()))
    assert found.entries == []
    assert found.feed.title == "EU-BELONG"
    if write is atom:
        assert found.feed.updated == "2026-11-30T00:00:00Z"
        assert found.feed.id == "tag:eu-belong.aer.eu,2026:eu-belong/feeds/all"


@BOTH
def test_what_xml_forbids_is_left_out(write: Write) -> None:
    """Control characters, half a surrogate pair; what looks like markup is text."""
    evil = 'a\x00b\x0bc\x1b[0m\ud800\ufffe </title><script>alert("x")</script> ]]> \x85é'
    made = entry(
        title=evil,
        text=evil,
        author=evil,
        about=f"https://x.example/{evil}",
        links=(Link(evil, f"https://x.example/{evil}"),),
        pictures=(PICTURE.__class__(PICTURE.url, "image/png", 1, evil),),
    )
    data = write(feed(made))
    (item,) = read(data).entries
    assert item.title_detail.value.startswith("abc[0m")
    assert b"<script" not in data
    raw = fromstring(data)
    texts = [each.text for each in raw.iter() if each.tag.endswith(("content", "description"))]
    assert "<script" not in (texts[-1] or "")


@BOTH
def test_right_to_left_stays_as_it_was_written(write: Write) -> None:
    """Each paragraph finds its direction by itself."""
    arabic = "ثلاثة أيام. طاولة واحدة. EU-BELONG"
    (item,) = read(write(feed(entry(title=arabic, text=arabic, language="ar")))).entries
    assert item.title == arabic
    assert f'<p dir="auto">{arabic}</p>' in item.summary


@BOTH
def test_a_post_without_any_address_is_an_entry_all_the_same(write: Write) -> None:
    """It has its name and its words."""
    (item,) = read(write(feed(entry(links=(), about="", text="")))).entries
    assert item.id.startswith("tag:")
    assert item.get("links", []) == []


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_makes_a_feed_that_can_be_read(text: str) -> None:
    """Whatever a calendar ever held."""
    made = entry(title=text, text=text, author=text, about=text)
    for write in (atom, rss):
        fromstring(write(feed(made)))


@pytest.mark.slow
def test_ten_thousand_posts_are_written_quickly() -> None:
    """Both forms in some seconds, on a slow machine too."""
    made = feed(*(entry(f"labs-{number}") for number in range(10_000)))
    begun = process_time()
    written = atom(made), rss(made)
    assert process_time() - begun < 20
    assert all(data.count(b"labs-") >= 10_000 for data in written)


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("https://eu-belong.aer.eu/", "tag:eu-belong.aer.eu,2026:a/b"),
        ("https://EU-Belong.aer.eu:8443/x?y", "tag:eu-belong.aer.eu,2026:a/b"),
        ("https://bücher.example/", "tag:xn--bcher-kva.example,2026:a/b"),
        ("", "tag:campaign.invalid,2026:a/b"),
    ],
)
def test_a_name_is_a_tag_uri_of_the_sites_domain(site: str, said: str) -> None:
    """RFC 4151."""
    assert tag(site, "a", "b") == said


def test_parts_of_a_name_cannot_run_into_one_another() -> None:
    """Whatever they are."""
    assert tag(SITE, "a/b", "c") != tag(SITE, "a", "b/c")
    assert tag(SITE, "é,:").endswith("%C3%A9%2C%3A")
