"""One error shape for every face: problem details (RFC 9457), each saying what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse
from pydantic import Field

from cms.media.shapes import PublicShape

CONTENT_TYPE = "application/problem+json"


class ProblemError(PublicShape):
    """One thing to mend in a request."""

    detail: str = Field(
        description="What is wrong and what to send instead.",
        examples=["`limit` is a whole number from 1 to 100, for instance limit=20."],
    )
    pointer: str = Field(description="Where: a JSON pointer into the request.", examples=["#/query/limit"])


class ProblemShape(PublicShape):
    """Problem details (RFC 9457)."""

    type: str = Field(
        description="Kind of problem; `about:blank` says that the status tells all.", examples=["about:blank"]
    )
    title: str = Field(description="The status in words.", examples=["Bad Request"])
    status: int = Field(description="The HTTP status.", examples=[400], ge=400, le=599)
    detail: str = Field(
        description="What happened here and what to do.", examples=["One parameter of this address must be changed."]
    )
    errors: tuple[ProblemError, ...] = Field(default=(), description="Everything to mend, parameter by parameter.")


class Problem(Exception):
    """Raised anywhere below a face to answer with problem details.

    Shape: `errors` are (pointer, detail) pairs; `headers` are added to the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


class BadParameters(Problem):
    """Parameters that must be changed: one (name, detail) pair for each."""

    def __init__(self, errors: tuple[tuple[str, str], ...]):
        count = "One parameter" if len(errors) == 1 else f"{len(errors)} parameters"
        super().__init__(
            400,
            f"{count} of this address must be changed: see `errors`.",
            errors=tuple((f"#/query/{_escaped(name)}", detail) for name, detail in errors),
        )


class NotFound(Problem):
    """The one answer for what is hidden, what never was, and what nobody knows: all the same bytes."""

    def __init__(self) -> None:
        super().__init__(404, "There is nothing public at this address.")


class Gone(Problem):
    """It was public here and no longer is."""

    def __init__(self) -> None:
        super().__init__(410, "This document was public and no longer is. Delete your copies.")


class Moved(Exception):
    """The document has another address: 308."""

    def __init__(self, location: str):
        super().__init__(location)
        self.location = location


def moved_response(moved: Moved) -> HttpResponse:
    """Return the redirect to a document's present address."""
    response = HttpResponse(status=308, content_type="application/json")
    response.headers["Location"] = moved.location
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def problem_response(problem: Problem) -> HttpResponse:
    """Return the answer for a problem; never stored by any cache."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"detail": detail, "pointer": pointer} for pointer, detail in problem.errors],
    }
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), status=problem.status, content_type=CONTENT_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def _escaped(name: str) -> str:
    """Escape a name for a JSON pointer (RFC 6901, section 3), without what no header or log should carry."""
    shown = "".join(c if c.isprintable() else "�" for c in name[:60])
    return shown.replace("~", "~0").replace("/", "~1")
