"""`python -m bench.graphql_ways`: the ways of answering GraphQL, side by side in one run, as ratios.

L1 is REST's list of the twenty newest, G1 the same question in GraphQL, D1 and G2 one whole document. All runs in one
one process without a server between, in turns and in random order; figures are medians of processor time.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.place import temporary_database

G1 = """query List($first: Int!) { ambassadors(first: $first) { nodes {
  id slug url title summary publishedAt quote
  image { url alt credit width height } tags { slug name } company { name } commune { code name } sector { code name }
} } }"""
G2 = """query One($slug: String!) { ambassador(slug: $slug) {
  id title summary image { url alt credit } tags { name } company { name siren } commune { name }
  commitments { slug name }
  body { __typename ... on HeadingBlock { text level } ... on RichTextBlock { value }
         ... on PullQuoteBlock { text speaker } ... on PhotoBlock { caption image { url alt credit } } }
} }"""
SLUG = "atelier-00007"


def measure(ways: dict[str, Callable[[], Any]], *, rounds: int, times: int) -> dict[str, float]:
    """Return the median processor time of one call of each way, in microseconds."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name in random.sample(list(ways), len(ways)):
            started = time.process_time()
            for _ in range(times):
                ways[name]()
            spent[name].append((time.process_time() - started) / times * 1e6)
    return {name: statistics.median(found) for name, found in spent.items()}


def strawberry_way() -> Callable[[], Any]:
    """Return G1 by strawberry as its documents advise: default resolvers over dicts, parsing and validation cached."""
    import strawberry
    from strawberry.extensions import ParserCache, ValidationCache
    from strawberry.schema.config import StrawberryConfig

    from cms.feed.selectors import ListQuery, list_rows
    from cms.media.audiences import Audience

    def shape(kind: str, **fields: Any) -> Any:
        return strawberry.type(type(kind, (), {"__annotations__": fields}))

    picture = shape("Picture", url=str, alt=str, credit=str, width=int, height=int)
    word = shape("Word", slug=str, name=str)
    company, place = shape("Firm", name=str), shape("Place", code=str, name=str)
    texts = dict.fromkeys(("id", "slug", "url", "title", "summary", "published_at", "quote"), str)
    node = shape(
        "Portrait", **texts, image=picture | None, tags=list[word], company=company, commune=place | None,
        sector=place | None,
    )  # fmt: skip
    connection = shape("Portraits", nodes=list[node])

    def ambassadors(first: int) -> Any:
        rows = list_rows(ListQuery("ambassador", "fr", Audience.OPEN, limit=first)).rows
        return {"nodes": [row.data for row in rows]}

    # One of each, shared by all requests: a factory per request would keep nothing.
    parsed, validated = ParserCache(), ValidationCache()
    query = strawberry.type(
        type("Query", (), {"ambassadors": strawberry.field(resolver=ambassadors, graphql_type=connection)})
    )
    schema = strawberry.Schema(
        query=query,
        config=StrawberryConfig(default_resolver=lambda source, name: source[name]),
        extensions=[lambda: parsed, lambda: validated],
    )

    def run() -> bytes:
        result = schema.execute_sync(G1, variable_values={"first": 20})
        assert result.errors is None, result.errors
        return json.dumps({"data": result.data}, ensure_ascii=False).encode()

    return run


def executed(way: Any, query: str, variables: dict[str, Any]) -> Callable[[], Any]:
    """Return the execution of one operation over the feed, with nothing of the answer kept."""
    from django.test import RequestFactory

    from cms.delivery.graphql.asking import Asked
    from cms.delivery.graphql.operations import prepare
    from cms.delivery.graphql.schema import schema
    from cms.partners.auth import ANYONE

    operation, request = prepare(schema(), query, None), RequestFactory().get("/")

    def run() -> bytes:
        result = way(operation, Asked(request, ANYONE, ("", 0, 0)), variables)
        assert result.errors is None, result.errors
        return json.dumps({"data": result.data}, ensure_ascii=False, separators=(",", ":")).encode()

    return run


def asked(path: str, query: str = "", variables: Any = None, *, cold: bool = False) -> Callable[[], Any]:
    """Return one request through the whole of Django."""
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    from cms.delivery.graphql import answers

    application = get_wsgi_application()
    found = RequestFactory(SERVER_NAME="localhost").get(
        path, {"query": query, "variables": json.dumps(variables)} if query else None
    )
    environ = {**found.environ, "HTTP_ACCEPT": "application/json"}

    def run() -> bytes:
        if cold:
            answers._answers.clear()
        heard: list[str] = []
        sent = application({**environ, "wsgi.input": io.BytesIO()}, lambda status, _headers: heard.append(status))
        body = b"".join(sent)
        assert heard == ["200 OK"], (heard, body[:200])
        return body

    return run


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphql_ways", description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    with temporary_database(keep=False):
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        settings.OPEN_REQUESTS_PER_MINUTE = 10**9
        found = compare(options)
    anchor = found["L1 through Django, REST"]
    print("| way | µs | against L1 |\n|---|---|---|")
    for name, spent in found.items():
        print(f"| {name} | {spent:.0f} | {spent / anchor:.2f} |")


def compare(options: argparse.Namespace) -> dict[str, float]:
    """Write the rows and measure every way: microseconds of the processor."""
    from bench.graphql_rows import write_rows
    from cms.delivery.graphql.operations import execute, execute_by_library
    from cms.feed.statistics import refresh_statistics

    write_rows(options.documents)
    # As the sweeper would have done within the minute.
    refresh_statistics()
    listed, one = {"first": 20}, {"slug": SLUG}
    ways = {
        "L1 through Django, REST": asked("/api/v1/ambassadors"),
        "G1 through Django, nothing kept": asked("/api/graphql", G1, listed, cold=True),
        "G1 through Django, kept": asked("/api/graphql", G1, listed),
        "D1 through Django, REST": asked(f"/api/v1/ambassadors/{SLUG}"),
        "G2 through Django, nothing kept": asked("/api/graphql", G2, one, cold=True),
        "G1 by the plan": executed(execute, G1, listed),
        "G1 by graphql-core": executed(execute_by_library, G1, listed),
        "G1 by strawberry": strawberry_way(),
        "G2 by the plan": executed(execute, G2, one),
        "G2 by graphql-core": executed(execute_by_library, G2, one),
    }
    assert ways["G1 by the plan"]() == ways["G1 by graphql-core"]()
    for way in ways.values():
        way()
    return measure(ways, rounds=options.rounds, times=options.times)


if __name__ == "__main__":
    main()
