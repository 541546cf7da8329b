"""Pictures and films that a network does not take are refused in words, before any call."""

from __future__ import annotations

import pytest

from campaign.errors import UnsupportedFeature
from campaign.model import Limits, Media, Unit
from campaign.platforms.fitting import fitting
from tests.platforms.samples import variant

LIMITS = Limits(280, Unit.X_WEIGHTED, images=2, image_bytes=100, videos=1, video_bytes=1000)
PICTURE = Media("a" * 64, "image/png", 4, 3, 100, "")
FILM = Media("b" * 64, "video/mp4", 640, 360, 1000, "")


@pytest.mark.parametrize("media", [(), (PICTURE,), (PICTURE, PICTURE), (FILM,)])
def test_what_fits_becomes_uploads_in_order(media: tuple[Media, ...]) -> None:
    """Pictures up to their number, or one film."""
    uploads = fitting(variant("x", *media), LIMITS, "x")
    assert [each.sha256 for each in uploads] == [each.sha256 for each in media]


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([PICTURE] * 3, "3 pictures, and the network takes 2"),
        ([FILM, FILM], "film 1: a film goes out alone"),
        ([FILM, PICTURE], "film 1: a film goes out alone"),
        ([Media("c", "video/webm", 1, 1, 1, "")], "the film: the network takes no video/webm"),
        (
            [Media("c", "video/mp4", 1, 1, 1001, "")],
            "the film: it has 1,001 bytes, more than the 1,000 the network takes",
        ),
        (
            [Media("c", "image/png", 1, 1, 101, "")],
            "the picture: it has 101 bytes, more than the 100 the network takes",
        ),
    ],
)
def test_what_does_not_fit_names_the_bound_it_breaks(media: list[Media], words: str) -> None:
    """So that a person knows what to change."""
    with pytest.raises(UnsupportedFeature, match=f"^x: {words}"):
        fitting(variant("x", *media), LIMITS, "x")


def test_a_network_without_films_says_so() -> None:
    """None is what most take."""
    with pytest.raises(UnsupportedFeature, match="the film: the network takes no films"):
        fitting(variant("x", FILM), Limits(280, Unit.X_WEIGHTED), "x")
