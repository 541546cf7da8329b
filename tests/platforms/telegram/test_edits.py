"""Messages that are changed: a text, a caption, the caption of an album."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unauthorized
from campaign.model import Receipt
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, Shelf, picture, standing
from tests.platforms.scripted import Mishap, Scripted, always
from tests.platforms.telegram.telegraphing import SHOWN, TRACKED, no, ok, plain, telegram


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_message_gets_other_words_and_another_link(
    count: int, box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Whatever it is: the album's words are at its first picture."""
    media = [shelf.put(picture(f"#0000{number:02x}")) for number in range(count)]
    adapter = telegram(box.url, shelf, clock)
    old = adapter.payloads(plain(*media), START)[0]
    receipt = adapter.publish(old, "key")
    assert isinstance(receipt, Receipt)
    new = adapter.payloads(plain(*media, text=f"Vine: {SHOWN}", link=TRACKED), START)[0]
    for _ in range(2):  # the second changes nothing, and Telegram refuses it
        again = adapter.edit(receipt.remote_id, new)
        assert (again.remote_id, again.url) == (receipt.remote_id, receipt.url)
    [entry] = standing(box.url, "telegram")
    assert entry["text"] == f"Vine: {SHOWN}" and len(entry["media"]) == count


def test_a_text_is_not_put_under_a_picture_nor_a_caption_over_a_text(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """Telegram refuses it, and nothing is changed."""
    adapter = telegram(box.url, shelf, clock)
    text = adapter.payloads(plain(), START)[0]
    pictured = adapter.payloads(plain(shelf.put(picture()), text="Altra"), START)[0]
    receipt = adapter.publish(text, "key")
    assert isinstance(receipt, Receipt)
    with pytest.raises(Rejected, match="no caption in the message"):
        adapter.edit(receipt.remote_id, pictured)
    assert [each["text"] for each in standing(box.url, "telegram")] == [plain().text]


def message(text: str, number: int = 7) -> dict[str, Any]:
    """A message as an edit gives it back."""
    return {"message_id": number, "text": text, "chat": {"id": -1, "username": "eubelong"}}


def test_an_edit_says_what_it_changes_and_nothing_else() -> None:
    """The chat, the message, the words, the marks; not how loud the post was."""
    with Scripted(always(ok(message("Nou")))) as server:
        adapter = telegram(server.url, silent="yes", protect="yes", preview="none")
        adapter.edit("7", adapter.payloads(plain(text="Nou"), START)[0])
    (seen,) = server.seen
    assert seen.path.endswith("/editMessageText")
    assert seen.data == {
        "chat_id": "@eubelong",
        "message_id": 7,
        "text": "Nou",
        "link_preview_options": {"is_disabled": True},
    }


@pytest.mark.parametrize("answer", [message("Ben altra cosa"), message("Nou", 8), True, {}])
def test_an_answer_about_something_else_leaves_a_doubt(answer: Any) -> None:
    """Other words, another message, no message."""
    with Scripted(always(ok(answer))) as server:
        adapter = telegram(server.url)
        payload = adapter.payloads(plain(text="Nou"), START)[0]
        with pytest.raises(OutcomeUnknown):
            adapter.edit("7", payload)


def test_what_is_gone_or_not_allowed_is_told_as_it_is() -> None:
    """A bot that lacks the right is no matter of the post."""
    payload = telegram().payloads(plain(text="Nou"), START)[0]
    with (
        Scripted(always(no(400, "Bad Request: message to edit not found"))) as server,
        pytest.raises(Rejected, match="message to edit not found"),
    ):
        telegram(server.url).edit("7", payload)
    with (
        Scripted(always(no(400, "Bad Request: message can't be edited"))) as server,
        pytest.raises(Rejected, match="can't be edited"),
    ):
        telegram(server.url).edit("7", payload)
    with (
        Scripted(always(no(403, "Forbidden: bot was kicked"))) as server,
        pytest.raises(Unauthorized),
    ):
        telegram(server.url).edit("7", payload)


def test_an_album_whose_deletion_was_lost_half_way_is_deleted_by_asking_again() -> None:
    """Message by message; one that is gone already is passed over."""
    gone: set[int] = set()

    def script(seen: Any) -> Any:
        number = seen.data["message_id"]
        if number in gone:
            return no(400, "Bad Request: message to delete not found")
        gone.add(number)
        return Mishap.RESET if number == 8 else ok(True)

    with Scripted(script) as server:
        adapter = telegram(server.url)
        with pytest.raises(OutcomeUnknown):
            adapter.withdraw("7,8,9")
        adapter.withdraw("7,8,9")
    assert gone == {7, 8, 9}
