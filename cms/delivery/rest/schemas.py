"""The shapes of REST's own answers; those of documents come from the content apps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from cms.feed.registry import FeedType
from cms.media.shapes import PublicShape


class FacetCount(PublicShape):
    """One value of a facet and how many documents it would leave."""

    value: str = Field(description="Value to filter with.", examples=["94028"])
    label: str = Field(description="Text to show.", examples=["Créteil"])
    count: int = Field(description="Number of documents.", examples=[3], ge=0)


class Page(PublicShape):
    """What every list says beside its items."""

    total: int | None = Field(
        default=None, description="Documents on all pages; only with `include=total`.", examples=[26], ge=0
    )
    next: str | None = Field(description="Absolute address of the next page, or null.", examples=[None])
    prev: str | None = Field(description="Absolute address of the previous page, or null.", examples=[None])


class TypeLink(PublicShape):
    """A registered content type."""

    name: str = Field(description="The `type` of its documents.", examples=["ambassador"])
    plural: str = Field(description="Name of its list.", examples=["ambassadors"])
    description: str = Field(description="What it holds.", examples=["Portraits of companies."])
    url: str | None = Field(
        description="Absolute address of its list, or null if it has none.",
        examples=["https://example.org/api/v1/ambassadors"],
    )
    facets: tuple[str, ...] = Field(description="Facets to narrow its list by.", examples=[["commune", "sector"]])


class ServiceDocument(PublicShape):
    """Where everything is."""

    title: str = Field(description="Name of the service.", examples=["Fabriqué en Val-de-Marne"])
    version: str = Field(description="Version of the contract.", examples=["1.0.0"])
    openapi: str = Field(description="The contract.", examples=["https://example.org/api/v1/openapi.json"])
    docs: str = Field(description="The contract, to read and try.", examples=["https://example.org/api/v1/docs"])
    documents: str = Field(
        description="URI template of any document.", examples=["https://example.org/api/v1/documents/{id}"]
    )
    eligibility: str = Field(
        description="URI template: is this document in the feed for my key, and if not, why.",
        examples=["https://example.org/api/v1/documents/{id}/eligibility"],
    )
    resolve: str = Field(
        description="URI template: what stands at a path of the site.",
        examples=["https://example.org/api/v1/resolve{?path}"],
    )
    search: str = Field(
        description="URI template of the search over all types.",
        examples=["https://example.org/api/v1/search{?q,locale,type*,limit,include}"],
    )
    changes: str = Field(
        description="URI template of the change feed: everything, then what changes.",
        examples=["https://example.org/api/v1/changes{?type*,locale,limit}"],
    )
    graphql: str = Field(
        description="GraphQL, and its explorer for who asks for a page.", examples=["https://example.org/api/graphql"]
    )
    feeds: str = Field(description="List of the feeds: RSS, Atom, JSON Feed.", examples=["https://example.org/feeds"])
    oembed: str = Field(
        description="URI template of the oEmbed provider.",
        examples=["https://example.org/oembed{?url,format,maxwidth,maxheight}"],
    )
    embed: str = Field(
        description="URI template of the pages for frames: the cards of a list, or one.",
        examples=["https://example.org/embed/{plural}{/slug}{?locale,theme}"],
    )
    elements: str = Field(description="The script of the web components.", examples=["https://example.org/embed/v1.js"])
    sandbox: str = Field(
        description="All of this once more with invented documents, to try against.",
        examples=["https://example.org/sandbox/"],
    )
    locales: tuple[str, ...] = Field(description="Languages of the content.", examples=[["fr", "en"]])
    types: tuple[TypeLink, ...] = Field(description="Every content type.")


class ResolvedRedirect(PublicShape):
    """The path leads elsewhere."""

    kind: Literal["redirect"] = Field(description="Kind of answer.", examples=["redirect"])
    location: str = Field(description="Absolute address to go to.", examples=["https://example.org/ambassadeurs/b/"])
    permanent: bool = Field(description="True: forget the old address (308). False: keep it (307).", examples=[True])


class Highlight(PublicShape):
    """Why a document was found: HTML, escaped, with the words found in `<mark>`."""

    title: str = Field(description="The title.", examples=["Fonderie d’art en <mark>bronze</mark>"])
    text: str = Field(
        description="An extract around the first word found; may be empty.", examples=["…le <mark>bronze</mark>…"]
    )


class SearchFacets(PublicShape):
    """Counts over everything found."""

    type: tuple[FacetCount, ...] = Field(description="Documents found per type.")


def base_name(feed_type: FeedType) -> str:
    """Return the name a type's shapes begin with, for instance "Ambassador"."""
    return feed_type.document.__name__.removesuffix("Document")


def list_shape(feed_type: FeedType) -> type[BaseModel]:
    """Return the shape of a type's list."""
    name = base_name(feed_type)
    fields: dict[str, Any] = {
        "items": (
            tuple[feed_type.item, ...],  # type: ignore[name-defined]
            Field(description="The documents of this page, in order."),
        )
    }
    fields["facets"] = (
        _facets_shape(feed_type) | None,
        Field(default=None, description="Counts per value; only with `include=facets`."),
    )
    shape = create_model(f"{name}List", __base__=Page, **fields)
    shape.__doc__ = f"A page of {feed_type.plural}."
    return shape


def _facets_shape(feed_type: FeedType) -> Any:
    counts: dict[str, Any] = {
        facet.name: (tuple[FacetCount, ...], Field(description=facet.description)) for facet in feed_type.facets
    }
    name = f"{base_name(feed_type)}Facets" if counts else "NoFacets"
    shape: Any = create_model(name, __base__=PublicShape, **counts)
    shape.__doc__ = f"Counts per facet of {feed_type.plural}." if counts else "This type has no facets."
    return shape


def resolution_shape(feed_types: tuple[FeedType, ...]) -> Any:
    """Return the shape of what stands at a path."""
    fields: dict[str, Any] = {
        "kind": (Literal["document"], Field(description="Kind of answer.", examples=["document"])),
        "document": (any_document(feed_types), Field(description="The document that stands here.")),
    }
    document: Any = create_model("ResolvedDocument", __base__=PublicShape, **fields)
    document.__doc__ = "A document stands at this path."
    return Annotated[document | ResolvedRedirect, Field(discriminator="kind")]


def search_shape(feed_types: tuple[FeedType, ...]) -> type[BaseModel]:
    """Return the shape of a page of search results."""
    item: Any = feed_types[0].item
    for feed_type in feed_types[1:]:
        item = item | feed_type.item
    hit = create_model(
        "SearchHit",
        __base__=PublicShape,
        document=(item, Field(description="The document as in its list.")),
        highlight=(Highlight, Field(description="Why it was found.")),
    )
    hit.__doc__ = "One document found."
    shape = create_model(
        "SearchResults",
        __base__=Page,
        items=(tuple[hit, ...], Field(description="What was found, best first.")),  # type: ignore[valid-type]
        facets=(SearchFacets | None, Field(default=None, description="Counts; only with `include=facets`.")),
        did_you_mean=(
            str | None,
            Field(description="Another spelling that would find something, or null.", examples=[None]),
        ),
    )
    shape.__doc__ = "A page of search results."
    return shape


def any_document(feed_types: tuple[FeedType, ...]) -> Any:
    """Return the union of all document shapes."""
    union: Any = feed_types[0].document
    for feed_type in feed_types[1:]:
        union = union | feed_type.document
    return union
