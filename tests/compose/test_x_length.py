"""X's weighted length and X's links, against the vendor's own conformance cases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from campaign.compose.urls import find_urls
from campaign.compose.x_length import x_length

_SPECS = Path(os.environ.get("CAMPAIGN_SPECS") or Path(__file__).parents[3] / "shared" / "specs")
_CASES = _SPECS / "twitter-text"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # thousands of cases: the fast one


def _load(file: str, *families: str) -> list[Any]:
    path = _CASES / file
    if not path.is_file():
        why = f"twitter-text's cases are not at {_CASES}; name their folder in CAMPAIGN_SPECS"
        return [pytest.param({}, marks=pytest.mark.skip(reason=why), id=f"no {file}")]
    tests = yaml.load(path.read_text(encoding="utf-8"), _LOADER)["tests"]
    return [pytest.param(case, id=case["description"]) for name in families for case in tests[name]]


def _links(text: str) -> list[str]:
    return [text[start:end] for start, end in find_urls(text)]


@pytest.mark.parametrize(
    "case",
    _load(
        "validate.yml",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    ),
)
def test_weighted_length_is_what_twitter_text_says(case: dict[str, Any]) -> None:
    """Every case of configuration v3 gives the vendor's number."""
    assert x_length(case["text"]) == case["expected"]["weightedLength"]


@pytest.mark.parametrize("case", _load("extract.yml", "urls", "tco_urls_with_params"))
def test_links_are_found_where_twitter_text_finds_them(case: dict[str, Any]) -> None:
    """Every link case of the vendor finds the same links."""
    assert _links(case["text"]) == case["expected"]


@pytest.mark.parametrize(
    "case", _load("extract.yml", "urls_with_indices", "urls_with_directional_markers")
)
def test_links_stand_where_twitter_text_says(case: dict[str, Any]) -> None:
    """The places of the links are the vendor's, counted in code points."""
    found = [{"url": case["text"][a:b], "indices": [a, b]} for a, b in find_urls(case["text"])]
    assert found == case["expected"]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Convivència", 11),
        ("€", 2),
        ("© 2026", 6),
        ("1️⃣", 2),
        ("🇪🇺🇮🇪", 4),
        ("👩🏽‍🤝‍👨🏻 together", 11),
        ("See eu-belong.aer.eu", 4 + 23),
        ("See https://eu-belong.aer.eu/?utm_source=x&utm_campaign=eu-belong.", 4 + 23 + 1),
        ("file.bz2 is no link", 19),
    ],
)
def test_weighted_length_of_everyday_texts(text: str, length: int) -> None:
    """Accents weigh one, the euro sign two, an emoji two however it is built, a link 23."""
    assert x_length(text) == length
