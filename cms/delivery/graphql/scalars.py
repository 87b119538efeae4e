"""Scalars that GraphQL does not have. Values are stored as JSON says them: nothing is converted on the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, StringValueNode, ValueNode

from cms.delivery.vocabulary import parse_instant


def as_stored(value: Any) -> Any:
    """Return a value of a stored document as it is."""
    return value


def read_instant(value: Any) -> datetime:
    """Read an argument that is an instant, in the form that REST takes."""
    try:
        if isinstance(value, str):
            return parse_instant(value)
    except ValueError:
        pass
    raise GraphQLError(
        "A DateTime is a possible date and time with its offset in RFC 3339, for instance 2026-11-22T09:00:00Z."
    )


def _read_literal(node: ValueNode, _variables: Any = None) -> datetime:
    return read_instant(node.value if isinstance(node, StringValueNode) else None)


def _takes_nothing(_value: Any) -> Any:
    raise GraphQLError("This scalar is for answers only.")


DATE_TIME = GraphQLScalarType(
    "DateTime",
    description="An instant in UTC, for instance 2026-11-22T09:00:00Z.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    coerce_output_value=as_stored,
    coerce_input_value=read_instant,
    coerce_input_literal=_read_literal,
)
DATE = GraphQLScalarType(
    "Date",
    description="A day, for instance 2026-11-22.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    coerce_output_value=as_stored,
    coerce_input_value=_takes_nothing,
)
JSON = GraphQLScalarType(
    "JSON",
    description="A value that has several forms, as JSON says it: for instance a cell that is a text or a number.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
    coerce_output_value=as_stored,
    coerce_input_value=_takes_nothing,
)
