import pytest
from django.core.exceptions import ValidationError

from ambassadors.identifiers import validate_siren, validate_siret
from ambassadors.models import AmbassadorPage
from tests import factories

SIREN = "732829320"
SIRET = "73282932000074"


def codes(call, value):
    with pytest.raises(ValidationError) as error:
        call(value)
    return [one.code for one in error.value.error_list]


class TestIdentifiers:
    def test_it_works(self):
        validate_siren(SIREN)
        validate_siret(SIRET)

    def test_spaces_do_no_harm(self):
        validate_siren("732 829 320")
        validate_siret("732 829 320 00074")

    def test_la_poste_has_its_own_checksum(self):
        validate_siret("35600000049837")

    @pytest.mark.parametrize(
        ("call", "value", "code"),
        [
            (validate_siren, "73282932", "length"),
            (validate_siren, "732829321", "checksum"),
            (validate_siren, "73282932O", "format"),
            (validate_siret, SIREN, "length"),
            (validate_siret, "73282932000075", "checksum"),
            (validate_siret, "7328293200007X", "format"),
        ],
    )
    def test_each_mistake_has_its_own_answer(self, call, value, code):
        assert codes(call, value) == [code]

    def test_the_message_counts_the_digits(self):
        with pytest.raises(ValidationError) as error:
            validate_siret("123 45")
        assert "14" in error.value.messages[0]
        assert "5" in error.value.messages[0]


@pytest.mark.django_db
class TestAmbassadorPage:
    def test_numbers_are_stored_without_spaces_and_the_siren_follows_from_the_siret(self):
        page = factories.ambassador(siret="732 829 320 00074")
        assert (page.siren, page.siret) == (SIREN, SIRET)

    def test_a_siret_of_another_company_is_refused(self):
        with pytest.raises(ValidationError) as error:
            factories.ambassador(siren="356000000", siret=SIRET)
        assert list(error.value.message_dict) == ["siret"]

    def test_one_coordinate_is_none(self):
        with pytest.raises(ValidationError) as error:
            factories.ambassador(latitude="48.79")
        assert list(error.value.message_dict) == ["longitude"]

    def test_a_commune_outside_the_territory_is_refused(self):
        with pytest.raises(ValidationError) as error:
            factories.ambassador(commune="75056")
        assert list(error.value.message_dict) == ["commune"]

    def test_a_number_is_given_once_in_a_cohort(self):
        cohort = factories.cohort()
        factories.ambassador(cohort=cohort, number=7)
        factories.ambassador(cohort=factories.cohort(slug="defi-2026"), number=7)
        with pytest.raises(ValidationError) as error:
            factories.ambassador(cohort=cohort, number=7)
        assert list(error.value.message_dict) == ["number"]

    def test_it_lives_in_the_directory_only(self):
        assert [model.__name__ for model in AmbassadorPage.allowed_parent_page_models()] == ["AmbassadorIndexPage"]
        assert AmbassadorPage.allowed_subpage_models() == []

    def test_a_translation_keeps_the_company_and_translates_the_words(self):
        page = factories.ambassador(
            siret=SIRET, commitments=(("local-hiring", "Neuf sur douze habitent Créteil."),), tags=("bronze",)
        )
        english = factories.translate(page, "en", title="Workshop", made_here="bronze bells")
        assert english.siret == SIRET
        assert english.get_url().startswith("/en/")
        assert [row.locale.language_code for row in english.commitments.all()] == ["en"]
        assert [tag.name for tag in english.tags.all()] == ["bronze"]
