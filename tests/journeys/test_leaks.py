"""What only colleagues may know stands at no public address, for any audience, in any bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from cms.feed import registry
from cms.feed.models import FeedDocument
from cms.feed.selectors import search_documents
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience
from tests import gating
from tests.journeys.leak_site import Fetched, LeakSite, fetch_all, leaks, stored
from tests.journeys.leak_workflow import add_workflow_secrets, admit

# With every gate in force: what they say of a page is private too.
pytestmark = [pytest.mark.django_db, pytest.mark.gated]
STARTS = [
    "/", "/en/", "/recherche/", "/sitemap.xml", "/robots.txt", "/candidater/", "/en/nominate/", "/bon-a-tirer/",
    "/calendrier/inconnu.ics", "/api/v1/", "/api/v1/openapi.json", "/api/v1/docs",
]  # fmt: skip


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[LeakSite, Fetched]]:
    with django_db_blocker.unblock(), transaction.atomic(), gating.switch.on():
        site = LeakSite()
        admit(site, next(page for page in site.pages if page.slug == "portrait"))
        add_workflow_secrets(site)
        client = Client()
        yield site, fetch_all(client, [*STARTS, *rest_addresses(client), *page_addresses()])
        transaction.set_rollback(True)


@pytest.fixture
def site(_built: tuple[LeakSite, Fetched], db: None) -> LeakSite:
    return _built[0]


@pytest.fixture
def fetched(_built: tuple[LeakSite, Fetched]) -> Fetched:
    return _built[1]


def page_addresses() -> list[str]:
    """Every page's address, public or not: what is not must answer without a word."""
    return [page.get_url() for page in Page.objects.filter(depth__gt=1) if page.get_url()]


def rest_addresses(client: Client) -> list[str]:
    """Every GET address of the contract, filled with every id, slug and path there is, private ones too."""
    contract = json.loads(client.get("/api/v1/openapi.json").content)
    documents = list(FeedDocument.objects.values_list("document_id", "slug", "path", "parent_id").distinct())
    names = {str(value) for document_id, slug, _path, _parent in documents for value in (document_id, slug)}
    names |= set(Page.objects.values_list("slug", flat=True))
    wholes = {str(parent) for *_rest, parent in documents if parent}
    found = []
    for path, methods in contract["paths"].items():
        if "get" not in methods:
            continue
        blanks = [part for part in path.split("/") if part.startswith("{")]
        if not blanks:
            found += [path, f"{path}?include=facets,total", f"{path}?locale=en", f"{path}?order=title&limit=100"]
        elif len(blanks) == 1:
            found += [path.replace(blanks[0], name) for name in names]
        else:
            found += [path.replace(blanks[0], whole).replace(blanks[1], name) for whole in wholes for name in names]
    found += [f"/api/v1/resolve?{urlencode({'path': path})}" for path in page_addresses()]
    return [address for address in found if not address.endswith(("/docs",))]


def test_the_walk_reached_what_is_public(site: LeakSite, fetched: Fetched) -> None:
    """The positive control: each live word is found in the pages and in the data."""
    html = {address: body for address, body in fetched.items() if not address.startswith(("/api", "/media"))}
    data = {address: body for address, body in fetched.items() if address.startswith("/api")}
    for where in (html, data, stored([Audience.OPEN.value])):
        unseen = {what for what, word in site.markers.live.items() if not leaks(where, {what: word})}
        assert unseen == set()
    pictures = [address for address in fetched if address.startswith("/media/renditions/")]
    assert len(pictures) > 5
    assert all(len(fetched[address]) > 400 for address in pictures)
    assert len(site.markers.private) > 100


def test_no_private_word_is_at_any_address(site: LeakSite, fetched: Fetched) -> None:
    assert leaks(fetched, site.markers.private) == []


def test_no_private_word_is_stored_for_any_audience(site: LeakSite) -> None:
    addresses = {what: word for what, word in site.markers.private.items() if what.endswith(" slug")}
    words = {what: word for what, word in site.markers.private.items() if what not in addresses}
    rows = stored(audience.value for audience in Audience)
    assert leaks(rows, words) == []
    live = {name: content for name, content in rows.items() if "(live)" in name}
    assert leaks(live, addresses) == []


def test_what_is_ours_alone_leaves_as_data_to_nobody(site: LeakSite, fetched: Fetched) -> None:
    narrow = site.markers.narrow
    assert leaks(stored([Audience.OPEN.value, Audience.PARTNERS.value]), narrow) == []
    assert leaks({address: body for address, body in fetched.items() if address.startswith("/api")}, narrow) == []
    own = stored([Audience.OWN.value])
    assert {what for what, word in narrow.items() if leaks(own, {what: word})} == set(narrow)


def test_no_private_word_can_be_searched(site: LeakSite) -> None:
    for audience in Audience:
        for locale in ("fr", "en"):
            assert [
                what
                for what, word in site.markers.private.items()
                if search_documents(word, locale=locale, audience=audience)
            ] == []
    assert search_documents(site.markers.show("body article"), locale="fr", audience=Audience.OPEN)


def test_every_type_was_tried(site: LeakSite) -> None:
    assert {type(page.specific) for page in site.pages} == {feed_type.model for feed_type in registry.all_types()}
    assert verify_feed().is_clean


def test_wagtails_own_links_would_name_them(site: LeakSite) -> None:
    """Its handlers ask nobody: the address of a draft tells its title, that of a file its name."""
    draft = Page.objects.get(slug=site.markers.hide("draft portrait slug"))
    file = get_document_model().objects.get(title=site.markers.hide("closed file article"))
    assert draft.slug in PageLinkHandler.expand_db_attributes({"id": str(draft.pk)})
    assert "closedfilename" in DocumentLinkHandler.expand_db_attributes({"id": str(file.pk)})
    assert expand_db_html(f'<a linktype="page" id="{draft.pk}">ici</a>') == "<a>ici</a>"
    assert expand_db_html(f'<a linktype="document" id="{file.pk}">ici</a>') == "<a>ici</a>"


def test_a_leak_turns_it_red(site: LeakSite, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    """The net holds: a serialiser that says one private field is found out, in the data and in the rows."""
    from cms.feed import view

    serialise: Any = view._serialise

    def careless(page: Any, feed_type: Any, *args: Any) -> Any:
        page.summary = getattr(page, "internal_note", "")
        return serialise(page, feed_type, *args)

    monkeypatch.setattr(view, "_serialise", careless)
    article = next(page for page in site.pages if page.slug == "article")
    with editorial_transaction():
        article.specific.save(update_fields=["summary"])
    private = site.markers.private
    assert leaks(stored([Audience.OPEN.value]), private)
    answer = client.get("/api/v1/news/article", headers={"host": "localhost"})
    assert leaks({"article": answer.content}, private)
