"""What every face sends with its bytes."""

from __future__ import annotations

import datetime
import gzip
import hashlib
from typing import Any

import brotli
import pytest
from django.test import Client, RequestFactory

from cms.delivery import middleware
from cms.delivery.coding import encoding_for
from cms.delivery.http import Answer, accepts, audience_of, cache_control, respond
from cms.feed.models import FeedDocument
from cms.media.audiences import Audience
from cms.partners.auth import ANYONE, Caller
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury

URL = "/api/v1/ambassadors"
BODY = b'{"a":1}'
TAG = f'"{hashlib.sha256(BODY).hexdigest()}"'
MODIFIED = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


PARTNER = Caller(audience=Audience.PARTNERS, partner_id=1, key_id=1)


def ask(answer: Answer, *, caller: Caller = ANYONE, **headers: str) -> Any:
    """Return what respond() answers to a request with these headers."""
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.delivery_caller = caller
    return respond(request, answer)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if_none_match": TAG}, 304),
        ({"if_none_match": f"W/{TAG}"}, 304),
        ({"if_none_match": f'"x", {TAG}'}, 304),
        ({"if_none_match": f'"x",W/{TAG} , "y"'}, 304),
        ({"if_none_match": '"a,b", ' + TAG}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"x"'}, 200),
        ({"if_none_match": TAG.strip('"')}, 200),
        ({"if_none_match": ""}, 200),
        ({"if_none_match": "not a tag"}, 200),
        ({"if_modified_since": "Thu, 01 Jan 2026 12:00:00 GMT"}, 304),
        ({"if_modified_since": "Thu, 01 Jan 2026 12:00:01 GMT"}, 304),
        ({"if_modified_since": "Thu, 01 Jan 2026 11:59:59 GMT"}, 200),
        ({"if_modified_since": "Thursday, 01-Jan-26 12:00:00 GMT"}, 304),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Thu, 01 Jan 2026 12:00:00 GMT", "if_none_match": '"x"'}, 200),
        ({"if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT", "if_none_match": TAG}, 304),
    ],
)
def test_conditional_requests(headers: dict[str, str], status: int) -> None:
    response = ask(Answer(body=BODY, last_modified=MODIFIED), **headers)
    assert response.status_code == status
    assert response.headers["ETag"] == TAG
    assert "Cache-Control" in response.headers
    if status == 304:
        assert response.content == b""
        assert "Content-Type" not in response.headers


class TestDatesOfLists:
    def test_a_date_counts_until_something_is_removed(self, client: Client) -> None:
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        kept, removed = ambassador_row(modified_at=now), ambassador_row(modified_at=now)
        date = client.get(URL).headers["Last-Modified"]
        assert client.get(URL, headers={"if-modified-since": date}).status_code == 304
        bury(removed)
        FeedDocument.objects.filter(pk=removed.pk).update(modified_at=now + datetime.timedelta(seconds=5))
        assert client.get(URL).headers["Last-Modified"] == date
        assert client.get(URL, headers={"if-modified-since": date}).status_code == 200
        assert kept.modified_at == now

    def test_a_date_counts_until_a_window_closes_by_itself(self, client: Client) -> None:
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        before = now - datetime.timedelta(hours=1)
        ambassador_row(modified_at=before)
        ambassador_row(modified_at=before, not_after=now - datetime.timedelta(minutes=1))
        date = client.get(URL).headers["Last-Modified"]
        assert client.get(URL, headers={"if-modified-since": date}).status_code == 200


class TestFreshness:
    def test_of_each_audience(self) -> None:
        assert cache_control(ANYONE, None) == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"
        assert cache_control(PARTNER, None) == "private, max-age=60"

    @pytest.mark.parametrize(("left_s", "expected"), [(-5, "no-cache"), (0.4, "no-cache"), (1.5, "max-age=1")])
    def test_near_the_end(self, left_s: float, expected: str) -> None:
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=left_s)
        assert expected in cache_control(ANYONE, until)
        assert expected in cache_control(PARTNER, until)
        assert cache_control(PARTNER, until).startswith("private")

    def test_every_answer_varies_by_the_key_that_asked(self, client: Client) -> None:
        """A cache that holds the open answer must not hand it to a partner."""
        assert client.get(URL).headers["Vary"] == "Authorization"
        assert client.get(f"{URL}/jamais").headers["Vary"] == "Authorization"

    def test_without_a_key_one_is_anyone(self, rf: RequestFactory) -> None:
        assert audience_of(rf.get("/")) is Audience.OPEN


class TestCompression:
    @pytest.mark.parametrize(("asked", "coding"), [("br;q=0.4, gzip;q=0.5", "gzip"), ("gzip, deflate, br", "br")])
    def test_where_asked(self, asked: str, coding: str) -> None:
        body = b"x" * 2_000
        plain, packed = ask(Answer(body=body)), ask(Answer(body=body), accept_encoding=asked)
        unpacked = gzip.decompress if coding == "gzip" else brotli.decompress
        assert unpacked(packed.content) == plain.content
        assert packed.headers["Content-Encoding"] == coding
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert ask(Answer(body=body), accept_encoding=asked, if_none_match=packed.headers["ETag"]).status_code == 304

    def test_small_bodies_stay_as_they_are(self) -> None:
        response = ask(Answer(body=BODY), accept_encoding="gzip")
        assert response.content == BODY
        assert "Vary" not in response.headers

    @pytest.mark.parametrize(
        ("header", "expected"),
        [("gzip", "gzip"), ("*", "br"), ("gzip;q=0", ""), ("*;q=0", ""), ("br;q=0, *", "gzip"), ("br", "br"),
         ("", ""), ("GZIP", "gzip"), ("gzip;q=abc", ""), ("gzip, br;q=0.9", "gzip"), ("identity", "")],
    )  # fmt: skip
    def test_who_asks(self, header: str, expected: str) -> None:
        assert encoding_for(header) == expected


class TestNegotiation:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [("", True), ("*/*", True), ("application/json", True), ("application/*;q=0.1", True), ("text/html", False),
         ("text/html,application/xhtml+xml,*/*;q=0.8", True), ("application/json;q=0", False),
         ("*/*, application/json;q=0", False), ("application/json; charset=utf-8", True), (";;;,,,", False)],
    )  # fmt: skip
    def test_accept(self, header: str, expected: bool) -> None:
        assert accepts(header, "application/json") is expected

    def test_wrong_accept_is_406(self, client: Client) -> None:
        problem = assert_problem(client.get(URL, headers={"accept": "text/csv"}), 406)
        assert "application/json" in problem["detail"]


class TestMethods:
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
    def test_wrong_method_is_405(self, client: Client, method: str) -> None:
        answer = getattr(client, method)(URL)
        assert_problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"

    def test_head_is_get_without_its_body(self, client: Client) -> None:
        row = ambassador_row()
        for url in (URL, f"{URL}/{row.slug}", "/api/v1/", "/api/v1/openapi.json", "/api/v1/docs", f"{URL}/jamais"):
            got, head = client.get(url), client.head(url)
            assert head.status_code == got.status_code
            assert head.content == b""
            assert head.headers.get("ETag") == got.headers.get("ETag")
            assert head.headers["Content-Length"] == str(len(got.content))

    def test_options_and_preflight(self, client: Client) -> None:
        answer = client.options(URL, headers={"origin": "https://a.example", "access-control-request-method": "GET"})
        assert answer.status_code == 204
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


class TestRequestId:
    def test_is_taken_if_sane_and_made_if_not(self, client: Client) -> None:
        assert client.get(URL, headers={"x-request-id": "abc-12345"}).headers["X-Request-ID"] == "abc-12345"
        for bad in ("short", "x" * 200, "a b c d e f g", "<script>alert(1)</script>"):
            made = client.get(URL, headers={"x-request-id": bad}).headers["X-Request-ID"]
            assert made != bad
            assert len(made) == 32


class TestTheDoor:
    @pytest.mark.parametrize("path", ["/api/", "/api/v1/nope", "/api/v2/", "/api/v1/ambassadors/", "/api/v1/a/b/c/d"])
    def test_unknown_addresses_are_problems_too(self, client: Client, path: str) -> None:
        assert_problem(client.get(path), 404)

    def test_a_foreign_host_is_refused(self, client: Client) -> None:
        assert_problem(client.get(URL, headers={"host": "evil.example"}), 400)

    def test_a_failure_is_a_problem_and_is_logged(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(path: str) -> None:
            raise ZeroDivisionError("secret detail")

        monkeypatch.setattr(middleware, "get_resolver", lambda: type("R", (), {"resolve": staticmethod(fail)}))
        client.raise_request_exception = False
        answer = client.get(URL)
        assert_problem(answer, 500)
        assert b"secret" not in answer.content
        assert "ZeroDivisionError" in caplog.text

    def test_the_rest_of_the_site_takes_the_usual_way(self, client: Client) -> None:
        answer = client.get("/apiary/")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
