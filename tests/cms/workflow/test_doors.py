"""Every door to publication, tried with content that was not decided on. `editorial.md`: every path is gated."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.images import get_image_model
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.feed.verify import verify_feed
from cms.selection.mandates import admit_existing
from cms.workflow.decisions import missing
from cms.workflow.fingerprint import fingerprint, fingerprint_of
from cms.workflow.kinds import Kind
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests import factories
from tests.workflow_world import clear, complete_portrait, edit, person, publish_cleared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_page(db: None) -> None:
    """The first page that the migrations made is decided on too."""
    publish_cleared(factories.home_page())


@pytest.fixture
def paul() -> Any:
    """Return the publisher: what he cannot publish, nobody can."""
    set_up_roles()
    return person("paul", Role.PUBLICATION)


@pytest.fixture
def desk(client: Client, paul: Any) -> Client:
    client.force_login(paul)
    return client


@pytest.fixture
def draft() -> Page:
    return factories.article(is_live=False)


def is_public(page: Page) -> bool:
    return FeedDocument.objects.filter(page_id=page.pk, state=State.LIVE).exists()


def fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def assert_out(page: Page) -> None:
    assert not is_public(page)
    assert verify_feed().is_clean


class TestPublisher:
    """By the admin's own buttons."""

    def test_bulk_publish_is_refused_as_a_whole(self, desk: Client, draft: Page) -> None:
        ready = factories.article(is_live=False)
        clear(ready, Kind.REVIEW)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        desk.post(f"{address}?id={draft.pk}&id={ready.pk}", {"include_descendants": ""})
        assert not fresh(draft).live
        assert not fresh(ready).live
        assert_out(draft)

    def test_bulk_publish_of_what_is_cleared_publishes(self, desk: Client, draft: Page) -> None:
        clear(draft, Kind.REVIEW)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        desk.post(f"{address}?id={draft.pk}", {"include_descendants": ""})
        assert is_public(draft)
        assert missing(fresh(draft)) == []

    def test_a_copy_published_at_once_is_refused(self, desk: Client) -> None:
        page = factories.article()
        address = reverse("wagtailadmin_pages:copy", args=[page.pk])
        form = {
            "new_title": "Copie", "new_slug": "copie", "new_parent_page": str(page.get_parent().pk),
            "copy_subpages": "", "publish_copies": "on", "alias": "",
        }  # fmt: skip
        desk.post(address, form)
        assert not Page.objects.filter(slug="copie", live=True).exists()
        assert verify_feed().is_clean

    def test_a_schedule_is_refused(self, draft: Page, paul: Any) -> None:
        draft = edit(draft, go_live_at=timezone.now() + datetime.timedelta(days=1))
        with pytest.raises(PublicationRefused), editorial_transaction(), LogContext(user=paul):
            draft.get_latest_revision().publish(user=paul)
        assert fresh(draft).scheduled_revision is None

    def test_a_schedule_for_a_live_page_is_refused_though_no_signal_tells_of_it(self, paul: Any) -> None:
        page = factories.article()
        page = edit(page, summary="Demain.", go_live_at=timezone.now() + datetime.timedelta(days=1))
        with pytest.raises(PublicationRefused), editorial_transaction(), LogContext(user=paul):
            page.get_latest_revision().publish(user=paul)
        assert fresh(page).scheduled_revision is None
        assert is_public(page)

    def test_a_cleared_schedule_is_the_decision_to_publish_and_is_kept_to_the_day(self, paul: Any) -> None:
        page = factories.article()
        page = edit(page, summary="Demain.", go_live_at=timezone.now() + datetime.timedelta(days=1))
        clear(page.get_latest_revision_as_object(), Kind.REVIEW)
        with editorial_transaction(), LogContext(user=paul):
            page.get_latest_revision().publish(user=paul)
        assert is_public(page)
        scheduled = fresh(page).scheduled_revision
        assert missing(scheduled.as_object()) == []
        content = {**scheduled.content, "go_live_at": (timezone.now() - datetime.timedelta(minutes=2)).isoformat()}
        type(scheduled).objects.filter(pk=scheduled.pk).update(
            approved_go_live_at=timezone.now() - datetime.timedelta(minutes=2), content=content
        )
        call_command("publish_scheduled")
        assert fresh(page).summary == "Demain."
        assert is_public(page)


class TestClock:
    def test_a_revision_that_a_script_approved_for_later_is_not_published(self, draft: Page) -> None:
        revision = draft.get_latest_revision()
        type(revision).objects.filter(pk=revision.pk).update(
            approved_go_live_at=timezone.now() - datetime.timedelta(minutes=1)
        )
        with pytest.raises(SystemExit):
            call_command("publish_scheduled")
        assert not fresh(draft).live
        assert_out(draft)


class TestConsole:
    def test_publish_outside_every_transaction_shows_nothing(self, draft: Page, settings: Any) -> None:
        settings.FEED_REQUIRE_TRANSACTION = False
        draft.get_latest_revision().publish()
        assert fresh(draft).live
        with editorial_transaction():
            pass
        assert_out(draft)

    def test_the_page_itself_answers_like_one_that_does_not_exist(
        self, draft: Page, settings: Any, client: Client
    ) -> None:
        settings.FEED_REQUIRE_TRANSACTION = False
        draft.get_latest_revision().publish()
        with editorial_transaction():
            pass
        assert client.get(fresh(draft).url).status_code == 404

    def test_raw_sql_shows_nothing(self, draft: Page) -> None:
        Page.objects.filter(pk=draft.pk).update(live=True, first_published_at=timezone.now())
        with editorial_transaction():
            pass
        assert_out(draft)


class TestRelatives:
    def test_an_alias_speaks_only_while_its_source_may(self) -> None:
        page = factories.article()
        with editorial_transaction():
            alias = CreatePageAliasAction(page, parent=page.get_parent(), update_slug="ailleurs").execute()
        assert is_public(alias)
        with editorial_transaction():
            type(page).objects.filter(pk=page.pk).update(summary="Jamais relu.")
        assert not is_public(page)
        assert_out(alias)

    def test_a_live_copy_made_by_a_script_is_refused(self) -> None:
        page = factories.article()
        with pytest.raises(PublicationRefused), editorial_transaction():
            CopyPageAction(page, to=page.get_parent(), update_attrs={"slug": "copie"}, keep_live=True).execute()
        assert not Page.objects.filter(slug="copie").exists()


class TestContent:
    """What a decision is bound to."""

    @pytest.fixture
    def portrait(self) -> Any:
        page = complete_portrait()
        today = datetime.date.today()
        admit_existing(page, first_day=today, last_day=today + datetime.timedelta(days=365), basis="Essai.")
        return publish_cleared(page)

    def test_it_works(self, portrait: Page) -> None:
        assert is_public(portrait)

    def test_a_photo_file_swapped_after_the_signature_takes_the_portrait_down(self, portrait: Any) -> None:
        image = get_image_model().objects.get(pk=portrait.image_id)
        other = factories.image()
        with editorial_transaction():
            get_image_model().objects.filter(pk=image.pk).update(file=other.file.name, file_hash=other.file_hash)
        assert_out(portrait)
        assert Kind.SIGN_OFF in missing(fresh(portrait))

    def test_the_old_file_put_back_needs_no_new_signature(self, portrait: Any) -> None:
        image = get_image_model().objects.get(pk=portrait.image_id)
        rows = get_image_model().objects.filter(pk=image.pk)
        with editorial_transaction():
            rows.update(file_hash="0" * 40)
        assert_out(portrait)
        with editorial_transaction():
            rows.update(file_hash=image.file_hash)
        assert is_public(portrait)

    def test_another_photo_with_the_same_words_is_another_content(self, portrait: Any) -> None:
        before = fingerprint(portrait)
        portrait.image = factories.image()
        assert fingerprint(portrait) != before

    @pytest.mark.parametrize(
        ("field", "value"),
        [("quote", "Autre phrase."), ("title", "Autre titre"), ("audience", "own"), ("leader_name", "Autre nom")],
    )
    def test_each_text_counts(self, portrait: Any, field: str, value: str) -> None:
        before = fingerprint(portrait)
        setattr(portrait, field, value)
        assert fingerprint(portrait) != before

    @pytest.mark.parametrize(
        ("field", "value"),
        [("internal_note", "Rappeler mardi."), ("go_live_at", timezone.now()), ("slug", "ailleurs"), ("locked", True)],
    )
    def test_circumstances_do_not(self, portrait: Any, field: str, value: Any) -> None:
        before = fingerprint(portrait)
        setattr(portrait, field, value)
        assert fingerprint(portrait) == before

    def test_a_revision_says_what_the_row_says(self, portrait: Any) -> None:
        with editorial_transaction():
            revision = portrait.save_revision()
        assert fingerprint_of(revision) == fingerprint(portrait)

    def test_a_column_added_later_leaves_every_decision_standing(self, portrait: Any) -> None:
        # An empty value, such as every row has in a new column, does not count.
        before = fingerprint(portrait)
        portrait.website = ""
        assert fingerprint(portrait) == before

    def test_keywords_come_in_no_order(self) -> None:
        one = factories.article(is_live=False, tags=("forge", "bois"), title="T", slug="t")
        tags = [item.tag for item in one.tagged_items.all()]
        before = fingerprint(one)
        with editorial_transaction():
            one.tags.clear()
            one.tags.add(*[tag.name for tag in reversed(tags)])
            one.save()
        assert fingerprint(fresh(one)) == before

    def test_keys_that_the_editor_adds_for_itself_do_not_count(self) -> None:
        story = [("rich_text", "<p>On coule encore à la main.</p>")]
        page = factories.ambassador(is_live=False, story=story)
        before = fingerprint(page)
        page.story = [("rich_text", '<p data-block-key="a1b2c">On coule encore à la main.</p>')]
        assert fingerprint(page) == before
        page.story = [("rich_text", '<p data-block-key="a1b2c">On coule à la main.</p>')]
        assert fingerprint(page) != before
