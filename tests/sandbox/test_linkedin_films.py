"""The sandbox's LinkedIn takes a film as the Videos API does: in its parts, and whole or not."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import film, ledger, move_clock, picture, read

OWNER = "urn:li:organization:20230917"
HEADERS = {
    "Authorization": "Bearer sandbox-eu-belong",
    "LinkedIn-Version": "202611",
    "X-Restli-Protocol-Version": "2.0.0",
}
READY = "2026-12-01T09:00:05Z"
LATE = "2027-01-01T09:00:00Z"
PART = 4 * 1024 * 1024
LONG = film(more=bytes(PART))


def act(box: SandboxServer, action: str, **request: Any) -> requests.Response:
    """Begin or end an upload."""
    body = {f"{action}Request": request}
    url = f"{box.url}/rest/videos?action={action}"
    return requests.post(url, json=body, headers=HEADERS, timeout=10)


def begun(box: SandboxServer, data: bytes) -> dict[str, Any]:
    """What LinkedIn says to a film."""
    told: dict[str, Any] = read(act(box, "initializeUpload", owner=OWNER, fileSizeBytes=len(data)))
    value: dict[str, Any] = told["value"]
    return value


def sent(value: dict[str, Any], data: bytes) -> list[str]:
    """The ids of the parts of a film, each of which was taken."""
    ids = []
    for part in value["uploadInstructions"]:
        piece = data[part["firstByte"] : part["lastByte"] + 1]
        answer = requests.put(part["uploadUrl"], data=piece, timeout=10)
        assert answer.status_code == 200
        ids.append(answer.headers["ETag"])
    return ids


def ended(
    box: SandboxServer, value: dict[str, Any], ids: list[str], **changes: Any
) -> requests.Response:
    """Put the parts together."""
    token = value["uploadToken"]
    request = {"video": value["video"], "uploadToken": token, "uploadedPartIds": ids, **changes}
    return act(box, "finalizeUpload", **request)


def given(box: SandboxServer, data: bytes) -> str:
    """The URN of a film that was handed in."""
    value = begun(box, data)
    assert ended(box, value, sent(value, data)).status_code == 200
    return str(value["video"])


def stands(box: SandboxServer, urn: str) -> str:
    """How far a film has come."""
    url = f"{box.url}/rest/videos/{quote(urn, safe='')}"
    return str(read(requests.get(url, headers=HEADERS, timeout=10))["status"])


def post(box: SandboxServer, content: dict[str, Any]) -> requests.Response:
    """Post something."""
    body = {
        "author": OWNER,
        "commentary": "Tres dies",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
        "content": content,
    }
    return requests.post(f"{box.url}/rest/posts", json=body, headers=HEADERS, timeout=10)


def test_a_film_is_named_in_parts_and_worked_on_before_it_can_be_posted(box: SandboxServer) -> None:
    """Ranges that follow each other, a state for each step, and the film itself in the ledger."""
    value = begun(box, LONG)
    ranges = [(each["firstByte"], each["lastByte"]) for each in value["uploadInstructions"]]
    assert ranges == [(0, PART - 1), (PART, len(LONG) - 1)]
    assert stands(box, value["video"]) == "WAITING_UPLOAD"
    content = {"media": {"id": value["video"], "title": "Una taula"}}
    assert "not available" in read(post(box, content), 422)["message"]
    ids = sent(value, LONG)
    assert all(each.startswith("/ambry-video/signedId/") for each in ids)
    assert "not available" in read(post(box, content), 422)["message"]
    assert ended(box, value, ids).status_code == 200
    assert stands(box, value["video"]) == "PROCESSING"
    assert "not available" in read(post(box, content), 422)["message"]
    move_clock(box.url, READY)
    assert stands(box, value["video"]) == "AVAILABLE"
    assert post(box, content).status_code == 201
    [entry] = ledger(box.url)["posts"]
    assert [each["alt"] for each in entry["media"]] == ["Una taula"]
    assert "<video src=" in requests.get(box.url, timeout=10).text


def test_a_part_is_as_long_as_was_told_and_goes_to_its_signed_address(box: SandboxServer) -> None:
    """A byte less, a byte more, and an address that somebody made up are refused."""
    where = begun(box, film())["uploadInstructions"][0]["uploadUrl"]
    for wrong in (film()[:-1], film() + b"\0", b""):
        assert requests.put(where, data=wrong, timeout=10).status_code == 400
    plain = f"{box.url}{urlsplit(where).path}"
    for address in (plain, f"{plain}?part=0&sau=x", where.replace("part=0", "part=1")):
        assert requests.put(address, data=film(), timeout=10).status_code == 403
    answer = requests.put(plain.removesuffix("/uploadedVideo"), film(), headers=HEADERS, timeout=10)
    assert answer.status_code == 404
    assert requests.put(where, data=film(), timeout=10).status_code == 200


def test_only_all_parts_in_order_and_once_make_a_film(box: SandboxServer) -> None:
    """Named by their ids, under the upload's own token."""
    value = begun(box, LONG)
    assert "signed" in read(ended(box, value, []), 400)["message"]
    one, two = sent(value, LONG)
    for ids in ([], [one], [two, one], [one, two, two], [one, "x"], [f'"{one}"', two]):
        assert "signed" in read(ended(box, value, ids), 400)["message"]
    assert ended(box, value, [one, two], uploadToken="x").status_code == 400
    assert ended(box, value, [one, two], video="urn:li:video:C1").status_code == 404
    assert ended(box, value, [one, two], more=1).status_code == 422
    assert ended(box, value, [one, two]).status_code == 200
    assert ended(box, value, [one, two]).status_code == 400
    where = value["uploadInstructions"][0]["uploadUrl"]
    assert "expired" in read(requests.put(where, data=LONG[:PART], timeout=10), 403)["message"]


def test_the_addresses_end(box: SandboxServer) -> None:
    """After a month."""
    where = begun(box, film())["uploadInstructions"][0]["uploadUrl"]
    move_clock(box.url, LATE)
    assert "expired" in read(requests.put(where, data=film(), timeout=10), 403)["message"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"fileSizeBytes": 0}, 422),
        ({"fileSizeBytes": 74_999}, 422),
        ({"fileSizeBytes": 500_000_001}, 422),
        ({"fileSizeBytes": "90000"}, 422),
        ({"fileSizeBytes": None}, 422),
        ({"owner": "urn:li:person:1"}, 422),
        ({"uploadCaptions": True}, 422),
        ({"title": "x"}, 422),
        ({"uploadCaptions": False, "uploadThumbnail": False}, 200),
    ],
)
def test_an_upload_begins_with_its_owner_and_size(
    box: SandboxServer, changes: dict[str, Any], status: int
) -> None:
    """And with nothing that the sandbox would drop."""
    request = {"owner": OWNER, "fileSizeBytes": 75_000, **changes}
    assert act(box, "initializeUpload", **request).status_code == status


def test_an_upload_has_two_actions(box: SandboxServer) -> None:
    """Each with its own request."""
    assert act(box, "updateUpload").status_code == 400
    url = f"{box.url}/rest/videos?action=initializeUpload"
    wrong: list[dict[str, Any]] = [
        {},
        {"finalizeUploadRequest": {}},
        {"initializeUploadRequest": []},
    ]
    for body in wrong:
        assert requests.post(url, json=body, headers=HEADERS, timeout=10).status_code == 400


def test_what_is_no_film_fails_when_it_was_worked_on(box: SandboxServer) -> None:
    """A picture, too, and no post can show it."""
    urns = [given(box, data) for data in (b"no film at all" * 6000, picture() + bytes(75_000))]
    move_clock(box.url, READY)
    for urn in urns:
        assert stands(box, urn) == "PROCESSING_FAILED"
        assert "not available" in read(post(box, {"media": {"id": urn}}), 422)["message"]
    assert ledger(box.url)["posts"] == []


def test_a_film_has_no_alt_text_and_nothing_beside_it(box: SandboxServer) -> None:
    """It has a title."""
    one, two = given(box, film()), given(box, film(more=bytes(80_001)))
    move_clock(box.url, READY)
    alone = {"media": {"id": one, "altText": "Una taula"}}
    assert "a film id and title" in read(post(box, alone), 422)["message"]
    several = {"multiImage": {"images": [{"id": one}, {"id": two}]}}
    assert "stands alone" in read(post(box, several), 422)["message"]


def test_a_film_of_another_account_is_not_there(box: SandboxServer) -> None:
    """Neither to look at nor to end."""
    value = begun(box, film())
    ids = sent(value, film())
    headers = {**HEADERS, "Authorization": "Bearer sandbox-someone-else"}
    url = f"{box.url}/rest/videos"
    where = f"{url}/{quote(value['video'], safe='')}"
    assert requests.get(where, headers=headers, timeout=10).status_code == 404
    request = {
        "video": value["video"],
        "uploadToken": value["uploadToken"],
        "uploadedPartIds": ids,
    }
    body = {"finalizeUploadRequest": request}
    answer = requests.post(f"{url}?action=finalizeUpload", json=body, headers=headers, timeout=10)
    assert answer.status_code == 404
