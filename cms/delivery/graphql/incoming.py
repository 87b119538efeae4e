"""What came over HTTP: one operation, in an address or in a body, within its bounds (GraphQL over HTTP)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from cms.delivery.graphql.limits import MOST_BODY_BYTES, MOST_VARIABLES
from cms.delivery.parameters import split_query
from cms.delivery.problems import Problem

_NAMES = ("query", "operationName", "variables", "extensions")
_HASH = re.compile(r"[0-9a-f]{64}")


class Malformed(Exception):
    """Not a request of GraphQL over HTTP. Shape: `status` is the answer's; `extensions` is for programs."""

    def __init__(self, detail: str, *, status: int = 400, code: str = "BAD_REQUEST"):
        super().__init__(detail)
        self.status = status
        self.extensions: dict[str, Any] = {"code": code}


class TooMuch(Malformed):
    """A limit that is seen before anything is read. Shape: said as `limits.LimitExceeded` says the others."""

    def __init__(self, name: str, *, limit: int, detail: str, status: int = 400):
        super().__init__(detail, status=status, code="LIMIT_EXCEEDED")
        self.extensions |= {"limit": name, "most": limit}


@dataclass(frozen=True)
class Incoming:
    """One operation as it was sent. Shape: `query` may be empty where `persisted` names one by its SHA-256."""

    query: str = ""
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    persisted: str = ""

    @property
    def variables_text(self) -> str:
        """The variables in one form, whatever their order."""
        return json.dumps(self.variables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_incoming(request: HttpRequest) -> Incoming:
    """Return what was asked. Errors: Malformed."""
    return _checked(_body(request) if request.method == "POST" else _address(request))


def _address(request: HttpRequest) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    try:
        pairs = split_query(request.META.get("QUERY_STRING", ""))
    except Problem as problem:
        raise Malformed(problem.detail, status=problem.status) from problem
    for name, text in pairs:
        if name not in _NAMES:
            raise Malformed(f"Unknown parameter {name[:60]!r}. Known here: {', '.join(_NAMES)}.")
        if name in found:
            raise Malformed(f"`{name}` was sent more than once.")
        found[name] = _json(text.encode(), name) if name in ("variables", "extensions") and text else text
    return found


def _body(request: HttpRequest) -> Any:
    kind, _, rest = request.META.get("CONTENT_TYPE", "").partition(";")
    charset = rest.partition("charset=")[2].strip().strip('"').lower() or "utf-8"
    if kind.strip().lower() != "application/json" or charset not in ("utf-8", "utf8"):
        raise Malformed("Send the request as `Content-Type: application/json`, in UTF-8.", status=415)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise Malformed("Send the request without a content coding.", status=415)
    raw = request.read(MOST_BODY_BYTES + 1)
    if len(raw) > MOST_BODY_BYTES:
        detail = f"The body is longer than {MOST_BODY_BYTES} bytes."
        raise TooMuch("body", limit=MOST_BODY_BYTES, detail=detail, status=413)
    return _json(raw, "The body")


def _json(raw: bytes, name: str) -> Any:
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        # A lone surrogate can be written in JSON, and in no database.
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{name} is not JSON (RFC 8259) in UTF-8.") from error
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _checked(found: Any) -> Incoming:
    if isinstance(found, list):
        raise Malformed("One operation per request: batches are not answered.", code="BATCHING_REFUSED")
    if not isinstance(found, dict):
        raise Malformed("The body is a JSON object with `query`.")
    query, name = found.get("query"), found.get("operationName")
    variables, extensions = found.get("variables"), found.get("extensions")
    for key, value, kind in (("query", query, str), ("operationName", name, str)):
        if value is not None and not isinstance(value, kind):
            raise Malformed(f"`{key}` is a text.")
    for key, value in (("variables", variables), ("extensions", extensions)):
        if value not in (None, "") and not isinstance(value, dict):
            raise Malformed(f"`{key}` is an object.")
    if len(variables or ()) > MOST_VARIABLES:
        raise TooMuch("variables", limit=MOST_VARIABLES, detail=f"More than {MOST_VARIABLES} variables.")
    persisted = _persisted((extensions or {}).get("persistedQuery"))
    if not query and not persisted:
        raise Malformed("`query` is required.")
    return Incoming(query or "", name or None, variables or {}, persisted)


def _persisted(told: Any) -> str:
    if told is None:
        return ""
    digest = told.get("sha256Hash") if isinstance(told, dict) else None
    if not isinstance(digest, str) or not _HASH.fullmatch(digest) or told.get("version", 1) != 1:
        raise Malformed("`extensions.persistedQuery` is {version: 1, sha256Hash: 64 hexadecimal digits in lower case}.")
    return digest
