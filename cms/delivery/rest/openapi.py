"""The published contract: what ninja derives from the shapes, and what it cannot know.

Clients are generated from it: what a generator would stumble over is mended here.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from cms.delivery.bodies import to_json
from cms.delivery.problems import ProblemError, ProblemShape
from cms.delivery.rest.declared import ANYBODY, REF, components
from cms.delivery.rest.schemas import base_name
from cms.feed.registry import all_types


@cache
def openapi_bytes() -> bytes:
    """Return the contract as JSON: the same bytes for every host."""
    return to_json(openapi_document())


def openapi_document() -> dict[str, Any]:
    """Return the contract (OpenAPI 3.1)."""
    from cms.delivery.rest.api import api

    document = copy.deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    schemas: dict[str, Any] = document["components"]["schemas"]
    problem = ProblemShape.model_json_schema(ref_template=REF, mode="serialization")
    problem.pop("$defs")
    problem["required"] = ["type", "title", "status", "detail", "errors"]
    schemas["Problem"] = {**problem, "title": "Problem"}
    schemas["ProblemError"] = ProblemError.model_json_schema(ref_template=REF)
    _name_the_types(schemas)
    _admit_sparse_documents(document, schemas)
    _never_null_where_absent(schemas)
    _one_example_per_parameter(document)
    document["servers"] = [{"url": "/"}]
    document["security"] = ANYBODY
    document["components"] |= components()
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
            ref = {"$ref": REF.format(model=shape.__name__)}
            partial_by_ref[ref["$ref"]] = {"anyOf": [ref, {"$ref": REF.format(model=name)}]}
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


def _name_the_types(schemas: dict[str, Any]) -> None:
    """Say which `type` the documents of a shape have: a generated client tells them apart by it."""
    names_by_shape: dict[str, list[str]] = {}
    for feed_type in all_types():
        for shape in {feed_type.item.__name__, feed_type.document.__name__} & set(schemas):
            names_by_shape.setdefault(shape, []).append(feed_type.name)
    for shape, names in names_by_shape.items():
        properties = schemas[shape]["properties"]
        known = {"const": names[0]} if len(names) == 1 else {"enum": names}
        properties["type"] = {**properties["type"], **known, "examples": names[:1]}


def _one_example_per_parameter(document: dict[str, Any]) -> None:
    """A parameter's `examples` are a map of objects; the list that JSON Schema has stays with its schema."""
    for operations in document["paths"].values():
        for parameter in operations["get"]["parameters"]:
            if isinstance(examples := parameter.get("examples"), list):
                del parameter["examples"]
                parameter["example"] = examples[0]


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
