"""The change feed as RPDE has it: pages, places, filters, deletions, and when to begin anew."""

from __future__ import annotations

import base64
import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.delivery.change_places import Binding, Place, today
from cms.delivery.rest.changes import END_NUMBER, RPDE
from cms.feed import registry
from cms.feed.clock import start_new_epoch
from cms.feed.models import FeedClock, FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import SANDBOX, Audience
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury

URL = "/api/v1/changes"
HOST = "http://testserver"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(db: None) -> None:
    FeedClock.objects.update_or_create(pk=1, defaults={"change": 10_000_000, "forgotten_change": 0})


def walk(client: Client, url: str = URL, **headers: Any) -> list[dict[str, Any]]:
    """Follow `next` from an address to the end and return the pages."""
    pages = []
    while True:
        answer = client.get(url, **headers)
        assert answer.status_code == 200, answer.content
        pages.append(answer.json())
        if pages[-1]["next"].removeprefix(HOST) == url.removeprefix(HOST):
            assert pages[-1]["items"] == []
            return pages
        url = pages[-1]["next"]


def items(client: Client, url: str = URL, **headers: Any) -> dict[str, dict[str, Any]]:
    """Return the last word on each document, by id."""
    return {item["id"]: item for page in walk(client, url, **headers) for item in page["items"]}


def partner_key(**fields: Any) -> dict[str, str]:
    """Make a partner with a secret key and return the header that sends it."""
    partner = Partner.objects.create(**{"name": "Agence fictive", "audience": "partners", **fields})
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_key(partner, KeyKind.SECRET)}"}


class TestPages:
    def test_it_works(self, client: Client) -> None:
        row, gone = ambassador_row(), bury(ambassador_row(reason="not_live"))
        (page, end) = walk(client)
        assert set(page) == {"next", "items", "license"}
        assert page["license"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
        first, second = page["items"]
        assert first == {
            "state": "updated", "kind": "ambassador", "id": str(row.document_id), "modified": row.change,
            "data": json.loads(row.document),
        }  # fmt: skip
        assert second == {
            "state": "deleted", "kind": "ambassador", "id": str(gone.document_id), "modified": gone.change,
            "reason": "not_live",
        }  # fmt: skip
        assert (end["items"], end["next"]) == ([], page["next"])

    def test_data_is_the_stored_document_byte_for_byte(self, client: Client) -> None:
        row = ambassador_row(title="L’Œuvre & <fils> 😀")
        assert b',"data":' + bytes(row.document) + b"}" in client.get(URL).content

    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    def test_following_next_ends_with_the_public_set_whatever_the_length(self, client: Client, limit: int) -> None:
        live = {str(ambassador_row().document_id) for _ in range(4)}
        bury(ambassador_row())
        ambassador_row(audience="partners")
        ambassador_row(not_before=timezone.now() + HOUR, was_shown=False, is_announced=False)
        pages = walk(client, f"{URL}?limit={limit}")
        numbers = [item["modified"] for page in pages for item in page["items"]]
        assert numbers == sorted(set(numbers))
        found = {item["id"]: item["state"] for page in pages for item in page["items"]}
        assert {key for key, state in found.items() if state == "updated"} == live
        assert len(found) == 5

    def test_an_empty_feed_is_its_own_end(self, client: Client) -> None:
        for url in (URL, f"{URL}?type=ambassador&locale=en&limit=3"):
            assert client.get(url).json()["next"] == HOST + url

    def test_a_page_takes_a_handful_of_queries(self, client: Client, django_assert_num_queries: Any) -> None:
        for _ in range(5):
            ambassador_row()
        with django_assert_num_queries(3):
            following = client.get(f"{URL}?limit=2").json()["next"]
        with django_assert_num_queries(4):
            client.get(following)

    def test_validators_that_ask_for_the_end_by_its_number_get_it(self, client: Client) -> None:
        ambassador_row()
        url = f"{URL}?afterChangeNumber={END_NUMBER}"
        assert client.get(url).json() | {"license": ""} == {"next": HOST + url, "items": [], "license": ""}

    def test_any_other_number_without_its_cursor_is_no_place(self, client: Client) -> None:
        for number in (0, 1, 1_000, END_NUMBER - 1):
            assert_problem(client.get(f"{URL}?afterChangeNumber={number}"), 400, "#/query/afterChangeNumber")

    def test_the_mount_is_kept_and_not_crossed(self, client: Client) -> None:
        row = ambassador_row(audience=SANDBOX.value)
        pages = walk(client, f"/sandbox{URL}")
        assert [item["id"] for page in pages for item in page["items"]] == [str(row.document_id)]
        assert pages[0]["next"].startswith(f"{HOST}/sandbox{URL}?")
        assert client.get(pages[0]["next"].replace("/sandbox", "")).status_code == 400

    def test_the_contract_declares_it_and_the_service_document_names_it(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        operation = contract["paths"][URL]["get"]
        assert {"200", "304", "400", "410"} <= set(operation["responses"])
        item = contract["components"]["schemas"]["ChangesPage"]["properties"]["items"]["items"]
        assert item["discriminator"]["propertyName"] == "state"
        assert set(item["discriminator"]["mapping"]) == {"updated", "deleted"}
        kinds = [parameter for parameter in operation["parameters"] if parameter["name"] == "type"]
        assert kinds[0]["schema"]["items"]["enum"] == [kind.name for kind in registry.all_types()]
        assert client.get("/api/v1/").json()["changes"].startswith(HOST + URL)


class TestMediaTypes:
    @pytest.mark.parametrize(
        ("accept", "spoken"),
        [
            ("", "application/json"),
            ("*/*", "application/json"),
            ("application/json", "application/json"),
            (f"{RPDE}; version=1", f"{RPDE}; version=1"),
            (f"{RPDE};version=1, application/json;q=0.5", f"{RPDE}; version=1"),
            (f"{RPDE};q=0.5, application/json", "application/json"),
        ],
    )
    def test_rpde_has_its_own_name_for_those_who_ask(self, client: Client, accept: str, spoken: str) -> None:
        answer = client.get(URL, HTTP_ACCEPT=accept)
        assert answer.headers["Content-Type"] == spoken
        assert "Accept" in answer.headers["Vary"].split(", ")

    def test_nothing_else_is_spoken(self, client: Client) -> None:
        assert client.get(URL, HTTP_ACCEPT="text/html").status_code == 406


class TestCaching:
    def test_a_full_page_is_kept_for_a_minute_and_the_end_for_seconds(self, client: Client) -> None:
        ambassador_row()
        full = client.get(f"{URL}?limit=1")
        assert "s-maxage=60" in full.headers["Cache-Control"]
        rest = client.get(URL)
        age = re.search(r"max-age=(\d+), s-maxage=(\d+)", rest.headers["Cache-Control"])
        assert age is not None
        assert age.groups() == ("8", "8")

    def test_never_beyond_what_is_left_of_a_right(self, client: Client) -> None:
        ambassador_row(not_after=timezone.now() + datetime.timedelta(seconds=30, milliseconds=900))
        assert "max-age=30" in client.get(f"{URL}?limit=1").headers["Cache-Control"]

    def test_a_full_page_keeps_its_tag_until_the_feed_changes(self, client: Client) -> None:
        ambassador_row()
        url = f"{URL}?limit=1"
        tag = client.get(url).headers["ETag"]
        assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304
        FeedDocument.objects.update(change=9_999_999)
        assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200

    def test_a_date_proves_nothing(self, client: Client) -> None:
        ambassador_row()
        late = "Fri, 01 Jan 2100 00:00:00 GMT"
        assert client.get(URL, HTTP_IF_MODIFIED_SINCE=late).status_code == 200

    def test_a_purge_finds_the_page_by_what_was_deleted_too(self, client: Client) -> None:
        shown, gone = ambassador_row(), bury(ambassador_row())
        keys = client.get(URL).headers["Surrogate-Key"].split()
        assert {"site", "changes", "ambassador", str(shown.document_id), str(gone.document_id)} <= set(keys)


class TestFilters:
    def test_type_is_repeatable_and_bound_to_the_cursor(self, client: Client) -> None:
        row = ambassador_row()
        assert set(items(client, f"{URL}?type=ambassador&type=article")) == {str(row.document_id)}
        assert items(client, f"{URL}?type=article") == {}
        following = client.get(f"{URL}?type=ambassador").json()["next"]
        assert "type=ambassador" in following
        assert_problem(client.get(following.replace("type=ambassador", "type=article")), 400, "#/query/after")

    def test_a_language(self, client: Client) -> None:
        french, english = ambassador_row(), ambassador_row(locale="en")
        assert set(items(client, f"{URL}?locale=en")) == {str(english.document_id)}
        assert set(items(client)) == {str(french.document_id), str(english.document_id)}

    def test_a_filter_never_hides_a_deletion(self, client: Client) -> None:
        row = ambassador_row(locale="en")
        url = f"{URL}?type=ambassador&locale=en"
        place = walk(client, url)[-1]["next"]
        FeedDocument.objects.update(
            change=9_000_000, state="gone", reason="not_live", type="article", former_types="|ambassador|"
        )
        assert items(client, place)[str(row.document_id)] | {"modified": 0} == {
            "state": "deleted", "kind": "ambassador", "id": str(row.document_id), "modified": 0, "reason": "type",
        }  # fmt: skip


class TestKeys:
    def test_a_partner_gets_its_audience_and_its_types(self, client: Client) -> None:
        wide, narrow = ambassador_row(audience="partners"), ambassador_row()
        assert set(items(client)) == {str(narrow.document_id)}
        key = partner_key()
        assert set(items(client, **key)) == {str(wide.document_id)}
        answer = client.get(URL, **key)
        assert answer.headers["Cache-Control"] == "private, max-age=8"
        assert items(client, **partner_key(name="Autre", allowed_types=["article"])) == {}
        assert items(client, f"{URL}?type=ambassador", **partner_key(name="Tiers", allowed_types=["article"])) == {}

    def test_other_types_allowed_or_another_audience_means_to_begin_anew(self, client: Client) -> None:
        ambassador_row(audience="partners")
        key = partner_key()
        place = walk(client, **key)[-1]["next"]
        Partner.objects.update(allowed_types=["article"])
        assert_problem(client.get(place, **key), 410, "#/query/after")
        Partner.objects.update(allowed_types=[], audience="open")
        assert_problem(client.get(place, **key), 410, "#/query/after")
        Partner.objects.update(audience="partners")
        assert client.get(place, **key).status_code == 200

    def test_a_place_says_nothing_of_the_types_allowed(self, client: Client) -> None:
        clock = FeedClock.objects.get()
        caller = type("Caller", (), {"types": frozenset({"article"}), "audience": Audience.OPEN})()
        text = Binding("", caller, clock.epoch.hex).write(Place(1)).text
        assert b"article" not in base64.urlsafe_b64decode(text + "==")


class TestBeginningAnew:
    def lost(self, client: Client, url: str) -> None:
        answer = client.get(url)
        assert_problem(answer, 410, "#/query/after")
        start = re.fullmatch(r'<(.*)>; rel="first"', answer.headers["Link"])
        assert start is not None
        assert client.get(start[1]).json()["items"]

    def test_after_a_restore(self, client: Client) -> None:
        ambassador_row()
        place = walk(client, f"{URL}?limit=1&type=ambassador")[-1]["next"]
        with editorial_transaction():
            start_new_epoch()
        self.lost(client, place)

    def test_after_its_deletions_were_forgotten(self, client: Client) -> None:
        ambassador_row()
        place = walk(client)[-1]["next"]
        FeedClock.objects.update(change=10_000_009, forgotten_change=10_000_001)
        self.lost(client, place)

    def test_pruning_in_the_middle_of_a_first_snapshot(self, client: Client) -> None:
        """What was read may have been deleted since, and its deletion forgotten: only a new start is safe."""
        ambassador_row()
        ambassador_row()
        place = client.get(f"{URL}?limit=1").json()["next"]
        FeedClock.objects.update(change=10_000_009, forgotten_change=10_000_005)
        self.lost(client, place)

    def test_a_snapshot_begun_after_a_pruning_can_be_finished(self, client: Client) -> None:
        rows = [ambassador_row() for _ in range(3)]
        FeedClock.objects.update(forgotten_change=rows[-1].change + 1_000)
        assert len(items(client, f"{URL}?limit=1")) == 3

    def test_who_is_in_step_is_not_sent_back_for_deletions_of_others(self, client: Client) -> None:
        """A quiet feed beside a busy one: the place is renewed before what it rests on is forgotten."""
        row = ambassador_row()
        clock = FeedClock.objects.get()
        caller = type("Caller", (), {"types": None, "audience": Audience.OPEN})()
        old = Binding(repr(([], None, "")), caller, clock.epoch.hex).write(Place(row.change, row.change, today() - 31))
        url = f"{HOST}{URL}?afterChangeNumber={row.change}&after={old.text}"
        FeedClock.objects.update(change=10_000_100)
        renewed = client.get(url).json()
        assert renewed["items"] == []
        assert renewed["next"] != url
        FeedClock.objects.update(change=10_000_200, forgotten_change=10_000_100)
        self.lost(client, url)
        again = client.get(renewed["next"]).json()
        assert (again["items"], again["next"]) == ([], renewed["next"])
