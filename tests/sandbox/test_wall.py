"""The wall shows the posts as followers would see them."""

from html import unescape

import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import (
    RKEY,
    Skywriter,
    Tooter,
    images,
    ledger,
    picture,
    read,
    record,
)

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
