"""What pages rest on beside themselves: keywords, snippets, child rows, the site, the languages."""

from __future__ import annotations

import pytest
from django.db import connection
from taggit.models import Tag
from wagtail.models import Locale, Site

from ambassadors.models import AmbassadorCommitment, AmbassadorTag, Cohort
from cms.pages.models import SiteIdentity
from news.models import ArticleAmbassador, NewsCategory
from tests.feed_walk import NOBODY, Operation, behind_our_back, by_an_editor, operations_of
from tests.feed_world import EVERYONE, World

pytestmark = pytest.mark.django_db


class AddTag(Operation):
    before, after = ["bronze"], ["bronze", "cloche"]

    def seen(self, w):
        return [tag["slug"] for tag in w.field("portrait", "tags")]

    def act(self, w):
        page = w.page("portrait")
        page.tags.add("Cloche")
        page.save_revision().publish()

    def raw(self, w):
        Tag.objects.bulk_create([Tag(name="Cloche", slug="cloche")])
        AmbassadorTag.objects.bulk_create(
            [AmbassadorTag(content_object_id=w.ids["portrait"], tag=Tag.objects.get(slug="cloche"))]
        )


class RemoveTag(Operation):
    before, after = ["bronze"], []

    def seen(self, w):
        return [tag["slug"] for tag in w.field("portrait", "tags")]

    def act(self, w):
        page = w.page("portrait")
        page.tags.clear()
        page.save_revision().publish()

    def raw(self, w):
        AmbassadorTag.objects.filter(content_object_id=w.ids["portrait"])._raw_delete("default")


class RenameTag(Operation):
    before, after = (["Bronze"], ["Bronze", "Visites"]), (["Airain"], ["Airain", "Visites"])

    def seen(self, w):
        return tuple([tag["name"] for tag in w.field(name, "tags")] for name in ("portrait", "article"))

    def act(self, w):
        tag = Tag.objects.get(slug="bronze")
        tag.name = "Airain"
        tag.save()

    def raw(self, w):
        Tag.objects.filter(slug="bronze").update(name="Airain")


class DeleteTag(Operation):
    before, after = ([["bronze"], ["bronze", "visites"]]), ([[], ["visites"]])

    def seen(self, w):
        return [[tag["slug"] for tag in w.field(name, "tags")] for name in ("portrait", "article")]

    def act(self, w):
        Tag.objects.get(slug="bronze").delete()

    def raw(self, w):
        key = Tag.objects.get(slug="bronze").pk
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ambassadors_ambassadortag WHERE tag_id = %s", [key])
            cursor.execute("DELETE FROM news_articletag WHERE tag_id = %s", [key])
            cursor.execute("DELETE FROM taggit_tag WHERE id = %s", [key])


class EditSnippet(Operation):
    before, after = ("Les vingt premiers", "Visites"), ("La première promotion", "Portes ouvertes")

    def seen(self, w):
        return w.field("portrait", "cohort")["name"], w.field("article", "category")["name"]

    def act(self, w):
        for model, name in ((Cohort, "La première promotion"), (NewsCategory, "Portes ouvertes")):
            row = model.objects.get(locale__language_code="fr")
            row.name = name
            row.save()

    def raw(self, w):
        Cohort.objects.update(name="La première promotion")
        NewsCategory.objects.update(name="Portes ouvertes")


class DeleteSnippet(Operation):
    before, after = (True, True), (False, False)

    def seen(self, w):
        return bool(w.field("portrait", "cohort")), bool(w.field("article", "category"))

    def act(self, w):
        Cohort.objects.get(pk=w.cohort).delete()
        NewsCategory.objects.get(pk=w.category).delete()

    def raw(self, w):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ambassadors_ambassadorpage SET cohort_id = NULL")
            cursor.execute("UPDATE news_articlepage SET category_id = NULL")
            cursor.execute("DELETE FROM ambassadors_cohort")
            cursor.execute("DELETE FROM news_newscategory")


class EditChildRow(Operation):
    before, after = "Neuf sur douze.", "Dix sur douze."

    def seen(self, w):
        return w.field("portrait", "commitments")[0]["evidence"]

    def act(self, w):
        row = AmbassadorCommitment.objects.get(page_id=w.ids["portrait"])
        row.evidence = "Dix sur douze."
        row.save()

    def raw(self, w):
        AmbassadorCommitment.objects.filter(page_id=w.ids["portrait"]).update(evidence="Dix sur douze.")


class MoveChildRow(Operation):
    """A row that changes its page concerns both pages."""

    before, after = (1, 0), (0, 1)

    def seen(self, w):
        return len(w.field("portrait", "commitments")), len(w.field("other", "commitments"))

    def act(self, w):
        AmbassadorCommitment.objects.filter(page_id=w.ids["portrait"]).update(page=w.page("other"))

    def raw(self, w):
        AmbassadorCommitment.objects.filter(page_id=w.ids["portrait"]).update(page=w.page("other"))


class ReorderChildRows(Operation):
    before, after = ["portrait", "other"], ["other", "portrait"]

    def seen(self, w):
        return w.names(w.field("article", "ambassadors"))

    def act(self, w):
        page = w.page("article")
        rows = list(page.related_ambassadors.all())
        for place, row in enumerate(reversed(rows)):
            row.sort_order = place
        page.related_ambassadors = rows
        page.save_revision().publish()

    def raw(self, w):
        ArticleAmbassador.objects.filter(ambassador_id=w.ids["portrait"]).update(sort_order=9)


class SiteHostname(Operation):
    before = ("http://localhost/ambassadeurs/fonderie/", "http://localhost")
    after = ("http://fabrique.example/ambassadeurs/fonderie/", "http://fabrique.example")

    def seen(self, w):
        return w.field("portrait", "url"), w.field("portrait", "image")["url"].partition("/media")[0]

    def act(self, w):
        site = Site.objects.get()
        site.hostname = "fabrique.example"
        site.save()

    def raw(self, w):
        Site.objects.update(hostname="fabrique.example")


class SitePort(Operation):
    before, after = "http://localhost/actualites/visite/", "http://localhost:8080/actualites/visite/"

    def seen(self, w):
        return w.field("article", "url")

    def act(self, w):
        site = Site.objects.get()
        site.port = 8080
        site.save()

    def raw(self, w):
        Site.objects.update(port=8080)


class SiteRootPage(Operation):
    before, after = (EVERYONE, EVERYONE, "/ambassadeurs/fonderie/"), (NOBODY, NOBODY, "/fonderie/")

    def seen(self, w):
        return w.who("home"), w.who("article"), w.path("portrait")

    def act(self, w):
        site = Site.objects.get()
        site.root_page = w.page("directory")
        site.save()

    def raw(self, w):
        Site.objects.update(root_page=w.page("directory"))


class SecondSite(Operation):
    before, after = "/livre-blanc/fabriquer/premier/", "http://livre.example/fabriquer/premier/"

    def seen(self, w):
        return w.path("first")

    def act(self, w):
        Site.objects.create(hostname="livre.example", root_page=w.page("shelf_of_papers"))

    def raw(self, w):
        Site.objects.bulk_create([Site(hostname="livre.example", port=80, root_page=w.page("shelf_of_papers"))])


class SiteLicence(Operation):
    before, after = "etalab-2.0", "CC-BY-4.0"

    def seen(self, w):
        return w.field("article", "licence")

    def act(self, w):
        SiteIdentity.objects.create(site=Site.objects.get(), licence="CC-BY-4.0")

    def raw(self, w):
        SiteIdentity.objects.bulk_create([SiteIdentity(site=Site.objects.get(), licence="CC-BY-4.0")])


class LocaleLeavesTheSite(Operation):
    """A language that the settings no longer offer has no addresses: its pages would answer 404."""

    before, after = (EVERYONE, 1), (NOBODY, 0)

    def seen(self, w):
        return w.who("translated"), len(w.field("portrait", "translations"))

    def act(self, w):
        english = Locale.objects.get(language_code="en")
        english.language_code = "de"
        english.save()

    def raw(self, w):
        Locale.objects.filter(language_code="en").update(language_code="de")


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_an_editor_does_it(world: World, operation: Operation) -> None:
    by_an_editor(operation, world)


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_a_script_does_it_behind_our_back(world: World, operation: Operation) -> None:
    behind_our_back(operation, world)
