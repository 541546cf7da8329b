"""Every refusal in the one form of RFC 9457: application/problem+json."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from campaign.errors import CampaignError, ContentError, Forbidden, StorageError
from campaign.printable import one_line
from campaign.storage.desk.repeats import OtherContent
from campaign.usecases.machines.reading import NotThere
from campaign.usecases.machines.shown import ShownMistake
from campaign.web.guard.bodies import TooLarge, TooSlow
from campaign.web.guard.limits import TooOften

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
_MOST: Final = 50  # errors in one answer
_LONGEST: Final = 2000  # characters of a sentence


class FieldError(BaseModel):
    """One thing that is wrong: `at` is a path in the request, or a field of a post."""

    at: str
    message: str
    remedy: str = ""


class Problem(BaseModel):
    """Why a request was refused (RFC 9457). `type` is a stable word, as an address."""

    type: str = Field(examples=["urn:campaign:not-found"])
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


class Refused(Exception):
    """A request that cannot be carried out as it is."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.kind, self.detail = status, kind, detail
        self.errors, self.headers = errors or [], dict(headers or {})
        super().__init__(detail)


#: What a use case refuses, as a status and a word; the first that fits counts.
_REFUSALS: Final[tuple[tuple[type[CampaignError], int, str], ...]] = (
    (NotThere, 404, "not-found"),
    (Forbidden, 403, "forbidden"),
    (OtherContent, 422, "key-reused"),
    (TooOften, 429, "too-often"),
    (TooLarge, 413, "too-large"),
    (TooSlow, 408, "too-slow"),
    (ContentError, 422, "content"),
    (StorageError, 503, "unavailable"),
    (CampaignError, 409, "refused"),
)

#: The refusals that any route may give, for the description of the API.
USUAL: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 428, 429, 500, 503)
}


def problem(
    status: int,
    kind: str,
    detail: str = "",
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A refusal as an answer."""
    body = Problem(
        type=f"urn:campaign:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail[:_LONGEST],
        errors=(errors or [])[:_MOST],
    )
    return JSONResponse(body.model_dump(), status, dict(headers or {}), MEDIA_TYPE)


def of_error(error: CampaignError) -> Refused:
    """A use case's refusal."""
    status, kind = next((s, k) for cause, s, k in _REFUSALS if isinstance(error, cause))
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooOften) else {}
    errors = []
    if isinstance(error, ContentError):
        errors = [
            FieldError(at=str(m.place), message=m.message, remedy=m.remedy) for m in error.mistakes
        ]
    return Refused(status, kind, one_line(str(error), _LONGEST), errors, headers)


def of_mistakes(some: list[ShownMistake]) -> list[FieldError]:
    """What is wrong with fields of a post."""
    return [FieldError(at=each.field, message=each.message, remedy=each.remedy) for each in some]


def handle_all(app: FastAPI) -> None:
    """Let an application answer every error as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(CampaignError, _campaign)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def broken(path: str, error: BaseException) -> JSONResponse:
    """What nobody foresaw: the log has it, the answer has not."""
    log.error(
        "The API failed at %s", one_line(path), exc_info=error, extra={"action": "api_failed"}
    )
    return problem(500, "broken", "Something broke here. It was written into the log.")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(error.status, error.kind, error.detail, error.errors, error.headers)


def _campaign(request: Request, error: Exception) -> Response:
    assert isinstance(error, CampaignError)
    return _refused(request, of_error(error))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        FieldError(at=".".join(str(each) for each in one["loc"]), message=one["msg"])
        for one in error.errors()
    ]
    return problem(422, "invalid", "The request is not as the API describes it.", errors)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, CampaignError):  # the body was too large, or came too slowly
        return _refused(request, of_error(error.__cause__))
    kinds = {404: "not-found", 405: "method", 400: "unreadable"}
    detail = {404: "There is nothing under this address."}.get(error.status_code, "")
    headers = error.headers or {}
    return problem(error.status_code, kinds.get(error.status_code, "http"), detail, None, headers)
