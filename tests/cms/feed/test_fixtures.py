"""The rows of the sandbox: what they are, that they stay, and that they never mix with a page's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Site

from cms.feed import registry
from cms.feed.clock import read_clock
from cms.feed.drain import every_page
from cms.feed.models import FeedDocument, FormerPath, State
from cms.feed.rebuild import rebuild_feed
from cms.feed.repair import repair
from cms.feed.sandbox.building import MANY, fixtures, languages, listed_types
from cms.feed.sandbox.cases import CASES
from cms.feed.sandbox.drafts import NO_PAGE
from cms.feed.sandbox.examples import stories_of
from cms.feed.sandbox.writing import load_sandbox, tend
from cms.feed.selectors import (
    changes_since,
    document_by_slug,
    list_documents,
    moved_to,
    parts_of,
    search_documents,
)
from cms.feed.sweep import due_pages, sweep
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import SANDBOX, Audience
from docs.examples.conformance import MEANINGS
from tests import factories
from tests.sandbox_world import SHOWN, loaded_once, row


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_once(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _sandbox(_loaded: None, db: None) -> None:
    """Each test starts from the loaded sandbox."""


def of_sandbox() -> Any:
    return FeedDocument.objects.filter(audience=SANDBOX.value)


class TestLoading:
    def test_it_works(self) -> None:
        ordinary = document_by_slug("ambassador", "ordinary", locale="fr", audience=SANDBOX)
        assert ordinary is not None
        assert ordinary.data["is_demonstration"] is True
        assert ordinary.data["image"]["credit"]

    def test_a_second_run_writes_nothing(self) -> None:
        before = read_clock().change
        assert load_sandbox(now=SHOWN + timedelta(minutes=5)).changes == 0
        assert read_clock().change == before

    @pytest.mark.parametrize("minutes", [25, 31, 42, 95])
    def test_nor_does_one_at_another_minute_of_the_hour(self, minutes: int) -> None:
        tend(now=SHOWN + timedelta(minutes=31))
        tend(now=SHOWN + timedelta(minutes=32))
        assert load_sandbox(now=SHOWN + timedelta(minutes=minutes)).changes == 0

    def test_every_registered_type_has_documents(self) -> None:
        live = set(of_sandbox().filter(state=State.LIVE).values_list("type", flat=True))
        assert live == {feed_type.name for feed_type in registry.all_types()}

    @pytest.mark.parametrize("feed_type", listed_types(), ids=lambda feed_type: feed_type.name)
    def test_every_case_stands_in_every_language_it_has(self, feed_type: registry.FeedType) -> None:
        found = set(of_sandbox().filter(type=feed_type.name).values_list("slug", "locale"))
        for case in CASES:
            wanted = {(case.key, code) for code in (languages() if case.is_translated else languages()[:1])}
            assert wanted <= found, case.key
        assert ("missing-translation", "en") not in found

    def test_every_stored_document_is_one_of_its_published_shape(self) -> None:
        for found in of_sandbox().filter(state=State.LIVE):
            feed_type = registry.for_name(found.type)
            assert feed_type is not None
            assert feed_type.document.model_validate_json(bytes(found.document)).title == found.title

    def test_ids_are_the_same_on_every_installation(self) -> None:
        assert row("ordinary").document_id == uuid.UUID("1bae6a69-c4f3-5438-8b55-8217fc007f78")

    def test_what_no_case_asks_for_any_more_becomes_a_tombstone(self) -> None:
        other = row("ordinary")
        other.pk, other.content_id, other.document_id = None, uuid.uuid4(), uuid.uuid4()
        other.path, other.change = "/sandbox/site/former-case/", other.change + 1_000_000
        other.save(force_insert=True)
        assert load_sandbox(now=SHOWN).changes == 1
        other.refresh_from_db()
        assert (other.state, other.reason, bytes(other.document)) == (State.GONE, "deleted", b"")

    def test_a_row_of_an_older_shape_is_mended(self) -> None:
        of_sandbox().filter(pk=row("ordinary").pk).update(document=b"{}", digest="")
        assert load_sandbox(now=SHOWN).changes == 1
        assert row("ordinary").digest

    def test_without_a_default_site_the_command_says_so(self) -> None:
        Site.objects.update(is_default_site=False)
        with pytest.raises(CommandError, match="default"):
            call_command("load_sandbox")


class TestCases:
    def test_a_tombstone_says_why_and_nothing_else(self) -> None:
        found = row("consent-withdrawn")
        assert (found.state, found.reason) == (State.WITHDRAWN, "consent_withdrawn")
        assert (found.title, found.search_text, bytes(found.document)) == ("", "", b"")
        assert (row("deleted").state, row("unpublished").reason) == (State.GONE, "not_live")

    def test_a_withdrawn_photo_leaves_its_document(self) -> None:
        found = document_by_slug("article", "photo-withdrawn", locale="fr", audience=SANDBOX)
        assert found is not None
        assert found.data["image"] is None

    def test_both_former_addresses_lead_to_what_moved_twice(self) -> None:
        for slug in ("moved-first", "moved-second"):
            found = moved_to(SANDBOX, type_name="ambassador", slug=slug, locale="en")
            assert found is not None
            assert found["slug"] == "moved-twice"

    def test_the_outdated_translation_is_said_by_its_source(self) -> None:
        found = document_by_slug("ambassador", "outdated-translation", locale="fr", audience=SANDBOX)
        assert found is not None
        assert [link["status"] for link in found.data["translations"]] == ["outdated"]

    def test_every_kind_of_block_is_there(self) -> None:
        for feed_type in listed_types():
            found = document_by_slug(feed_type.name, "every-block", locale="fr", audience=SANDBOX)
            assert found is not None
            for name, shapes in stories_of(feed_type.document).items():
                blocks = found.data[name]
                assert len({block["type"] for block in blocks}) == len(shapes) == len({b["id"] for b in blocks})

    def test_the_huge_one_is_huge(self) -> None:
        found = document_by_slug("ambassador", "huge", locale="fr", audience=SANDBOX)
        assert found is not None
        assert len(found.data["body"]) > 300

    def test_a_window_that_time_closed_is_closed_with_no_job_run(self) -> None:
        assert row("expired-by-time-alone").state == State.LIVE
        assert document_by_slug("ambassador", "expired-by-time-alone", locale="fr", audience=SANDBOX) is None

    def test_lists_have_several_pages_and_equal_seconds(self) -> None:
        listed = list_documents("ambassador", locale="fr", audience=SANDBOX, limit=100)
        assert len(listed.items) > MANY
        at = [item["published_at"] for item in listed.items if item["slug"].startswith("same-instant")]
        assert len(at) == 3
        assert len(set(at)) == 1

    def test_the_parts_of_a_whole_are_in_order_and_the_deleted_one_is_gone(self) -> None:
        whole = document_by_slug("whitepaper", "ordinary", locale="fr", audience=SANDBOX)
        assert whole is not None
        parts = parts_of(whole.document_id, SANDBOX)
        assert [part.data["position"] for part in parts] == [1, 2, 3]
        assert [str(part.document_id) for part in parts] == whole.data["chapters"]

    def test_words_are_found(self) -> None:
        found = search_documents("atelier invente", locale="en", audience=SANDBOX, type_name="ambassador", limit=5)
        assert len(found) == 5
        assert not search_documents("atelier invente", locale="en", audience=Audience.OWN)


class TestTheFullHour:
    def test_the_picture_ends_by_itself_and_comes_back(self) -> None:
        found = row("picture-until-the-hour")
        assert found.next_at == SHOWN.replace(hour=11, minute=0)
        assert b'"image":null' in bytes(found.next_document)
        assert b'"image":null' not in bytes(found.document)
        assert tend(now=SHOWN + timedelta(minutes=31)) > 0
        found.refresh_from_db()
        assert (found.next_at, b'"image":null' in bytes(found.document)) == (None, True)
        tend(now=SHOWN + timedelta(minutes=41))
        found.refresh_from_db()
        assert found.next_at == SHOWN.replace(hour=12, minute=0)

    def test_the_document_ends_by_itself_and_comes_back(self) -> None:
        found = row("until-the-hour")
        assert found.not_after == SHOWN.replace(hour=11, minute=0)
        tend(now=SHOWN + timedelta(minutes=31))
        found.refresh_from_db()
        assert (found.state, found.reason) == (State.GONE, "expired")
        tend(now=SHOWN + timedelta(minutes=41))
        found.refresh_from_db()
        assert found.state == State.LIVE

    def test_where_there_is_no_sandbox_nothing_is_done(self) -> None:
        of_sandbox().delete()
        assert tend(now=SHOWN) == 0
        assert not of_sandbox().exists()


class TestApart:
    def test_no_list_of_pages_meets_it(self) -> None:
        assert NO_PAGE not in every_page()
        assert NO_PAGE not in due_pages(timezone.now() + timedelta(days=40_000))

    def test_verify_is_clean_and_repair_leaves_it(self) -> None:
        report = verify_feed()
        assert report.is_clean, report.examples
        before = list(of_sandbox().order_by("pk").values_list("pk", "change", "digest"))
        report.page_ids.add(NO_PAGE)
        repair(report)
        rebuild_feed(force=True)
        assert list(of_sandbox().order_by("pk").values_list("pk", "change", "digest")) == before

    def test_its_tombstones_never_age(self) -> None:
        before = of_sandbox().exclude(state=State.LIVE).count()
        sweep(now=timezone.now() + timedelta(days=settings.FEED_TOMBSTONE_DAYS * 50))
        assert of_sandbox().exclude(state=State.LIVE).count() == before > 0
        assert read_clock().forgotten_change < of_sandbox().order_by("change").values_list("change", flat=True)[0]

    def test_the_edit_of_a_page_and_the_sandbox_do_not_touch_each_other(self) -> None:
        before = set(of_sandbox().values_list("pk", "change"))
        page = factories.ambassador(title="Fonderie", slug="ordinary")
        with editorial_transaction():
            page.slug = "moved-before"
            page.save_revision().publish()
        assert set(of_sandbox().values_list("pk", "change")) == before
        real = document_by_slug("ambassador", "moved-before", locale="fr", audience=Audience.OPEN)
        assert real is not None
        assert real.data["title"] == "Fonderie"

    @pytest.mark.parametrize("audience", list(Audience))
    def test_no_real_audience_reads_it(self, audience: Audience) -> None:
        mine = set(of_sandbox().values_list("document_id", flat=True))
        theirs = {change.document_id for change in changes_since(after=0, limit=500, audience=audience)}
        assert mine
        assert not mine & theirs
        assert not FormerPath.objects.filter(audience=audience.value, path__startswith="/sandbox/").exists()

    def test_no_two_fixtures_claim_one_row_or_one_address(self) -> None:
        keys, paths = [], []
        for fixture in fixtures(SHOWN):
            keys.append(fixture.key)
            paths.append(fixture.draft.path)
        assert len(keys) == len(set(keys))
        assert len(paths) == len(set(paths))


class TestDocumentation:
    def test_every_case_is_in_the_documentation(self) -> None:
        page = (Path(settings.BASE_DIR) / "docs" / "sandbox.md").read_text()
        for case in CASES:
            name = "`long-address-…`" if case.key.startswith("long-address") else f"`{case.key}`"
            assert name in page or case.key.startswith("same-instant-"), case.key
        for kind in MEANINGS.keys() - {"source"}:
            assert f"`{kind}`" in page
