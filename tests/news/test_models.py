import pytest

from news.models import ArticlePage
from tests import factories


@pytest.mark.django_db
class TestArticlePage:
    def test_it_lives_among_the_news_only(self):
        assert [model.__name__ for model in ArticlePage.allowed_parent_page_models()] == ["NewsIndexPage"]
        assert ArticlePage.allowed_subpage_models() == []

    def test_two_articles_of_one_title_have_two_addresses(self):
        first = factories.article(title="Portes ouvertes", slug="")
        second = factories.article(title="Portes ouvertes", slug="")
        assert (first.slug, second.slug) == ("portes-ouvertes", "portes-ouvertes-2")

    def test_related_ambassadors_keep_their_order(self):
        ambassadors = tuple(factories.ambassador() for _number in range(3))
        page = factories.article(ambassadors=ambassadors[::-1])
        assert [row.ambassador for row in page.related_ambassadors.all()] == list(ambassadors[::-1])

    def test_a_deleted_ambassador_leaves_the_article(self):
        from cms.feed.transaction import editorial_transaction

        related = factories.ambassador()
        page = factories.article(ambassadors=(related,))
        with editorial_transaction():
            related.delete()
        assert ArticlePage.objects.get(pk=page.pk).related_ambassadors.count() == 0
