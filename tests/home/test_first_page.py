import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from tests import factories


@pytest.mark.django_db
class TestFreshDatabase:
    def test_a_french_first_page_is_the_root_of_the_site(self):
        site = Site.objects.get(is_default_site=True)
        home = site.root_page.specific
        assert isinstance(home, HomePage)
        assert home.live
        assert home.locale.language_code == "fr"
        assert home.get_url() == "/"

    def test_both_languages_are_there_and_nothing_else_is(self):
        assert set(Locale.objects.values_list("language_code", flat=True)) == {"fr", "en"}
        assert Page.objects.count() == 2

    def test_the_tree_is_sound(self):
        assert not any(Page.find_problems())
        assert Page.objects.get(depth=1).numchild == 1


@pytest.mark.django_db
class TestHomePage:
    def test_every_section_of_the_site_says_itself_that_it_belongs_here(self):
        names = {model.__name__ for model in HomePage.allowed_subpage_models()}
        assert names >= {"AmbassadorIndexPage", "NewsIndexPage", "WhitePaperIndexPage"}
        assert not names & {"AmbassadorPage", "ArticlePage", "ChapterPage", "WhitePaperPage"}

    def test_a_call_without_a_place_to_go_is_refused(self):
        with pytest.raises(ValidationError) as error:
            factories.home_page(call_title="Candidatez", call_label="Proposer une entreprise")
        assert list(error.value.message_dict) == ["call_page"]
