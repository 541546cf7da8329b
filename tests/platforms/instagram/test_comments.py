"""Whose comment an answer of Instagram is about: its words are read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown
from campaign.model import Receipt
from tests.platforms.facebook.facebooking import GONE, NO_FIELD
from tests.platforms.meta.graphing import instagram, said
from tests.platforms.samples import START, Shelf
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.sandbox.grapher import jpeg

WORDS = "Tres dies."


@pytest.mark.parametrize(
    ("answer", "shown", "fits"),
    [
        ({"id": "55"}, Reply(data={"id": "55", "text": "Més"}), True),
        ({"id": "55"}, Reply(500, {}), True),
        ({"id": "55"}, GONE, True),
        ({"id": "55"}, Reply(403, {"error": {"message": "no", "code": 10}}), True),
        ({"id": "55"}, Reply(data={"id": "55", "text": "Una altra"}), False),
        ({"id": "55"}, NO_FIELD, False),
        ({"id": ""}, None, False),
        ([], None, False),
    ],
)
def test_instagrams_comment_is_read_back(answer: Any, shown: Reply | None, fits: bool) -> None:
    """Its id says nothing of the post it stands under, so its words do."""

    def script(seen: Seen) -> Reply:
        if seen.path.endswith("/comments"):
            return Reply(data=answer)
        if seen.path.endswith("/55"):
            assert shown is not None
            return shown
        return Reply(400, {"error": {"message": "too young", "code": 100}})

    made = replace(
        said("instagram", Shelf().put(jpeg(), mime="image/jpeg")),
        texts=(WORDS, "Més"),
        commented=True,
    )
    with Scripted(script) as server:
        adapter = instagram(server.url)
        comment = adapter.payloads(made, START)[1]
        if fits:
            found = adapter.publish(comment, "key", [Receipt("9", "https://example.org/p/9")])
            assert isinstance(found, Receipt) and found.remote_id == "55"
        else:
            with pytest.raises(OutcomeUnknown):
                adapter.publish(comment, "key", [Receipt("9")])
