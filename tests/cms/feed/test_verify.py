"""verify_feed is itself proven: every class of corruption is found, and mended."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.search.models import IndexEntry

from cms.feed.models import DirtyMark, FeedClock, FeedDependency, FeedDocument, FeedFacet, FormerPath, State
from cms.feed.rebuild import TooManyRemovals, rebuild_feed
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def portrait():
    cover = factories.image()
    page = factories.ambassador(title="Fonderie", image=cover, tags=("bronze",))
    gone = factories.ambassador(title="Partie")
    with editorial_transaction():
        gone.unpublish()
    return page


def rows(page, **conditions):
    return FeedDocument.objects.filter(page_id=page.pk, **conditions)


def wrong_words(page):
    columns = ("title_text", "body_text") if connection.vendor == "postgresql" else ("title", "body")
    entry = IndexEntry.objects.filter(content_type__model="feeddocument", object_id=str(rows(page).first().pk))
    entry.update(**dict.fromkeys(columns, "zzsecretzz"))


def wrong_target(page):
    article = factories.article()
    with editorial_transaction():
        page.slug = "ailleurs"
        page.save_revision().publish()
    other = FeedDocument.objects.filter(page_id=article.pk).first().document_id
    assert FormerPath.objects.update(document_id=other) == 3


# A corruption of the same class by another way has its class before the dash.
CORRUPTIONS = {
    "columns-id": lambda page: rows(page, audience="open").update(document_id="11111111-1111-1111-1111-111111111111"),
    "search-words": wrong_words,
    "former_path-target": wrong_target,
    "content": lambda page: rows(page, audience="open").update(item=b'{"title":"Autre"}'),
    "missing": lambda page: rows(page, audience="own").delete(),
    "address": lambda page: rows(page, audience="open").update(path="/ailleurs/"),
    "window": lambda page: rows(page, audience="open").update(not_after=timezone.now() + timedelta(days=3)),
    "columns": lambda page: rows(page, audience="open").update(sort_title="zzz"),
    "facets": lambda page: FeedFacet.objects.filter(document__page_id=page.pk, name="commune").delete(),
    "dependencies": lambda page: FeedDependency.objects.filter(page_id=page.pk, kind="image").delete(),
    "tombstone": lambda page: FeedDocument.objects.filter(state=State.GONE).update(title="Un nom"),
    "clock": lambda page: FeedClock.objects.update(change=1),
    "former_path": lambda page: FormerPath.objects.create(
        site_id=1, path="/perdu/", audience="open", locale="fr", type="ambassador", slug="perdu",
        document_id="00000000-0000-0000-0000-000000000001", moved_at=timezone.now(),
    ),
    "search": lambda page: IndexEntry.objects.filter(
        content_type__model="feeddocument", object_id=str(rows(page).first().pk)
    ).delete(),
}  # fmt: skip


def surplus(page):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [False, page.pk])
    DirtyMark.objects.all().delete()


CORRUPTIONS["surplus"] = surplus


def test_it_works(portrait):
    report = verify_feed()
    assert report.is_clean
    assert report.pages >= 3
    assert report.documents == FeedDocument.objects.count()


@pytest.mark.parametrize("kind", sorted(CORRUPTIONS))
def test_finds_and_mends_each_class_of_corruption(portrait, kind, capsys):
    CORRUPTIONS[kind](portrait)
    kind = kind.partition("-")[0]
    assert verify_feed().differences[kind] > 0
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_feed", "--json")
    assert stopped.value.code == 1
    assert json.loads(capsys.readouterr().out)["differences"][kind] > 0
    call_command("verify_feed", "--repair")
    assert verify_feed().differences == {}


def test_finds_a_lost_trigger(portrait):
    table = "feed_mark_media_image_update"
    with connection.cursor() as cursor:
        on = " ON media_image" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {table}{on}")
    assert verify_feed().differences == {"triggers": 1}
    call_command("verify_feed", "--repair")
    assert verify_feed().is_clean


def test_a_change_number_given_twice_is_refused_by_the_database(portrait):
    from django.db import IntegrityError, transaction

    first, second = FeedDocument.objects.all()[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedDocument.objects.filter(pk=second.pk).update(change=first.change)


def test_what_only_time_has_changed_is_due_and_not_wrong(portrait):
    with editorial_transaction():
        portrait.expire_at = timezone.now() + timedelta(hours=1)
        portrait.save()
    later = timezone.now() + timedelta(hours=1, seconds=30)
    report = verify_feed(now=later)
    assert (report.due, report.differences) == (3, {})
    assert verify_feed(now=later + timedelta(minutes=10)).differences == {"surplus": 3, "dependencies": 1}


class TestRebuild:
    def test_gives_no_new_number_to_what_has_not_changed(self, portrait):
        before = FeedClock.objects.get().change
        assert rebuild_feed().changes == 0
        assert FeedClock.objects.get().change == before

    def test_gives_a_number_only_to_what_differs(self, portrait):
        rows(portrait, audience="open").update(item=b"{}", digest="x")
        assert rebuild_feed().changes == 1
        assert verify_feed().is_clean

    def test_refuses_to_empty_the_feed(self, portrait):
        from wagtail.models import Site

        Site.objects.all()._raw_delete("default")  # as a console would
        live = FeedDocument.objects.filter(state=State.LIVE).count()
        with pytest.raises(TooManyRemovals, match="--force"):
            rebuild_feed()
        with pytest.raises(CommandError, match="--force"):
            call_command("rebuild_feed", verbosity=0)
        assert FeedDocument.objects.filter(state=State.LIVE).count() == live
        assert rebuild_feed(force=True).removals == live
        assert not FeedDocument.objects.filter(state=State.LIVE).exists()

    def test_makes_a_lost_feed_anew(self, portrait, capsys):
        ids = set(FeedDocument.objects.filter(state=State.LIVE).values_list("document_id", flat=True))
        FeedDocument.objects.all().delete()
        call_command("rebuild_feed")
        assert "pages" in capsys.readouterr().err
        assert set(FeedDocument.objects.filter(state=State.LIVE).values_list("document_id", flat=True)) == ids
        assert verify_feed().differences.keys() <= {"search"}

    def test_begins_a_new_epoch_after_a_restore(self, portrait):
        before = FeedClock.objects.get()
        call_command("rebuild_feed", "--new-epoch", verbosity=0)
        after = FeedClock.objects.get()
        assert after.epoch != before.epoch
        assert after.change == before.change

    @pytest.mark.parametrize("share", ["-1", "101"])
    def test_refuses_an_absurd_share(self, share):
        with pytest.raises(CommandError, match="percentage"):
            call_command("rebuild_feed", "--max-removed", share)
