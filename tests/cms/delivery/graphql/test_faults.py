"""What GraphQL says when it cannot answer: codes, what is masked, what is left to the library."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from cms.feed.models import FeedDocument
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.graphql.world import ask, get


class TestCodes:
    @pytest.mark.parametrize(
        ("query", "variables", "code"),
        [
            ("{ ambassadors {", {}, "GRAPHQL_PARSE_FAILED"),
            ("{ pasLa }", {}, "GRAPHQL_VALIDATION_FAILED"),
            ('{ news(publishedAfter: "hier") { totalCount } }', {}, "GRAPHQL_VALIDATION_FAILED"),
            ("{ news(locale: xx) { totalCount } }", {}, "GRAPHQL_VALIDATION_FAILED"),
            ("query Q($d: DateTime) { news(publishedAfter: $d) { totalCount } }", {"d": "hier"}, "BAD_USER_INPUT"),
            ("query Q($l: Locale) { news(locale: $l) { totalCount } }", {"l": "xx"}, "BAD_USER_INPUT"),
            ("query Q($is: Boolean = true) { news @include(if: $is) { totalCount } }", {"is": None}, "BAD_USER_INPUT"),
            ("{ news(first: 1000) { totalCount } }", {}, "BAD_USER_INPUT"),
        ],
    )
    def test_tell_errors_apart(self, client: Client, query: str, variables: Any, code: str) -> None:
        errors = ask(client, query, variables).json()["errors"]
        assert {error["extensions"]["code"] for error in errors} == {code}


class TestFaults:
    def test_are_masked_and_recorded_and_leave_the_rest(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        ambassador_row(title="Fonderie")

        def fail(*_args: Any, **_more: Any) -> None:
            raise RuntimeError("the password is hunter2")

        monkeypatch.setattr("cms.delivery.graphql.lists.count_documents", fail)
        with caplog.at_level(logging.ERROR):
            response = ask(client, "{ ambassadors { totalCount } ok: ambassadors { nodes { title } } }")
        assert response.status_code == 200
        assert response.json()["data"] == {"ambassadors": None, "ok": {"nodes": [{"title": "Fonderie"}]}}
        assert "hunter2" not in response.content.decode()
        assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert "hunter2" in caplog.text
        assert get(client, "{ ambassadors { totalCount } }").headers["Cache-Control"] == "no-store"

    def test_a_document_of_an_older_shape_is_left_to_the_library(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        made = ambassador_row(title="Fonderie")
        item = json.loads(bytes(made.item))
        del item["quote"]
        FeedDocument.objects.filter(pk=made.pk).update(
            item=json.dumps(item).encode(), document=json.dumps(item).encode()
        )
        response = ask(client, "{ ambassadors { nodes { title quote } } a: ambassadors { nodes { title } } }")
        content = response.json()
        assert response.status_code == 200
        assert content["data"] == {"ambassadors": None, "a": {"nodes": [{"title": "Fonderie"}]}}
        assert [error["path"] for error in content["errors"]] == [["ambassadors", "nodes", 0, "quote"]]
        assert "KeyError" not in json.dumps(content)
