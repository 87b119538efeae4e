import pytest
from django.core.exceptions import ValidationError

from tests import factories
from whitepaper.models import ChapterPage, WhitePaperPage


@pytest.mark.django_db
class TestWhitePaperPage:
    def test_a_citation_id_is_given_once(self):
        factories.white_paper(citation_id="fvm-lb-2026.1")
        with pytest.raises(ValidationError) as error:
            factories.white_paper(citation_id="fvm-lb-2026.1")
        assert list(error.value.message_dict) == ["citation_id"]

    def test_a_translation_is_cited_by_the_same_id(self):
        page = factories.white_paper(citation_id="fvm-lb-2026.1")
        assert factories.translate(page, "en").citation_id == "fvm-lb-2026.1"

    def test_a_citation_id_has_no_space(self):
        with pytest.raises(ValidationError):
            factories.white_paper(citation_id="Livre blanc 2026")

    def test_chapters_live_in_a_white_paper_only(self):
        assert ChapterPage.allowed_parent_page_models() == [WhitePaperPage]
        assert WhitePaperPage.allowed_subpage_models() == [ChapterPage]
