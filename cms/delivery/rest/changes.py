"""The change feed: snapshot, then deltas, deletions included (RPDE 1.0, "Increasing Unique Change Number").

Source: https://openactive.io/realtime-paged-data-exchange/ ; docs/api/changes.md says what is ours beyond it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from cms.delivery.bodies import earliest, latest, to_json
from cms.delivery.change_places import Place
from cms.delivery.coding import weighted
from cms.delivery.http import Answer, caller_of, mount_of, respond
from cms.delivery.parameters import Parameter, ParameterSet, split_query
from cms.delivery.problems import Problem
from cms.delivery.rest.change_reading import DEFAULT_LIMIT, FeedLost, Page, read_page
from cms.delivery.vocabulary import AFTER, LOCALE, MOST_ITEMS, locales, read_limit, types_parameter
from cms.delivery.waiting import room, wait_of
from cms.feed.changes import ChangeRow
from cms.feed.selectors import Row
from cms.feed.terms import licence_url

RPDE = "application/vnd.openactive.rpde+json"
MEDIA_TYPES = ("application/json", RPDE)
# RPDE's own bound for the page that is not full yet (section "Caching").
FRESH_END_S = 8
# RPDE validators ask for the end by the largest whole number that every JSON reader can hold.
END_NUMBER = 2**53 - 1
_LOST = (
    "This place in the feed is no more: the numbering began anew, deletions after it were forgotten, or what you may "
    'have has changed. Read the feed from its start (`Link`, rel="first") and delete what that does not bring.'
)


def changes_parameters() -> ParameterSet:
    """Return the parameters of the change feed."""
    kind = types_parameter(
        "Only documents of this type. Repeat it for alternatives. A document that becomes another comes as deleted."
    )
    locale = replace(
        LOCALE,
        description="Only documents in this language; all where it is left out.",
        schema={"type": "string", "enum": locales()},
    )
    limit = Parameter(
        "limit",
        "How many items a page holds at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT},
        read_limit,
        example=DEFAULT_LIMIT,
    )
    number = Parameter(
        "afterChangeNumber",
        "The number in `next`, as RPDE has it. It says nothing without `after`.",
        {"type": "integer", "minimum": 0, "maximum": END_NUMBER},
        _read_number,
    )
    after = replace(AFTER, description="Cursor, taken unchanged with the rest of `next`. It belongs to one question.")
    return ParameterSet((kind, locale, limit, number, after))


def changes_view() -> Callable[..., HttpResponse]:
    """Return the view of the change feed."""
    parameters = changes_parameters()

    def changes(request: HttpRequest) -> HttpResponse:
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        seconds = wait_of(request.META.get("HTTP_PREFER", ""))
        if values.get("afterChangeNumber") == END_NUMBER and "after" not in values:
            return _answer(request, (), following=_address(request, (("afterChangeNumber", END_NUMBER),)))
        page, is_honoured = _read(request, values), True
        if seconds and page.is_end:
            page, is_honoured = _wait(request, values, page, seconds)
        following = _address(request, _place_pairs(page.next))
        response = _answer(request, page.rows, following=following, is_full=page.is_full, is_end=page.is_end)
        if seconds:
            response.headers["Cache-Control"] = "private, no-store"
            if is_honoured:
                response.headers["Preference-Applied"] = f"wait={seconds}"
        return response

    return changes


def _read(request: HttpRequest, values: Mapping[str, Any]) -> Page:
    try:
        return read_page(values, caller=caller_of(request), mount=mount_of(request))
    except FeedLost as error:
        raise Problem(
            410,
            _LOST,
            errors=(("#/query/after", "Leave `after` and `afterChangeNumber` out to begin anew."),),
            headers={"Link": f'<{_address(request, ())}>; rel="first"'},
        ) from error


def _wait(request: HttpRequest, values: Mapping[str, Any], page: Page, seconds: int) -> tuple[Page, bool]:
    """Wait for something to come; tell whether there was room for waiting."""

    def look() -> Page | None:
        found = _read(request, values)
        return None if found.is_end else found

    with room.seat() as is_seated:
        return (room.wait_for(look, seconds=seconds, seen=page.clock) or page if is_seated else page), is_seated


def _answer(
    request: HttpRequest, rows: Sequence[ChangeRow], *, following: str, is_full: bool = False, is_end: bool = True
) -> HttpResponse:
    shown = [_row(row, row.body) for row in rows if row.body is not None]
    deleted = [row for row in rows if row.body is None]
    end = None if is_full else timezone.now() + timedelta(seconds=FRESH_END_S + 0.9)
    answer = Answer(
        body=_body(following, rows),
        content_type=_media_type(request.META.get("HTTP_ACCEPT", "")),
        last_modified=latest(row.modified_at for row in rows),
        until=earliest([end, *(row.until for row in shown)]),
        keys=("changes", *(row.type for row in deleted), *(str(row.document_id) for row in deleted)),
        rows=shown,
        links=() if is_end else (("next", following),),
        # What left this page for a later one leaves no date behind.
        changed_at=lambda: None,
    )
    response = respond(request, answer)
    patch_vary_headers(response, ["Accept", "Prefer"])
    return response


def _row(row: ChangeRow, body: bytes) -> Row:
    return Row(row.document_id, body, row.modified_at, row.until, row.digest, row.type, row.change)


def _body(following: str, rows: Sequence[ChangeRow]) -> bytes:
    head, tail = to_json({"next": following})[:-1], to_json({"license": licence_url()})[1:]
    return head + b',"items":[' + b",".join(_item(row) for row in rows) + b"]," + tail


def _item(row: ChangeRow) -> bytes:
    said: dict[str, Any] = {"state": "deleted", "kind": row.type, "id": str(row.document_id), "modified": row.change}
    if row.body is None:
        return to_json(said | {"reason": row.reason})
    return to_json(said | {"state": "updated"})[:-1] + b',"data":' + row.body + b"}"


def _place_pairs(place: Place) -> Sequence[tuple[str, Any]]:
    return (("afterChangeNumber", place.after), ("after", place.text)) if place.text else ()


def _address(request: HttpRequest, pairs: Sequence[tuple[str, Any]]) -> str:
    """Return the absolute address of a page: the same question, the path as it was asked (its mount included)."""
    asked = split_query(request.META.get("QUERY_STRING", ""))
    kept: list[tuple[str, Any]] = [pair for pair in asked if pair[0] not in ("after", "afterChangeNumber")]
    kept += pairs
    if key := caller_of(request).publishable_key:
        kept.append(("key", key))
    base = f"{request.scheme}://{request.get_host()}{request.path}"
    return f"{base}?{urlencode(kept)}" if kept else base


def _media_type(accept: str) -> str:
    """Return RPDE's own media type where it is asked for by name, rather than JSON's."""
    weights = dict(weighted(accept))
    own = weights.get(RPDE, 0.0)
    return f"{RPDE}; version=1" if own > 0 and own >= weights.get("application/json", 0.0) else "application/json"


def _read_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,16}", text) or int(text) > END_NUMBER:
        raise ValueError("`afterChangeNumber` is the whole number in `next`. Follow `next` as it is.")
    return int(text)
