"""What follows a post's text: a thread, a first comment, and the link that may go there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from campaign.compose.variant import Composed, compose
from campaign.model import Limits, Post, Variant
from tests.compose.material import (
    BLUESKY,
    CAMPAIGN,
    CATALONIA,
    MASTODON,
    REGISTERS,
    channel,
    post,
)

_LIMITS = {"mastodon": MASTODON, "bluesky": BLUESKY}


def _shown(text: str) -> str:
    """A network that shows of a link its host alone."""
    return re.sub(r"https?://([^/]+)\S*", r"\1/…", text)


def _thread(*parts: str, comment: str = "", **more: object) -> Post:
    """The learning-lab post with more in its English copy; the line of each part is known."""
    made = post(**more)  # type: ignore[arg-type]
    copy = replace(made.copy["en"], thread=parts, comment=comment)
    lines = {f"copy.en.thread.{number}": 30 + number for number in range(len(parts))}
    return replace(
        made,
        copy={**made.copy, "en": copy},
        lines={**made.lines, **lines, "copy.en.comment": 40},
    )


def _composed(
    of: Post,
    platform: str = "mastodon",
    limits: Limits | None = None,
    visible: Callable[[str], str] | None = str,
    options: Mapping[str, str] | None = None,
) -> Composed:
    return compose(
        of,
        replace(channel(platform, "en"), options=options or {}),
        CATALONIA,
        CAMPAIGN,
        REGISTERS,
        limits or replace(_LIMITS[platform], threads=True, comments=True),
        visible,
    )


def _variant(of: Post, platform: str = "mastodon", **options: str) -> Variant:
    composed = _composed(of, platform, options=options)
    assert composed.variant is not None and composed.findings == ()
    return composed.variant


def test_each_part_is_a_text_of_its_own_and_the_link_stays_in_the_first() -> None:
    """Facts and the region are filled in everywhere; hashtags go with the first part."""
    variant = _variant(
        _thread("All {{ fact.F01 }} of them.", "In {{ region }} too.", comment="Ask.")
    )
    assert variant.texts[0] == _variant(post()).text
    assert variant.texts[1:] == ("All 11 of them.", "In Catalonia too.", "Ask.")
    assert variant.commented
    assert variant.link in variant.texts[0]
    assert not _variant(_thread("More.")).commented


def test_a_plain_post_keeps_its_hashes() -> None:
    """What was approved before there were threads is approved still."""
    variant = _variant(post())
    assert variant.recipe == "60529d8237adeca2ca55c2feab1acd1003cae9e70a14ae21535c02e6e2eced47"
    assert variant.hash == "b2e756805db4037d419b617c8874dc8fde8c003f0039256fbf5fd0cebb812b64"


def test_a_comment_and_a_last_part_are_not_the_same_thing() -> None:
    """The same words in another place are another variant."""
    last, comment = _variant(_thread("Ask.")), _variant(_thread(comment="Ask."))
    assert last.texts == comment.texts
    assert len({last.recipe, comment.recipe, _variant(post()).recipe}) == 3


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
def test_the_link_goes_into_the_comment_where_the_channel_says_so(platform: str) -> None:
    """Behind the comment's words, alone without any, and where `{{ link }}` puts it."""
    link = _variant(post(), platform).link
    bare = _variant(post(), platform, link_in="comment")
    assert bare.texts[1:] == (link,) and bare.commented
    assert "http" not in bare.text and bare.link == link
    said = _variant(_thread(comment="Read on."), platform, link_in="comment")
    assert said.texts[1:] == (f"Read on.\n\n{link}",)
    placed = _variant(_thread(comment="See {{ link }} now."), platform, link_in="comment")
    assert placed.texts[1:] == (f"See {link} now.",)
    assert _variant(_thread("Two."), platform, link_in="comment").texts[1:] == ("Two.", link)
    assert _variant(post(), platform, link_in="text").texts == _variant(post(), platform).texts


def test_a_post_without_link_has_no_comment_for_it() -> None:
    """And whoever asks for the link then is told that there is none."""
    assert len(_variant(post(link=""), link_in="comment").texts) == 1
    composed = _composed(_thread(comment="See {{ link }}.", link=""))
    assert composed.variant is None
    (finding,) = composed.findings
    assert (finding.code, finding.place.line) == ("not-rendered", 40)
    assert "the post has none: write `link: https://…` in the post" in finding.message


def test_a_part_too_long_is_named_with_its_line_and_never_cut() -> None:
    """Measured by the network's own rule, each part for itself; no rung of the ladder applies."""
    words = "word " * 70 + "end."
    composed = _composed(_thread("Short.", words, comment=words), "bluesky")
    assert composed.variant is not None
    assert composed.variant.texts[2:] == (words, words)
    long, comment = composed.findings
    assert (long.code, long.blocks, long.place.line) == ("too-long", True, 31)
    said = "354 characters as seen, 54 more than the 300 allowed on bluesky"
    assert long.message == f"part 3: {said}"
    assert (comment.message, comment.place.line) == (f"the first comment: {said}", 40)
    assert _composed(_thread("Short.", words), "mastodon").findings == ()


def test_the_first_part_is_still_fitted_and_the_others_are_left_alone() -> None:
    """The ladder drops its hashtags; the tag inside the second part stays."""
    limits = replace(MASTODON, text=150, threads=True)
    composed = _composed(_thread("Second. #EUBelong"), limits=limits)
    assert composed.variant is not None
    assert [finding.code for finding in composed.findings] == ["fitted"]
    assert composed.variant.texts[1] == "Second. #EUBelong"


def test_a_link_in_a_part_counts_as_it_is_shown() -> None:
    """290 characters and a long link fit where only its host is shown."""
    part = "x" * 270 + " {{ link }}"
    assert _composed(_thread(part), "bluesky", visible=_shown).findings == ()
    assert [f.code for f in _composed(_thread(part), "bluesky").findings] == ["too-long"]
    untracked = _composed(_thread("{{ link }}"), "bluesky", visible=None).variant
    assert untracked is not None
    assert untracked.texts[1] == "https://eu-belong.aer.eu/labs?lang=en#top"


def test_a_network_without_threads_blocks_unless_it_has_a_text_of_its_own() -> None:
    """No part is lost in silence; the text of its own stands alone."""
    threaded = _thread("Two.", comment="Ask.")
    comments = replace(MASTODON, comments=True)
    blocked = _composed(threaded, limits=comments)
    assert blocked.variant is not None and blocked.variant.texts[1:] == ("Ask.",)
    (finding,) = blocked.findings
    assert (finding.code, finding.blocks) == ("part-not-taken", True)
    assert (finding.message, finding.place.line) == ("mastodon takes no thread", 30)
    assert "overrides.mastodon.en.text" in finding.remedy
    own = replace(threaded, overrides={("mastodon", "en"): "All in one."})
    alone = _composed(own, limits=MASTODON)
    assert alone.variant is not None and len(alone.variant.texts) == 1
    assert [(f.code, f.blocks) for f in alone.findings] == [("part-not-taken", False)]
    (refused,) = _composed(_thread(comment="Ask."), limits=MASTODON).findings
    assert refused.message == "mastodon takes no first comment"
