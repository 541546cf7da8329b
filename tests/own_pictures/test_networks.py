"""Odd pictures for every network: they are made to fit, or refused for what cannot be made."""

from __future__ import annotations

from functools import cache

import pytest

from campaign.checks.media_bounds import refusals
from campaign.errors import StorageError
from campaign.pictures import Bounds, Source, prepare
from campaign.platforms import registry
from tests.platforms import corpus

pytestmark = pytest.mark.slow

PICTURES = sorted(name for name in corpus.FILES if not name.endswith(".mp4"))
#: Shapes that would lose too much, and sizes that nothing can make larger.
LEFT = ("width to height", "at least")


@cache
def source(name: str) -> Source | str:
    """A picture of the corpus, or why it is refused."""
    try:
        return Source(corpus.FILES[name])
    except StorageError as error:
        return str(error)


@pytest.mark.parametrize("network", registry.names())
def test_no_network_refuses_a_picture_for_its_type_its_bytes_or_too_many_pixels(
    network: str,
) -> None:
    """All that can be made to fit is made to fit."""
    limits = registry.limits(network)
    for name in PICTURES:
        own = source(name)
        if isinstance(own, str):
            assert "million that are decoded" in own
            continue
        prepared, data = prepare(own, Bounds.of(limits))
        assert len(data) == prepared.media.size
        for refusal in refusals([prepared.media], limits):
            left = any(words in refusal.reason for words in LEFT)
            moving = prepared.media.frames > 1
            assert left or moving, (name, refusal.reason, prepared.changes)


def test_what_cannot_be_made_to_fit_is_refused_with_the_numbers() -> None:
    """A shape is for a person to decide about."""
    for network, name, words in (
        ("instagram", "tall.jpg", "400 × 1000 pixels, and the network takes from 4:5"),
        ("threads", "strip.jpg", "and the network takes from 1:10 to 10:1"),
        ("x", "thin.jpg", "4 pixels on its shorter side at least"),
        ("x", "400-frames.gif", "400 frames, more than the 350"),
    ):
        own, limits = source(name), registry.limits(network)
        assert isinstance(own, Source)
        media = prepare(own, Bounds.of(limits))[0].media
        assert words in next(refusals([media], limits)).reason
