"""Meta's own SDK, which nobody here wrote, finds in the sandbox what it knows of its networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from facebook_business.adobjects.iguser import IGUser  # type: ignore[import-untyped]
from facebook_business.adobjects.page import Page  # type: ignore[import-untyped]
from facebook_business.adobjects.pagepost import PagePost  # type: ignore[import-untyped]
from facebook_business.api import FacebookAdsApi  # type: ignore[import-untyped]
from facebook_business.exceptions import FacebookRequestError  # type: ignore[import-untyped]
from facebook_business.session import FacebookSession  # type: ignore[import-untyped]

from campaign.sandbox import SandboxServer
from tests.sandbox.grapher import Grapher, jpeg
from tests.sandbox.visitors import ledger, shelved

TOKEN = "sandbox-catalonia"


def client(box: SandboxServer, token: str = TOKEN, version: str = "v26.0") -> FacebookAdsApi:
    """The SDK's client, whose every request goes to the sandbox."""
    session = FacebookSession(access_token=token, app_id="17", app_secret="secret")
    session.GRAPH = box.url
    session.requests.trust_env = False
    return FacebookAdsApi(session, api_version=version)


@pytest.fixture
def api(box: SandboxServer) -> Iterator[FacebookAdsApi]:
    """The client of somebody with a page and an Instagram account."""
    found = client(box)
    yield found
    found._session.requests.close()


def test_it_posts_a_picture_on_a_page_in_two_steps(
    api: FacebookAdsApi, box: SandboxServer, tmp_path: Path
) -> None:
    """A photo unpublished, a draft with it, and the draft published by its id."""
    page = Page(Grapher(box.url).page, api=api)
    file = tmp_path / "card.jpg"
    file.write_bytes(jpeg())
    with file.open("rb") as bytes_:
        params: dict[str, Any] = {"published": False, "alt_text_custom": "Una taula"}
        answer = api.call("POST", (page["id"], "photos"), params, files={"source": bytes_})
    photo = answer.json()["id"]
    params = {"message": "Tres dies.", "attached_media": [{"media_fbid": photo}]}
    draft = page.create_feed(params={**params, "published": False})
    assert ledger(box.url)["posts"] == []
    PagePost(draft["id"], api=api).api_update(params={"is_published": True})
    [entry] = ledger(box.url)["posts"]
    assert (entry["text"], entry["language"]) == ("Tres dies.", None)
    assert [each["alt"] for each in entry["media"]] == ["Una taula"]
    [seen] = page.get_published_posts(fields=["message", "permalink_url", "is_published"])
    assert (seen["id"], seen["message"]) == (draft["id"], "Tres dies.")
    assert seen["is_published"] is True and seen["permalink_url"].startswith(box.url)


def test_it_posts_a_picture_that_is_fetched(
    api: FacebookAdsApi, box: SandboxServer, media: Path
) -> None:
    """In one step, with words."""
    page = Page(Grapher(box.url).page, api=api)
    there = f"{box.url}/_sandbox/public-media/{shelved(media, jpeg())}"
    page.create_photo(params={"url": there, "caption": "Una taula."})
    [entry] = ledger(box.url)["posts"]
    assert entry["text"] == "Una taula." and len(entry["media"]) == 1


# Its description of the parameter speaks of objects; the API takes names.
@pytest.mark.filterwarnings("ignore:value of metric might not be compatible:UserWarning")
def test_it_comments_counts_and_deletes(api: FacebookAdsApi, box: SandboxServer) -> None:
    """What stands on a page."""
    page = Page(Grapher(box.url).page, api=api)
    assert page.api_get(fields=["name", "followers_count"])["name"] == "Catalonia"
    post = PagePost(page.create_feed(params={"message": "Tres dies."})["id"], api=api)
    comment = post.create_comment(params={"message": "Més"})
    [found] = post.get_comments(fields=["message"], params={"filter": "stream"})
    assert (found["id"], found["message"]) == (comment["id"], "Més")
    [figure] = post.get_insights(params={"metric": ["post_media_view"]})
    assert figure["name"] == "post_media_view" and figure["values"][0]["value"] >= 25
    post.api_delete()
    assert list(page.get_published_posts()) == []


def test_it_publishes_on_instagram(api: FacebookAdsApi, box: SandboxServer, media: Path) -> None:
    """A container of a picture that is fetched, and then the post."""
    one = Grapher(box.url)
    user = IGUser(one.get("/me", fields="user_id")["user_id"], api=api)
    there = f"{box.url}/_sandbox/public-media/{shelved(media, jpeg())}"
    made = user.create_media(
        params={"image_url": there, "caption": "Tres dies.", "alt_text": "Una taula"}
    )
    assert one.ready(made["id"]) == "FINISHED"
    post = user.create_media_publish(params={"creation_id": made["id"]})
    [entry] = ledger(box.url)["posts"]
    assert (entry["id"], entry["text"]) == (post["id"], "Tres dies.")
    [limit] = user.get_content_publishing_limit(fields=["quota_usage", "config"])
    assert limit["quota_usage"] == 1
    [seen] = user.get_media(fields=["caption", "permalink"])
    assert seen["caption"] == "Tres dies."


@pytest.mark.parametrize(
    ("token", "version", "said", "expected"),
    [
        ("EAAB", "v26.0", {"message": "a"}, (190, None)),
        (TOKEN, "v20.0", {"message": "a"}, (2635, None)),
        (TOKEN, "v26.0", {"message": ""}, (100, None)),
    ],
)
def test_it_reads_our_refusals_as_metas(
    box: SandboxServer,
    token: str,
    version: str,
    said: dict[str, str],
    expected: tuple[int, int | None],
) -> None:
    """Code, subcode and words, of a token, of a version, of a parameter."""
    api = client(box, token, version)
    with pytest.raises(FacebookRequestError) as caught:
        Page("me", api=api).create_feed(params=said)
    error = caught.value
    assert (error.api_error_code(), error.api_error_subcode()) == expected
    assert error.api_error_message()
    api._session.requests.close()


def test_it_is_told_what_is_gone(api: FacebookAdsApi) -> None:
    """With the subcode that says so."""
    with pytest.raises(FacebookRequestError) as caught:
        PagePost("1_2", api=api).api_delete()
    assert (caught.value.api_error_code(), caught.value.api_error_subcode()) == (100, 33)
