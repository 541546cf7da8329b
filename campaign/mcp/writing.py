"""Tools that write drafts: new files, which go out nowhere before people plan and approve them.

Each text says that a machine wrote it (`origin: ai`), whatever the assistant asks for: such words
need the yes of a registered person, or bear a label (docs/translations.md).
"""

from __future__ import annotations

import json
from datetime import time
from hashlib import sha256
from typing import Annotated, Final

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from campaign.calendar.machine_made import ORIGIN
from campaign.calendar.post_fields import Value
from campaign.errors import CampaignError
from campaign.mcp.reading import PostId, day_of
from campaign.mcp.source import Source
from campaign.model.machines import Scope
from campaign.usecases.machines.draft_post import draft_post as draft
from campaign.usecases.writing.edit_post import Invalid
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.keep_copy import NOWHERE, keep_copy
from campaign.usecases.writing.new_file import MadePost

_WRITES: Final = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_LONGEST: Final = 10_000  # characters of a text


class Words(BaseModel):
    """A post's words in one language; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    headline: str | None = Field(None, max_length=500)
    text: str | None = Field(None, max_length=_LONGEST)
    alt: str | None = Field(None, max_length=2000, description="What its picture shows.")


class Draft(BaseModel):
    """A draft that was written: its post's id, its file, and where people find it in the desk."""

    id: str
    file: str
    page: str
    next: str


Copies = Annotated[
    dict[str, Words],
    Field(description='The words by language code, such as {"en": {"text": "…"}}.', max_length=40),
]
Model = Annotated[str, Field(description="The name of the model that wrote them.", max_length=100)]


def add_tools(server: MCPServer[None], source: Source) -> None:
    """Give a server the tools that write drafts."""

    @server.tool(title="Draft a post", annotations=_WRITES)
    def draft_post(
        title: Annotated[str, Field(description="Its headline.", min_length=1, max_length=200)],
        day: Annotated[str, Field(description="The day that it is meant for: 2026-12-07.")],
        copies: Copies,
        model: Model = "",
    ) -> Draft:
        """Write a new post's file as a draft; it goes to no channel before a person names some."""
        with source.asked(Scope.WRITE_POSTS) as asking:
            reading = source.reading(asking)
            fields = _fields(copies, model, reading.config.campaign.source_language)
            languages = {*copies, reading.config.campaign.source_language}
            for language in languages:
                fields[f"copy.{language}.origin"] = ORIGIN
            made = draft(
                source.files(reading),
                title,
                day_of(day),
                at=time(10),
                channels=NOWHERE,
                fields=fields,
                once=_key("draft", title, day, fields),
                actor=asking.actor,
                session=asking.session,
                now=reading.now,
            )
            return _told(made, "A person names its channels, plans and approves it.")

    @server.tool(title="Propose an edit", annotations=_WRITES)
    def propose_edit(post: PostId, copies: Copies, model: Model = "") -> Draft:
        """Write other words for a post as a copy beside it; the post itself stays as it is."""
        with source.asked(Scope.WRITE_POSTS) as asking:
            reading = source.reading(asking)
            fields = _fields(copies, model, reading.config.campaign.source_language)
            if not reading.may_read(post):
                raise CampaignError(f"there is no post {post}")
            made = keep_copy(
                source.files(reading),
                post,
                [FieldEdit(key, value) for key, value in fields.items()],
                once=_key("propose", post, "", fields),
                actor=asking.actor,
                session=asking.session,
                now=reading.now,
            )
            return _told(made, f"A person compares it with {post}, and takes over what is better.")


def _fields(copies: dict[str, Words], model: str, source: str) -> dict[str, Value]:
    """The words as fields of a file, marked as a machine's; translations as drafts."""
    fields: dict[str, Value] = {}
    for language, words in copies.items():
        if not language.replace("-", "").isalnum() or not language.isascii():
            raise CampaignError(f'"{language}" is no language code: write one such as en')
        given = {name: value for name, value in words.model_dump().items() if value is not None}
        if not given:
            raise CampaignError(f"there are no words in {language}: write a headline or a text")
        for name, value in given.items():
            fields[f"copy.{language}.{name}"] = value
        fields[f"copy.{language}.origin"] = ORIGIN
        if language != source:
            fields[f"copy.{language}.state"] = "draft"
        if model.strip():
            fields[f"copy.{language}.model"] = model.strip()
    if not fields:
        raise CampaignError("there are no words: write them in one language at least")
    return fields


def _key(*what: object) -> str:
    """The key of a request: an assistant that repeats a call makes no second draft."""
    return f"mcp-{sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()}"


def _told(made: MadePost | Invalid, next: str) -> Draft:
    if isinstance(made, Invalid):
        lines = [f"{each.key}: {each.message} {each.remedy}".strip() for each in made.mistakes]
        raise CampaignError("\n".join(lines))
    return Draft(id=made.id, file=made.file, page=f"/posts/{made.id}", next=next)
