"""What search engines are told about a page: schema.org, made from the stored public document and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cms.media.licences import LICENCE_URLS


def structured_data(document: dict[str, Any], *, publisher: str) -> dict[str, Any]:
    """Return the schema.org description of a document.

    Shape: JSON-LD, without empty values. An unknown type is a WebPage.
    Source: https://schema.org/ (Article, NewsArticle, Book, Chapter, Organization, Person).
    """
    describe = _BY_TYPE.get(document.get("type", ""), _web_page)
    whole = {"@context": "https://schema.org", **describe(document, publisher)}
    return _without_empty(whole)


def _common(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    licence = document.get("licence") or ""
    return {
        "@id": document.get("url"),
        "url": document.get("url"),
        "name": document.get("title"),
        "description": document.get("summary"),
        "inLanguage": document.get("locale"),
        "datePublished": document.get("published_at"),
        "dateModified": document.get("updated_at"),
        "license": LICENCE_URLS.get(licence),
        "image": _image(document.get("image")),
        "keywords": [tag["name"] for tag in document.get("tags") or ()],
        "publisher": {"@type": "Organization", "name": publisher},
    }


def _image(image: dict[str, Any] | None) -> dict[str, Any] | None:
    if not image:
        return None
    return {
        "@type": "ImageObject",
        "url": image["url"],
        "width": image["width"],
        "height": image["height"],
        "caption": image.get("alt"),
        "creditText": image.get("credit"),
        "license": LICENCE_URLS.get(image.get("licence") or ""),
    }


def _web_page(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    return {"@type": "WebPage", **_common(document, publisher)}


def _home(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    return {**_common(document, publisher), "@type": "WebSite"}


def _collection(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    return {**_common(document, publisher), "@type": "CollectionPage"}


def _article(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    author = {"@type": "Organization", "name": document.get("author") or publisher}
    headline = document.get("title")
    return {**_common(document, publisher), "@type": "NewsArticle", "headline": headline, "author": author}


def _portrait(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    company = document.get("company") or {}
    leader = document.get("leader") or {}
    commune = document.get("commune") or {}
    organization = {
        "@type": "Organization",
        "name": company.get("name"),
        "url": company.get("website"),
        "identifier": company.get("siren"),
        "foundingDate": str(company["founded_year"]) if company.get("founded_year") else None,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": commune.get("name"),
            "addressCountry": "FR" if commune.get("name") else None,
        },
    }
    person = {"@type": "Person", "name": leader.get("name"), "jobTitle": leader.get("role")}
    return {
        **_common(document, publisher),
        "@type": "Article",
        "headline": document.get("title"),
        "about": [organization, person if leader.get("name") else None],
    }


def _book(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    return {
        **_common(document, publisher),
        "@type": "Book",
        "bookEdition": document.get("version"),
        "identifier": document.get("citation_id"),
        "datePublished": document.get("edition_date") or document.get("published_at"),
        "author": {"@type": "Organization", "name": document.get("authors")},
    }


def _chapter(document: dict[str, Any], publisher: str) -> dict[str, Any]:
    return {**_common(document, publisher), "@type": "Chapter", "position": document.get("position")}


def _without_empty(value: Any) -> Any:
    """Return the value without None, "", [] and objects that name nothing but their type."""
    if isinstance(value, dict):
        kept = {key: cleaned for key, item in value.items() if (cleaned := _without_empty(item)) is not None}
        return kept if kept.keys() - {"@type"} else None
    if isinstance(value, (list, tuple)):
        items = [cleaned for item in value if (cleaned := _without_empty(item)) is not None]
        return items or None
    return None if value in (None, "") else value


_BY_TYPE: dict[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "home": _home,
    "article": _article,
    "ambassador": _portrait,
    "ambassador-index": _collection,
    "news-index": _collection,
    "whitepaper-index": _collection,
    "whitepaper": _book,
    "chapter": _chapter,
}
