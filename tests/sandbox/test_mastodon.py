"""The sandbox's Mastodon behaves as Mastodon does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import Tooter, ledger, move_clock, picture, read


def test_a_token_is_an_account_at_its_first_use(tooter: Tooter) -> None:
    """Any token of the agreed form works, and the account has followers."""
    account = read(tooter.get("/v1/accounts/verify_credentials"))
    assert account["acct"] == "catalonia-ca"
    assert account["followers_count"] > 100


@pytest.mark.parametrize("header", [None, "Bearer nobody", "Bearer sandbox-", "Basic sandbox-a"])
def test_a_wrong_token_is_refused_in_mastodons_words(
    box: SandboxServer, header: str | None
) -> None:
    """Missing, unknown and ill-formed tokens get 401 and Mastodon's sentence."""
    headers = {} if header is None else {"Authorization": header}
    answer = requests.get(
        f"{box.url}/api/v1/accounts/verify_credentials", headers=headers, timeout=10
    )
    assert read(answer, 401) == {"error": "The access token is invalid"}


def test_the_instance_tells_its_limits(tooter: Tooter) -> None:
    """The numbers a publisher must read are those of the network's largest server."""
    told = read(tooter.get("/v2/instance"))["configuration"]
    assert told["statuses"] == {
        "max_characters": 500,
        "max_media_attachments": 4,
        "characters_reserved_per_url": 23,
    }
    assert told["media_attachments"]["image_size_limit"] == 16 * 1024 * 1024
    assert told["media_attachments"]["description_limit"] == 10_000
    assert "image/png" in told["media_attachments"]["supported_mime_types"]


def test_a_picture_goes_out_with_its_description(tooter: Tooter, box: SandboxServer) -> None:
    """Upload, describe again, post, read: the last description and the same bytes come back."""
    data = picture()
    media = read(tooter.upload(data, "first try"))
    changed = requests.put(
        f"{box.url}/api/v1/media/{media['id']}",
        data={"description": "Una taula parada"},
        headers=tooter.headers,
        timeout=10,
    )
    assert read(changed)["description"] == "Una taula parada"
    status = read(tooter.post("Tres dies", language="ca", media=[media["id"]]))
    (shown,) = status["media_attachments"]
    assert shown["description"] == "Una taula parada"
    assert shown["meta"]["original"]["width"] == 40
    assert status["language"] == "ca"
    assert requests.get(shown["url"], timeout=10).content == data


def test_a_status_can_be_sent_as_json(tooter: Tooter) -> None:
    """The same post as JSON, with a list of media ids."""
    media = read(tooter.upload(picture()))
    answer = requests.post(
        f"{tooter.url}/api/v1/statuses",
        json={"status": "Hola", "media_ids": [media["id"]], "visibility": "unlisted"},
        headers=tooter.headers,
        timeout=10,
    )
    status = read(answer)
    assert status["visibility"] == "unlisted"
    assert len(status["media_attachments"]) == 1


def test_the_same_key_gives_the_same_status_for_an_hour(tooter: Tooter) -> None:
    """A repeat within the hour posts nothing; after the hour the key is forgotten."""
    first = read(tooter.post("Hola", key="k"))
    move_clock(tooter.url, "2026-12-01T09:59:59Z")
    assert read(tooter.post("Hola", key="k"))["id"] == first["id"]
    assert ledger(tooter.url)["count"] == 1
    move_clock(tooter.url, "2026-12-01T10:00:00Z")
    assert read(tooter.post("Hola", key="k"))["id"] != first["id"]


def test_a_key_sent_many_times_at_once_makes_one_status(tooter: Tooter) -> None:
    """Sixteen senders, one key: one status, and every sender is told the same id."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: read(tooter.post("Hola", key="k")), range(16)))
    assert len({answer["id"] for answer in answers}) == 1
    assert ledger(tooter.url)["count"] == 1


def test_a_key_belongs_to_one_account(tooter: Tooter) -> None:
    """Two accounts may use the same key."""
    first = read(tooter.post("Hola", key="k"))
    second = read(Tooter(tooter.url, "navarra-es").post("Hola", key="k"))
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 500,
        "👩‍👩‍👧‍👦" * 500,
        "क्ष" * 500,
        "x" * 476 + " https://example.org/" + "y" * 300,
        "x" * 494 + " @user@a-very-long-name.example.org",
    ],
)
def test_what_fits_by_mastodons_own_count_is_accepted(tooter: Tooter, text: str) -> None:
    """Graphemes count, a link is 23, a far away person counts without the server."""
    assert read(tooter.post(text))["id"]
    assert read(tooter.post(text + "!"), 422) == {
        "error": "Validation failed: Text character limit of 500 exceeded"
    }


def test_a_content_warning_counts_too(tooter: Tooter) -> None:
    """Text and spoiler share the 500."""
    assert read(tooter.post("x" * 490, spoiler_text="y" * 10))["spoiler_text"] == "y" * 10
    read(tooter.post("x" * 491, spoiler_text="y" * 10), 422)


def test_what_mastodon_refuses_is_refused(tooter: Tooter) -> None:
    """Nothing to say, five pictures, a foreign picture, a picture twice, a film."""
    assert read(tooter.post("  "), 422)["error"] == "Validation failed: Text can't be blank"
    five = [read(tooter.upload(picture()))["id"] for _ in range(5)]
    assert "more than 4" in read(tooter.post("a", media=five), 422)["error"]
    other = Tooter(tooter.url, "navarra-es")
    assert "not found" in read(other.post("a", media=five[:1]), 422)["error"]
    read(tooter.post("a", media=five[:1]))
    assert "already" in read(tooter.post("b", media=five[:1]), 422)["error"]
    assert "could not be verified" in read(tooter.upload(b"\0\0\0 ftypisom"), 422)["error"]
    assert "16 MB" in read(tooter.upload(bytes(16 * 1024 * 1024 + 1)), 422)["error"]
    assert "10000" in read(tooter.upload(picture(), "x" * 10_001), 422)["error"]
    assert ledger(tooter.url)["count"] == 1


def test_a_feature_the_sandbox_lacks_is_refused_and_not_dropped(tooter: Tooter) -> None:
    """A scheduled post would otherwise go out at once, a quote without what it quotes."""
    assert (
        "scheduled_at" in read(tooter.post("a", scheduled_at="2027-01-01T00:00:00Z"), 422)["error"]
    )
    assert "quoted" in read(tooter.post("a", quoted_status_id="1"), 422)["error"]
    assert ledger(tooter.url)["count"] == 0


def test_a_status_is_listed_sourced_and_deleted(tooter: Tooter) -> None:
    """What reconciling needs: the list, the source; and a deletion hides but is remembered."""
    status = read(tooter.post("One & two\nhttps://example.org/a?b=1 #EUBelong"))
    assert '<a href="https://example.org/a?b=1"' in status["content"]
    assert "One &amp; two<br />" in status["content"]
    assert [tag["name"] for tag in status["tags"]] == ["eubelong"]
    assert read(tooter.get(f"/v1/statuses/{status['id']}/source"))["text"].startswith("One & two\n")
    listed = read(tooter.get(f"/v1/accounts/{status['account']['id']}/statuses"))
    assert [each["id"] for each in listed] == [status["id"]]
    many = read(tooter.get("/v1/statuses", **{"id[]": [status["id"], "1"]}))
    assert [each["id"] for each in many] == [status["id"]]
    assert read(tooter.delete(status["id"]))["text"].startswith("One & two")
    assert read(tooter.get(f"/v1/statuses/{status['id']}"), 404) == {"error": "Record not found"}
    (kept,) = ledger(tooter.url)["posts"]
    assert kept["deleted_at"] is not None


def test_older_statuses_come_page_by_page(tooter: Tooter) -> None:
    """`max_id` goes back in time, newest first, none twice and none left out."""
    made = [read(tooter.post(f"number {n}")) for n in range(5)]
    path = f"/v1/accounts/{made[0]['account']['id']}/statuses"
    page = read(tooter.get(path, limit=2))
    seen = [each["id"] for each in page]
    while page:
        page = read(tooter.get(path, limit=2, max_id=page[-1]["id"]))
        seen += [each["id"] for each in page]
    assert seen == [each["id"] for each in reversed(made)]


def test_an_answer_counts_as_a_reply(tooter: Tooter) -> None:
    """A thread's second part names the first, whose replies it raises."""
    first = read(tooter.post("one"))
    second = read(tooter.post("two", in_reply_to_id=first["id"]))
    assert second["in_reply_to_id"] == first["id"]
    assert read(tooter.get(f"/v1/statuses/{first['id']}"))["replies_count"] == 1
    read(tooter.post("three", in_reply_to_id="1"), 404)


def test_only_the_author_sees_a_private_status(tooter: Tooter) -> None:
    """A private post is neither shown to others nor written into the public ledger."""
    status = read(tooter.post("for followers", visibility="private"))
    other = Tooter(tooter.url, "navarra-es")
    assert read(tooter.get(f"/v1/statuses/{status['id']}"))["visibility"] == "private"
    read(other.get(f"/v1/statuses/{status['id']}"), 404)
    assert read(other.get(f"/v1/accounts/{status['account']['id']}/statuses")) == []
    assert ledger(tooter.url)["count"] == 0


def test_the_rate_limit_is_told_and_kept(tooter: Tooter) -> None:
    """30 pictures in half an hour; the reset is ISO 8601; later it works again."""
    for _ in range(30):
        answer = tooter.upload(picture())
    assert answer.headers["X-RateLimit-Limit"] == "30"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    refused = tooter.upload(picture())
    assert read(refused, 429) == {"error": "Too many requests"}
    reset = refused.headers["X-RateLimit-Reset"]
    assert datetime.fromisoformat(reset).tzinfo is not None
    move_clock(tooter.url, reset)
    read(tooter.upload(picture()))
