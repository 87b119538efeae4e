"""What every operation declares beside its shape: its headers, its refusals, and who may ask."""

from __future__ import annotations

from typing import Any

from cms.delivery.problems import CONTENT_TYPE

REF = "#/components/schemas/{model}"
_HEADER_REF = "#/components/headers/{name}"
_TEXT, _SECONDS = {"type": "string"}, {"type": "integer", "minimum": 1}
# What is told of the limit comes with every answer, refusals included; what a cache needs with those it may keep.
_ALWAYS = ("RateLimit", "RateLimit-Policy", "X-Request-ID")
_KEPT = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Surrogate-Key", "Link")
_PROBLEMS = {
    400: "A parameter must be changed; `errors` names it and says how.",
    401: "The key that was sent opens nothing, or stands in the wrong place; or none was sent where one is asked for.",
    403: "A publishable key was sent from a page that is not of its partner's listed origins.",
    404: "Nothing public is here: hidden, never there, or unknown all look alike.",
    405: "Only GET, HEAD and OPTIONS are answered.",
    406: "The answer exists as JSON only.",
    410: "It was public and no longer is. Delete your copies.",
    429: "Too many requests within a minute, of this key or, without one, of this address.",
}
# At the door of all faces, before anything is looked for.
_AT_THE_DOOR = (401, 403, 405, 406, 429)
_OF_PROBLEMS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",)}
SECRET_KEY, PUBLISHABLE_KEY = "secretKey", "publishableKey"
ANYBODY: list[dict[str, list[str]]] = [{}, {SECRET_KEY: []}, {PUBLISHABLE_KEY: []}]
KEYED = ANYBODY[1:]


def described(parameters: list[dict[str, Any]], *statuses: int, keyed: bool = False) -> dict[str, Any]:
    """Return what an operation says beyond its shape: its parameters, its other answers, and if a key is needed."""
    responses: dict[int, Any] = {
        200: {"headers": _headers(*_KEPT)},
        304: {"description": "Unchanged: what you hold is still true.", "headers": _headers(*_KEPT)},
    }
    if 308 in statuses:
        responses[308] = {"description": "The document has a new slug.", "headers": _headers("Location")}
    for status in sorted({*statuses, *_AT_THE_DOOR} - {308}):
        responses[status] = {
            "description": _PROBLEMS[status],
            "headers": _headers(*_OF_PROBLEMS.get(status, ())),
            "content": {CONTENT_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
        }
    return {"parameters": parameters, "responses": responses, **({"security": KEYED} if keyed else {})}


def of_changes(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the change feed says beyond its shape: that it may be waited for, and when to begin anew."""
    prefer = {
        "in": "header",
        "name": "Prefer",
        "required": False,
        "description": "`wait=20` holds the request until something changes, 20 seconds at most (RFC 7240).",
        "schema": _TEXT,
        "example": "wait=20",
    }
    extra = described([*parameters, prefer], 400, 410)
    responses = extra["responses"]
    responses[200]["headers"] |= {"Preference-Applied": _header("That `Prefer: wait` was honoured.")}
    responses[410]["description"] = "This place in the feed is no more: begin anew, and drop what that does not bring."
    responses[410]["headers"] |= {"Link": _header("The start of the feed, `rel=first`.")}
    return extra


def components() -> dict[str, Any]:
    """Return what the operations refer to: the headers, each described once, and the two kinds of keys."""
    headers = {
        "Allow": _header("The methods that are answered."),
        "Cache-Control": _header("How long it may be kept: never beyond the instant at which it stops being true."),
        "ETag": _header("Strong validator of these bytes: send it back as `If-None-Match`."),
        "Last-Modified": _header("When the newest of what is answered changed."),
        "Link": _header("Neighbouring pages (RFC 8288)."),
        "Location": _header("Where it is now."),
        "RateLimit": _header("What is left: `r` requests, and `t` seconds until the count begins anew."),
        "RateLimit-Policy": _header("The limit: `q` requests within `w` seconds, counted per key or per address."),
        "Retry-After": _header("Seconds to wait.", _SECONDS),
        "Surrogate-Key": _header("What a purge finds it by: site, types, document ids."),
        "Vary": _header("Request headers that this answer depends on; a cache keeps one copy for each."),
        "WWW-Authenticate": _header("How to send a key (RFC 6750)."),
        "X-Request-ID": _header("Name of this request in our logs; yours if you sent one."),
    }
    schemes = {
        SECRET_KEY: {
            "type": "http",
            "scheme": "bearer",
            "description": "A partner's secret key (`fvm_sk_…`). On servers only: no page may send it.",
        },
        PUBLISHABLE_KEY: {
            "type": "apiKey",
            "in": "query",
            "name": "key",
            "description": "A partner's publishable key (`fvm_pk_…`), from pages of its listed origins.",
        },
    }
    return {"headers": headers, "securitySchemes": schemes}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": _HEADER_REF.format(name=name)} for name in (*names, *_ALWAYS)}


def _header(description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "schema": schema or _TEXT}
