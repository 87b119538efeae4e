"""Requests that are meant to hurt, and the limit that must meet each."""

# ruff: noqa: E501 (a request is read as one line)

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import get_introspection_query


@dataclass(frozen=True)
class Bomb:
    """One request. Shape: `body` is what is posted; `said` must be in one of the errors' messages or codes."""

    name: str
    body: str
    said: str
    status: int = 400


def _body(query: str, variables: Any = None, **more: Any) -> str:
    return json.dumps({"query": query, "variables": variables or {}, **more})


def _nested(times: int, opening: str, inner: str = "id") -> str:
    return opening * times + inner + "}" * times


def _fragments(count: int, spread: Callable[[int], str], last: str) -> str:
    made = [f"fragment F{n} on Chapter {{ {spread(n + 1)} }}" for n in range(count)]
    return " ".join([*made, f"fragment F{count} on Chapter {{ {last} }}"])


_WIDE = (
    "id contentId type locale slug url title summary publishedAt updatedAt licence attribution tags { slug name } "
    "translations { locale url status } image { url width height alt credit licence placeholder focalPoint { x y } }"
)
_QUERIES: tuple[tuple[str, str, str], ...] = (
    ("deep", "{ chapters { nodes { " + _nested(40, "parent { chapters { ", "id").replace("}" * 40, "}" * 80) + "}}}", "depth"),
    ("just too deep", "{ chapters { nodes { " + "parent { chapters { " * 5 + "parent { id }" + "}}" * 5 + "}}}", "depth"),
    ("deep inline fragments", "{ ambassadors { nodes " + _nested(250, "{ ... ", "{ id }") + "}}", "Syntax"),
    ("deep lists as argument", "{ ambassadors(commune: " + "[" * 900 + "]" * 900 + ") { totalCount } }", "deep"),
    ("deep objects as argument", "{ ambassadors(commune: " + "{a:" * 600 + "1" + "}" * 600 + ") { totalCount } }", "deep"),
    ("aliases", "{ " + " ".join(f"a{n}: __typename" for n in range(16)) + " }", "aliases"),
    ("aliased lists", "{ " + " ".join(f"a{n}: ambassadors(first: 100) {{ nodes {{ tags {{ name }} }} }}" for n in range(15)) + " }", "cost"),
    ("aliases in fragments", "{ chapters { nodes { ...F0 } } } " + _fragments(8, lambda n: f"a: parent {{ chapters {{ ...F{n} }} }} b: parent {{ chapters {{ ...F{n} }} }}", "id"), "aliases"),
    ("tokens", "{ " + "ambassadors { totalCount } " * 600 + "}", "tokens"),
    ("comments and commas", "{ __typename " + "," * 30_000 + "a" * 1 + " }", "Cannot query field"),
    ("a huge name", "{ " + "a" * 50_000 + " }", "Cannot query field"),
    ("a huge text", '{ ambassadors(q: "' + "a" * 50_000 + '") { totalCount } }', "`q` is at most 200"),
    ("a huge block text", '{ ambassadors(q: """' + "a\\n" * 15_000 + '""") { totalCount } }', "`q` is at most 200"),
    ("a huge number", "{ ambassadors(first: " + "9" * 20_000 + ") { totalCount } }", "Int"),
    ("a huge float", "{ ambassadors(first: 1e" + "9" * 400 + ") { totalCount } }", "Int"),
    ("a huge first", "{ ambassadors(first: 2000000000) { nodes { title } } }", "cost"),
    ("a negative last", "{ ambassadors(last: -2000000000) { nodes { title } } }", "`last` is a whole number"),
    ("many alternatives", "{ ambassadors(commune: [" + ",".join(f'"{n}"' for n in range(900)) + "]) { totalCount } }", "at most 20"),
    ("a cycle of one", "{ chapters { nodes { ...A } } } fragment A on Chapter { id ...A }", "Cannot spread fragment"),
    ("a cycle of three", "{ chapters { nodes { ...A } } } fragment A on Chapter { ...B } fragment B on Chapter { ...C } fragment C on Chapter { parent { chapters { ...A } } }", "Cannot spread fragment"),
    ("a long cycle", "{ chapters { nodes { ...F0 } } } " + _fragments(180, lambda n: f"...F{n}", "...F0"), "Cannot spread fragment"),
    ("fragments opened for every type", "{ " + " ".join(f"a{n}: search(q: \"a\") {{ nodes {{ ...D }} edges {{ node {{ ...D }} }} }}" for n in range(15)) + " } fragment D on Document { " + _WIDE + " }", "selection"),
    ("fragments that branch", "{ chapters { nodes { ...F0 } } } " + _fragments(5, lambda n: f"parent {{ chapters {{ ...F{n} }} }} ... on Chapter {{ parent {{ chapters {{ ...F{n} parent {{ chapters {{ ...F{n} }} }} }} }} }}", "id"), "depth"),
    ("unused fragments", "{ __typename } " + " ".join(f"fragment F{n} on Chapter {{ id }}" for n in range(200)), "is never used"),
    ("one field over and over", "{ " + "__typename " * 1_900 + "}", "repeats"),
    ("one object over and over", "{ ambassadors { nodes { " + "image { url } " * 300 + "} } }", "repeats"),
    ("spreads over and over", "{ chapters { nodes { " + "...A " * 500 + "} } } fragment A on Chapter { id }", "repeats"),
    ("empty conditions over and over", "{ chapters { nodes { " + "... { id } " * 300 + "} } }", "repeats"),
    ("directives over and over", "{ __typename " + "@skip(if: false) " * 150 + "}", "can only be used once"),
    ("unknown directives", "{ __typename " + "".join(f"@d{n} " for n in range(900)) + "}", "Unknown directive"),
    ("references of references", "{ whitepapers(first: 100) { nodes { chapters { parent { chapters { parent { chapters { id } } } } } } } }", "cost"),
    ("a hundred whole documents with everything", "{ " + " ".join(f"a{n}: search(q: \"a\", first: 100) {{ nodes {{ tags {{ name }} translations {{ url }} }} }}" for n in range(8)) + " }", "cost"),
    ("changes of everything", "{ " + " ".join(f"a{n}: changes(first: 100) {{ nodes {{ document {{ tags {{ name }} }} }} }}" for n in range(12)) + " }", "cost"),
    ("introspection in a circle", "{ __schema { types { " + "fields { type { " * 5 + "name" + "}}" * 5 + "} } }", "introspection depth"),
    ("introspection ten times", "{ " + " ".join(f"a{n}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for n in range(10)) + " }", "introspection"),
    ("introspection as wide as it is deep", "{ __schema { types { possibleTypes { interfaces { possibleTypes { name } } } } } }", "introspection"),
    ("two operations that hide each other", " ".join(f"query Q{n} {{ __typename }}" for n in range(300)), "operationName"),
    ("a mutation", "mutation { delete }", "mutation"),
    ("a subscription", "subscription { changes { nodes { id } } }", "subscription"),
    ("incremental delivery", "{ ... @defer { ambassadors { totalCount } } }", "Unknown directive"),
    ("a schema instead of a query", "type Query { a: Int } schema { query: Query }", "not executable"),
    ("control characters", "{ \x07\x00 }", "Syntax"),
    ("a broken escape", '{ ambassadors(q: "\\ud800") { totalCount } }', "Syntax"),
    ("nothing but a comment", "#" + "a" * 5_000, "Syntax"),
)  # fmt: skip


def bombs() -> Iterator[Bomb]:
    """Return every bomb."""
    for name, query, said in _QUERIES:
        yield Bomb(name, _body(query), said, 200 if "whole number" in said or "at most" in said else 400)
    usual = get_introspection_query()
    yield Bomb("introspection with everything twice", _body(usual.replace("{\n  __schema {", "{\n  a: __schema { types { ...FullType } }\n  __schema {", 1)), "introspection")  # fmt: skip
    many = {f"v{n}": n for n in range(4_000)}
    yield Bomb("variables that nobody asked for", _body("{ __typename }", many), "variables")
    typed = "query Q($c: [String!]) { ambassadors(commune: $c) { totalCount } }"
    yield Bomb("a giant variable", _body(typed, {"c": ["a" * 50] * 900}), "at most 20", 200)
    yield Bomb("variables of another type", _body(typed, {"c": [{"a": n} for n in range(3_000)]}), "Variable")
    yield Bomb("nested variables", '{"query": "{ __typename }", "variables": {"a": ' + "[" * 30_000 + "]" * 30_000 + "}}", "is not JSON")  # fmt: skip
    yield Bomb("a batch", "[" + ",".join([_body("{ __typename }")] * 500) + "]", "BATCHING_REFUSED")
    yield Bomb("a body too long", _body("{ __typename }" + " " * 64_000), "64000 bytes", 413)
    yield Bomb(
        "a number too long", '{"query": "{ __typename }", "variables": {"a": ' + "9" * 10_000 + "}}", "is not JSON"
    )
    yield Bomb("a name too long", _body("{ __typename }", operationName="a" * 50_000), "No operation")
    yield Bomb("a body that ends too soon", '{"query": "{ __typename', "is not JSON")
