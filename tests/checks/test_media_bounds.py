"""What is not known of a picture is not judged, and what is said of it has the numbers in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.checks.media_bounds import refusals
from campaign.model import Limits, Media, PictureSize, Unit

PICTURE = Media("0" * 64, "image/png", 1000, 500, 1000, "Alt")
FILM = Media("1" * 64, "video/mp4", 640, 360, 9_000_000, "Alt", 42.0)
LIMITS = Limits(500, Unit.MASTODON, videos=1)


def said(media: Media, **bounds: Any) -> list[str]:
    """Each reason against one picture or film."""
    return [each.reason for each in refusals((media,), replace(LIMITS, **bounds))]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (PictureSize(pixels=500_000), ""),
        (PictureSize(pixels=499_999), "takes 499,999 pixels at most"),
        (PictureSize(side=1000), ""),
        (PictureSize(side=999), "takes 999 pixels on its longer side at most"),
        (PictureSize(sides=1500), ""),
        (PictureSize(sides=1499), "takes 1,499 pixels of width and height together at most"),
        (PictureSize(width=999), "takes 999 pixels of width at most"),
        (PictureSize(height=499), "takes 499 pixels of height at most"),
        (PictureSize(least_width=1000), ""),
        (PictureSize(least_width=1001), "takes 1,001 pixels of width at least"),
        (PictureSize(least_side=501), "takes 501 pixels on its shorter side at least"),
        (PictureSize(ratios=(1, 2)), ""),
        (PictureSize(ratios=(0.8, 1.915)), "takes from 4:5 to 1.91:1 (width to height)"),
        (PictureSize(ratios=(2.5, 10)), "takes from 5:2 to 10:1 (width to height)"),
    ],
)
def test_each_bound_in_pixels_is_named_with_what_the_picture_has(
    size: PictureSize, words: str
) -> None:
    """Of a picture and of a film alike."""
    for media, bound in (
        (PICTURE, "picture_size"),
        (replace(FILM, width=1000, height=500), "video_size"),
    ):
        found = said(media, **{bound: size})
        assert found == ([f"it has 1000 × 500 pixels, and the network {words}"] if words else [])


def test_what_is_not_known_is_not_judged() -> None:
    """A card before it is drawn has no bytes, and a film may not tell its length."""
    tight = {
        "image_bytes": 1,
        "picture_size": PictureSize(pixels=1, least_side=10, ratios=(1, 1)),
        "video_least_bytes": 10,
        "video_least_seconds": 10.0,
        "video_size": PictureSize(pixels=1),
    }
    assert said(replace(PICTURE, width=0, height=0, size=0), **tight) == []
    assert said(replace(FILM, width=0, height=0, size=0, seconds=0.0), **tight) == []


def test_a_picture_that_breaks_several_bounds_is_told_all_of_them() -> None:
    """So nobody mends one to be told the next."""
    found = said(PICTURE, image_bytes=999, picture_size=PictureSize(pixels=10, ratios=(1, 1.5)))
    assert [reason.split(",")[0] for reason in found] == [
        "it has 1",
        "it has 1000 × 500 pixels",
        "it has 1000 × 500 pixels",
    ]


def test_sizes_that_look_the_same_are_told_to_the_byte() -> None:
    """Megabytes to one place say nothing about one byte too many."""
    assert said(replace(PICTURE, size=5_000_001), image_bytes=5_000_000) == [
        "it has 5,000,001 bytes, more than the 5,000,000 the network takes"
    ]
    assert said(replace(PICTURE, size=9_000_000), image_bytes=5_000_000) == [
        "it has 9.0 MB, more than the 5.0 MB the network takes"
    ]
    [late] = said(replace(FILM, seconds=60.004), video_seconds=60)
    assert late.startswith("it lasts 60.004 seconds, longer than the 60 ")


def test_a_gif_has_bounds_of_its_own_where_the_network_names_them() -> None:
    """And those of any other picture where it does not."""
    gif = replace(PICTURE, mime="image/gif", size=10)
    kinds = ("image/png", "image/gif")
    own = {"gif_bytes": 9, "gif_size": PictureSize(pixels=9), "image_types": kinds}
    assert len(said(gif, **own)) == 2
    assert said(gif, image_bytes=9, image_types=kinds) != []
    assert said(replace(gif, mime="image/png"), **own) == []


def test_frames_count_only_where_a_picture_moves() -> None:
    """Elsewhere its first frame stands still, whatever follows it."""
    moving = replace(PICTURE, frames=11)
    assert said(moving, frames=10) == []
    [found] = said(moving, frames=10, animations=True)
    assert found == "it has 11 frames, more than the 10 the network takes"
    assert said(moving, frames=11, animations=True) == []
