"""What readers get of a status, as different servers write it."""

from __future__ import annotations

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable, UnsupportedFeature
from campaign.model import Gone, Payload, Reading
from campaign.platforms.mastodon import reading
from tests.platforms.mastodon.mastodoning import HTML, STATUSES, TEXT, opened, status
from tests.platforms.samples import START, Shelf, picture, variant
from tests.platforms.scripted import Reply, Scripted, Seen, always

SENT = reading.of_payload(Payload("mastodon", {"status": TEXT, "language": "ca"}))
GOTOSOCIAL = (
    '<p>Tres dies. Una taula.</p><p><a href="https://aer.eu/?a=1&amp;b=2" rel="nofollow noreferrer '
    'noopener" target="_blank">https://aer.eu/?a=1&amp;b=2</a> <span class="h-card"><a '
    "href='https://far.example/@maria' class='u-url mention'>@<span>maria</span></a></span></p>"
)
PLEROMA = (
    'Tres dies. Una taula.<br><br><a href="https://aer.eu/?a=1&amp;b=2" rel="ugc">'
    'https://aer.eu/?a=1&amp;b=2</a> <span class="h-card"><a class="u-url mention" data-user="A1" '
    'href="https://far.example/@maria" rel="ugc">@<span>maria</span></a></span>'
)
UNRESOLVED = (
    '<p>Tres dies. Una taula.</p>\n<p><a href="https://aer.eu/?a=1&amp;b=2">aer.eu</a> '
    "@maria@far.example</p>"
).replace(">aer.eu<", ">https://aer.eu/?a=1&amp;b=2<")
QUOTED = (
    '<p class="quote-inline">RE: <a href="https://m.example/@x/1">m.example/@x/1</a></p>' + HTML
)


@pytest.mark.parametrize("html", [HTML, GOTOSOCIAL, PLEROMA, UNRESOLVED])
def test_every_server_s_html_is_read_as_the_same_words_and_links(html: str) -> None:
    """Names lose their host and are no links; a link's shown form is not what counts."""
    got = reading.of_status(status(9, START, content=html, language="ca"))
    assert (got.text, got.links) == (SENT.text, SENT.links)
    assert got.links == ("https://aer.eu/?a=1&b=2",)
    assert got.text == "Tres dies. Una taula.\n\nhttps://aer.eu/?a=1&b=2 @maria"


def test_a_link_that_shows_one_address_and_leads_to_another_is_seen() -> None:
    """The words are as they were sent, and the link is not."""
    html = HTML.replace('href="https://aer.eu/', 'href="https://evil.example/')
    got = reading.of_status(status(9, START, content=html))
    assert got.text == SENT.text and got.links == ("https://evil.example/?a=1&b=2",)


def test_a_content_warning_is_read_above_the_words() -> None:
    """As it was sent."""
    got = reading.of_status(status(9, START, content="<p>a</p>", spoiler_text="Compte"))
    body = {"status": "a", "spoiler_text": "Compte", "sensitive": True}
    assert got.text == "Compte\n\na" == reading.of_payload(Payload("mastodon", body)).text


def test_what_a_server_does_not_give_is_none() -> None:
    """And never an empty text, or no pictures."""
    got = reading.of_status({"id": "9"})
    assert got == Reading()
    assert reading.of_status({"media_attachments": [1], "content": 7}) == Reading()


def test_alt_texts_are_told_picture_by_picture() -> None:
    """A picture without one has "", in its place."""
    media = [{"id": "1", "description": None}, {"id": "2", "description": " Una  taula "}]
    got = reading.of_status(status(9, START, media_attachments=media))
    assert got.alts == ("", "Una taula") and got.pictures == 2


@pytest.mark.parametrize("code", [404, 410])
def test_a_status_that_is_gone_is_told_by_the_server_itself(code: int) -> None:
    """An error page of a gateway says nothing."""
    with Scripted(always(Reply(code, {"error": "Record not found"}))) as server:
        assert isinstance(opened(server.url).read("9"), Gone)
        opened(server.url).withdraw("9")
    with Scripted(always(Reply(code, raw=b"<h1>not here</h1>"))) as server:
        with pytest.raises(Unavailable):
            opened(server.url).read("9")
        with pytest.raises(Rejected):
            opened(server.url).withdraw("9")


def test_another_status_in_the_answer_is_not_ours() -> None:
    """Neither is an answer that is no status."""
    with Scripted(always(Reply(data=status(8, START)))) as server, pytest.raises(Unavailable):
        opened(server.url).read("9")
    with Scripted(always(Reply(data=[]))) as server, pytest.raises(Unavailable):
        opened(server.url).read("9")


def test_a_deletion_that_gives_another_status_back_is_in_doubt() -> None:
    """Nothing, or the status itself, is what was asked for."""
    for told in ({}, status(9, START)):
        with Scripted(always(Reply(data=told))) as server:
            opened(server.url).withdraw("9")
    with Scripted(always(Reply(data=status(8, START)))) as server, pytest.raises(OutcomeUnknown):
        opened(server.url).withdraw("9")


def test_an_edit_names_the_pictures_that_the_server_has(shelf: Shelf) -> None:
    """With their new alt texts, and without the audience, which cannot be changed."""
    there = status(9, START, media_attachments=[{"id": "31", "description": "old"}])

    def script(seen: Seen) -> Reply:
        return Reply(data={**there, "content": "<p>Nou</p>"} if seen.method == "PUT" else there)

    with Scripted(script) as server:
        adapter = opened(server.url, shelf=shelf)
        made = variant("mastodon", shelf.put(picture(), alt="nou"), text="Nou", link="")
        receipt = adapter.edit("9", adapter.payloads(made, START)[0])
    assert receipt.remote_id == "9"
    (put,) = [seen for seen in server.seen if seen.method == "PUT"]
    assert put.path == f"{STATUSES}/9"
    assert put.data == {
        "status": "Nou",
        "language": "ca",
        "spoiler_text": "",
        "sensitive": False,
        "media_ids": ["31"],
        "media_attributes": [{"id": "31", "description": "nou"}],
    }


def test_an_edit_of_a_post_with_other_pictures_is_not_sent(shelf: Shelf) -> None:
    """Mastodon takes out what is not named, and would have nothing to name."""
    with Scripted(always(Reply(data=status(9, START)))) as server:
        adapter = opened(server.url, shelf=shelf)
        made = variant("mastodon", shelf.put(picture()))
        with pytest.raises(UnsupportedFeature, match="has 0 pictures or films"):
            adapter.edit("9", adapter.payloads(made, START)[0])
    assert [seen.method for seen in server.seen] == ["GET"]


def test_an_edit_that_is_answered_with_other_words_is_in_doubt() -> None:
    """The answer may belong to something else."""
    with Scripted(always(Reply(data=status(9, START)))) as server:
        adapter = opened(server.url)
        payload = adapter.payloads(variant("mastodon", text="Ben altra cosa", link=""), START)[0]
        with pytest.raises(OutcomeUnknown):
            adapter.edit("9", payload)


def test_a_server_without_edits_refuses_and_nothing_is_in_doubt() -> None:
    """Such as one of other software, which knows no such method."""

    def script(seen: Seen) -> Reply:
        if seen.method == "PUT":
            return Reply(405, {"error": "method not allowed"})
        return Reply(data=status(9, START))

    with Scripted(script) as server:
        adapter = opened(server.url)
        payload = adapter.payloads(variant("mastodon", text="Nou", link=""), START)[0]
        with pytest.raises(Rejected, match="method not allowed"):
            adapter.edit("9", payload)
