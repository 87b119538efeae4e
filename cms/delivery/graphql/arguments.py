"""Arguments: REST's parameters under GraphQL's names, read by the same readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLError,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from cms.delivery.graphql.naming import camel
from cms.delivery.graphql.scalars import DATE_TIME
from cms.delivery.parameters import Parameter, values_of
from cms.delivery.vocabulary import DEFAULT_LIMIT, LOCALE, MOST_ITEMS, ORDER, read_cursor
from cms.feed.registry import FeedType, all_types

# Said by the selection itself, or by the arguments of a connection.
_NOT_HERE = {"limit", "after", "fields", "include"}
_WORDS = {"-": "_DESC", "": "_ASC"}


def bad_input(detail: str) -> GraphQLError:
    """Return the error for an argument that must be changed."""
    return GraphQLError(detail, extensions={"code": "BAD_USER_INPUT"})


def _order_name(order: str) -> str:
    return order.lstrip("-").upper() + _WORDS[order[: len(order) - len(order.lstrip("-"))]]


LOCALE_TYPE = GraphQLEnumType(
    "Locale",
    {code.replace("-", "_"): GraphQLEnumValue(code) for code in LOCALE.schema["enum"]},
    description="A language of the documents.",
)
ORDER_TYPE = GraphQLEnumType(
    "Order",
    {_order_name(order): GraphQLEnumValue(order) for order in ORDER.schema["enum"]},
    description=ORDER.description.partition(";")[0] + ".",
)
_ENUMS = {"locale": LOCALE_TYPE, "order": ORDER_TYPE}


def type_enum() -> GraphQLEnumType:
    """Return the enum of the registered content types."""
    names = {feed_type.name: feed_type.name.replace("-", "_") for feed_type in all_types()}
    return GraphQLEnumType(
        "DocumentType",
        {
            names[feed_type.name]: GraphQLEnumValue(feed_type.name, description=feed_type.description)
            for feed_type in all_types()
        },
        description="A kind of document.",
    )


def argument_of(parameter: Parameter) -> GraphQLArgument:
    """Return the argument for a parameter of REST; under its REST name for whoever reads it."""
    kind: Any = _ENUMS.get(parameter.name) or (
        DATE_TIME if parameter.schema.get("format") == "date-time" else GraphQLString
    )
    if parameter.is_repeatable:
        kind = GraphQLList(GraphQLNonNull(kind))
    description = (
        parameter.description.partition("; a minus")[0].replace("Repeat it for", "Name several as").rstrip(".")
    )
    extra = {"default_value": parameter.schema["default"]} if "default" in parameter.schema else {}
    return GraphQLArgument(kind, description=f"{description}.", out_name=parameter.name, **extra)


def filters_of(parameters: Iterable[Parameter]) -> dict[str, GraphQLArgument]:
    """Return the arguments that narrow and order a list."""
    return {camel(p.name): argument_of(p) for p in parameters if p.name not in _NOT_HERE}


def paging(*, backward: bool = True) -> dict[str, GraphQLArgument]:
    """Return the arguments of a connection."""
    most = f"1 to {MOST_ITEMS}, {DEFAULT_LIMIT} where none is said"
    forward = {
        "first": GraphQLArgument(GraphQLInt, description=f"How many from the beginning, or after `after`: {most}."),
        "after": GraphQLArgument(
            GraphQLString, description="A cursor: what follows it. The other arguments stay as they were."
        ),
    }  # fmt: skip
    if not backward:
        return forward
    return forward | {
        "last": GraphQLArgument(GraphQLInt, description=f"How many before `before`, or from the end: {most}."),
        "before": GraphQLArgument(GraphQLString, description="A cursor: what precedes it, in the list's order."),
    }


def read_filters(parameters: Mapping[str, Parameter], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the filters that were sent, read as REST reads them. Null is as if it were not sent.

    Errors: GraphQLError naming what must be changed.
    """
    values: dict[str, Any] = {}
    for name, given in arguments.items():
        parameter = parameters.get(name)
        if parameter is None or given is None or name in _NOT_HERE:
            continue
        if isinstance(given, datetime):
            values[name] = given
            continue
        texts = given if isinstance(given, list) else [given]
        if not texts:
            # No alternative is no filter, as in an address without the parameter.
            continue
        try:
            values[name] = values_of(parameter, texts)
        except ValueError as error:
            raise bad_input(str(error).replace(f"`{name}`", f"`{camel(name)}`")) from error
    return values


def read_page(arguments: Mapping[str, Any]) -> tuple[int, str | None, bool]:
    """Return how many documents are asked for, from which cursor, and whether backwards.

    Errors: GraphQLError for a direction that is said twice, or a number out of bounds.
    """
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    is_backward = last is not None or before is not None
    if is_backward and (first is not None or after is not None):
        raise bad_input("Walk one way at a time: `first` with `after`, or `last` with `before`.")
    limit = page_size(arguments)
    name = "last" if is_backward else "first"
    if not 1 <= limit <= MOST_ITEMS:
        raise bad_input(f"`{name}` is a whole number from 1 to {MOST_ITEMS}, for instance {name}: {DEFAULT_LIMIT}.")
    cursor = before if is_backward else after
    if cursor is not None:
        try:
            read_cursor(cursor)
        except ValueError as error:
            raise broken_cursor(is_backward=is_backward) from error
    return limit, cursor, is_backward


def page_size(arguments: Mapping[str, Any]) -> int:
    """Return how many documents of a connection are asked for."""
    for name in ("first", "last"):
        if arguments.get(name) is not None:
            return int(arguments[name])
    return DEFAULT_LIMIT


def broken_cursor(*, is_backward: bool = False) -> GraphQLError:
    """Return the error for a cursor that we did not make for this question."""
    name = "before" if is_backward else "after"
    return bad_input(
        f"`{name}` is not a cursor of this list with these arguments. Take it unchanged from `pageInfo` or an edge, or "
        "leave it out to begin anew."
    )


def list_arguments(feed_type: FeedType, parameters: Iterable[Parameter]) -> dict[str, GraphQLArgument]:
    """Return the arguments of the connection of a type. Errors: ValueError if a facet is named like one of paging."""
    filters, pages = filters_of(parameters), paging()
    if clash := sorted(set(filters) & set(pages)):
        raise ValueError(f"The facet {clash[0]!r} of {feed_type.name} cannot be an argument: connections have one.")
    return pages | filters
