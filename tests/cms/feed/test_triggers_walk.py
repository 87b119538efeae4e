"""Every way in which a page's own rows change what the public sees: publish, save, time, delete, move, slug."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from ambassadors.models import AmbassadorPage
from cms.feed.models import DirtyMark
from cms.feed.transaction import editorial_transaction
from news.models import ArticlePage
from tests.feed_walk import NOBODY, Operation, behind_our_back, by_an_editor, operations_of, pages, raw_move
from tests.feed_world import EVERYONE, World

pytestmark = pytest.mark.django_db


class PublishDraft(Operation):
    before, after = NOBODY, EVERYONE

    def seen(self, w):
        return w.who("draft")

    def act(self, w):
        w.page("draft").get_latest_revision().publish()

    def raw(self, w):
        now = timezone.now()
        pages("draft", w=w).update(live=True, first_published_at=now, last_published_at=now)


class Unpublish(Operation):
    before = (EVERYONE, EVERYONE, ["portrait", "other"], ["portrait"], 1)
    after: Any = (NOBODY, NOBODY, ["other"], [], 0)

    def seen(self, w):
        return (
            w.who("portrait"), w.who("alias"), w.names(w.field("article", "ambassadors")),
            w.names(w.field("home", "featured_ambassadors")), len(w.field("translated", "translations")),
        )  # fmt: skip

    def act(self, w):
        w.page("portrait").unpublish()

    def raw(self, w):
        pages("portrait", w=w).update(live=False)


class Save(Operation):
    before, after = ("Fonderie", "Fonderie"), ("Fonderie neuve", "Fonderie neuve")

    def seen(self, w):
        return w.field("portrait", "title"), w.field("alias", "title")

    def act(self, w):
        page = w.page("portrait")
        page.title = "Fonderie neuve"
        page.save_revision().publish()

    def raw(self, w):
        pages("portrait", "alias", w=w).update(title="Fonderie neuve")


class SaveWithoutRevision(Operation):
    before, after = "statues et cloches de bronze", "des cloches"

    def seen(self, w):
        return w.field("portrait", "made_here")

    def act(self, w):
        page = w.page("portrait")
        page.made_here = "des cloches"
        page.save(update_fields=["made_here"])

    def raw(self, w):
        AmbassadorPage.objects.filter(pk=w.ids["portrait"]).update(made_here="des cloches")


class ExpireByUpdate(Operation):
    before, after = EVERYONE, NOBODY

    def seen(self, w):
        return w.who("portrait")

    def act(self, w):
        page = w.page("portrait")
        page.expire_at = timezone.now() - datetime.timedelta(days=1)
        page.save()

    def raw(self, w):
        pages("portrait", w=w).update(expire_at=timezone.now() - datetime.timedelta(days=1))


class GoLiveInTheFuture(Operation):
    before, after = EVERYONE, NOBODY

    def seen(self, w):
        return w.who("portrait")

    def act(self, w):
        page = w.page("portrait")
        page.go_live_at = timezone.now() + datetime.timedelta(days=1)
        page.save()

    def raw(self, w):
        pages("portrait", w=w).update(go_live_at=timezone.now() + datetime.timedelta(days=1))


class NarrowTheAudience(Operation):
    before, after = EVERYONE, "partners own"

    def seen(self, w):
        return w.who("portrait")

    def act(self, w):
        page = w.page("portrait")
        page.audience = "partners"
        page.save_revision().publish()

    def raw(self, w):
        AmbassadorPage.objects.filter(pk=w.ids["portrait"]).update(audience="partners")


class DeletePart(Operation):
    before, after = (EVERYONE, ["first", "second"], 2), (NOBODY, ["second"], 1)

    def seen(self, w):
        return w.who("first"), w.names(w.field("paper", "chapters")), w.field("second", "position")

    def act(self, w):
        w.page("first").delete()

    def raw(self, w):
        key = w.ids["first"]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM whitepaper_chapterpage WHERE page_ptr_id = %s", [key])
            cursor.execute("DELETE FROM wagtailcore_page WHERE id = %s", [key])


class DeleteWithSubtree(Operation):
    before, after = (EVERYONE, EVERYONE, "fabriquer"), (NOBODY, NOBODY, None)

    def seen(self, w):
        return w.who("paper"), w.who("second"), "fabriquer" if w.field("home", "white_paper") else None

    def act(self, w):
        w.page("paper").delete()

    def raw(self, w):
        keys = tuple(w.ids[name] for name in ("first", "second", "paper"))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE home_homepage SET white_paper_id = NULL")
            for key in keys:
                cursor.execute("DELETE FROM whitepaper_chapterpage WHERE page_ptr_id = %s", [key])
                cursor.execute("DELETE FROM whitepaper_whitepaperpage WHERE page_ptr_id = %s", [key])
                cursor.execute("DELETE FROM wagtailcore_page WHERE id = %s", [key])


class DeleteWhatOthersName(Operation):
    before, after = (EVERYONE, ["portrait", "other"], True), (NOBODY, ["portrait"], False)

    def seen(self, w):
        text = w.field("article", "body")[0]["value"]
        return w.who("other"), w.names(w.field("article", "ambassadors")), "/ambassadeurs/tissage/" in text

    def act(self, w):
        w.page("other").delete()

    def raw(self, w):
        key = w.ids["other"]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM news_articleambassador WHERE ambassador_id = %s", [key])
            cursor.execute("DELETE FROM ambassadors_ambassadorpage WHERE page_ptr_id = %s", [key])
            cursor.execute("DELETE FROM wagtailcore_page WHERE id = %s", [key])


class MoveWithSubtree(Operation):
    before = ("/livre-blanc/fabriquer/", "/livre-blanc/fabriquer/premier/", None)
    after = ("/actualites/fabriquer/", "/actualites/fabriquer/premier/", "Premier")

    def seen(self, w):
        return w.path("paper"), w.path("first"), w.came_from("/livre-blanc/fabriquer/premier/")

    def act(self, w):
        w.page("paper").move(w.page("news"), pos="last-child")

    def raw(self, w):
        raw_move(w.page("paper"), w.page("news"), "last-child")


class Reorder(Operation):
    before, after = (["first", "second"], 1, 2), (["second", "first"], 2, 1)

    def seen(self, w):
        return w.names(w.field("paper", "chapters")), w.field("first", "position"), w.field("second", "position")

    def act(self, w):
        w.page("second").move(w.page("first"), pos="left")

    def raw(self, w):
        MP_Node.move(w.page("second"), w.page("first"), "left")


class Slug(Operation):
    before = ("/ambassadeurs/fonderie/", None, "/actualites/miroir/")
    after = ("/fabricants/fonderie/", "Fonderie", "/actualites/miroir/")

    def seen(self, w):
        return w.path("portrait"), w.came_from("/ambassadeurs/fonderie/"), w.path("alias")

    def act(self, w):
        page = w.page("directory")
        page.slug = "fabricants"
        page.save_revision().publish()

    def raw(self, w):
        pages("directory", w=w).update(slug="fabricants")
        for page in Page.objects.filter(url_path__contains="/ambassadeurs/"):
            moved = page.url_path.replace("/ambassadeurs/", "/fabricants/")
            Page.objects.filter(pk=page.pk).update(url_path=moved)


class SlugOfAChapter(Operation):
    before, after = ("/livre-blanc/fabriquer/premier/", None), ("/livre-blanc/fabriquer/un/", "Premier")

    def seen(self, w):
        return w.path("first"), w.came_from("/livre-blanc/fabriquer/premier/")

    def act(self, w):
        page = w.page("first")
        page.slug = "un"
        page.save_revision().publish()

    def raw(self, w):
        moved = w.page("paper").url_path + "un/"
        pages("first", w=w).update(slug="un", url_path=moved)


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_an_editor_does_it(world: World, operation: Operation) -> None:
    by_an_editor(operation, world)


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_a_script_does_it_behind_our_back(world: World, operation: Operation) -> None:
    behind_our_back(operation, world)


def test_a_draft_leaves_no_mark(world: World) -> None:
    """Saving drafts all day must not make the feed look at anything."""
    page: ArticlePage = world.page("article")
    page.title = "Autre titre"
    with editorial_transaction():
        page.save_revision()
        assert connection.editorial_marks == set()  # type: ignore[attr-defined]
        assert not DirtyMark.objects.exists()
    assert world.field("article", "title") == "Visite"
