"""What validators ask of feeds and calendars, as rules: RFC 4287, RSS 2.0 and RFC 5545.

The rules that say MUST, and those of https://validator.w3.org/feed/docs/ that name an error. They
hold for whatever a post, a region or a network may say.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from icalendar import Calendar

from campaign.feeds import Entry, Event, Link, Picture, atom, calendar, item, rss
from campaign.feeds.addresses import uri
from tests.feeds.made import HOUR, NOW, PICTURE, entry, event, feed

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
#: RFC 3986, 2: the only signs of a URI, and a per cent sign always with two digits.
URI = re.compile(r"[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
#: RFC 3339 as RFC 4287, 3.3 wants it: T and Z in capitals.
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})"
)
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
LANGUAGE = re.compile(r"([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

ODD = (
    "plain",
    "",
    "a\x00b\x07c\x0bd\x1be\x1ff\x7fg\x80h\x85i\x9fj",
    "lone\rreturn, both\r\nends, a\u2028b\u2029c",
    "C:\\Neu \\N \\n \\; \\, \\\\ ; , : \" '",
    "]]> <![CDATA[ </title> &amp; &#27; <script>",
    "\ud800\udfff\ufffe\uffff\ufdd0\U0001ffff\ufeff",
    "ثلاثة أيام\u202e, שלום \u2066x\u2069",
    "😱👩\u200d👩\u200d👧" * 40,
    "ü" * 200,
    "END:VEVENT\r\nBEGIN:VALARM",
    "\t tab \t",
)
ADDRESSES = (
    "https://münchen.example/straße?ä=ö&b=1#ü",
    "https://xn--mnchen-3ya.example/a",
    "https://例え.example:8443/テスト",
    "https://faß.example/100%/a b\u202e",
    "https://user:pass@m.example/@a/1?x=1&y=2",
    "https://[2001:db8::1]:8080/a",
    'https://a_b.example/\\x^|`{}"<>',
    "https://m.example/\x07\r\nX-Evil: 1",
    "https://m.example:notaport/a",
)


def entries() -> list[Entry]:
    """An entry for each odd text and each odd address, in every place."""
    made = [
        entry(
            f"odd-{number}",
            id=f"tag:p.example,2026:{number}",
            title=text,
            text=text,
            author=text,
            links=(Link(text, address),),
            pictures=(Picture(address, "image/png", 7, text),),
            about=address if number % 2 else "",
            published=NOW,
            updated=NOW + number * HOUR,
        )
        for number, (text, address) in enumerate(
            [(text, ADDRESSES[n % len(ADDRESSES)]) for n, text in enumerate(ODD)]
            + [("plain", address) for address in ADDRESSES]
        )
    ]
    return [*made, entry("wordless", id="tag:p.example,2026:w", text="", links=(), language="")]


def _one(parent: Element, name: str) -> Element:
    found = parent.findall(name)
    assert len(found) == 1, (name, len(found))
    return found[0]


def _uri(text: str | None) -> None:
    assert text and URI.fullmatch(text), text


def _no_codes(data: bytes) -> None:
    assert CONTROL.search(data.decode()) is None


# ---- Atom ----


@pytest.fixture(params=["", "https://münchen.example/feeds/all.atom"])
def atom_root(request: pytest.FixtureRequest) -> Element:
    """A feed of all odd entries, with and without an address of its own."""
    data = atom(feed(*entries()), request.param)
    _no_codes(data)
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = fromstring(data)
    own = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in own] == (
        ["https://xn--mnchen-3ya.example/feeds/all.atom"] if request.param else []
    )
    return root


def test_an_atom_feed_has_what_it_must(atom_root: Element) -> None:
    """RFC 4287, 4.1.1: one id, title and updated, at most one author's kind of link each."""
    assert atom_root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert _one(atom_root, f"{ATOM}{name}").text
    _uri(_one(atom_root, f"{ATOM}id").text)
    assert RFC_3339.fullmatch(_one(atom_root, f"{ATOM}updated").text or "")
    assert _one(_one(atom_root, f"{ATOM}author"), f"{ATOM}name").text
    kinds = [(link.get("rel"), link.get("type")) for link in atom_root.findall(f"{ATOM}link")]
    assert len(set(kinds)) == len(kinds)


def test_an_atom_entry_has_what_it_must(atom_root: Element) -> None:
    """RFC 4287, 4.1.2: one id, title and updated, one author, content or an alternate link."""
    found = atom_root.findall(f"{ATOM}entry")
    assert len(found) == len(entries())
    ids = [_one(each, f"{ATOM}id").text for each in found]
    assert len(set(ids)) == len(ids)
    for each in found:
        _uri(_one(each, f"{ATOM}id").text)
        _one(each, f"{ATOM}title")
        author = _one(_one(each, f"{ATOM}author"), f"{ATOM}name").text
        assert author and author.strip()
        published = _one(each, f"{ATOM}published").text or ""
        updated = _one(each, f"{ATOM}updated").text or ""
        assert RFC_3339.fullmatch(published) and RFC_3339.fullmatch(updated)
        assert datetime.fromisoformat(updated) >= datetime.fromisoformat(published)
        content = _one(each, f"{ATOM}content")
        assert content.get("type") in ("html", "text", "xhtml")
        alternates = [
            link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert len(alternates) <= 1
        assert LANGUAGE.fullmatch(each.get(f"{XML}lang") or "")


def test_an_atom_link_has_what_it_must(atom_root: Element) -> None:
    """RFC 4287, 4.2.7: an address; for an enclosure its type and length."""
    links = list(atom_root.iter(f"{ATOM}link"))
    assert links
    for link in links:
        _uri(link.get("href"))
        assert MIME.fullmatch(link.get("type") or "")
        if link.get("rel") == "enclosure":
            assert (link.get("length") or "").isdecimal()


# ---- RSS ----


@pytest.fixture(params=["", "https://münchen.example/feeds/all.rss"])
def channel(request: pytest.FixtureRequest) -> Element:
    """The channel of all odd entries, with and without an address of its own."""
    data = rss(feed(*entries(), language="ca"), request.param)
    _no_codes(data)
    root = fromstring(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    found = _one(root, "channel")
    own = [(link.get("rel"), link.get("href")) for link in found.findall(f"{ATOM}link")]
    assert own == (
        [("self", "https://xn--mnchen-3ya.example/feeds/all.rss")] if request.param else []
    )
    return found


def test_an_rss_channel_has_what_it_must(channel: Element) -> None:
    """Title, link and description, once each and not empty; dates in the form of RFC 822."""
    for name in ("title", "link", "description"):
        assert (_one(channel, name).text or "").strip()
    _uri(_one(channel, "link").text)
    assert RFC_822.fullmatch(_one(channel, "lastBuildDate").text or "")
    assert LANGUAGE.fullmatch(_one(channel, "language").text or "")


def test_an_rss_item_has_what_it_must(channel: Element) -> None:
    """A title or a description, one guid that says whether it is an address, and one date."""
    found = channel.findall("item")
    guids = [_one(each, "guid").text for each in found]
    assert len(set(guids)) == len(guids) == len(entries())
    for each in found:
        assert (_one(each, "description").text or "").strip()
        assert _one(each, "guid").get("isPermaLink") == "false"
        date = _one(each, "pubDate").text or ""
        assert RFC_822.fullmatch(date)
        assert parsedate_to_datetime(date).tzinfo is not None
        for link in each.findall("link"):
            _uri(link.text)
            assert urlsplit(link.text or "").scheme in ("http", "https")


def test_an_rss_enclosure_has_what_it_must(channel: Element) -> None:
    """One at most, with an address, a length in bytes and a type."""
    for each in channel.findall("item"):
        enclosures = each.findall("enclosure")
        assert len(enclosures) <= 1
        for enclosure in enclosures:
            _uri(enclosure.get("url"))
            assert (enclosure.get("length") or "").isdecimal()
            assert MIME.fullmatch(enclosure.get("type") or "")


# ---- iCalendar ----


def events() -> list[Event]:
    """An event for each odd text and each odd address, in every place."""
    return [
        event(
            id=f"{number}{text}",
            title=text,
            region=text,
            text=text,
            language=("ca", "", "x\x07;VALUE=URI:", "zh-Hant")[number % 4],
            links=(Link(text, ADDRESSES[number % len(ADDRESSES)]),),
        )
        for number, text in enumerate(ODD)
    ]


def test_a_calendar_has_what_it_must() -> None:
    """RFC 5545, 3.6: version and producer once, and in each event UID, DTSTAMP and DTSTART once."""
    data = calendar(ODD[2], map(item, events()))
    made = Calendar.from_ical(data)
    assert str(made["version"]) == "2.0" and str(made["prodid"])
    found = made.walk("VEVENT")
    assert len({str(each["uid"]) for each in found}) == len(found) == len(ODD)
    for each in found:
        for name in ("UID", "DTSTAMP", "DTSTART"):
            assert sum(key == name for key, _ in each.property_items()) == 1
        stamp: Any = each["dtstamp"].to_ical()
        assert re.fullmatch(rb"\d{8}T\d{6}Z", stamp)
        assert not each.errors
        _uri(str(each["url"]))


def test_the_lines_of_a_calendar_are_as_they_must_be() -> None:
    """RFC 5545, 3.1: ended by CR and LF, 75 octets at most, no control character but a tab."""
    data = calendar(ODD[2], map(item, events()))
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        line.decode()  # a fold is between characters
    whole = b"\n".join(lines)
    assert b"\r" not in whole
    _no_codes(whole)
    unfolded = data.replace(b"\r\n ", b"").split(b"\r\n")[:-1]
    assert all(re.match(rb"[A-Z-]+(;[A-Z-]+=[^:;]*)*:", line) for line in unfolded), unfolded


@pytest.mark.parametrize(
    "text",
    ["C:\\Neu\\n", "\\N", "\\\\N\\", "a;b,c\\;d", "line\nline\\nno line", "\\;\\,\\\\", "\t\\t"],
)
def test_a_text_of_a_calendar_comes_back_as_it_stood(text: str) -> None:
    """RFC 5545, 3.3.11: a backslash stays one, whatever letter follows it."""
    data = calendar(text, [item(event(title=text, text=text, links=()))])
    (name,) = re.findall(rb"X-WR-CALNAME:(.*)", data.replace(b"\r\n ", b"").replace(b"\r", b""))
    unescaped = re.compile(r"\\(.)")
    plain = unescaped.sub(lambda m: "\n" if m[1] in "nN" else m[1], name.decode())
    assert plain == text
    (summary,) = re.findall(rb"SUMMARY[^:]*:(.*)", data.replace(b"\r\n ", b"").replace(b"\r", b""))
    assert unescaped.sub(lambda m: "\n" if m[1] in "nN" else m[1], summary.decode()) == text


# ---- Addresses ----


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://münchen.example/ä?ö#ü", "https://xn--mnchen-3ya.example/%C3%A4?%C3%B6#%C3%BC"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
        ("https://例え.example:8443/x", "https://xn--r8jz45g.example:8443/x"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://a:b@m.example/x", "https://m.example/x"),
        ("https://m.example/100%/%41", "https://m.example/100%25/%41"),
        ("https://m.example/a b", "https://m.example/ab"),
        ("https://a_b.example/x?y=1&z=2", "https://a_b.example/x?y=1&z=2"),
        ("", ""),
    ],
)
def test_an_address_is_a_uri(address: str, expected: str) -> None:
    """Its host as DNS knows it; nobody's password."""
    assert uri(address) == expected


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_the_same_when_it_is_written_twice(address: str) -> None:
    """So that what is encoded is not encoded again."""
    assert uri(uri(address)) == uri(address)


def test_a_picture_is_there_for_the_rules() -> None:
    """The corpus has enclosures, with and without a description."""
    assert [each.pictures for each in entries()].count(()) == 1
    assert PICTURE.size


def test_no_reader_of_a_calendar_is_misled(tmp_path: Path) -> None:
    """An event cannot begin another one."""
    data = calendar("x", map(item, events()))
    assert data.count(b"\r\nBEGIN:VALARM") == 0
    assert data.count(b"BEGIN:VEVENT\r\n") == len(ODD)
