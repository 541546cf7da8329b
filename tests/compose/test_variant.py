"""From a post to what one channel reads."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from campaign.compose.variant import Composed, compose
from campaign.errors import Place
from campaign.model import Limits, Post, Registers, Severity, Statement, Variant
from campaign.platforms import registry
from tests.compose.material import (
    BLUESKY,
    CAMPAIGN,
    CATALONIA,
    MASTODON,
    REGISTERS,
    channel,
    post,
)

_GOLDEN = Path(__file__).parents[1] / "golden" / "compose"
_LIMITS = {name: registry.limits(name) for name in registry.names()}

_BASQUE = replace(
    CATALONIA, names={**CATALONIA.names, "eu": CATALONIA.names["ca"]}, languages=("es", "eu")
)


def _composed(
    of: Post,
    platform: str = "mastodon",
    language: str = "en",
    limits: Limits | None = None,
    registers: Registers = REGISTERS,
) -> Composed:
    return compose(
        of,
        channel(platform, language),
        # Where Basque is read, Spanish is read too.
        _BASQUE if language == "eu" else CATALONIA,
        CAMPAIGN,
        registers,
        limits or _LIMITS[platform],
    )


def _variant(
    of: Post, platform: str = "mastodon", language: str = "en", limits: Limits | None = None
) -> Variant:
    variant = _composed(of, platform, language, limits).variant
    assert variant is not None
    return variant


def _codes(composed: Composed) -> list[str]:
    return [finding.code for finding in composed.findings]


@pytest.mark.parametrize("platform", sorted(_LIMITS))
@pytest.mark.parametrize("language", ["en", "es", "ca", "ga", "eu"])
def test_a_post_reads_as_its_golden_text(platform: str, language: str) -> None:
    """Text, link, line and hashtags of each network and language, word by word.

    Set UPDATE_GOLDEN=1 to write the files anew, then read the difference.
    """
    variant = _variant(post(), platform, language)
    said = f"{variant.text}\n\n---- alt\n{variant.alt}\n"
    golden = _GOLDEN / f"learning-labs-01.{platform}.{language}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_the_same_post_always_gives_the_same_variant() -> None:
    """Composing is a function of what is written."""
    assert _composed(post()) == _composed(post())
    assert _variant(post()).hash == _variant(post()).hash


def test_a_network_that_hides_part_of_a_link_gets_it_tracked_and_counts_what_is_shown() -> None:
    """The whole tracked link is in the text, and only the words a reader sees are counted."""

    def visible(text: str) -> str:
        return re.sub(r"https?://([^/]+)\S*", r"\1/…", text)

    words = "word " * 40 + "end."
    composed = compose(
        post(texts={"en": words}),
        channel("bluesky", "en"),
        CATALONIA,
        CAMPAIGN,
        REGISTERS,
        replace(BLUESKY, text=len(words) + 2 + len("eu-belong.aer.eu/…") + 26),
        visible,
    )
    assert composed.variant is not None
    assert composed.variant.link in composed.variant.text
    assert "utm_source=bluesky" in composed.variant.link
    assert composed.variant.text.endswith("#EUBelong #LearningLabs")
    assert composed.findings == ()


def test_without_hiding_bluesky_shows_the_link_as_it_was_written() -> None:
    """The tracked link would take half of the text; the variant still carries it."""
    variant = _variant(post(), "bluesky")
    assert "\nhttps://eu-belong.aer.eu/labs?lang=en#top\n" in variant.text
    assert variant.link == (
        "https://eu-belong.aer.eu/labs?lang=en&utm_source=bluesky&utm_campaign=eu-belong"
        "&utm_content=learning-labs-01#top"
    )


def test_hashtags_are_pascal_case_and_come_once() -> None:
    """“learning labs” is mended, “#eubelong” is the same as “EUBelong”."""
    assert _variant(post()).hashtags == ("EUBelong", "LearningLabs")


def test_an_override_is_a_network_s_own_text() -> None:
    """It stands in for the copy's text on that network and in that language only."""
    with_own = post(overrides={("mastodon", "en"): "Only {{ fact.F01 }} here."})
    assert _variant(with_own).text.startswith("Only 11 here.\n\n")
    assert _variant(with_own, language="es").text == _variant(post(), language="es").text
    assert _variant(with_own, "bluesky").text == _variant(post(), "bluesky").text


def test_the_card_says_figure_region_and_statement_in_its_language() -> None:
    """Everything on it is in the channel's language."""
    card = _variant(post(), language="ca").card
    assert card is not None
    assert (card.figure, card.region, card.language) == ("11", "Catalunya", "ca")
    assert (card.statement, card.site) == ("Cofinançat per la Unió Europea", "eu-belong.aer.eu")
    assert card.format == registry.limits("mastodon").card_format


@pytest.mark.parametrize(("language", "stands_in"), [("ga", "Co-funded"), ("eu", "Cofinanciado")])
def test_a_missing_statement_borrows_another_language_and_says_so(
    language: str, stands_in: str
) -> None:
    """Irish falls back to English, Basque to Spanish, the other language of its region."""
    composed = _composed(post(), language=language)
    assert composed.variant is not None
    assert composed.variant.card is not None
    assert composed.variant.card.statement.startswith(stands_in)
    assert _codes(composed) == ["statement-fallback"]
    assert str(composed.findings[0].place) == "statements.toml:10"


@pytest.mark.parametrize(
    ("others", "place"),
    [
        ({}, "content/statements.toml"),
        ({("art17", "cofunded", "it"): 31, ("art17", "funded", "it"): 12}, "statements.toml:31"),
        ({("art17", "funded", "it"): 12, ("art17", "funded", "pl"): 9}, "statements.toml:9"),
        ({("amif2014_20", "cofunded", "it"): 40}, "content/statements.toml"),
    ],
)
def test_no_statement_at_all_blocks_where_it_would_have_to_be_added(
    others: dict[tuple[str, str, str], int], place: str
) -> None:
    """What the grant asks for cannot be left out in silence; the nearest table is pointed at."""
    beside = {
        key: Statement(key[2], "Cofinanziato", "seen", place=Place("statements.toml", line))
        for key, line in others.items()
    }
    composed = compose(
        post(),
        channel("mastodon", "en"),
        CATALONIA,
        CAMPAIGN,
        replace(REGISTERS, statements=beside),
        MASTODON,
    )
    (finding,) = composed.findings
    assert (finding.code, finding.blocks) == ("statement-missing", True)
    assert str(finding.place) == place
    assert "[profiles.art17.cofunded.en] to content/statements.toml" in finding.remedy


def test_a_missing_language_blocks_and_names_the_channel() -> None:
    """No copy, no variant, and the finding says what to add."""
    composed = _composed(post(), language="sv")
    assert composed.variant is None
    (finding,) = composed.findings
    assert (finding.code, finding.severity) == ("copy-missing", Severity.BLOCK)
    assert (finding.post, finding.channel, finding.language) == (
        "learning-labs-01",
        "catalonia-mastodon-sv",
        "sv",
    )
    assert str(finding.place) == "calendar/learning-labs-01.yaml:10"


def test_a_text_that_was_fitted_tells_how() -> None:
    """The finding is for information and points at the text's own line."""
    composed = _composed(post(), "mastodon", "es", replace(MASTODON, text=180))
    (finding,) = composed.findings
    assert (finding.code, finding.severity) == ("fitted", Severity.INFO)
    assert finding.message.startswith("to fit mastodon: left out #")
    assert str(finding.place) == "calendar/learning-labs-01.yaml:19"


def test_a_text_that_cannot_fit_blocks_and_says_by_how_much() -> None:
    """The variant is there to be looked at, but it may not go out."""
    long = post(texts={"en": "word " * 70 + "end."})
    composed = _composed(long, "bluesky")
    assert composed.variant is not None
    (finding,) = composed.findings
    assert (finding.code, finding.blocks) == ("too-long", True)
    assert "397 characters as seen, 97 more than the 300 allowed on bluesky" in finding.message
    assert "overrides.bluesky.en.text" in finding.remedy


def test_an_unknown_fact_blocks_with_the_nearest_one() -> None:
    """A number that nobody can prove stops the post, and the message helps to mend it."""
    composed = _composed(post(texts={"en": "In {{ fact.F011 }} regions."}))
    assert composed.variant is None
    (finding,) = composed.findings
    assert (finding.code, finding.blocks) == ("not-rendered", True)
    assert "fact `F011` is not registered; did you mean `fact.F01`?" in finding.message
    assert str(finding.place) == "calendar/learning-labs-01.yaml:13"


def test_alt_text_is_never_cut() -> None:
    """Too long for the network: a blocking finding, the words untouched."""
    composed = _composed(post(), limits=replace(MASTODON, alt=20))
    assert composed.variant is not None
    assert composed.variant.alt.endswith("empty chairs around it.")
    assert _codes(composed) == ["alt-too-long"]


def test_a_network_without_alt_text_is_told_to_the_author() -> None:
    """The words are not sent where they would be refused."""
    composed = _composed(post(), limits=replace(MASTODON, alt=None))
    assert composed.variant is not None
    assert composed.variant.alt == ""
    assert _codes(composed) == ["alt-not-taken"]


def test_a_post_without_card_needs_its_statement_in_the_text() -> None:
    """Mastodon's text carries the line; Bluesky's has no room and says so."""
    plain = post(card=None)
    assert _codes(_composed(plain)) == []
    assert _variant(plain).card is None
    assert _variant(plain).alt == ""
    assert _codes(_composed(plain, "bluesky")) == ["statement-absent"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Paid by the Union of Europe.", []),
        ("We thank. PAID by the\u00a0Union\nof Europe", []),
        ("Paid by the Union.", ["statement-absent"]),
    ],
)
def test_another_accepted_wording_of_the_statement_is_one(words: str, codes: list[str]) -> None:
    """`variants` in the register count as the statement; case and spaces do not."""
    key = ("art17", "cofunded", "en")
    other = replace(REGISTERS.statements[key], variants=("Paid by the Union of Europe",))
    registers = replace(REGISTERS, statements={**REGISTERS.statements, key: other})
    plain = post(card=None)
    copy = {**plain.copy, "en": replace(plain.copy["en"], text=words)}
    composed = _composed(replace(plain, copy=copy), "bluesky", "en", registers=registers)
    assert _codes(composed) == codes


def test_the_missing_statement_of_own_pictures_is_told_elsewhere() -> None:
    """`emblem-absent` tells it once for the post, so that no channel repeats it."""
    pictured = replace(post(card=None), images=("pictures/table.jpg",))
    assert "statement-absent" not in _codes(_composed(pictured, "bluesky"))


def test_a_network_without_template_is_a_finding() -> None:
    """A new network needs a template, and the finding names the file."""
    composed = _composed(post(), "pigeon", limits=MASTODON)
    assert composed.variant is None
    assert str(composed.findings[0].place) == "content/templates/pigeon.txt.j2"


def test_a_template_with_nothing_but_its_ladder_holds_the_post() -> None:
    """Nothing empty goes out, and the finding names the template's file."""
    bare = replace(REGISTERS, templates={"mastodon": "{# ladder: drop hashtags #}\n"})
    composed = compose(post(), channel("mastodon", "en"), CATALONIA, CAMPAIGN, bare, MASTODON)
    assert composed.variant is None
    (finding,) = composed.findings
    assert (finding.code, finding.blocks) == ("not-rendered", True)
    assert str(finding.place) == "content/templates/mastodon.txt.j2"
    assert "leaves the post's text out" in finding.message


def test_a_picture_of_its_own_keeps_its_alt_text() -> None:
    """A post may bring a picture instead of a card: there is no card, and the alt text stays."""
    variant = _variant(replace(post(card=None), images=("labs.png",)))
    assert variant.card is None
    assert variant.alt.startswith("A round table in Catalonia")


@pytest.mark.parametrize("key", ["headline", "text", "alt"])
def test_the_link_is_told_where_it_may_stand(key: str) -> None:
    """Only a thread and the first comment may place it; the message says what to do instead."""
    changes: dict[str, Any] = {key: "See {{ link }} for more."}
    asks = replace(post().copy["en"], **changes)
    composed = _composed(replace(post(), copy={**post().copy, "en": asks}))
    finding = next(each for each in composed.findings if each.code == "not-rendered")
    assert "leave it out here" in finding.message
    assert "behind its text" in finding.message


def test_a_name_and_a_number_that_are_not_linked_are_told_once_for_all_channels() -> None:
    """They are warnings of the network and the language, not of a channel."""
    of = post(texts={"en": "Thanks to @labs and @a@b.example. #2030"}, hashtags=("2031",))
    found = {each.code: each for each in _composed(of, "mastodon").findings}
    assert {found["mention-foreign"].channel, found["hashtag-unlinked"].channel} == {""}
    assert "“@labs”" in found["mention-foreign"].message
    told = [each.message for each in _composed(of, "x").findings]
    assert any("“@a@b.example”" in each for each in told)
    assert any("“#2030”" in each for each in told)
    assert any("“#2031”" in each for each in told)


@pytest.mark.parametrize("funding", ["funded", "cofunded"])
def test_the_older_profile_has_one_statement_whatever_part_was_paid(funding: str) -> None:
    """Its kind is "statement"; a language without one takes another's, and it is told."""
    statements = {
        ("amif2014_20", "statement", "en"): Statement("en", "Funded by the Fund", "memory"),
        ("amif2014_20", "statement", "es"): Statement("es", "", "unconfirmed"),
        ("amif2014_20", "disclaimer", "en"): Statement("en", "The authors alone", "seen"),
    }
    older = replace(CAMPAIGN, visibility="amif2014_20", funding=funding)
    registers = replace(REGISTERS, statements=statements)
    for language, codes in (("en", []), ("es", ["statement-fallback"])):
        made = compose(post(), channel("mastodon", language), CATALONIA, older, registers, MASTODON)
        assert made.variant is not None
        assert made.variant.card is not None
        assert made.variant.card.statement == "Funded by the Fund"
        assert _codes(made) == codes
    assert registers.kind_of_statement(older) == "statement"
    assert registers.kind_of_statement(replace(older, visibility="art17")) == funding


def test_a_region_s_other_language_stands_in_before_english() -> None:
    """Its readers read it; English comes next, then the source language."""
    statements = {
        ("art17", "cofunded", code): Statement(code, f"({code})", "seen")
        for code in ("ca", "en", "de")
    }
    for languages, left, shown in (
        (("es", "ca"), "", "(ca)"),
        (("ca",), "", "(en)"),
        (("es",), "en", "(de)"),
    ):
        some = {key: value for key, value in statements.items() if key[2] != left}
        made = compose(
            post(),
            channel("mastodon", "es"),
            replace(CATALONIA, languages=languages),
            replace(CAMPAIGN, source_language="de"),
            replace(REGISTERS, statements=some),
            MASTODON,
        )
        assert made.variant is not None
        assert made.variant.card is not None
        assert made.variant.card.statement == shown
