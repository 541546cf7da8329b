"""Posts: lists, one post's fields, new drafts, and edits by fields against a base."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from campaign.calendar.post_fields import FieldMistake, Value
from campaign.errors import CampaignError
from campaign.usecases.machines import read_posts
from campaign.usecases.machines.draft_post import draft_post
from campaign.usecases.machines.reading import NotThere, Reading
from campaign.usecases.machines.shown import ShownComposed, ShownLine, ShownPost
from campaign.usecases.machines.tokens import Let
from campaign.usecases.writing.edit_post import Conflict, Invalid, edit_post
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.post_list import PostSearch
from campaign.web.api import pages
from campaign.web.api.access import TheReading, Writer, reading_of
from campaign.web.api.idempotency import Done, Key, once
from campaign.web.api.problems import FieldError, Refused, of_mistakes
from campaign.web.desk import Desk, TheDesk

router = APIRouter(tags=["posts"])

_MOST_FIELDS: Final = 200
Text = Annotated[str, Field(max_length=50_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Fields = Annotated[
    dict[Name, Text | Annotated[list[Text], Field(max_length=100)] | None],
    Field(
        max_length=_MOST_FIELDS,
        description="New values by key, such as copy.en.text; null takes a field away.",
        examples=[{"copy.en.text": "Come and see."}],
    ),
]
PostId = Annotated[str, Path(min_length=1, max_length=200, description="The post's id.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewPost(_Body):
    """A draft: its headline, its day, and what else is known of it."""

    title: str = Field(min_length=1, max_length=200, examples=["Open doors"])
    day: date = Field(strict=False, examples=["2026-12-20"])
    at: str = Field("10:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    channels: list[Name] = Field(["all"], min_length=1, max_length=100)
    activity: str = Field("", max_length=200)
    fields: dict[Name, Text | Annotated[list[Text], Field(max_length=100)]] = Field(
        {}, max_length=_MOST_FIELDS
    )


class Edit(_Body):
    """Fields and their new values."""

    fields: Fields


class ToCompose(_Body):
    """An unsaved post: `post` is the one that is edited, "" for a new one."""

    post: str = Field("", max_length=200)
    fields: Fields


class PostPage(BaseModel):
    """A portion of the posts; `next` is the cursor of the next one, null after the last."""

    posts: list[ShownLine]
    next: str | None


class SavedPost(BaseModel):
    """What was written, by key; none where the file said all of it already."""

    id: str
    file: str
    base: str
    keys: list[str]
    elsewhere: list[str]


class DraftedPost(BaseModel):
    """A draft that was written."""

    id: str
    file: str
    base: str


_ETAG: Final[dict[str, Any]] = {
    "headers": {"ETag": {"description": "The file's hash.", "schema": {"type": "string"}}}
}


@router.get("/posts", response_model=PostPage)
def list_posts(
    reading: TheReading,
    cursor: pages.Cursor = "",
    limit: pages.Limit = 50,
    words: Annotated[str, Query(max_length=200)] = "",
    region: Annotated[str, Query(max_length=200)] = "",
    language: Annotated[str, Query(max_length=20)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
) -> PostPage:
    """Posts in the order of their time."""
    place = pages.read(cursor, int, int)
    page, limit = place or (1, limit)
    if not (1 <= page <= 100_000 and 1 <= limit <= pages.MOST):
        raise Refused(422, "invalid", "The cursor is not one of ours.")
    search = PostSearch(words=words, region=region, language=language, state=state)
    found, count = read_posts.posts(reading, search, page=page, most=limit)
    return PostPage(posts=found, next=pages.written(page + 1, limit) if page < count else None)


@router.get("/posts/{id}", response_model=ShownPost, responses={200: _ETAG})
def read_post(id: PostId, reading: TheReading, desk: TheDesk, response: Response) -> ShownPost:
    """One post's fields; its ETag is what an edit names."""
    found = read_posts.post(reading, desk.files(), id)
    response.headers["ETag"] = f'"{found.base}"'
    return found


@router.post("/posts", status_code=201, response_model=DraftedPost)
def create_post(body: NewPost, desk: TheDesk, let: Writer, key: Key) -> JSONResponse:
    """Write a new post's file as a draft; nothing of it goes out before people plan and approve."""

    def act() -> Done:
        made = draft_post(
            desk.files(),
            body.title,
            body.day,
            at=time.fromisoformat(body.at),
            channels=body.channels,
            activity=body.activity,
            fields=values(body.fields),
            once=f"api:{let.token.id}:{key}"[:200],
            actor=let.actor,
            session=_session(let),
            now=desk.now(),
        )
        if isinstance(made, Invalid):
            raise _invalid(made.mistakes)
        headers = {"Location": f"/api/v1/posts/{made.id}", "ETag": f'"{made.base}"'}
        return Done(201, {"id": made.id, "file": made.file, "base": made.base}, headers)

    return once(desk, let, key, {"act": "posts.create", **body.model_dump(mode="json")}, act)


@router.patch("/posts/{id}", response_model=SavedPost, responses={200: _ETAG})
def change_post(
    id: PostId,
    body: Edit,
    desk: TheDesk,
    let: Writer,
    key: Key,
    if_match: Annotated[
        str | None, Header(description="The ETag of the post as it was read.", max_length=200)
    ] = None,
) -> JSONResponse:
    """Give fields of a post new values; what others changed meanwhile is joined, or refused."""
    if if_match is None:
        raise Refused(428, "no-base", "Say with If-Match which state of the post you have read.")
    base = if_match.strip().removeprefix("W/").strip('"')
    if not (len(base) == 64 and base.isalnum() and base.isascii()):
        raise Refused(412, "changed", "If-Match names no state of this post: read it again.")

    def act() -> Done:
        return _edited(desk, let, id, base, body)

    what = {"act": "posts.change", "id": id, "base": base, **body.model_dump(mode="json")}
    return once(desk, let, key, what, act)


def _edited(desk: Desk, let: Let, id: str, base: str, body: Edit) -> Done:
    files = desk.files()
    _check_readable(reading_of(desk, let), id)
    edits = [FieldEdit(key, value) for key, value in values(body.fields).items()]
    try:
        files.path(id)
    except CampaignError as error:
        raise NotThere(str(error)) from error
    made = edit_post(
        files, id, edits, base=base, actor=let.actor, session=_session(let), now=desk.now()
    )
    if isinstance(made, Invalid):
        raise _invalid(made.mistakes)
    if isinstance(made, Conflict):
        errors = [
            FieldError(at=each.key, message="it was changed elsewhere since you read it")
            for each in made.fields
        ]
        detail = "The post was changed meanwhile, and nothing was written: read it again."
        raise Refused(412, "changed", detail, errors, {"ETag": f'"{made.base}"'})
    return Done(
        200,
        {
            "id": made.post,
            "file": made.file,
            "base": made.base,
            "keys": list(made.keys),
            "elsewhere": list(made.elsewhere),
        },
        {"ETag": f'"{made.base}"'},
    )


@router.post("/compose", response_model=ShownComposed)
def compose(body: ToCompose, desk: TheDesk, reading: TheReading) -> ShownComposed:
    """What each channel would read if fields had these values; nothing is saved."""
    return read_posts.compose(
        reading, desk.composer(), desk.files(), body.post, values(body.fields)
    )


def values(
    fields: dict[str, str | list[str] | None] | dict[str, str | list[str]],
) -> dict[str, Any]:
    """Fields as the calendar has them."""
    found: dict[str, Value | None] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()
    }
    return found


def _session(let: Let) -> str:
    return f"token:{let.token.id}"


def _check_readable(reading: Reading, id: str) -> None:
    if not reading.may_read(id):
        raise NotThere(f"there is no post {id}")


def _invalid(mistakes: tuple[FieldMistake, ...]) -> Refused:
    errors = of_mistakes(read_posts.mistakes(mistakes))
    return Refused(422, "content", "No post may say that; nothing was written.", errors)
