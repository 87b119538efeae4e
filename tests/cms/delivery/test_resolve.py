"""What stands at a path of the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.feed.transaction import editorial_transaction
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury, former_path


@pytest.fixture(autouse=True)
def site() -> Site:
    """Return the default site; the rows of these tests stand on it."""
    return Site.objects.get(is_default_site=True)


def resolve(client: Client, path: str) -> object:
    """Ask for a path."""
    return client.get("/api/v1/resolve", {"path": path})


class TestResolve:
    @pytest.mark.parametrize(
        "path",
        [
            "/ambassadeurs/émaux/",
            "/ambassadeurs/émaux",
            quote("/ambassadeurs/émaux/"),
            "/ambassadeurs/émaux/?utm_source=lettre",
            "/ambassadeurs/émaux#visite",
        ],
    )
    def test_a_document(self, client: Client, site: Site, path: str) -> None:
        row = ambassador_row(slug="émaux", site_id=site.pk)
        answer = client.get("/api/v1/resolve", {"path": path})
        assert answer.json()["kind"] == "document"
        assert answer.json()["document"]["id"] == str(row.document_id)
        assert answer.headers["Surrogate-Key"] == f"site ambassador resolve {row.document_id}"

    def test_a_document_of_another_site_is_not_here(self, client: Client, site: Site) -> None:
        ambassador_row(slug="ailleurs", site_id=site.pk + 1)
        assert_problem(resolve(client, "/ambassadeurs/ailleurs/"), 404)

    def test_a_page_that_moved(self, client: Client, site: Site) -> None:
        former_path(ambassador_row(slug="nouveau", site_id=site.pk), slug="ancien")
        answer = client.get("/api/v1/resolve", {"path": "/ambassadeurs/ancien"})
        assert answer.status_code == 200
        assert answer.json() == {
            "kind": "redirect",
            "location": "http://localhost/ambassadeurs/nouveau/",
            "permanent": True,
        }

    def test_what_is_gone_from_another_site_was_never_here(self, client: Client, site: Site) -> None:
        bury(ambassador_row(slug="parti", site_id=site.pk + 1))
        assert_problem(resolve(client, "/ambassadeurs/parti/"), 404)
        assert client.post(
            "/api/graphql",
            {"query": '{ resolve(path: "/ambassadeurs/parti/") { __typename } }'},
            content_type="application/json",
        ).json() == {"data": {"resolve": None}}

    def test_two_sites_with_one_path_answer_each_for_itself(self, client: Client, site: Site, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["testserver", "livre.example"]
        with editorial_transaction():
            second = Site.objects.create(hostname="livre.example", root_page=site.root_page)
        here = ambassador_row(slug="partage", site_id=site.pk)
        bury(here)
        there = ambassador_row(slug="partage", site_id=second.pk)
        assert here.path == there.path
        assert_problem(resolve(client, there.path), 410)
        found = client.get("/api/v1/resolve", {"path": there.path}, HTTP_HOST="livre.example")
        assert found.json()["document"]["id"] == str(there.document_id)

    def test_gone_and_never_there(self, client: Client, site: Site) -> None:
        bury(ambassador_row(slug="parti", site_id=site.pk))
        ambassador_row(slug="interne", audience="own", site_id=site.pk)
        assert_problem(resolve(client, "/ambassadeurs/parti/"), 410)
        assert_problem(resolve(client, "/ambassadeurs/interne/"), 404)
        assert_problem(resolve(client, "/ambassadeurs/jamais/"), 404)
        assert_problem(resolve(client, "/ambassadeurs/%00/"), 404)


class TestEditorsRedirects:
    def test_to_a_path_and_to_elsewhere(self, client: Client, site: Site) -> None:
        Redirect.add_redirect("/vieux", "/ambassadeurs/", is_permanent=False)
        Redirect.add_redirect("/dehors?a=1", "https://example.org/x", site=site)
        here = client.get("/api/v1/resolve", {"path": "/vieux/"}).json()
        assert here == {"kind": "redirect", "location": f"{site.root_url}/ambassadeurs/", "permanent": False}
        assert client.get("/api/v1/resolve", {"path": "/dehors?a=1"}).json()["location"] == "https://example.org/x"
        assert_problem(resolve(client, "/dehors"), 404)

    def test_to_a_page_only_while_that_page_is_public(self, client: Client, site: Site) -> None:
        row = ambassador_row(slug="cible", site_id=site.pk, page_id=site.root_page_id)
        Redirect.add_redirect("/court", site.root_page)
        assert client.get("/api/v1/resolve", {"path": "/court"}).json()["location"].endswith("/ambassadeurs/cible/")
        bury(row)
        assert_problem(resolve(client, "/court"), 404)


@pytest.mark.parametrize(
    "path", ["https://example.org/ambassadeurs/", "//example.org/", "ambassadeurs/", "\\\\hote\\", "/" + "a" * 1001, ""]
)
def test_what_is_no_path_is_refused(client: Client, path: str) -> None:
    assert_problem(resolve(client, path), 400, "#/query/path")
