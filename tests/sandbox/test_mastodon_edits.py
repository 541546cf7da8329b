"""Mastodon's posts as they change: edits and versions, polls, what stands above and below."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.test_shapes import check
from tests.sandbox.visitors import (
    Tooter,
    film,
    ledger,
    move_clock,
    picture,
    read,
    sandbox,
    start,
)

POLL: dict[str, Any] = {"poll[options][]": ["Sí", "No"], "poll[expires_in]": "3600"}


def edit(tooter: Tooter, id: str, **fields: Any) -> requests.Response:
    """Change a post by JSON."""
    address = f"{tooter.url}/api/v1/statuses/{id}"
    return requests.put(address, json=fields, headers=tooter.headers, timeout=10)


def vote(tooter: Tooter, id: str, *choices: int) -> requests.Response:
    """Vote in a poll."""
    address = f"{tooter.url}/api/v1/polls/{id}/votes"
    data = {"choices[]": choices}
    return requests.post(address, data=data, headers=tooter.headers, timeout=10)


def test_an_edit_keeps_the_id_and_the_earlier_words(tooter: Tooter) -> None:
    """The post shows the new words, its history both, and its source the present ones."""
    media = read(tooter.upload(picture(), "Una taula"))["id"]
    made = read(tooter.post("Tres dies", language="ca", media=[media], spoiler_text="Avís"))
    assert made["edited_at"] is None
    assert [each["content"] for each in read(tooter.get(f"/v1/statuses/{made['id']}/history"))] == [
        "<p>Tres dies</p>"
    ]
    move_clock(tooter.url, (start() + timedelta(hours=1)).isoformat())
    alts = [{"id": media, "description": "Una taula llarga"}]
    changed = read(
        edit(tooter, made["id"], status="Quatre dies", media_ids=[media], media_attributes=alts)
    )
    assert (changed["id"], changed["created_at"]) == (made["id"], made["created_at"])
    assert changed["edited_at"] == "2026-12-01T10:00:00.000Z"
    assert changed["content"] == "<p>Quatre dies</p>"
    assert changed["media_attachments"][0]["description"] == "Una taula llarga"
    first, last = read(tooter.get(f"/v1/statuses/{made['id']}/history"))
    assert (first["content"], first["spoiler_text"]) == ("<p>Tres dies</p>", "Avís")
    assert first["media_attachments"][0]["description"] == "Una taula"
    assert (last["content"], last["spoiler_text"]) == ("<p>Quatre dies</p>", "")
    assert last["created_at"] == changed["edited_at"]
    assert read(tooter.get(f"/v1/statuses/{made['id']}/source"))["text"] == "Quatre dies"
    assert [each["text"] for each in ledger(tooter.url)["posts"]] == ["Quatre dies"]


def test_an_edit_takes_out_what_it_does_not_name(tooter: Tooter) -> None:
    """As on Mastodon, the pictures go; without any words left it is refused."""
    media = read(tooter.upload(picture()))["id"]
    made = read(tooter.post("Tres dies", media=[media]))
    assert read(edit(tooter, made["id"], status="Tres dies"))["media_attachments"] == []
    assert "blank" in read(edit(tooter, made["id"]), 422)["error"]


def test_an_edit_without_a_difference_makes_no_version(tooter: Tooter) -> None:
    """The same words again are no edit."""
    made = read(tooter.post("Tres dies"))
    assert read(edit(tooter, made["id"], status="Tres dies"))["edited_at"] is None
    assert len(read(tooter.get(f"/v1/statuses/{made['id']}/history"))) == 1


def test_what_may_not_be_edited_is_refused(tooter: Tooter) -> None:
    """Another's post, none at all, too many characters, another post's picture."""
    media = read(tooter.upload(picture()))["id"]
    mine = read(tooter.post("Tres dies", media=[media]))["id"]
    other = read(tooter.post("Una taula"))["id"]
    stranger = Tooter(tooter.url, "navarra-es")
    assert read(edit(stranger, mine, status="x"), 404) == {"error": "Record not found"}
    assert read(edit(tooter, "0", status="x"), 404) == {"error": "Record not found"}
    assert "limit of 500" in read(edit(tooter, mine, status="x" * 501), 422)["error"]
    assert (
        "already attached" in read(edit(tooter, other, status="x", media_ids=[media]), 422)["error"]
    )


def test_an_edited_post_is_the_same_after_a_restart(tmp_path: Path) -> None:
    """The journal keeps the edit too."""
    with sandbox(start, state=tmp_path) as box:
        tooter = Tooter(box.url)
        made = read(tooter.post("Tres dies", **POLL))
        read(edit(tooter, made["id"], status="Quatre dies"))
    with sandbox(start, state=tmp_path) as box:
        again = read(Tooter(box.url).get(f"/v1/statuses/{made['id']}"))
        assert (again["content"], again["poll"]) == ("<p>Quatre dies</p>", None)
        assert len(read(Tooter(box.url).get(f"/v1/statuses/{made['id']}/history"))) == 2


def test_a_thread_is_seen_from_each_of_its_posts(tooter: Tooter) -> None:
    """What stands above comes from the first on; what stands below, each with its replies."""
    first = read(tooter.post("1/3"))["id"]
    second = read(tooter.post("2/3", in_reply_to_id=first))["id"]
    third = read(tooter.post("3/3", in_reply_to_id=second))["id"]
    aside = read(tooter.post("aside", in_reply_to_id=first))["id"]
    for id, above, below in [
        (first, [], [second, third, aside]),
        (second, [first], [third]),
        (third, [first, second], []),
    ]:
        context = read(tooter.get(f"/v1/statuses/{id}/context"))
        assert [each["id"] for each in context["ancestors"]] == above
        assert [each["id"] for each in context["descendants"]] == below
    read(tooter.get("/v1/statuses/0/context"), 404)


def test_a_poll_is_asked_voted_in_and_closed(tooter: Tooter) -> None:
    """Its options in their order, one vote a person, none after the end; pictures too."""
    media = read(tooter.upload(picture()))["id"]
    status = read(tooter.post("Vens?", media=[media], **POLL))
    poll = status["poll"]
    assert [each["title"] for each in poll["options"]] == ["Sí", "No"]
    assert (poll["expires_at"], poll["expired"]) == ("2026-12-01T10:00:00.000Z", False)
    assert status["media_attachments"]
    assert "own polls" in read(vote(tooter, poll["id"], 0), 422)["error"]
    voter = Tooter(tooter.url, "navarra-es")
    assert "does not exist" in read(vote(voter, poll["id"], 2), 422)["error"]
    after = read(vote(voter, poll["id"], 1))
    assert (after["voted"], after["own_votes"]) == (True, [1])
    assert [each["votes_count"] for each in after["options"]] == [0, 1]
    assert "already voted" in read(vote(voter, poll["id"], 1), 422)["error"]
    move_clock(tooter.url, (start() + timedelta(hours=1)).isoformat())
    assert read(tooter.get(f"/v1/polls/{poll['id']}"))["expired"] is True
    late = Tooter(tooter.url, "ireland-ga")
    assert "ended" in read(vote(late, poll["id"], 0), 422)["error"]


@pytest.mark.parametrize(
    ("options", "seconds", "words"),
    [
        (["Sí"], "3600", "more than one"),
        (["a", "b", "c", "d", "e"], "3600", "more than 4"),
        (["Sí", "x" * 51], "3600", "longer than 50"),
        (["Sí", "Sí"], "3600", "duplicate"),
        (["Sí", "No"], "299", "too soon"),
        (["Sí", "No"], "2629747", "too far"),
        (["Sí", "No"], "", "blank"),
    ],
)
def test_a_poll_that_mastodon_refuses(
    tooter: Tooter, options: list[str], seconds: str, words: str
) -> None:
    """By JSON as by a form."""
    form: dict[str, Any] = {"poll[options][]": options, "poll[expires_in]": seconds}
    told = tooter.post("Vens?", **form)
    assert words in read(told, 422)["error"]
    body = {"status": "Vens?", "poll": {"options": options, "expires_in": seconds}}
    address = f"{tooter.url}/api/v1/statuses"
    told = requests.post(address, json=body, headers=tooter.headers, timeout=10)
    assert words in read(told, 422)["error"]


def test_twenty_posts_are_given_at_once_and_not_one_more(tooter: Tooter) -> None:
    """A batch beyond is an error, and gives none of them."""
    ids = [read(tooter.post(f"post {number}"))["id"] for number in range(21)]
    listed = read(tooter.get("/v1/statuses", **{"id[]": ids[:20]}))
    assert [each["id"] for each in listed] == ids[:20]
    told = read(tooter.get("/v1/statuses", **{"id[]": ids}), 422)
    assert told == {"error": "Mastodon::ValidationError"}
    assert len(read(tooter.get("/v1/statuses", **{"id[]": [*ids[:20], ids[0]]}))) == 20


@pytest.mark.parametrize("policy", ["public", "followers", "nobody"])
def test_a_known_quote_policy_is_kept(tooter: Tooter, policy: str) -> None:
    """It can be changed later without an edit."""
    status = read(tooter.post("Tres dies", quote_approval_policy=policy))
    assert status["quote_approval"]["automatic"] == ([] if policy == "nobody" else [policy])
    address = f"{tooter.url}/api/v1/statuses/{status['id']}/interaction_policy"
    body = {"quote_approval_policy": "nobody"}
    changed = read(requests.put(address, json=body, headers=tooter.headers, timeout=10))
    assert (changed["quote_approval"]["automatic"], changed["edited_at"]) == ([], None)


@pytest.mark.parametrize("policy", ["everyone", "Public", "following", "none", "0"])
def test_an_unknown_quote_policy_is_refused(tooter: Tooter, policy: str) -> None:
    """And nothing is posted."""
    assert read(tooter.post("a", quote_approval_policy=policy), 422) == {"error": "Record invalid"}
    assert ledger(tooter.url)["count"] == 0


def test_the_older_way_to_upload_answers_when_all_is_done(tooter: Tooter) -> None:
    """A film is ready with the answer, a picture as well."""
    for data in (picture(), film()):
        told = requests.post(
            f"{tooter.url}/api/v1/media",
            files={"file": ("a", data)},
            data={"description": "Una taula"},
            headers=tooter.headers,
            timeout=10,
        )
        media = read(told)
        assert (media["description"], bool(media["url"])) == ("Una taula", True)
        read(tooter.get(f"/v1/media/{media['id']}"))
        read(tooter.post("Tres dies", media=[media["id"]]))


def test_an_upload_is_dropped_while_no_post_has_it(tooter: Tooter) -> None:
    """One that a post has stays."""
    free, used = (read(tooter.upload(picture()))["id"] for _ in range(2))
    read(tooter.post("Tres dies", media=[used]))

    def drop(id: str) -> requests.Response:
        address = f"{tooter.url}/api/v1/media/{id}"
        return requests.delete(address, headers=tooter.headers, timeout=10)

    assert read(drop(free)) == {}
    read(drop(free), 404)
    assert "currently used" in read(drop(used), 422)["error"]
    assert "not found" in read(tooter.post("a", media=[free]), 422)["error"]


def test_the_server_names_its_software_and_version(tooter: Tooter) -> None:
    """In the instance, with the number of its API, and by nodeinfo."""
    told = read(tooter.get("/v2/instance"))
    assert (told["version"], told["api_versions"]) == ("4.6.5", {"mastodon": 11})
    links = read(requests.get(f"{tooter.url}/.well-known/nodeinfo", timeout=10))
    info = read(requests.get(links["links"][0]["href"], timeout=10))
    assert info["software"] == {"name": "mastodon", "version": "4.6.5"}


def test_what_changed_fits_mastodons_openapi(
    tooter: Tooter, mastodon_schemas: dict[str, Any]
) -> None:
    """An edited post with a poll, its versions, its surroundings."""
    made = read(tooter.post("Vens?", **POLL))
    poll = {"options": ["Sí", "No", "Potser"], "expires_in": 3600}
    changed = read(edit(tooter, made["id"], status="Vindràs?", poll=poll))
    below = read(tooter.post("Sí", in_reply_to_id=made["id"]))
    check(mastodon_schemas, "Status", changed)
    check(mastodon_schemas, "Status", below)
    check(mastodon_schemas, "Poll", changed["poll"])
    check(mastodon_schemas, "Context", read(tooter.get(f"/v1/statuses/{made['id']}/context")))
    for each in read(tooter.get(f"/v1/statuses/{made['id']}/history")):
        check(mastodon_schemas, "StatusEdit", each)
