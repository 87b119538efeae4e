"""What each face says of the documents, brought to one form. A fact that a format does not state is left out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from defusedxml import ElementTree
from django.test import Client

from cms.feed.registry import FeedType, all_types, for_name
from tests.cms.delivery.graphql.selections import whole

LOCALES = ("fr", "en")
Facts = dict[str, Any]
# By public id.
Said = dict[str, Facts]
_FILE = re.compile(r"[0-9a-f]{32}\.(?:avif|webp|jpg|png)")
_NAMES = {
    "atom": "{http://www.w3.org/2005/Atom}", "media": "{http://search.yahoo.com/mrss/}",
    "dc": "{http://purl.org/dc/elements/1.1/}", "content": "{http://purl.org/rss/1.0/modules/content/}",
}  # fmt: skip


@dataclass
class Reader:
    """Somebody who reads every face. Shape: `answers` are all that came, by address."""

    host: str
    secret: str = ""
    client: Client = field(default_factory=Client)
    answers: dict[str, Any] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Any:
        """Ask, and keep what came."""
        answer = self.client.get(address, headers={**self._headers(), **headers})
        self.answers[address] = answer
        return answer

    def ask(self, query: str, **variables: Any) -> Any:
        """Ask GraphQL by an address, which may be kept."""
        packed = urlencode({"query": query, "variables": json.dumps(variables)})
        content = self.get(f"/api/graphql?{packed}", accept="application/json").json()
        assert "errors" not in content, content
        return content["data"]

    def _headers(self) -> dict[str, str]:
        return {"host": self.host, **({"authorization": f"Bearer {self.secret}"} if self.secret else {})}


def documents(reader: Reader) -> Said:
    """Return every document of the audience, as the change feed has it."""
    found: Said = {}
    address = "/api/v1/changes"
    while True:
        page = reader.get(address).json()
        found |= {item["id"]: of_document(item["data"]) for item in page["items"] if item["state"] == "updated"}
        following = urlsplit(page["next"])
        if not page["items"]:
            return found
        address = f"{following.path}?{following.query}"


def of_document(data: dict[str, Any]) -> Facts:
    """Return what a document of the contract says."""
    image = data["image"]
    facts = {name: data[name] for name in ("id", "title", "locale", "url", "type", "slug")}
    facts |= {"published": _second(data["published_at"]), "updated": _second(data["updated_at"])}
    facts |= {"image": image["url"] if image else None, "credit": image["credit"] if image else None}
    if "body" in data or "foreword" in data:
        facts["files"] = frozenset(_FILE.findall(json.dumps(data)))
    return facts


# -- REST -----------------------------------------------------------------------------------------------------------


def rest_lists(reader: Reader, known: Said) -> Said:
    """Read every list in every language."""
    found: Said = {}
    for feed_type, locale in _listed():
        page = reader.get(f"/api/v1/{feed_type.plural}?locale={locale}&limit=100&include=facets,total").json()
        assert (page["next"], page["total"]) == (None, len(page["items"]))
        found |= {item["id"]: of_document(item) for item in page["items"]}
    return found


def rest_details(reader: Reader, known: Said) -> Said:
    """Read every document by its slug."""
    listed = {feed_type.name: feed_type.plural for feed_type in all_types() if feed_type.is_listed}
    return _each(
        reader, {key: facts for key, facts in known.items() if facts["type"] in listed},
        lambda facts: f"/api/v1/{listed[facts['type']]}/{quote(facts['slug'])}?locale={facts['locale']}", of_document,
    )  # fmt: skip


def rest_documents(reader: Reader, known: Said) -> Said:
    """Read every document by its id."""
    return _each(reader, known, lambda facts: f"/api/v1/documents/{facts['id']}", of_document)


def resolve(reader: Reader, known: Said) -> Said:
    """Read every document by its path."""
    return _each(
        reader, known, lambda facts: f"/api/v1/resolve?{urlencode({'path': urlsplit(facts['url']).path})}",
        lambda data: of_document(data["document"]),
    )  # fmt: skip


def search(reader: Reader, known: Said) -> Said:
    """Find every document by its title."""
    found: Said = {}
    for key, facts in known.items():
        question = urlencode({"q": facts["title"], "locale": facts["locale"], "limit": 100})
        items = reader.get(f"/api/v1/search?{question}").json()["items"]
        found |= {
            item["document"]["id"]: of_document(item["document"]) for item in items if item["document"]["id"] == key
        }
    return found


# -- GraphQL --------------------------------------------------------------------------------------------------------

_FIELDS = "id title locale url type slug publishedAt updatedAt image { url credit }"


def graphql_lists(reader: Reader, known: Said) -> Said:
    """Read every connection in every language."""
    found: Said = {}
    for feed_type, locale in _listed():
        wanted = f"totalCount nodes {{ {_FIELDS} }}"
        query = f"query L($locale: Locale) {{ all: {feed_type.plural}(first: 100, locale: $locale) {{ {wanted} }} }}"
        page = reader.ask(query, locale=locale)["all"]
        assert page["totalCount"] == len(page["nodes"])
        found |= {node["id"]: _of_node(node) for node in page["nodes"]}
    return found


def graphql_singles(reader: Reader, known: Said) -> Said:
    """Read every document by its slug."""
    found: Said = {}
    for facts in known.values():
        root = f"{_camel(facts['type'])}(slug: $slug, locale: $locale)"
        query = f"query S($slug: String, $locale: Locale) {{ one: {root} {{ {_FIELDS} }} }}"
        node = reader.ask(query, slug=facts["slug"], locale=facts["locale"])["one"]
        if node is not None:
            found[node["id"]] = _of_node(node)
    return found


def graphql_nodes(reader: Reader, known: Said) -> Said:
    """Read every document by its id, whole."""
    found: Said = {}
    for key, facts in known.items():
        query = f"query N($id: ID!) {{ node(id: $id) {{ ... on Document {{ {_FIELDS} }} {whole(facts['type'])} }} }}"
        node = reader.ask(query, id=key)["node"]
        if node is not None:
            found[key] = {**_of_node(node), "files": frozenset(_FILE.findall(json.dumps(node)))}
            if "files" not in facts:
                del found[key]["files"]
    return found


def _of_node(node: dict[str, Any]) -> Facts:
    return of_document({**node, "published_at": node["publishedAt"], "updated_at": node["updatedAt"], "body": []}) | {
        "files": ABSENT
    }


# -- feeds ----------------------------------------------------------------------------------------------------------


def rss(reader: Reader, known: Said) -> Said:
    """Read every feed in RSS."""
    atom, media, dc, content = (_NAMES[name] for name in ("atom", "media", "dc", "content"))

    def item(node: Any) -> Facts:
        picture = node.find(f"{media}content")
        return {
            "id": node.findtext("guid").removeprefix("urn:uuid:"), "title": node.findtext("title"),
            "url": node.findtext("link"), "locale": node.findtext(f"{dc}language"),
            "published": int(parsedate_to_datetime(node.findtext("pubDate")).timestamp()),
            "updated": _second(node.findtext(f"{atom}updated")), **_media(picture, media),
            "shown": frozenset(_FILE.findall(node.findtext(f"{content}encoded"))),
        }  # fmt: skip

    return _feeds(reader, "rss", lambda body: [item(node) for node in ElementTree.fromstring(body).iter("item")])


def atom(reader: Reader, known: Said) -> Said:
    """Read every feed in Atom."""
    atom, media = _NAMES["atom"], _NAMES["media"]

    def entry(node: Any) -> Facts:
        links = {link.get("rel"): link for link in node.findall(f"{atom}link")}
        picture = node.find(f"{media}content")
        return {
            "id": node.findtext(f"{atom}id").removeprefix("urn:uuid:"), "title": node.findtext(f"{atom}title"),
            "url": links["alternate"].get("href"), "locale": links["alternate"].get("hreflang"),
            "published": _second(node.findtext(f"{atom}published")),
            "updated": _second(node.findtext(f"{atom}updated")), **_media(picture, media),
            "shown": frozenset(_FILE.findall(node.findtext(f"{atom}content"))),
        }  # fmt: skip

    return _feeds(
        reader, "atom", lambda body: [entry(node) for node in ElementTree.fromstring(body).iter(f"{atom}entry")]
    )


def json_feed(reader: Reader, known: Said) -> Said:
    """Read every feed in JSON."""

    def item(one: dict[str, Any]) -> Facts:
        return {
            "id": one["_fabrique"]["id"], "title": one["title"], "url": one["url"], "locale": one["language"],
            "published": _second(one["date_published"]), "updated": _second(one["date_modified"]),
            "image": one.get("image"), "credit": one["_fabrique"].get("credit"),
            "shown": frozenset(_FILE.findall(one["content_html"])),
        }  # fmt: skip

    return _feeds(reader, "json", lambda body: [item(one) for one in json.loads(body)["items"]])


def _feeds(reader: Reader, form: str, read: Callable[[bytes], list[Facts]]) -> Said:
    """Read the feed of everything and that of each type: both say the same of a document."""
    found: Said = {}
    for locale in LOCALES:
        everything = {
            one["id"]: one for one in read(reader.get(f"/feeds/all.{form}?limit=100&locale={locale}").content)
        }
        apart: Said = {}
        for feed_type in (one for one in all_types() if one.is_listed):
            body = reader.get(f"/feeds/{feed_type.plural}.{form}?limit=100&locale={locale}").content
            apart |= {one["id"]: one for one in read(body)}
        assert everything == apart
        found |= everything
    return found


def _media(node: Any, media: str) -> Facts:
    if node is None:
        return {"image": None, "credit": None}
    return {"image": node.get("url"), "credit": node.findtext(f"{media}credit")}


# -- what pages show ------------------------------------------------------------------------------------------------


def oembed_json(reader: Reader, known: Said) -> Said:
    """Ask for the card of every page."""
    return _each(
        reader, known, lambda facts: f"/oembed?{urlencode({'url': facts['url'], 'format': 'json'})}", _thumbnail
    )


def oembed_xml(reader: Reader, known: Said) -> Said:
    """Ask for the same in XML."""
    found: Said = {}
    for key, facts in known.items():
        answer = reader.get(f"/oembed?{urlencode({'url': facts['url'], 'format': 'xml'})}")
        if answer.status_code == 200:
            found[key] = _thumbnail({node.tag: node.text for node in ElementTree.fromstring(answer.content)})
    return found


def _thumbnail(data: dict[str, Any]) -> Facts:
    return {"title": data["title"], "image": data.get("thumbnail_url"), "credit": data.get("thumbnail_credit")}


def cards(reader: Reader, known: Said) -> Said:
    """Look at the frame of every document."""
    found: Said = {}
    for key, facts in known.items():
        feed_type = for_name(facts["type"])
        assert feed_type is not None
        answer = reader.get(f"/embed/{feed_type.plural}/{key}")
        if answer.status_code == 200:
            (found[key],) = _cards_in(answer.content.decode())
    return found


def card_lists(reader: Reader, known: Said) -> Said:
    """Look at the frame of every list: its cards are told apart by where they lead to."""
    found: Said = {}
    by_url = {facts["url"]: key for key, facts in known.items()}
    for feed_type, locale in _listed():
        page = reader.get(f"/embed/{feed_type.plural}?limit=100&locale={locale}").content.decode()
        found |= {by_url[one["url"]]: one for one in _cards_in(page)}
    return found


def _cards_in(page: str) -> list[Facts]:
    found = []
    for card in re.split(r'<div class="photo photo-\d+">', page)[1:]:
        image = re.search(r'<img src="([^"]+)"', card)
        credit = re.search(r'<p class="credit">(.*?)(?: – |</p>)', card)
        link = re.search(r'class="name"><a href="([^"]+)"', card)
        assert link is not None
        found.append(
            {
                "url": html.unescape(link[1]),
                "image": html.unescape(image[1]) if image else None,
                "credit": html.unescape(credit[1]) if credit else None,
            }
        )
    return found


def pages(reader: Reader, known: Said) -> Said:
    """Look at the page of every document: what its head tells machines."""
    found: Said = {}
    for key, facts in known.items():
        answer = reader.get(urlsplit(facts["url"]).path)
        if answer.status_code != 200:
            continue
        text = answer.content.decode()
        data = json.loads(re.search(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", text, re.DOTALL)[1])  # type: ignore[index]
        image = data.get("image") or {}
        found[key] = {
            "title": data["name"], "url": data["url"], "locale": data["inLanguage"],
            "updated": _second(data["dateModified"]), "image": image.get("url"), "credit": image.get("creditText"),
        }  # fmt: skip
        if data["@type"] != "Book":
            found[key]["published"] = _second(data["datePublished"])
        found[key]["api"] = f"/api/v1/documents/{key}" in text
        meta = re.search(r'<meta property="og:image" content="([^"]+)"', text)
        assert (meta is None) == (not image)
    return found


# -- shared ---------------------------------------------------------------------------------------------------------

ABSENT = object()
FACES: tuple[Callable[[Reader, Said], Said], ...] = (
    rest_lists, rest_details, rest_documents, resolve, search, graphql_lists, graphql_singles, graphql_nodes, rss, atom,
    json_feed, oembed_json, oembed_xml, cards, card_lists,
)  # fmt: skip
# These hold the listed types alone.
OF_LISTED = {rest_lists, rest_details, graphql_lists, rss, atom, json_feed, card_lists}


def _each(reader: Reader, known: Said, address: Callable[[Facts], str], read: Callable[[Any], Facts]) -> Said:
    found: Said = {}
    for key, facts in known.items():
        answer = reader.get(address(facts))
        assert answer.status_code in (200, 404, 410), (answer.status_code, address(facts))
        if answer.status_code == 200:
            found[key] = read(answer.json())
    return found


def _listed() -> Iterator[tuple[FeedType, str]]:
    return ((feed_type, locale) for feed_type in all_types() if feed_type.is_listed for locale in LOCALES)


def _camel(text: str) -> str:
    first, *rest = text.split("-")
    return first + "".join(part.title() for part in rest)


def _second(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
