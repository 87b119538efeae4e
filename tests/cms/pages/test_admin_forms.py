"""What an editor meets: every form opens, every field explains itself, mistakes are named where they are."""

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, get_edit_handler
from wagtail.models import Page

from ambassadors.models import AmbassadorCommitment, AmbassadorIndexPage, AmbassadorPage, Cohort
from cms.pages.models import SiteIdentity
from home.models import FeaturedAmbassador, HomePage
from news.models import ArticleAmbassador, ArticlePage, NewsCategory, NewsIndexPage
from tests import factories
from whitepaper.models import ChapterPage, WhitePaperIndexPage, WhitePaperPage

PAGES = [
    HomePage, AmbassadorIndexPage, AmbassadorPage, NewsIndexPage, ArticlePage, WhitePaperIndexPage, WhitePaperPage,
    ChapterPage,
]  # fmt: skip
ROWS = [Cohort, NewsCategory, AmbassadorCommitment, ArticleAmbassador, FeaturedAmbassador, SiteIdentity]


@pytest.fixture
def writer(client, db):
    user = get_user_model().objects.create_superuser("anna", "anna@example.org", "secret-enough-1")
    client.force_login(user)
    return client


def own_fields(model):
    """Return the fields that a person fills in, without those of Wagtail's page and of the tree."""
    inherited = {field.name for field in Page._meta.get_fields()} | {"translation_key", "locale", "sort_order", "id"}
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and field.editable
        and field.name not in inherited
        and field.name not in {"page_ptr", "page", "article", "home", "site"}
    ]


class TestEveryField:
    @pytest.mark.parametrize("model", [*PAGES, *ROWS])
    def test_it_explains_itself(self, model):
        for field in own_fields(model):
            assert str(field.help_text).strip(), (model.__name__, field.name)

    @pytest.mark.parametrize("model", PAGES)
    def test_it_has_a_place_in_the_form(self, model):
        def names(panel):
            if isinstance(panel, FieldPanel):
                yield panel.field_name
            for child in getattr(panel, "children", ()):
                yield from names(child)

        shown = set(names(get_edit_handler(model)))
        assert {field.name for field in own_fields(model)} <= shown

    @pytest.mark.parametrize("model", PAGES)
    def test_each_type_says_what_it_is_for(self, model):
        assert str(model.page_description).endswith(".")
        assert str(model._meta.verbose_name) != model.__name__


class TestForms:
    @pytest.mark.parametrize(
        ("parent", "model"),
        [
            (factories.home_page, AmbassadorIndexPage),
            (factories.ambassador_index, AmbassadorPage),
            (factories.home_page, NewsIndexPage),
            (factories.news_index, ArticlePage),
            (factories.home_page, WhitePaperIndexPage),
            (factories.white_paper_index, WhitePaperPage),
            (factories.white_paper, ChapterPage),
        ],
    )
    def test_a_new_page_can_be_started(self, writer, parent, model):
        address = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent().pk])
        answer = writer.get(address)
        assert answer.status_code == 200
        assert 'name="title"' in answer.content.decode()

    def test_the_first_page_can_be_edited(self, writer):
        answer = writer.get(reverse("wagtailadmin_pages:edit", args=[factories.home_page().pk]))
        assert answer.status_code == 200

    @pytest.mark.parametrize("model", [Cohort, NewsCategory])
    def test_snippets_can_be_added(self, writer, model):
        answer = writer.get(reverse(model.snippet_viewset.get_url_name("add")))
        assert answer.status_code == 200

    def test_a_wrong_siret_is_named_beside_its_field(self, writer):
        parent = factories.ambassador_index()
        address = reverse("wagtailadmin_pages:add", args=["ambassadors", "ambassadorpage", parent.pk])
        form = {
            "title": "Atelier", "slug": "atelier", "company_name": "Atelier", "siret": "73282932000075",
            "naf_division": "25", "commune": "94028", "story-count": "0", "audience": "open",
            "commitments-TOTAL_FORMS": "0", "commitments-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0", "action-publish": "1",
        }  # fmt: skip
        answer = writer.post(address, form)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["siret"]
        assert not AmbassadorPage.objects.exists()
        answer = writer.post(address, {**form, "siret": "732 829 320 00074"})
        assert answer.status_code == 302
        page = AmbassadorPage.objects.get()
        assert (page.live, page.siret) == (True, "73282932000074")
