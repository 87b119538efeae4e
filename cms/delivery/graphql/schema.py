"""The schema, made from the registry: a content type that is registered is here, with no code of its own."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
)

from cms.delivery.graphql import following
from cms.delivery.graphql.arguments import LOCALE_TYPE, filters_of, list_arguments, page_size, paging, type_enum
from cms.delivery.graphql.changes import changes_loader
from cms.delivery.graphql.finding import search_loader
from cms.delivery.graphql.limits import DESCRIPTION
from cms.delivery.graphql.lists import list_loader
from cms.delivery.graphql.naming import Names, camel, pascal
from cms.delivery.graphql.pieces import facet_count, list_of, page_info, plain, resolution, root, some
from cms.delivery.graphql.scalars import DATE_TIME
from cms.delivery.graphql.shapes import Shapes, field, reference_of
from cms.delivery.graphql.singles import by_id_loader, resolve_loader, single_loader
from cms.delivery.graphql.sources import FEED_TYPE, MEMBERS, SOURCE, Key, Link, Members
from cms.delivery.vocabulary import LOCALE, QUESTION, list_parameters
from cms.feed.registry import FeedType, all_types
from cms.feed.shapes import DocumentItem

_OWN = (
    "Query", "Node", "Document", "Block", "PageInfo", "FacetCount", "Locale", "Order", "DocumentType", "DateTime",
    "Date", "JSON", "Resolution", "ResolvedDocument", "Redirect", "Gone", "Change", "ChangeState", "ChangeConnection",
    "ChangeEdge", "SearchConnection", "SearchEdge", "Highlight", "String", "Int", "Float", "Boolean", "ID",
)  # fmt: skip


# The latest, and what it was made of. Comparing is by identity first: hashing every type costs what a query does.
_made: list[tuple[tuple[FeedType, ...], GraphQLSchema]] = []


def schema() -> GraphQLSchema:
    """Return the schema of everything that is registered now."""
    feed_types = all_types()
    if not _made or _made[-1][0] != feed_types:
        _made[:] = [(feed_types, Builder(feed_types).schema())]
    return _made[-1][1]


def _wishes(feed_type: FeedType) -> tuple[str, str]:
    return pascal(feed_type.document.__name__.removesuffix("Document")), f"{pascal(feed_type.name)}Document"


class Builder:
    """Makes the schema. The order of everything follows from names, so that the published contract is stable."""

    def __init__(self, feed_types: tuple[FeedType, ...]):
        self.feed_types = feed_types
        self.names = Names()
        for name in _OWN:
            self.names.take(name, name)
        # Named first, so that no shape inside a document takes the name of a document.
        self.type_names = {t.name: self.names.take(t.name, *_wishes(t)) for t in feed_types}
        for name in self.type_names.values():
            for suffix in ("Connection", "Edge", "Facets"):
                self.names.take((name, suffix), f"{name}{suffix}")
        self.members = Members("type", self.type_names)
        self.node = self._interface(
            "Node", "Anything that has an id.", {"id": field(some(GraphQLID), Key(("id",)), "Public id.")}
        )
        block = {
            "id": field(some(GraphQLID), Key(("id",)), "Stable id of the block within its document."),
            "type": field(some(GraphQLString), Key(("type",)), "Kind of block."),
        }
        # Never a field's own type: what tells blocks apart is known where their union is.
        self.shapes = Shapes(self.names, GraphQLInterfaceType("Block", block, description="A block of a text."))
        self.document = self._interface(
            "Document", "What every document says of itself, whatever its kind.",
            lambda: self.shapes.fields_of(DocumentItem, "Document"), interfaces=[self.node],
        )  # fmt: skip
        self.types = {t.name: self._document_type(t) for t in feed_types}
        self.type_enum = type_enum()
        self.facet_count, self.page_info = facet_count(), page_info()

    def schema(self) -> GraphQLSchema:
        """Return the schema. Errors: TypeError if the shapes cannot be said in GraphQL."""
        return GraphQLSchema(
            query=GraphQLObjectType("Query", self._roots(), description="Every question."),
            types=list(self.types.values()),
            description=DESCRIPTION,
        )

    def _interface(self, name: str, description: str, fields: Any, **more: Any) -> GraphQLInterfaceType:
        told = self.members
        return GraphQLInterfaceType(
            name, fields, description=description, extensions={MEMBERS: told},
            resolve_type=lambda value, _info, _type: told.names[value[told.key]], **more,
        )  # fmt: skip

    def _document_type(self, feed_type: FeedType) -> GraphQLObjectType:
        return GraphQLObjectType(
            self.type_names[feed_type.name],
            lambda: self._document_fields(feed_type),
            interfaces=[self.document, self.node],
            description=feed_type.description,
            extensions={FEED_TYPE: feed_type},
        )

    def _document_fields(self, feed_type: FeedType) -> dict[str, GraphQLField]:
        """Return the fields of a document: its shape's, with ids of others as the documents themselves."""
        name = self.type_names[feed_type.name]
        links: dict[str, GraphQLField] = {}
        shape = feed_type.document.model_fields
        for key, info in shape.items():
            found = reference_of(info)
            if found is not None:
                target, is_many = found
                text = (info.description or "").replace("Ids of ", "").replace("Id of ", "")
                links[camel(key)] = self._link(Link(key, target.type_name, is_many), text[:1].upper() + text[1:])
        linked = {key: info for key, info in shape.items() if camel(key) in links}
        fields = self.shapes.fields_of(feed_type.document, name, taken=linked)
        for part in self.feed_types:
            if part.parent == feed_type.name:
                links[camel(part.plural)] = self._link(Link("", part.name, True), part.description)
        # In the order of the shape, so that the contract reads like the other one.
        made = {camel(key): links.get(camel(key)) or fields[camel(key)] for key in shape}
        return made | links

    def _link(self, link: Link, description: str) -> GraphQLField:
        target = self.types.get(link.type_name, self.document) if link.type_name else self.document
        text = f"{description.rstrip('.')}. What this caller may not have is left out."
        return GraphQLField(
            list_of(target) if link.is_many else target,
            resolve=following.resolver(link),
            description=text,
            extensions={SOURCE: link},
        )

    def _roots(self) -> dict[str, GraphQLField]:
        by_id = {"id": GraphQLArgument(some(GraphQLID), description="Public id.")}
        roots = {
            "node": root(self.node, by_id, by_id_loader(), "Any document by its public id, as Relay asks for it."),
            "document": root(self.document, by_id, by_id_loader(), "Any document by its public id."),
            "resolve": root(
                resolution(self.document),
                {"path": GraphQLArgument(some(GraphQLString), description="Path on the site, such as /ambassadeurs/.")},
                resolve_loader(),
                "What stands at a path of the site, or null: what a headless front end routes with.",
            ),
            "search": self._search(),
            "changes": self._changes(),
        }  # fmt: skip
        for feed_type in self.feed_types:
            self._add(roots, camel(feed_type.name), self._single(feed_type))
            if feed_type.is_listed:
                self._add(roots, camel(feed_type.plural), self._list(feed_type))
        return roots

    @staticmethod
    def _add(roots: dict[str, GraphQLField], name: str, made: GraphQLField) -> None:
        if name in roots:
            raise TypeError(f"Two questions would be called {name}.")
        roots[name] = made

    def _single(self, feed_type: FeedType) -> GraphQLField:
        arguments = {
            "id": GraphQLArgument(GraphQLID, description="Public id, or else:"),
            "slug": GraphQLArgument(GraphQLString, description="Slug in `locale`."),
            "locale": GraphQLArgument(
                LOCALE_TYPE, description="Language of the document; for a slug, the default one."
            ),
        }
        return root(self.types[feed_type.name], arguments, single_loader(feed_type), f"One {feed_type.name}, whole.")

    def _list(self, feed_type: FeedType) -> GraphQLField:
        name, kind = self.type_names[feed_type.name], self.types[feed_type.name]
        fields = self._connection_fields(name, kind)
        fields["totalCount"] = (some(GraphQLInt), "Documents on all pages.")
        if feed_type.facets:
            facets = plain(f"{name}Facets", f"Counts per facet of {feed_type.plural}.", {
                camel(facet.name): (list_of(self.facet_count), facet.description) for facet in feed_type.facets
            }) if all(camel(f.name) == f.name for f in feed_type.facets) else self._facets(name, feed_type)  # fmt: skip
            fields["facets"] = (some(facets), "Counts per value. A facet's own filter does not narrow its own counts.")
        connection = plain(f"{name}Connection", f"A stretch of {feed_type.plural}.", fields)
        arguments = list_arguments(feed_type, list_parameters(feed_type).parameters)
        return root(connection, arguments, list_loader(feed_type), feed_type.description, page_size)

    def _facets(self, name: str, feed_type: FeedType) -> GraphQLObjectType:
        made = {
            camel(facet.name): field(list_of(self.facet_count), Key((facet.name,)), facet.description)
            for facet in feed_type.facets
        }
        return GraphQLObjectType(f"{name}Facets", made, description=f"Counts per facet of {feed_type.plural}.")

    def _connection_fields(self, name: str, kind: Any, **more: tuple[Any, str]) -> dict[str, tuple[Any, str]]:
        edge = plain(f"{name}Edge", "One place of a list.", {
            "cursor": (some(GraphQLString), "Where this is in the list."),
            "node": (some(kind), "What stands there."),
            **more,
        })  # fmt: skip
        return {
            "edges": (list_of(edge), "What was found, each with its cursor."),
            "nodes": (list_of(kind), "What was found, without cursors."),
            "pageInfo": (some(self.page_info), "Where this stretch begins and ends."),
        }

    def _search(self) -> GraphQLField:
        highlight = plain("Highlight", "Why it was found: HTML, escaped, with the words found in `<mark>`.", {
            "title": (some(GraphQLString), "The title."),
            "text": (some(GraphQLString), "An extract around the first word found; may be empty."),
        })  # fmt: skip
        fields = self._connection_fields("Search", self.document, highlight=(some(highlight), "Why it was found."))
        fields["totalCount"] = (some(GraphQLInt), "Documents found, on all pages.")
        fields["types"] = (list_of(self.facet_count), "Documents found per type, whatever `type` asks for.")
        types_argument = GraphQLArgument(
            GraphQLList(GraphQLNonNull(self.type_enum)), description="Only documents of these types."
        )
        arguments = {**filters_of((QUESTION, LOCALE)), **paging(backward=False), "type": types_argument}
        arguments["q"] = GraphQLArgument(some(GraphQLString), description=QUESTION.description)
        return root(
            plain("SearchConnection", "What was found, best first.", fields), arguments, search_loader(),
            "Search over all types.", lambda given: 20 + page_size(given),
        )  # fmt: skip

    def _changes(self) -> GraphQLField:
        state = GraphQLEnumType("ChangeState", {
            "updated": GraphQLEnumValue("updated", description="New or changed: `document` is its newest form."),
            "deleted": GraphQLEnumValue("deleted", description="No longer public: delete your copy."),
        }, description="What became of a document.")  # fmt: skip
        change = plain("Change", "One document, in its newest state.", {
            "id": (some(GraphQLID), "Public id of the document."),
            "state": (some(state), "What became of it."),
            "type": (some(GraphQLString), "Kind of document."),
            "locale": (some(GraphQLString), "Language of the document."),
            "modifiedAt": (some(DATE_TIME), "When this change was made."),
            "reason": (GraphQLString, "Why it is no longer public: a code, or null."),
            "document": (self.document, "The document, or null where it is deleted."),
        })  # fmt: skip
        arguments = {
            **paging(backward=False),
            "type": GraphQLArgument(self.type_enum, description="Only documents of this type, and their deletions."),
            "locale": GraphQLArgument(LOCALE_TYPE, description="Only documents in this language, and their deletions."),
        }
        text = "What changed since `after`, oldest first. Follow `endCursor` to the end: you hold what is public."
        connection = plain("ChangeConnection", text, self._connection_fields("Change", change))
        return root(connection, arguments, changes_loader(), text, page_size)
