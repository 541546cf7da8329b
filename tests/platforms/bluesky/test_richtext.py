"""Facets cover exactly the bytes of the words they are about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.platforms.bluesky.richtext import handles, rich, visible, with_mentions


def covered(text: str) -> list[tuple[str, str]]:
    """Each facet's words and what it says of them."""
    shown, facets = rich(text)
    return [(words(shown, facet), said(facet)) for facet in facets]


def words(shown: str, facet: dict[str, Any]) -> str:
    """The words a facet covers; raises UnicodeDecodeError when it cuts a letter."""
    index = facet["index"]
    return shown.encode()[index["byteStart"] : index["byteEnd"]].decode()


def said(facet: dict[str, Any]) -> str:
    """The one feature's value."""
    [feature] = facet["features"]
    return str(feature.get("uri") or feature.get("tag") or feature.get("did"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Llegeix https://aer.eu/a.", [("aer.eu/a", "https://aer.eu/a")]),
        ("(https://aer.eu/a)", [("aer.eu/a", "https://aer.eu/a")]),
        ("https://aer.eu/a_(b)", [("aer.eu/a_(b)", "https://aer.eu/a_(b)")]),
        ("«https://aer.eu/?x=1»!", [("aer.eu/…", "https://aer.eu/?x=1")]),
        ("https://aer.eu/", [("aer.eu", "https://aer.eu/")]),
        ("https://aer.eu/#top", [("aer.eu/…", "https://aer.eu/#top")]),
        ("HTTPS://AER.EU", [("AER.EU", "https://AER.EU")]),
        ("https://aer.eu/rèplica…", [("aer.eu/rèplica", "https://aer.eu/rèplica")]),
        ("https://me:pw@aer.eu/a", [("aer.eu/a", "https://me:pw@aer.eu/a")]),
        (
            "https://aer.eu/a/very/long/path/that/goes/on",
            [("aer.eu/a/very/long/path/that/…", "https://aer.eu/a/very/long/path/that/goes/on")],
        ),
        ("aer.eu and http:// and https://.", []),
        ("https://[aer.eu", []),
        ("a@https://aer.eu", []),
        (
            "#EUBelong, #Integració! #gaeilge.",
            [(f"#{t}", t) for t in ("EUBelong", "Integració", "gaeilge")],
        ),
        ("«#EUBelong» (#Éire)", [("#EUBelong", "EUBelong"), ("#Éire", "Éire")]),
        ("🇪🇺👩🏽‍💻#no 🇪🇺 #sí", [("#sí", "sí")]),
        ("#1 #2026 # ##a a#b", []),
        ("#" + "x" * 65, []),
        ("https://aer.eu/x#EUBelong", [("aer.eu/x…", "https://aer.eu/x#EUBelong")]),
    ],
)
def test_links_and_tags_are_found_as_readers_see_them(
    text: str, found: list[tuple[str, str]]
) -> None:
    """A link without the sentence's punctuation, shown short; a tag without its sign."""
    assert covered(text) == found


def test_mentions_are_found_outside_links() -> None:
    """Handles, not e-mail addresses, and none in a link's path."""
    shown, facets = rich("@Maria.bsky.social, a@b.eu (@x.test) https://aer.eu/@y.test @nobody")
    assert [handle for _, _, handle in handles(shown, facets)] == ["maria.bsky.social", "x.test"]
    complete = with_mentions(shown, facets, {"x.test": "did:plc:x"})
    assert [(words(shown, f), said(f)) for f in complete] == [
        ("@x.test", "did:plc:x"),
        ("aer.eu/@y.test", "https://aer.eu/@y.test"),
    ]


LINKISH = ("https://aer.eu/", "https://", "#", "@a.test", "?q=1", ".", ")", "(")
PIECES = st.sampled_from([*LINKISH, "é", "🇪🇺", "👩🏽‍💻", " ", "\n", "x"])


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_facets_never_overlap_nor_cut_a_letter(text: str) -> None:
    """Whatever is written: in order, apart, on whole letters, and links kept in full."""
    shown, facets = rich(text)
    assert shown == visible(text)
    end = 0
    for facet in with_mentions(shown, facets, {"a.test": "did:plc:a"}):
        index = facet["index"]
        assert end <= index["byteStart"] < index["byteEnd"] <= len(shown.encode())
        end = index["byteEnd"]
        assert words(shown, facet)
        if facet["features"][0]["$type"].endswith("#link"):
            assert said(facet) in text
