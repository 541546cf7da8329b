"""The campaign as a whole, and the registers that its texts rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analytics.kpi.indicator import Indicator
from campaign.errors import Place
from campaign.model.consents import Consent
from campaign.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Campaign:
    """A named push with an aim, a start, link tracking and a visibility profile.

    `start` is a day; week 1 is the ISO week that holds it. `end` is the last day, None where none
    is set. `utm` names the tracking parameters (templates over `channel`, `post`, `region`,
    `language`, `platform`). `figures` says how much a typed figure weighs that stands in no fact:
    "block", "warn" or "off". `machine_words` says what happens to words that a machine wrote:
    "hold" waits for a registered person who approves them, "label" says it to readers.
    `machine_pictures` is "label" or "as-words". `links` is the address, without a slash at its end,
    below which posts' links stand, "" where they stay as they are. `grant` is the number of the
    grant agreement, which reports show; "" for none.
    """

    name: str
    title: str
    start: date
    site: str
    source_language: str
    languages: tuple[str, ...]
    visibility: str
    funding: str
    utm: Mapping[str, str] = field(default_factory=dict)
    figures: str = "warn"
    machine_words: str = "hold"
    machine_pictures: str = "label"
    links: str = ""
    end: date | None = None
    grant: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its source.

    `value` is its number in figures, "" where it has none: digits with a decimal point, which each
    language prints by its own rules. A value that is `quoted` in the file stays as it is. `unit` is
    "%", a currency (ISO 4217, "EUR"), "year", or a sign that is the same in all languages ("km").
    `forms` holds the fact's own form for a language (BCP 47).
    """

    id: str
    text: str
    value: str = ""
    source: str = ""
    place: Place = Place("")
    quoted: bool = False
    unit: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the project's activities and the outcome it serves, "" for none."""

    id: str
    title: str
    outcome: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Statement:
    """A funding statement or disclaimer in one language, with how well its wording is known.

    `evidence` is "seen" (in a public source), "memory" or "unconfirmed"; an unconfirmed one holds
    every publication in its language until a person confirms it.
    """

    language: str
    text: str
    evidence: str
    variants: tuple[str, ...] = ()
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words of one language that tell how a term beside them is meant.

    `people` are words for people who migrate. `of` stands between a term and what it is a wave or a
    burden of. What follows a word of `apart` (with, for, by) belongs to another thing. `laws` and
    `bodies` begin or end the name of a law or of an authority; `links` are the small words inside
    such a name, and `about` those of them that say what a law is about.
    """

    people: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word to avoid in one language and what to write instead.

    `avoid` and `unless` hold written forms (`campaign.checks.glossary.forms`). A find that touches
    a form of `unless` stands. With `people` "near", only what stands near a word for people is
    found, with "of" only what is said of them (“a wave of migrants”). With `exact`, small letters
    and capitals are two things.
    """

    id: str
    severity: str
    avoid: tuple[str, ...]
    prefer: tuple[str, ...]
    reason: str = ""
    evidence: str = ""
    place: Place = Place("")
    unless: tuple[str, ...] = ()
    people: str = ""
    exact: bool = False
    around: Surroundings = Surroundings()


@dataclass(frozen=True, slots=True)
class Day:
    """An observance: `day` is "MM-DD"; `region` is empty for an international one."""

    day: str
    name: str
    region: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything that copy may rest on: facts, activities, statements, terms, days, vocabulary.

    `statements` is keyed by (profile, kind, language), `glossary` by language, `templates` by
    platform (the template's source text). `labels` say that a machine made something, by kind
    ("words", "picture", "both") and language. `consents` are by reference: empty where none are
    kept here, None where a file of them cannot be used. So are the plan's `indicators`, by id.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    activities: Mapping[str, Activity] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    statements: Mapping[tuple[str, str, str], Statement] = field(default_factory=dict)
    glossary: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    days: tuple[Day, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], Statement] = field(default_factory=dict)
    consents: Mapping[str, Consent] | None = field(default_factory=dict)
    indicators: Mapping[str, Indicator] | None = field(default_factory=dict)

    def statement(self, campaign: Campaign, language: str) -> Statement | None:
        """The funding statement of the campaign's profile in a language; None when there is none.

        An older profile has one wording, whatever part the grant paid: its kind is "statement".
        """
        found = self.statements.get((campaign.visibility, campaign.funding, language))
        return found or self.statements.get((campaign.visibility, "statement", language))

    def kind_of_statement(self, campaign: Campaign) -> str:
        """The kind under which the campaign's profile keeps its statements."""
        older = False
        for profile, kind, _ in self.statements:
            if profile == campaign.visibility:
                if kind == campaign.funding:
                    return kind
                older = older or kind == "statement"
        return "statement" if older else campaign.funding

    def statement_place(self, profile: str, kind: str, language: str) -> Place:
        """Where a statement stands, or would have to be added: at the first table like it."""
        wanted = (profile, kind, language)
        if wanted in self.statements:
            return self.statements[wanted].place
        for alike in (wanted[:2], wanted[:1]):
            places = [
                statement.place
                for key, statement in self.statements.items()
                if key[: len(alike)] == alike and statement.place.file
            ]
            if places:
                return min(places)
        return Place("content/statements.toml")
