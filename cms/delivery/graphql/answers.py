"""From a request to the bytes of its answer: kept by query, variables, audience, types, host and the feed's clock."""

from __future__ import annotations

import logging
import textwrap
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from graphql import ExecutionResult, GraphQLError

from cms.delivery.bodies import earliest, to_json
from cms.delivery.graphql import persisted
from cms.delivery.graphql.asking import Asked
from cms.delivery.graphql.incoming import Incoming, Malformed
from cms.delivery.graphql.kept import Kept
from cms.delivery.graphql.operations import Operation, Refused, execute, execute_by_library, prepare
from cms.delivery.graphql.schema import schema
from cms.delivery.http import S_MAX_AGE_S, caller_of, mount_of
from cms.feed.clock import clock_mark
from cms.feed.selectors import Row

logger = logging.getLogger(__name__)
LONGEST_MESSAGE = 400


@dataclass(frozen=True)
class Outcome:
    """An answer that is ready to send. Shape: `rows` are without their bodies; `is_whole` is false if it has errors."""

    body: bytes
    until: datetime | None = None
    rows: tuple[Row, ...] = ()
    keys: tuple[str, ...] = ()
    is_whole: bool = True
    is_request_error: bool = False
    is_no_query: bool = False


_operations: Kept[Operation | Refused] = Kept(most=500, most_bytes=8_000_000)
_answers: Kept[Outcome] = Kept(most=2_000, most_bytes=32_000_000)


class NotPersisted(Exception):
    """The query named by its digest is not kept here: send it once more, whole."""


def answer(request: HttpRequest, incoming: Incoming) -> Outcome:
    """Return the answer to one operation. Errors: Malformed, NotPersisted."""
    text, digest = _query_of(incoming)
    operation = _operation(text, digest, incoming.operation_name)
    if isinstance(operation, Refused):
        return _refusal(operation)
    if incoming.persisted and incoming.query:
        persisted.keep(digest, text)
    caller = caller_of(request)
    # Before anything else is read: what changes from here on makes the kept answer too new, never too old.
    mark = clock_mark()
    key = (
        digest, operation.name, incoming.variables_text, caller.audience, caller.types, mark, request.scheme,
        request.get_host(), mount_of(request),
    )  # fmt: skip
    kept = _answers.get(key)
    now = timezone.now()
    if kept is not None and (kept.until is None or kept.until > now):
        return kept
    asked = Asked(request, caller, mark)
    try:
        result = _result(operation, asked, incoming)
    except Refused as refused:
        return _refusal(refused)
    made = _outcome(result, asked)
    if made.is_whole and mark[1]:
        # Rows that will open by themselves leave no instant behind: as long as a shared cache may keep it, no longer.
        bounded = earliest((made.until, now + timedelta(seconds=S_MAX_AGE_S)))
        _answers.put(key, replace(made, until=bounded), size_bytes=len(made.body) + 400 * (1 + len(made.rows)))
    return made


def forget() -> None:
    """Forget every operation and answer that this process keeps."""
    _operations.clear()
    _answers.clear()


def errors_body(errors: list[GraphQLError]) -> bytes:
    """Return the body of a request that was not executed: errors, and no data (GraphQL, 7.1)."""
    return to_json({"errors": [_formatted(error) for error in errors]})


def _query_of(incoming: Incoming) -> tuple[str, str]:
    if not incoming.query:
        found = persisted.find(incoming.persisted)
        if found is None:
            raise NotPersisted
        return found, incoming.persisted
    digest = persisted.digest_of(incoming.query)
    if incoming.persisted and incoming.persisted != digest:
        raise Malformed("`sha256Hash` is not the SHA-256 of `query`.")
    return incoming.query, digest


def _operation(text: str, digest: str, name: str | None) -> Operation | Refused:
    known = schema()
    key = (id(known), digest, name)
    found = _operations.get(key)
    if found is None:
        try:
            found = prepare(known, text, name)
        except Refused as refused:
            # Kept as well: who sends nonsense again and again does not have it read again and again.
            found = refused
        _operations.put(key, found, size_bytes=2_000 + 30 * len(text))
    return found


def _result(operation: Operation, asked: Asked, incoming: Incoming) -> ExecutionResult:
    try:
        return execute(operation, asked, incoming.variables)
    except (KeyError, TypeError, IndexError):
        # A stored document that is not of today's shape. The library knows which nulls follow from that.
        logger.exception("GraphQL: the plan met a document that does not have its shape")
        return execute_by_library(operation, asked, incoming.variables)


def _outcome(result: ExecutionResult, asked: Asked) -> Outcome:
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = [_formatted(_shown(error)) for error in result.errors]
    content["data"] = result.data
    rows = {row.document_id: row._replace(body=b"") for row in asked.rows}
    types = dict.fromkeys(row.type for row in asked.rows)
    return Outcome(
        body=to_json(content),
        until=earliest([*asked.ends, *(row.until for row in asked.rows)]),
        rows=tuple(rows.values()),
        keys=tuple({**asked.keys, **types, "graphql": None}),
        is_whole=not result.errors,
    )


def _formatted(error: GraphQLError) -> dict[str, Any]:
    # The library repeats what was sent, however long it is.
    return {**error.formatted, "message": textwrap.shorten(error.message, LONGEST_MESSAGE, placeholder="…")}


def _shown(error: GraphQLError) -> GraphQLError:
    """Return an error as a caller may see it: what we did not foresee is recorded, not told."""
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):
        return error
    logger.error("GraphQL: %s", error.path, exc_info=original)
    return GraphQLError(
        "We failed here. Try again in a minute; the fault is recorded.",
        error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL_SERVER_ERROR"},
    )


def _refusal(refused: Refused) -> Outcome:
    body = errors_body(refused.errors)
    return Outcome(body=body, is_whole=False, is_request_error=True, is_no_query=refused.is_no_query)
