import pytest
from wagtail.models import Page

from cms.feed import registry, selectors
from cms.feed.identity import document_id
from cms.media.audiences import Audience
from home.feed import HomeDocument
from home.models import FeaturedAmbassador
from tests import factories


def document(page):
    return selectors.document_for_page(page, Audience.OPEN)


def public_id(page):
    return str(document_id(page.translation_key, "fr"))


@pytest.mark.django_db
class TestHomeDocument:
    def test_it_works(self):
        ambassador, paper = factories.ambassador(), factories.white_paper()
        page = factories.home_page(
            hero_title="Ici, on fabrique",
            hero_text="Vingt ateliers !",
            key_figures=[("key_figure", {"value": "47", "unit": "", "label": "communes", "source": "", "year": None})],
            white_paper=paper,
            featured_ambassadors=[FeaturedAmbassador(ambassador=ambassador)],
            call_title="Candidatez",
            call_label="Proposer",
            call_page=factories.ambassador_index(),
        )
        public = document(page)
        HomeDocument.model_validate(public)
        assert public["hero"] == {"title": "Ici, on fabrique", "text": "Vingt ateliers\u202f!"}
        assert public["key_figures"][0]["value"]["value"] == "47"
        assert public["featured_ambassadors"] == [public_id(ambassador)]
        assert public["white_paper"] == public_id(paper)
        assert public["call"]["url"].endswith("/ambassadeurs/")

    def test_what_is_not_public_is_not_named(self):
        hidden = factories.ambassador(is_live=False)
        page = factories.home_page(
            featured_ambassadors=[FeaturedAmbassador(ambassador=hidden)],
            white_paper=factories.white_paper(is_live=False),
        )
        public = document(page)
        assert public["featured_ambassadors"] == []
        assert public["white_paper"] is None
        assert public["call"] is None


class TestRegistration:
    def test_every_page_type_is_decided(self):
        names = [feed_type.name for feed_type in registry.all_types()]
        wholes = ["ambassador", "article", "chapter", "home", "whitepaper"]
        assert names == sorted([*wholes, "ambassador-index", "news-index", "whitepaper-index"])
        assert registry.is_decided(Page)
        assert registry.for_model(Page) is None

    def test_every_type_describes_itself_and_its_facets(self):
        for feed_type in registry.all_types():
            assert feed_type.description.endswith(".")
            assert all(facet.description and facet.example for facet in feed_type.facets)
            for name, field in feed_type.document.model_fields.items():
                assert field.description, (feed_type.name, name)
