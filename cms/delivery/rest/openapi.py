"""The published contract: what ninja derives from the shapes, and what it cannot know."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from cms.delivery.problems import CONTENT_TYPE, ProblemError, ProblemShape
from cms.delivery.rest.bodies import to_json
from cms.delivery.rest.schemas import base_name
from cms.feed.registry import all_types

_REF = "#/components/schemas/{model}"
_HEADERS = {
    "ETag": "Strong validator of these bytes.",
    "Last-Modified": "When the newest of what is answered changed.",
    "Cache-Control": "How long it may be kept: never beyond the instant at which it stops being true.",
    "Surrogate-Key": "What a purge finds it by: site, types, document ids.",
    "Link": "Neighbouring pages (RFC 8288).",
    "X-Request-ID": "Name of this request in our logs; yours if you sent one.",
}
_PROBLEMS = {
    400: "A parameter must be changed; `errors` names it and says how.",
    404: "Nothing public is here: hidden, never there, or unknown all look alike.",
    405: "Only GET, HEAD and OPTIONS are answered.",
    406: "The answer exists as JSON only.",
    410: "It was public and no longer is. Delete your copies.",
}


def described(parameters: list[dict[str, Any]], *statuses: int) -> dict[str, Any]:
    """Return what an operation says beyond its shape: its parameters and its other answers."""
    responses: dict[int, Any] = {
        200: {"headers": {name: _header(text) for name, text in _HEADERS.items()}},
        304: {"description": "Unchanged: what you hold is still true."},
    }
    if 308 in statuses:
        responses[308] = {
            "description": "The document has a new slug.",
            "headers": {"Location": _header("Where it is now.")},
        }
    for status in (400, 404, 405, 406, 410):
        if status in statuses or status in (405, 406):
            responses[status] = {
                "description": _PROBLEMS[status],
                "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
            }
    return {"parameters": parameters, "responses": responses}


@cache
def openapi_bytes() -> bytes:
    """Return the contract as JSON: the same bytes for every host."""
    return to_json(openapi_document())


def openapi_document() -> dict[str, Any]:
    """Return the contract (OpenAPI 3.1)."""
    from cms.delivery.rest.api import api

    document = copy.deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    schemas: dict[str, Any] = document["components"]["schemas"]
    problem = ProblemShape.model_json_schema(ref_template=_REF, mode="serialization")
    problem.pop("$defs")
    problem["required"] = ["type", "title", "status", "detail", "errors"]
    schemas["Problem"] = {**problem, "title": "Problem"}
    schemas["ProblemError"] = ProblemError.model_json_schema(ref_template=_REF)
    _admit_sparse_documents(document, schemas)
    _never_null_where_absent(schemas)
    document["servers"] = [{"url": "/"}]
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def _admit_sparse_documents(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say that `fields` leaves fields out: the same properties, none of them required."""
    partial_by_ref: dict[str, dict[str, Any]] = {}
    for feed_type in all_types():
        whole = schemas.get(feed_type.document.__name__)
        if whole is None:
            continue
        name = f"Partial{base_name(feed_type)}"
        schemas[name] = {
            **{key: value for key, value in whole.items() if key != "required"},
            "title": name,
            "description": "The fields that were asked for with `fields`.",
        }
        for shape in (feed_type.item, feed_type.document):
            ref = {"$ref": _REF.format(model=shape.__name__)}
            partial_by_ref[ref["$ref"]] = {"anyOf": [ref, {"$ref": _REF.format(model=name)}]}
    for name, schema in schemas.items():
        items = schema.get("properties", {}).get("items") if name.endswith("List") else None
        if items and items["items"].get("$ref") in partial_by_ref:
            items["items"] = partial_by_ref[items["items"]["$ref"]]
    for operations in document["paths"].values():
        takes_fields = any(parameter["name"] == "fields" for parameter in operations["get"]["parameters"])
        content = operations["get"]["responses"][200].get("content", {}).get("application/json")
        if not takes_fields or content is None:
            continue
        content["schema"] = _with_partials(content["schema"], partial_by_ref)


def _with_partials(schema: dict[str, Any], partial_by_ref: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if "$ref" in schema:
        return partial_by_ref.get(schema["$ref"], schema)
    if "anyOf" in schema:
        members: list[dict[str, Any]] = []
        for member in schema["anyOf"]:
            for found in partial_by_ref.get(member.get("$ref", ""), {"anyOf": [member]})["anyOf"]:
                if found not in members:
                    members.append(found)
        return {"anyOf": members, "title": "Any document"}
    return schema


def _never_null_where_absent(schemas: dict[str, Any]) -> None:
    """`facets` and `total` are absent unless asked for; they are never null."""
    for schema in schemas.values():
        for name in ("facets", "total"):
            found = schema.get("properties", {}).get(name)
            if not found or "default" not in found or found["default"] is not None:
                continue
            del found["default"]
            kept = [member for member in found.pop("anyOf") if member != {"type": "null"}]
            found |= kept[0]


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}
