import pytest
from wagtail.models import Page

from cms.feed import selectors
from cms.feed.identity import document_id
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from tests import factories
from whitepaper.feed import ChapterDocument, WhitePaperDocument


def document(page):
    return selectors.document_for_page(page, Audience.OPEN)


def public_id(page):
    return str(document_id(page.translation_key, "fr"))


@pytest.mark.django_db
class TestWhitePaperDocument:
    def test_it_works(self):
        page = factories.white_paper(text_licence="CC-BY-4.0", foreword=[("rich_text", "<p>Lisez.</p>")])
        public = document(page)
        WhitePaperDocument.model_validate(public)
        assert public["version"] == "1re édition"
        assert public["edition_date"] == "2026-06-15"
        assert public["citation_id"] == page.citation_id
        assert public["licence"] == "CC-BY-4.0"
        assert public["foreword"][0]["type"] == "rich_text"
        assert public["chapters"] == []

    def test_without_a_licence_of_its_own_it_has_that_of_the_site(self):
        assert document(factories.white_paper())["licence"] == "etalab-2.0"

    def test_it_lists_its_public_chapters_in_order(self):
        paper = factories.white_paper()
        chapters = [factories.chapter(parent=paper, is_live=live) for live in (True, False, True)]
        assert document(paper)["chapters"] == [public_id(chapters[0]), public_id(chapters[2])]

    def test_it_follows_the_order_of_the_page_tree(self):
        paper = factories.white_paper()
        first, second = (factories.chapter(parent=paper) for _number in range(2))
        with editorial_transaction():
            Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), pos="left")
        assert document(paper)["chapters"] == [public_id(second), public_id(first)]
        assert [document(page)["position"] for page in (first, second)] == [2, 1]

    def test_it_forgets_a_chapter_that_is_deleted_or_moved_away(self):
        paper, other = factories.white_paper(), factories.white_paper()
        kept, deleted, moved = (factories.chapter(parent=paper) for _number in range(3))
        with editorial_transaction():
            Page.objects.get(pk=deleted.pk).delete()
        assert document(paper)["chapters"] == [public_id(kept), public_id(moved)]
        with editorial_transaction():
            Page.objects.get(pk=moved.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
        assert document(paper)["chapters"] == [public_id(kept)]
        assert document(other)["chapters"] == [public_id(moved)]
        assert document(moved)["parent"] == public_id(other)


@pytest.mark.django_db
class TestChapterDocument:
    def test_it_works(self):
        paper = factories.white_paper(text_licence="CC-BY-4.0")
        page = factories.chapter(parent=paper, number=1)
        public = document(page)
        ChapterDocument.model_validate(public)
        assert (public["parent"], public["position"], public["number"]) == (public_id(paper), 1, 1)
        assert public["licence"] == "CC-BY-4.0"
        assert public["body"][0]["type"] == "rich_text"

    def test_it_has_the_licence_of_its_white_paper_after_a_change(self):
        paper = factories.white_paper()
        page = factories.chapter(parent=paper)
        paper.text_licence = "CC-BY-SA-4.0"
        factories.publish(paper)
        assert document(page)["licence"] == "CC-BY-SA-4.0"

    def test_its_position_counts_what_is_public(self):
        paper = factories.white_paper()
        first, second = (factories.chapter(parent=paper) for _number in range(2))
        assert document(second)["position"] == 2
        with editorial_transaction():
            first.unpublish()
        assert document(second)["position"] == 1

    def test_a_chapter_put_before_it_counts(self):
        paper = factories.white_paper()
        second = factories.chapter(parent=paper)
        first = factories.chapter(parent=paper, is_live=False)
        with editorial_transaction():
            Page.objects.get(pk=first.pk).move(Page.objects.get(pk=second.pk), pos="left")
        factories.publish(type(first).objects.get(pk=first.pk))
        assert document(second)["position"] == 2
