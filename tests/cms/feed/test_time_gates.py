"""Time is a gate, not a job: at its second everything changes, with every scheduler stopped."""

from __future__ import annotations

import datetime
import re
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.feed import view
from cms.feed.changes import changes_since
from cms.feed.clock import database_now, read_clock
from cms.feed.lists import ListQuery, count_documents, facet_counts
from cms.feed.models import DirtyMark, FeedDocument, State
from cms.feed.selectors import (
    document_by_id,
    document_by_path,
    document_by_slug,
    list_documents,
    search_documents,
    tombstone,
)
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience
from cms.media.models import Consent, Image
from tests.feed_walk import NOBODY, pages
from tests.feed_world import EVERYONE, World, assert_in_step

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
OPEN = Audience.OPEN


def set_edges(world: World, name: str = "", **edges: datetime.datetime) -> None:
    """Give a page (or, without a name, the portrait's picture) its dates, in step with the feed."""
    with editorial_transaction():
        if name:
            pages(name, w=world).update(**edges)
        else:
            Image.objects.filter(pk=world.image).update(**edges)


def let_time_pass(span: datetime.timedelta) -> None:
    """Shift every date in the database back, pages' and rows' alike: what was `span` ahead is now. Nobody notices."""
    for model, fields in (
        (Page, ("go_live_at", "expire_at")),
        (Image, ("rights_from", "rights_until")),
        (Consent, ("consent_until", "revoked_at")),
        (FeedDocument, ("not_before", "not_after", "next_at", "modified_at")),
        (Revision, ("approved_go_live_at",)),
    ):
        for field in fields:
            model.objects.filter(**{f"{field}__isnull": False}).update(**{field: F(field) - span})
    DirtyMark.objects.all().delete()


def doors(world: World, name: str = "portrait") -> dict[str, bool]:
    """Ask every selector for one portrait and tell which of them show it."""
    row = FeedDocument.objects.get(page_id=world.ids[name], audience=OPEN.value)
    listed = list_documents("ambassador", locale="fr", audience=OPEN).items
    found = search_documents(row.slug, locale="fr", audience=OPEN)
    changes = changes_since(after=0, limit=500, audience=OPEN)
    return {
        "id": document_by_id(row.document_id, OPEN) is not None,
        "slug": document_by_slug("ambassador", row.slug, locale="fr", audience=OPEN) is not None,
        "path": document_by_path(row.path, OPEN) is not None,
        "list": any(item["id"] == str(row.document_id) for item in listed),
        "search": any(item["id"] == str(row.document_id) for item in found),
        "changes": any(one.body for one in changes if one.document_id == row.document_id),
        "page": world.document(name) is not None,
    }


def changes_given() -> int:
    return read_clock().change


class TestExpiry:
    def test_the_page_is_gone_at_that_second_everywhere(self, world: World, client: Client) -> None:
        set_edges(world, "portrait", expire_at=timezone.now() + HOUR)
        path = world.path("portrait")
        query = ListQuery("ambassador", "fr", OPEN, {})
        before = count_documents(query)
        assert all(doors(world).values())
        assert client.get(path).status_code == 200
        let_time_pass(HOUR)
        assert not any(doors(world).values()), doors(world)
        assert client.get(path).status_code == 404
        # The alias shows the same page: it ends with it.
        assert (world.who("portrait"), world.who("alias")) == (NOBODY, NOBODY)
        assert count_documents(query) == before - 2
        assert not any(
            facet["value"] == "les-vingt-premiers" for facet in facet_counts("ambassador", "fr", OPEN).get("cohort", [])
        )
        left = tombstone(OPEN, path=path)
        assert left is not None
        assert left.state == State.LIVE
        # Those that name the page say so in the same second.
        assert world.names(world.field("article", "ambassadors")) == ["other"]
        assert world.field("home", "featured_ambassadors") == []
        assert world.field("translated", "translations") == []

    def test_a_whole_takes_its_parts_along(self, world: World, client: Client) -> None:
        set_edges(world, "paper", expire_at=timezone.now() + HOUR)
        assert (world.who("first"), bool(world.field("home", "white_paper"))) == (EVERYONE, True)
        let_time_pass(HOUR)
        assert (world.who("first"), bool(world.field("home", "white_paper"))) == (NOBODY, False)
        assert client.get("/livre-blanc/fabriquer/premier/").status_code == 404
        sweep()
        assert_in_step()

    def test_a_part_leaves_its_whole_and_the_next_moves_up(self, world: World) -> None:
        set_edges(world, "first", expire_at=timezone.now() + HOUR)
        assert world.field("second", "position") == 2
        let_time_pass(HOUR)
        assert world.names(world.field("paper", "chapters")) == ["second"]
        assert world.field("second", "position") == 1
        sweep()
        assert_in_step()

    def test_a_link_to_it_ends_with_it(self, world: World, client: Client) -> None:
        set_edges(world, "other", expire_at=timezone.now() + HOUR)
        assert "/ambassadeurs/tissage/" in str(world.field("article", "body"))
        assert b"/ambassadeurs/tissage/" in client.get("/actualites/visite/").content
        let_time_pass(HOUR)
        assert "/ambassadeurs/tissage/" not in str(world.field("article", "body"))
        assert b"/ambassadeurs/tissage/" not in client.get("/actualites/visite/").content

    def test_the_sweep_writes_it_once(self, world: World) -> None:
        set_edges(world, "other", expire_at=timezone.now() + HOUR)
        let_time_pass(HOUR)
        report = verify_feed()
        assert report.is_clean, report.examples
        assert report.due > 0
        before = changes_given()
        assert sweep().due > 0
        rows = FeedDocument.objects.filter(page_id=world.ids["other"])
        assert set(rows.values_list("state", "reason", "title")) == {("gone", "expired", "")}
        # Three audiences of the page, and three of the article that named it.
        assert changes_given() - before == 6
        swept = sweep()
        assert (swept.due, swept.marks) == (0, 0)
        assert changes_given() - before == 6
        assert_in_step()


class TestGoLive:
    def test_a_live_page_with_a_later_start_waits_for_its_second(self, world: World, client: Client) -> None:
        path = world.path("other")
        set_edges(world, "other", go_live_at=timezone.now() + HOUR)
        assert world.who("other") == NOBODY
        assert not any(doors(world, "other").values()), doors(world, "other")
        assert client.get(path).status_code == 404
        assert world.names(world.field("article", "ambassadors")) == ["portrait"]
        let_time_pass(HOUR)
        assert world.who("other") == EVERYONE
        assert all(doors(world, "other").values()), doors(world, "other")
        assert client.get(path).status_code == 200
        assert world.names(world.field("article", "ambassadors")) == ["portrait", "other"]

    def test_the_sweep_announces_it_once(self, world: World) -> None:
        set_edges(world, "other", go_live_at=timezone.now() + HOUR)
        let_time_pass(HOUR)
        before = changes_given()
        sweep()
        assert changes_given() - before == 6
        sweep()
        assert changes_given() - before == 6
        assert_in_step()


class TestPictures:
    def test_a_right_that_ends_takes_the_picture_only(self, world: World, client: Client) -> None:
        set_edges(world, rights_until=timezone.now() + HOUR)
        assert world.whose_image() == EVERYONE
        url = world.field("portrait", "image")["url"]
        address = url.removeprefix("http://localhost")
        assert client.get(address).status_code == 200
        let_time_pass(HOUR)
        assert (world.whose_image(), world.who("portrait")) == (NOBODY, EVERYONE)
        assert client.get(address).status_code == 404
        page = client.get("/ambassadeurs/fonderie/")
        assert page.status_code == 200
        assert address not in page.content.decode()
        before = changes_given()
        sweep()
        # The portrait, its alias and its translation, for three audiences each.
        assert changes_given() - before == 9
        sweep()
        assert changes_given() - before == 9
        assert_in_step()

    def test_a_right_that_begins_brings_it(self, world: World) -> None:
        set_edges(world, rights_from=timezone.now() + HOUR)
        assert world.whose_image() == NOBODY
        let_time_pass(HOUR)
        assert world.whose_image() == EVERYONE
        sweep()
        assert_in_step()

    def test_a_consent_that_ends_takes_the_picture(self, world: World) -> None:
        with editorial_transaction():
            Image.objects.filter(pk=world.image).update(persons="identified")
            Consent.objects.create(
                image_id=world.image, person="Nadia", may_site=True, may_partners=True, may_open=True,
                given_on=datetime.date(2026, 1, 1), proof_note="classeur", consent_until=timezone.now() + HOUR,
            )  # fmt: skip
        assert world.whose_image() == EVERYONE
        let_time_pass(HOUR)
        assert world.whose_image() == NOBODY
        sweep()
        assert_in_step()

    def test_a_third_slice_hides_rather_than_lies(self, world: World) -> None:
        """A row holds two slices. With every scheduler stopped until a third is due, nothing is shown."""
        now = timezone.now()
        set_edges(world, rights_from=now + HOUR, rights_until=now + 2 * HOUR)
        row = FeedDocument.objects.get(page_id=world.ids["portrait"], audience=OPEN.value)
        assert (row.next_at, row.not_after) == (now + HOUR, now + 2 * HOUR)
        let_time_pass(HOUR)
        assert world.whose_image() == EVERYONE
        let_time_pass(HOUR)
        assert world.who("portrait") == NOBODY
        sweep()
        assert (world.who("portrait"), world.whose_image()) == (EVERYONE, NOBODY)
        assert_in_step()

    def test_a_swept_row_has_its_next_slice_ready(self, world: World) -> None:
        now = timezone.now()
        set_edges(world, rights_from=now + HOUR, rights_until=now + 2 * HOUR)
        let_time_pass(HOUR)
        sweep()
        let_time_pass(HOUR)
        assert (world.who("portrait"), world.whose_image()) == (EVERYONE, NOBODY)


class TestTheClock:
    def test_nobody_needs_to_do_anything(self, world: World, client: Client) -> None:
        """The same with the real clock, for a page and a picture at once."""
        edge = database_now() + datetime.timedelta(seconds=3)
        with editorial_transaction():
            pages("other", w=world).update(expire_at=edge)
            Image.objects.filter(pk=world.image).update(rights_until=edge)
        seen = (world.who("other"), world.whose_image())
        if database_now() < edge:
            assert seen == (EVERYONE, EVERYONE)
        response = client.get("/ambassadeurs/tissage/")
        if response.status_code == 200:
            # A shared cache may not keep it beyond its second.
            assert re.search(r"s-maxage=[0-3]\b", response["Cache-Control"])
        time.sleep(max(0.0, (edge - database_now()).total_seconds()) + 0.01)
        assert (world.who("other"), world.whose_image()) == (NOBODY, NOBODY)
        assert client.get("/ambassadeurs/tissage/").status_code == 404


class TestCaches:
    @pytest.mark.parametrize("address", ["/", "/ambassadeurs/", "/actualites/visite/", "/ambassadeurs/tissage/"])
    def test_no_page_may_be_kept_longer_than_what_it_shows(self, world: World, client: Client, address: str) -> None:
        """Lists and cards show other documents: their end is the page's too."""
        assert "s-maxage=60" in client.get(address)["Cache-Control"]
        set_edges(world, "portrait", expire_at=timezone.now() + datetime.timedelta(seconds=20))
        kept = re.search(r"s-maxage=(\d+)", client.get(address)["Cache-Control"])
        assert kept is not None
        assert 0 <= int(kept[1]) < 20


class TestPublishScheduled:
    @pytest.fixture
    def due(self, world: World) -> World:
        """Let the draft and a second version of a chapter be due, and the article have expired."""
        past = timezone.now() - HOUR
        with editorial_transaction():
            world.page("draft").save_revision(approved_go_live_at=past)
            page = world.page("first")
            page.title = "Premier, revu"
            page.save_revision(approved_go_live_at=past)
            pages("article", w=world).update(expire_at=past)
        return world

    def test_it_works(self, due: World) -> None:
        assert (due.who("draft"), due.who("article"), due.field("first", "title")) == (NOBODY, NOBODY, "Premier")
        call_command("publish_scheduled")
        assert (due.who("draft"), due.who("article")) == (EVERYONE, NOBODY)
        assert due.field("first", "title") == "Premier, revu"
        assert not due.page("article").live
        assert_in_step()

    def test_one_failing_page_does_not_stop_the_rest(self, due: World, monkeypatch: pytest.MonkeyPatch) -> None:
        serialise: Any = view._serialise

        def fail(page: Page, *args: Any) -> Any:
            if page.pk == due.ids["first"]:
                raise ValueError("this one is broken")
            return serialise(page, *args)

        monkeypatch.setattr(view, "_serialise", fail)
        with pytest.raises(SystemExit) as stopped:
            call_command("publish_scheduled")
        assert stopped.value.code == 1
        assert due.who("draft") == EVERYONE
        assert not due.page("article").live
        # Nothing of the failed one was changed: not its row, not its schedule, not what the public sees.
        assert (due.page("first").title, due.field("first", "title")) == ("Premier", "Premier")
        assert Revision.objects.filter(object_id=str(due.ids["first"]), approved_go_live_at__isnull=False).count() == 1
        monkeypatch.undo()
        call_command("publish_scheduled")
        assert due.field("first", "title") == "Premier, revu"
        assert_in_step()

    def test_a_dry_run_does_nothing(self, due: World) -> None:
        call_command("publish_scheduled", dryrun=True)
        assert due.who("draft") == NOBODY
        assert due.page("article").live
