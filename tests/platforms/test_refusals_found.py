"""One over each bound of a network is a finding that names it; what is at the bound is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.platforms import corpus
from tests.platforms.checked import EDITORIAL, FILMS, PICTURES, blocking, compiled, of
from tests.platforms.samples import channel


@pytest.mark.parametrize(("network", "over", "at", "words"), [*PICTURES, *FILMS])
def test_one_over_each_bound_of_media_is_a_finding_with_the_numbers(
    network: str, over: str, at: str, words: str
) -> None:
    """And what is at the bound is none."""
    code = "film-refused" if over.endswith(".mp4") else "picture-refused"
    if words:
        said = of(code, network, corpus.post(0, images=[over]))
        assert words in said and over in said
    for name in filter(None, (at, "" if words else over)):
        assert of("film-refused", network, corpus.post(0, images=[name])) == ""
        assert of("picture-refused", network, corpus.post(0, images=[name])) == ""


@pytest.mark.parametrize(
    ("network", "images", "code", "words"),
    [
        ("x", ("moving.gif", "other.jpg"), "picture-refused", "a GIF goes out alone"),
        ("x", ("plain.jpg", "still.gif"), "picture-refused", "a GIF goes out alone"),
        ("mastodon", ("plain.jpg", "film.mp4"), "film-refused", "a film goes out alone"),
        ("bluesky", ("film.mp4", "second.mp4"), "film-refused", "a film goes out alone"),
        ("threads", ("plain.jpg",) * 21, "pictures-many", "the 21 pictures"),
        ("instagram", ("plain.jpg",) * 11, "pictures-many", "the 11 pictures"),
        ("bluesky", ("plain.jpg",) * 5, "pictures-many", "the 5 pictures"),
        ("linkedin", ("plain.jpg",) * 21, "pictures-many", "the 21 pictures"),
        ("instagram", (), "network-refuses", "takes no text alone"),
        ("pixelfed", (), "network-refuses", "a post needs a picture"),
    ],
)
def test_what_may_not_stand_together_is_a_finding(
    network: str, images: tuple[str, ...], code: str, words: str
) -> None:
    """So is a post without what its network needs."""
    assert words in of(code, network, corpus.post(0, images=images))


@pytest.mark.parametrize(
    ("network", "text", "code", "words"),
    [
        (
            "pixelfed",
            "Menys que abans: tres<cinc.",
            "network-refuses",
            "text behind a < would be lost",
        ),
        ("threads", "’" * 167, "too-long", "503 bytes, 3 more than the 500"),
        ("threads", "ż" * 250, "too-long", "502 bytes, 2 more than the 500"),
        ("linkedin", "x" * 2970 + "(" * 15, "too-long", "2 more than the 3000"),
        ("linkedin", "#Belong " * 150, "too-long", "as they are escaped"),
        ("x", "Preus: $EU i $BRK.A", "too-many", "2 cashtags, 1 more than the 1"),
        ("instagram", "#Tag " * 31, "too-many", "31 hashtags, 1 more than the 30"),
        ("instagram", "@gent " * 21, "too-many", "21 mentions, 1 more than the 20"),
        ("telegram", "x" * 1023, "too-long", "1025 UTF-16 units, 1 more than the 1024"),
    ],
)
def test_one_over_each_bound_of_words_is_a_finding(
    network: str, text: str, code: str, words: str
) -> None:
    """The same words less what is too much are none."""
    picture = () if network in ("threads", "x", "linkedin") else ("plain.jpg",)
    assert words in of(code, network, corpus.post(0, text, picture))


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("pixelfed", "Menys que abans: tres < cinc."),
        ("threads", "’" * 166),
        ("threads", "ż" * 249),
        ("linkedin", "x" * 2968 + "(" * 15),
        ("x", "Preus: $EU i $100 i 5$"),
        ("instagram", "#Tag " * 30 + "@gent " * 20),
        ("telegram", "x" * 1022),
    ],
)
def test_words_at_the_bound_are_no_finding(network: str, text: str) -> None:
    """So the bound is where it is said to be."""
    picture = () if network in ("threads", "x", "linkedin") else ("plain.jpg",)
    found = blocking(channel(network, ""), corpus.post(0, text, picture))
    assert {each.code for each in found} <= EDITORIAL


def test_a_sixth_link_may_come_from_the_posts_own() -> None:
    """It is attached, and counts with those of the text."""
    five = "https://a.eu/ https://b.eu/ https://c.eu/ https://d.eu/ https://e.eu/"
    post = replace(corpus.post(0, five), link="https://f.eu/")
    options = {"link_in": "text"}
    templates = blocking(channel("threads", "", options), post)
    assert {each.code for each in templates} & {"too-many", "network-refuses"}


@pytest.mark.parametrize(
    ("network", "options", "account", "words"),
    [
        ("pixelfed", {"spoiler": "x" * 141}, "", "spoiler has 141 characters, 140 are allowed"),
        ("linkedin", {}, "acme", "account is the organisation's number"),
        ("telegram", {"preview": "huge"}, "", "preview is one of"),
        ("mastodon", {"visibility": "direct"}, "", "visibility is one of"),
        ("instagram", {"public_media_url": "http://media.example"}, "", "must begin with https://"),
        ("apprise", {"format": "rtf"}, "", "format is one of"),
    ],
)
def test_a_channel_that_no_post_can_leave_by_is_one_finding(
    network: str, options: dict[str, str], account: str, words: str
) -> None:
    """At the channel's line, not at each post; all its posts are held back."""
    place = channel(network, "", options, account)
    posts = [corpus.post(number, images=["plain.jpg"]) for number in range(3)]
    made = compiled(place, posts)
    [finding] = [each for each in made.findings if each.code == "network-refuses"]
    assert words in finding.message
    assert (finding.place, finding.channel, finding.post) == (place.place, place.name, "")
    assert all("network-refuses" in each.blocked for each in made.planned)


@pytest.mark.parametrize(
    ("server", "options", "words"),
    [
        ("http://mastodon.example", {}, "http"),
        ("https://mastodon.example:port", {}, "a port that is no port"),
        ("ftp://mastodon.example", {}, "ftp"),
        ("http://mastodon.example", {"cleartext": "yes"}, ""),
        ("https://mastodon.example", {}, ""),
    ],
)
def test_a_server_that_no_token_may_go_to_is_one_finding(
    server: str, options: dict[str, str], words: str
) -> None:
    """Before anything is planned, not when the first post is due."""
    found = blocking(channel("mastodon", server, options), corpus.post(0), corpus.post(1))
    said = [each.message for each in found if each.code == "network-refuses"]
    assert len(said) == bool(words)
    assert all(words in each for each in said)


def test_without_an_address_for_pictures_only_those_with_pictures_are_held_back() -> None:
    """Threads fetches them itself, and takes a text without any."""
    place = channel("threads", "")
    place = replace(place, options={})
    texts, picture = corpus.post(0), corpus.post(1, images=["plain.jpg"])
    [finding] = [each for each in blocking(place, texts, picture) if each.code == "network-refuses"]
    assert (finding.post, "public_media_url" in finding.message) == ("post-1", True)
