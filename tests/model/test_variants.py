"""What decides a variant's hash, which is what is approved and what goes out."""

from __future__ import annotations

from tests.plan.made import variant


def test_the_frame_is_part_of_what_is_approved() -> None:
    """The same words in another frame are another variant; a plain one keeps the hash it had."""
    assert variant().hash == "744e11115fa9cf48b8723e95ff32303da33dbea936863db431c4ab67ec91f493"
    assert len({variant().hash, variant(frame="hope").hash, variant(frame="values").hash}) == 3
