"""What a machine made is labelled in its language, or waits for a person; and is never cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.calendar.registers import read_labels
from campaign.compose.fit import Parts, fit
from campaign.compose.length import excess
from campaign.compose.machine_label import parts_of, unanswered
from campaign.compose.variant import Composed, compose
from campaign.errors import ContentError
from campaign.model import Campaign, Channel, Limits, MachinePart, Post, Registers, Unit
from tests.compose import material
from tests.compose.material import BLUESKY, CAMPAIGN, CATALONIA, MASTODON, REGISTERS, TEMPLATES

POST = material.post()
FILE = Path(__file__).parents[2] / "content" / "machine_labels.toml"
LABELS = read_labels(FILE.read_text(encoding="utf-8"), "content/machine_labels.toml")
TEN = ("en", "es", "ca", "eu", "pl", "it", "de", "sv", "ro", "ga")
LABELLED = replace(CAMPAIGN, machine_words="label")
HELD = replace(CAMPAIGN, machine_words="hold")


def channel(language: str = "ca", platform: str = "mastodon") -> Channel:
    """A channel of Catalonia."""
    return Channel("c", platform, "catalonia", language, CATALONIA.zone)


def composed(
    machine: Mapping[str, str],
    campaign: Campaign = LABELLED,
    *,
    post: Post = POST,
    to: Channel | None = None,
    limits: Limits = MASTODON,
    registers: Registers | None = None,
) -> Composed:
    """The post with these parts by a machine, as a channel reads it."""
    known = registers or replace(REGISTERS, labels=LABELS)
    return compose(
        replace(post, machine=machine), to or channel(), CATALONIA, campaign, known, limits
    )


def test_every_language_of_the_starter_has_its_three_labels() -> None:
    """Each another one, and all still to be checked by a native reader."""
    assert set(LABELS) == {(k, language) for k in ("words", "picture", "both") for language in TEN}
    assert len({label.text for label in LABELS.values()}) == len(LABELS)
    assert {label.evidence for label in LABELS.values()} == {"memory"}


def test_a_label_without_words_is_a_mistake() -> None:
    """As is an unknown kind."""
    for text in ('[words.en]\nevidence = "seen"\n', '[films.en]\ntext = "A film by AI."\n'):
        with pytest.raises(ContentError):
            read_labels(text, "content/machine_labels.toml")


@pytest.mark.parametrize("language", ["en", "es", "ca"])
def test_words_by_a_machine_bear_a_label_in_their_language(language: str) -> None:
    """Other languages of the same post do not."""
    found = composed({f"copy.{language}": "a model"}, to=channel(language))
    assert found.variant is not None
    assert found.variant.text.endswith(f"\n\n{LABELS['words', language].text}")
    assert found.variant.machine == (MachinePart("words", "a model", True),)
    assert not found.variant.asks_for_person
    other = composed({"copy.eu": ""}, to=channel(language)).variant
    assert other == composed({}, to=channel(language)).variant


def test_words_that_wait_for_a_person_bear_none() -> None:
    """And say so, in the variant and to who checks the calendar."""
    found = composed({"copy.ca": "a model"}, HELD)
    assert found.variant is not None
    assert LABELS["words", "ca"].text not in found.variant.text
    assert found.variant.asks_for_person
    (told,) = [f for f in found.findings if f.code == "machine-made"]
    assert "a registered person has read and approved it" in told.message
    assert "a model" in told.message


def test_where_nobody_approves_machine_words_are_held() -> None:
    """Nobody would answer for them; labelled ones, and those of people, may go."""
    for made, campaign, held in (
        ({"copy.ca": ""}, HELD, True),
        ({"copy.ca": ""}, LABELLED, False),
        ({}, HELD, False),
    ):
        variant = composed(made, campaign).variant
        assert variant is not None
        told = unanswered(POST, variant)
        assert (told is not None and told.blocks) is held


def test_a_text_without_machines_keeps_the_hash_that_it_had() -> None:
    """All that was approved before stays approved; whoever adds the origin asks anew."""
    plain = composed({}).variant
    assert plain is not None
    assert plain.hash == replace(plain, machine=()).hash
    hashes = {
        variant.hash
        for made in ({}, {"copy.ca": ""}, {"copy.ca": "a model"})
        for campaign in (LABELLED, HELD)
        if (variant := composed(made, campaign).variant) is not None
    }
    assert len(hashes) == 5, "the plain one is the same under both rules"


def test_no_approval_changes_a_text() -> None:
    """The rule is in the configuration: the same files give the same variant, again and again."""
    first, second = composed({"copy.ca": ""}).variant, composed({"copy.ca": ""}).variant
    assert first is not None
    assert second is not None
    assert first.hash == second.hash


@pytest.mark.parametrize(
    ("machine", "words", "pictures", "kind", "asks"),
    [
        ({"image.0": ""}, "hold", "label", "picture", False),
        ({"image.0": ""}, "hold", "as-words", "", True),
        ({"image.0": ""}, "label", "as-words", "picture", False),
        ({"copy.ca": "", "image.0": ""}, "label", "label", "both", False),
        ({"copy.ca": "", "image.0": ""}, "hold", "label", "picture", True),
    ],
)
def test_pictures_have_a_rule_of_their_own(
    machine: Mapping[str, str], words: str, pictures: str, kind: str, asks: bool
) -> None:
    """A review does not replace the label of a picture, unless the campaign says so."""
    post = replace(POST, card=None, images=("lab.jpg",))
    campaign = replace(CAMPAIGN, machine_words=words, machine_pictures=pictures)
    variant = composed(machine, campaign, post=post).variant
    assert variant is not None
    assert variant.asks_for_person is asks
    expected = {LABELS[kind, "ca"].text} if kind else set()
    assert {label.text for label in LABELS.values() if label.text in variant.text} == expected


def test_a_text_for_one_network_has_its_own_origin() -> None:
    """The headline and the alt text are the copy's, so its origin counts there as well."""
    post = replace(POST, overrides={("mastodon", "ca"): "Un text propi."})
    own = {"overrides.mastodon.ca": "a model"}
    assert parts_of(replace(post, machine=own), channel(), LABELLED)
    assert not parts_of(replace(post, machine=own), channel(platform="bluesky"), LABELLED)
    both = replace(post, machine={"copy.ca": "x", **own})
    assert [part.model for part in parts_of(both, channel(), LABELLED)] == ["x", "a model"]


def test_a_language_without_a_label_is_held() -> None:
    """The finding says where to write it; a regional form takes the label of its language."""
    found = composed({"copy.ca": ""}, registers=replace(REGISTERS, labels={}))
    (told,) = [f for f in found.findings if f.code == "label-missing"]
    assert told.blocks
    assert "[words.ca]" in told.remedy


@pytest.mark.parametrize("platform", sorted(TEMPLATES))
@pytest.mark.parametrize("most", [60, 90, 140, 220, 300, 500])
def test_the_label_is_kept_and_counted_on_every_network(platform: str, most: int) -> None:
    """Hashtags, the funding line and sentences go first; the label stays, and so does the link."""
    label = LABELS["words", "pl"].text
    parts = Parts(
        text="We meet. We listen to everybody here.\n\nWe write it down together, all of us.",
        link="https://a.example/x",
        address="https://a.example/x",
        hashtags=("OneTable", "Labs"),
        optional="Funded by somebody.",
        context={"region": "R", "language": "pl", "campaign": "C"},
        label=label,
    )
    limits = Limits(most, Unit.GRAPHEMES)
    fitted = fit(TEMPLATES[platform], parts, limits)
    assert label in fitted.text
    assert "https://a.example/x" in fitted.text
    assert fitted.excess == excess(fitted.text, limits)
    if most >= 140 and platform not in ("outbox", "webhook"):  # which leave nothing out
        assert fitted.excess == 0


def test_a_template_may_place_the_label() -> None:
    """Then it stands there alone."""
    template = "{# ladder: none #}\n{% if label %}{{ label }} {% endif %}{{ text }}"
    fitted = fit(template, Parts(text="Text.", label="By AI."), BLUESKY)
    assert fitted.text == "By AI. Text."
    assert fit(template, Parts(text="Text."), BLUESKY).text == "Text."
