"""The shape of a post file: the reader accepts it, and editors complete it by its JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic.config import JsonDict

from campaign.calendar.fields import (
    FRAME_FORM,
    LANGUAGE_FORM,
    ActivityId,
    Alt,
    FactId,
    FrameName,
    Hashtag,
    Headline,
    Id,
    Image,
    Language,
    Link,
    Model,
    Name,
    Origin,
    Part,
    Platform,
    Selector,
    State,
    Templated,
    Text,
    When,
    Zone,
    nothing_as,
    one_of,
    one_or_many,
    one_picture_or_many,
    so_many,
    word_of,
    written,
)
from campaign.calendar.known import Known
from campaign.calendar.machine_made import LONGEST_MODEL, ORIGIN

_SOME: JsonDict = {"minLength": 1}


class ContentFile(BaseModel):
    """The base of every part of a content file: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CopyFile(ContentFile):
    """A post's words in one language."""

    headline: Annotated[Headline, written("headline")] = Field(
        description="The words on the card and over the link; at most about 60 characters.",
        json_schema_extra=_SOME,
    )
    text: (
        Annotated[
            dict[FrameName, Annotated[Templated, written("text of the frame")]], Tag("[frames]")
        ]
        | Annotated[Templated, written("text"), Tag("[text]")]
    ) = Field(
        discriminator=Discriminator(
            lambda text: "[frames]" if isinstance(text, dict) else "[text]"
        ),
        description="The post itself. Numbers come from the facts: {{ fact.F01 }}. "
        "To compare two frames, both texts, each under its frame's name.",
    )
    thread: Annotated[tuple[Part, ...], nothing_as(list), so_many(100)] = Field(
        (),
        description="The parts that follow the text, each as a reply to the one before.",
        json_schema_extra={"items": {"type": "string", "minLength": 1}},
    )
    comment: Templated = Field(
        "", description="A first comment under the post. {{ link }} is the post's link."
    )
    alt: Annotated[tuple[Alt, ...], one_or_many()] = Field(
        (),
        description="What the picture shows, for readers who do not see it; "
        "of several pictures, a list with one text for each.",
    )
    state: State = Field(
        description="source: the others translate it; draft; reviewed: a native reader read it."
    )
    of: Text = Field(
        "",
        description="The hash of the source copy that this one translates; the program writes it.",
    )
    origin: Origin = Field("", description="ai, when a machine wrote these words.")
    model: Model = Field("", description="Which machine wrote them, by its model's name.")


class CardFile(ContentFile):
    """How the post wants its card drawn."""

    layout: Annotated[Text, one_of("layouts", "card layout")] = Field(
        "statement", description="statement: the headline alone; figure: with a number; quote."
    )
    background: Annotated[Text, one_of("backgrounds", "background", may_be_empty=True)] = Field(
        "", description="The colours behind it, of assets/brand.toml; else the first ones there."
    )
    figure: Headline = Field(
        "",
        description='The number of the layout "figure", such as "{{ fact.F07 }}".',
        json_schema_extra={"type": ["string", "number"]},
    )


class OverrideFile(ContentFile):
    """Another text for one network and language."""

    text: Annotated[Templated, written("text")] = Field(
        description="The text instead of the copy's.", json_schema_extra=_SOME
    )
    origin: Origin = Field("", description="ai, when a machine wrote this text.")
    model: Model = Field("", description="Which machine wrote it, by its model's name.")


class PostFile(ContentFile):
    """One post of the content calendar."""

    id: Id = Field(
        description="The post's own name, never used twice and never changed: small letters, "
        "digits and hyphens, 80 at most."
    )
    when: When = Field(
        description="Wall time in each channel's own zone: 2026-12-01 10:00, "
        "or week 1 Tuesday 10:00, where week 1 holds the start of the campaign.",
    )
    zone: Zone = Field(
        "", description="One zone, and so one instant, for all channels: Europe/Brussels."
    )
    channels: Annotated[tuple[Selector, ...], nothing_as(list)] = Field(
        description="all, a region, a channel, */platform, region/platform or lang:xx; "
        "with - in front it leaves out.",
        json_schema_extra={"minItems": 1},
    )
    activity: ActivityId = Field(
        "",
        validate_default=True,
        description="The activity it belongs to, from activities.toml, where there are any.",
    )
    pillar: Annotated[Text, word_of("pillars", "pillar", "pillars")] = Field(
        "", description="What it is about, of the campaign's pillars."
    )
    value: Annotated[Text, word_of("values", "value", "values")] = Field(
        "", description="The value it speaks for."
    )
    audience: Annotated[Text, word_of("audiences", "audience", "audiences")] = Field(
        "", description="Whom it speaks to."
    )
    cta: Annotated[Text, word_of("calls", "call to action", "calls")] = Field(
        "", description="What it asks the reader to do."
    )
    facts: Annotated[tuple[FactId, ...], nothing_as(list)] = Field(
        (), description="The facts it rests on, from facts.toml."
    )
    link: Link = Field("", description="The page it leads to.")
    hashtags: Annotated[tuple[Hashtag, ...], nothing_as(list), so_many(100)] = Field(
        (), description="In PascalCase, without #."
    )
    card: Annotated[
        CardFile | None, BeforeValidator(lambda card: None if card == "none" else card or {})
    ] = Field(default_factory=CardFile, description="The picture to draw, or none.")
    image: Annotated[tuple[Image, ...], one_picture_or_many()] = Field(
        (),
        description="A picture of its own instead of a card: a path under assets/. "
        "A list of several, or an MP4 film; with a card written out, they come behind it. "
        "One that a machine drew: {file: …, origin: ai, model: …}.",
    )
    people: Annotated[tuple[Name, ...], nothing_as(list)] = Field(
        (), description="Consent records of people who can be recognised."
    )
    tags: Annotated[tuple[Name, ...], nothing_as(list)] = Field(
        (), description="Words of your own to find it by."
    )
    # BaseModel has a method `copy`, so the field has another name.
    words: dict[Language, CopyFile] = Field(
        alias="copy",
        description="Its words by language; exactly one language is the source.",
        json_schema_extra={"minProperties": 1},
    )
    overrides: Annotated[dict[Platform, dict[Language, OverrideFile]], nothing_as(dict)] = Field(
        {}, description="Other texts by platform and language."
    )


KEYS = tuple(info.alias or name for name, info in PostFile.model_fields.items())
"""The keys of a post file in the order they are written in."""

COPY_KEYS = tuple(CopyFile.model_fields)
"""The keys of a copy in the order they are written in."""


def post_schema(known: Known | None = None) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a post file, with the names of `known` to choose from."""
    known = known or Known()
    schema = PostFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Post"
    shape, parts = schema["properties"], schema["$defs"]
    shape["copy"]["title"] = "Copy"
    shape["card"] = {
        "title": "Card",
        "description": shape["card"]["description"],
        "anyOf": [{"$ref": "#/$defs/CardFile"}, {"const": "none"}],
    }
    _one_or_many(shape["image"])
    _with_origin(shape["image"])
    _one_or_two(parts["CopyFile"]["properties"]["text"], known)
    _one_or_many(parts["CopyFile"]["properties"]["alt"])
    for spot, names in (
        (shape["activity"], known.activities),
        (shape["facts"]["items"], known.facts),
        (shape["pillar"], known.pillars),
        (shape["value"], known.values),
        (shape["audience"], known.audiences),
        (shape["cta"], known.calls),
        (parts["CardFile"]["properties"]["layout"], known.layouts),
        (parts["CardFile"]["properties"]["background"], known.backgrounds),
    ):
        if names is not None:
            # Of what the project has none, the key may stand there without a word.
            spot["enum"] = sorted(names) or [""]
    if known.activities:
        schema["required"] = [key for key in KEYS if key in {*schema["required"], "activity"}]
    languages: JsonDict = {"pattern": LANGUAGE_FORM}
    if known.languages is not None:
        languages = {"enum": [*sorted(known.languages)]}
    shape["copy"]["propertyNames"] = languages
    shape["overrides"]["additionalProperties"]["propertyNames"] = languages
    if known.platforms is not None:
        shape["overrides"]["propertyNames"] = {"enum": sorted(known.platforms)}
    # A post with a picture has alt text in every language.
    bare = {
        "properties": {"card": {"const": "none"}, "image": {"enum": ["", []]}},
        "required": ["card"],
    }
    schema["if"] = {"not": bare}
    some: JsonDict = {"minLength": 1, "minItems": 1, "items": {"minLength": 1}}
    alt = {"properties": {"alt": some}, "required": ["alt"]}
    schema["then"] = {"properties": {"copy": {"additionalProperties": alt}}}
    return schema


def _one_or_many(spot: dict[str, Any]) -> None:
    """Let a schema for a list of texts also accept a single text."""
    many = {key: spot.pop(key) for key in ("type", "items")}
    spot["anyOf"] = [{"type": "string"}, many]
    spot["default"] = ""


def _one_or_two(spot: dict[str, Any], known: Known) -> None:
    """Make the schema of a text: words, or two frames with words each."""
    words = {"type": "string", "minLength": 1}
    names: JsonDict = {"pattern": FRAME_FORM}
    if known.frames is not None:
        names = {"enum": [*sorted(known.frames)]}
    frames = {
        "type": "object",
        "additionalProperties": words,
        "propertyNames": names,
        "minProperties": 2,
        "maxProperties": 2,
    }
    spot.pop("oneOf", None)
    spot.pop("anyOf", None)
    spot["anyOf"] = [words, frames]


def _with_origin(spot: dict[str, Any]) -> None:
    """Let a schema for pictures also accept a picture with its file and its origin as keys."""
    many = spot["anyOf"][1]
    words = {"type": "string"}
    picture = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "minLength": 1},
            "origin": {"enum": ["", ORIGIN]},
            "model": {**words, "maxLength": LONGEST_MODEL},
        },
        "required": ["file"],
        "additionalProperties": False,
    }
    many["items"] = {"anyOf": [many["items"], picture]}
    spot["anyOf"].append(picture)


def schema_text(known: Known | None = None, *, plain: bool = False) -> str:
    """The text of `content/post.schema.json`; `plain` writes it in ASCII alone."""
    return json.dumps(post_schema(known), indent=2, ensure_ascii=plain) + "\n"
