"""Pages for what goes wrong: they say what happened, why, and the way out."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, permission_denied, server_error


def assert_says_the_way_out(html: bytes | str, code: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    assert len(page.select("h1")) == 1
    plate = page.select_one(".plate")
    assert plate is not None
    assert code in plate.get_text()
    answers = [answer.get_text(strip=True) for answer in plate.select("dd")]
    assert len(answers) == 3
    assert all(answers)
    assert page.select("main a[href]")


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


class TestWithoutDatabase:
    """None of these has the database mark: a query would fail the test."""

    def test_a_broken_page_needs_no_database(self, request_: HttpRequest) -> None:
        response = server_error(request_)
        assert response.status_code == 500
        assert_says_the_way_out(response.content, "500")

    def test_a_malformed_request_is_explained(self, request_: HttpRequest) -> None:
        response = bad_request(request_, ValueError())
        assert response.status_code == 400
        assert_says_the_way_out(response.content, "400")

    def test_a_refused_page_is_explained(self, request_: HttpRequest) -> None:
        response = permission_denied(request_, PermissionDenied())
        assert response.status_code == 403
        assert_says_the_way_out(response.content, "403")

    def test_a_stale_form_is_explained(self, request_: HttpRequest) -> None:
        response = csrf_failure(request_, reason="no cookie")
        assert response.status_code == 403
        assert_says_the_way_out(response.content, "403")


@pytest.mark.django_db
class TestNotThere:
    def test_a_missing_page_offers_to_search(self, client: Client) -> None:
        response = client.get("/rien-ici/")
        assert response.status_code == 404
        assert_says_the_way_out(response.content, "404")
        form = BeautifulSoup(response.content, "html.parser").select_one("main form[role=search]")
        assert form is not None
        assert client.get(str(form["action"]), {"q": "x"}).status_code == 200
