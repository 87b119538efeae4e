import datetime

import pytest

from cms.feed import registry, selectors
from cms.feed.identity import document_id
from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from news.feed import ArticleDocument
from tests import factories


def document(page, audience=Audience.OPEN):
    return selectors.document_for_page(page, audience)


@pytest.mark.django_db
class TestArticleDocument:
    def test_it_works(self):
        related = factories.ambassador()
        page = factories.article(
            title="Vingt ateliers s'ouvrent",
            category=factories.news_category(),
            author_line="La rédaction",
            tags=("visite",),
            ambassadors=(related,),
            body=[("rich_text", "<p>Venez !</p>")],
        )
        public = document(page)
        ArticleDocument.model_validate(public)
        assert public["type"] == "article"
        assert public["title"] == "Vingt ateliers s’ouvrent"
        assert public["date"] == "2026-11-22"
        assert public["category"] == {"slug": "visites", "name": "Visites"}
        assert public["author"] == "La rédaction"
        assert public["ambassadors"] == [str(document_id(related.translation_key, "fr"))]
        assert public["body"][0]["value"] == "<p>Venez\u202f!</p>"

    def test_an_ambassador_that_is_not_public_is_not_named(self):
        hidden, shown = factories.ambassador(is_live=False), factories.ambassador()
        page = factories.article(ambassadors=(hidden, shown))
        assert document(page)["ambassadors"] == [str(document_id(shown.translation_key, "fr"))]
        factories.publish(hidden)
        assert len(document(page)["ambassadors"]) == 2

    def test_it_follows_its_category(self):
        category = factories.news_category()
        page = factories.article(category=category)
        with editorial_transaction():
            category.delete()
        assert document(page)["category"] is None

    def test_private_fields_stay_inside(self):
        factories.article(internal_note="MARKER-NOTE", imported_from="MARKER-GUID")
        for row in FeedDocument.objects.all():
            assert "MARKER" not in row.search_text + bytes(row.document).decode() + bytes(row.item).decode()

    def test_every_field_of_the_shape_is_described(self):
        schema = ArticleDocument.model_json_schema()
        for shape in [schema, *schema["$defs"].values()]:
            for name, spec in shape["properties"].items():
                assert spec.get("description"), name


@pytest.mark.django_db
class TestFacets:
    def test_each_facet_finds_it(self):
        found = factories.article(category=factories.news_category(), tags=("visite",), date=datetime.date(2024, 3, 1))
        factories.article()
        for name, value in {"category": "visites", "tag": "visite", "year": "2024"}.items():
            listed = selectors.list_documents("article", locale="fr", audience=Audience.OPEN, filters={name: [value]})
            assert [item["slug"] for item in listed.items] == [found.slug], name

    def test_the_plural_is_news(self):
        assert registry.for_plural("news") is registry.for_name("article")
