"""What an import publishes: nothing by itself, and only what is complete by the decision of who answers for it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import WorkflowState

from cms.feed.models import FeedDocument
from cms.workflow.decisions import missing
from cms.workflow.kinds import Kind
from cms.workflow.records import Decision
from cms.workflow.roles import Role
from news.models import ArticlePage, NewsIndexPage
from news.wordpress.models import ImportedItem
from tests import factories
from tests.news.wordpress.exports import attachment, item, save
from tests.news.wordpress.test_load import media_with
from tests.workflow_world import clear, person, publish_cleared

pytestmark = [pytest.mark.django_db, pytest.mark.gated]
TEXT = "<p>Le four est neuf.</p>"


@pytest.fixture(autouse=True)
def parent() -> NewsIndexPage:
    return factories.news_index()


@pytest.fixture
def paul() -> Any:
    return person("paul", Role.PUBLICATION)


def run(path: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_wordpress", str(path), stdout=out, json=True, **options)
    return json.loads(out.getvalue())


def outcome(data: dict[str, Any]) -> str:
    (post,) = [line for line in data["items"] if line["kind"] == "post"]
    return post["outcome"]


def codes(data: dict[str, Any]) -> set[str]:
    return {reason["code"] for line in data["items"] if line["kind"] == "post" for reason in line["reasons"]}


def is_public() -> bool:
    return FeedDocument.objects.filter(type="article", state="live").exists()


class TestWithoutAName:
    def test_it_works(self, tmp_path: Path) -> None:
        data = run(save(tmp_path, item(1, TEXT, title="Un four")))
        page = ArticlePage.objects.get()
        assert (outcome(data), page.live, is_public()) == ("draft", False, False)
        assert "unpublished" in codes(data)
        assert not Decision.objects.filter(page=page).exists()
        assert not WorkflowState.objects.exists()
        assert not Redirect.objects.exists()

    def test_a_second_run_changes_nothing(self, tmp_path: Path) -> None:
        path = save(tmp_path, item(1, TEXT))
        run(path)
        assert run(path)["changed"] == 0

    def test_what_was_published_here_since_gets_its_old_addresses(self, tmp_path: Path) -> None:
        path = save(tmp_path, item(1, TEXT, slug="un-four"))
        run(path)
        publish_cleared(ArticlePage.objects.get())
        data = run(path)
        assert outcome(data) == "unchanged"
        assert Redirect.objects.filter(redirect_page=ArticlePage.objects.get().page_ptr).exists()

    def test_a_newer_source_waits_as_a_draft_above_what_is_live(self, tmp_path: Path, paul: Any) -> None:
        run(save(tmp_path, item(1, TEXT)), publish_as="paul")
        data = run(save(tmp_path, item(1, "<p>Le four est vieux.</p>")))
        page = ArticlePage.objects.get()
        assert (outcome(data), page.live, page.has_unpublished_changes) == ("updated", True, True)
        assert page.body[0].value.source == TEXT
        assert is_public()


class TestInSomebodysName:
    def test_it_works(self, tmp_path: Path, paul: Any) -> None:
        data = run(save(tmp_path, item(1, TEXT, title="Un four")), publish_as="paul")
        page = ArticlePage.objects.get()
        assert (outcome(data), page.live, is_public()) == ("published", True, True)
        assert missing(page) == []
        decisions = Decision.objects.filter(page=page)
        assert {decision.kind for decision in decisions} == {Kind.REVIEW, Kind.COMPLETENESS, Kind.PUBLICATION}
        assert {decision.user for decision in decisions} == {paul}
        assert all("import" in decision.comment for decision in decisions)

    def test_a_second_run_changes_nothing(self, tmp_path: Path, paul: Any) -> None:
        path = save(tmp_path, item(1, TEXT))
        run(path, publish_as="paul")
        before = Decision.objects.count()
        assert run(path, publish_as="paul")["changed"] == 0
        assert Decision.objects.count() == before

    def test_links_mended_later_leave_nothing_undecided(self, tmp_path: Path, paul: Any) -> None:
        link = '<p><a href="https://ancien.example/?p=2">La suite</a></p>'
        run(save(tmp_path, item(1, link, slug="un"), item(2, TEXT, slug="deux")), publish_as="paul")
        for page in ArticlePage.objects.all():
            assert missing(page) == []
            assert not page.has_unpublished_changes

    def test_what_was_a_draft_there_stays_one(self, tmp_path: Path, paul: Any) -> None:
        data = run(save(tmp_path, item(1, TEXT, status="draft")), publish_as="paul")
        assert outcome(data) == "draft"
        assert not is_public()

    def test_publishes_later_what_an_earlier_run_left_a_draft(self, tmp_path: Path, paul: Any) -> None:
        path = save(tmp_path, item(1, TEXT, slug="un-four"))
        run(path)
        assert outcome(run(path, publish_as="paul", dry_run=True)) == "published"
        assert not is_public()
        data = run(path, publish_as="paul")
        assert (outcome(data), data["changed"]) == ("published", 1)
        assert is_public()
        assert Redirect.objects.exists()
        assert ImportedItem.objects.get(kind="post").was_live
        assert run(path, publish_as="paul")["changed"] == 0

    def test_leaves_alone_what_somebody_has_worked_on(self, tmp_path: Path, paul: Any) -> None:
        path = save(tmp_path, item(1, TEXT))
        run(path)
        page = ArticlePage.objects.get()
        page.summary = "Repris ici."
        from cms.feed.transaction import editorial_transaction

        with editorial_transaction():
            page.save_revision()
        run(path, publish_as="paul")
        assert not is_public()

    def test_a_picture_without_rights_keeps_its_article_a_draft_until_they_are_stated(
        self, tmp_path: Path, paul: Any
    ) -> None:
        path = save(
            tmp_path,
            item(1, TEXT, meta={"_thumbnail_id": "9"}),
            attachment(9, "four.jpg"),
        )
        options = {"publish_as": "paul", "media": media_with(tmp_path, "four.jpg")}
        data = run(path, **options)
        assert outcome(data) == "draft"
        assert "completeness" in codes(data)
        assert not is_public()
        again = run(path, **options)
        assert (outcome(again), again["changed"]) == ("draft", 0)
        from cms.feed.transaction import editorial_transaction

        photo = ArticlePage.objects.get().image
        for name, value in factories.FULL_RIGHTS.items():
            setattr(photo, name, value)
        with editorial_transaction():
            photo.save()
        assert outcome(run(path, **options)) == "published"
        assert is_public()


class TestRefusals:
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.PUBLICATION])
    def test_only_those_who_answer_by_law_publish(self, tmp_path: Path, role: Role) -> None:
        person("quelquun", role)
        with pytest.raises(CommandError, match="quelquun") as refused:
            run(save(tmp_path, item(1, TEXT)), publish_as="quelquun")
        assert refused.value.returncode == 2
        assert not ArticlePage.objects.exists()

    def test_nobody_who_does_not_exist(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="personne"):
            run(save(tmp_path, item(1, TEXT)), publish_as="personne")

    def test_a_cleared_draft_is_not_published_by_its_clearance(self, tmp_path: Path) -> None:
        run(save(tmp_path, item(1, TEXT)))
        clear(ArticlePage.objects.get())
        assert not is_public()
