"""The admin's own views, as an editor uses them: the feed is in step after each, and a failure changes nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from tests import factories
from tests.desk import Desk, url
from tests.feed_walk import NOBODY
from tests.feed_world import EVERYONE, World, assert_in_step
from tests.house_state import everything

pytestmark = pytest.mark.django_db


class TestPages:
    def test_create_and_publish(self, world: World, desk: Desk) -> None:
        address = url("add", "news", "articlepage", world.ids["news"])
        data = {
            **desk.form(address, "page-edit-form"),
            "title": "Une visite",
            "slug": "une-visite",
            "date": "2026-11-22",
        }
        desk.send(address, {**data, "action-publish": "1"})
        assert world.greet("une-visite")
        assert world.who("une-visite") == EVERYONE

    def test_edit(self, world: World, desk: Desk) -> None:
        desk.edit(world.page("other"), title="Tissage à bras")
        assert world.field("other", "title") == "Tissage à bras"

    def test_save_a_draft(self, world: World, desk: Desk) -> None:
        desk.edit(world.page("other"), action="", title="Brouillon de titre")
        assert world.page("other").draft_title == "Brouillon de titre"
        assert world.field("other", "title") == "Tissage"

    def test_schedule(self, world: World, desk: Desk) -> None:
        later = timezone.localtime() + datetime.timedelta(days=2)
        desk.edit(world.page("draft"), go_live_at=later.strftime("%Y-%m-%d %H:%M"))
        assert world.page("draft").get_latest_revision().approved_go_live_at is not None
        assert world.who("draft") == NOBODY

    def test_schedule_the_end(self, world: World, desk: Desk) -> None:
        later = timezone.localtime() + datetime.timedelta(days=2)
        desk.edit(world.page("other"), expire_at=later.strftime("%Y-%m-%d %H:%M"))
        assert FeedDocument.objects.filter(page_id=world.ids["other"], not_after__isnull=False).count() == 3

    def test_unpublish(self, world: World, desk: Desk) -> None:
        desk.send(url("unpublish", world.ids["portrait"]), {})
        assert world.who("portrait") == NOBODY

    def test_delete(self, world: World, desk: Desk) -> None:
        desk.send(url("delete", world.ids["paper"]), {"confirm_site_name": "Fabriqué en Val-de-Marne"})
        assert (world.who("paper"), world.who("first")) == (NOBODY, NOBODY)

    def test_move(self, world: World, desk: Desk) -> None:
        second = factories.white_paper(title="Bis", slug="bis")
        desk.send(url("move_confirm", world.ids["first"], second.pk), {})
        assert world.path("first") == "/livre-blanc/bis/premier/"
        assert world.came_from("/livre-blanc/fabriquer/premier/") == "Premier"

    def test_order(self, world: World, desk: Desk) -> None:
        address = url("set_page_position", world.ids["second"])
        desk.send(f"{address}?position=0", {}, expected=200)
        assert world.names(world.field("paper", "chapters")) == ["second", "first"]

    @pytest.mark.parametrize(("is_published", "seen"), [(True, EVERYONE), (False, NOBODY)])
    def test_copy(self, world: World, desk: Desk, is_published: bool, seen: str) -> None:
        data = {"new_title": "Tissage bis", "new_slug": "bis", "new_parent_page": world.ids["directory"]}
        desk.send(url("copy", world.ids["other"]), data | ({"publish_copies": "on"} if is_published else {}))
        assert world.greet("bis")
        assert world.who("bis") == seen

    def test_copy_as_alias_and_convert(self, world: World, desk: Desk) -> None:
        data = {"new_title": "Tissage", "new_slug": "bis", "new_parent_page": world.ids["directory"], "alias": "on"}
        desk.send(url("copy", world.ids["other"]), data)
        assert world.greet("bis")
        assert world.page("bis").alias_of_id == world.ids["other"]
        assert world.who("bis") == EVERYONE
        desk.edit(world.page("other"), title="Tissage à bras")
        assert world.field("bis", "title") == "Tissage à bras"
        desk.send(url("convert_alias", world.ids["bis"]), {})
        desk.edit(world.page("other"), title="Tissage")
        assert world.field("bis", "title") == "Tissage à bras"

    def test_privacy(self, world: World, desk: Desk) -> None:
        address = url("set_privacy", world.ids["directory"])
        desk.send(address, {"restriction_type": "login"}, expected=200)
        assert PageViewRestriction.objects.exists()
        assert (world.who("portrait"), world.who("alias")) == (NOBODY, NOBODY)
        desk.send(address, {"restriction_type": "none"}, expected=200)
        assert (world.who("portrait"), world.who("alias")) == (EVERYONE, EVERYONE)

    def test_revert(self, world: World, desk: Desk) -> None:
        page = world.page("other")
        first = page.get_latest_revision()
        desk.edit(page, title="Tissage à bras")
        address = url("revisions_revert", page.pk, first.pk)
        data = {**desk.form(address, "page-edit-form"), "revision": str(first.pk), "action-publish": "1"}
        desk.send(url("edit", page.pk), data)
        assert world.field("other", "title") == "Tissage"


class TestWorkflow:
    @pytest.fixture
    def in_review(self, world: World) -> Any:
        """Submit a new title of the article to a workflow of one task; return its task state."""
        task = GroupApprovalTask.objects.create(name="Relecture")
        workflow = Workflow.objects.create(name="Deux yeux")
        WorkflowTask.objects.create(workflow=workflow, task=task)
        WorkflowPage.objects.create(workflow=workflow, page=world.page("news"))
        page = world.page("article")
        page.title = "Relu"
        with editorial_transaction():
            page.save_revision()
            return workflow.start(page, None).current_task_state

    def test_approve(self, world: World, desk: Desk, in_review: Any) -> None:
        assert world.field("article", "title") == "Visite"
        desk.send(url("workflow_action", world.ids["article"], "approve", in_review.pk), {"comment": ""})
        assert world.field("article", "title") == "Relu"

    def test_reject(self, world: World, desk: Desk, in_review: Any) -> None:
        address = url("workflow_action", world.ids["article"], "reject", in_review.pk)
        desk.send(address, {"comment": "Trop long."})
        assert world.field("article", "title") == "Visite"

    def test_submit(self, world: World, desk: Desk, in_review: Any) -> None:
        desk.edit(world.page("draft"), action="action-submit")
        assert world.who("draft") == NOBODY


class TestTranslations:
    """wagtail-localize publishes after commit; with us, inside, where an unfinished one is refused."""

    @pytest.fixture
    def half_made(self, world: World) -> Translation:
        with editorial_transaction():
            translate_object(world.page("other"), [Locale.objects.get(language_code="en")])
        return Translation.objects.get(source__object_id=world.contents["other"])

    def _publish(self, world: World, desk: Desk) -> Any:
        draft = world.page("other").get_translation(Locale.objects.get(language_code="en"))
        return draft, desk.client.post(url("edit", draft.pk), {"action": "publish"})

    def test_an_unfinished_one_is_refused(self, world: World, desk: Desk, half_made: Translation) -> None:
        before = everything()
        draft, answer = self._publish(world, desk)
        assert answer.status_code == 409
        assert everything() == before
        assert not Page.objects.get(pk=draft.pk).live

    def test_a_finished_one_is_published_with_its_document(
        self, world: World, desk: Desk, half_made: Translation
    ) -> None:
        for segment in StringSegment.objects.filter(source=half_made.source):
            StringTranslation.objects.create(
                translation_of=segment.string, context=segment.context, locale=half_made.target_locale,
                data="weaving" if segment.context.path == "slug" else "Weaving",
            )  # fmt: skip
        draft, answer = self._publish(world, desk)
        assert answer.status_code == 302
        assert Page.objects.get(pk=draft.pk).live
        assert [link["locale"] for link in world.field("other", "translations")] == ["en"]
        assert world.field("other", "translations")[0]["status"] == "current"
        assert_in_step()


class TestPictures:
    def test_edit(self, world: World, desk: Desk) -> None:
        address = reverse("wagtailimages:edit", args=[world.image])
        data = self._form(desk, address)
        desk.send(address, {**data, "may_site": "on", "may_partners": "on", "credit": "Photo Petit"})
        assert world.whose_image() == "partners own"

    def test_delete(self, world: World, desk: Desk) -> None:
        desk.send(reverse("wagtailimages:delete", args=[world.image]), {})
        assert world.whose_image() == NOBODY

    def test_privacy_of_a_collection(self, world: World, desk: Desk) -> None:
        address = reverse("wagtailadmin_collections:set_privacy", args=[world.shelf])
        desk.send(address, {"restriction_type": "login"}, expected=200)
        assert CollectionViewRestriction.objects.exists()
        assert (world.whose_image(), world.blocks()) == (NOBODY, "rich_text")

    def test_move_a_collection(self, world: World, desk: Desk) -> None:
        with editorial_transaction():
            CollectionViewRestriction.objects.create(collection_id=world.cellar, restriction_type="login")
        address = reverse("wagtailadmin_collections:edit", args=[world.shelf])
        desk.send(address, {"name": "Reportages", "parent": world.cellar})
        assert Collection.objects.get(pk=world.shelf).get_parent().pk == world.cellar
        assert (world.whose_image(), world.blocks()) == (NOBODY, "rich_text")

    @staticmethod
    def _form(desk: Desk, address: str) -> dict[str, Any]:
        html = desk.client.get(address).content.decode()
        for index in range(10):
            found = querydict_from_html(html, form_index=index).dict()
            if "credit" in found:
                found.pop("file", None)
                found.pop("licence_proof", None)
                return found
        raise AssertionError("no form for the picture")
