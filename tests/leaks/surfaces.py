"""Every public surface, found in the address table and in GraphQL's schema, and how each is asked for everything.

Nothing is listed by hand but the way to ask an address of a given name: a face that is mounted and not known here, or a
type that nothing was made of, turns a test red.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.test import Client
from django.urls import URLPattern, URLResolver
from graphql import get_named_type, is_interface_type

from cms.delivery import urls
from cms.delivery.graphql.schema import schema
from cms.delivery.graphql.sources import SOURCE, Link
from cms.feed.registry import all_types, for_plural
from tests.cms.delivery.graphql.selections import fields, whole
from tests.leaks.followers import Viewer
from tests.leaks.marks import Marks, unpacked
from tests.leaks.world import COMMON, LeakWorld
from tests.partners_world import ORIGIN

UNKNOWN_ID = "0d0e0a0d-0000-5000-8000-00000000dead"
UNKNOWN_SLUG = "nulle-part-ailleurs"
HOST = "http://localhost"


@dataclass(frozen=True)
class Question:
    """One request to a face. Shape: `about` is the name or path that it asks for; `body` makes it a POST."""

    surface: str
    address: str
    about: str = ""
    body: Mapping[str, Any] | None = None
    accept: str = "*/*"


@dataclass(frozen=True)
class Seen:
    """One answer and the markers found in it, those of the question left out."""

    question: Question
    viewer: Viewer
    status: int
    found: frozenset[str] = field(default=frozenset())


# -- where everything is --------------------------------------------------------------------------------------------


@cache
def routes() -> tuple[tuple[str, str], ...]:
    """Return every address of the faces as it is mounted on the site, with the name of its kind."""
    return tuple(_walk(urls.urlpatterns, "", ""))


def _walk(patterns: Any, before: str, room: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            # The mirror is asked by a viewer of its own, at every one of these addresses.
            if pattern.namespace != "sandbox":
                yield from _walk(pattern.url_patterns, here, pattern.app_name or room)
        elif isinstance(pattern, URLPattern):
            yield here, f"{room}:{pattern.name}"


# -- how each is asked ----------------------------------------------------------------------------------------------

Ask = Callable[[LeakWorld, str], Iterator[tuple[str, str]]]


def _alone(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    yield f"/{route}", ""


def _lists(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    feed_type = for_plural(route.rpartition("/")[2])
    assert feed_type is not None
    whole_fields = ",".join(sorted(feed_type.document.model_fields))
    for locale in ("fr", "en"):
        for rest in (
            "include=facets,total&limit=100", "order=title&limit=2", "order=-updated_at&limit=1&include=total",
            f"limit=100&fields={whole_fields}", "q={COMMON}&include=facets,total",
        ):  # fmt: skip
            yield f"/{route}?locale={locale}&{rest}", ""


def _of_type(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    """Ask for one document of a type by every name of that type, and by one of each other."""
    plural = route.replace("api/v1/", "").replace("embed/", "").split("/")[0]
    feed_type = for_plural(plural)
    assert feed_type is not None
    others = [sorted(names)[0] for kind, names in world.names.items() if kind != feed_type.name]
    for name in [*sorted(world.names.get(feed_type.name, ())), *others, UNKNOWN_ID, UNKNOWN_SLUG]:
        address = "/" + route.replace("<id_or_slug>", quote(name))
        yield address, name
        if "embed" not in route:
            yield f"{address}?locale=en", name


def _parts(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for paper in [*sorted(world.names["whitepaper"]), UNKNOWN_SLUG]:
        address = "/" + route.replace("<id_or_slug>", paper)
        if "<chapter>" not in address:
            yield address, paper
            continue
        for name in sorted(world.names["chapter"]):
            yield address.replace("<chapter>", name), name


def _ids(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for name in [*world.ids(), UNKNOWN_ID]:
        yield "/" + route.replace("<document_id>", name), name


def _paths(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for path in [*sorted(world.paths), f"/{UNKNOWN_SLUG}/"]:
        yield f"/{route}?{urlencode({'path': path})}", path


def _urls(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for path in [*sorted(world.paths), f"/{UNKNOWN_SLUG}/"]:
        for form in ("json", "xml"):
            yield f"/{route}?{urlencode({'url': HOST + path, 'format': form})}", path


def _search(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    words = [key for key, mark in world.marks.known.items() if key.startswith("zq") and mark.what.endswith(SEARCHED)]
    for word in words:
        yield f"/{route}?q={word}&include=facets,total", word
    for locale in ("fr", "en"):
        yield f"/{route}?q={COMMON}&include=facets,total&limit=100&locale={locale}", ""


# What the index holds of a document; the rest would be asked in vain.
SEARCHED = ("title", "body", "summary")


def _changes(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    yield f"/{route}", ""
    yield f"/{route}?locale=fr&limit=100", ""
    for feed_type in all_types():
        yield f"/{route}?type={feed_type.name}", ""


def _feeds(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for name in ("all", *(feed_type.plural for feed_type in all_types() if feed_type.is_listed)):
        for rest in ("limit=100", "limit=1", "limit=100&locale=en"):
            yield f"/{route.replace('<slug:plural>', name)}?{rest}", ""
    yield f"/{route.replace('<slug:plural>', 'news')}?tag=zq-nothing", ""


def _frames(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for feed_type in all_types():
        for locale in ("fr", "en"):
            yield f"/{route.replace('<slug:plural>', feed_type.plural)}?limit=100&locale={locale}", ""


def _cards(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for feed_type in all_types():
        yield from _of_type(world, f"embed/{feed_type.plural}/<id_or_slug>")


def _sandbox_site(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    for path in sorted(world.paths):
        yield f"/{route.replace('<path:rest>', path.strip('/') or 'x')}", path


def _nothing(world: LeakWorld, route: str) -> Iterator[tuple[str, str]]:
    yield f"/{route}{UNKNOWN_SLUG}/{UNKNOWN_SLUG}/x", ""


ASKED: dict[str, Ask] = {
    "rest:openapi": _alone, "rest:docs": _alone, "rest:service": _alone, "rest:None": _nothing,
    "rest:list_documents": _lists, "rest:get_document": _of_type, "rest:list_parts": _parts, "rest:get_part": _parts,
    "rest:get_any_document": _ids, "rest:eligibility_view": _ids, "rest:resolve": _paths, "rest:search": _search,
    "rest:changes": _changes,
    "syndication:index": _alone, "syndication:rss": _feeds, "syndication:atom": _feeds, "syndication:json": _feeds,
    "oembed:provider": _urls,
    "embed:elements": _alone, "embed:resize": _alone, "embed:list": _frames, "embed:card": _cards,
    "embed:None": _nothing,
    "sandbox_pages:None": _alone, "sandbox_pages:page": _alone, "sandbox_pages:play": _alone,
    "sandbox_pages:rewind": _alone, "sandbox_pages:site": _sandbox_site,
}  # fmt: skip
GRAPHQL = ":graphql"
# Answers that follow from the code alone, or hold no word of any document.
SILENT = {
    "rest:openapi", "rest:docs", "rest:service", "rest:None", "rest:eligibility_view", "syndication:index",
    "embed:elements", "embed:resize", "embed:None", *(name for name in ASKED if name.startswith("sandbox_pages")),
}  # fmt: skip


def for_viewer(world: LeakWorld, asked: list[Question], viewer: Viewer) -> list[Question]:
    """Return what is worth asking as a viewer: nobody else has the data of some, so a part of it does for these."""
    if viewer.is_full:
        return asked
    public = {"", UNKNOWN_ID, UNKNOWN_SLUG, *world.marks.of("live", "id"), *world.live_names, "/"}
    return [one for one in asked if one.about in public]


def questions(world: LeakWorld, *surfaces: str) -> list[Question]:
    """Return everything that is asked, of some surfaces or of all. Shape: a surface is a kind of address."""
    found = []
    for route, kind in routes():
        if surfaces and kind not in surfaces:
            continue
        if kind == GRAPHQL:
            found += list(_graphql(world, f"/{route}"))
        else:
            found += [Question(kind, address, about) for address, about in ASKED[kind](world, route)]
    return found


# -- GraphQL --------------------------------------------------------------------------------------------------------


def _graphql(world: LeakWorld, address: str) -> Iterator[Question]:
    for name, root in schema().query_type.fields.items():  # type: ignore[union-attr]
        query = _query(name, root)
        for variables, about in _variables(world, name, set(root.args)):
            body = {"query": query, "variables": variables}
            yield Question(f"{GRAPHQL} {name}", address, about, body)
        # Once more in an address, which caches may keep.
        packed = urlencode({"query": query, "variables": json.dumps(variables)})
        yield Question(f"{GRAPHQL} {name}", f"{address}?{packed}", about, None, "application/json")


def _query(name: str, root: Any) -> str:
    """Return a question for everything that a root can say."""
    declared = ", ".join(f"${arg}: {argument.type}" for arg, argument in root.args.items() if arg in _GIVEN)
    given = ", ".join(f"{arg}: ${arg}" for arg in root.args if arg in _GIVEN)
    return f"query Q({declared}) {{ {name}({given}) {{ {_selection(get_named_type(root.type))} }} }}"


_GIVEN = ("id", "slug", "path", "q", "locale", "first")


def _selection(kind: Any) -> str:
    if is_interface_type(kind):
        return "id " + " ".join(whole(feed_type.name) for feed_type in all_types())
    if kind.name == "Resolution":
        document = _short(schema().type_map["Document"])
        return f"__typename ... on ResolvedDocument {{ document {{ {document} }} }} ... on Redirect {{ location }}"
    if not kind.name.endswith("Connection"):
        return fields(kind)
    node = get_named_type(kind.fields["nodes"].type)
    is_change = node.name == "Change"
    inner = _short(get_named_type(node.fields["document"].type) if is_change else node)
    inner = f"id state reason document {{ {inner} }}" if is_change else inner
    counts = [(name, get_named_type(kind.fields[name].type)) for name in ("facets", "types") if name in kind.fields]
    counted = " ".join(f"{name} {{ {fields(one)} }}" for name, one in counts)
    total = "totalCount" if "totalCount" in kind.fields else ""
    light = "highlight { title text }" if "highlight" in get_named_type(kind.fields["edges"].type).fields else ""
    return f"{total} {counted} pageInfo {{ endCursor startCursor }} edges {{ cursor {light} node {{ {inner} }} }}"


def _short(kind: Any) -> str:
    """Return a selection of what every document says of itself, and of the titles of what it leads to."""
    said = "id contentId title summary slug url image { url alt credit } tags { slug name } translations { url }"
    if not is_interface_type(kind):
        return f"{said} {_links(kind)}"
    fragments = (f"... on {one.name} {{ {links} }}" for one in _documents() if (links := _links(one)))
    return " ".join((said, *fragments))


def _documents() -> list[Any]:
    return [kind for kind in schema().type_map.values() if (kind.extensions or {}).get("feed_type")]


def _links(kind: Any) -> str:
    return " ".join(
        f"{name} {{ id title summary slug }}"
        for name, one in kind.fields.items()
        if isinstance(one.extensions.get(SOURCE), Link)
    )


def _variables(world: LeakWorld, name: str, arguments: set[str]) -> Iterator[tuple[dict[str, Any], str]]:
    kinds = [feed_type.name for feed_type in all_types()]
    if "slug" in arguments:
        kind = next((kind for kind in kinds if _camel(kind) == name), "")
        for one in [*sorted(world.names.get(kind, ())), UNKNOWN_SLUG]:
            is_id = len(one) == len(UNKNOWN_ID) and one.count("-") == UNKNOWN_ID.count("-")
            yield {"id" if is_id else "slug": one}, one
    elif "id" in arguments:
        for one in [*world.ids(), UNKNOWN_ID]:
            yield {"id": one}, one
    elif "path" in arguments:
        for path in [*sorted(world.paths), f"/{UNKNOWN_SLUG}/"]:
            yield {"path": path}, path
    else:
        asked = {"q": COMMON} if name == "search" else {}
        for locale in ("en", "fr"):
            yield {"first": 20, "locale": locale, **asked}, ""


def _camel(text: str) -> str:
    first, *rest = text.split("-")
    return first + "".join(part.title() for part in rest)


# -- asking ---------------------------------------------------------------------------------------------------------


def ask(client: Client, question: Question, viewer: Viewer) -> Any:
    """Send a question as a viewer would."""
    headers = {"host": "localhost", "accept": question.accept, "accept-encoding": "br"}
    address = viewer.mount + question.address
    if viewer.secret:
        headers["authorization"] = f"Bearer {viewer.secret}"
    if viewer.publishable:
        headers |= {"origin": ORIGIN, "referer": f"{ORIGIN}/"}
        address += f"{'&' if '?' in address else '?'}key={viewer.publishable}"
    if question.body is None:
        return client.get(address, headers=headers)
    return client.post(address, json.dumps(question.body), content_type="application/json", headers=headers)


def look(client: Client, marks: Marks, question: Question, viewer: Viewer) -> Seen:
    """Ask, and look for markers in the answer and in its headers."""
    response = ask(client, question, viewer)
    head = repr(sorted(response.headers.items())).encode()
    body = unpacked(response.content, response.headers.get("Content-Encoding", ""))
    echoes = (question.address, question.about, json.dumps(question.body or {}))
    return Seen(question, viewer, response.status_code, frozenset(marks.found_in(head + b"\n" + body, echoes=echoes)))


def leaks(marks: Marks, seen: list[Seen]) -> list[str]:
    """Name every marker that a viewer met and may not see, with where."""
    return sorted({
        f"{marks.known[key]} for {one.viewer.name} at {one.question.surface} {one.question.address[:90]}"
        for one in seen
        for key in one.found
        if not one.viewer.may_see(marks.known[key].audiences, marks.known[key].kind)
    })  # fmt: skip
