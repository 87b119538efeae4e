"""What is in a release, what it lacks, and who may change it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.releases import composing, deciding
from cms.releases.contents import parts_of
from cms.releases.models import Release, State
from cms.releases.readiness import readiness
from tests import factories
from tests.releases_world import approved, codes, edited, edition, publisher, release_of, schedule, writer

pytestmark = pytest.mark.django_db


def create(*pages: Page, name: str = "Édition") -> Release:
    with editorial_transaction():
        return composing.create(name=name, user=publisher(), pages=pages)


class TestContents:
    def test_it_works(self) -> None:
        page = factories.article(is_live=False)
        english = factories.translate(page, is_live=False, title="Open doors")
        release = create(page)
        assert set(release.items.values_list("page_id", flat=True)) == {page.pk, english.pk}

    def test_a_translation_brings_its_source_along(self) -> None:
        page = factories.article(is_live=False)
        english = factories.translate(page, is_live=False, title="Open doors")
        assert set(create(english).items.values_list("page_id", flat=True)) == {page.pk, english.pk}

    def test_an_edition_offers_its_chapters(self) -> None:
        paper, *chapters = edition(chapters=3)
        assert [part.pk for part in parts_of(paper)] == [chapter.pk for chapter in chapters]

    def test_a_page_is_in_one_open_release_only(self) -> None:
        page = factories.article(is_live=False)
        create(page, name="La première")
        with pytest.raises(PublicationRefused, match="La première"):
            create(page, name="La seconde")

    def test_a_closed_release_no_longer_changes(self) -> None:
        page = factories.article(is_live=False)
        release = create()
        with editorial_transaction():
            deciding.cancel(release, user=publisher())
        with pytest.raises(PublicationRefused), editorial_transaction():
            composing.add_pages(release, [page], user=publisher())

    def test_adding_twice_changes_nothing(self) -> None:
        page = factories.article(is_live=False)
        release = create(page)
        with editorial_transaction():
            assert composing.add_pages(release, [page], user=publisher()) == []

    def test_a_copy_holds_the_same_contents_that_are_free(self) -> None:
        one, two = factories.article(is_live=False), factories.article(is_live=False)
        release = create(one, two)
        with editorial_transaction():
            deciding.cancel(release, user=publisher())
        create(two, name="Ailleurs")
        with editorial_transaction():
            copy, behind = composing.duplicate(release, user=publisher())
        assert set(copy.items.exclude(page=None).values_list("page_id", flat=True)) == {one.pk}
        assert behind == [two.title]

    def test_everything_is_in_the_audit_log(self) -> None:
        page = factories.article(is_live=False)
        release = release_of(page)
        with editorial_transaction():
            composing.remove_content(release, page.translation_key, user=publisher())
            composing.duplicate(release, user=publisher())
            deciding.cancel(release, user=publisher())
        entries = ModelLogEntry.objects.filter(content_type__app_label="releases", object_id=str(release.pk))
        actions = list(entries.order_by("pk").values_list("action", flat=True))
        assert actions == [f"fabrique.release.{name}" for name in ("create", "add", "leave_out", "remove", "cancel")]


class TestLeavingOut:
    def test_it_works(self) -> None:
        page = approved(factories.article(is_live=False))
        assert codes(create(page)) == {"missing"}
        release = Release.objects.get()
        with editorial_transaction():
            key = [(item.content_id, item.locale_id) for item in release.items.filter(page=None)]
            composing.leave_out(release, key, reason="Pas encore traduit.", user=publisher())
        assert codes(release) == set()

    def test_needs_a_reason(self) -> None:
        release = create(factories.article(is_live=False))
        item = release.items.get(page=None)
        with pytest.raises(PublicationRefused, match=r"why|pourquoi"), editorial_transaction():
            composing.leave_out(release, [(item.content_id, item.locale_id)], reason="  ", user=publisher())

    def test_leaves_something_of_each_content(self) -> None:
        page = factories.article(is_live=False)
        release = release_of(page)
        with pytest.raises(PublicationRefused), editorial_transaction():
            composing.leave_out(release, [(page.translation_key, page.locale_id)], reason="Non.", user=publisher())

    def test_what_comes_back_needs_its_own_approval(self) -> None:
        page = approved(factories.article(is_live=False))
        approved(factories.translate(page, is_live=False, title="Open doors"))
        release = create(page)
        item = release.items.get(locale__language_code="en")
        with editorial_transaction():
            composing.leave_out(release, [(item.content_id, item.locale_id)], reason="Plus tard.", user=publisher())
        schedule(release, timezone.now() + timedelta(hours=1))
        with editorial_transaction():
            composing.take_back(release, item.content_id, item.locale_id, user=publisher())
        release.refresh_from_db()
        late = readiness(release).awaiting_again
        assert [standing.item.pk for standing in late] == [item.pk]


class TestReadiness:
    def test_names_every_missing_decision(self) -> None:
        assert codes(release_of(factories.article(is_live=False))) == {"not_review"}

    def test_portrait_lacks_the_signature(self) -> None:
        portrait = factories.ambassador(is_live=False)
        assert {"not_review", "not_sign_off"} <= codes(release_of(portrait))

    def test_says_nothing_of_what_is_approved(self) -> None:
        release = release_of(*edition())
        assert readiness(release).is_approved
        assert not readiness(release).is_decided

    def test_a_chapter_without_its_edition_is_not_ready(self) -> None:
        _paper, chapter, _other = edition()
        assert "parent_not_public" in codes(release_of(chapter))

    def test_a_missing_chapter_is_no_obstacle(self) -> None:
        paper, chapter, _other = edition()
        assert codes(release_of(paper, chapter)) == set()

    def test_an_incomplete_translation_is_not_ready(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = approved(factories.article(is_live=False))
        approved(factories.translate(page, is_live=False, title="Open doors"))
        monkeypatch.setattr("cms.releases.readiness.is_complete", lambda page: False)
        assert codes(create(page)) == {"translation_incomplete"}

    def test_a_date_of_its_own_is_an_obstacle(self) -> None:
        page = approved(edited(factories.article(is_live=False), go_live_at=timezone.now() + timedelta(days=9)))
        assert codes(release_of(page)) == {"own_date"}

    def test_a_page_that_will_have_expired_is_not_ready(self) -> None:
        page = approved(edited(factories.article(is_live=False), expire_at=timezone.now() + timedelta(days=2)))
        release = release_of(page)
        assert codes(release) == set()
        with pytest.raises(PublicationRefused):
            schedule(release, timezone.now() + timedelta(days=3))

    def test_a_page_scheduled_alone_before_is_an_obstacle(self) -> None:
        page = factories.article(is_live=False)
        revision = page.get_latest_revision()
        revision.approved_go_live_at = timezone.now() + timedelta(days=1)
        revision.save(update_fields=["approved_go_live_at"])
        assert "scheduled_alone" in codes(release_of(approved(page)))

    def test_says_who_has_to_act(self) -> None:
        found = readiness(release_of(factories.article(is_live=False)))
        assert all(obstacle.who for one in found.standings for obstacle in one.blocking)

    def test_reads_and_writes_nothing(self) -> None:
        release = create(factories.article(is_live=False))
        before = list(release.items.values())
        readiness(release)
        assert list(release.items.values()) == before


class TestPermissions:
    def test_a_writer_takes_nothing_out_of_what_was_decided(self) -> None:
        release = schedule(release_of(approved(factories.article(is_live=False))), timezone.now() + timedelta(hours=1))
        with pytest.raises(Exception) as refused, editorial_transaction():
            deciding.cancel(release, user=writer())
        assert type(refused.value).__name__ == "PermissionDenied"
        release.refresh_from_db()
        assert release.state == State.SCHEDULED
